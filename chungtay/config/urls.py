from django.urls import URLPattern, URLResolver, include, path

from chungtay.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("chungtay.accounts.allauth_urls")),
    path("", include("chungtay.accounts.urls")),
    path("don-vi/", include("chungtay.territory.urls")),
    path("luat/", include("chungtay.law.urls")),
    path("healthz", healthz, name="healthz"),
    # Every address is tried in turn: apps with few come first, the desk that is opened all day before all of them.
    path("", include("chungtay.foundation.urls")),
    path("cham-soc-thay-the/", include("chungtay.care.urls")),
    path("", include("chungtay.directives.urls")),
    path("", include("chungtay.statistics.urls")),
    path("", include("chungtay.children.urls")),
    path("", include("chungtay.cases.urls")),
]

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("chungtay.accounts.allauth_urls")),
    path("tai-khoan/", include("chungtay.accounts.urls")),
    path("", include("chungtay.foundation.urls")),
]

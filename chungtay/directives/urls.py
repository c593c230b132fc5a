from django.urls import include, path

app_name = "directives"
urlpatterns = [
    path("van-ban/", include("chungtay.directives.urls_documents")),
    path("", include("chungtay.directives.urls_tasks")),
    path("bao-cao/", include("chungtay.directives.urls_reports")),
]

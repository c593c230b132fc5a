"""The desk of every post, at the root of the site."""

from django.urls import include, path

from chungtay.foundation import views

app_name = "foundation"

urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("tim-kiem/", views.search, name="search"),
    path("", include("chungtay.foundation.urls_desk")),
    path("thong-bao/", views.notice_list, name="notices"),
    path("thong-bao/da-doc/", views.read_notices, name="read_notices"),
    path("hien-thi/", views.display, name="display"),
    path("thanh-phan/", views.components, name="components"),
]

"""Children behind a number of the figures."""

from django.urls import path

from chungtay.children.views import behind

app_name = "children_figures"
urlpatterns = [path("tre-em/sau-so-lieu/", behind.behind, name="behind")]

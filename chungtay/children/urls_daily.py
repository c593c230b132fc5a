"""The daily pages: children (/tre-em/) and households (/ho-gia-dinh/)."""

from django.urls import URLPattern, URLResolver

app_name = "children"
urlpatterns: list[URLPattern | URLResolver] = []

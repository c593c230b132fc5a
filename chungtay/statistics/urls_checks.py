"""The address of warnings about figures."""

from django.urls import path

from chungtay.statistics.views import checks

urlpatterns = [path("so-lieu/kiem-tra/", checks.checks, name="checks")]

"""Addresses of the cases. Each part of the work has its own module and namespace; a part that is not there is left out."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# urls_path is the namespace `cases`; the others are `case_concerns`, `case_forms`, …
PARTS = ("clocks", "concerns", "plans", "forms", "evidence", "access", "keeping", "support", "handovers", "path")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"chungtay.cases.urls_{part}"))
    for part in PARTS
    if find_spec(f"chungtay.cases.urls_{part}") is not None
]

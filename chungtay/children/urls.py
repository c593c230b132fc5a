"""Addresses of the register. Each part of the work has its own module and namespace; a part that is not there is left out."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# urls_daily is the namespace `children`; the others are `children_imports`, `children_duplicates`, …
PARTS = ("daily", "imports", "duplicates", "rounds", "moves", "papers", "figures")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"chungtay.children.urls_{part}"))
    for part in PARTS
    if find_spec(f"chungtay.children.urls_{part}") is not None
]

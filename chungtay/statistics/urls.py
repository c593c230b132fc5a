"""The addresses of every room: urls_<room>.py beside this file."""

from importlib import import_module
from pathlib import Path

from django.urls import URLPattern, URLResolver

app_name = "statistics"
urlpatterns: list[URLPattern | URLResolver] = []
for _file in sorted(Path(__file__).parent.glob("urls_*.py")):
    urlpatterns += import_module(f"chungtay.statistics.{_file.stem}").urlpatterns

from django.urls import path

from chungtay.statistics.views import catalogue

urlpatterns = [
    path("so-lieu/chi-tieu/", catalogue.indicators, name="catalogue"),
    path("so-lieu/chi-tieu/dia-phuong/them/", catalogue.define, name="define_indicator"),
    path("so-lieu/chi-tieu/dia-phuong/<int:pk>/", catalogue.local, name="local_indicator"),
    path("so-lieu/bieu/", catalogue.official_tables, name="official_tables"),
    path("so-lieu/bieu/<str:code>/", catalogue.official_table, name="official_table"),
]

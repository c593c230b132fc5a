from django.urls import path

from chungtay.statistics.views import keeping, maps, opened, overview, own_tables, targets

urlpatterns = [
    path("so-lieu/", overview.overview, name="overview"),
    path("so-lieu/tinh-san/", keeping.keep, name="keep_period"),
    path("so-lieu/chi-tieu/<str:code>/", opened.figure, name="figure"),
    path("so-lieu/ban-do/", maps.units_map, name="map"),
    path("so-lieu/ban-do/ranh-gioi/", maps.boundaries, name="boundaries"),
    path("so-lieu/muc-tieu/", targets.targets, name="targets"),
    path("so-lieu/muc-tieu/<int:pk>/bo/", targets.remove, name="remove_target"),
    path("so-lieu/bang/", own_tables.tables, name="own_tables"),
    path("so-lieu/bang/lap/", own_tables.compose, name="compose_table"),
    path("so-lieu/bang/<int:pk>/", own_tables.table, name="own_table"),
    path("so-lieu/bang/<int:pk>/sua/", own_tables.change, name="change_table"),
    path("so-lieu/bang/<int:pk>/chep/", own_tables.copy, name="copy_table"),
    path("so-lieu/bang/<int:pk>/chia-se/", own_tables.share, name="share_table"),
    path("so-lieu/bang/<int:pk>/gui/", own_tables.schedule, name="schedule_table"),
    path("so-lieu/bang/<int:pk>/xoa/", own_tables.remove, name="remove_table"),
]

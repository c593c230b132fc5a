from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "chungtay.territory"
    label = "territory"
    verbose_name = "Đơn vị hành chính"

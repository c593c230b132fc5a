from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "chungtay.foundation"
    label = "foundation"
    verbose_name = "Nền tảng"

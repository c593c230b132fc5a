from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "chungtay.config"
    label = "config"
    verbose_name = "Composition"

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "chungtay.law"
    label = "law"
    verbose_name = "Luật"

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "chungtay.law"
    label = "law"
    verbose_name = "Luật"

    def ready(self) -> None:
        from chungtay.law import policies  # noqa: F401 - declares its permission

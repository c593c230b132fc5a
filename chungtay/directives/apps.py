from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "chungtay.directives"
    label = "directives"
    verbose_name = "Văn bản, nhiệm vụ, báo cáo"

    def ready(self) -> None:
        from chungtay.directives import policies, search, worklist  # noqa: F401 - they register themselves downward

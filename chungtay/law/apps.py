from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "chungtay.law"
    label = "law"
    verbose_name = "Luật"

    def ready(self) -> None:
        from chungtay.foundation import navigation
        from chungtay.law.policies import LawPermission

        navigation.register(navigation.NavItem("Luật", "law:list", LawPermission.READ, "book-open", 70))

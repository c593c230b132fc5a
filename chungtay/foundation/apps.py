from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "chungtay.foundation"
    label = "foundation"
    verbose_name = "Nền tảng"

    def ready(self) -> None:
        from chungtay.foundation import navigation
        from chungtay.foundation.policies import DeskPermission

        navigation.register(navigation.NavItem("Việc của tôi", "foundation:my_day", DeskPermission.MY_DAY, "sun", 10))

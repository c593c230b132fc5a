from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "chungtay.territory"
    label = "territory"
    verbose_name = "Đơn vị hành chính"

    def ready(self) -> None:
        from chungtay.foundation import navigation
        from chungtay.territory import finder  # noqa: F401 - registers with the one search box
        from chungtay.territory.policies import TerritoryPermission

        navigation.register(
            navigation.NavItem("Đơn vị", "territory:country", TerritoryPermission.BROWSE, "map", 60, navigation.LOOK_UP)
        )

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chungtay.accounts"
    label = "accounts"
    verbose_name = "Con người và quyền"

    def ready(self) -> None:
        from chungtay.accounts import actors, policies  # noqa: F401 - policies declares permissions
        from chungtay.accounts.policies import AccountsPermission
        from chungtay.foundation import navigation, notify

        notify.register_holders(actors.holders)
        read, audit = AccountsPermission.READ, AccountsPermission.AUDIT
        navigation.register(navigation.NavItem("Quản trị", "accounts:people", read, "settings", 90, navigation.RUN))
        navigation.register(navigation.NavItem("Nhật ký", "accounts:audit_trail", audit, "history", 95, navigation.RUN))

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chungtay.accounts"
    label = "accounts"
    verbose_name = "Con người và quyền"

    def ready(self) -> None:
        from chungtay.accounts import policies  # noqa: F401 - declares permissions

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chungtay.accounts"
    label = "accounts"
    verbose_name = "Con người và quyền"

    def ready(self) -> None:
        from chungtay.accounts import actors, policies  # noqa: F401 - policies declares permissions
        from chungtay.foundation import notify

        notify.register_holders(actors.holders)

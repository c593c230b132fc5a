from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "chungtay.config"
    label = "config"
    verbose_name = "Composition"

    def ready(self) -> None:
        from chungtay.accounts.roles import ROLES
        from chungtay.foundation.access import grant
        from chungtay.foundation.policies import DeskPermission

        for role in ROLES:  # whoever has a post has a desk
            grant(role, DeskPermission)

"""What an administrator sets for the roles."""

from __future__ import annotations

from django.db import transaction

from chungtay.accounts import gates
from chungtay.accounts.models import RoleSetting
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.roles import ROLES
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError


@transaction.atomic
def set_second_factor(*, actor: Actor, role: str, needed: bool) -> None:
    """From the next request on, people of this role are led to enrol first (or no longer are)."""
    require(actor, AccountsPermission.ROLES)
    if role not in ROLES:
        raise UserError("Không có vai trò này.")
    setting, _ = RoleSetting.objects.update_or_create(role=role, defaults={"second_factor": needed})
    transaction.on_commit(gates.forget_settings)
    path = actor.unit_paths[0] if actor.unit_paths else ""
    audit.record(actor, "role.second_factor", setting, label=ROLES[role].name, unit_path=path, data={"needed": needed})

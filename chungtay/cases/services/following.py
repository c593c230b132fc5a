"""Where the child of a case lives is what the register says: followed when a transfer is accepted or taken back."""

from __future__ import annotations

from django.db import transaction

from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import ENDED, Case, EntryKind
from chungtay.cases.services import diary
from chungtay.cases.services.clocks_people import posts_of_roles
from chungtay.children.models import Child
from chungtay.foundation import audit
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system

_ROLES = (RoleCode.COMMUNE_OFFICER, RoleCode.COMMUNE_CHAIR)


def follow_child(*, child_id: int, turn: str) -> int:
    """Running cases of the child get its new commune of residence; both communes are told the code. Returns how many.

    `turn` names the move, so that each move is told once.
    """
    with as_system("who moves a record may not know of any case of the child"), transaction.atomic():
        child = Child.objects.select_related("unit").get(pk=child_id)
        rows = Case.objects.select_for_update(of=("self",)).filter(child=child).exclude(state__in=ENDED)
        moved = [case for case in rows.select_related("unit") if case.residence_path != child.unit_path]
        for case in moved:
            case.residence_unit, case.residence_path = child.unit, child.unit_path
            case.save(update_fields=["residence_unit", "residence_path", "updated_at"])
            words = f"Theo sổ trẻ em, trẻ nay cư trú tại {child.unit.name}."
            diary.write(actor=None, case=case, kind=EntryKind.INFORMED, step="moved", words=words)
            audit.record(None, "case_residence_followed", case, label=case.code, data={"to": child.unit_path})
            _tell(case, turn)
    return len(moved)


def _tell(case: Case, turn: str) -> None:
    """The new commune learns that there is a case; the one that leads, that a hand-over may be due."""
    name = case.residence_unit.name if case.residence_unit is not None else ""
    new = f"Vụ việc {case.code} liên quan trẻ vừa chuyển đến; {case.unit.name} chủ trì"
    lead = f"Vụ việc {case.code}: trẻ nay cư trú tại {name}. Có cần bàn giao?"
    found = posts_of_roles({case.unit_path, case.residence_path}, set(_ROLES))
    for path, title, url in (
        (case.residence_path, new, case.get_absolute_url()),
        (case.unit_path, lead, f"/vu-viec/{case.pk}/ban-giao/"),
    ):
        posts = [post for role in _ROLES for post in found.get((path, role), [])]
        notify(posts, "case_moved", title, url, f"case:{case.pk}:moved:{turn}:{path}")

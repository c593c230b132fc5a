"""Agencies a province adds, renames or ends by itself; those of the law are made by `ensure_agencies`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from chungtay.accounts.actors import forget_coverage
from chungtay.accounts.models import Agency, AgencyName, Post
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.queries import directory
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date, fold
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class NewAgency:
    """An agency of a unit from a day on."""

    unit: Unit
    kind: str
    name: str
    first_day: dt.date


def _changed() -> None:
    transaction.on_commit(forget_coverage)
    transaction.on_commit(directory.forget)


@transaction.atomic
def add_agency(*, actor: Actor, data: NewAgency) -> Agency:
    """Raises UserError when the unit has an agency of that name already."""
    require(actor, AccountsPermission.AGENCIES, data.unit)
    if not data.unit.exists_on(data.first_day):
        raise UserError(f"{data.unit} không tồn tại vào ngày {date(data.first_day)}.", field="first_day")
    same = Agency.objects.on(data.first_day).filter(unit=data.unit, folded=fold(data.name))
    if same.exists():
        raise UserError(f"{data.unit} đã có cơ quan tên “{data.name}”.", field="name")
    committee = Agency.objects.filter(unit=data.unit, kind="committee", sector="").first()
    agency = Agency.objects.create(
        kind=data.kind,
        sector=f"local:{fold(data.name)[:20]}",
        name=data.name,
        folded=fold(data.name),
        unit=data.unit,
        unit_path=data.unit.path,
        level=data.unit.level,
        parent=committee,
        valid_from=data.first_day,
    )
    _changed()
    audit.record(actor, "agency.added", agency, data={"kind": data.kind})
    return agency


@transaction.atomic
def rename_agency(*, actor: Actor, agency: Agency, name: str, first_day: dt.date) -> Agency:
    """From `first_day` on it is called `name`; what it was called before stays known."""
    require(actor, AccountsPermission.AGENCIES, agency.unit)
    locked = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if first_day < locked.valid_from or (locked.valid_to and first_day >= locked.valid_to):
        raise UserError(f"{locked} không hoạt động vào ngày {date(first_day)}.", field="first_day")
    last = AgencyName.objects.filter(agency=locked).order_by("-valid_from", "-pk").first()
    if last is None:
        last = AgencyName.objects.create(
            agency=locked,
            name=locked.name,
            folded=locked.folded,
            valid_from=locked.valid_from,
            valid_to=locked.valid_to,
        )
    if first_day <= last.valid_from:
        raise UserError(
            f"Tên “{last.name}” dùng từ ngày {date(last.valid_from)}; tên mới phải bắt đầu sau ngày ấy.",
            field="first_day",
        )
    try:
        with transaction.atomic():
            AgencyName.objects.filter(pk=last.pk).update(valid_to=first_day)
            AgencyName.objects.create(
                agency=locked, name=name, folded=fold(name), valid_from=first_day, valid_to=locked.valid_to
            )
            before, locked.name, locked.folded = locked.name, name, fold(name)
            locked.save()
    except IntegrityError as error:
        raise UserError(f"Đã có cơ quan tên “{name}”.", field="name") from error
    _changed()
    audit.record(actor, "agency.renamed", locked, data={"from": before, "to": name, "on": first_day.isoformat()})
    return locked


@transaction.atomic
def end_agency(*, actor: Actor, agency: Agency, last_day: dt.date, reason: str) -> Agency:
    """Refused while somebody still holds a post there after that day."""
    require(actor, AccountsPermission.AGENCIES, agency.unit)
    locked = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if not locked.sector.startswith("local:"):
        raise UserError("Cơ quan này do luật định nên không kết thúc ở đây.")
    if last_day < locked.valid_from:
        raise UserError(f"Cơ quan này hoạt động từ {date(locked.valid_from)}.", field="last_day")
    after = last_day + dt.timedelta(days=1)
    held = Post.objects.on(after).filter(agency=locked).select_related("user").order_by("pk")[:3]
    if held:
        people = ", ".join(str(post.user) for post in held)
        raise UserError(
            f"Còn người giữ chức vụ tại đây sau ngày ấy: {people}. Hãy kết thúc chức vụ trước.", field="last_day"
        )
    locked.valid_to = after
    locked.save()
    AgencyName.objects.filter(agency=locked, valid_to=None).update(valid_to=after)
    _changed()
    audit.record(actor, "agency.ended", locked, reason=reason, data={"last_day": last_day.isoformat()})
    return locked

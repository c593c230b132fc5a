"""Households, the grown-ups in them, who is what to a child. A child's row follows by trigger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from chungtay.children.births import PartialDate, check_birth
from chungtay.children.models import Adult, Child, ChildStatus, Household, HouseholdKind, Kinship, Relation, Residence
from chungtay.children.policies import ChildPermission
from chungtay.children.services.asking import refuse_or_ask
from chungtay.children.services.proposals import propose
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Unit

HOUSEHOLD = (
    "code",
    "head_name",
    "address",
    "phone",
    "temporary_house",
    "clean_water",
    "clean_toilet",
    "clean_fuel",
    "note",
)
ADULT = (
    "full_name", "birth", "sex", "ethnicity", "personal_number", "phone", "education", "occupation", "condition",
    "condition_since", "away_since", "away_where", "left_on",
)  # fmt: skip
_PARENTS = (Relation.FATHER, Relation.MOTHER)


def add_household(*, actor: Actor, unit: Unit, values: Mapping[str, Any], hamlet: Hamlet | None = None) -> Household:
    require(actor, ChildPermission.EDIT, unit)
    if not any(str(values.get(key) or "").strip() for key in ("code", "head_name", "address")):
        raise UserError("Hãy ghi chủ hộ, mã hộ hoặc địa chỉ để còn tìm lại được.", field="head_name")
    with transaction.atomic():
        household: Household = Household.objects.create(
            unit=unit, unit_path=unit.path, hamlet=hamlet, created_by_id=actor.user_id, updated_by_id=actor.user_id,
            **{key: values[key] for key in HOUSEHOLD if key in values},
        )  # fmt: skip
        audit.record(actor, "household_added", household)
    return household


def edit_household(
    *, actor: Actor, household: Household, version: int, values: Mapping[str, Any], hamlet: Hamlet | None
) -> Household:
    """Saves over the version that was read; raises StaleEdit with both when somebody was quicker."""
    require(actor, ChildPermission.EDIT, household)
    with transaction.atomic():
        row: Household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
        wanted = {key: values[key] for key in HOUSEHOLD if key in values} | {"hamlet": hamlet}
        changed = [key for key, value in wanted.items() if getattr(row, key) != value]
        if not changed:
            return row
        if row.version != version:
            raise StaleEdit(theirs={key: getattr(row, key) for key in wanted}, mine=dict(wanted))
        hamlet_before = row.hamlet_id
        for key in changed:
            setattr(row, key, wanted[key])
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        if "hamlet" in changed and hamlet is not None:
            _children_follow(actor, row, hamlet_before)
        audit.record(actor, "household_edited", row, data={"fields": sorted(changed)})
    return row


def _children_follow(actor: Actor, household: Household, before: int | None) -> None:
    """Children who lived in the hamlet of the family, or in none, are where the family is now; their residence says so too."""
    rows = Child.objects.select_for_update(of=("self",)).filter(household=household, status=ChildStatus.HERE)
    for child in rows.order_by("pk"):
        if child.hamlet_id not in (before, None) or child.unit_path != household.unit_path:
            continue
        child.hamlet_id = household.hamlet_id
        child.version += 1
        child.updated_by_id = actor.user_id
        child.save()
        Residence.objects.filter(child=child, period__endswith=None).update(hamlet_id=household.hamlet_id)


def set_kind(
    *, actor: Actor, household: Household, kind: str, valid_from: dt.date, decision: str = ""
) -> HouseholdKind | None:
    """Poor, near-poor … from a day on, by a decision; what was true until then ends. None when it is so already."""
    require(actor, ChildPermission.EDIT, household)
    if valid_from > timezone.localdate():
        raise UserError("Ngày bắt đầu không được ở tương lai.", field="kind_from")
    with transaction.atomic():
        # The row of the household is the lock of its kinds.
        row: Household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
        kinds = list(HouseholdKind.objects.filter(household=row).order_by("valid_from", "pk"))
        last = kinds[-1] if kinds else None
        if last is not None and last.kind == kind and last.valid_to is None:
            return None
        if last is not None and last.valid_from > valid_from:
            raise UserError(
                f"Hộ đã có diện ghi từ ngày {date(last.valid_from)}; hãy chọn ngày sau đó.", field="kind_from"
            )
        if last is not None and last.valid_from == valid_from:
            last.kind, last.decision, last.valid_to = kind, decision.strip()[:200], None
            last.save()
            written: HouseholdKind = last
        else:
            if last is not None and (last.valid_to is None or last.valid_to > valid_from):
                last.valid_to = valid_from
                last.save()
            written = HouseholdKind.objects.create(
                household=row, unit_path=row.unit_path, kind=kind, valid_from=valid_from,
                decision=decision.strip()[:200],
            )  # fmt: skip
        _propose_household(row)
        audit.record(actor, "household_kind_set", row, data={"kind": kind, "from": str(valid_from)})
    return written


def save_adult(
    *, actor: Actor, household: Household, values: Mapping[str, Any], adult: Adult | None = None, version: int = 0
) -> Adult:
    """A grown-up of the household, new or edited. A condition (dead, missing …) may propose circumstances."""
    require(actor, ChildPermission.EDIT, household)
    wanted = {key: values[key] for key in ADULT if key in values}
    if (adult is None or "full_name" in wanted) and not str(wanted.get("full_name") or "").strip():
        raise UserError("Hãy ghi họ tên người lớn.", field="full_name")
    for key, words in (("condition_since", "Ngày ghi tình trạng"), ("away_since", "Ngày đi làm ăn xa")):
        if wanted.get(key) and wanted[key] > timezone.localdate():
            raise UserError(f"{words} không được ở tương lai.", field=key)
    with transaction.atomic():
        if adult is None:
            row: Adult = Adult.objects.create(
                household=household, unit_path=household.unit_path, created_by_id=actor.user_id,
                updated_by_id=actor.user_id, **wanted,
            )  # fmt: skip
            audit.record(actor, "adult_added", household)
            return row
        row = Adult.objects.select_for_update(of=("self",)).get(pk=adult.pk)
        changed = [key for key, value in wanted.items() if getattr(row, key) != value]
        if not changed:
            return row
        if version and row.version != version:
            raise StaleEdit(theirs={key: getattr(row, key) for key in wanted}, mine=wanted)
        for key in changed:
            setattr(row, key, wanted[key])
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        propose(Child.objects.filter(kin__adult=row, kin__valid_to=None, status=ChildStatus.HERE).distinct())
        audit.record(actor, "adult_edited", household, data={"fields": sorted(changed)})
    return row


def relate(
    *,
    actor: Actor,
    child: Child,
    adult: Adult,
    relation: str,
    raises: bool = False,
    since: dt.date | None = None,
    basis: str = "",
    sure: bool = False,
) -> Kinship:
    """Who this grown-up is to the child. One father and one mother at a time; ages that are odd are asked again."""
    require(actor, ChildPermission.EDIT, child)
    if relation in _PARENTS:
        refuse_or_ask(_age_faults(child, adult, relation), sure=sure, field="relation")
        _only_one(child, adult, relation)
    with transaction.atomic():
        open_rows = Kinship.objects.filter(child=child, adult=adult, valid_to=None)
        row: Kinship | None = open_rows.filter(relation=relation).first()
        if row is not None and row.raises == raises:
            return row
        open_rows.exclude(relation=relation).update(valid_to=since or timezone.localdate())
        try:
            with transaction.atomic():
                if row is None:
                    row = Kinship.objects.create(
                        child=child, adult=adult, relation=relation, raises=raises, valid_from=since,
                        basis=basis.strip()[:200],
                    )  # fmt: skip
                else:
                    row.raises = raises
                    row.save(update_fields=["raises"])
        except IntegrityError as error:
            raise _two(child, relation) from error
        _propose_child(child)
        audit.record(actor, "kinship_set", child, data={"relation": relation})
    return row


def unrelate(*, actor: Actor, kinship: Kinship, on: dt.date | None = None) -> Kinship:
    """From the day on this grown-up is no longer that to the child; the past stays."""
    require(actor, ChildPermission.EDIT, kinship)
    with transaction.atomic():
        row: Kinship = Kinship.objects.select_for_update(of=("self",)).select_related("child").get(pk=kinship.pk)
        if row.valid_to is not None:
            raise NotPossible("Quan hệ này đã kết thúc.")
        row.valid_to = max(on or timezone.localdate(), row.valid_from or dt.date.min)
        row.save(update_fields=["valid_to"])
        _propose_child(row.child)
        audit.record(actor, "kinship_ended", row.child, data={"relation": row.relation})
    return row


def join(*, actor: Actor, child: Child, household: Household) -> Child:
    """The child belongs to this household of the same commune; its hamlet follows, its residence too."""
    require(actor, ChildPermission.EDIT, child)
    if household.unit_path != child.unit_path:
        raise NotPossible("Hộ này ở xã khác. Hãy chuyển hồ sơ trẻ trước.")
    with transaction.atomic():
        row: Child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
        if row.household_id == household.pk:
            return row
        row.household = household
        row.hamlet_id = household.hamlet_id or row.hamlet_id
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        Residence.objects.filter(child=row, period__endswith=None).update(household=household, hamlet_id=row.hamlet_id)
        _propose_child(row)
        audit.record(actor, "child_joined_household", row, data={"household": household.pk})
    row.refresh_from_db()
    return row


def leave_household(*, actor: Actor, child: Child) -> Child:
    """Taken out of a household it does not belong to; the commune and the hamlet stay."""
    require(actor, ChildPermission.EDIT, child)
    with transaction.atomic():
        row: Child = Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
        if row.household_id is None:
            return row
        row.household = None
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        Residence.objects.filter(child=row, period__endswith=None).update(household=None)
        audit.record(actor, "child_left_household", row)
    return row


def _age_faults(child: Child, adult: Adult, relation: str) -> list[Any]:
    try:
        born, parent = PartialDate.from_iso(child.birth), PartialDate.from_iso(adult.birth)
    except ValueError:
        return []
    if relation == Relation.MOTHER:
        return check_birth(born, on=timezone.localdate(), mother_birth=parent)
    return check_birth(born, on=timezone.localdate(), father_birth=parent)


def _only_one(child: Child, adult: Adult, relation: str) -> None:
    other = Kinship.objects.filter(child=child, relation=relation, valid_to=None).exclude(adult=adult)
    if other.exists():
        raise _two(child, relation)


def _two(child: Child, relation: str) -> UserError:
    who = "cha" if relation == Relation.FATHER else "mẹ"
    other = Kinship.objects.filter(child=child, relation=relation, valid_to=None).select_related("adult").first()
    name = f" là {other.adult.full_name}" if other is not None else ""
    return UserError(
        f"{child.full_name} đã có {who}{name}. Trẻ chỉ có một {who}; hãy bỏ người cũ trước, hoặc chọn quan hệ khác.",
        field="relation",
    )


def _propose_child(child: Child) -> None:
    propose(Child.objects.filter(pk=child.pk))


def _propose_household(household: Household) -> None:
    children: Iterable[Child] = Child.objects.filter(household=household, status=ChildStatus.HERE)
    propose(children)

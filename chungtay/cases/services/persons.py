"""People of a case, the child of the register it is about, and the officer who leads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases import sealing
from chungtay.cases.models import Case, CasePerson, EntryKind, PersonRole, Sanction, Secrecy
from chungtay.cases.policies import CLASS_PERMISSION, CasePermission
from chungtay.cases.services import decisions, diary, people
from chungtay.cases.services.opening import AGAIN
from chungtay.children.models import Child, ChildStatus
from chungtay.children.policies import ChildPermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.scoping import as_system
from chungtay.law.queries import codelist

SEALED = ("name", "birth", "address", "phone", "occupation", "note")


@dataclass(frozen=True)
class PersonData:
    """`name` and what follows are sealed; the others are codes."""

    role: str
    name: str = ""
    birth: str = ""
    address: str = ""
    phone: str = ""
    occupation: str = ""
    note: str = ""
    sex: str = ""
    age_band: str = ""
    relation: str = ""
    sanction: str = ""
    sanction_on: dt.date | None = None
    sanction_agency: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def add(*, actor: Actor, case: Case, data: PersonData) -> CasePerson:
    require(actor, CasePermission.WORK, case)
    _check(data)
    with transaction.atomic():
        row = CasePerson(case=case, created_by_id=actor.user_id)
        _write(actor, row, data)
        words = f"Ghi người trong vụ việc: {row.get_role_display().lower()}."
        diary.write(actor=actor, case=case, kind=EntryKind.STEP, step="person", words=words)
        audit.record(actor, "case_person_added", case)
    return row


def edit(*, actor: Actor, person: CasePerson, version: int, data: PersonData) -> CasePerson:
    """Raises StaleEdit when somebody saved it since `version`."""
    require(actor, CasePermission.WORK, person)
    _check(data)
    with transaction.atomic():
        row: CasePerson = CasePerson.objects.select_for_update(of=("self",)).select_related("case").get(pk=person.pk)
        if row.void_at is not None:
            raise NotPossible("Dòng này đã bỏ vì ghi nhầm.")
        if row.version != version:
            when = f"{timezone.localtime(row.updated_at):%H:%M %d/%m/%Y}"
            raise StaleEdit(theirs={**shown(row), "version": row.version}, mine=asdict(data), when=when)
        before = row.sanction
        row.version += 1
        _write(actor, row, data)
        if row.sanction != before:
            said = f"Xử lý người bị cho là gây hại: {Sanction(row.sanction).label if row.sanction else 'chưa ghi'}."
            diary.write(actor=actor, case=row.case, kind=EntryKind.STEP, step="sanction", words=said)
        audit.record(actor, "case_person_edited", row.case)
    return row


def void(*, actor: Actor, person: CasePerson) -> None:
    """Written by mistake: the row stays, out of the page and the figures."""
    require(actor, CasePermission.WORK, person)
    with transaction.atomic():
        row: CasePerson = CasePerson.objects.select_for_update(of=("self",)).select_related("case").get(pk=person.pk)
        if row.void_at is None:
            row.void_at, row.updated_by_id = timezone.now(), actor.user_id
            row.version += 1
            row.save()
            audit.record(actor, "case_person_void", row.case)


def shown(row: CasePerson) -> dict[str, Any]:
    """The person with what is sealed; the caller has asked and logged."""
    body = sealing.unseal(row)
    return {name: body.get(name, "") for name in SEALED} | {
        "role": row.role, "sex": row.sex, "age_band": row.age_band, "relation": row.relation, "sanction": row.sanction,
        "sanction_on": row.sanction_on, "sanction_agency": row.sanction_agency,
    }  # fmt: skip


def link_child(*, actor: Actor, case: Case, child: Child) -> Case:
    """The unknown child is found in the register. The residence commune follows from it and is told."""
    require(actor, CasePermission.WORK, case)
    require(actor, ChildPermission.READ, child)
    if child.status == ChildStatus.MERGED:
        raise NotPossible("Hồ sơ này đã gộp vào hồ sơ khác; hãy chọn hồ sơ còn lại.")
    with transaction.atomic():
        row = decisions.locked_case(case)
        if row.child_id == child.pk:
            return row
        row.child, row.updated_by_id = child, actor.user_id
        row.version += 1
        if row.residence_unit_id is None:
            row.residence_unit, row.residence_path = child.unit, child.unit.path
        with as_system("another commune may have had the earlier case; only yes or no is told"):
            earlier = Case.objects.filter(
                child=child, opened_at__gte=row.received_at - AGAIN, opened_at__lt=row.opened_at
            )
            row.reported_again = row.reported_again or earlier.exclude(pk=row.pk).exists()
        body = sealing.unseal(row)
        known = {"name": child.full_name, "birth": child.birth, "age": "", "sex": child.sex}
        sealing.seal(row, {**body, "child": {**body.get("child", {}), **known}})
        row.save()
        diary.write(
            actor=actor, case=row, kind=EntryKind.STEP, step="child", words="Gắn vụ việc với hồ sơ trẻ trong sổ."
        )
        people.tell(people.others(row), row, "có trẻ cư trú tại xã", f"child:{row.version}")
        audit.record(actor, "case_child_linked", row)
    return row


def unlink_child(*, actor: Actor, case: Case, reason: str) -> Case:
    """It was another child."""
    require(actor, CasePermission.WORK, case)
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    with transaction.atomic():
        row = decisions.locked_case(case)
        row.child, row.updated_by_id = None, actor.user_id
        row.version += 1
        row.save()
        words = f"Bỏ gắn hồ sơ trẻ. Lý do: {reason.strip()}"
        diary.write(actor=actor, case=row, kind=EntryKind.STEP, step="child", words=words)
        audit.record(actor, "case_child_unlinked", row)
    return row


def classify(*, actor: Actor, case: Case, kind: str, secrecy: str, reason: str) -> Case:
    """What was reported as one thing turns out to be another. Nobody shuts the case before his own eyes."""
    require(actor, CasePermission.WORK, case)
    if kind not in codelist("case_kinds"):
        raise UserError("Hãy chọn loại vụ việc trong danh mục.", field="kind")
    if secrecy not in Secrecy.values:
        raise UserError("Hãy chọn mức bảo mật.", field="secrecy")
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    needed = CLASS_PERMISSION.get(Secrecy(secrecy))
    if needed is not None and needed not in actor.permissions:
        raise UserError(
            "Anh/chị không có quyền mở mức bảo mật này, nên không chuyển vụ việc sang đó được.", field="secrecy"
        )
    with transaction.atomic():
        row = decisions.locked_case(case)
        if (row.kind, row.secrecy) == (kind, secrecy):
            return row
        row.kind, row.secrecy, row.updated_by_id = kind, secrecy, actor.user_id
        row.version += 1
        row.save(update_fields=["kind", "secrecy", "version", "updated_by_id", "updated_at"])
        words = f"Phân loại lại vụ việc. Lý do: {reason.strip()}"
        diary.write(actor=actor, case=row, kind=EntryKind.STEP, step="classified", words=words)
        people.tell(people.chairs(row), row, "được phân loại lại", f"class:{row.version}")
        audit.record(actor, "case_classified", row)
    return row


def give_to(*, actor: Actor, case: Case, post: Post) -> Case:
    """Who leads the case from now on: an officer of the commune, by his own hand or the chair's."""
    permission = CasePermission.DECIDE if CasePermission.DECIDE in actor.permissions else CasePermission.WORK
    require(actor, permission, case)
    held = Post.objects.on(timezone.localdate()).filter(
        pk=post.pk, unit__path=case.unit_path, role=RoleCode.COMMUNE_OFFICER
    )
    if not held.exists():
        raise UserError("Người này không giữ chức vụ cán bộ trẻ em của xã chủ trì.", field="post")
    with transaction.atomic():
        row = decisions.locked_case(case)
        row.officer, row.updated_by_id = post, actor.user_id
        row.version += 1
        row.save(update_fields=["officer", "version", "updated_by_id", "updated_at"])
        diary.write(actor=actor, case=row, kind=EntryKind.STEP, step="officer", words=f"Giao phụ trách: {post.user}.")
        people.tell([post.pk], row, "được giao cho anh/chị phụ trách", f"officer:{row.version}")
        audit.record(actor, "case_given", row)
    return row


def _check(data: PersonData) -> None:
    if data.role not in PersonRole.values:
        raise UserError("Hãy chọn vai trò trong vụ việc.", field="role")
    if not data.name.strip() and not data.note.strip():
        raise UserError("Hãy ghi tên; chưa biết tên thì ghi dấu hiệu nhận biết ở ô ghi chú.", field="name")
    if data.sanction and data.role != PersonRole.SUSPECT:
        raise UserError("Tình trạng xử lý chỉ ghi cho người bị cho là gây hại.", field="sanction")
    if data.sanction_on and data.sanction_on > timezone.localdate():
        raise UserError("Ngày xử lý ở tương lai.", field="sanction_on")


def _write(actor: Actor, row: CasePerson, data: PersonData) -> None:
    row.role, row.relation, row.sex, row.age_band = data.role, data.relation, data.sex, data.age_band
    row.sanction, row.sanction_on = data.sanction, data.sanction_on
    row.sanction_agency, row.updated_by_id = data.sanction_agency.strip()[:200], actor.user_id
    sealing.seal(row, {name: str(getattr(data, name)).strip() for name in SEALED})
    row.save()

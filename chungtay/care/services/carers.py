"""The register of carers: written, verified by Mẫu 11, approved by the chair, kept up to date each quarter (Mẫu 09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.care import sealing
from chungtay.care.conditions import ADULT, AGE_GAP, CarerKind, items_of
from chungtay.care.guards import birth_of
from chungtay.care.models import CareForm, Carer, CarerState
from chungtay.care.papers import digest_of
from chungtay.care.policies import CarePermission
from chungtay.care.services import codes
from chungtay.care.states import CARER
from chungtay.cases.duties import Event, happened
from chungtay.children.models import Child
from chungtay.foundation import audit, vault
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.workflow import apply
from chungtay.territory.models import Level, Unit

VERIFICATION = "ND56-M11"


@dataclass(frozen=True)
class About:
    """What stands in the clear: it finds a match and names nobody."""

    kind: str
    registered_on: dt.date
    sex: str = ""
    vietnamese: bool = True
    relation: str = ""
    health_on: dt.date | None = None
    judicial_record: bool | None = None
    stays_since: dt.date | None = None
    stays_until: dt.date | None = None
    wished_age_from: int | None = None
    wished_age_to: int | None = None
    wished_sex: str = ""
    wished_number: int = 1
    takes_siblings: bool = False
    takes_needing_care: bool = False


@dataclass(frozen=True)
class Body:
    """What is sealed. `birth` as known (ISO, maybe only the year)."""

    name: str
    birth: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    job: str = ""
    family: str = ""
    wish: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def register(*, actor: Actor, unit: Unit, about: About, body: Body, relative_of: Child | None = None) -> Carer:
    """A new line of the register of `unit`, where the carer lives.

    A relative may live elsewhere: the commune of the child then writes the notice down for that commune, which verifies.
    """
    own = actor.covers(unit.path) and actor.level == Level.COMMUNE
    if own or about.kind != CarerKind.RELATIVE or relative_of is None:
        require(actor, CarePermission.REGISTER, unit)
    else:
        require(actor, CarePermission.PROPOSE, relative_of)
    _plausible(about, body, relative_of)
    scope: AbstractContextManager[Any] = (
        nullcontext() if own else as_system("a relative's notice goes to the commune of the relative")
    )
    with transaction.atomic(), scope:
        carer = Carer(
            code=codes.new_code(codes.CARER, timezone.localdate()), unit=unit, unit_path=unit.path, relative_of=relative_of,
            key=vault.create("carer"), created_by_id=actor.user_id, updated_by_id=actor.user_id, **asdict(about),
        )  # fmt: skip
        _write(carer, body)
        carer.save()
        audit.record(actor, "carer_registered", carer, label=carer.code, data={"kind": carer.kind})
    return carer


def change(*, actor: Actor, carer: Carer, version: int, about: About, body: Body) -> Carer:
    """Corrected before and after the approval; what was verified stays until it is verified again."""
    require(actor, CarePermission.REGISTER, carer)
    with transaction.atomic():
        row: Carer = Carer.objects.select_for_update(of=("self",)).get(pk=carer.pk)
        if row.version != version:
            raise StaleEdit(theirs=sealing.unseal(row), mine=asdict(body))
        if about.kind != row.kind:
            raise UserError("Không đổi được loại người nhận. Hãy rút đăng ký này rồi ghi người mới.", field="kind")
        _plausible(about, body, row.relative_of)
        for name, value in asdict(about).items():
            setattr(row, name, value)
        _write(row, body)
        row.version += 1
        row.updated_by_id = actor.user_id
        row.save()
        audit.record(actor, "carer_changed", row, label=row.code)
    return row


def _write(carer: Carer, body: Body) -> None:
    birth = birth_of(body.birth)
    carer.birth_year = birth.year if birth is not None else None
    sealing.seal(carer, asdict(body))


def _plausible(about: About, body: Body, relative_of: Child | None) -> None:
    today = timezone.localdate()
    if not any(letter.isalpha() for letter in body.name):
        raise UserError("Hãy ghi họ và tên.", field="name")
    if about.registered_on > today:
        raise UserError("Ngày đăng ký không được ở tương lai.", field="registered_on")
    if about.health_on is not None and about.health_on > today:
        raise UserError("Ngày khám sức khỏe không được ở tương lai.", field="health_on")
    if about.kind == CarerKind.RELATIVE and (relative_of is None or not about.relation):
        raise UserError("Người thân thích: hãy chọn trẻ và ghi quan hệ với trẻ.", field="relation")
    if (
        about.wished_age_from is not None
        and about.wished_age_to is not None
        and about.wished_age_to < about.wished_age_from
    ):
        raise UserError("Tuổi mong nhận: số sau phải lớn hơn hoặc bằng số trước.", field="wished_age_to")
    birth = birth_of(body.birth)
    if about.kind != CarerKind.FACILITY and birth is None:
        raise UserError("Hãy ghi ngày sinh, hoặc ít nhất năm sinh.", field="birth")
    if birth is not None and birth.earliest > today:
        raise UserError("Ngày sinh không được ở tương lai.", field="birth")


def verify(
    *, actor: Actor, carer: Carer, ticked: Mapping[str, bool | None], fit: str, counselled: bool, on: dt.date
) -> CareForm:
    """Mẫu 11: each condition found out, met or not; sealed. The carer row keeps only whether all were met."""
    require(actor, CarePermission.REGISTER, carer)
    wanted = [item.code for item in items_of(carer.kind)]
    open_ones = [code for code in wanted if ticked.get(code) is None]
    if open_ones:
        raise UserError("Hãy trả lời từng điều kiện: đạt hay không đạt.", field=open_ones[0])
    if not carer.registered_on <= on <= timezone.localdate():
        raise UserError("Ngày xác minh phải sau ngày đăng ký và không ở tương lai.", field="on")
    with transaction.atomic():
        row: Carer = Carer.objects.select_for_update(of=("self",)).get(pk=carer.pk)
        if row.state != CarerState.VERIFYING:
            raise NotPossible("Chỉ ghi báo cáo xác minh khi đang xác minh. Hãy chọn “Xác minh lại” trước.")
        form = CareForm(
            code=VERIFICATION, law_version=digest_of(VERIFICATION, on), carer=row, state="final", made_on=on,
            done_at=timezone.now(), done_by_id=actor.user_id, done_by_name=actor.name, created_by_id=actor.user_id,
        )  # fmt: skip
        met = {code: ticked[code] for code in wanted} | _of_age(row, on)
        row.conditions_met = all(met.values())
        conclusion = "fit" if row.conditions_met else "unfit"
        sealing.seal(form, {**met, "fit": fit.strip(), "counselled": counselled, "conclude": conclusion})
        form.save()
        row.verified_on, row.verified_by_id = on, actor.user_id
        row.version += 1
        row.save()
        audit.record(actor, "carer_verified", row, label=row.code)
    return form


def _of_age(carer: Carer, on: dt.date) -> dict[str, bool]:
    """A relative is an adult; who is no relative must be at least twenty to be twenty years older than any child."""
    birth = birth_of(sealing.unseal(carer).get("birth"))
    ages = birth.age_on(on) if birth is not None else None
    if carer.kind == CarerKind.FACILITY or ages is None:
        return {}
    return {"c_age": ages[1] >= (ADULT if carer.kind == CarerKind.RELATIVE else AGE_GAP)}


def step(*, actor: Actor, carer: Carer, name: str, words: str = "") -> Carer:
    """An arrow of the machine. `words` (why refused, why withdrawn) are sealed, not audited."""
    if name in {"carer_refuse", "carer_withdraw"} and not words.strip():
        raise UserError("Hãy ghi lý do.", field="words")
    if name not in CARER.by_name:
        raise NotPossible("Không có bước này.")

    def effect(row: Carer) -> None:
        if name in {"carer_approve", "carer_refuse"}:
            row.decided_on, row.decided_by_id, row.decided_by_name = timezone.localdate(), actor.user_id, actor.name
        if name == "carer_recheck":
            row.conditions_met, row.verified_on, row.verified_by_id = None, None, None
        if words.strip():
            body = sealing.unseal(row)
            body.setdefault("extra", {})[name] = words.strip()[:2000]
            sealing.seal(row, body)

    return apply(CARER, name, carer, actor=actor, effect=effect)


def list_updated(*, actor: Actor, unit: Unit) -> None:
    """The list of Mẫu 09 was gone through for this quarter (Decree 56/2017, art. 40.1)."""
    require(actor, CarePermission.REGISTER, unit)
    with transaction.atomic():
        happened(actor=actor, event=Event.LIST_UPDATED, at=timezone.now(), subject=unit)
        audit.record(actor, "carer_list_updated", unit, label=unit.name, unit_path=unit.path)

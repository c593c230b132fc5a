"""Publishing. A release is made whole and never touched again; what was wrong is put right by another that says so."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import law_version
from chungtay.statistics.models.releases import DisclosureRule, Release, ReleaseCell
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.publishing.draft import Draft, DraftCell, Wanted, draft
from chungtay.statistics.queries.releases import rules_on

UNCHANGING = (
    "Bản đã công bố được giữ nguyên, vì người đọc đã dùng các số này. "
    "Hãy lập một bản mới, ghi rõ bản đó đính chính bản này."
)


def preview(*, actor: Actor, wanted: Wanted) -> Draft:
    """The release as it would be; nothing is kept."""
    require(actor, FigurePermission.PUBLISH, wanted.unit)
    return draft(actor, wanted, rules_on(timezone.localdate()))


def publish(
    *, actor: Actor, wanted: Wanted, title: str, next_on: dt.date, note: str = "", correction: str = ""
) -> Release:
    """The cells are worked out anew here, so that what is published is right at this moment and nothing else."""
    today = timezone.localdate()
    if next_on <= today:
        raise UserError("Ngày công bố kế tiếp phải sau hôm nay.", field="next_on")
    if wanted.corrects is not None and not correction.strip():
        raise UserError("Hãy ghi rõ bản này đính chính điều gì.", field="correction")
    with transaction.atomic():
        made = preview(actor=actor, wanted=wanted)
        release = Release.objects.create(
            title=title.strip(), unit=wanted.unit, unit_path=wanted.unit.path, unit_name=wanted.unit.name,
            level=wanted.level, period=wanted.period.code, period_title=wanted.period.title, starts=wanted.period.starts,
            ends=wanted.period.ends, by=list(wanted.by), measures=[column.as_data() for column in made.columns],
            rules=made.rules.as_data(), agency_id=actor.agency_id, agency_name=actor.agency_name,
            published_by=_signed(actor), published_on=today, next_on=next_on, counted_on=made.counted_on,
            law_version=law_version(), note=note.strip(), corrects=wanted.corrects, correction=correction.strip(),
        )  # fmt: skip
        ReleaseCell.objects.bulk_create(
            (_row(release, place, cell) for place, cell in enumerate(made.cells)), batch_size=2000
        )
        data = {"cells": len(made.cells), "hidden": made.counts["small"] + made.counts["keeps"]}
        audit.record(actor, "release_published", release, unit_path=wanted.unit.path, reason=correction, data=data)
    return release


def change(*, actor: Actor, release: Release) -> None:
    """There is no changing: says what to do instead. The database refuses it as well."""
    require(actor, FigurePermission.PUBLISH, release.unit)
    raise NotPossible(f"{UNCHANGING} Bản này công bố ngày {date(release.published_on)}.")


def set_rule(*, actor: Actor, small: int, sealed_small: int, reason: str) -> DisclosureRule:
    """What counts as small from tomorrow on; at most once a day. Only the ministry sets it."""
    require(actor, FigurePermission.PUBLISH)
    if "" not in actor.unit_paths:
        raise NotPossible("Quy tắc này dùng chung cả nước, do cơ quan ở Trung ương đặt.")
    if not reason.strip():
        raise UserError("Hãy ghi lý do.", field="reason")
    if small < 2 or sealed_small < small:
        raise UserError("Ít nhất phải giấu các số 1 và 2; số được bảo mật không được lỏng hơn.", field="small")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    if DisclosureRule.objects.filter(valid_from=tomorrow).exists():
        raise NotPossible(f"Đã có quy tắc từ ngày {date(tomorrow)}. Hãy đặt lại vào ngày mai.")
    with transaction.atomic():
        rule = DisclosureRule.objects.create(
            valid_from=tomorrow, small=small, sealed_small=sealed_small, by=_signed(actor), reason=reason.strip()
        )
        audit.record(actor, "disclosure_rule_set", rule, reason=reason)
    return rule


def _row(release: Release, place: int, cell: DraftCell) -> ReleaseCell:
    return ReleaseCell(
        release=release, place=place, measure=cell.column.code, unit_code=cell.unit.code, unit_path=cell.unit.path,
        unit_name=cell.unit.name, break_of=cell.slice.axis, break_value=cell.slice.value, numerator=cell.numerator,
        denominator=cell.denominator, value=cell.value, hidden=cell.hidden, why=cell.why,
    )  # fmt: skip


def _signed(actor: Actor) -> str:
    return actor.name + (f" (thay {actor.on_behalf_of})" if actor.on_behalf_of else "")

"""Publishing. A release is made whole and never touched again; what was wrong is put right by another that says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import law_version
from chungtay.statistics.models.releases import DisclosureRule, Release, ReleaseCell
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.publishing.draft import Draft, DraftCell, Tell, Wanted, draft
from chungtay.statistics.queries.releases import rules_on

_TRIES = 3  # when others publish at the same moment
UNCHANGING = (
    "Bản đã công bố được giữ nguyên, vì người đọc đã dùng các số này. "
    "Hãy lập một bản mới, ghi rõ bản đó đính chính bản này."
)


class NumbersChanged(UserError):
    """The numbers are no longer those that were seen. `made`: as they are now."""

    def __init__(self, made: Draft) -> None:
        super().__init__("Số liệu đã thay đổi từ lúc xem trước. Hãy xem lại rồi công bố.")
        self.made = made


def preview(*, actor: Actor, wanted: Wanted, tell: Tell = lambda stage, percent: None) -> Draft:
    """The release as it would be; nothing is kept."""
    require(actor, FigurePermission.PUBLISH, wanted.unit)
    return draft(actor, wanted, rules_on(timezone.localdate()), tell)


def check_words(wanted: Wanted, next_on: dt.date, correction: str) -> None:
    """What can be told before anything is counted."""
    if next_on <= timezone.localdate():
        raise UserError("Ngày công bố kế tiếp phải sau hôm nay.", field="next_on")
    if wanted.corrects is not None and not correction.strip():
        raise UserError("Hãy ghi rõ bản này đính chính điều gì.", field="correction")


def publish(
    *,
    actor: Actor,
    wanted: Wanted,
    title: str,
    next_on: dt.date,
    note: str = "",
    correction: str = "",
    seen: str = "",
    tell: Tell = lambda stage, percent: None,
) -> Release:
    """The cells are worked out anew here, so that what is published is right at this moment. `seen`: the mark of the preview
    it must agree with; else NumbersChanged. One is published at a time, since each is guarded against those before it."""
    check_words(wanted, next_on, correction)
    for _ in range(_TRIES):
        newest = _newest()
        made = preview(actor=actor, wanted=wanted, tell=tell)
        if seen and mark_of(made) != seen:
            raise NumbersChanged(made)
        with transaction.atomic():
            _one_at_a_time()
            if _newest() == newest:
                tell("Ghi bản công bố", 97)
                return _written(actor, made, title, next_on, note.strip(), correction.strip())
    raise NotPossible("Nơi khác đang công bố nhiều bản cùng lúc. Chưa có gì được công bố; hãy thử lại sau ít phút.")


def mark_of(made: Draft) -> str:
    """Other numbers, or other hidden cells, have another mark."""
    cells = [(one.column.code, one.unit.path, one.slice.value, one.value, one.hidden) for one in made.cells]
    return hashlib.sha256(json.dumps(cells, cls=DjangoJSONEncoder).encode()).hexdigest()


def _newest() -> int:
    return Release.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('statistics.publish'))")


def _written(actor: Actor, made: Draft, title: str, next_on: dt.date, note: str, correction: str) -> Release:
    wanted = made.wanted
    release = Release.objects.create(
        title=title.strip(), unit=wanted.unit, unit_path=wanted.unit.path, unit_name=wanted.unit.name,
        level=wanted.level, period=wanted.period.code, period_title=wanted.period.title, starts=wanted.period.starts,
        ends=wanted.period.ends, by=list(wanted.by), measures=[column.as_data() for column in made.columns],
        rules=made.rules.as_data(), agency_id=actor.agency_id, agency_name=actor.agency_name,
        published_by=_signed(actor), published_on=timezone.localdate(), next_on=next_on, counted_on=made.counted_on,
        law_version=law_version(), note=note, corrects=wanted.corrects, correction=correction,
    )  # fmt: skip
    rows = (_row(release, place, cell) for place, cell in enumerate(made.cells))
    ReleaseCell.objects.bulk_create(rows, batch_size=2000)
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

"""Indicators of a province: set up with a formula that can be counted, and ended; never rewritten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.statistics import catalogue, formulas
from chungtay.statistics.formulas import FormulaError, Tree
from chungtay.statistics.models.catalogue import LocalIndicator
from chungtay.statistics.policies import FigurePermission
from chungtay.territory.models import Level, Unit

MULTIPLIERS = (100, 1000, 10_000, 100_000)


@dataclass(frozen=True)
class Defined:
    """An indicator as it was filled in; without `denominator` a count; `multiplier` None is 100 of a rate."""

    name: str
    unit_word: str
    counts: str
    numerator: str
    basis: str
    valid_from: dt.date
    over: str = ""
    denominator: str = ""
    multiplier: int | None = None
    note: str = ""


def define(*, actor: Actor, given: Defined) -> LocalIndicator:
    """Raises UserError at the field that is wrong: a formula that cannot be read, a count that nobody counts."""
    require(actor, FigurePermission.DEFINE)
    province = _province(actor)
    top = _formula(given.numerator, "numerator", given.valid_from)
    bottom = _formula(given.denominator, "denominator", given.valid_from) if given.denominator else None
    if given.denominator and not given.over:
        raise UserError("Hãy nói bằng lời mẫu số là tổng số nào.", field="over")
    times = given.multiplier or 100
    if bottom is not None and times not in MULTIPLIERS:
        raise UserError("Hãy chọn nhân với 100, 1.000, 10.000 hoặc 100.000.", field="multiplier")
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=province.pk)  # one number after the other
        row = LocalIndicator.objects.create(
            code=_next_code(province), unit=province, unit_path=province.path, name=given.name.strip(),
            unit_word=given.unit_word.strip(), counts=given.counts.strip(), numerator=str(top), over=given.over.strip(),
            denominator=str(bottom) if bottom is not None else "", multiplier=times if bottom is not None else 1,
            basis=given.basis.strip(), note=given.note.strip(), valid_from=given.valid_from, made_by_name=actor.name,
        )  # fmt: skip
        data = {"numerator": row.numerator, "denominator": row.denominator, "from": str(row.valid_from)}
        audit.record(actor, "figures.indicator_defined", row, label=str(row), unit_path=row.unit_path, data=data)
    return row


@transaction.atomic
def end(*, actor: Actor, indicator: LocalIndicator, on: dt.date, reason: str) -> LocalIndicator:
    """From `on` it is no longer used; for earlier periods it stays."""
    require(actor, FigurePermission.DEFINE)
    if not actor.covers(indicator.unit_path):
        raise NotPossible(f"Chỉ tiêu này do {indicator.unit.name} đặt. Chỉ nơi đặt mới thôi dùng được.")
    if not reason.strip():
        raise UserError("Hãy ghi lý do thôi dùng chỉ tiêu.", field="reason")
    row = LocalIndicator.objects.select_for_update().get(pk=indicator.pk)
    if row.valid_to is not None:
        raise NotPossible(f"Chỉ tiêu này đã thôi dùng từ {row.valid_to:%d/%m/%Y}.")
    if on <= row.valid_from:
        raise UserError(f"Ngày thôi dùng phải sau ngày bắt đầu {row.valid_from:%d/%m/%Y}.", field="on")
    row.valid_to, row.end_reason = on, reason.strip()[:300]
    row.save(update_fields=["valid_to", "end_reason"])
    data = {"to": str(on), "reason": row.end_reason}
    audit.record(actor, "figures.indicator_ended", row, label=str(row), unit_path=row.unit_path, data=data)
    return row


def _province(actor: Actor) -> Unit:
    unit = Unit.objects.get(pk=actor.unit_id)
    if unit.level != Level.PROVINCE:
        raise NotPossible("Chỉ tiêu riêng do cấp tỉnh đặt. Hãy dùng vị trí của tỉnh.")
    return unit


def _next_code(province: Unit) -> str:
    with as_system("the number after the last indicator of this province"):
        taken = LocalIndicator.objects.filter(unit__code=province.code).count()
    return f"{catalogue.LOCAL_MARK}{province.code}-{taken + 1:02}"


def _formula(text: str, field: str, on: dt.date) -> Tree:
    """The formula as written, checked: readable, without circle, of bands and counts that there are."""
    written = catalogue.written(max(on, timezone.localdate()))
    try:
        tree = formulas.parse(text)
        measure = catalogue.measure_from(
            "", {"key": "", "title": "", "unit": "", "counts": "", "numerator": text}, written
        )
        for term in measure.quantities:
            if age := dict(term.filters).get("age"):
                catalogue.atoms_of(age, on)
    except FormulaError as error:
        raise UserError(f"Công thức chưa đúng: {error}.", field=field) from None
    unknown = [code for code in measure.codes if catalogue.source_of(code) == catalogue.NONE]
    if unknown:
        raise UserError(
            f"Chưa nơi nào đếm {', '.join(unknown)}. Hãy chọn số đếm trong danh sách bên dưới.", field=field
        )
    if not measure.codes:
        raise UserError("Công thức phải có ít nhất một số đếm.", field=field)
    return tree

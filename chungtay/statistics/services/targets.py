"""Targets set and taken back by those who define figures for a territory."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.statistics import catalogue
from chungtay.statistics.models import Target
from chungtay.statistics.periods import of_kind
from chungtay.statistics.policies import FigurePermission
from chungtay.territory.models import Unit


@dataclass(frozen=True)
class Aimed:
    """A target as it was filled in; `measure` as `I-0301.rate`."""

    measure: str
    year: int
    way: str
    value: Decimal
    basis: str


def set_target(*, actor: Actor, unit: Unit, aimed: Aimed) -> Target:
    """Sets the target of a unit of one's territory, in place of an earlier one of the same year."""
    require(actor, FigurePermission.DEFINE)
    if not actor.covers(unit.path):
        raise UserError(f"{unit.name} không thuộc địa bàn của anh/chị.", field="unit")
    code, _, key = aimed.measure.partition(".")
    indicator = catalogue.indicator(code, of_kind("year", aimed.year).last)
    measure = indicator.measure(key) if indicator is not None else None
    if measure is None:
        raise UserError(f"Năm {aimed.year} không có chỉ tiêu {aimed.measure} trong danh mục.", field="measure")
    if measure.unit == "%" and aimed.value > 100 and not measure.may_pass:
        raise UserError("Tỷ lệ phần trăm không thể giao trên 100.", field="value")
    with transaction.atomic():
        target, _ = Target.objects.update_or_create(
            unit=unit, indicator=code, measure=key, year=aimed.year,
            defaults={"way": aimed.way, "value": aimed.value, "basis": aimed.basis, "set_by_name": actor.name},
        )  # fmt: skip
        data = {"measure": aimed.measure, "year": aimed.year, "way": aimed.way, "value": str(aimed.value)}
        audit.record(
            actor, "figures.target_set", target, label=f"{aimed.measure} {unit.name}", unit_path=unit.path, data=data
        )
    return target


@transaction.atomic
def remove_target(*, actor: Actor, target: Target) -> None:
    """Takes a target back; what it was stays in the audit trail."""
    require(actor, FigurePermission.DEFINE)
    if not actor.covers(target.unit.path):
        raise UserError(f"{target.unit.name} không thuộc địa bàn của anh/chị.")
    data = {"measure": f"{target.indicator}.{target.measure}", "year": target.year, "value": str(target.value)}
    audit.record(actor, "figures.target_removed", target, unit_path=target.unit.path, data=data)
    target.delete()

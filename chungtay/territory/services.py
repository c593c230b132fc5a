"""Verbs of territory: load the national list; enter, rename, end, reopen and import hamlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.vietnamese import date, fold
from chungtay.territory import hamlets as names
from chungtay.territory import loading, sources
from chungtay.territory.models import Hamlet, HamletName, Unit, UnitLoad
from chungtay.territory.policies import TerritoryPermission


def load_units(*, force: bool = False) -> tuple[UnitLoad, bool]:
    """The national list as the sources say it; (the load, whether anything was written).

    A second call costs one digest of the sources. Raises `sources.LawFileError` when a law file is not understood.
    """
    last = UnitLoad.objects.first()
    if last is not None and not force and last.digest == sources.digest():
        return last, False
    return loading.write_country(sources.read_country()), True


def add_hamlet(*, actor: Actor, unit: Unit, name: str, kind: str = "", on: dt.date) -> Hamlet:
    """A new hamlet from `on`. Raises UserError when the name cannot be or is already there."""
    require(actor, TerritoryPermission.EDIT_HAMLETS, unit)
    name = names.clean_name(name)
    with transaction.atomic():
        hamlet = _new(unit, name, names.kind_of(name, kind), _within_life(unit, on))
        _save_once(hamlet)
        audit.record(actor, "hamlet.add", hamlet, unit_path=unit.path, data={"kind": hamlet.kind, "from": str(on)})
    return hamlet


def rename_hamlet(
    *, actor: Actor, hamlet: Hamlet, name: str, kind: str = "", on: dt.date, correction: bool = False
) -> Hamlet:
    """Another name from `on`; the one before stays readable. With `correction` it was only written wrongly."""
    require(actor, TerritoryPermission.EDIT_HAMLETS, hamlet.unit)
    name = names.clean_name(name)
    kind = names.kind_of(name, kind)
    with transaction.atomic():
        hamlet = _locked(hamlet)
        before = {"name": hamlet.name, "kind": hamlet.kind}
        if hamlet.valid_to is not None:
            raise NotPossible(f"{hamlet.name} đã kết thúc từ {date(hamlet.valid_to)} nên không đổi tên được.")
        if not correction:
            last = hamlet.former_names.last()
            began = last.valid_to if last else hamlet.valid_from
            if on < began:
                raise UserError(f"Tên hiện nay dùng từ {date(began)}; hãy chọn ngày không sớm hơn.", field="on")
            if on > began:
                HamletName.objects.create(hamlet=hamlet, valid_from=began, valid_to=on, **before)
        hamlet.name, hamlet.kind, hamlet.folded, hamlet.order_key = name, kind, fold(name), names.sort_key(name)
        _save_once(hamlet)
        action = "hamlet.correct" if correction else "hamlet.rename"
        audit.record(actor, action, hamlet, unit_path=hamlet.unit.path, data={"before": before, "on": str(on)})
    return hamlet


def end_hamlet(*, actor: Actor, hamlet: Hamlet, on: dt.date, reason: str) -> Hamlet:
    """The hamlet is no more from `on`; what was recorded there stays."""
    require(actor, TerritoryPermission.EDIT_HAMLETS, hamlet.unit)
    with transaction.atomic():
        hamlet = _locked(hamlet)
        if hamlet.valid_to is not None:
            raise NotPossible(f"{hamlet.name} đã kết thúc từ {date(hamlet.valid_to)}.")
        if on < hamlet.valid_from:
            raise UserError(f"{hamlet.name} có từ {date(hamlet.valid_from)}; hãy chọn ngày không sớm hơn.", field="on")
        hamlet.valid_to = on
        hamlet.save(update_fields=["valid_to"])
        audit.record(actor, "hamlet.end", hamlet, unit_path=hamlet.unit.path, reason=reason, data={"on": str(on)})
    return hamlet


def reopen_hamlet(*, actor: Actor, hamlet: Hamlet) -> Hamlet:
    """Takes an ending back."""
    require(actor, TerritoryPermission.EDIT_HAMLETS, hamlet.unit)
    with transaction.atomic():
        hamlet = _locked(hamlet)
        if hamlet.valid_to is None:
            raise NotPossible(f"{hamlet.name} vẫn đang có.")
        ended, hamlet.valid_to = hamlet.valid_to, None
        _save_once(hamlet)
        audit.record(actor, "hamlet.reopen", hamlet, unit_path=hamlet.unit.path, data={"ended": str(ended)})
    return hamlet


def import_hamlets(*, actor: Actor, unit: Unit, rows: Iterable[tuple[str, str]], on: dt.date) -> tuple[int, int]:
    """(name, kind) pairs the person has confirmed; (added, left out because already there). All of them or none."""
    require(actor, TerritoryPermission.EDIT_HAMLETS, unit)
    on = _within_life(unit, on)
    wanted: dict[str, Hamlet] = {}
    for name, kind in rows:
        name = names.clean_name(name)
        wanted.setdefault(fold(name), _new(unit, name, names.kind_of(name, kind), on))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)  # two imports at once: the second sees what the first made
        there = set(Hamlet.objects.filter(unit=unit, valid_to=None).values_list("folded", flat=True))
        new = [hamlet for folded, hamlet in wanted.items() if folded not in there]
        Hamlet.objects.bulk_create(new)
        data = {"added": len(new), "known": len(wanted) - len(new), "names": [hamlet.name for hamlet in new]}
        audit.record(
            actor, "hamlet.import", unit, label=f"Nhập thôn, bản của {unit.name}", unit_path=unit.path, data=data
        )
    return len(new), len(wanted) - len(new)


def _new(unit: Unit, name: str, kind: str, on: dt.date) -> Hamlet:
    return Hamlet(unit=unit, name=name, kind=kind, folded=fold(name), order_key=names.sort_key(name), valid_from=on)


def _within_life(unit: Unit, on: dt.date) -> dt.date:
    if on < unit.valid_from:
        raise UserError(f"{unit.name} có từ {date(unit.valid_from)}; hãy chọn ngày không sớm hơn.", field="on")
    return on


def _locked(hamlet: Hamlet) -> Hamlet:
    return Hamlet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=hamlet.pk)


def _save_once(hamlet: Hamlet) -> None:
    try:
        with transaction.atomic():
            hamlet.save()
    except IntegrityError as error:
        raise UserError(f"{hamlet.unit.name} đã có “{hamlet.name}”. Hãy xem lại tên.", field="name") from error

"""A boundary reform under the register: rehearsed, applied, reversible.

The units and who came after whom are territory's; here the records follow. A commune that went whole into another takes its
records along. In a commune that was split a record goes by its hamlet; what no hamlet tells waits in a list until a person
says where it belongs. Applying closes each residence on the day of the reform and opens the next on the same day, so that
every past day still adds up under the units of that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.models import Child, Reform
from chungtay.children.policies import ChildPermission
from chungtay.children.services import places
from chungtay.children.services import reform_records as records
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date
from chungtay.territory.models import Hamlet, Level, Succession, Unit
from chungtay.territory.queries import under


@dataclass
class OldUnit:
    """One commune that ended: where its records can go, and how many go where."""

    unit: Unit
    successors: list[Unit]
    children: int = 0
    by_hamlet: dict[int, int] = field(default_factory=dict)  # hamlet → children; 0: no hamlet
    targets: dict[int, int] = field(default_factory=dict)  # hamlet → unit it goes to

    @property
    def split(self) -> bool:
        return len(self.successors) > 1

    @property
    def waiting(self) -> int:
        """Children nobody can place yet."""
        return 0 if not self.split else sum(n for hamlet, n in self.by_hamlet.items() if hamlet not in self.targets)


def pending(actor: Actor, on: dt.date) -> list[OldUnit]:
    """Communes of the actor's territory that have ended by `on` and still keep children, with where these would go."""
    # By the paths of ended units, which an index serves; a province has a few hundred of them.
    ended = Unit.objects.filter(under(actor.unit_paths), level=Level.COMMUNE, valid_to__lte=on)
    counts = """
        SELECT unit_id, coalesce(hamlet_id, 0), count(*) FROM children_child
        WHERE unit_path = ANY(%s) AND status = 'here' GROUP BY 1, 2"""
    with connection.cursor() as cursor:
        cursor.execute(counts, [list(ended.values_list("path", flat=True))])
        rows: list[tuple[int, int, int]] = cursor.fetchall()
    return _old_units(rows)


def _old_units(rows: Iterable[tuple[int, int, int]]) -> list[OldUnit]:
    by_unit: dict[int, dict[int, int]] = {}
    for unit_id, hamlet_id, number in rows:
        by_unit.setdefault(unit_id, {})[hamlet_id] = number
    after: dict[int, list[Unit]] = {}
    for step in (
        Succession.objects.filter(predecessor__in=by_unit)
        .select_related("successor")
        .order_by("successor__order_key", "id")
    ):
        if step.successor.level == Level.COMMUNE:
            after.setdefault(step.predecessor_id, []).append(step.successor)
    units = Unit.objects.filter(pk__in=by_unit).order_by("order_key", "pk")
    return [
        OldUnit(unit, after.get(unit.pk, []), sum(by_unit[unit.pk].values()), by_unit[unit.pk]) for unit in units
    ]  # fmt: skip


def rehearse(*, actor: Actor, province: Unit, effective_on: dt.date, hamlets: dict[int, int] | None = None) -> Reform:
    """What would happen: written down as a plan with counts, nothing moved. `hamlets`: hamlet of a split commune → new unit."""
    require(actor, ChildPermission.REFORM)
    if not actor.covers(province.path):
        raise UserError("Anh/chị chỉ làm việc này cho tỉnh của mình.")
    wanted = hamlets or {}
    old_units = [old for old in pending(actor, effective_on) if old.unit.valid_to == effective_on]
    if not old_units:
        raise UserError(f"Không còn hồ sơ nào ở các xã đã kết thúc ngày {date(effective_on)}.")
    allowed = {old.unit.pk: {unit.pk for unit in old.successors} for old in old_units}
    places = dict(Hamlet.objects.filter(pk__in=wanted).values_list("pk", "unit_id"))
    for hamlet_id, unit_id in wanted.items():
        if unit_id not in allowed.get(places.get(hamlet_id, 0), set()):
            raise UserError(
                "Thôn, bản chỉ chuyển về xã mới có phần đất của xã cũ. Hãy chọn lại.", field=f"hamlet-{hamlet_id}"
            )
    for old in old_units:
        old.targets = {hamlet: unit for hamlet, unit in wanted.items() if places.get(hamlet) == old.unit.pk}
    plan = {"units": [_plan_of(old) for old in old_units]}
    with transaction.atomic():
        reform = Reform.objects.create(
            unit=province, unit_path=province.path, effective_on=effective_on, plan=plan,
            made_by_id=actor.user_id, made_by_name=f"{actor.name}, {actor.agency_name}"[:200],
        )  # fmt: skip
        data = {"children": sum(old.children for old in old_units), "waiting": sum(old.waiting for old in old_units)}
        audit.record(actor, "reform_rehearsed", reform, data=data)
    return reform


def _plan_of(old: OldUnit) -> dict[str, Any]:
    whole = old.successors[0].pk if len(old.successors) == 1 else None
    return {
        "unit": old.unit.pk, "name": old.unit.name, "path": old.unit.path, "children": old.children,
        "whole": whole, "successors": {str(unit.pk): unit.name for unit in old.successors},
        "hamlets": {str(hamlet): unit for hamlet, unit in old.targets.items()},
        "waiting": old.children if not old.successors else old.waiting,
    }  # fmt: skip


def apply(*, actor: Actor, reform: Reform) -> Reform:
    """Moves the records as rehearsed, in one transaction."""
    require(actor, ChildPermission.REFORM)
    if not actor.covers(reform.unit_path):
        raise NotPossible("Chỉ tỉnh đã chạy thử mới áp dụng được.")
    if reform.effective_on > timezone.localdate():
        raise NotPossible(f"Việc sắp xếp có hiệu lực từ {date(reform.effective_on)}; đến ngày đó mới áp dụng được.")
    with transaction.atomic(), as_system("a reform moves records between communes"):
        locked = Reform.objects.select_for_update().get(pk=reform.pk)
        if locked.state != Reform.State.REHEARSED:
            raise NotPossible("Lần sắp xếp này đã được áp dụng hoặc đã hoàn tác.")
        steps = _steps(locked)
        locked.digest_before = records.digest([step[0] for step in steps])
        carried = records.carry_hamlets(steps, locked.effective_on)
        locked.result = {"hamlets": carried, **records.move_records(locked, steps, carried)}
        locked.state, locked.applied_at = Reform.State.APPLIED, timezone.now()
        locked.save()
        audit.record(
            actor, "reform_applied", locked, data={key: locked.result[key] for key in ("children", "households")}
        )
    return locked


def _steps(reform: Reform) -> list[records.Step]:
    """Which records go where: by unit, or by hamlet where the unit was split."""
    targets = {unit.pk: unit for unit in Unit.objects.filter(pk__in=_targets(reform))}
    steps: list[records.Step] = []
    for old in reform.plan["units"]:
        if old["whole"] is not None:
            steps.append((old["unit"], old["whole"], targets[old["whole"]].path, 0))
        else:
            steps += [(old["unit"], unit, targets[unit].path, int(hamlet)) for hamlet, unit in old["hamlets"].items()]
    return steps


def _targets(reform: Reform) -> set[int]:
    plan = reform.plan["units"]
    whole = {old["whole"] for old in plan if old["whole"] is not None}
    return whole | {unit for old in plan for unit in old["hamlets"].values()}


def reverse(*, actor: Actor, reform: Reform) -> Reform:
    """Takes an applied reform back. A child that has moved on since stays where it is; its days before go back."""
    require(actor, ChildPermission.REFORM)
    if not actor.covers(reform.unit_path):
        raise NotPossible("Chỉ tỉnh đã áp dụng mới hoàn tác được.")
    with transaction.atomic(), as_system("a reform is taken back"):
        locked = Reform.objects.select_for_update().get(pk=reform.pk)
        if locked.state != Reform.State.APPLIED:
            raise NotPossible("Chỉ hoàn tác được lần sắp xếp đã áp dụng.")
        if Reform.objects.filter(
            state=Reform.State.APPLIED, applied_at__gt=locked.applied_at, unit_path=locked.unit_path
        ).exists():
            raise NotPossible("Sau đó đã áp dụng một lần sắp xếp khác. Hãy hoàn tác lần đó trước.")
        stayed = records.restore(locked, _targets(locked))
        locked.state, locked.reversed_at = Reform.State.REVERSED, timezone.now()
        locked.result["moved_on"] = stayed
        locked.save()
        audit.record(actor, "reform_reversed", locked, data={"children": locked.result["children"], "moved_on": stayed})
    return locked


def place_waiting(*, actor: Actor, children: Iterable[Child], unit: Unit, hamlet: Hamlet | None, on: dt.date) -> int:
    """Children of a split commune whose hamlet told nothing: a person says which new commune keeps them."""
    require(actor, ChildPermission.REFORM)
    chosen = list(children)
    if hamlet is not None and hamlet.unit_id != unit.pk:
        raise UserError(f"Thôn, bản này không thuộc {unit.name}.", field="hamlet")
    allowed = set(Succession.objects.filter(successor=unit, effective_on__lte=on).values_list("predecessor", flat=True))
    if any(child.unit_id not in allowed for child in chosen):
        raise UserError(f"{unit.name} không có phần đất của xã cũ. Hãy chọn xã khác.", field="unit")
    with transaction.atomic(), as_system("a person says where the record of a split commune belongs"):
        for child in Child.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in chosen]):
            began = places.current(child)
            day = on if began is None else max(on, began.period.lower + dt.timedelta(days=1))
            places.move(child, unit=unit, hamlet=hamlet, household=child.household, on=day, reason="reform")
            audit.record(actor, "reform_placed", child, data={"to": unit.path})
    return len(chosen)

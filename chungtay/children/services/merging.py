"""Two records of one child become one, and two again.

Nothing is deleted. What hangs on the record that goes moves to the one that stays; what cannot (a second father, two
measurements of one day) stays where it is and can still be read. `Merge` remembers every row that moved and every value
that changed, so that taking it apart gives each side its own: rows that came later stay with the survivor unless a person
says otherwise, and a field somebody edited after the merge is left as edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from chungtay.children import dependents
from chungtay.children.dependents import TABLES
from chungtay.children.guards import merge_refusals
from chungtay.children.merge_fields import FIELDS, FOLLOWING, columns_of_choice, json_value, python_value
from chungtay.children.models import Child, ChildStatus, Merge, Pair, Residence, Transfer
from chungtay.children.models.movement import TransferState
from chungtay.children.policies import ChildPermission
from chungtay.children.services import following
from chungtay.children.services.duplicates import still_open
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system

_WHY = "what hangs on a merged child moves whole, sealed rows too"


def merge(
    *,
    actor: Actor,
    pair: Pair,
    keep_id: int,
    take: Collection[str] = (),
    reason: str = "",
    fingerprint_read: str = "",
) -> Merge:
    """The other record of `pair` becomes part of `keep_id`. `take`: names of FIELDS whose value of the other survives."""
    with transaction.atomic():
        locked = Pair.objects.select_for_update().get(pk=pair.pk)
        require(actor, ChildPermission.MERGE, locked)
        still_open(locked, fingerprint_read)
        kept, gone = _both(locked, keep_id)
        _allowed(kept, gone)
        with as_system(_WHY):
            done = _join(actor, kept, gone, take, locked, reason)
        locked.state, locked.decided_at = Pair.State.MERGED, timezone.now()
        locked.decided_by_id, locked.decided_by_name, locked.reason = actor.user_id, actor.name, reason.strip()[:300]
        locked.save()
        # What else was suspected of the record that went is looked for again under the one that stays.
        others = Pair.objects.filter(state=Pair.State.OPEN, merges=None)
        (others.filter(first=gone) | others.filter(second=gone)).exclude(pk=locked.pk).delete()
        _told(actor, "children_merged", done, reason, {"fields": sorted(done.chosen), "rows": _counts(done.moved)})
    return done


def _both(pair: Pair, keep_id: int) -> tuple[Child, Child]:
    if keep_id not in (pair.first_id, pair.second_id):
        raise UserError("Hãy chọn hồ sơ được giữ lại.", field="keep")
    rows = Child.objects.select_for_update(of=("self",)).filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk")
    both = {child.pk: child for child in rows}
    if len(both) < 2:
        raise NotPossible("Một trong hai hồ sơ không thuộc địa bàn của anh/chị: cấp trên quyết định.")
    return both[keep_id], both[pair.second_id if keep_id == pair.first_id else pair.first_id]


def _allowed(kept: Child, gone: Child) -> None:
    for child in (kept, gone):
        if child.status not in (ChildStatus.HERE, ChildStatus.LEFT):
            raise NotPossible(f"Hồ sơ của {child.full_name} {child.get_status_display().lower()}: không gộp được.")
    if kept.status != ChildStatus.HERE and gone.status == ChildStatus.HERE:
        raise UserError("Hãy giữ hồ sơ đang ở địa bàn; hồ sơ đã rời địa bàn được gộp vào đó.", field="keep")
    with as_system("a move that waits in another commune forbids the merge too"):
        waits = Transfer.objects.filter(child__in=[kept, gone], state__in=[TransferState.RELEASED, TransferState.ASKED])
        if waits.exists():
            raise NotPossible("Một trong hai hồ sơ đang chờ chuyển xã. Hãy xong việc chuyển rồi gộp.")
        refusals = merge_refusals(kept, gone)
    if refusals:
        raise NotPossible(" ".join(refusals))


def _join(actor: Actor, kept: Child, gone: Child, take: Collection[str], pair: Pair, reason: str) -> Merge:
    before = {"kept": _row(kept), "gone": _row(gone), "kept_rows": dependents.ids_of(kept)}
    columns = _chosen_columns(kept, gone, take)
    moved: dict[str, Any] = {}
    for name in TABLES:
        going, staying = dependents.sorted_out(name, kept, gone)
        dependents.hand_over(name, going, kept)
        moved[name] = going
        if staying:
            moved.setdefault("stayed", {})[name] = staying
    moved["residence"] = _take_earlier_places(kept, gone)
    kept.refresh_from_db()
    for name in columns:
        setattr(kept, name, getattr(gone, name))
    kept.version += 1
    kept.updated_by_id = actor.user_id
    kept.save()
    moved["place"] = _follow_place(kept, columns)
    gone.refresh_from_db()
    gone.status, gone.status_on, gone.merged_into = ChildStatus.MERGED, timezone.localdate(), kept
    gone.status_reason = f"Gộp vào hồ sơ {kept.pk}"
    gone.version += 1
    gone.save()
    kept.refresh_from_db()
    before["followed"] = following.values_of(kept.pk)
    return Merge.objects.create(
        pair=pair, kept=kept, gone=gone, kept_path=kept.unit_path, gone_path=gone.unit_path,
        chosen=_changes(before["kept"], kept, columns), moved=moved, before=before,
        by_id=actor.user_id, by_name=actor.name, reason=reason.strip()[:300],
    )  # fmt: skip


def _chosen_columns(kept: Child, gone: Child, take: Collection[str]) -> list[str]:
    unknown = set(take) - FIELDS.keys()
    if unknown:
        raise UserError("Không có thông tin này để chọn.")
    if "place" in take and kept.unit_path != gone.unit_path:
        raise UserError("Hai hồ sơ ở hai xã: hãy giữ hồ sơ của xã nơi trẻ đang ở.", field="place")
    return [column for name in take for column in columns_of_choice(name)]


def _row(child: Child) -> dict[str, Any]:
    return {
        field.attname: json_value(getattr(child, field.attname))
        for field in Child._meta.concrete_fields
        if not field.generated
    }


def _changes(before: dict[str, Any], kept: Child, chosen: Iterable[str]) -> dict[str, Any]:
    """Every value of the survivor that is not what it was: chosen by the person, or following from rows that came."""
    own = {*chosen, *FOLLOWING}
    now = {name: json_value(getattr(kept, name)) for name in own}
    changed = {name for name in own if now[name] != before[name]}
    # Columns of one choice are kept together, also those that happen to be the same: a later merge may change only some.
    for columns in FIELDS.values():
        if changed.intersection(columns) and own.issuperset(columns):
            changed.update(columns)
    return {
        name: {"from": "gone" if name in chosen else "rows", "before": before[name], "after": now[name]}
        for name in sorted(changed)
    }


def _take_earlier_places(kept: Child, gone: Child) -> dict[str, Any]:
    """Where the child lived before the survivor's record begins is known from the other: a report of that year still counts it."""
    own = kept.residences.order_by("period").first()
    if own is None:
        return {}
    begins: dt.date = own.period.lower
    taken: dict[str, Any] = {"whole": [], "cut": []}
    for place in gone.residences.filter(period__startswith__lt=begins).order_by("period"):
        upper = place.period.upper
        if upper is not None and upper <= begins:
            Residence.objects.filter(pk=place.pk).update(child=kept, unit_path=kept.unit_path)
            taken["whole"].append(place.pk)
            continue
        early = DateRange(place.period.lower, begins)
        Residence.objects.filter(pk=place.pk).update(period=DateRange(begins, upper))
        made = Residence.objects.create(
            child=kept, unit_id=place.unit_id, place_path=place.place_path, hamlet_id=place.hamlet_id, unit_path=kept.unit_path,
            household_id=place.household_id, period=early, reason=place.reason, batch_id=place.batch_id,
        )  # fmt: skip
        taken["cut"].append({"id": place.pk, "made": made.pk, "lower": str(early.lower)})
    return taken


def _follow_place(kept: Child, columns: Collection[str]) -> dict[str, Any]:
    """The open residence tells the same hamlet and household as the record."""
    if "hamlet_id" not in columns:
        return {}
    place = kept.residences.filter(period__endswith=None).first()
    if place is None:
        return {}
    before = {"id": place.pk, "hamlet_id": place.hamlet_id, "household_id": place.household_id}
    Residence.objects.filter(pk=place.pk).update(hamlet_id=kept.hamlet_id, household_id=kept.household_id)
    return before


def unmerge(
    *,
    actor: Actor,
    done: Merge,
    reason: str = "",
    give_rows: Collection[tuple[str, int]] = (),
    give_fields: Collection[str] = (),
    state: str = Pair.State.OPEN,
) -> Merge:
    """Takes a merge apart; see the module. `give_rows` (table, key) and `give_fields` (names of FIELDS): what was added or
    edited since and belongs to the child that is split off. `state`: what is now held of the pair."""
    if state not in {Pair.State.OPEN, Pair.State.DIFFERENT, Pair.State.TWINS}:
        raise UserError("Hãy chọn kết luận về hai hồ sơ.", field="state")
    with transaction.atomic():
        locked = Merge.objects.select_for_update().get(pk=done.pk)
        require(actor, ChildPermission.MERGE, locked)
        if locked.undone_at is not None:
            raise NotPossible(f"Lần gộp này đã được tách lại ({locked.undone_by_name}).")
        with as_system(_WHY):
            told = _split(actor, locked, give_rows, give_fields)
        locked.undone_at, locked.undone_by_name = timezone.now(), actor.name
        locked.save(update_fields=["undone_at", "undone_by_name", "moved"])
        if locked.pair_id:
            decided = state != Pair.State.OPEN
            Pair.objects.filter(pk=locked.pair_id).update(
                state=state, reason=reason.strip()[:300] if decided else "",
                decided_at=timezone.now() if decided else None, decided_by_id=actor.user_id if decided else None,
                decided_by_name=actor.name if decided else "",
            )  # fmt: skip
        _told(actor, "children_unmerged", locked, reason, told)
    return locked


def _split(
    actor: Actor, done: Merge, give_rows: Collection[tuple[str, int]], give_fields: Collection[str]
) -> dict[str, Any]:
    both = Child.objects.select_for_update(of=("self",)).filter(pk__in=[done.kept_id, done.gone_id]).in_bulk()
    kept, gone = both[done.kept_id], both[done.gone_id]
    holders = _holders(kept)
    edited = following.before_rows_leave([*holders, gone.pk])
    back, lost = _rows_back(done, gone, holders, give_rows)
    _places_back(done, kept, gone, holders)
    restored = [name for name in _groups(done) if _group_back(done, name, kept, gone, give_fields)]
    following.after_rows_left(edited, done, restored)
    was = done.before["gone"]
    gone.refresh_from_db(fields=["version"])
    values = {
        name: python_value(name, was[name]) for name in ("status", "status_on", "status_reason", "merged_into_id")
    }
    Child.objects.filter(pk=gone.pk).update(
        **values, version=gone.version + 1, updated_by_id=actor.user_id, updated_at=timezone.now()
    )
    Child.objects.filter(pk=kept.pk).update(
        version=kept.version + 1, updated_by_id=actor.user_id, updated_at=timezone.now()
    )
    return {"rows": back, "fields": restored, "could_not_go_back": lost}


def _holders(kept: Child) -> list[int]:
    """The survivor, and what it has itself become part of since."""
    chain, at = [kept.pk], kept.merged_into_id
    while at is not None and at not in chain:
        chain.append(at)
        at = Child.objects.filter(pk=at).values_list("merged_into_id", flat=True).first()
    return chain


def _rows_back(
    done: Merge, gone: Child, holders: list[int], give: Collection[tuple[str, int]]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Each row goes back as it is today. One that no longer fits (somebody made it collide) stays and is told."""
    back: dict[str, int] = {}
    lost: dict[str, list[int]] = {}
    for name, model in TABLES.items():
        given = {key for table, key in give if table == name}
        wanted = [*done.moved.get(name, []), *given]
        there = model.objects.filter(pk__in=wanted, child_id__in=holders).order_by("pk").values_list("pk", flat=True)
        for key in there:
            try:
                with transaction.atomic():
                    dependents.hand_over(name, [key], gone)
                back[name] = back.get(name, 0) + 1
            except IntegrityError:
                lost.setdefault(name, []).append(key)
    return back, lost


def _places_back(done: Merge, kept: Child, gone: Child, holders: list[int]) -> None:
    taken = done.moved.get("residence") or {}
    Residence.objects.filter(pk__in=taken.get("whole", []), child_id__in=holders).update(
        child=gone, unit_path=gone.unit_path
    )
    for cut in taken.get("cut", []):
        made = Residence.objects.filter(pk=cut["made"]).first()
        rest = Residence.objects.filter(pk=cut["id"]).first()
        if made is not None:
            made.delete()
        if rest is not None:
            lower = dt.date.fromisoformat(cut["lower"])
            Residence.objects.filter(pk=rest.pk).update(period=DateRange(lower, rest.period.upper))
    place = done.moved.get("place") or {}
    if place and _unchanged(done, "hamlet_id", kept) and _unchanged(done, "household_id", kept):
        Residence.objects.filter(pk=place["id"], child_id__in=holders).update(
            hamlet_id=place["hamlet_id"], household_id=place["household_id"]
        )


def _unchanged(done: Merge, name: str, kept: Child) -> bool:
    change = done.chosen.get(name)
    return change is None or json_value(getattr(kept, name)) == change["after"]


def _groups(done: Merge) -> list[str]:
    """Choices that changed something, the household first: a trigger lets the phone follow it."""
    changed = [name for name, columns in FIELDS.items() if any(column in done.chosen for column in columns)]
    return sorted(changed, key=lambda name: name != "place")


def _group_back(done: Merge, name: str, kept: Child, gone: Child, give: Collection[str]) -> bool:
    """Gives the survivor its own values back. What was edited since stays, or goes with the other record when given.

    Columns of one choice go together: a name and its key of order, a birth and its earliest day.
    """
    columns = [column for column in FIELDS.get(name, (name,)) if column in done.chosen]
    now = Child.objects.filter(pk=kept.pk).values(*columns).get()
    from_rows = all(done.chosen[column]["from"] == "rows" for column in columns)
    if from_rows and name not in give:
        return False  # `following` sums these anew
    own = {column: python_value(column, done.chosen[column]["before"]) for column in columns}
    if all(json_value(now[column]) == done.chosen[column]["after"] for column in columns):
        Child.objects.filter(pk=kept.pk).update(**own)
        return True
    if name in give and name != "place":
        Child.objects.filter(pk=gone.pk).update(**now)
        Child.objects.filter(pk=kept.pk).update(**own)
        return True
    for column in columns:
        _pass_on(done, column)
    return False


def _pass_on(done: Merge, column: str) -> None:
    """A later merge wrote over it: what that one will give back is no longer this merge's value but the one before."""
    change = done.chosen[column]
    for later in Merge.objects.filter(kept_id=done.kept_id, undone_at=None, pk__gt=done.pk).order_by("pk"):
        theirs = later.chosen.get(column)
        if theirs is not None and theirs["before"] == change["after"]:
            theirs["before"] = change["before"]
            later.save(update_fields=["chosen"])
            return


def _counts(moved: dict[str, Any]) -> dict[str, int]:
    return {name: len(moved[name]) for name in TABLES if moved.get(name)}


def _told(actor: Actor, action: str, done: Merge, reason: str, data: dict[str, Any]) -> None:
    """One line in the trail of each commune concerned."""
    for path in dict.fromkeys((done.kept_path, done.gone_path)):
        audit.record(actor, action, done, unit_path=path, reason=reason, data=data)

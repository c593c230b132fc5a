"""What the triggers write on a child from the rows that hang on it, when rows come by a merge and leave again.

A parent's name, a phone, the day last seen: each has a value that was typed on the record and may be covered by what the
rows say. The typed value is remembered by the first merge that still stands; taking a merge apart puts it back under
the rows that are left. A value that neither was typed before nor comes from rows was edited since, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from chungtay.children.merge_fields import FIELDS, FOLLOWING, json_value, python_value
from chungtay.children.models import Child, Merge

Values = dict[str, Any]


def values_of(child_id: int) -> Values:
    return {
        name: json_value(value) for name, value in Child.objects.filter(pk=child_id).values(*FOLLOWING).get().items()
    }


def before_rows_leave(ids: Iterable[int]) -> dict[int, Values]:
    """Of each record, the columns that somebody edited since its merges: these are not ours to change."""
    return {child_id: _edited(child_id) for child_id in ids}


def after_rows_left(edited: dict[int, Values], undone: Merge, restored: Iterable[str]) -> None:
    """`undone` no longer stands (its rows are back): its typed values go on to the next merge, and all is summed anew.

    `restored`: names of FIELDS that the survivor was given back already, whatever had been edited.
    """
    for column in (column for name in restored for column in FIELDS.get(name, (name,))):
        edited[undone.kept_id].pop(column, None)
    chosen = {child_id: _chosen(child_id, undone) for child_id in edited}
    typed = {child_id: _typed(child_id) for child_id in edited}
    _hand_on(undone)
    for child_id, own in typed.items():
        if own is None:
            continue
        now = values_of(child_id)
        kept = {name: now[name] for name in chosen[child_id]} | edited[child_id]
        wanted = own | kept
        _write(child_id, {name: value for name, value in wanted.items() if now[name] != value})


def _standing(child_id: int) -> list[Merge]:
    return list(Merge.objects.filter(kept_id=child_id, undone_at=None).order_by("pk"))


def _left(merge: Merge) -> Values:
    """The values the merge left on the survivor."""
    left: Values = merge.before.get("followed") or {
        name: merge.chosen.get(name, {"after": merge.before["kept"][name]})["after"] for name in FOLLOWING
    }
    return left


def _typed(child_id: int) -> Values | None:
    """Before the first merge that stands; None: nothing was ever merged into it, or all is apart again."""
    first = Merge.objects.filter(kept_id=child_id, undone_at=None).order_by("pk").first()
    return {name: first.before["kept"][name] for name in FOLLOWING} if first else None


def _chosen(child_id: int, undone: Merge) -> set[str]:
    """Taken over by a person in a merge that still stands."""
    others = [merge for merge in _standing(child_id) if merge.pk != undone.pk]
    return {
        name for merge in others for name in FOLLOWING if name in merge.chosen and merge.chosen[name]["from"] == "gone"
    }


def _edited(child_id: int) -> Values:
    own = _typed(child_id)
    if own is None:
        return {}
    now = values_of(child_id)
    known: dict[str, list[Any]] = {name: [own[name]] for name in FOLLOWING}
    for merge in Merge.objects.filter(kept_id=child_id):
        for name in FOLLOWING:
            known[name] += [merge.before["kept"][name], _left(merge)[name]]
    for name, value in _summed(child_id, own).items():
        known[name].append(value)
    return {name: now[name] for name in FOLLOWING if now[name] not in known[name]}


def _summed(child_id: int, own: Values) -> Values:
    """What the rows make of the typed values; nothing is left of the trial."""
    with transaction.atomic():
        _write(child_id, own)
        found = values_of(child_id)
        transaction.set_rollback(True)
    return found


def _write(child_id: int, values: Values) -> None:
    if values:
        Child.objects.filter(pk=child_id).update(**{name: python_value(name, value) for name, value in values.items()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT children_summarise(ARRAY[%s]::bigint[])", [child_id])


def _hand_on(undone: Merge) -> None:
    """The next merge of the same record remembers the value typed before this one, unless it was typed anew between."""
    later = Merge.objects.filter(kept_id=undone.kept_id, undone_at=None, pk__gt=undone.pk).order_by("pk").first()
    if later is None:
        return
    for name in FOLLOWING:
        if later.before["kept"][name] == _left(undone)[name]:
            later.before["kept"][name] = undone.before["kept"][name]
    later.save(update_fields=["before"])

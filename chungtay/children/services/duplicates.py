"""Looking for pairs of records that may be one child, and deciding that they are two."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chungtay.children.matching import POSSIBLE, Frequencies, Match, Record, match, score
from chungtay.children.models import Child, ChildStatus, Merge, Pair
from chungtay.children.policies import ChildPermission
from chungtay.children.services import keys
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.scoping import as_system
from chungtay.territory.models import Level, Unit

Known = dict[int, tuple[Record, str, int]]
DECIDED = {Pair.State.DIFFERENT, Pair.State.TWINS}


@dataclass(frozen=True)
class Search:
    """What a search found. `asked_again`: pairs once decided whose data have changed since."""

    compared: int = 0
    found: int = 0
    asked_again: int = 0


def search(*, actor: Actor, unit: Unit) -> Search:
    """Looks for pairs of the children of `unit` that changed since the last search, across all communes."""
    require(actor, ChildPermission.MERGE)
    if not actor.covers(unit.path):
        raise UserError("Anh/chị chỉ tìm được trong địa bàn của mình.")
    keys.refresh(unit.path.split("/", 1)[0])  # the whole province: a child another commune wrote down today is found
    with transaction.atomic():
        with as_system("a pair joins records of two communes; each sees of it what it may"):
            done = search_under(unit.path)
        audit.record(actor, "children_pairs_searched", unit, unit_path=unit.path, data=vars(done))
    return done


def search_or_later(*, actor: Actor, unit: Unit) -> Search | None:
    """At once for a commune; for a province in the background (None), since it takes minutes."""
    if unit.level == Level.COMMUNE:
        return search(actor=actor, unit=unit)
    require(actor, ChildPermission.MERGE)
    from chungtay.children.tasks_duplicates import search_unit

    search_unit.defer(unit_id=unit.pk, post_id=actor.post_id)
    return None


def search_under(path: str = "", *, everything: bool = False) -> Search:
    """The search itself, as the system, in a transaction of the caller; keys are taken as they stand."""
    _drop_ended(path)
    keys.gather(path, everything=everything)
    names = keys.names_known(path)
    compared = found = again = 0
    for pairs in keys.gathered():
        known = keys.records(sorted({child for pair in pairs for child in pair}))
        compared += len(pairs)
        new, asked = _keep(pairs, known, names)
        found += new
        again += asked
    keys.searched(path, everything=everything)
    return Search(compared, found, again)


def _drop_ended(path: str) -> None:
    """Nobody is asked about a record that was merged, closed by death or written down by mistake."""
    ended = [status for status in ChildStatus.values if status not in keys.SEARCHED]
    here = Q(first_path__gte=path, first_path__lt=path + "~") | Q(second_path__gte=path, second_path__lt=path + "~")
    rows = Pair.objects.filter(here, state=Pair.State.OPEN, merges=None)
    rows.filter(Q(first__status__in=ended) | Q(second__status__in=ended)).delete()


def _keep(pairs: list[tuple[int, int]], known: Known, names: Frequencies) -> tuple[int, int]:
    """Writes down the pairs worth asking about; drops open ones that are none any more."""
    wanted = set(pairs)
    firsts = {first for first, _ in pairs}
    before = {
        (pair.first_id, pair.second_id): pair
        for pair in Pair.objects.filter(first_id__in=firsts)
        if (pair.first_id, pair.second_id) in wanted
    }
    new, changed, gone = [], [], []
    for first, second in pairs:
        (left, first_path, _), (right, second_path, _) = known[first], known[second]
        share, kept = score(left, right, names), before.get((first, second))
        mark = fingerprint(known, first, second)
        if share < POSSIBLE:
            if kept is not None and kept.state == Pair.State.OPEN:
                gone.append(kept.pk)
        elif kept is None:
            pair = Pair(first_id=first, second_id=second, first_path=first_path, second_path=second_path)
            _judge(pair, match(left, right, names), mark)
            new.append(pair)
        elif kept.fingerprint != mark and kept.state != Pair.State.MERGED:
            _judge(kept, match(left, right, names), mark)
            changed.append(kept)
    inherited = _inherit(new)
    again = sum(1 for pair in changed if pair.state in DECIDED)
    for pair in changed:
        pair.state = Pair.State.OPEN
    Pair.objects.bulk_create(new)
    Pair.objects.bulk_update(changed, ["score", "parts", "fingerprint", "state"])
    Pair.objects.filter(pk__in=gone, merges=None, reason="").delete()  # what a person suspected stays
    return len(new) - inherited, again


def _judge(pair: Pair, found: Match, mark: str) -> None:
    """No values are kept with a pair, only what follows from them: the pair is read by both communes."""
    pair.score = Decimal(str(round(found.score, 4)))
    pair.fingerprint = mark
    kept = ("field", "label", "weight", "contribution", "sentence", "family")
    pair.parts = [{name: getattr(part, name) for name in kept} for part in found.parts]


def _inherit(new: list[Pair]) -> int:
    """What was decided about a record that has since become part of another holds for that other too."""
    merges = dict(
        Merge.objects.filter(
            undone_at=None, kept_id__in={key for pair in new for key in (pair.first_id, pair.second_id)}
        )
        .order_by("id")
        .values_list("gone_id", "kept_id")
    )
    if not merges:
        return 0
    decided: dict[frozenset[int], Pair] = {}
    for pair in Pair.objects.filter(state__in=DECIDED, first_id__in=merges) | Pair.objects.filter(
        state__in=DECIDED, second_id__in=merges
    ):
        decided[frozenset(merges.get(key, key) for key in (pair.first_id, pair.second_id))] = pair
    inherited = 0
    for pair in new:
        old = decided.get(frozenset((pair.first_id, pair.second_id)))
        if old is not None:
            pair.state, pair.decided_at, pair.reason = old.state, old.decided_at, old.reason
            pair.decided_by_id, pair.decided_by_name = old.decided_by_id, old.decided_by_name
            inherited += 1
    return inherited


def fingerprint(known: Known, first: int, second: int) -> str:
    """Of what is compared in both records."""
    return f"{known[first][2] & (1 << 64) - 1:016x}{known[second][2] & (1 << 64) - 1:016x}"


def suspect(*, actor: Actor, child: Child, other: Child) -> Pair:
    """A person says that these two may be one child, whatever the score. Both must be in the person's reach."""
    if child.pk == other.pk:
        raise UserError("Đây là cùng một hồ sơ. Hãy chọn hồ sơ khác để so.")
    first, second = sorted((child.pk, other.pk))
    with transaction.atomic():
        known = keys.records([first, second])
        pair, made = Pair.objects.get_or_create(
            first_id=first, second_id=second,
            defaults={"first_path": known[first][1], "second_path": known[second][1], "score": 0},
        )  # fmt: skip
        require(actor, ChildPermission.MERGE, pair)
        if not made and pair.state != Pair.State.OPEN:
            return pair
        _judge(
            pair,
            match(known[first][0], known[second][0], keys.names_known(pair.first_path)),
            fingerprint(known, first, second),
        )
        pair.reason = f"Do {actor.name} đề nghị xem"[:300]
        pair.save()
        audit.record(actor, "children_pair_suspected", pair, unit_path=pair.first_path)
    return pair


def decide(*, actor: Actor, pair: Pair, state: str, reason: str = "", fingerprint_read: str = "") -> Pair:
    """Two children (`different`) or twins, siblings (`twins`): remembered, not asked again unless the data change."""
    if state not in DECIDED:
        raise UserError("Hãy chọn: hai trẻ khác nhau, hay sinh đôi, anh chị em.", field="state")
    with transaction.atomic():
        locked = Pair.objects.select_for_update().get(pk=pair.pk)
        require(actor, ChildPermission.MERGE, locked)
        still_open(locked, fingerprint_read)
        locked.state = state
        _signed(locked, actor, reason)
        audit.record(
            actor, "children_pair_decided", locked, unit_path=locked.first_path, reason=reason, data={"state": state}
        )
    return locked


def reopen(*, actor: Actor, pair: Pair, reason: str = "") -> Pair:
    """Takes the decision "two children" back."""
    with transaction.atomic():
        locked = Pair.objects.select_for_update().get(pk=pair.pk)
        require(actor, ChildPermission.MERGE, locked)
        if locked.state not in DECIDED:
            raise NotPossible("Cặp này đang chờ xem hoặc đã gộp, không có quyết định nào để rút lại.")
        locked.state = Pair.State.OPEN
        locked.decided_at, locked.decided_by_id, locked.decided_by_name, locked.reason = None, None, "", ""
        locked.save()
        audit.record(actor, "children_pair_reopened", locked, unit_path=locked.first_path, reason=reason)
    return locked


def still_open(pair: Pair, fingerprint_read: str = "") -> None:
    """Raises when somebody else decided a moment ago, or what was read on the page is no longer what stands there."""
    if pair.state != Pair.State.OPEN:
        who = f" ({pair.decided_by_name})" if pair.decided_by_name else ""
        raise NotPossible(f"Cặp hồ sơ này đã được quyết định: {pair.get_state_display().lower()}{who}.")
    if fingerprint_read and fingerprint_now(pair) != fingerprint_read:
        raise NotPossible("Một trong hai hồ sơ vừa được sửa. Hãy xem lại rồi quyết định.")
    both = Child.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("status", flat=True)
    if ChildStatus.MERGED in both or ChildStatus.VOID in both:
        raise NotPossible("Một trong hai hồ sơ đã gộp hoặc đã hủy, không còn gì để quyết định.")


def fingerprint_now(pair: Pair) -> str:
    known = keys.records([pair.first_id, pair.second_id])
    return fingerprint(known, pair.first_id, pair.second_id) if len(known) == 2 else ""


def _signed(pair: Pair, actor: Actor, reason: str) -> None:
    values: dict[str, Any] = {
        "decided_at": timezone.now(), "decided_by_id": actor.user_id, "decided_by_name": actor.name, "reason": reason.strip()[:300],
    }  # fmt: skip
    for name, value in values.items():
        setattr(pair, name, value)
    pair.save()

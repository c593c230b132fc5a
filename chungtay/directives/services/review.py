"""What a person decides about the proposals of a document: each decision says who and when, and can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from chungtay.directives.models import Document, DocumentState, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.readings import SURE
from chungtay.directives.services import agencies
from chungtay.directives.services.intake import put_back, snapshot, title_of
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.vietnamese import date as vn_date

State = TaskProposal.State
LABELS = {
    "title": "Tên nhiệm vụ",
    "text": "Nội dung",
    "lead": "Chủ trì",
    "cooperating": "Phối hợp",
    "deadline": "Hạn",
    "topics": "Chủ đề",
    "result": "Kết quả cần đạt",
    "evidence_asked": "Minh chứng",
    "responsible": "Người chịu trách nhiệm",
    "rhythm": "Cách làm",
    "recurrence": "Lặp lại",
    "weight": "Trọng số",
}


def accept(*, actor: Actor, proposal: TaskProposal, version: int) -> TaskProposal:
    return _decide(actor, proposal, version, "proposal_accepted", _to(State.ACCEPTED))


def drop(*, actor: Actor, proposal: TaskProposal, version: int) -> TaskProposal:
    """Not a task. It stays on the page, crossed out, and can be restored."""
    return _decide(actor, proposal, version, "proposal_dropped", _to(State.DROPPED))


def restore(*, actor: Actor, proposal: TaskProposal, version: int) -> TaskProposal:
    """A dropped or merged proposal comes back; a merge is undone when the other one was not touched since."""
    return _decide(actor, proposal, version, "proposal_restored", _restore)


def reset(*, actor: Actor, proposal: TaskProposal, version: int) -> TaskProposal:
    """Back to what the reader proposed; pieces split off are taken in again."""

    def change(locked: TaskProposal) -> None:
        if not locked.original:
            raise NotPossible("Nhiệm vụ này do người thêm vào nên không có bản đề xuất ban đầu.")
        put_back(locked, locked.original)
        locked.state, locked.by_hand, locked.lead_ids = State.PROPOSED, False, None
        pieces = TaskProposal.objects.filter(split_from=locked).exclude(state=State.MERGED)
        pieces.update(
            state=State.MERGED,
            merged_into=locked,
            decided_at=timezone.now(),
            decided_by=actor.user_id,
            version=F("version") + 1,
        )

    return _decide(actor, proposal, version, "proposal_reset", change)


def _to(state: State) -> Callable[[TaskProposal], None]:
    def change(locked: TaskProposal) -> None:
        if locked.state == State.MERGED:
            raise NotPossible("Mục này đã được gộp vào nhiệm vụ khác. Hãy khôi phục trước.")
        locked.state = state

    return change


def _restore(locked: TaskProposal) -> None:
    if locked.state not in (State.DROPPED, State.MERGED):
        raise NotPossible("Mục này không ở trạng thái đã bỏ hoặc đã gộp.")
    target = locked.merged_into
    if target is not None:
        before = locked.original.get("merge") or {}
        if before.get("version") == target.version:
            put_back(target, before["into"])
            target.version += 1
            target.save()
        locked.original = {key: value for key, value in locked.original.items() if key != "merge"}
    locked.state, locked.merged_into = State.PROPOSED, None


def accept_sure(*, actor: Actor, document: Document) -> int:
    """All proposals the reader is sure of, in one act. Those that need a look stay as they are."""
    require(actor, DocumentPermission.REVIEW, document)
    with transaction.atomic():
        locked = _in_review(document)
        sure = TaskProposal.objects.filter(document=locked, state=State.PROPOSED, confidence__gte=SURE)
        ids = list(sure.values_list("pk", flat=True))
        count = sure.update(
            state=State.ACCEPTED, decided_by=actor.user_id, decided_at=timezone.now(), version=F("version") + 1
        )
        audit.record(actor, "proposals_accepted", locked, data={"proposals": ids})
    return count


def correct(
    *, actor: Actor, proposal: TaskProposal, version: int, values: dict[str, Any], take: bool = False
) -> TaskProposal:
    """Changes what the proposal says; `take` accepts it in the same act. `values` has the keys of LABELS."""
    _check_values(values)

    def change(locked: TaskProposal) -> None:
        if locked.state == State.MERGED:
            raise NotPossible("Mục này đã được gộp vào nhiệm vụ khác. Hãy khôi phục trước.")
        if not _same_words(values.get("text", locked.text), locked.text):
            locked.start = locked.end = None  # no longer the words of the source
        if values.get("lead", locked.lead) != locked.lead:
            locked.lead_ids = None
        for name, value in values.items():
            setattr(locked, name, value)
        locked.by_hand = True
        if take:
            locked.state = State.ACCEPTED

    changed = _decide(actor, proposal, version, "proposal_corrected", change, mine=values)
    agencies.resolve_new(actor=actor, document=changed.document)
    return changed


def _check_values(values: dict[str, Any]) -> None:
    if "title" in values and len(str(values["title"]).split()) < 2:
        raise UserError("Tên nhiệm vụ cần ít nhất hai từ, nói rõ việc phải làm.", field="title")
    if not 1 <= int(values.get("weight", 1)) <= 100:
        raise UserError("Trọng số là số từ 1 đến 100.", field="weight")


def add(
    *,
    actor: Actor,
    document: Document,
    values: dict[str, Any],
    start: int | None = None,
    end: int | None = None,
    after: int | None = None,
) -> TaskProposal:
    """A task the reader missed: from a passage of the source (`start`, `end`) or by hand. It counts as accepted."""
    require(actor, DocumentPermission.REVIEW, document)
    _check_values(values)
    with transaction.atomic():
        locked = _in_review(document)
        text = str(values.get("text", "")).strip()
        if start is not None and end is not None and not _same_words(locked.text[start:end], text):
            start = end = None
        place = after + 1 if after is not None else _place(locked, start)
        TaskProposal.objects.filter(document=locked, position__gte=place).update(position=F("position") + 1)
        proposal = TaskProposal(
            document=locked, position=place, start=start, end=end, by_hand=True, state=State.ACCEPTED,
            decided_by_id=actor.user_id, decided_at=timezone.now(), **values,
        )  # fmt: skip
        proposal.save()
        audit.record(actor, "proposal_added", locked, data={"proposal": proposal.pk, **snapshot(proposal)})
    agencies.resolve_new(actor=actor, document=document)
    return proposal


def _same_words(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _place(document: Document, start: int | None) -> int:
    """Reading order where the passage stands in the source, else at the end."""
    rows = TaskProposal.objects.filter(document=document)
    if start is not None:
        following = rows.filter(start__gt=start).order_by("position").values_list("position", flat=True).first()
        if following is not None:
            return following
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def split(*, actor: Actor, proposal: TaskProposal, version: int, offsets: Iterable[int]) -> list[TaskProposal]:
    """Cuts the text before each offset (characters from its beginning): the first piece stays, the others follow it."""
    made: list[TaskProposal] = []

    def change(locked: TaskProposal) -> None:
        if locked.state == State.MERGED:
            raise NotPossible("Mục này đã được gộp vào nhiệm vụ khác. Hãy khôi phục trước.")
        text = locked.text
        cuts = sorted({cut for cut in offsets if text[:cut].strip() and text[cut:].strip()})
        if not cuts:
            raise UserError(
                "Hãy đánh dấu ít nhất một chỗ bắt đầu nhiệm vụ mới (không phải câu đầu tiên).", field="offsets"
            )
        begin, borders = locked.start, [0, *cuts, len(text)]
        parts = [(low, high) for low, high in pairwise(borders)]
        TaskProposal.objects.filter(document=locked.document, position__gt=locked.position).update(
            position=F("position") + len(cuts)
        )
        for step, (low, high) in enumerate(parts[1:], 1):
            made.append(_piece(locked, text, low, high, begin, step, actor))
        locked.text = text[: cuts[0]].strip()
        locked.end = begin + len(text[: cuts[0]].rstrip()) if begin is not None else None
        if locked.title == title_of(text) or not locked.by_hand:
            locked.title = title_of(locked.text)
        locked.by_hand = True

    kept = _decide(
        actor, proposal, version, "proposal_split", change, data=lambda: {"pieces": [piece.pk for piece in made]}
    )
    return [kept, *made]


def _piece(
    whole: TaskProposal, text: str, low: int, high: int, begin: int | None, step: int, actor: Actor
) -> TaskProposal:
    words = text[low:high]
    lead, trail = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    piece = TaskProposal(
        document=whole.document,
        position=whole.position + step,
        ordinal=f"{whole.ordinal}.{step}"[:20] if whole.ordinal else "",
        text=words.strip(),
        title=title_of(words),
        confidence=whole.confidence,
        lead=whole.lead,
        cooperating=whole.cooperating,
        deadline=whole.deadline,
        topics=whole.topics,
        rhythm=whole.rhythm,
        recurrence=whole.recurrence,
        weight=whole.weight,
        lead_ids=whole.lead_ids,
        start=begin + low + lead if begin is not None else None,
        end=begin + high - trail if begin is not None else None,
        split_from=whole,
        by_hand=True,
        state=whole.state,
        decided_by_id=actor.user_id,
        decided_at=timezone.now(),
    )
    piece.original = snapshot(piece)
    piece.save()
    return piece


def merge(*, actor: Actor, proposal: TaskProposal, version: int) -> TaskProposal:
    """Joins the proposal to the one before it; returns that one. Undone by restoring the merged one."""
    into: list[TaskProposal] = []

    def change(locked: TaskProposal) -> None:
        earlier = TaskProposal.objects.filter(document=locked.document, position__lt=locked.position)
        target = (
            earlier.exclude(state__in=[State.DROPPED, State.MERGED])
            .select_for_update(of=("self",))
            .order_by("-position")
            .first()
        )
        if target is None:
            raise NotPossible("Phía trước không còn nhiệm vụ nào để gộp vào.")
        before = snapshot(target)
        _join(target, locked)
        target.version += 1
        target.by_hand = True
        target.decided_at, target.decided_by_id = timezone.now(), actor.user_id
        target.save()
        locked.original = {**locked.original, "merge": {"into": before, "version": target.version}}
        locked.state, locked.merged_into = State.MERGED, target
        into.append(target)

    _decide(actor, proposal, version, "proposal_merged", change, data=lambda: {"into": into[0].pk})
    return into[0]


def _join(target: TaskProposal, other: TaskProposal) -> None:
    source = target.document.text
    near = (
        target.end is not None
        and other.start is not None
        and other.end is not None
        and not source[target.end : other.start].strip()
    )
    if near:
        target.end = other.end
        target.text = source[target.start : target.end]
    else:
        target.text = f"{target.text}\n{other.text}"
        target.start, target.end = (target.start, target.end) if target.start is not None else (None, None)
    target.lead = list(dict.fromkeys([*target.lead, *other.lead]))
    target.cooperating = list(dict.fromkeys([*target.cooperating, *other.cooperating]))
    target.topics = list(dict.fromkeys([*target.topics, *other.topics]))
    target.lead_ids = None
    days = [day for day in (target.deadline, other.deadline) if day]
    target.deadline = min(days) if days else None
    target.result = "\n".join(part for part in (target.result, other.result) if part)


def move(*, actor: Actor, proposal: TaskProposal, up: bool) -> TaskProposal:
    """One place up or down among those that are shown."""
    require(actor, DocumentPermission.REVIEW, proposal.document)
    with transaction.atomic():
        document = _in_review(proposal.document)
        rows = list(
            TaskProposal.objects.filter(document=document).exclude(state=State.MERGED).order_by("position", "id")
        )
        here = next((place for place, row in enumerate(rows) if row.pk == proposal.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(rows):
            raise NotPossible("Nhiệm vụ này đã ở đầu hoặc cuối danh sách.")
        rows[here], rows[there] = rows[there], rows[here]
        for place, row in enumerate(rows, 1):
            row.position = place
        TaskProposal.objects.bulk_update(rows, ["position"])
        audit.record(actor, "proposal_moved", document, data={"proposal": proposal.pk, "up": up})
    return proposal


def choose_agencies(*, actor: Actor, proposal: TaskProposal, version: int, ids: Iterable[int] | None) -> TaskProposal:
    """The leads of this task, chosen by a person; None goes back to what the names say."""
    chosen = None if ids is None else sorted(set(ids))

    def change(locked: TaskProposal) -> None:
        locked.lead_ids = agencies.existing(chosen) if chosen is not None else None

    return _decide(actor, proposal, version, "proposal_leads_chosen", change, mine={"lead_ids": chosen})


def _in_review(document: Document) -> Document:
    """The document, locked: decisions on one document wait for each other."""
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.state != DocumentState.IN_REVIEW:
        raise NotPossible(f"Văn bản đang ở trạng thái “{locked.get_state_display()}” nên không rà soát được nữa.")
    return locked


def _decide(
    actor: Actor,
    proposal: TaskProposal,
    version: int,
    action: str,
    change: Callable[[TaskProposal], None],
    *,
    mine: dict[str, Any] | None = None,
    data: Callable[[], dict[str, Any]] | None = None,
) -> TaskProposal:
    """Locks, compares versions, changes, saves with who and when, audits. StaleEdit carries both versions."""
    require(actor, DocumentPermission.REVIEW, proposal.document)
    with transaction.atomic():
        document = _in_review(proposal.document)
        locked = (
            TaskProposal.objects.select_for_update(of=("self",))
            .select_related("merged_into", "decided_by")
            .get(pk=proposal.pk)
        )
        if locked.version != version:
            raise _stale(locked, mine or {})
        locked.document = document
        before = snapshot(locked) | {"state": locked.state}
        change(locked)
        locked.version += 1
        locked.decided_by_id, locked.decided_at = actor.user_id, timezone.now()
        locked.save()
        after = snapshot(locked) | {"state": locked.state}
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        audit.record(
            actor, action, document, data={"proposal": locked.pk, "changed": changed, **(data() if data else {})}
        )
    return locked


def _stale(locked: TaskProposal, mine: dict[str, Any]) -> StaleEdit:
    names = [name for name in LABELS if name in mine]
    theirs = {LABELS[name]: said(getattr(locked, name)) for name in names} or {"Trạng thái": locked.get_state_display()}
    return StaleEdit(
        theirs=theirs,
        mine={LABELS[name]: said(mine[name]) for name in names},
        who=str(locked.decided_by or ""),
        when=timezone.localtime(locked.decided_at).strftime("%H:%M %d/%m/%Y") if locked.decided_at else "",
    )


def said(value: object) -> str:
    """A value in words, for showing two versions side by side."""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dt.date):
        return vn_date(value)
    return str(value if value is not None else "")

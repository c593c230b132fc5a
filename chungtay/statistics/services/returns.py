"""What is done with a return: filled, sent, withdrawn, checked, accepted, sent back, opened again, talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, StaleEdit, UserError
from chungtay.foundation.files import receive
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import number
from chungtay.foundation.workflow import apply
from chungtay.statistics.models.returns import (
    DataSet,
    Return,
    ReturnComment,
    ReturnRevision,
    ReturnSealed,
    ReturnState,
    ReturnValue,
    ReturnVersion,
)
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.policies_returns import ReturnPermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import SEAL, form_of, is_sealed, seal_of
from chungtay.statistics.queries.returns_prefill import hidden
from chungtay.statistics.returns.differences import Doubt, with_totals
from chungtay.statistics.returns.forms import Key, ReturnForm
from chungtay.statistics.services import returns_telling as telling
from chungtay.statistics.states_returns import RETURN_MACHINE, WRITABLE, lock_words, open_for


@dataclass(frozen=True)
class Typed:
    """What a person left in one field: `was` is what stood there when the page was drawn."""

    value: Decimal | None
    was: Decimal | None
    note: str | None = None  # None: not asked on this page


class StaleCells(StaleEdit):
    """Somebody else changed some of the same cells meanwhile; the others are saved."""

    def __init__(self, cells: dict[Key, tuple[str, str]], words: Mapping[Key, str], who: str) -> None:
        theirs = {words[key]: now for key, (now, _) in cells.items()}
        super().__init__(theirs=theirs, mine={words[key]: mine for key, (_, mine) in cells.items()}, who=who)
        self.cells = cells
        self.sentence = (
            f"{len(cells)} ô vừa được {who or 'người khác'} sửa. Các ô khác đã lưu. "
            "Cả hai số đều ghi dưới đây; hãy chọn rồi lưu lại."
        )


class AskReasons(UserError):
    """Something does not add up. It can be sent with a reason for each, or by saying that one has looked."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__("Có chỗ cần xem lại. Hãy ghi lý do từng chỗ, hoặc đánh dấu đã xem rồi nộp.", field="sure")
        self.doubts = list(doubts)


def signature(actor: Actor) -> str:
    """“Lò Thị Ân, Công chức văn hóa - xã hội, UBND xã Mường Phăng”: person and post, as it was on that day."""
    title = Post.objects.filter(pk=actor.post_id).values_list("title", flat=True).first() or ""
    name = f"{actor.name} (thay {actor.on_behalf_of})" if actor.on_behalf_of else actor.name
    return ", ".join(part for part in (name, title, actor.agency_name) if part)[:300]


def save(
    *, actor: Actor, owner: Return, typed: Mapping[Key, Typed], source_note: str | None = None, origin: str = ""
) -> int:
    """Keeps what was typed over what stood on the page. Returns how many cells changed.

    Raises StaleCells after saving what is not in conflict, NotPossible when the return is sent or locked.
    """
    require(actor, FigurePermission.RETURN, owner)
    with transaction.atomic():
        locked = _writable(owner)
        saved = _save_cells(actor, form_of(locked.dataset), [locked], {locked.pk: typed})
        changed = list(saved.changed.get(locked.pk, []))
        if source_note is not None and source_note.strip() != locked.source_note:
            locked.source_note = source_note.strip()[:300]
            changed.append("source_note")
        if changed:
            locked.version += 1
            locked.save(update_fields=["version", "source_note", "updated_at"])
            audit.record(actor, "return_save", locked, data={"changed": changed[:60], "from": origin})
    if saved.stale:
        raise StaleCells(saved.stale[locked.pk], form_of(owner.dataset).words, saved.who)
    return len(changed)


def save_many(
    *, actor: Actor, dataset: DataSet, typed: Mapping[int, Mapping[Key, Typed]], origin: str
) -> tuple[int, dict[int, str]]:
    """Many returns of one set at once: a grid or a file. Returns how many cells changed and, by return, what was refused.

    The number of statements does not grow with the number of returns.
    """
    require(actor, FigurePermission.RETURN)
    form, refused = form_of(dataset), dict[int, str]()
    with transaction.atomic():
        dataset = DataSet.objects.select_related("receiver").get(pk=dataset.pk)  # locked meanwhile?
        rows = Return.objects.select_for_update(of=("self",)).select_related("unit", "agency").filter(pk__in=typed)
        owners = []
        for owner in rows.filter(dataset=dataset).order_by("pk"):
            owner.dataset = dataset
            why = why_not_written(actor, owner, dataset)
            if why:
                refused[owner.pk] = f"{owner.unit}: {why}"
            else:
                owners.append(owner)
        saved = _save_cells(actor, form, owners, typed)
        touched = [owner for owner in owners if saved.changed.get(owner.pk)]
        Return.objects.filter(pk__in=[owner.pk for owner in touched]).update(
            version=F("version") + 1, updated_at=timezone.now()
        )
        number_changed = sum(len(keys) for keys in saved.changed.values())
        if touched:
            what = {"returns": len(touched), "cells": number_changed, "from": origin}
            audit.record(actor, "return_save", touched[0] if len(touched) == 1 else dataset,
                         unit_path=touched[0].unit_path if len(touched) == 1 else _common(actor), data=what)  # fmt: skip
    for pk, cells in saved.stale.items():
        words = ", ".join(f"{form.words[key]} nay là {now}" for key, (now, _) in cells.items())
        refused[pk] = f"{next(str(one.unit) for one in owners if one.pk == pk)}: vừa được {saved.who} sửa ({words})."
    return number_changed, refused


def _common(actor: Actor) -> str:
    return actor.unit_paths[0] if actor.unit_paths else ""


def why_not_written(actor: Actor, owner: Return, dataset: DataSet) -> str:
    """The sentence why this person does not write this return now; empty when he does. Asks the lock only when there is one."""
    allowed = can(actor, FigurePermission.RETURN, owner)
    if not allowed:
        return allowed.reason
    if owner.state not in WRITABLE:
        return (
            f"đang ở trạng thái “{owner.get_state_display()}” nên không ghi. "
            "Hãy rút lại để sửa, hoặc lập bản sửa có ký nếu đã được chấp nhận."
        )
    return "" if open_for(dataset, owner.unit_id) else lock_words(dataset)


def _writable(owner: Return) -> Return:
    rows = Return._base_manager.select_for_update(of=("self",)).select_related("dataset__receiver", "unit", "agency")
    locked: Return = rows.get(pk=owner.pk)
    if locked.state not in WRITABLE:
        raise NotPossible(
            f"Số liệu đang ở trạng thái “{locked.get_state_display()}” nên không sửa được. "
            "Những gì anh/chị vừa nhập vẫn còn trên trang."
        )
    if not open_for(locked.dataset, locked.unit_id):
        raise NotPossible(f"{lock_words(locked.dataset)} Những gì anh/chị vừa nhập vẫn còn trên trang.")
    return locked


@dataclass
class _Saved:
    """By return: the keys that changed; the cells in conflict with what stands there now and what was typed."""

    changed: dict[int, list[str]] = field(default_factory=dict)
    stale: dict[int, dict[Key, tuple[str, str]]] = field(default_factory=dict)
    who: str = ""


def _save_cells(
    actor: Actor, form: ReturnForm, owners: Sequence[Return], typed: Mapping[int, Mapping[Key, Typed]]
) -> _Saved:
    rows = ReturnValue.objects.select_for_update(of=("self",)).filter(owner__in=owners)
    present = {(kept_row.owner_id, kept_row.key): kept_row for kept_row in rows}
    saved, by, now = _Saved(), signature(actor), timezone.now()
    seen = reads.without(form, hidden(actor, form)).words  # nobody writes over what he may not read
    fresh: list[ReturnValue] = []
    kept: list[ReturnValue] = []
    for owner in owners:
        for key, one in typed[owner.pk].items():
            row = present.get((owner.pk, key))
            note = (one.note if one.note is not None else row.note if row is not None else "").strip()[:500]
            if key not in seen or (one.value == one.was and note == (row.note if row is not None else "")):
                continue
            if row is not None and one.value != one.was and row.value not in (one.was, one.value):
                saved.stale.setdefault(owner.pk, {})[key] = (_say(row.value), _say(one.value))
                saved.who = row.changed_by.split(",")[0]
                continue
            if row is None:
                row = new_value(owner, key, form)
                fresh.append(row)
            else:
                kept.append(row)
            row.value, row.note, row.changed_by, row.changed_at = one.value, note, by, now
            saved.changed.setdefault(owner.pk, []).append(key.text)
    ReturnValue.objects.bulk_create(fresh, batch_size=2000)
    ReturnValue.objects.bulk_update(kept, ["value", "note", "changed_by", "changed_at"], batch_size=500)
    return saved


def new_value(owner: Return, key: Key, form: ReturnForm) -> ReturnValue:
    """An empty row for a cell, not saved."""
    return ReturnValue(
        owner=owner, unit_path=owner.unit_path, quantity=key.quantity, sex=key.sex, band=key.band, minority=key.minority,
        seal=seal_of(key.quantity, form),
    )  # fmt: skip


def _say(value: Decimal | None) -> str:
    return "để trống" if value is None else number(value.normalize() if value % 1 else int(value))


def use_computed(*, actor: Actor, owner: Return, key: Key) -> None:
    """Takes back what was typed over the records: their count stands again."""
    require(actor, FigurePermission.RETURN, owner)
    with transaction.atomic():
        locked = _writable(owner)
        gone, _ = ReturnValue.objects.filter(
            owner=locked, quantity=key.quantity, sex=key.sex, band=key.band, minority=key.minority
        ).delete()
        if gone:
            locked.version += 1
            locked.save(update_fields=["version", "updated_at"])
            audit.record(actor, "return_save", locked, data={"changed": [key.text], "from": "records"})


def submit(*, actor: Actor, owner: Return, reasons: Mapping[Key, str] | None = None, sure: bool = False) -> Return:
    """Nộp: every number is fixed with what the records say beside it, and kept as a version. A second press does nothing.

    Raises AskReasons when something does not add up and was neither explained nor said to have been looked at.
    """
    if _already(owner, (ReturnState.SUBMITTED, ReturnState.CHECKED, ReturnState.ACCEPTED)):
        return owner
    require(actor, FigurePermission.RETURN, owner)
    with transaction.atomic():
        locked = _writable(owner)
        page = reads.page(actor, locked, timezone.localdate())
        if not page.filled:
            raise UserError("Chưa có số liệu nào để nộp. Ô nào không phát sinh thì ghi 0.")
        notes = {line.key: line.note for line in page.lines if line.note} | {
            key: words.strip()[:500] for key, words in (reasons or {}).items() if words.strip()
        }
        open_doubts = [doubt for doubt in page.doubts if not notes.get(doubt.key)]
        if open_doubts and not sure:
            raise AskReasons(open_doubts)
        by = signature(actor)
        with as_system("a return is sent whole, with the numbers that this post may not read"):
            _fix(reads.page(None, locked, timezone.localdate()), notes, by)

        def effect(row: Return) -> None:
            row.submitted_on = row.submitted_on or timezone.localdate()
            row.submitted_at, row.submitted_by, row.submitted_user = timezone.now(), by, actor.user_id
            row.checked_by = row.accepted_by = row.returned_reason = ""
            row.checked_user = row.accepted_user = None

        sent = apply(RETURN_MACHINE, "return_submit", locked, actor=actor, effect=effect)
        keep_version(sent, "submit", by)
        telling.tell_receiver(sent)
    return sent


def _fix(page: reads.Page, notes: Mapping[Key, str], by: str) -> None:
    """Every cell of the form becomes a row: what is reported, what was computed, why they differ."""
    values = with_totals(page.form, page.values)
    stored = {row.key: row for row in ReturnValue.objects.filter(owner=page.owner)}
    fresh: list[ReturnValue] = []
    kept: list[ReturnValue] = []
    for line in page.lines:
        key = line.key
        row = stored.get(key) or new_value(page.owner, key, page.form)
        row.changed_by = row.changed_by or by
        row.value, row.computed, row.note = values[key], line.computed, notes.get(key, line.note)
        (kept if row.pk else fresh).append(row)
    ReturnValue.objects.bulk_create(fresh)
    ReturnValue.objects.bulk_update(kept, ["value", "computed", "note"])


def keep_version(owner: Return, act: str, by: str, reason: str = "") -> ReturnVersion:
    """What stands now, for ever."""
    with as_system("a version holds the whole return"):
        rows = list(ReturnValue.objects.filter(owner=owner).order_by("pk"))
        last = ReturnVersion.objects.filter(owner=owner).order_by("-number").values_list("number", flat=True).first()
        cells, apart = ([_packed(row) for row in rows if bool(row.seal) is sealed] for sealed in (False, True))
        kept = ReturnVersion.objects.create(
            owner=owner, unit_path=owner.unit_path, number=(last or 0) + 1, act=act, by=by, reason=reason, cells=cells
        )
        keep_sealed(owner, apart, version=kept)
    return kept


def _packed(row: ReturnValue) -> list[str]:
    return [row.key.text, text_of(row.value), text_of(row.computed), row.note]


def keep_sealed(owner: Return, cells: list[list[str]], **of: ReturnVersion | ReturnRevision) -> None:
    """The sealed cells of a version or a revision, in a row that the database shows with the mark only."""
    if cells:
        ReturnSealed.objects.create(owner=owner, unit_path=owner.unit_path, seal=SEAL, cells=cells, **of)


def text_of(value: Decimal | None) -> str:
    """A number as it is kept in a version: no trailing zeros, empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def _already(owner: Return, states: tuple[str, ...]) -> bool:
    return Return._base_manager.filter(pk=owner.pk, state__in=states).exists()


def withdraw(*, actor: Actor, owner: Return) -> Return:
    """Rút lại before it is checked. The prefilled numbers live again, what was typed stays."""
    if _already(owner, (ReturnState.DRAFT,)):
        return owner

    def effect(row: Return) -> None:
        row.submitted_on = row.submitted_at = None

    with transaction.atomic():
        back = apply(RETURN_MACHINE, "return_withdraw", owner, actor=actor, effect=effect)
        _release(back)
    return back


def _release(owner: Return) -> None:
    """What equals the records' count and was not explained was not typed: it follows the records again."""
    with as_system("the whole return is opened again, also what this post may not read"):
        ReturnValue.objects.filter(owner=owner, note="", value=F("computed")).delete()
        ReturnValue.objects.filter(owner=owner, note="", value=None).delete()


def check(*, actor: Actor, owner: Return) -> Return:
    if _already(owner, (ReturnState.CHECKED,)):
        return owner

    def effect(row: Return) -> None:
        row.checked_by, row.checked_user = signature(actor), actor.user_id

    return apply(RETURN_MACHINE, "return_check", owner, actor=actor, effect=effect)


def accept(*, actor: Actor, owner: Return) -> Return:
    """From now on the numbers are read as figures."""
    if _already(owner, (ReturnState.ACCEPTED,)):
        return owner
    by = signature(actor)

    def effect(row: Return) -> None:
        row.accepted_by, row.accepted_user, row.accepted_at = by, actor.user_id, timezone.now()

    with transaction.atomic():
        taken = apply(RETURN_MACHINE, "return_accept", owner, actor=actor, effect=effect)
        telling.tell_fillers(
            [taken], f"Số liệu đã được chấp nhận: {taken.dataset}", f"return-accepted-{taken.pk}-{taken.version}"
        )
    return taken


def send_back(*, actor: Actor, owner: Return, reason: str) -> Return:
    """Trả lại with the reason; also what was accepted already, while the set is not locked."""
    if _already(owner, (ReturnState.RETURNED,)):
        return owner

    def effect(row: Return) -> None:
        row.returned_reason = reason.strip()
        row.checked_by = row.accepted_by = ""
        row.checked_user = row.accepted_user = row.accepted_at = None

    step = "return_reopen" if _already(owner, (ReturnState.ACCEPTED,)) else "return_send_back"
    with transaction.atomic():
        back = apply(RETURN_MACHINE, step, owner, actor=actor, reason=reason, effect=effect)
        _release(back)
        telling.tell_fillers(
            [back], f"Bị trả lại: {back.dataset}. {reason.strip()}", f"return-back-{back.pk}-{back.version}"
        )
    return back


def comment(
    *, actor: Actor, owner: Return, cell: str = "", text: str = "", upload: UploadedFile[Any] | None = None
) -> ReturnComment:
    """A word or a file beside the return or one cell: whoever fills or takes it may speak at any time."""
    require(actor, ReturnPermission.SEE)
    if not (text.strip() or upload):
        raise UserError("Hãy ghi ý kiến hoặc chọn tệp.", field="text")
    if cell and cell not in form_of(owner.dataset).by_text:
        raise UserError("Ô được chọn không có trong biểu này. Ý kiến của anh/chị vẫn còn đây.", field="cell")
    about = form_of(owner.dataset).by_text.get(cell)
    sealed = about is not None and is_sealed(about.quantity, form_of(owner.dataset))
    with transaction.atomic():
        said = ReturnComment.objects.create(
            owner=owner, unit_path=owner.unit_path, cell=cell, seal=SEAL if sealed else "", text=text.strip()[:4000],
            by=signature(actor), file=receive(upload, actor=actor) if upload else None,
        )  # fmt: skip
        audit.record(actor, "return_comment", owner, data={"cell": cell})
    return said

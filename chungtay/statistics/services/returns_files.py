"""Returns by file: the filled template goes out, what comes back is held against what stands, and each cell is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.files import path_of, receive
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import date
from chungtay.statistics.models.returns import DataSet, Return, ReturnUpload
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.policies_returns import ReturnPermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.returns.forms import Key, key_from
from chungtay.statistics.returns.sheet import LineOut, UnitOut, lines_book, units_book
from chungtay.statistics.returns.sheet_in import BookIn, find_mark, read_book
from chungtay.statistics.services.returns import Typed, save_many, signature, text_of, why_not_written

MOST_FAULTS = 2000


def template(*, actor: Actor, dataset: DataSet, returns: Sequence[Return]) -> bytes:
    """The .xlsx of these returns, filled with what would be sent now. One return comes line by line."""
    require(actor, ReturnPermission.SEE)
    if not returns:
        raise UserError("Kỳ này chưa có đơn vị nào để lập tệp mẫu.")
    found = reads.pages(actor, dataset, returns, timezone.localdate())
    audit.record(
        actor, "return_template", returns[0] if len(returns) == 1 else dataset, unit_path=_path(actor),
        data={"returns": len(returns)},
    )  # fmt: skip
    if len(found) == 1:
        page = found[0]
        lines = [LineOut(line.key, line.last, line.computed, line.value, line.note) for line in page.lines]
        title = f"{dataset.title} – {page.owner.unit}"
        return lines_book(page.form, dataset_id=dataset.pk, owner_id=page.owner.pk, title=title, lines=lines)
    units = [UnitOut(page.owner.pk, page.owner.unit.code, str(page.owner.unit), page.values) for page in found]
    return units_book(found[0].shown_form, dataset_id=dataset.pk, title=dataset.title, units=units)


def _path(actor: Actor) -> str:
    return actor.unit_paths[0] if actor.unit_paths else ""


def receive_book(*, actor: Actor, dataset: DataSet, upload: UploadedFile[Any]) -> ReturnUpload:
    """Keeps the file and what it would change. Nothing is written into a return yet.

    Raises UserError when the file as a whole is not the template of this data set.
    """
    require(actor, FigurePermission.RETURN)
    with transaction.atomic():
        dataset = DataSet.objects.select_related("receiver").get(pk=dataset.pk)
        stored = receive(upload, actor=actor, allowed={"excel"})
        with path_of(stored).open("rb") as file:
            book = _read(file, stored.name, dataset)
        with as_system("whether anybody has sent this very file before: only the hour is told"):
            earlier = ReturnUpload.objects.filter(
                dataset=dataset, file__sha256=stored.sha256, state=ReturnUpload.State.DONE
            ).first()
        if earlier is not None:
            when = f"{timezone.localtime(earlier.at):%H:%M} ngày {date(timezone.localtime(earlier.at))}"
            book.notices.insert(
                0, f"Tệp này đã được tải lên và ghi lúc {when}. Dưới đây chỉ còn chỗ khác với hiện nay."
            )
        compared = compare(actor, dataset, book)
        kept = ReturnUpload.objects.create(
            dataset=dataset, unit_path=_path(actor), file=stored, post_id=actor.post_id, by=signature(actor),
            differences=[one.packed() for one in compared], faults=book.faults[:MOST_FAULTS], notices=book.notices,
            counts={"cells": len(book.cells), "different": len(compared), "faults": len(book.faults)},
        )  # fmt: skip
        audit.record(actor, "return_upload", kept, label=stored.name, unit_path=kept.unit_path, data=kept.counts)
    return kept


def _read(file: BinaryIO, name: str, dataset: DataSet) -> BookIn:
    marked = find_mark(file, name)
    if marked.dataset_id != dataset.pk:
        other = DataSet.objects.filter(pk=marked.dataset_id).first()
        whose = f"của “{other}”" if other is not None else "của một kỳ không còn"
        raise UserError(
            f"Tệp “{name}” là tệp mẫu {whose}, không phải của “{dataset}”. Hãy tải lên ở đúng kỳ đó.", field="file"
        )
    return read_book(file, marked, form_of(dataset))


@dataclass(frozen=True)
class Difference:
    """One cell in which the file says another number than the return. `clash`: somebody had typed the present one."""

    owner_id: int
    unit: str
    key: Key
    words: str
    before: Decimal | None
    after: Decimal | None
    note: str
    place: str
    clash: bool

    def packed(self) -> list[Any]:
        return [
            self.owner_id,
            self.key.text,
            text_of(self.before),
            text_of(self.after),
            self.note,
            self.place,
            self.clash,
        ]


def compare(actor: Actor, dataset: DataSet, book: BookIn) -> list[Difference]:
    """What the file would change, in its own order. Rows of returns this post does not write now become faults."""
    rows = reads.visible().filter(dataset=dataset, pk__in=book.owner_ids)
    returns = {owner.pk: owner for owner in rows}
    closed = dict.fromkeys(
        set(book.owner_ids) - returns.keys(), "Dòng này là của đơn vị khác, anh/chị không nhập được."
    )
    for owner in returns.values():
        owner.dataset = dataset
        if why := why_not_written(actor, owner, dataset):
            closed[owner.pk] = f"{owner.unit}: {why}"
    open_returns = [owner for owner in returns.values() if owner.pk not in closed]
    pages = {page.owner.pk: page for page in reads.pages(actor, dataset, open_returns, timezone.localdate())}
    lines = {pk: {line.key: line for line in page.lines} for pk, page in pages.items()}
    found: list[Difference] = []
    told: set[int] = set()
    for cell in book.cells:
        if cell.owner_id in closed:
            if cell.owner_id not in told:
                told.add(cell.owner_id)
                book.faults.append((f"dòng {''.join(filter(str.isdigit, cell.place))}", closed[cell.owner_id]))
            continue
        line = lines[cell.owner_id].get(cell.key)
        if line is None or (cell.value == line.value and cell.note in ("", line.note)):
            continue
        found.append(
            Difference(
                cell.owner_id, str(returns[cell.owner_id].unit), cell.key, pages[cell.owner_id].form.words[cell.key],
                line.value, cell.value, cell.note, cell.place, clash=line.typed and line.value is not None,
            )
        )  # fmt: skip
    return found


def differences(upload: ReturnUpload) -> list[Difference]:
    """As they were found when the file came."""
    words = form_of(upload.dataset).words
    names = dict(Return.objects.filter(dataset=upload.dataset_id).values_list("pk", "unit__name"))
    found = []
    for owner_id, text, before, after, note, place, clash in upload.differences:
        key = key_from(text)
        if key is not None and key in words and owner_id in names:
            found.append(
                Difference(
                    owner_id, names[owner_id], key, words[key], _number(before), _number(after), note, place, clash
                )
            )
    return found


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def decide(*, actor: Actor, upload: ReturnUpload, taken: Sequence[int]) -> tuple[int, list[str]]:
    """Writes the chosen differences (by their place in the list). Returns how many cells, and what was refused meanwhile.

    A second press writes nothing more.
    """
    require(actor, FigurePermission.RETURN)
    with transaction.atomic():
        held = ReturnUpload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
        if held is None or held.post_id != actor.post_id:
            raise NotPossible("Tệp này do người khác tải lên. Người đó quyết định từng ô.")
        if held.state == ReturnUpload.State.DONE:
            return int(held.counts.get("written", 0)), []
        if held.state == ReturnUpload.State.DROPPED:
            raise NotPossible("Tệp này đã bỏ. Hãy tải lên lại nếu cần.")
        chosen = set(taken)
        typed: dict[int, dict[Key, Typed]] = {}
        for place, one in enumerate(differences(held)):
            if place in chosen:
                typed.setdefault(one.owner_id, {})[one.key] = Typed(one.after, one.before, one.note or None)
        written, refused = save_many(actor=actor, dataset=held.dataset, typed=typed, origin=held.file.name)
        held.state = ReturnUpload.State.DONE
        held.counts = {**held.counts, "written": written, "taken": len(chosen)}
        held.save(update_fields=["state", "counts"])
        audit.record(
            actor, "return_upload_done", held, label=held.file.name, unit_path=held.unit_path, data=held.counts
        )
    return written, list(refused.values())


def drop(*, actor: Actor, upload: ReturnUpload) -> None:
    """Nothing of the file is taken; the file itself stays in the list of uploads."""
    require(actor, FigurePermission.RETURN)
    with transaction.atomic():
        held = ReturnUpload.objects.select_for_update(of=("self",)).filter(pk=upload.pk, post_id=actor.post_id).first()
        if held is not None and held.state == ReturnUpload.State.WAITING:
            held.state = ReturnUpload.State.DROPPED
            held.save(update_fields=["state"])
            audit.record(actor, "return_upload_dropped", held, label=held.file.name, unit_path=held.unit_path)


def waiting(actor: Actor) -> Mapping[int, ReturnUpload]:
    """Files of this post that wait for a decision, by data set; the latest of each."""
    rows = ReturnUpload.objects.filter(post_id=actor.post_id, state=ReturnUpload.State.WAITING).select_related(
        "file", "dataset"
    )
    return {row.dataset_id: row for row in rows.order_by("pk")}

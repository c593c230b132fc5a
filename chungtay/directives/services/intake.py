"""From a file or pasted text to a draft in review. What was given is kept until a person says what becomes of it."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from chungtay.accounts.models import Agency
from chungtay.directives import likeness, readings
from chungtay.directives.models import Document, DocumentState, Intake, TaskProposal
from chungtay.directives.policies_documents import DocumentPermission
from chungtay.directives.queries import sameness
from chungtay.directives.reader.api import read_file, read_text
from chungtay.directives.reader.model import UnreadableDocument
from chungtay.directives.services import agencies, relations
from chungtay.foundation import audit, files
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import NotPossible, UserError

log = logging.getLogger("chungtay.directives")
State = Intake.State
LONGEST_TEXT = 2_000_000  # characters: about 700 printed pages
KINDS = ("word", "pdf", "text", "html", "image")
_QUICK_BYTES = 3_000_000  # a .docx, pictures inside
_QUICK_CHARACTERS = 400_000
_QUICK_PAGES = 60


def receive(*, actor: Actor, upload: UploadedFile[Any] | None = None, text: str = "") -> Intake:
    """Keeps what was given and reads it at once, or in the background when it is long. UserError for bad files."""
    require(actor, DocumentPermission.RECEIVE)
    if upload is None and not text.strip():
        raise UserError("Hãy chọn một tệp hoặc dán nội dung văn bản vào ô bên dưới.", field="file")
    if len(text) > LONGEST_TEXT:
        raise UserError("Nội dung dán dài hơn 2 triệu ký tự. Hãy tải tệp lên thay vì dán.", field="text")
    if upload is not None:
        _refuse_locked(upload)
    stored = files.receive(upload, actor=actor, allowed=KINDS) if upload is not None else None
    with transaction.atomic():
        intake = Intake.objects.create(
            name=stored.name if stored else _first_words(text),
            file=stored,
            text="" if stored else text,
            owner_id=actor.agency_id,
            unit_path=Agency.objects.values_list("unit_path", flat=True).get(pk=actor.agency_id),
            actor={"post_id": actor.post_id, "user_id": actor.user_id},
            created_by_id=actor.user_id,
        )
        data = {"sha256": stored.sha256 if stored else "", "size": stored.size if stored else len(text)}
        audit.record(actor, "document_received", intake, data=data)
        if is_long(intake):
            from chungtay.directives.tasks_documents import read_intake

            read_intake.defer(intake_id=intake.pk, post_id=actor.post_id)
    if not is_long(intake):
        intake = read(actor=actor, intake=intake)
    return intake


def _refuse_locked(upload: UploadedFile[Any]) -> None:
    """A .docx with a password is kept by Word in another container, so it is told apart before its kind is checked."""
    head = upload.read(65_536)
    upload.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in head:
        sentence = f"Tệp “{upload.name}” có mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Word rồi gửi lại."
        raise UserError(sentence, field="file")


def is_long(intake: Intake) -> bool:
    """Would the person wait more than a moment? Scans, very long documents and heavy files go to the worker."""
    if intake.file is None:
        return len(intake.text) > _QUICK_CHARACTERS
    kind = intake.file.content_type.split(";")[0]
    if kind.startswith("image/"):
        return True
    if kind == "application/pdf":
        return _is_long_pdf(files.path_of(intake.file))
    return intake.file.size > (_QUICK_CHARACTERS if kind.startswith("text/") else _QUICK_BYTES)


def _is_long_pdf(path: Path) -> bool:
    try:
        with pypdfium2.PdfDocument(path) as pages:
            first = pages[0].get_textpage().get_text_bounded()
            return len(pages) > _QUICK_PAGES or not first.strip()
    except (pypdfium2.PdfiumError, IndexError):
        return False  # reading it says at once what is wrong


def _first_words(text: str) -> str:
    return " ".join(text.split())[:120]


def read(*, actor: Actor, intake: Intake) -> Intake:
    """Reads and concludes: a draft in review, or the reason why not. Reading itself is outside any transaction."""
    taken = Intake.objects.filter(pk=intake.pk, state__in=[State.WAITING, State.FAILED, State.READING])
    if not taken.update(state=State.READING, sentence=""):
        raise NotPossible("Văn bản này đã được đọc xong.")
    intake.refresh_from_db()
    try:
        reading = read_file(files.path_of(intake.file), _progress(intake)) if intake.file else read_text(intake.text)
    except UnreadableDocument as error:
        return _failed(actor, intake, _with_name(intake, error.sentence_vi))
    except Exception:
        log.exception("reading of intake %s failed", intake.pk)
        return _failed(
            actor,
            intake,
            "Có lỗi khi đọc tệp này. Tệp vẫn được giữ; anh/chị có thể đọc lại, hoặc mở tệp, chép nội dung và dán vào.",
        )
    intake.text, intake.reading = reading.text, readings.pack(reading)
    if intake.file is None:
        header = intake.reading["header"]
        said = " ".join(str(_of(header, part)) for part in ("number", "subject") if _of(header, part))
        intake.name = said[:250] or intake.name
    return _conclude(actor, intake)


def _with_name(intake: Intake, sentence: str) -> str:
    """The reader knows a kept file by its digest; the person knows it by its name."""
    return sentence.replace(files.path_of(intake.file).name, intake.file.name) if intake.file else sentence


def _progress(intake: Intake) -> Callable[[int, int], None]:
    """Writes the page reached on the intake, where the person who left the page finds it again."""

    def say(done: int, total: int) -> None:
        Intake.objects.filter(pk=intake.pk).update(done=done, total=total)

    return say


def _failed(actor: Actor, intake: Intake, sentence: str) -> Intake:
    with transaction.atomic():
        intake.state, intake.sentence = State.FAILED, sentence
        intake.save()
        audit.record(actor, "document_unreadable", intake, reason=sentence)
    return intake


def _conclude(actor: Actor, intake: Intake) -> Intake:
    with transaction.atomic():
        same = sameness.find(actor=actor, text=intake.text, reading=intake.reading)
        if same is not None:
            intake.state, intake.same_as, intake.same_why = State.SAME, same.document, same.why
        elif not intake.reading["tasks"]:
            intake.state = State.NO_TASK
        else:
            intake.save()
            _make(actor, intake, DocumentState.IN_REVIEW)
            return intake
        intake.save()
        audit.record(actor, "document_read", intake, data={"outcome": intake.state})
    return intake


def keep_for_reference(*, actor: Actor, intake: Intake) -> Document:
    """No task in it: kept so that others may rest on it."""
    return _decide(actor, intake, (State.NO_TASK,), DocumentState.KEPT)


def review_by_hand(*, actor: Actor, intake: Intake) -> Document:
    """No task found, but the person sees some: a draft in review to add them to."""
    return _decide(actor, intake, (State.NO_TASK,), DocumentState.IN_REVIEW)


def keep_as_version(*, actor: Actor, intake: Intake) -> Document:
    """The same or nearly the same as one already here, and still wanted: kept beside it as another version."""
    return _decide(actor, intake, (State.SAME,), DocumentState.IN_REVIEW)


def _decide(actor: Actor, intake: Intake, sources: tuple[State, ...], state: DocumentState) -> Document:
    require(actor, DocumentPermission.RECEIVE)
    with transaction.atomic():
        locked = _locked(intake, sources)
        return _make(actor, locked, state)


def drop(*, actor: Actor, intake: Intake) -> Intake:
    """Bỏ qua: nothing is made; the file as received stays for the audit."""
    require(actor, DocumentPermission.RECEIVE)
    with transaction.atomic():
        locked = _locked(intake, (State.FAILED, State.NO_TASK, State.SAME, State.WAITING))
        locked.state = State.CLOSED
        locked.save()
        audit.record(actor, "document_dropped", locked)
    return locked


def _locked(intake: Intake, sources: tuple[State, ...]) -> Intake:
    locked = Intake.objects.select_for_update(of=("self",)).select_related("same_as", "file").get(pk=intake.pk)
    if locked.state not in sources:
        raise NotPossible(f"Việc này đã được quyết định trước đó: {locked.get_state_display().lower()}.")
    return locked


def _make(actor: Actor, intake: Intake, state: DocumentState) -> Document:
    """The document with its proposals and links, in the caller's transaction."""
    header = intake.reading.get("header", {})
    number = str(_of(header, "number"))[:60]
    document = Document.objects.create(
        state=state,
        kind=str(_of(header, "type_norm"))[:30],
        number=number,
        number_key=likeness.number_key(number),
        issued_on=_day(_of(header, "date")),
        issuer=str(_of(header, "issuer"))[:300],
        subject=str(_of(header, "subject")),
        about_year=_of(header, "about_year") or None,
        text=intake.text,
        text_digest=likeness.digest(intake.text),
        sketch=likeness.sketch(intake.text),
        reading=intake.reading,
        file=intake.file,
        owner_id=intake.owner_id,
        unit_path=intake.unit_path,
        created_by_id=actor.user_id,
        version_of=intake.same_as if intake.state == State.SAME and intake.same_why != sameness.NUMBER else None,
    )
    TaskProposal.objects.bulk_create(
        [_proposal(document, place, task) for place, task in enumerate(intake.reading.get("tasks", []), 1)]
    )
    relations.make_links(document)
    agencies.resolve_new(actor=actor, document=document)
    intake.state, intake.document, intake.text, intake.reading = State.MADE, document, "", {}
    intake.save()
    counts = {"tasks": document.proposals.count(), "links": document.links.count()}
    audit.record(actor, "document_made", document, data={"state": state, "intake": intake.pk, **counts})
    return document


def _of(header: dict[str, Any], name: str) -> Any:
    found = header.get(name)
    return found["value"] if found and found["value"] is not None else ""


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _proposal(document: Document, place: int, task: dict[str, Any]) -> TaskProposal:
    text = task["value"]
    proposal = TaskProposal(
        document=document,
        position=place,
        ordinal=task["ordinal"][:20],
        text=text,
        title=title_of(text),
        start=task["start"],
        end=task["end"],
        confidence=task["confidence"],
        lead=_names(task["lead"]),
        cooperating=_names(task["cooperating"]),
        deadline=_day(task["deadline"]["value"]) if task["deadline"] else None,
        topics=task["topics"],
    )
    proposal.original = snapshot(proposal)
    return proposal


def _names(found: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name["value"].strip() for name in found if name["value"].strip()))


KEPT_FIELDS = (
    "title",
    "text",
    "start",
    "end",
    "lead",
    "cooperating",
    "topics",
    "result",
    "evidence_asked",
    "responsible",
    "rhythm",
    "recurrence",
    "weight",
)


def snapshot(proposal: TaskProposal) -> dict[str, Any]:
    """What a person may change, as JSON, so that it can be put back."""
    deadline = proposal.deadline.isoformat() if proposal.deadline else None
    return {**{name: getattr(proposal, name) for name in KEPT_FIELDS}, "deadline": deadline}


def put_back(proposal: TaskProposal, kept: dict[str, Any]) -> None:
    for name in KEPT_FIELDS:
        if name in kept:
            setattr(proposal, name, kept[name])
    proposal.deadline = _day(kept.get("deadline"))


def title_of(text: str) -> str:
    """The first sentence or clause without its numbering, at most about 160 characters, cut at a word."""
    first = re.sub(r"^\s*(?:[-+*•–]|\(?\d+(?:\.\d+)*[.)]|[a-zđ]\))\s*", "", text.strip()).split("\n")[0]
    first = re.split(r"(?<=[a-zà-ỹđ\d)])[.;:](?:\s|$)", first)[0].strip(" .;:")
    if len(first) <= 160:
        return first or "Nhiệm vụ"
    return first[:160].rsplit(" ", 1)[0] + "…"

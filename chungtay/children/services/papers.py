"""Papers and exports: ordered with a purpose, made at once or in the background, written down, fetched once they stand.

A paper is written down as a look at the moment it exists, for every commune whose children are on it, so that each commune
sees in its own log who took what. The file is kept for a day and then deleted; the order stays.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from chungtay.children.models import Child, PaperOrder
from chungtay.children.papers import book, docx, limits, lists, page, sheet, tables
from chungtay.children.papers.columns import columns_for
from chungtay.children.papers.heading import Use, use_of
from chungtay.children.papers.model import Paper, Table
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import papers as queries
from chungtay.children.queries.lists import FILTERS
from chungtay.children.queries.papers import Choice, Family, Key, Line
from chungtay.foundation import audit, files
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.models import StoredFile
from chungtay.foundation.vietnamese import fold, number
from chungtay.territory.models import Hamlet, Level, Unit

KEEP = dt.timedelta(hours=24)
STALE = dt.timedelta(minutes=10)
LOOK_IDS = 200  # one look holds as many keys
Kind, Form, State = PaperOrder.Kind, PaperOrder.Form, PaperOrder.State
MEDIA = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PRINT: "text/html; charset=utf-8",
}
T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """What a person asks for. `child`: the sheet's; `columns`: the list's."""

    kind: str
    form: str
    choice: Choice
    purpose: str
    sensitive_reason: str = ""
    columns: tuple[str, ...] = ()
    child: Child | None = None


def order_paper(*, actor: Actor, wish: Wish, act: uuid.UUID | None = None) -> PaperOrder:
    """Writes the order down and makes a small paper at once; a big one is made by the worker. The same `act` is one order.

    Raises UserError: nothing to print, more than the role may take, too wide or too long for the form.
    """
    require(actor, ChildPermission.EXPORT, wish.child or wish.choice.unit)
    before = PaperOrder.objects.filter(act=act, user_id=actor.user_id).first() if act else None
    if before is not None:
        return cast(PaperOrder, before)
    _check_secrets(actor, wish)
    rows = _check_size(actor, wish)
    with transaction.atomic():
        order: PaperOrder = PaperOrder.objects.create(
            kind=wish.kind, form=wish.form, title=title_of(wish), what=_what(wish), purpose=wish.purpose[:300],
            sensitive=wish.choice.sensitive, sensitive_reason=wish.sensitive_reason[:300], rows=rows, act=act,
            unit_path=_place_of(actor, wish), user_id=actor.user_id, post_id=actor.post_id, actor_name=use_of(actor, "").who[:200],
        )  # fmt: skip
        audit.record(actor, "child_paper_asked", order, reason=order.purpose, data=_told(order))
    if rows <= limits.AT_ONCE:
        return make(actor=actor, order=order)
    from chungtay.children.tasks_papers import make_paper

    make_paper.defer(order_id=order.pk)
    return order


def _check_secrets(actor: Actor, wish: Wish) -> None:
    if wish.choice.unit is not None and not actor.covers(wish.choice.unit.path):
        raise UserError("Đơn vị này không thuộc phạm vi của anh/chị.")
    if wish.choice.sensitive:
        require(actor, ChildPermission.SENSITIVE)
        if len(wish.sensitive_reason.strip()) < limits.SHORTEST_REASON:
            raise UserError("Hãy ghi rõ vì sao cần in thông tin nhạy cảm.", field="sensitive_reason")
    if not wish.purpose.strip():
        raise UserError("Hãy chọn mục đích.", field="purpose")


def _check_size(actor: Actor, wish: Wish) -> int:
    if wish.child is not None:
        return 1
    if wish.kind == Kind.BOOK and (wish.choice.unit is None or wish.choice.unit.level != Level.COMMUNE):
        raise UserError("Sổ theo dõi lập cho từng xã. Hãy chọn xã.", field="unit")
    most = limits.most_for(actor.role)
    size = queries.size_of(actor, wish.choice, most)
    if not size.children:
        raise UserError("Không có trẻ nào khớp với lựa chọn này, nên chưa lập được.")
    if size.children > most:
        raise UserError(
            f"Mỗi lần anh/chị lập được tối đa {number(most)} trẻ. Hãy chọn một thôn, một xã hoặc một bộ lọc hẹp hơn."
        )
    if wish.form == Form.PRINT and size.children > limits.ON_A_PAGE:
        raise UserError(
            f"Trang in chứa tối đa {number(limits.ON_A_PAGE)} trẻ, ở đây có {number(size.children)}. "
            "Hãy chọn tệp .docx hoặc chọn một thôn, bản.",
            field="form",
        )
    if wish.kind == Kind.LIST and wish.form in {Form.WORD, Form.PRINT}:
        limits.fits_on_paper(len(columns_for(list(wish.columns))))
    return size.children


def title_of(wish: Wish) -> str:
    """“Danh sách trẻ em: Chưa khai sinh – Bản Phăng, Xã Mường Phăng”."""
    name = Kind(wish.kind).label
    if wish.child is not None:
        return f"{name}: {wish.child.full_name}"
    parts = [] if wish.choice.filter_code == "tat-ca" else [FILTERS[wish.choice.filter_code].words]
    place = _place_words(wish.choice)
    return f"{name}: {' – '.join([*parts, place])}"


def title_for_mail(order: PaperOrder) -> str:
    """The title without a child's name: a message goes out by e-mail too."""
    return Kind(order.kind).label if order.kind == Kind.SHEET else order.title


def _place_words(choice: Choice) -> str:
    unit = choice.unit.name if choice.unit else ""
    hamlet = _hamlet_words(choice)
    return ", ".join(part for part in (hamlet, unit) if part)


def _hamlet_words(choice: Choice) -> str:
    if choice.hamlet_id is None:
        return ""
    if choice.hamlet_id == 0:
        return queries.UNKNOWN_HAMLET
    return str(Hamlet.objects.filter(pk=choice.hamlet_id).first() or "")


def _place_of(actor: Actor, wish: Wish) -> str:
    if wish.child is not None:
        return str(wish.child.unit_path)
    return wish.choice.unit.path if wish.choice.unit else actor.unit_paths[0]


def _what(wish: Wish) -> dict[str, Any]:
    choice = wish.choice
    return {
        "unit": choice.unit.path if choice.unit else "", "hamlet": choice.hamlet_id, "filter": choice.filter_code,
        "sex": choice.sex, "years": list(choice.years) if choice.years else None, "on": choice.on.isoformat(),
        "fault": choice.fault, "columns": list(wish.columns), "child": wish.child.pk if wish.child else None,
    }  # fmt: skip


def _told(order: PaperOrder) -> dict[str, Any]:
    return {"form": order.form, "children": order.rows, "sensitive": order.sensitive}


def choice_of(order: PaperOrder) -> Choice:
    what = order.what
    years = what.get("years")
    return Choice(
        unit=Unit.objects.filter(path=what["unit"]).first() if what["unit"] else None,
        on=dt.date.fromisoformat(what["on"]), hamlet_id=what["hamlet"], filter_code=what["filter"], sex=what["sex"],
        years=(years[0], years[1]) if years else None, fault=what.get("fault", 0), sensitive=order.sensitive,
    )  # fmt: skip


# ---------------------------------------------------------------- making


def make(*, actor: Actor, order: PaperOrder) -> PaperOrder:
    """Makes the file, writes the looks down and hands it over. What fails says why on the order, and may be tried again."""
    require(actor, ChildPermission.EXPORT)
    if order.sensitive:
        require(actor, ChildPermission.SENSITIVE)
    taken = PaperOrder.objects.filter(pk=order.pk, state__in=[State.WAITING, State.MAKING, State.FAILED])
    if not taken.update(state=State.MAKING, done_rows=0, failure="", moved_at=timezone.now()):
        return cast(PaperOrder, PaperOrder.objects.get(pk=order.pk))
    try:
        with tempfile.TemporaryFile() as stream:
            keys = _write(actor, order, cast(BinaryIO, stream))  # outside a transaction, so that its progress is seen
            stream.seek(0)
            with transaction.atomic():
                _hand_over(actor, order, stream.read(), keys)
    except UserError as error:
        PaperOrder.objects.filter(pk=order.pk).update(state=State.FAILED, failure=error.sentence[:300])
    except Exception:
        PaperOrder.objects.filter(pk=order.pk).update(
            state=State.FAILED, failure="Lập tệp bị dừng giữa chừng. Chưa có gì được lấy ra; hãy bấm Lập lại."
        )
        raise
    return cast(PaperOrder, PaperOrder.objects.get(pk=order.pk))


def _write(actor: Actor, order: PaperOrder, stream: BinaryIO) -> list[Key]:
    choice, use = choice_of(order), use_of(actor, order.purpose, order.sensitive_reason)
    moved = _progress(order)
    if order.kind == Kind.SHEET:
        child = Child.objects.filter(pk=order.what["child"]).first()
        if child is None:
            raise UserError("Hồ sơ này không còn trong phạm vi của anh/chị.")
        keys = [Key(child.pk, child.unit_path, child.hamlet_id, child.household_id)]
        line = queries.read(keys, choice)[0]
        _render(sheet.paper(actor=actor, line=line, use=use, sensitive=order.sensitive), order.form, stream)
    elif order.kind == Kind.BOOK:
        keys = queries.keys_of_book(actor, choice)
        _write_book(
            actor, order, choice, use, moved(queries.families(keys, choice), lambda one: len(one.lines)), stream
        )
    else:
        keys = queries.keys_of_list(actor, choice)
        _write_list(actor, order, choice, use, moved(queries.lines(keys, choice), lambda _: 1), stream, len(keys))
    return keys


def _write_book(
    actor: Actor, order: PaperOrder, choice: Choice, use: Use, families: Iterable[Family], stream: BinaryIO
) -> None:
    place = choice.unit.name if choice.unit else actor.unit_name
    if order.form in {Form.EXCEL, Form.CSV}:
        return _render_table(
            book.table(actor=actor, choice=choice, place=place, families=families, use=use), order.form, stream
        )
    counts = queries.counts_by_hamlet(actor, choice)
    made = book.paper(actor=actor, choice=choice, place=place, counts=counts, families=families, use=use)
    return _render(made, order.form, stream)


def _write_list(
    actor: Actor, order: PaperOrder, choice: Choice, use: Use, rows: Iterable[Line], stream: BinaryIO, count: int
) -> None:
    columns = columns_for(list(order.what["columns"]))
    place = choice.unit.name if choice.unit else actor.unit_name
    under = lists.title_of(choice, place, _hamlet_words(choice))
    if order.form in {Form.EXCEL, Form.CSV}:
        made = lists.table(actor=actor, choice=choice, under=under, columns=columns, lines=rows, use=use)
        return _render_table(made, order.form, stream)
    paper = lists.paper(actor=actor, choice=choice, under=under, columns=columns, lines=rows, count=count, use=use)
    return _render(paper, order.form, stream)


def _render(paper: Paper, form: str, stream: BinaryIO) -> None:
    if form == Form.WORD:
        docx.write(paper, stream)
        return
    for part in page.write(paper):
        stream.write(part.encode())


def _render_table(table: Table, form: str, stream: BinaryIO) -> None:
    if form == Form.EXCEL:
        tables.to_xlsx(table, stream)
    else:
        tables.to_csv(table, stream)


def _progress(order: PaperOrder) -> Callable[[Iterable[T], Callable[[T], int]], Iterator[T]]:
    """Lets rows through and says on the order, every some hundred of them, how far it is."""

    def through(rows: Iterable[T], weight: Callable[[T], int]) -> Iterator[T]:
        done = said = 0
        for row in rows:
            yield row
            done += weight(row)
            if done - said >= queries.CHUNK:
                said = done
                PaperOrder.objects.filter(pk=order.pk).update(done_rows=done, moved_at=timezone.now())

    return through


def _hand_over(actor: Actor, order: PaperOrder, content: bytes, keys: Sequence[Key]) -> None:
    stored = files.keep_bytes(file_name(order), content, MEDIA[Form(order.form)], actor=actor)
    now = timezone.now()
    PaperOrder.objects.filter(pk=order.pk).update(
        state=State.READY, file=stored, ready_at=now, kept_until=now + KEEP, done_rows=len(keys), rows=len(keys)
    )
    write_down(actor, order, keys)
    audit.record(actor, "child_paper_made", order, reason=order.purpose, data={**_told(order), "children": len(keys)})


def write_down(actor: Actor, order: PaperOrder, keys: Sequence[Key]) -> None:
    """Looks for each commune: the first row counts all its children, further rows (counting none) hold the other keys."""
    kind = "export" if order.form in {Form.EXCEL, Form.CSV} else "print"
    by_commune: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        by_commune[key.unit_path].append(key.child_id)
    for path, ids in by_commune.items():
        for start in range(0, len(ids), LOOK_IDS):
            looked(
                actor, kind, "children.child", unit_path=path, object_ids=ids[start : start + LOOK_IDS],
                object_id=ids[0] if order.kind == Kind.SHEET else None, count=0 if start else len(ids),
                what=f"{order.title} ({Form(order.form).label})", purpose=order.purpose,
            )  # fmt: skip


def file_name(order: PaperOrder) -> str:
    """Letters any system can keep; a child's name does not travel in the name of a file."""
    words = Kind(order.kind).label if order.kind == Kind.SHEET else order.title
    return f"{slugify(fold(words))[:100]}-{timezone.localdate():%Y%m%d}.{order.form}"


def again(*, actor: Actor, order: PaperOrder) -> PaperOrder:
    """Takes up an order that failed or stands still."""
    from chungtay.children.tasks_papers import make_paper

    if not stands_still(order):
        raise UserError("Tệp này đang được lập. Hãy đợi thêm một lát.")
    PaperOrder.objects.filter(pk=order.pk).update(state=State.WAITING, failure="", moved_at=timezone.now())
    make_paper.defer(order_id=order.pk)
    return order


def stands_still(order: PaperOrder) -> bool:
    if order.state == State.FAILED:
        return True
    waiting = order.state in {State.WAITING, State.MAKING}
    return waiting and timezone.now() - (order.moved_at or order.asked_at) > STALE


def fetched(*, order: PaperOrder) -> StoredFile:
    """The file while it is kept; the first fetching is noted. Raises UserError afterwards."""
    if order.state != State.READY or order.file is None or (order.kept_until and order.kept_until < timezone.now()):
        raise UserError("Tệp này không còn: mỗi tệp chỉ giữ 24 giờ. Hãy lập lại nếu vẫn cần.")
    PaperOrder.objects.filter(pk=order.pk, fetched_at=None).update(fetched_at=timezone.now())
    return order.file


def sweep(now: dt.datetime) -> int:
    """Deletes the files whose time is over. Call it inside `as_system`. Returns how many."""
    gone = list(PaperOrder.objects.filter(file__isnull=False, kept_until__lt=now).select_related("file"))
    for order in gone:
        stored = order.file
        with transaction.atomic():
            PaperOrder.objects.filter(pk=order.pk).update(file=None, state=State.GONE)
            stored.delete()
        if not StoredFile.objects.filter(sha256=stored.sha256).exists():
            files.path_of(stored).unlink(missing_ok=True)
    return len(gone)

"""A file of several reports from hotline 111: looked over row by row, then entered once each.

The file itself is not kept. The rows wait sealed, for the person who uploaded them alone, until they are entered or two
days are over; a row that was entered keeps only its code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from chungtay.cases import messages_111 as reading
from chungtay.cases.intake import DETAILS, INFORMANT, Report, danger_of, most, same_number
from chungtay.cases.models import Road
from chungtay.cases.policies import CasePermission
from chungtay.cases.services.concerns import receive
from chungtay.children.sheets.reading import open_source
from chungtay.foundation import files
from chungtay.foundation.access import Actor, require
from chungtay.foundation.drafts import load_draft, save_draft
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import fold
from chungtay.territory.models import Level, Unit
from chungtay.territory.search import resolve_name

MOST_ROWS, HEADER_IN = 500, 15
KEY = "held:tin-bao-111:"  # the page that saves drafts cannot reach it
KEEP_DAYS = 2


@dataclass
class Row:
    """One row of the file. `faults` in words; `done` is the code of the concern, `again` when it was here already."""

    number: int
    values: dict[str, str]
    commune: str = ""
    unit_id: int | None = None
    moment: str = ""
    faults: list[str] = field(default_factory=list)
    outside: str = ""
    done: str = ""
    again: bool = False

    @property
    def good(self) -> bool:
        return not self.faults and not self.done

    @property
    def result(self) -> str:
        return f"Đã có từ trước: {self.done}" if self.again else f"Đã ghi: {self.done}"


@dataclass
class Stage:
    """What was read of one file."""

    key: uuid.UUID
    name: str
    rows: list[Row]
    notices: list[str]

    @property
    def ready(self) -> int:
        return sum(row.good for row in self.rows)

    @property
    def button(self) -> str:
        return f"Ghi {self.ready} tin báo"


def read_file(*, actor: Actor, upload: UploadedFile[Any]) -> Stage:
    """Reads and keeps the rows. Raises UserError for a file that is none, is empty, or has no header that is known."""
    require(actor, CasePermission.READ)
    file = files.checked(upload, allowed={"excel", "text"})
    name, source = file.name, open_source(file.content, file.name)
    shown = next(place for place, sheet in enumerate(source.sheets) if not sheet.hidden)
    every = list(source.rows(shown))
    header, columns = _header(every)
    rows = [
        _row(number, reading.read_row(cells, columns)) for number, cells in every[header + 1 :] if any(_said(cells))
    ]
    if not rows:
        raise UserError(f"Tệp “{name}” không có tin nào dưới dòng tên cột.", field="file")
    if len(rows) > MOST_ROWS:
        raise UserError(
            f"Tệp “{name}” có {len(rows)} tin, quá {MOST_ROWS} tin. Hãy chia thành nhiều tệp.", field="file"
        )
    _twice(rows)
    stage = Stage(uuid.uuid4(), name, rows, list(source.notices))
    keep(actor, stage)
    return stage


def _said(cells: list[Any]) -> list[str]:
    return [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]


def _header(rows: list[tuple[int, list[Any]]]) -> tuple[int, dict[int, str]]:
    for place, (_, cells) in enumerate(rows[:HEADER_IN]):
        columns = reading.columns_of(cells)
        if len(columns) >= 3 and "event" in columns.values():
            return place, columns
    raise UserError(
        "Chưa nhận ra dòng tên cột. Cần ít nhất các cột: Số phiếu, Thời gian tiếp nhận, Xã, Tỉnh, Nội dung.",
        field="file",
    )


def _row(number: int, told: reading.Message) -> Row:
    row = Row(number, told.values, told.commune, faults=list(told.faults), outside=told.values.get("outside_id", ""))
    if not told.values.get("event"):
        row.faults.append("Thiếu nội dung sự việc.")
    for key, words in told.values.items():
        if key in DETAILS and len(words) > most(key):
            row.faults.append(f"“{DETAILS[key]}” dài quá {most(key)} chữ.")
    if told.moment is not None:
        row.moment = told.moment.isoformat()
        if told.moment > timezone.now():
            row.faults.append("Thời gian tiếp nhận ở tương lai.")
        elif told.moment < timezone.now() - dt.timedelta(days=366):
            row.faults.append("Thời gian tiếp nhận đã quá một năm.")
    elif not told.faults:
        row.faults.append("Thiếu thời gian tiếp nhận.")
    _place(row)
    return row


def _place(row: Row) -> None:
    if not row.commune:
        row.faults.append("Thiếu xã, phường nơi xảy ra.")
        return
    found = resolve_name(row.commune, timezone.localdate(), level=Level.COMMUNE)
    if found.one is None:
        row.faults.append(found.sentence)
    else:
        row.unit_id, row.commune = found.one.pk, str(found.one)


def _twice(rows: list[Row]) -> None:
    """The same number twice in one file: the second is a fault of the file, said at its row."""
    first: dict[str, int] = {}
    for row in rows:
        number = same_number(row.values.get("outside_id", ""))
        if number and number in first:
            row.faults.append(f"Trùng số phiếu với dòng {first[number]}.")
        elif number:
            first[number] = row.number


def keep(actor: Actor, stage: Stage) -> None:
    data = {"name": stage.name, "notices": stage.notices, "rows": [vars(row) for row in stage.rows]}
    save_draft(actor.user_id, f"{KEY}{stage.key}", data)


def staged(*, actor: Actor, key: uuid.UUID) -> Stage | None:
    """What this person uploaded; another's is not there."""
    data = load_draft(actor.user_id, f"{KEY}{key}")
    return Stage(key, data["name"], [Row(**row) for row in data["rows"]], data["notices"]) if data else None


def enter(*, actor: Actor, key: uuid.UUID) -> Stage:
    """Enters every row that has no fault and was not entered yet. Sent twice, nothing is entered twice.

    A row that is refused here says why and the others go on.
    """
    require(actor, CasePermission.READ)
    stage = staged(actor=actor, key=key)
    if stage is None:
        raise UserError("Danh sách này không còn. Hãy tải tệp lên lại; tin đã ghi không bị ghi hai lần.")
    units = Unit.objects.in_bulk([row.unit_id for row in stage.rows if row.good and row.unit_id])
    for row in stage.rows:
        if row.good and row.unit_id in units:
            _enter(actor, row, units[row.unit_id])
    keep(actor, stage)
    return stage


def _enter(actor: Actor, row: Row, unit: Unit) -> None:
    values = row.values
    report = Report(
        unit=unit, road=Road.HOTLINE, received_at=dt.datetime.fromisoformat(row.moment), details=values,
        danger=danger_of(values.get("danger", "unknown")), outside_id=values.get("outside_id") or _digest(row),
        informant={key: values.get(f"informant_{key}", "") for key in INFORMANT} | {"secret": "yes"},
    )  # fmt: skip
    try:
        got = receive(actor=actor, report=report, sure=True)
    except UserError as error:
        row.faults.append(error.sentence)
        return
    row.done, row.again, row.values = got.concern.code, not got.new, {}


def _digest(row: Row) -> str:
    """A row without a number of its own: the same place, time and words again are the same report."""
    said = f"{row.unit_id}|{row.moment}|{fold(row.values.get('event', ''))}"
    return f"TEP-{hashlib.sha256(said.encode()).hexdigest()[:20]}"

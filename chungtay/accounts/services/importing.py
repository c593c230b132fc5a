"""Accounts from a spreadsheet: read, every row's fault said, and all good rows made in one act."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from chungtay.accounts.models import Agency, User
from chungtay.accounts.policies import AccountsPermission, grantable_roles
from chungtay.accounts.queries.agencies import resolve_agency
from chungtay.accounts.roles import ROLES, levels_of
from chungtay.accounts.services.people import PersonData, one_time_password, suggested_username
from chungtay.accounts.services.posts import NewPost, place
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.spreadsheets import read_rows
from chungtay.foundation.vietnamese import fold, parse_date
from chungtay.territory.models import Unit

MOST_PEOPLE = 2000
# Columns by meaning: the folded words a header may carry.
COLUMNS: dict[str, tuple[str, ...]] = {
    "full_name": ("ho va ten", "ho ten", "ten day du", "ten can bo", "ho ten can bo"),
    "username": ("ten dang nhap", "tai khoan", "username", "ten tai khoan"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "di dong", "dt"),
    "email": ("email", "thu dien tu", "e mail", "hop thu"),
    "agency": ("co quan", "don vi", "don vi cong tac", "noi cong tac", "co quan cong tac"),
    "role": ("vai tro", "quyen", "nhom quyen"),
    "title": ("chuc danh", "chuc vu"),
    "first_day": ("tu ngay", "ngay bat dau", "ngay nhan"),
}
NEEDED = ("full_name", "agency", "role")
LABELS = {
    "full_name": "Họ và tên",
    "username": "Tên đăng nhập",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "agency": "Cơ quan",
    "role": "Vai trò",
    "title": "Chức danh",
    "first_day": "Từ ngày",
}
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,29}$")


@dataclass
class Row:
    """One line of the file: what was read, and what is wrong with it (empty: it can be made)."""

    number: int
    full_name: str = ""
    username: str = ""
    phone: str = ""
    email: str = ""
    agency_text: str = ""
    agency_id: int | None = None
    agency_name: str = ""
    role: str = ""
    role_name: str = ""
    title: str = ""
    first_day: str = ""
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_file(
    *, actor: Actor, file: BinaryIO, name: str, today: dt.date, within: Unit
) -> tuple[list[Row], tuple[str, ...]]:
    """The rows with their faults and the notices about the file. Raises UserError when it is no such list at all."""
    require(actor, AccountsPermission.IMPORT)
    sheet = read_rows(file, name=name, most=MOST_PEOPLE + 50)
    start, columns = _header(sheet.rows)
    taken = {username.lower() for username in User.objects.order_by("pk").values_list("username", flat=True)}
    rows = []
    for number, values in enumerate(sheet.rows[start:], start + 1):
        cells = {column: _text(values[place]) if place < len(values) else "" for column, place in columns.items()}
        if any(cells.values()):
            rows.append(_row(number, cells, values, columns))
    if not rows:
        raise UserError("Tệp không có dòng nào dưới hàng tiêu đề.", field="file")
    _check(rows, actor, taken, today, within)
    return rows, sheet.notices


def _header(rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The first row that names what is needed; returns the row after it and each column's place."""
    for number, values in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        for place_, value in enumerate(values):
            words = fold(_text(value))
            for column, spellings in COLUMNS.items():
                if column not in columns and words in spellings:
                    columns[column] = place_
        if all(column in columns for column in NEEDED):
            return number + 1, columns
    needed = ", ".join(f"“{LABELS[column]}”" for column in NEEDED)
    raise UserError(f"Không thấy hàng tiêu đề có các cột {needed}. Hãy dùng tệp mẫu.", field="file")


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())


def _row(number: int, cells: dict[str, str], values: list[Any], columns: dict[str, int]) -> Row:
    phone = cells.get("phone", "")
    if phone and not phone.startswith(("0", "+")) and phone.isdigit() and len(phone) == 9:
        phone = f"0{phone}"  # the spreadsheet took the leading zero off
    return Row(
        number=number,
        full_name=cells["full_name"],
        username=cells.get("username", "").lower(),
        phone=phone,
        email=cells.get("email", ""),
        agency_text=cells["agency"],
        role=cells["role"],
        title=cells.get("title", ""),
        first_day=cells.get("first_day", ""),
    )


def _check(rows: list[Row], actor: Actor, taken: set[str], today: dt.date, within: Unit) -> None:
    roles = {fold(role.name): code for code, role in ROLES.items()} | {code: code for code in ROLES}
    roles |= {fold(code): code for code in ROLES}
    allowed = set(grantable_roles(actor))
    given = Counter(row.username for row in rows if row.username)
    found: dict[str, tuple[list[Agency], str]] = {}
    names = set(taken) | set(given)
    for row in rows:
        _check_words(row)
        _check_username(row, taken, given, names)
        _check_role(row, roles, allowed)
        _check_agency(row, found, actor, today, within)
        if row.first_day and parse_date(row.first_day) is None:
            row.faults.append(f"Ngày “{row.first_day}” không đọc được; hãy ghi như 01/07/2025.")
        row.title = row.title or row.role_name


def _check_words(row: Row) -> None:
    if not row.full_name:
        row.faults.append("Thiếu họ và tên.")
    elif len(row.full_name) > 120 or len(row.full_name.split()) < 2:
        row.faults.append("Họ và tên cần cả họ và tên, không quá 120 ký tự.")
    if row.phone and not re.fullmatch(r"[0-9 +.()-]{8,20}", row.phone):
        row.faults.append(f"Điện thoại “{row.phone}” không phải số điện thoại.")
    if row.email:
        try:
            validate_email(row.email)
        except ValidationError:
            row.faults.append(f"Thư điện tử “{row.email}” viết chưa đúng.")
    if len(row.title) > 120:
        row.faults.append("Chức danh dài quá 120 ký tự.")


def _check_username(row: Row, taken: set[str], given: Counter[str], names: set[str]) -> None:
    if not row.username:
        row.username = suggested_username(row.full_name, names)
        names.add(row.username)
        return
    if not _USERNAME.match(row.username):
        row.faults.append("Tên đăng nhập gồm 3–30 chữ thường không dấu, chữ số, dấu chấm hoặc gạch.")
    elif row.username in taken:
        row.faults.append(f"Tên đăng nhập “{row.username}” đã có người dùng.")
    elif given[row.username] > 1:
        row.faults.append(f"Tên đăng nhập “{row.username}” lặp lại trong tệp.")


def _check_role(row: Row, roles: dict[str, str], allowed: set[str]) -> None:
    code = roles.get(row.role) or roles.get(fold(row.role))
    if code is None:
        row.faults.append(f"Không có vai trò “{row.role}”." if row.role else "Thiếu vai trò.")
        return
    row.role, row.role_name = code, ROLES[code].name
    if code not in allowed:
        row.faults.append(f"Vai trò “{ROLES[code].name}” không do người quản trị cấp tỉnh giao.")


def _check_agency(
    row: Row, found: dict[str, tuple[list[Agency], str]], actor: Actor, today: dt.date, within: Unit
) -> None:
    if not row.agency_text:
        row.faults.append("Thiếu cơ quan.")
        return
    if row.agency_text not in found:
        answer = resolve_agency(row.agency_text, today, within)
        found[row.agency_text] = (answer.agencies, answer.note)
    agencies, note = found[row.agency_text]
    if len(agencies) != 1:
        several = f"Có {len(agencies)} cơ quan khớp “{row.agency_text}”; hãy ghi rõ xã." if agencies else ""
        row.faults.append(several or f"Không thấy cơ quan “{row.agency_text}” trong tỉnh. {note}".strip())
        return
    agency = agencies[0]
    row.agency_id, row.agency_name = agency.pk, agency.name
    if agency.unit is None or not actor.covers(agency.unit.path):
        row.faults.append(f"{agency} ngoài phạm vi quản lý của anh/chị.")
    elif row.role in ROLES and levels_of(row.role) and agency.level not in levels_of(row.role):
        row.faults.append(f"Vai trò “{ROLES[row.role].name}” không dùng cho {agency.unit}.")


@dataclass(frozen=True)
class Made:
    """One account that was made, with the password shown once."""

    full_name: str
    username: str
    password: str
    agency: str


@transaction.atomic
def import_people(*, actor: Actor, rows: list[Row], today: dt.date) -> list[Made]:
    """All rows or none. Raises UserError with the row's number when something changed since it was checked."""
    require(actor, AccountsPermission.IMPORT)
    agencies = Agency.objects.select_related("unit").in_bulk([row.agency_id for row in rows if row.agency_id])
    made = []
    for row in rows:
        agency = agencies.get(row.agency_id or 0)
        if row.faults or agency is None or agency.unit is None:
            raise UserError(f"Dòng {row.number} còn lỗi. Hãy sửa tệp rồi tải lại.")
        if User.objects.filter(username__iexact=row.username).exists():
            raise UserError(f"Dòng {row.number}: tên đăng nhập “{row.username}” vừa có người dùng. Hãy tải tệp lại.")
        data = PersonData(row.username, row.full_name, row.phone, row.email)
        password = one_time_password()
        user = User(**asdict(data), must_change_password=True)
        user.set_password(password)
        user.save()
        first_day = parse_date(row.first_day) or today
        place(actor=actor, user=user, data=NewPost(agency, agency.unit, row.role, row.title, first_day))
        made.append(Made(row.full_name, row.username, password, agency.name))
    label = f"{len(made)} tài khoản"
    people = [one.username for one in made]
    audit.record(actor, "users.imported", User(), label=label, unit_path=actor.unit_paths[0], data={"people": people})
    return made

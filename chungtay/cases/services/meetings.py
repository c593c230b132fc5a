"""The agenda of the child-protection board: open cases by their codes, with names only where somebody may and wants to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from chungtay.cases import sealing
from chungtay.cases.models import Case
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries.meetings import Open, open_cases
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.documents import Bullets, Heading, OfficialDocument, Paragraph, Signer, Table
from chungtay.foundation.documents.official import Value
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.vietnamese import date, long_date
from chungtay.law.forms.printing import LABEL
from chungtay.territory.models import Unit

MOST = 60
SCOPE = "thành viên Ban bảo vệ trẻ em được mời, trong cuộc họp; thu lại sau khi họp"
BASES = ("Căn cứ khoản 2 Điều 27 Nghị định số 56/2017/NĐ-CP ngày 09/5/2017 của Chính phủ",)


@dataclass(frozen=True)
class Meeting:
    """When, where, who; which cases. `names`: with the given name of the child where the actor may open the case."""

    on: dt.date
    time: str
    place: str
    cases: tuple[int, ...]
    chair: str = ""
    members: tuple[str, ...] = ()
    names: bool = False


def agenda(*, actor: Actor, meeting: Meeting) -> OfficialDocument:
    """The paper. Every case on it is a look; a name on it needs the permission to open that case."""
    require(actor, CasePermission.SUPERVISE)
    if meeting.on < timezone.localdate():
        raise UserError("Ngày họp đã qua. Hãy chọn hôm nay hoặc một ngày sau.", field="on")
    if len(meeting.cases) > MOST:
        raise UserError(f"Mỗi chương trình không quá {MOST} vụ việc. Hãy chia thành hai cuộc họp.", field="cases")
    with transaction.atomic():
        chosen = [one for one in open_cases(actor) if one.case.pk in meeting.cases]
        if len(chosen) != len(set(meeting.cases)):
            raise UserError(
                "Có vụ việc vừa kết thúc hoặc chuyển xã khác. Danh sách đã được cập nhật; hãy chọn lại.", field="cases"
            )
        names = {one.case.pk: _name(actor, one.case) for one in chosen} if meeting.names else {}
        unit = Unit.objects.get(pk=actor.unit_id)
        ids = [one.case.pk for one in chosen]
        what = "Chương trình họp, có tên gọi" if any(names.values()) else "Chương trình họp, chỉ mã số"
        looked(actor, "print", "cases.case", unit_path=unit.path, object_ids=ids, what=what)
        audit.record(
            actor, "meeting_agenda", unit, label=f"Họp {date(meeting.on)}", unit_path=unit.path,
            data={"cases": [one.case.code for one in chosen], "names": sum(1 for name in names.values() if name)},
        )  # fmt: skip
    return _paper(actor, unit, meeting, chosen, names)


def _name(actor: Actor, case: Case) -> str:
    """The given name; empty where this person may not open the case."""
    if not can(actor, CasePermission.OPEN, case):
        return ""
    words = str((sealing.unseal(case).get("child") or {}).get("name", "")).split()
    return words[-1] if words else ""


def _paper(
    actor: Actor, unit: Unit, meeting: Meeting, chosen: Sequence[Open], names: dict[int, str]
) -> OfficialDocument:  # fmt: skip
    members = meeting.members or ("Thành viên Ban bảo vệ trẻ em", "Cơ quan, tổ chức có phần việc trong kế hoạch")
    blocks = (
        Paragraph(f"Thời gian: {meeting.time}, {long_date(meeting.on)}."),
        Paragraph(f"Địa điểm: {meeting.place}."),
        Paragraph(f"Chủ trì: {meeting.chair or f'Chủ tịch {_spoken(unit)}'}."),
        Heading(2, "1. Thành phần"),
        Bullets(members),
        Heading(2, "2. Nội dung"),
        Bullets(("Từng vụ việc: tình trạng, nguy cơ, việc đã làm, việc đến hạn.",
                 "Xác định nhu cầu của trẻ và biện pháp theo Điều 48, 49, 50 Luật Trẻ em.",
                 "Giao cơ quan, tổ chức thực hiện; ghi biên bản từng vụ việc.")),
        Heading(2, "3. Vụ việc đưa ra họp"),
        _table(chosen, names),
    )  # fmt: skip
    return OfficialDocument(
        agency=_spoken(unit) if actor.level == "commune" else actor.agency_name,
        place=unit.short_name, date=timezone.localdate(), kind="Chương trình",
        subject="Họp Ban bảo vệ trẻ em", blocks=blocks, signer=Signer("Người lập", actor.name), legal_bases=BASES,
        recipients=("Thành viên dự họp", "Lưu: VT"), confidential=f"{LABEL}. Phạm vi cung cấp: {SCOPE}.",
    )  # fmt: skip


def _spoken(unit: Unit) -> str:
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"


def _table(chosen: Sequence[Open], names: dict[int, str]) -> Table:
    named = any(names.values())
    head = (
        "STT",
        "Vụ việc",
        *(("Tên gọi",) if named else ()),
        "Loại",
        "Bước",
        "Mức nguy cơ",
        "Việc tới hạn",
        "Phần việc",
    )
    rows: list[Sequence[Value]] = []
    for place, one in enumerate(chosen, start=1):
        name = (names.get(one.case.pk, ""),) if named else ()
        rows.append((place, one.case.code, *name, one.kind, one.case.get_state_display(), one.risk, one.due, one.lines))
    widths = (4.0, 14.0, *((9.0,) if named else ()), 15.0, 16.0, 10.0, 22.0, 14.0)
    return Table((head,), tuple(rows), widths)

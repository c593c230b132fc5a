"""Papers of rounds: hamlet lists to be filled in (.docx, .xlsx), the list for the police, the report of a re-survey."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from chungtay.children.checking import shown
from chungtay.children.linekeys import key_of
from chungtay.children.models import Round, RoundLine
from chungtay.children.queries.rounds import doubts_of
from chungtay.children.services.resurvey import Outcome, Share
from chungtay.foundation.access import Actor
from chungtay.foundation.documents import (
    Annex,
    Block,
    Bullets,
    Heading,
    OfficialDocument,
    Paragraph,
    Signer,
    Table,
    to_docx,
)
from chungtay.foundation.spreadsheets import Head, Sheet, to_xlsx
from chungtay.foundation.vietnamese import date, number
from chungtay.territory.models import Unit

LABEL = "Lưu hành nội bộ"
WARNING = "Có dữ liệu cá nhân của trẻ em: chỉ dùng cho đợt này, không sao chụp, không gửi qua mạng xã hội."
NOBODY = "Chưa rõ thôn, bản"


def _value(line: RoundLine, key: str) -> str:
    if line.child is None:
        return shown(key, line.found.get(key))
    return shown(key, line.child.birth if key == "birth_date" else getattr(line.child, key))


def _groups(lines: Iterable[RoundLine]) -> list[tuple[str, list[RoundLine]]]:
    return [
        (name, list(some))
        for name, some in groupby(lines, key=lambda line: line.hamlet.name if line.hamlet else NOBODY)
    ]


def hamlet_workbook(round_: Round, unit: Unit, lines: Iterable[RoundLine]) -> bytes:
    """One sheet a file, hamlet after hamlet, since only the first sheet of what comes back is read."""
    header = ["STT", "Họ và tên trẻ", "Ngày sinh", "Giới tính", "Số định danh", "Họ tên cha", "Họ tên mẹ", "Người nuôi dưỡng",
              "Điện thoại", "Kết quả", "Ngày mất, ngày chuyển", "Chuyển đến đâu", "Ghi chú", "Thôn, bản", "Mã dòng"]  # fmt: skip
    keys = ("full_name", "birth_date", "sex", "personal_number", "father_name", "mother_name", "carer_name", "phone")
    rows = [
        [
            place,
            *(_value(line, key) for key in keys),
            "",
            "",
            "",
            "",
            line.hamlet.name if line.hamlet else NOBODY,
            key_of(round_.pk, line.pk),
        ]
        for place, line in enumerate(lines, start=1)
    ]
    note = (
        f"{LABEL.upper()} – {round_.title} – {unit.name}. Kết quả ghi: đúng, chuyển, mất, không thấy. "
        "Sai thì sửa thẳng vào ô. Trẻ chưa có tên: thêm dòng, để trống Mã dòng."
    )
    widths = [6, 26, 12, 9, 15, 22, 22, 20, 13, 12, 14, 22, 22, 16, 17]
    return to_xlsx([Sheet("Rà soát", [header], rows, widths, note=note)])


def hamlet_lists(round_: Round, unit: Unit, lines: Iterable[RoundLine], *, actor: Actor, today: dt.date) -> bytes:
    """How to fill it in on the first page, then the lists lying down, one hamlet after the other."""
    groups = _groups(lines)
    total = sum(len(some) for _, some in groups)
    where = groups[0][0] if len(groups) == 1 else unit.name
    blocks: list[Block] = [
        Paragraph(f"Đợt: {round_.title}. Mở ngày {date(round_.opened_on)}, hạn {date(round_.due_on)}."),
        Paragraph(f"Số trẻ trong danh sách: {number(total)}, gồm {len(groups)} thôn, bản." if len(groups) > 1
                  else f"Số trẻ trong danh sách: {number(total)}."),
        Paragraph("Cách ghi:"),
        Bullets((
            "Gặp trẻ hoặc người đang nuôi trẻ rồi mới ghi; đánh dấu một ô kết quả cho mỗi trẻ",
            "Có chỗ sai thì đánh dấu “Sai” và ghi chỗ đúng vào cột cuối",
            "Trẻ đã chuyển đi: ghi ngày và nơi đến; trẻ đã mất: ghi ngày mất",
            "Không tìm thấy: ghi đã hỏi ai. Trẻ có ở thôn mà không có tên: ghi vào các dòng trống cuối danh sách",
        )),
        Paragraph(WARNING, italic=True),
    ]  # fmt: skip
    document = OfficialDocument(
        agency=f"Ủy ban nhân dân {unit.name}".upper(), place=unit.short_name, date=today, number="/DS-UBND", kind="Danh sách",
        subject=f"Trẻ em cần rà soát tại {where}", blocks=tuple(blocks), signer=Signer("NGƯỜI LẬP DANH SÁCH", actor.name),
        recipients=("Trưởng thôn, bản, tổ dân phố", "Lưu: VT"), secrecy=LABEL,
        annexes=tuple(Annex(f"Danh sách trẻ em {name}", (_list(round_, some),), landscape=True) for name, some in groups),
    )  # fmt: skip
    return to_docx(document)


def _list(round_: Round, lines: Sequence[RoundLine]) -> Table:
    rows: list[Sequence[Any]] = [
        (place, f"{_value(line, 'full_name')}\n{_value(line, 'sex')}", _value(line, "birth_date"),
         _value(line, "personal_number"), _parents(line), "☐", "☐", "☐", "☐", "☐", "")
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip
    rows += [("", "\n", "", "", "", "", "", "", "", "", "") for _ in range(3)]
    header = ("STT", "Họ và tên, giới tính", "Ngày sinh", "Số định danh", "Cha, mẹ, người nuôi dưỡng", "Đúng", "Sai", "Chuyển",
              "Mất", "Không thấy", "Sửa lại, ngày, nơi đến, ghi chú")  # fmt: skip
    widths = (9, 40, 27, 34, 52, 14, 11, 19, 12, 18, 50)
    return Table(header=(header,), rows=tuple(rows), widths=widths, centred=frozenset({0, 2, 3, 5, 6, 7, 8, 9}))


def _parents(line: RoundLine) -> str:
    names = (("Cha", "father_name"), ("Mẹ", "mother_name"), ("Nuôi dưỡng", "carer_name"))
    return "\n".join(f"{words}: {_value(line, key)}" for words, key in names if _value(line, key))


def police_workbook(round_: Round, lines: Iterable[RoundLine], *, actor: Actor, purpose: str, today: dt.date) -> bytes:
    """As little as finds a person in the population database, and empty columns for the answer."""
    header: list[list[str | Head]] = [
        [Head("STT", down=2), Head("Trong sổ của xã", across=5), Head("Vì sao cần xác thực", down=2),
         Head("Công an trả lời", across=6), Head("Mã dòng", down=2)],
        ["Họ và tên", "Ngày sinh", "Giới tính", "Số định danh", "Họ tên mẹ hoặc cha", "Kết quả (khớp, sai, không có)", "Họ và tên",
         "Ngày sinh", "Giới tính", "Số định danh", "Ghi chú"],
    ]  # fmt: skip
    rows = []
    for place, line in enumerate(lines, start=1):
        parent = _value(line, "mother_name") or _value(line, "father_name") or _value(line, "carer_name")
        told = [_value(line, key) for key in ("full_name", "birth_date", "sex", "personal_number")]
        why = "; ".join(doubts_of(int(line.asked.get("why", 0))))
        rows.append([place, *told, parent, why, "", "", "", "", "", "", key_of(round_.pk, line.pk)])
    note = (
        f"{LABEL.upper()} – {round_.title}. Mục đích: {purpose}. {actor.agency_name} lập ngày {date(today)}, người lập "
        f"{actor.name}. Xin ghi vào cột “Công an trả lời”, giữ nguyên cột Mã dòng."
    )
    widths = [6, 26, 12, 9, 15, 24, 42, 30, 26, 12, 9, 15, 22, 17]
    return to_xlsx([Sheet("Xác thực", header, rows, widths, note=note)])


def survey_report(round_: Round, result: Outcome, *, agency: str, place: str, actor: Actor, today: dt.date) -> bytes:
    told = round_.rule["survey"]
    waiting = result.drawn - result.answered
    blocks: list[Block] = [
        Heading(1, "I. Cách làm"),
        Paragraph(
            f"Phúc tra trên mẫu {number(result.drawn)} trẻ, rút từ {number(result.population)} trẻ em dưới 16 tuổi "
            f"trong sổ ngày {date(round_.opened_on)}. Mẫu chia theo thôn, bản: mỗi nơi được số trẻ theo tỷ lệ, ít nhất một trẻ. "
            f"Trong mỗi thôn, bản rút ngẫu nhiên đơn giản: lấy các hồ sơ có giá trị SHA-256 của “hạt giống:số hồ sơ” nhỏ nhất. "
            f"Hạt giống: {told['seed']}. Ai có cùng sổ và hạt giống sẽ rút ra đúng mẫu này."
        ),
        Paragraph("Người đi hỏi ghi lời gia đình khi chưa thấy thông tin trong sổ; hệ thống so sánh sau khi đã ghi."),
        Paragraph(f"Đã hỏi {number(result.answered)}/{number(result.drawn)} trẻ."
                  + (f" Còn {number(waiting)} trẻ chưa hỏi; kết quả dưới đây chưa gồm các trẻ này." if waiting else "")),
        *([Paragraph(result.who_words)] if result.who_words else []),
        Heading(1, "II. Kết quả"),
        Paragraph(result.words),
        Table(
            header=(("Nội dung", "Đã hỏi", "Sai", "Tỷ lệ sai ước tính", "Khoảng tin cậy 95 %"),),
            rows=tuple(_share(one) for one in (result.overall, result.not_there, *result.fields)),
            widths=(60, 20, 18, 34, 44), numbers=frozenset({1, 2, 3}), centred=frozenset({4}),
            note="Khoảng tin cậy theo Wilson, có hiệu chỉnh tổng thể hữu hạn; các thôn, bản được gia quyền theo số trẻ.",
        ),
    ]  # fmt: skip
    strata = Table(
        header=(("STT", "Xã", "Thôn, bản", "Số trẻ trong sổ", "Số trẻ rút mẫu"),),
        rows=tuple((at, one["commune"], one["name"], one["of"], one["drawn"]) for at, one in enumerate(_named(told), 1)),
        widths=(10, 50, 60, 28, 28), numbers=frozenset({3, 4}),
        total=("", "", "Tổng cộng", result.population, result.drawn),
    )  # fmt: skip
    return to_docx(OfficialDocument(
        agency=agency.replace("UBND", "Ủy ban nhân dân").upper(), place=place, date=today, number="/BC-PT", kind="Báo cáo",
        subject=f"Kết quả phúc tra sổ theo dõi trẻ em: {round_.title}", blocks=tuple(blocks),
        signer=Signer("NGƯỜI LẬP BÁO CÁO", actor.name), recipients=("Lưu: VT",),
        annexes=(Annex("Mẫu theo thôn, bản", (strata,)),),
    ))  # fmt: skip


def _named(told: dict[str, Any]) -> list[dict[str, Any]]:
    names = dict(Unit.objects.filter(path__in={one["unit"] for one in told["strata"]}).values_list("path", "name"))
    return [{**one, "commune": names.get(one["unit"], "")} for one in told["strata"]]


def _share(one: Share) -> tuple[Any, ...]:
    low, high = (number(100 * value, 1) for value in (one.low, one.high))
    return one.label, one.asked, one.wrong, f"{number(100 * one.share, 1)} %", f"{low} % – {high} %"

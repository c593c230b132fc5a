"""Letters of an invented department, made on the fly as Word files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from chungtay.foundation.documents import OfficialDocument, Paragraph, Signer, to_docx

OPENING = (
    "Thực hiện Kế hoạch số 88/KH-UBND ngày 20/4/2026 của UBND tỉnh Điện Biên về công tác trẻ em năm 2026, Sở Y tế đề nghị "
    "UBND các xã, phường triển khai các nhiệm vụ sau:"
)
SUMMER = (
    "1. Lập danh sách ao, hồ, khe suối có nguy cơ đuối nước và cắm biển cảnh báo, hoàn thành trước ngày 30/6/2026.",
    "2. Mở lớp dạy bơi cho trẻ em từ 6 đến 15 tuổi trước ngày 31/7/2026. Tổ chức diễn đàn trẻ em cấp xã trước ngày 15/8/2026.",
    "3. Thăm, hỗ trợ trẻ em có hoàn cảnh khó khăn trong dịp hè.",
    "4. Tuyên truyền phòng, chống đuối nước trên loa truyền thanh của thôn, bản.",
    "5. Niêm yết số Tổng đài 111 tại trụ sở UBND xã và nhà văn hóa thôn, bản.",
)


def letter(
    folder: Path, *, number: str = "431/SYT-TE", day: dt.date = dt.date(2026, 5, 14), opening: str = OPENING,
    tasks: tuple[str, ...] = SUMMER, subject: str = "tổ chức mùa hè an toàn cho trẻ em năm 2026", name: str = "cong-van.docx",
) -> Path:  # fmt: skip
    """A công văn of the department to its communes, in the form of Decree 30/2020."""
    paper = OfficialDocument(
        parent_agency="UBND TỈNH ĐIỆN BIÊN", agency="SỞ Y TẾ", place="Điện Biên", date=day, number=number, subject=subject,
        addressees=("Ủy ban nhân dân các xã, phường",), signer=Signer("GIÁM ĐỐC", "Lường Văn Ví Dụ"),
        blocks=(Paragraph(opening), *map(Paragraph, tasks)), recipients=("Như trên", "Lưu: VT, TE"),
    )  # fmt: skip
    path = folder / name
    path.write_bytes(to_docx(paper))
    return path

"""The demo's own documents, written for it in the official form. None of them was ever issued by anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chungtay.foundation.documents import OfficialDocument, Paragraph, Signer
from chungtay.foundation.vietnamese import date as vn_date


@dataclass(frozen=True)
class DemoTask:
    """One task of the demo letter. `days`: deadline counted from the day of issue; `who`: the words of the letter."""

    words: str
    result: str
    days: int
    who: str = ""
    evidence: str = ""


TASKS = (
    DemoTask(
        "Kiện toàn nhóm thường trực bảo vệ trẻ em cấp xã, phân công rõ người phụ trách từng thôn, bản, tổ dân phố",
        "Quyết định kiện toàn và bảng phân công",
        30,
        evidence="Quyết định kiện toàn",
    ),
    DemoTask(
        "Rà soát, đối chiếu và cập nhật sổ theo dõi trẻ em trong gia đình đến từng thôn, bản",
        "Biên bản rà soát của từng thôn, bản",
        60,
        evidence="Biên bản rà soát",
    ),
    DemoTask(
        "Lập danh sách các ao, hồ, khe suối, công trình có nguy cơ đuối nước và hoàn thành việc cắm biển cảnh báo",
        "Danh sách điểm nguy hiểm và ảnh biển cảnh báo",
        45,
        evidence="Ảnh biển cảnh báo",
    ),
    DemoTask(
        "Tổ chức lễ phát động Tháng hành động vì trẻ em và ít nhất một hoạt động hè tại mỗi thôn, bản",
        "Báo cáo hoạt động có số trẻ em tham gia",
        75,
    ),
    DemoTask(
        "Tổ chức diễn đàn trẻ em cấp xã và trả lời kiến nghị của các em bằng văn bản",
        "Biên bản diễn đàn và văn bản trả lời kiến nghị",
        90,
        evidence="Biên bản diễn đàn",
    ),
    DemoTask(
        "Thăm, hỗ trợ trẻ em mồ côi và trẻ em có hoàn cảnh khó khăn trước năm học mới",
        "Danh sách trẻ em được hỗ trợ, không ghi tên trong báo cáo công khai",
        120,
    ),
    DemoTask(
        "Tự kiểm tra điều kiện an toàn tại nơi vui chơi, nhóm trẻ và điểm trường lẻ trên địa bàn",
        "Biên bản tự kiểm tra và kết quả khắc phục",
        150,
        evidence="Biên bản tự kiểm tra",
    ),
    DemoTask(
        "Tập huấn kỹ năng phát hiện, thông báo và hỗ trợ ban đầu cho cộng tác viên thôn, bản",
        "Danh sách người dự và nội dung tập huấn",
        200,
    ),
    DemoTask(
        "xây dựng và triển khai kế hoạch phòng ngừa xâm hại trẻ em, tiếp nhận tin báo từ Tổng đài 111",
        "Kế hoạch và báo cáo tiếp nhận tin báo",
        100,
        who="Công an tỉnh",
    ),
    DemoTask(
        "chỉ đạo các trường học rà soát học sinh bỏ học và tổ chức dạy kỹ năng an toàn dưới nước trước kỳ nghỉ hè",
        "Báo cáo số học sinh và số lớp kỹ năng",
        80,
        who="Sở Giáo dục và Đào tạo",
    ),
)
RESPONSIBLE = "Người đứng đầu cơ quan chủ trì"
NUMBER = "1286/SYT-TE"


def letter(day: dt.date) -> OfficialDocument:
    """The province's letter to its communes, half a year old when the demo begins."""
    subject = f"triển khai các nhiệm vụ trọng tâm về công tác trẻ em năm {day.year}"
    opening = (
        f"Thực hiện Kế hoạch số 512/KH-BYT ngày {vn_date(day - dt.timedelta(days=40))} của Bộ Y tế về công tác trẻ em năm {day.year}; "
        "để mỗi việc có người làm, có hạn và có kết quả nhìn thấy được, Sở Y tế đề nghị Ủy ban nhân dân các xã, phường thực hiện các nhiệm vụ sau:"
    )
    blocks = [Paragraph(opening)]
    for place, task in enumerate(TASKS, 1):
        due = vn_date(day + dt.timedelta(days=task.days))
        words = f"Đề nghị {task.who} chủ trì, {task.words}" if task.who else task.words
        blocks.append(Paragraph(f"{place}. {words}. Hoàn thành trước ngày {due}."))
    blocks.append(
        Paragraph(
            f"{len(TASKS) + 1}. Chế độ báo cáo: Ủy ban nhân dân các xã, phường báo cáo {_next_report(day)}, gửi về Sở Y tế qua hệ thống "
            "Chung Tay để tổng hợp."
        )
    )
    blocks.append(
        Paragraph("Đường dây bảo vệ trẻ em: Tổng đài 111. Đầu mối: phòng Trẻ em, thư điện tử treem@minhhoa.example./.")
    )
    return OfficialDocument(
        parent_agency="UBND TỈNH ĐIỆN BIÊN", agency="SỞ Y TẾ", place="Điện Biên", date=day, number=NUMBER, subject=subject,
        addressees=("Ủy ban nhân dân các xã, phường",), blocks=tuple(blocks),
        signer=Signer("PHÓ GIÁM ĐỐC", "Nguyễn Minh Họa", ("KT. GIÁM ĐỐC",)), recipients=("Như trên", "UBND tỉnh (để báo cáo)", "Lưu: VT, TE"),
    )  # fmt: skip


def _next_report(day: dt.date) -> str:
    """The next of the two yearly reports after `day`, in the words of a letter."""
    if day < dt.date(day.year, 5, 1):
        return f"kết quả 6 tháng trước ngày 25/5/{day.year}"
    if day < dt.date(day.year, 11, 1):
        return f"kết quả năm {day.year} trước ngày 20/11/{day.year}"
    return f"kết quả 6 tháng trước ngày 25/5/{day.year + 1}"


def plan_of_ministry(day: dt.date) -> str:
    """The plan the letter implements: kept for reference, so that the graph can be walked upward."""
    return f"""BỘ Y TẾ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 512/KH-BYT
Hà Nội, ngày {day.day:02d} tháng {day.month} năm {day.year}

KẾ HOẠCH
Công tác trẻ em năm {day.year} (văn bản minh họa)

Căn cứ Chỉ thị số 88-CT/TW ngày 15/01/{day.year} của Ban Bí thư về tăng cường bảo vệ, chăm sóc trẻ em trong giai đoạn mới;
Bộ Y tế ban hành Kế hoạch công tác trẻ em năm {day.year} như sau:

1. Đề nghị Ủy ban nhân dân các tỉnh, thành phố chỉ đạo rà soát, cập nhật dữ liệu trẻ em; hoàn thành trước ngày 30/9/{day.year}.
2. Đề nghị Ủy ban nhân dân các tỉnh, thành phố củng cố mạng lưới bảo vệ trẻ em từ tỉnh đến thôn, bản.
3. Báo cáo kết quả về Bộ Y tế trước ngày 15/12/{day.year}.

Nơi nhận:
- UBND các tỉnh, thành phố;
- Lưu: VT, BMTE.
"""


def party_directive(day: dt.date) -> str:
    return f"""BAN CHẤP HÀNH TRUNG ƯƠNG
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nội, ngày 15 tháng 01 năm {day.year}
Số: 88-CT/TW

CHỈ THỊ
CỦA BAN BÍ THƯ
về tăng cường bảo vệ, chăm sóc trẻ em trong giai đoạn mới (văn bản minh họa)

Công tác trẻ em là việc của cả hệ thống chính trị. Ban Bí thư yêu cầu:

1. Các cấp ủy, tổ chức đảng đưa mục tiêu về trẻ em vào nghị quyết và chương trình công tác hằng năm.
2. Ủy ban nhân dân các cấp bố trí người và kinh phí để phát hiện sớm, hỗ trợ kịp thời trẻ em có nguy cơ.

Nơi nhận:
- Các tỉnh ủy, thành ủy;
- Lưu Văn phòng Trung ương Đảng.
"""


def amending_letter(day: dt.date, first: dt.date) -> str:
    """Waiting for review when the demo begins: it amends one deadline of the letter."""
    return f"""UBND TỈNH ĐIỆN BIÊN
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 2031/SYT-TE
V/v điều chỉnh thời hạn và bổ sung nhiệm vụ về công tác trẻ em năm {first.year}
Điện Biên, ngày {day.day:02d} tháng {day.month} năm {day.year}

Kính gửi: Ủy ban nhân dân các xã, phường

Sửa đổi, bổ sung Công văn số {NUMBER} ngày {vn_date(first)} của Sở Y tế về công tác trẻ em năm {first.year}, Sở Y tế đề nghị Ủy ban nhân dân các xã, phường:

1. Tổ chức tập huấn kỹ năng phát hiện, thông báo và hỗ trợ ban đầu cho cộng tác viên thôn, bản; hoàn thành trước ngày {vn_date(day + dt.timedelta(days=45))}.
2. Rà soát trẻ em chưa có thẻ bảo hiểm y tế và lập danh sách đề nghị cấp thẻ trước ngày {vn_date(day + dt.timedelta(days=30))}.
3. Công an tỉnh chủ trì, phối hợp với Sở Giáo dục và Đào tạo tuyên truyền phòng ngừa xâm hại trẻ em trên môi trường mạng trong các trường học.

Nơi nhận:
- Như trên;
- Lưu: VT, TE.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Nguyễn Minh Họa
"""

"""Word keeps the letterhead in a table: read cell by cell, the whole left column comes before the quốc hiệu."""

from __future__ import annotations

import pytest

from chungtay.directives.reader.api import read_text

LEFT = (
    "UBND TỈNH ĐIỆN BIÊN\nSỞ Y TẾ\n\nSố: 1286/SYT-TE\n"
    "V/v triển khai các nhiệm vụ trọng tâm về công tác trẻ em năm 2026\n"
)
RIGHT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nĐiện Biên, ngày 05 tháng 6 năm 2026\n\n"
BODY = """Kính gửi: Ủy ban nhân dân các xã, phường
Thực hiện Kế hoạch số 512/KH-BYT ngày 26/4/2026 của Bộ Y tế, Sở đề nghị Ủy ban nhân dân các xã, phường thực hiện:
1. Kiện toàn nhóm thường trực bảo vệ trẻ em cấp xã. Hoàn thành trước ngày 05/7/2026.
2. Đề nghị Công an tỉnh chủ trì, triển khai kế hoạch phòng ngừa xâm hại trẻ em.
"""


@pytest.mark.parametrize("head", [LEFT + RIGHT, RIGHT + LEFT], ids=["left first", "right first"])
def test_the_letterhead_is_found_whichever_column_comes_first(head: str) -> None:
    found = read_text(head + BODY).as_json()
    document = found["document"]
    assert document["number"] == "1286/SYT-TE"
    assert document["date"] == "2026-06-05"
    assert document["issuer"].upper().startswith("SỞ Y TẾ")
    assert document["subject"] == "triển khai các nhiệm vụ trọng tâm về công tác trẻ em năm 2026"
    assert found["tasks"][0]["lead"] == ["Ủy ban nhân dân các xã, phường"]
    assert found["tasks"][1]["lead"] == ["Công an tỉnh"]

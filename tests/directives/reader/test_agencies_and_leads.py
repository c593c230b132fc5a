"""Names of agencies end where the predicate begins; the lead is who the words give the work to."""

from __future__ import annotations

import pytest

from chungtay.directives.reader.agencies import names_at
from chungtay.directives.reader.leads import assignment_at, cooperating_in, heading_names, named_inside
from chungtay.directives.reader.text import Source, clean


def names(words: str) -> list[str]:
    found = names_at(Source(clean(words)), 0, len(words))
    return found.texts(Source(clean(words))) if found else []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sở Y tế chủ trì", ["Sở Y tế"]),
        ("Sở Y tế, Công an tỉnh phối hợp", ["Sở Y tế", "Công an tỉnh"]),
        ("các sở, ban, ngành, đoàn thể tỉnh triển khai", ["các sở, ban, ngành, đoàn thể tỉnh"]),
        ("UBND các huyện, thị xã, thành phố xây dựng", ["UBND các huyện, thị xã, thành phố"]),
        ("các cơ quan, đơn vị và UBND phường, xã rà soát", ["các cơ quan, đơn vị", "UBND phường, xã"]),
        ("Sở Văn hóa, Thể thao và Du lịch tăng", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Sở Lao động - Thương binh và Xã hội giúp", ["Sở Lao động - Thương binh và Xã hội"]),
        ("các Sở: Y tế, Tư pháp, Nội vụ chủ trì", ["Y tế", "Tư pháp", "Nội vụ"]),
        ("Sở Xây dựng xây dựng quy chế", ["Sở Xây dựng"]),
        ("phòng ngừa tai nạn", []),
        ("hội nghị tổng kết", []),
        ("tổ chức tập huấn", []),
        ("Bộ chỉ tiêu thống kê", []),
    ],
)
def test_names(words: str, expected: list[str]) -> None:
    assert names(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sở Y tế hướng dẫn các bệnh viện tiếp nhận trẻ em.", ["Sở Y tế"]),
        ("Giao Sở Tư pháp tuyên truyền pháp luật.", ["Sở Tư pháp"]),
        ("UBND tỉnh cũng đề nghị UBND các huyện lập kế hoạch.", ["UBND các huyện"]),
        ("Theo đó, Công an xã xác minh tin báo.", ["Công an xã"]),
        ("Kết thúc hè, đề nghị UBND các xã gửi báo cáo.", ["UBND các xã"]),
        ("Công an tỉnh: Đấu tranh với tội phạm.", ["Công an tỉnh"]),
        ("Xây dựng kế hoạch, tổ chức triển khai.", []),
        ("Sở Y tế đã tổ chức ba lớp tập huấn.", []),
    ],
)
def test_leads(words: str, expected: list[str]) -> None:
    source = Source(clean(words))
    found = assignment_at(source, 0, len(words), "UBND tỉnh")
    assert [source.text[s.start : s.end] for s in (found.lead if found else ())] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Công an tỉnh", ["Công an tỉnh"]),
        ("Đề nghị Tỉnh đoàn, Hội Liên hiệp Phụ nữ tỉnh:", ["Tỉnh đoàn", "Hội Liên hiệp Phụ nữ tỉnh"]),
        ("Trách nhiệm của Trạm Y tế", ["Trạm Y tế"]),
        ("Sở Y tế có trách nhiệm:", ["Sở Y tế"]),
        ("Sở Y tế khám sức khỏe cho trẻ em", None),
        ("Công tác truyền thông", None),
    ],
)
def test_headings_that_only_name(words: str, expected: list[str] | None) -> None:
    source = Source(clean(words))
    found = heading_names(source, 0, len(words))
    assert (None if found is None else [source.text[s.start : s.end] for s in found]) == expected


def test_partners() -> None:
    source = Source("Chủ trì, phối hợp với Công an tỉnh, Sở Tư pháp xây dựng quy chế.")
    found = cooperating_in(source, 0, len(source.text))
    assert [source.text[s.start : s.end] for s in found] == ["Công an tỉnh", "Sở Tư pháp"]


@pytest.mark.parametrize(
    "words",
    [
        "Lập danh sách. Cơ quan chủ trì: Trạm Y tế.",
        "Lập danh sách; Trạm Y tế chủ trì; xong sớm.",
        "Việc này do Trạm Y tế chủ trì.",
    ],
)
def test_the_lead_named_inside(words: str) -> None:
    source = Source(clean(words))
    assert [source.text[s.start : s.end] for s in named_inside(source, 0, len(words))] == ["Trạm Y tế"]

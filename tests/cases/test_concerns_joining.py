"""Five reports of one event from five roads are found to belong together, and no others; every reason is in words."""

from __future__ import annotations

import datetime as dt
import random
import re
import time

import pytest

from chungtay.cases.joining import Told, alike, compare, groups
from chungtay.law.clocks import VIETNAM

NIGHT = dt.datetime(2026, 12, 5, 21, 40, tzinfo=VIETNAM)
HERE = "11b/03145b"


def report(key: int, hours: float, words: str, **more: object) -> Told:
    return Told(key, NIGHT + dt.timedelta(hours=hours), HERE, words=words, **more)  # type: ignore[arg-type]


def five() -> list[Told]:
    """One beating in Bản Phăng, told by the hotline, a neighbour, the school, the clinic and the police."""
    return [
        report(1, 0, "Bố dượng say rượu dùng gậy đánh cháu, cháu chảy máu đầu, hàng xóm nghe tiếng kêu", place="Bản Phăng 2",
               child="Lò Văn An", age="9", sex="male", suspect="Bố dượng tên Quàng Văn Hặc"),
        report(2, 0.5, "Ở nhà bà Pâng có tiếng trẻ khóc thét, ông Hặc uống rượu say cầm gậy",
               place="nhà bà Pâng, bản Phăng 2", hamlet=7),
        report(3, 10, "Học sinh lớp 4 nghỉ học, có vết thương ở đầu, em nói bị bố dượng đánh bằng gậy", child="Lò Văn An",
               parents=("Lò Thị Pâng",), age="10"),
        report(4, 12, "Trạm y tế khâu vết thương vùng đầu cho bệnh nhân nhi, nghi bị đánh bằng gậy, người nhà say rượu",
               child="Lo Van An", sex="male"),
        report(5, 14, "Công an xã nhận tin Quàng Văn Hặc say rượu hành hung con riêng của vợ, dùng gậy, thương tích ở đầu",
               suspect="Quàng Văn Hặc", child="An", age="9", hamlet=7),
    ]  # fmt: skip


def others() -> list[Told]:
    return [
        report(11, 3, "Cháu gái bị bỏ lại một mình, bố mẹ đi làm công ty ở Bắc Ninh, bà nội đã già yếu", child="Giàng Thị Mỷ",
               age="6", sex="female", place="Bản Co Mận"),
        report(12, 30, "Nhóm học sinh rủ nhau tắm sông, một em suýt đuối nước", place="cầu treo bản Bua", age="12"),
        report(13, 5, "Có người lạ rủ rê trẻ em gái sang biên giới lấy chồng", child="Vàng Thị Dợ", age="14", sex="female"),
    ]  # fmt: skip


def test_five_reports_of_one_event_are_one_group_and_the_others_stand_alone() -> None:
    found = groups([*five(), *others()])
    assert found == [(1, 2, 3, 4, 5)]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_they_came_in_changes_nothing(seed: int) -> None:
    every = [*five(), *others()]
    random.Random(seed).shuffle(every)
    assert groups(every) == [(1, 2, 3, 4, 5)]


def test_likeness_is_the_same_both_ways() -> None:
    for one in [*five(), *others()]:
        for other in [*five(), *others()]:
            if one.key != other.key:
                first, second = compare(one, other), compare(other, one)
                assert (first and first.points) == (second and second.points)


def test_a_reason_is_in_words_and_repeats_no_name_and_nothing_told() -> None:
    first, *rest = five()
    found = alike(first, rest)
    assert found, "nothing was found to be alike"
    for likeness in found:
        assert likeness.sentence
        for told in ("An", "Pâng", "Hặc", "gậy", "rượu", "Phăng"):
            assert told.lower() not in re.findall(r"\w+", likeness.sentence.lower())


def test_the_likeliest_stands_first() -> None:
    first, *rest = five()
    assert alike(first, rest)[0].second == 5  # the name, the age, the suspect, the words


@pytest.mark.parametrize(
    "change",
    [
        {"unit_path": "11b/03160b"},
        {"received_at": NIGHT + dt.timedelta(days=15)},
        {"sex": "female"},
        {"child": "Giàng A Páo", "place": "", "suspect": "", "words": "nghe nói có chuyện"},
    ],
    ids=["another commune", "two weeks later", "a girl", "another child"],
)
def test_what_is_surely_another_event_is_not_proposed(change: dict[str, object]) -> None:
    first = five()[0]
    values = {**vars(first), "key": 99, **change}
    assert compare(first, Told(**values)) is None


def test_two_children_known_in_the_register_are_two_events_and_one_child_is_one() -> None:
    first = report(1, 0, "một chuyện", child_id=5)
    assert compare(first, report(2, 1, "một chuyện", child_id=6)) is None
    same = compare(first, report(3, 1, "chuyện khác hẳn", child_id=5))
    assert same is not None
    assert same.reasons[0] == "cùng một trẻ trong sổ"


def test_place_and_time_alone_never_join_two_reports() -> None:
    first = report(1, 0, "trẻ bị bỏ lại một mình", place="Bản Phăng 2", hamlet=7)
    assert compare(first, report(2, 0, "tai nạn điện giật", place="Bản Phăng 2", hamlet=7)) is None


def test_almost_nothing_known_joins_nothing() -> None:
    assert groups([report(key, 0, "có chuyện") for key in range(20)]) == []


def test_two_hundred_reports_are_compared_in_a_moment() -> None:
    names = ["Lò Văn An", "Giàng A Páo", "Vàng Thị Dợ", "Cà Văn Sơn", "Quàng Thị Ín"]
    story = "gậy rượu máu đầu suối nương rẫy biên điện thoại khóc thét bầm tím lưng cổ trốn rừng vực cầu"
    words = story.split()
    pick = random.Random(1)
    every = [
        report(key, key, " ".join(pick.choices(words, k=25)), child=pick.choice(names), place=f"bản {key % 40}")
        for key in range(200)
    ]
    began = time.process_time()
    groups(every)
    assert time.process_time() - began < 2, "twenty thousand pairs; the inbox waits for them"

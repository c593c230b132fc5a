"""One box finds everything the post may see, with or without accents, and nothing else."""

from __future__ import annotations

import pytest

from tests.factories.accounts import Person, World
from tests.journeys.conftest import AtDesk, Calendar
from tests.journeys.seat import Seat, panel
from tests.journeys.seeds import PERIOD, TITLE, given_a_task, issued_letter, name_units, open_period

pytestmark = pytest.mark.journey


def when_searching(seat: Seat, words: str) -> None:
    seat.page.fill("#tim-chung", words)
    with seat.page.expect_navigation():
        seat.page.press("#tim-chung", "Enter")
    seat.heading("Tìm kiếm")


def test_alice_finds_everything_in_one_box(
    at_desk: AtDesk, alice: Person, bao: Person, chi: Person, world: World, calendar: Calendar
) -> None:
    issued_letter(bao)
    given_a_task(bao, world.other_committee, title="Khảo sát riêng của Thanh Nưa")
    open_period(world)
    name_units()
    xa = at_desk(alice)
    for typed, group, found in (
        ("thang hanh dong", "van-ban", "415/SYT-TE"),
        ("415/SYT-TE", "van-ban", "415/SYT-TE"),
        ("ra soat cac diem duoi nuoc", "nhiem-vu", "Rà soát các điểm có nguy cơ đuối nước"),
        ("Rà soát các điểm", "nhiem-vu", "Rà soát các điểm có nguy cơ đuối nước"),
        ("bao cao 6 thang dau nam", "bao-cao", PERIOD),
        ("muong phang", "don-vi", "Xã Mường Phăng"),
        ("pa khoang", "don-vi", "Mường Phăng"),  # an old name leads to today's unit
    ):
        when_searching(xa, typed)
        xa.sees(found, within=panel(group))
    xa.follow("Pá Khoang", within=panel("don-vi"))
    xa.sees("Mường Phăng")

    for typed in ("khao sat rieng cua thanh nua", "khong co gi nhu the"):
        when_searching(xa, typed)
        xa.sees("Không tìm thấy")
    neighbour = at_desk(chi)
    when_searching(neighbour, "khao sat rieng")
    neighbour.sees("Khảo sát riêng của Thanh Nưa", within=panel("nhiem-vu"))


def test_a_search_is_never_taken_for_html(at_desk: AtDesk, alice: Person) -> None:
    xa = at_desk(alice)
    when_searching(xa, "<img src=x onerror=alert(1)> & \"':*|!()")
    xa.sees("Không tìm thấy", "<img src=x")
    xa.sees_no(TITLE)

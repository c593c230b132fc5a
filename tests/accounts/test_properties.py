"""Whatever the dates: posts never overlap, and a person acts exactly on the days on which he may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chungtay.accounts.actors import choices
from chungtay.accounts.models import Delegation, Post
from chungtay.foundation.scoping import as_system
from tests.factories.accounts import Person

START = dt.date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda number: START + dt.timedelta(days=number))
SPANS = st.tuples(DAYS, st.none() | st.integers(0, 15)).map(
    lambda span: (span[0], None if span[1] is None else span[0] + dt.timedelta(days=span[1]))
)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = [
    "UBND",
    "các",
    "huyện",
    "thị",
    "xã",
    "thành",
    "phố",
    ",",
    "và",
    "cấp",
    "13",
    "Sở",
    "Y",
    "tế",
    "TP.",
    "tỉnh",
    "đoàn",
    "(x)",
]
FOREVER = dt.date(2100, 1, 1)


class Undo(Exception):
    """Leaves the database as it was before the example."""


def fresh(body: Any) -> None:
    """Every example begins with nothing but the people."""
    try:
        with transaction.atomic():
            body()
            raise Undo
    except Undo:
        return


@SLOW
@given(spans=st.lists(SPANS, min_size=1, max_size=6), asked=DAYS)
def test_one_person_holds_a_post_at_most_once_a_day(
    alice: Person, spans: list[tuple[dt.date, dt.date | None]], asked: dt.date
) -> None:
    def body() -> None:
        with as_system("what a post holds is walled"):
            Post.objects.filter(user=alice.user).delete()
        kept: list[tuple[dt.date, dt.date]] = []
        for first, end in spans:
            apart = all(end_ <= first or (end or FOREVER) <= first_ for first_, end_ in kept)
            empty = end == first  # begun and ended before its first day: holds on no day
            post = Post(
                user=alice.user, agency=alice.post.agency, unit=alice.post.unit, role="commune_officer", title="x"
            )
            post.valid_from, post.valid_to = first, end
            try:
                with transaction.atomic():
                    post.save()
                made = True
            except IntegrityError:
                made = False
            assert made is (apart or empty)
            if made and not empty:
                kept.append((first, end or FOREVER))
        held = any(first <= asked < end for first, end in kept)
        assert len(choices(alice.user, asked)) == int(held)

    fresh(body)


@SLOW
@given(first=DAYS, length=st.integers(0, 20), post_end=st.none() | DAYS, asked=DAYS)
def test_a_delegate_may_act_exactly_in_his_days_while_the_post_is_held(
    alice: Person, bao: Person, first: dt.date, length: int, post_end: dt.date | None, asked: dt.date
) -> None:
    last = first + dt.timedelta(days=length)

    def body() -> None:
        Post.objects.filter(pk=alice.post.pk).update(valid_from=dt.date(2025, 7, 1), valid_to=post_end)
        Delegation.objects.create(post=alice.post, to_user=bao.user, first_day=first, last_day=last, reason="x")
        expected = first <= asked <= last and (post_end is None or asked < post_end)
        assert any(choice.delegation for choice in choices(bao.user, asked)) is expected

    fresh(body)


@SLOW
@given(spans=st.lists(st.tuples(DAYS, st.integers(0, 10)), min_size=2, max_size=5))
def test_the_same_delegation_never_stands_twice(alice: Person, bao: Person, spans: list[tuple[dt.date, int]]) -> None:
    def body() -> None:
        kept: list[tuple[dt.date, dt.date]] = []
        for first, length in spans:
            last = first + dt.timedelta(days=length)
            apart = all(last < first_ or last_ < first for first_, last_ in kept)
            try:
                with transaction.atomic():
                    Delegation.objects.create(
                        post=alice.post, to_user=bao.user, first_day=first, last_day=last, reason="x"
                    )
                made = True
            except IntegrityError:
                made = False
            assert made is apart
            if made:
                kept.append((first, last))

    fresh(body)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
@example(text="HUYEN:VA:DOAN")
def test_any_text_can_be_read_as_a_name(text: str) -> None:
    from chungtay.accounts.naming import canonical, read

    assert read(text)
    assert canonical(canonical(text)) == canonical(text)

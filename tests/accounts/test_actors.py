"""What a post makes of a person on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from chungtay.accounts.actors import build_actor, choices, forget_coverage
from chungtay.accounts.models import AgencySuccession, Delegation
from tests.factories.accounts import Person, World, make_agency, make_person

TODAY = dt.date(2026, 3, 10)


def test_a_commune_officer_sees_the_commune_and_what_it_was_made_from(alice: Person, world: World) -> None:
    actor = build_actor(alice.post, TODAY)
    assert actor.covers(world.commune.path)
    assert actor.covers(world.old_commune.path)
    assert not actor.covers(world.other_commune.path)


def test_a_province_officer_sees_every_commune_of_the_province_only(bao: Person, world: World) -> None:
    actor = build_actor(bao.post, TODAY)
    assert actor.covers(world.commune.path)
    assert actor.covers(world.old_commune.path)
    assert not actor.covers(world.far_commune.path)


def test_the_country_covers_everything(world: World) -> None:
    person = make_person("em", "Đỗ Gia Em", "ministry_officer", world.ministry, "Chuyên viên")
    assert build_actor(person.post, TODAY).covers(world.far_commune.path)


def test_predecessors_of_an_agency_count_however_many_reforms_ago(alice: Person, world: World) -> None:
    older = make_agency("UBND xã Pá Khoang", world.old_commune)
    oldest = make_agency("UBND xã Cũ", world.old_commune, sector="cũ")
    AgencySuccession.objects.create(predecessor=oldest, successor=older, effective_on=dt.date(2010, 1, 1))
    AgencySuccession.objects.create(predecessor=older, successor=world.committee, effective_on=dt.date(2025, 7, 1))
    forget_coverage()
    assert build_actor(alice.post, TODAY).agency_ids == {world.committee.pk, older.pk, oldest.pk}
    assert build_actor(alice.post, dt.date(2025, 6, 30)).agency_ids == {world.committee.pk}


def test_only_posts_of_today_can_be_chosen(alice: Person) -> None:
    alice.post.valid_to = TODAY
    alice.post.save()
    assert choices(alice.user, TODAY) == []
    assert [choice.post for choice in choices(alice.user, TODAY - dt.timedelta(days=1))] == [alice.post]


@pytest.mark.parametrize(("day", "possible"), [(9, False), (10, True), (12, True), (13, False)])
def test_a_delegated_post_can_be_chosen_from_the_first_to_the_last_day(
    alice: Person, chi: Person, day: int, possible: bool
) -> None:
    Delegation.objects.create(
        post=alice.post,
        to_user=chi.user,
        first_day=dt.date(2026, 3, 10),
        last_day=dt.date(2026, 3, 12),
        reason="Nghỉ phép",
    )
    found = choices(chi.user, dt.date(2026, 3, day))
    assert (alice.post in [choice.post for choice in found]) is possible


def test_a_delegate_acts_under_his_own_name_and_says_for_whom(alice: Person, chi: Person) -> None:
    Delegation.objects.create(post=alice.post, to_user=chi.user, first_day=TODAY, last_day=TODAY, reason="Nghỉ phép")
    choice = choices(chi.user, TODAY)[1]
    actor = choice.actor(chi.user, TODAY)
    assert choice.words.startswith("Thay Lò Thị Ân: ")
    assert (actor.user_id, actor.name, actor.on_behalf_of) == (chi.user.pk, "Trần Linh Chi", "Lò Thị Ân")
    assert actor.post_id == alice.post.pk


def test_a_delegation_ends_with_the_post_and_with_its_holder(alice: Person, chi: Person) -> None:
    Delegation.objects.create(post=alice.post, to_user=chi.user, first_day=TODAY, last_day=TODAY, reason="Nghỉ phép")
    alice.user.is_active = False
    alice.user.save()
    assert len(choices(chi.user, TODAY)) == 1

"""One act, many tasks: checked before anything is written, carried out once even when repeated."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from chungtay.directives.models import GivingAct, Task, TaskParty, TaskWord
from chungtay.directives.services import cascade
from chungtay.directives.services.cascade import TaskDraft, five_clear, give
from chungtay.foundation.errors import UserError
from chungtay.foundation.models import Notice
from chungtay.foundation.scoping import acting_as, as_system
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db


def draft(*leads: int, **more: object) -> TaskDraft:
    base: dict[str, object] = {
        "title": "Củng cố nhóm thường trực bảo vệ trẻ em", "result": "Quyết định kiện toàn", "responsible": "Chủ tịch UBND xã",
        "due_on": timezone.localdate() + dt.timedelta(days=30), "lead_ids": leads,
    }  # fmt: skip
    return TaskDraft(**{**base, **more})  # type: ignore[arg-type]


def test_each_lead_gets_its_own_task_with_word_parties_and_message(
    bao: Person, alice: Person, chi: Person, world: World
) -> None:
    one = draft(
        world.committee.pk,
        world.other_committee.pk,
        cooperating_ids=(world.police.pk,),
        monitoring_ids=(world.province_committee.pk,),
    )
    with acting_as(bao.actor):
        act = give(actor=bao.actor, drafts=[one, draft(world.committee.pk, title="Tổ chức diễn đàn trẻ em")])
        assert act.state == GivingAct.State.FINISHED
        assert Task.objects.count() == 3
    assert TaskWord.objects.filter(kind="given").count() == 3
    assert TaskParty.objects.filter(role="cooperating").count() == 2
    titles = dict(Notice.objects.values_list("user__username", "title"))
    assert titles["alice"].startswith("2 nhiệm vụ mới")
    assert titles["chi"].startswith("1 nhiệm vụ mới")


def test_carrying_out_again_gives_nothing_twice(bao: Person, world: World) -> None:
    with acting_as(bao.actor):
        act = give(actor=bao.actor, drafts=[draft(world.committee.pk, world.other_committee.pk)])
    with as_system("a crash before the end is played"):
        GivingAct.objects.filter(pk=act.pk).update(state=GivingAct.State.FAILED, finished_at=None)
    again = cascade.carry_out(act_id=act.pk, actor=bao.actor)
    with as_system("count"):
        assert Task.objects.count() == 2
    assert TaskWord.objects.filter(kind="given").count() == 2
    assert again.state == GivingAct.State.FINISHED


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"result": ""}, "rõ kết quả"),
        ({"responsible": " "}, "rõ trách nhiệm"),
        ({"due_on": None}, "rõ thời gian"),
        ({"title": "Báo cáo"}, "rõ việc"),
        ({"lead_ids": ()}, "rõ người"),
        ({"due_on": dt.date(2020, 1, 1)}, "đã qua"),
    ],
)
def test_what_is_not_clear_is_not_given(bao: Person, world: World, more: dict[str, object], sentence: str) -> None:
    with acting_as(bao.actor), pytest.raises(UserError, match=sentence):
        give(actor=bao.actor, drafts=[draft(world.committee.pk, **more)])
    with as_system("count"):
        assert not Task.objects.exists()
        assert not GivingAct.objects.exists()


def test_a_standing_task_needs_no_day() -> None:
    assert five_clear(draft(1, due_on=None, rhythm="standing")).clear


def test_a_task_to_oneself_is_refused(bao: Person, world: World) -> None:
    with acting_as(bao.actor), pytest.raises(UserError, match="chính cơ quan giao"):
        give(actor=bao.actor, drafts=[draft(bao.actor.agency_id)])


def test_a_unit_that_no_longer_exists_is_told(bao: Person, world: World) -> None:
    from tests.factories.accounts import make_agency

    old = make_agency("UBND xã Pá Khoang", world.old_commune)
    with acting_as(bao.actor), pytest.raises(UserError, match=r"UBND xã Pá Khoang \(đến 01/07/2025\)"):
        give(actor=bao.actor, drafts=[draft(old.pk)])


def test_a_past_directive_goes_to_the_units_of_its_year(bao: Person, world: World) -> None:
    from tests.factories.accounts import make_agency

    old = make_agency("UBND xã Pá Khoang", world.old_commune)
    day = dt.date(2022, 3, 3)
    with acting_as(bao.actor):
        act = give(actor=bao.actor, drafts=[draft(old.pk, due_on=dt.date(2022, 11, 20))], given_on=day)
    with as_system("read"):
        assert Task.objects.get(act=act.lines[0]["act"]).unit_path == world.old_commune.path


def test_an_officer_of_the_other_commune_sees_nothing(bao: Person, alice: Person, chi: Person, world: World) -> None:
    with acting_as(bao.actor):
        give(actor=bao.actor, drafts=[draft(world.committee.pk)])
    with acting_as(alice.actor):
        assert Task.objects.count() == 1
    with acting_as(chi.actor):
        assert Task.objects.count() == 0


def test_the_new_commune_sees_what_its_predecessor_was_given(bao: Person, alice: Person, world: World) -> None:
    from tests.factories.accounts import make_agency

    old = make_agency("UBND xã Pá Khoang", world.old_commune)
    with acting_as(bao.actor):
        give(actor=bao.actor, drafts=[draft(old.pk, due_on=dt.date(2022, 11, 20))], given_on=dt.date(2022, 3, 3))
    with acting_as(alice.actor):
        assert Task.objects.count() == 1

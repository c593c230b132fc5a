"""Returns of the demo: the sets that would be open today; some communes have sent, one was sent back, most still write."""

from __future__ import annotations

import datetime as dt

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.config.demo.time_travel import at, moment
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.statistics.models.returns import DataSet, Return
from chungtay.statistics.services import returns as services
from chungtay.statistics.services.returns_opening import open_due

SENT = 6  # communes that have sent; more would only take longer to make


def make(today: dt.date) -> str:
    """Opens what is due and lets the first communes send, once. Returns a sentence about what is there."""
    if DataSet.objects.exists():
        return "Số liệu kỳ minh họa đã có."
    with as_system("the demo opens the sets as the worker would"):
        opened = open_due(today)
    posts = Post.objects.on(today).select_related("user", "agency", "unit")
    checks, takes = (posts.filter(user__username=name).first() for name in ("tinh", "lanhdao"))
    if checks is None or takes is None or not opened:
        return f"Đã mở {opened} biểu số liệu kỳ."
    sent = _send(build_actor(checks, today), build_actor(takes, today), today)
    return f"Đã mở {opened} biểu số liệu kỳ; {sent} xã đã nộp."


def _send(officer: Actor, leader: Actor, today: dt.date) -> int:
    """The form of the communes themselves with the nearest deadline: sent on days before it, late by one."""
    datasets = DataSet.objects.filter(receiver__in=officer.agency_ids, form__startswith="commune_").order_by("-due_on")
    dataset = datasets.first()
    if dataset is None:
        return 0
    fillers = {
        post.unit_id: build_actor(post, today)
        for post in Post.objects.on(today)
        .filter(role="commune_officer")
        .select_related("user", "agency", "unit")
        .order_by("-pk")
    }
    with as_system("the demo chooses communes that have an officer"):
        returns = list(
            Return.objects.filter(dataset=dataset, unit__in=fillers).select_related("unit").order_by("-pk")[:SENT]
        )
    for place, owner in enumerate(returns):
        day = min(today, dataset.due_on + dt.timedelta(days=1 - place))
        with at(moment(day, 9)), acting_as(fillers[owner.unit_id]) as actor:
            services.submit(actor=actor, owner=Return.objects.get(pk=owner.pk), sure=True)
        with at(moment(day, 15)):
            _answer(officer, leader, owner.pk, place)
    return len(returns)


def _answer(officer: Actor, leader: Actor, pk: int, place: int) -> None:
    """One is sent back, one waits, the others are checked by one person and taken by another."""
    with acting_as(officer) as actor:
        owner = Return.objects.get(pk=pk)
        if place == 0:
            why = "Số trẻ em có thẻ bảo hiểm y tế thấp hơn kỳ trước, hãy rà lại."
            services.send_back(actor=actor, owner=owner, reason=why)
        elif place > 1:
            services.check(actor=actor, owner=owner)
    if place > 1:
        with acting_as(leader) as actor:
            services.accept(actor=actor, owner=Return.objects.get(pk=pk))

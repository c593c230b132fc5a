import datetime as dt
from tests.care.test_pages import *  # noqa
from chungtay.foundation.scoping import acting_as
from chungtay.care import worklist as cw
from chungtay.foundation import worklist as fw
import pytest
pytestmark = pytest.mark.django_db
def test_dbg(cared, alice, lan, clockwork):
    day = clockwork.go(dt.date(2026, 6, 10))
    with acting_as(alice.actor):
        q = cw._running(alice.actor, day)
        print(q.count(), fw.have_rows([q]), cw.clocks(alice.actor, day), fw._questions.keys())
        qs = {n: f(alice.actor, day) for n, f in fw._questions.items()}
        qs = {n: v for n, v in qs.items() if v is not None}
        print(dict(zip(qs, fw.have_rows(list(qs.values())))))
        print({n: fw.have_rows([v]) for n, v in qs.items()})
    assert 0

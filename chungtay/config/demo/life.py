"""Half a year of work on the demo letter: who was quick, who was late, who asked for more time. Drawn with a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.config.demo.time_travel import at, moment
from chungtay.directives.models import Extension, Task
from chungtay.directives.services import extensions, tasks
from chungtay.foundation.access import Actor
from chungtay.foundation.files import keep_bytes
from chungtay.foundation.scoping import acting_as, as_system

_DONE = (
    "Đã thực hiện xong theo yêu cầu; kết quả được họp thôn, bản thống nhất.",
    "Đã hoàn thành. Nơi xa trung tâm làm sau một tuần do mưa.",
    "Hoàn thành đủ nội dung; đã lưu hồ sơ tại UBND xã.",
    "Đã làm xong, có sự phối hợp của nhà trường và trạm y tế.",
)
_HALF = (
    "Đã làm được ở các bản gần trung tâm.",
    "Đang chờ số liệu của hai bản vùng cao.",
    "Đã họp phân công, bắt đầu triển khai.",
)
_BACK = ("Thiếu số liệu của hai bản, đề nghị bổ sung.", "Minh chứng chưa có chữ ký, đề nghị gửi lại.")
_MORE = ("Mưa lũ chia cắt hai bản, chưa vào được.", "Cán bộ phụ trách nghỉ thai sản, vừa phân công người thay.")


@dataclass(frozen=True)
class Happening:
    when: dt.datetime
    do: Callable[[], None]


class Life:
    """Plans what happens to each task, then lets it all happen in the order of time through the services."""

    def __init__(self, posts: dict[int, Post], giver: Post, draw: random.Random, today: dt.date) -> None:
        self.workers = {agency: build_actor(post, today) for agency, post in posts.items()}
        self.giver = build_actor(giver, today)
        self.draw = draw
        self.today = today
        self.diligence: dict[int, float] = {}
        self.happenings: list[Happening] = []
        paper = "Biên bản (minh họa)\nCuộc họp đã thống nhất nội dung nêu trong báo cáo.\n".encode()
        self.evidence = keep_bytes("Biên bản minh họa.txt", paper, "text/plain; charset=utf-8", actor=self.giver)

    def plan(self, task: Task) -> None:
        worker = self.workers.get(task.lead_id)
        if worker is None or task.due_on is None:
            return
        draw = self.draw
        diligence = self.diligence.setdefault(task.lead_id, draw.betavariate(5, 1.6))
        accepted = task.given_on + dt.timedelta(days=draw.randint(0, 4))
        if draw.random() > 0.03:
            self._then(accepted, lambda: tasks.accept(actor=worker, task=task), worker)
        due, not_before = self._maybe_extended(task, worker, task.due_on, accepted)
        late = draw.random() > diligence
        if late and draw.random() < 0.35:
            self._maybe_progress(task, worker, accepted, self.today)
            self._urged(task, due)
            return
        reported = (
            due + dt.timedelta(days=draw.randint(1, 24)) if late else due - dt.timedelta(days=draw.randint(0, 12))
        )
        reported = max(reported, not_before + dt.timedelta(days=1))
        self._maybe_progress(task, worker, accepted, reported)
        self._reported(task, worker, reported)

    def _maybe_progress(self, task: Task, worker: Actor, after: dt.date, before: dt.date) -> None:
        draw = self.draw
        day = after + dt.timedelta(days=draw.randint(5, 20))
        if day < before and draw.random() < 0.35:
            note, percent = draw.choice(_HALF), draw.choice([20, 30, 50, 70])
            self._then(day, lambda: tasks.report_progress(actor=worker, task=task, note=note, progress=percent), worker)

    def _maybe_extended(self, task: Task, worker: Actor, due: dt.date, accepted: dt.date) -> tuple[dt.date, dt.date]:
        """The deadline after all, and the day of the last word about it: the report comes later than that."""
        draw = self.draw
        if draw.random() > 0.05:
            return due, accepted
        asked = max(accepted + dt.timedelta(days=1), due - dt.timedelta(days=draw.randint(1, 6)))
        wanted, reason = due + dt.timedelta(days=draw.choice([10, 15, 20])), draw.choice(_MORE)
        self._then(asked, lambda: _ask(task, worker, wanted, reason), worker)
        answered = asked + dt.timedelta(days=2)
        if answered > self.today or draw.random() < 0.1:
            return due, self.today  # still waiting for an answer
        self._then(answered, lambda: _grant(task, self.giver), self.giver)
        return wanted, answered

    def _urged(self, task: Task, due: dt.date) -> None:
        self._then(
            due + dt.timedelta(days=3),
            lambda: tasks.urge(actor=self.giver, task=task, note="Đề nghị báo cáo trước thứ Sáu tuần này."),
            self.giver,
        )

    def _reported(self, task: Task, worker: Actor, day: dt.date) -> None:
        draw = self.draw
        note = draw.choice(_DONE)
        files = [self.evidence] if task.evidence_asked else []
        self._then(day, lambda: tasks.report_done(actor=worker, task=task, note=note, files=files), worker)
        decided = day + dt.timedelta(days=draw.randint(1, 5))
        if draw.random() < 0.06:
            reason = draw.choice(_BACK)
            self._then(decided, lambda: tasks.send_back(actor=self.giver, task=task, reason=reason), self.giver)
            if draw.random() < 0.6:
                again = decided + dt.timedelta(days=draw.randint(2, 8))
                self._then(
                    again,
                    lambda: tasks.report_done(actor=worker, task=task, note="Đã bổ sung theo yêu cầu.", files=files),
                    worker,
                )
                self._then(again + dt.timedelta(days=2), lambda: tasks.confirm(actor=self.giver, task=task), self.giver)
        elif draw.random() < 0.95:
            self._then(decided, lambda: tasks.confirm(actor=self.giver, task=task), self.giver)

    def _then(self, day: dt.date, do: Callable[[], object], actor: Actor) -> None:
        if day > self.today:
            return
        when = moment(day, self.draw.randint(8, 16), self.draw.randint(0, 59))

        def happen() -> None:
            with at(when), acting_as(actor):
                do()

        self.happenings.append(Happening(when, happen))

    def live(self) -> int:
        """Lets everything happen; returns how many things did."""
        for happening in sorted(self.happenings, key=lambda one: one.when):
            happening.do()
        return len(self.happenings)


def _ask(task: Task, worker: Actor, wanted: dt.date, reason: str) -> None:
    extensions.ask(actor=worker, task=task, due_on=wanted, reason=reason)


def _grant(task: Task, giver: Actor) -> None:
    with as_system("the demo looks for the request it has just made"):
        asked = Extension.objects.filter(task=task, granted=None).select_related("task").first()
    if asked is not None:
        extensions.decide(actor=giver, extension=asked, granted=True, answer="Đồng ý, đề nghị hoàn thành đúng hạn mới.")

"""Phúc tra: a sample drawn by a stated rule, asked without showing what the book says, and what it tells of the whole book."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from chungtay.children import survey
from chungtay.children.checking import LABELS, SURVEY, differences
from chungtay.children.models import Round, RoundLine
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as reads
from chungtay.children.services.rounds import answer_line, open_round
from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import number
from chungtay.territory.models import Hamlet, Unit

A = RoundLine.Answer
MOST = 5000  # children asked in one re-survey
NAMED = 10  # people named in the sentence on who answered
NOT_THERE = {A.MOVED, A.DIED, A.NOT_FOUND}


def open_survey(
    *,
    actor: Actor,
    title: str,
    unit: Unit,
    due_on: dt.date,
    margin: float = 0.05,
    expected: float = 0.1,
    seed: str = "",
    communes: tuple[str, ...] = (),
    act: uuid.UUID | None = None,
) -> Round:
    """Draws the sample and opens the round. The same seed on the same book draws the same children."""
    require(actor, ChildPermission.OPEN_ROUND, unit)
    done = Round.objects.filter(act=act).first() if act else None
    if done is not None:
        return done
    rule: dict[str, Any] = {"communes": list(communes), "which": "tat-ca"}
    strata: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    rows = reads.population(actor, unit, rule, Round.Kind.RESURVEY, timezone.localdate())
    for pk, path, hamlet in rows.order_by().values_list("pk", "unit_path", "hamlet_id"):
        strata[path, hamlet].append(pk)
    if not strata:
        raise UserError("Sổ chưa có trẻ nào để phúc tra.", field="unit")
    keys = sorted(strata, key=lambda key: (key[0], key[1] or 0))
    total = sum(len(strata[key]) for key in keys)
    wanted = survey.sample_size(total, margin=margin, expected=expected)
    if wanted > MOST:
        raise UserError(f"Độ chính xác này cần hỏi {number(wanted)} trẻ. Hãy chọn sai số lớn hơn.", field="margin")
    seed = seed.strip()[:40] or f"{timezone.localdate():%Y%m%d}-{secrets.randbelow(10**6):06d}"
    shares = survey.allocate([len(strata[key]) for key in keys], wanted)
    drawn = [pk for key, share in zip(keys, shares, strict=True) for pk in survey.draw(seed, strata[key], share)]
    unknown = "Chưa rõ thôn, bản"
    names = dict(Hamlet.objects.filter(pk__in=[hamlet for _, hamlet in keys if hamlet]).values_list("pk", "name"))
    rule["survey"] = {
        "seed": seed, "margin": margin, "expected": expected, "population": total, "size": len(drawn), "drawn": drawn,
        "strata": [{"unit": path, "hamlet": hamlet, "name": names.get(hamlet or 0, unknown),
                    "of": len(strata[path, hamlet]), "drawn": share}
                   for (path, hamlet), share in zip(keys, shares, strict=True)],
    }  # fmt: skip
    kind = Round.Kind.RESURVEY
    return open_round(actor=actor, kind=kind, title=title, unit=unit, due_on=due_on, rule=rule, act=act, at_once=True)


def answer_blind(
    *, actor: Actor, line: RoundLine, version: int, values: Mapping[str, Any], on: dt.date | None = None, note: str = ""
) -> RoundLine:
    """What the family says, written without seeing the book; only then the two are compared.

    What was asked stays in `found["answers"]`; the fields that differ stand in `found` like any correction.
    """
    given = {key: value for key, value in values.items() if key in SURVEY and value}
    if not given:
        raise UserError("Hãy ghi ít nhất một câu trả lời, hoặc chọn “Không tìm thấy”.", field="full_name")
    wrong = differences(line.asked, given)
    answer = A.CORRECTED if wrong else A.CONFIRMED
    return answer_line(
        actor=actor,
        line=line,
        version=version,
        answer=answer,
        on=on,
        found={**wrong, "answers": sorted(given)},
        note=note,
    )


@dataclass(frozen=True)
class Share:
    """One row of the result: of `asked` records `wrong` were in error; the share of the whole book with its interval."""

    key: str
    label: str
    asked: int
    wrong: int
    share: float
    low: float
    high: float

    @property
    def words(self) -> str:
        return f"{_percent(self.share)} (từ {_percent(self.low)} đến {_percent(self.high)})"


@dataclass(frozen=True)
class Outcome:
    """What a re-survey says. `overall` counts a record as wrong when any field is, or the child is not there."""

    seed: str
    population: int
    drawn: int
    answered: int
    overall: Share
    not_there: Share
    fields: tuple[Share, ...]
    answerers: tuple[tuple[str, int], ...] = ()  # who asked the families, and how many of them; the busiest first
    by_writers: int = 0  # answers given by the very person who wrote the record or changed it last

    @property
    def who_words(self) -> str:
        """Who answered, and what that means for the finding; empty while nobody has."""
        if not self.answerers:
            return ""
        named = ", ".join(f"{name or 'không rõ tên'} ({number(many)})" for name, many in self.answerers[:NAMED])
        more = f" và {number(len(self.answerers) - NAMED)} người khác" if len(self.answerers) > NAMED else ""
        own = (
            f" {number(self.by_writers)} câu trả lời do chính người đã ghi hồ sơ đó: hãy cân nhắc hỏi lại bằng người khác."
            if self.by_writers
            else " Không câu nào do chính người đã ghi hồ sơ đó trả lời."
        )
        return f"Người đi hỏi là cán bộ của xã: {named}{more}.{own}"

    @property
    def complete(self) -> bool:
        return self.answered == self.drawn

    @property
    def words(self) -> str:
        """The finding in one sentence."""
        if not self.answered:
            return "Chưa có câu trả lời nào."
        low, high = (_percent(value) for value in (self.overall.low, self.overall.high))
        return (
            f"Trong {number(self.population)} hồ sơ của sổ, ước tính {_percent(self.overall.share)} có ít nhất một chỗ sai; "
            f"với độ tin cậy 95\u00a0%, tỷ lệ thật nằm trong khoảng từ {low} đến {high}."
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _percent(share: float) -> str:
    return f"{number(100 * share, 1)}\u00a0%"


def outcome(round_: Round) -> Outcome:
    """The estimate from the lines as they stand. Works for whom the round is visible as a whole."""
    told = round_.rule["survey"]
    sizes = {(one["unit"], one["hamlet"]): one["of"] for one in told["strata"]}
    answered = RoundLine.objects.filter(round=round_).exclude(answer="").order_by()
    rows = answered.values_list("unit_path", "hamlet", "answer", "found")
    asked: dict[str, Counter[tuple[str, int | None]]] = defaultdict(Counter)
    wrong: dict[str, Counter[tuple[str, int | None]]] = defaultdict(Counter)
    for path, hamlet, answer, found in rows:
        place = (path, hamlet)
        gone = answer in NOT_THERE
        asked["all"][place] += 1
        wrong["all"][place] += gone or answer == A.CORRECTED
        wrong["gone"][place] += gone
        for key in found.get("answers", ()) if not gone else ():
            asked[key][place] += 1
            wrong[key][place] += key in found
    asked["gone"] = asked["all"]
    who = Counter(dict(answered.values_list("answered_by_name").annotate(many=Count("pk"))))
    wrote = Q(answered_by_id=F("child__updated_by_id")) | Q(answered_by_id=F("child__created_by_id"))

    def share(key: str, label: str) -> Share:
        strata = [survey.Stratum(sizes.get(place, many), many, wrong[key][place]) for place, many in asked[key].items()]
        found = survey.estimate(strata)
        return Share(key, label, sum(asked[key].values()), sum(wrong[key].values()), found.share, found.low, found.high)

    return Outcome(
        seed=told["seed"], population=told["population"], drawn=told["size"], answered=sum(asked["all"].values()),
        overall=share("all", "Hồ sơ có ít nhất một chỗ sai"), not_there=share("gone", "Trẻ không còn ở địa bàn"),
        fields=tuple(share(key, LABELS[key]) for key in SURVEY if asked[key]),
        answerers=tuple(who.most_common()), by_writers=answered.filter(wrote).count(),
    )  # fmt: skip

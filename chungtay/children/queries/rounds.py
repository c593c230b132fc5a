"""Rounds of verification: which ones a post sees, whom they are about, how far each commune and hamlet is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from chungtay.children.deriving import SPECIAL
from chungtay.children.models import Child, ChildStatus, Circumstance, CircumstanceState, Round, RoundLine
from chungtay.children.queries.lists import CHILD_YEARS, FILTERS, under
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold
from chungtay.foundation.vietnamese import number as in_words
from chungtay.territory.models import Hamlet, Level, Unit
from chungtay.territory.queries import covered_paths, hamlets_of

# What a review may be about: saved questions of the list page, by code.
WHICH = ("tat-ca", "thieu", "chua-gap", "chua-khai-sinh", "chua-bao-hiem", "ngoai-truong", "hoan-canh")
NUMBER_TWICE = 1 << 20  # beside the bits of Child.faults, in `asked["why"]`
DOUBTS: dict[str, tuple[int, str]] = {
    "missing": (32, "Chưa có số định danh"),
    "faulty": (64, "Số định danh sai hoặc không khớp"),
    "twice": (NUMBER_TWICE, "Hai trẻ cùng một số định danh"),
    "birth": (4 | 2, "Thiếu ngày sinh hoặc ngày sinh chưa đủ"),
}
ANSWERS = dict(RoundLine.Answer.choices)
ASKED = JSONObject(
    full_name="full_name", birth_date="birth", sex="sex", ethnicity="ethnicity", personal_number="personal_number",
    father_name="father_name", mother_name="mother_name", carer_name="carer_name", phone="phone", version="version",
)  # fmt: skip


def visible(actor: Actor) -> QuerySet[Round]:
    """Rounds over units this post covers, and rounds from above that include its commune."""
    condition = Q(pk__in=[])
    for path in actor.unit_paths:
        condition |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    if actor.unit_paths:
        own = actor.unit_paths[0]
        above = [own[:place] for place, sign in enumerate(own) if sign == "/"]
        condition |= Q(unit_path__in=above) & (Q(rule__communes=[]) | Q(rule__communes__contains=[own]))
    return Round.objects.filter(condition).select_related("unit", "agency")


def population(actor: Actor, unit: Unit, rule: Mapping[str, Any], kind: str, on: dt.date) -> QuerySet[Child]:
    """The children a round is about. Only those the actor may see: the wall and the scope stay around it."""
    rows: QuerySet[Child] = Child.objects.filter(status=ChildStatus.HERE)
    communes = rule.get("communes") or []
    if communes:
        rows = rows.filter(_under(path for unit in _units(communes) for path in covered_paths(unit, on)))
    elif unit.level != Level.COUNTRY:
        rows = rows.filter(_under(covered_paths(unit, on)))
    if rule.get("hamlet"):
        rows = rows.filter(hamlet=rule["hamlet"])
    if kind == Round.Kind.IDENTITY:
        return rows.filter(under(CHILD_YEARS, on)).filter(_doubtful(rows, rule.get("why") or list(DOUBTS)))
    question = FILTERS.get(str(rule.get("which") or "tat-ca"), FILTERS["tat-ca"])
    rows = rows.filter(question.condition(on))
    return rows.filter(_openly_special(on)) if question.code == "hoan-canh" else rows


def _openly_special(on: dt.date) -> Exists:
    """A list goes from hand to hand in the hamlet: nobody stands on it only because of something sealed."""
    told = Circumstance.objects.filter(
        child=OuterRef("pk"), list=SPECIAL, state=CircumstanceState.CONFIRMED, seal="", valid_from__lte=on
    )
    return Exists(told.exclude(valid_to__lte=on))


def _units(paths: Iterable[str]) -> list[Unit]:
    return list(Unit.objects.filter(path__in=list(paths)).order_by("path"))


def _under(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    return condition


def _doubtful(rows: QuerySet[Child], why: Iterable[str]) -> Q:
    bits = sum(DOUBTS[code][0] for code in why if code in DOUBTS and code != "twice")
    condition = (
        Q(pk__in=Child.objects.extra(where=["faults & %s > 0"], params=[bits]).values("pk")) if bits else Q(pk__in=[])
    )
    if "twice" in why:
        condition |= Q(personal_number__in=twice(rows))
    return condition


def twice(rows: QuerySet[Child]) -> QuerySet[Any]:
    """Numbers that stand at more than one of these children."""
    numbers = rows.exclude(personal_number="").order_by().values("personal_number")
    return numbers.annotate(times=Count("pk")).filter(times__gt=1).values("personal_number")


def doubts_of(bits: int) -> list[str]:
    return [words for mask, words in DOUBTS.values() if bits & mask]


@dataclass
class Progress:
    """How far a commune, a hamlet or a whole round is. `key`: the path of the commune or the number of the hamlet."""

    key: str | int
    name: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        return self.total - self.counts[""]

    @property
    def left(self) -> int:
        return self.counts[""]

    @property
    def results(self) -> str:
        """“388 đúng, 3 có sửa”: what there is, and nothing that is not."""
        told = ((self.counts[code], words.lower()) for code, words in ANSWERS.items())
        return ", ".join(f"{in_words(many)} {words}" for many, words in told if many)

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.answered // self.total if self.total else 0

    @property
    def words(self) -> str:
        return f"{in_words(self.answered)}/{in_words(self.total)}"


def overall(rounds: Iterable[Round]) -> dict[int, Progress]:
    """For the list of rounds, one query for all of them."""
    found = {one.pk: Progress(one.pk, one.title) for one in rounds}
    rows = RoundLine.objects.filter(round__in=list(found)).order_by().values_list("round", "answer")
    for pk, answer, number in rows.annotate(number=Count("*")):
        found[pk].counts[answer] += number
    return found


def by_commune(round_: Round) -> list[Progress]:
    """The communes of the round, the furthest behind first. Records still kept under an earlier commune stand under its name."""
    rows = (
        RoundLine.objects.filter(round=round_).order_by().values_list("unit_path", "answer").annotate(number=Count("*"))
    )
    found: dict[str, Progress] = {}
    for path, answer, number in rows:
        found.setdefault(path, Progress(path, path)).counts[answer] += number
    for unit in Unit.objects.filter(path__in=list(found)):
        found[unit.path].name = unit.name
    return sorted(found.values(), key=lambda one: (one.percent, -one.left, one.name))


def by_hamlet(round_: Round, unit: Unit, on: dt.date) -> list[Progress]:
    """The hamlets of one commune in their order; 0 for children whose hamlet is not known or lies elsewhere."""
    hamlets = {hamlet.pk: hamlet.name for hamlet in hamlets_of(unit, on)}
    rows = lines_in(round_, unit, on).order_by().values_list("hamlet", "answer").annotate(number=Count("*"))
    found = {pk: Progress(pk, name) for pk, name in hamlets.items()}
    found[0] = Progress(0, "Chưa rõ thôn, bản")
    for hamlet, answer, number in rows:
        found[hamlet if hamlet in hamlets else 0].counts[answer] += number
    return [one for one in found.values() if one.total]


def lines_in(round_: Round, unit: Unit, on: dt.date) -> QuerySet[RoundLine]:
    rows: QuerySet[RoundLine] = RoundLine.objects.filter(round=round_)
    return rows if unit.level == Level.COUNTRY else rows.filter(_under(covered_paths(unit, on)))


SHOWN = {
    "con-lai": ("Chưa trả lời", Q(answer="")),
    "quyet-dinh": ("Chờ quyết định", ~Q(answer__in=["", "confirmed"]) & Q(applied_at=None)),
    "dung": ("Đúng", Q(answer="confirmed")),
    "sua": ("Có sửa", Q(answer="corrected")),
    "chuyen": ("Đã chuyển đi", Q(answer="moved")),
    "mat": ("Đã mất", Q(answer="died")),
    "khong-thay": ("Không tìm thấy", Q(answer="not_found")),
    "them": ("Chưa có trong sổ", Q(answer="added")),
    "tat-ca": ("Tất cả", Q()),
}


def lines(
    round_: Round, unit: Unit, on: dt.date, *, hamlet: int | None = None, shown: str = "tat-ca"
) -> QuerySet[RoundLine]:
    """The lines of a list: one hamlet (0: not known or elsewhere) or all, in the order of given names."""
    rows = lines_in(round_, unit, on).filter(SHOWN.get(shown, SHOWN["tat-ca"])[1])
    if hamlet:
        rows = rows.filter(hamlet=hamlet)
    elif hamlet == 0:
        known = Hamlet.objects.filter(pk__in=[one.pk for one in hamlets_of(unit, on)])
        rows = rows.filter(~Exists(known.filter(pk=OuterRef("hamlet"))))
    order = ("child__name_key", "id") if hamlet is not None else ("hamlet__order_key", "child__name_key", "id")
    return rows.select_related("child", "hamlet").order_by(*order)


def similar(values: Mapping[str, Any], *, but: int | None = None) -> list[Child]:
    """Children of the book who may be the one found: the same number, or the same name (accents aside) born in the same year."""
    number, name, birth = (str(values.get(key) or "") for key in ("personal_number", "full_name", "birth_date"))
    condition = Q(pk__in=[])
    if number:
        condition |= Q(personal_number=number)
    if name:
        born = Q(birth_year=int(birth[:4])) if birth else Q()
        condition |= Q(folded=fold(name)) & born
    return list(Child.objects.filter(condition).exclude(pk=but).exclude(status=ChildStatus.MERGED)[:5])


def unit_of(path: str) -> Unit | None:
    """The commune today of a path."""
    return Unit.objects.filter(path=path).first()


def communes_under(unit: Unit, on: dt.date) -> list[Unit]:
    return list(
        Unit.objects.on(on)
        .filter(level=Level.COMMUNE, path__gte=unit.path, path__lt=unit.path + "~")
        .order_by("order_key", "id")
    )


def open_for(actor: Actor) -> QuerySet[Round]:
    return visible(actor).filter(state=Round.State.OPEN)

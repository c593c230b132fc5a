"""Returns as a person sees them: which to fill, which to take, and one return with its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.access import Actor
from chungtay.statistics.models.returns import DataSet, Return, ReturnRevision, ReturnState, ReturnValue
from chungtay.statistics.queries import returns_prefill as prefill
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.queries.returns_last import last_values
from chungtay.statistics.returns.deadlines import Timeliness, timeliness
from chungtay.statistics.returns.differences import Doubt, Moved, doubts, moved, with_totals
from chungtay.statistics.returns.forms import Item, Key, ReturnForm
from chungtay.statistics.states_returns import REVISION_OPEN, SENT, WRITABLE


def visible() -> QuerySet[Return]:
    """Of the territory, or of the agency, of whoever the scope is for."""
    return Return.objects.select_related("dataset__receiver", "unit", "agency")


def to_fill(actor: Actor) -> QuerySet[Return]:
    """What this post may fill (policies_returns.fills), as a query."""
    mine = Q(agency_id__in=actor.agency_ids)
    if actor.territory and actor.level == "commune":
        mine |= Q(agency__level="commune")  # the scope holds no other commune
    return visible().filter(mine)


@dataclass
class SetLine:
    """One data set on the list: how many units owe it and where they stand."""

    dataset: DataSet
    owed: int = 0
    sent: int = 0
    waiting: int = 0
    accepted: int = 0
    returned: int = 0
    late: int = 0
    mine: bool = False  # this post receives it

    @property
    def percent(self) -> int:
        return 100 * self.sent // self.owed if self.owed else 0


def sets(actor: Actor, today: dt.date) -> list[SetLine]:
    """Every data set of which the actor sees a return: received ones first, each with its counts. Two statements."""
    counts = (
        Return.objects.order_by()
        .values("dataset_id")
        .annotate(
            owed=Count("pk"),
            sent=Count("pk", filter=Q(state__in=SENT)),
            waiting=Count("pk", filter=Q(state__in=[ReturnState.SUBMITTED, ReturnState.CHECKED])),
            accepted=Count("pk", filter=Q(state=ReturnState.ACCEPTED)),
            returned=Count("pk", filter=Q(state=ReturnState.RETURNED)),
            late=Count("pk", filter=Q(state__in=WRITABLE, dataset__due_on__lt=today)),
        )
    )
    names = ("owed", "sent", "waiting", "accepted", "returned", "late")
    by_id = {pk: dict(zip(names, numbers, strict=True)) for pk, *numbers in counts.values_list("dataset_id", *names)}
    found = DataSet.objects.filter(pk__in=by_id).select_related("receiver")
    lines = [SetLine(one, **by_id[one.pk]) for one in found]
    for line in lines:
        line.mine = line.dataset.receiver_id in actor.agency_ids
    return sorted(lines, key=lambda line: (not line.mine, -line.dataset.due_on.toordinal(), line.dataset.title))


@dataclass
class Line:
    """One number of one return. `value` is what would be sent now: typed, or what the records say."""

    key: Key
    item: Item
    words: str
    value: Decimal | None = None
    typed: bool = False
    computed: Decimal | None = None
    last: Decimal | None = None
    note: str = ""
    changed_by: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    pending: Decimal | None = None  # what an open revision asks for
    reopened: bool = False  # an open revision names this cell

    @property
    def name(self) -> str:
        return self.key.text

    @property
    def moved(self) -> Moved | None:
        return moved(self.last, self.value)

    @property
    def differs(self) -> bool:
        """What is reported is not what the product counts."""
        return self.computed is not None and self.value != self.computed


@dataclass
class Page:
    """A return with its lines, ready to be shown. `doubts` holds those of the whole return."""

    owner: Return
    form: ReturnForm
    shown_form: ReturnForm  # without what this post may not read
    lines: list[Line]
    doubts: list[Doubt]
    timeliness: Timeliness
    revision: ReturnRevision | None = None
    last_words: str = ""  # of which units the numbers of the last period are, when the unit is a new one

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.item.group, []).append(line)
        return list(found.items())

    @property
    def values(self) -> dict[Key, Decimal | None]:
        return {line.key: line.value for line in self.lines}

    @property
    def filled(self) -> int:
        return sum(line.value is not None for line in self.lines)


def page(actor: Actor | None, owner: Return, today: dt.date) -> Page:
    """`actor` None, inside `as_system` only: the whole return, with what some may not read."""
    return pages(actor, owner.dataset, [owner], today)[0]


def pages(actor: Actor | None, dataset: DataSet, returns: Sequence[Return], today: dt.date) -> list[Page]:
    """Several returns of one data set, with a number of statements that does not grow with them."""
    whole = form_of(dataset)
    form = without(whole, prefill.hidden(actor, whole))
    stored = typed_values(returns)
    live = [owner for owner in returns if owner.state in WRITABLE or owner.consolidates_id is not None]
    counted = prefill.computed(actor, form, live) if live else {}
    last = last_values(dataset, whole, returns)
    open_revisions = {
        one.owner_id: one for one in ReturnRevision.objects.filter(owner__in=returns, state__in=REVISION_OPEN)
    }
    made = []
    for owner in returns:
        before = last[owner.pk]
        lines = lines_of(form, owner, stored.get(owner.pk, {}), counted.get(owner.pk, {}), before.values)
        revision = open_revisions.get(owner.pk)
        _mark_revision(lines, revision)
        found = doubts(form, with_totals(form, {line.key: line.value for line in lines}), before.values)
        for line in lines:
            line.doubts = [doubt for doubt in found if doubt.key == line.key]
        when = timeliness(owner.submitted_on, dataset.due_on, today)
        made.append(Page(owner, whole, form, lines, found, when, revision, before.words))
    return made


def without(form: ReturnForm, hidden: frozenset[str]) -> ReturnForm:
    """The form as somebody sees it who may not read some of its quantities."""
    return replace(form, items=tuple(item for item in form.items if item.code not in hidden)) if hidden else form


def typed_values(returns: Iterable[Return]) -> dict[int, dict[Key, ReturnValue]]:
    found: dict[int, dict[Key, ReturnValue]] = {}
    for row in ReturnValue.objects.filter(owner__in=list(returns)):
        found.setdefault(row.owner_id, {})[row.key] = row
    return found


def lines_of(
    form: ReturnForm,
    owner: Return,
    stored: dict[Key, ReturnValue],
    counted: dict[Key, Decimal],
    last: dict[Key, Decimal],
) -> list[Line]:
    """While it is written the records' count stands where nothing was typed; once sent, what was sent stands."""
    writing = owner.state in WRITABLE
    lines = []
    for item in form.items:
        for key, words in item.cells:
            row = stored.get(key)
            line = Line(key, item, words, last=last.get(key))
            line.computed = counted.get(key) if writing or key in counted else (row.computed if row else None)
            if row is not None:
                line.value, line.note, line.changed_by = row.value, row.note, row.changed_by
                line.typed = writing or row.value != row.computed
            elif writing:
                line.value = line.computed
            lines.append(line)
    return lines


def _mark_revision(lines: list[Line], revision: ReturnRevision | None) -> None:
    asked = {key: after for key, _, after, _ in revision.readable} if revision is not None else {}
    for line in lines:
        if line.name in asked:
            line.reopened = True
            line.pending = Decimal(asked[line.name]) if asked[line.name] not in (None, "") else None


@dataclass(frozen=True)
class UnitLine:
    """A unit on the page of its data set."""

    owner: Return
    timeliness: Timeliness
    filled: int
    cells: int
    comments: int
    excepted_until: dt.date | None

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.cells if self.cells else 0


def unit_lines(dataset: DataSet, today: dt.date) -> list[UnitLine]:
    """Completeness and timeliness of every unit of the set that the actor sees; four statements for any number."""
    form = form_of(dataset)
    rows = visible().filter(dataset=dataset).order_by("unit__order_key", "pk")
    rows = rows.annotate(
        filled_cells=Count("values", filter=~Q(values__value=None), distinct=True),
        said=Count("comments", distinct=True),
    )
    excepted = {one.unit_id: one.until for one in dataset.exceptions.all() if one.until >= today}
    return [
        UnitLine(
            owner, timeliness(owner.submitted_on, dataset.due_on, today), owner.filled_cells, len(form.cells),
            owner.said, excepted.get(owner.unit_id),
        )
        for owner in rows
    ]  # fmt: skip

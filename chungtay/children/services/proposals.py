"""What the facts decide is proposed to a person, never set: at every save, and every night for whom time has changed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from chungtay.children.births import PartialDate
from chungtay.children.deriving import Known, Parent, Proposal, derive
from chungtay.children.models import (
    Adult,
    Child,
    ChildStatus,
    Circumstance,
    CircumstanceState,
    Fact,
    FactKind,
    Kinship,
    Relation,
    Schooling,
)  # fmt: skip
from chungtay.children.policies import SEAL
from chungtay.foundation.scoping import as_system
from chungtay.law.queries import codelist_items, in_force

BATCH = 500
FACTS = "Thông tin trong sổ"  # `Circumstance.proposed_by` of what is derived here; lists propose under their own name
_KINDS = (FactKind.DISABILITY, FactKind.ILLNESS, FactKind.HIV)


def propose(children: Iterable[Child], *, on: dt.date | None = None) -> int:
    """Writes down what the facts of these children give and nobody has decided. Returns how many are new."""
    day = on or timezone.localdate()
    rows = [child for child in children if child.pk]
    if not rows:
        return 0
    # A sealed fact proposes too, whoever saved the other one; the row it gives is sealed itself.
    with as_system("circumstances follow from all facts of a child"), transaction.atomic():
        known = known_of(rows, day)
        taken = _taken([child.pk for child in rows])
        new = [
            _row(child, proposal, day)
            for child in rows
            for proposal in derive(known[child.pk], day)
            if _is_new(proposal, taken.get(child.pk, []))
        ]
        Circumstance.objects.bulk_create(new)
        _withdraw(rows, known, taken, day)
    return len(new)


def grounds(child: Child, on: dt.date) -> set[tuple[str, str]]:
    """(list, code) that the facts of this child give today; it tells which derived circumstance lost its ground."""
    with as_system("circumstances follow from all facts of a child"):
        return {(one.list, one.code) for one in derive(known_of([child], on)[child.pk], on)}


def propose_unit(unit_path: str, *, on: dt.date) -> int:
    """Every child of a commune, batch by batch."""
    done, last = 0, 0
    while True:
        with as_system("nightly proposals of a commune"):
            rows = list(
                Child.objects.filter(unit_path=unit_path, status=ChildStatus.HERE, pk__gt=last).order_by("pk")[:BATCH]
            )
        if not rows:
            return done
        done += propose(rows, on=on)
        last = rows[-1].pk


def known_of(children: Sequence[Child], on: dt.date) -> dict[int, Known]:
    """The facts of these children on a day, in three queries."""
    ids = [child.pk for child in children]
    parents = _parents(ids)
    facts: dict[tuple[int, str], Fact] = {}
    for fact in Fact.objects.filter(child__in=ids, kind__in=_KINDS, valid_from__lte=on).order_by("valid_from", "pk"):
        if fact.valid_to is None or fact.valid_to > on:
            facts[fact.child_id, fact.kind] = fact
    schools = {row.child_id: row for row in Schooling.objects.filter(child__in=ids).order_by("year", "pk")}
    return {child.pk: _known(child, parents, facts, schools.get(child.pk)) for child in children}


def _parents(ids: Sequence[int]) -> dict[tuple[int, str], Parent]:
    rows = Kinship.objects.filter(child__in=ids, relation__in=[Relation.FATHER, Relation.MOTHER], valid_to=None)
    return {
        (kin.child_id, kin.relation): Parent(kin.adult.condition, kin.adult.condition_since, _born(kin.adult))
        for kin in rows.select_related("adult").order_by("pk")
    }


def _born(adult: Adult) -> dt.date | None:
    try:
        return PartialDate.from_iso(adult.birth).earliest
    except ValueError:
        return None


def _known(
    child: Child,
    parents: dict[tuple[int, str], Parent],
    facts: dict[tuple[int, str], Fact],
    school: Schooling | None,
) -> Known:
    disability, illness, hiv = (facts.get((child.pk, kind)) for kind in _KINDS)
    return Known(
        father=parents.get((child.pk, Relation.FATHER)),
        mother=parents.get((child.pk, Relation.MOTHER)),
        lives_with=child.lives_with,
        disability=disability.degree if disability else "",
        disability_since=disability.valid_from if disability else None,
        illness=(illness.detail or "Bệnh hiểm nghèo hoặc điều trị dài ngày") if illness else "",
        illness_since=illness.valid_from if illness else None,
        hiv_since=hiv.valid_from if hiv else None,
        household_kind=child.household_kind,
        school_state=school.state if school else "",
        school_since=school.since if school else None,
    )


def _taken(ids: Sequence[int]) -> dict[int, list[Circumstance]]:
    found: dict[int, list[Circumstance]] = {}
    for row in Circumstance.objects.filter(child__in=ids, valid_to=None).order_by("pk"):
        found.setdefault(row.child_id, []).append(row)
    return found


def _is_new(proposal: Proposal, taken: Iterable[Circumstance]) -> bool:
    """Not decided yet: neither the same open circumstance, nor a refusal on the same ground, nor a sub-group of it."""
    for row in taken:
        if row.list != proposal.list:
            continue
        if row.state == CircumstanceState.REFUSED:
            if row.code == proposal.code and row.evidence == proposal.why:
                return False
        elif row.code == proposal.code or (proposal.code == proposal.group == row.group):
            return False
    return True


def _row(child: Child, proposal: Proposal, on: dt.date) -> Circumstance:
    return Circumstance(
        child=child, unit_path=child.unit_path, list=proposal.list, group=proposal.group, code=proposal.code,
        seal=seal_of(proposal.list, proposal.code), state=CircumstanceState.PROPOSED,
        valid_from=min(proposal.since or on, on), proposed_by=FACTS, evidence=proposal.why[:300],
        law_version=version_of(proposal.list),
    )  # fmt: skip


def _withdraw(
    children: Iterable[Child], known: dict[int, Known], taken: dict[int, list[Circumstance]], on: dt.date
) -> None:
    """A proposal whose facts are gone before anybody decided goes as well."""
    gone = []
    for child in children:
        given = {(one.list, one.code) for one in derive(known[child.pk], on)}
        gone += [
            row.pk
            for row in taken.get(child.pk, [])
            if row.state == CircumstanceState.PROPOSED
            and row.proposed_by == FACTS
            and (row.list, row.code) not in given
        ]
    if gone:
        Circumstance.objects.filter(pk__in=gone).delete()


def seal_of(list_name: str, code: str) -> str:
    """ "sealed" where the law list marks the group as sensitive."""
    items = {item["code"]: item for item in codelist_items(list_name)}
    item = items.get(code)
    return SEAL if item is not None and item.get("sensitive") else ""


def version_of(list_name: str) -> str:
    """The digest of the list in force, so that a circumstance says by which text it was chosen."""
    row = in_force("codelist", list_name)
    return row.digest if row else ""


def sixteenth(birth: dt.date) -> dt.date:
    """The day a person is no child any more; 1 March for 29 February in a common year."""
    year = birth.year + 16
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 3, 1)
    return birth.replace(year=year)


def unit_paths() -> list[str]:
    """Communes that keep children: a walk from one path to the next over the index, not a read of the table."""
    sql = """
        WITH RECURSIVE paths AS (
          (SELECT unit_path FROM children_child WHERE status = 'here' ORDER BY unit_path LIMIT 1)
          UNION ALL
          SELECT (SELECT c.unit_path FROM children_child c WHERE c.status = 'here' AND c.unit_path > p.unit_path
                  ORDER BY c.unit_path LIMIT 1)
          FROM paths p WHERE p.unit_path IS NOT NULL
        ) SELECT unit_path FROM paths WHERE unit_path IS NOT NULL
    """
    with as_system("nightly proposals of all communes"), connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]

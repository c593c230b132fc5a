"""What support is due to a child by its groups, and what of it was granted (Decree 56/2017, art. 17-21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from chungtay.cases import kinds
from chungtay.cases.models import Case, Entitlement
from chungtay.children.deriving import SPECIAL
from chungtay.children.models import Child, Circumstance, CircumstanceState, Support
from chungtay.foundation.vietnamese import date
from chungtay.law.queries import codelist, codelist_items


@dataclass
class Policy:
    """One policy for one child. `why` it is due, in words; empty: it was granted though nothing asks for it."""

    code: str
    name: str
    article: str = ""
    why: list[str] = field(default_factory=list)
    rows: list[Entitlement] = field(default_factory=list)
    received: list[Support] = field(default_factory=list)

    @property
    def granted(self) -> bool:
        return any(row.granted for row in self.rows) or any(row.decision for row in self.received)

    @property
    def refused(self) -> bool:
        return not self.granted and any(row.granted is False for row in self.rows)

    @property
    def waiting(self) -> bool:
        return not self.granted and not self.refused

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        if self.granted:
            told = [f"số {row.decision_number} ngày {date(row.decision_on)}" for row in self.rows if row.granted]
            told += [row.decision for row in self.received if row.decision]
            return f"Được hưởng: quyết định {'; '.join(told)}"
        if self.refused:
            return f"Không được hưởng: {'; '.join(row.reason for row in self.rows if row.reason)}"
        return "Thuộc diện xem xét, chưa có quyết định"


def groups_of_child(child: Child, on: dt.date) -> set[str]:
    """The groups confirmed and not over on a day; sealed ones only for whom the database shows them."""
    rows = Circumstance.objects.filter(child=child, list=SPECIAL, state=CircumstanceState.CONFIRMED, valid_from__lte=on)
    return {row.group for row in rows if row.valid_to is None or row.valid_to > on}


def due(groups: Iterable[str], on: dt.date) -> list[Policy]:
    """The policies of these groups in the order of the list."""
    wanted, names = set(groups), codelist(SPECIAL, on)
    found = []
    for item in codelist_items("support_policies", on):
        hit = [group for group in item.get("groups", ()) if group in wanted]
        if hit:
            found.append(
                Policy(item["code"], item["name"], item.get("article", ""), [names.get(one, one) for one in hit])
            )
    return found


def of_case(case: Case, on: dt.date) -> list[Policy]:
    """Due by what the register says of the child and by the kind of the case; rows written down beside them."""
    policies = {one.code: one for one in due(groups_of_child(case.child, on), on)} if case.child is not None else {}
    for one in due(kinds.groups_of(case.kind, on), on):
        if one.code not in policies:  # the kind says less than a group that somebody confirmed
            policies[one.code] = replace(one, why=[f"loại vụ việc: {kinds.name_of(case.kind, on)}"])
    names = codelist("support_policies", on)
    for row in Entitlement.objects.filter(case=case).order_by("policy", "starts_on", "pk"):
        policies.setdefault(row.policy, Policy(row.policy, names.get(row.policy, row.policy))).rows.append(row)
    return list(policies.values())


def of_child(child: Child, on: dt.date) -> list[Policy]:
    """Due by the register alone; what the child received by decision answers it."""
    policies = {one.code: one for one in due(groups_of_child(child, on), on)}
    for row in Support.objects.filter(child=child, kind__in=list(policies)).order_by("on", "pk"):
        policies[row.kind].received.append(row)
    return list(policies.values())

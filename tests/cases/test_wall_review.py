"""All of the cases at once: no table without its wall, nothing of a content in a column, a code or a message."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db

# Tables that hold no person, and why they may stand before the wall.
OPEN_TABLES = {
    "cases_contact": "numbers of offices to call",
    "cases_retentionrule": "years a province lays down, with the document that says so",
    "cases_intakeclient": "systems that may send concerns, tokens as digests",
}
# Free text in the clear, and why it may be: each is written about an act, never about a child.
CLEAR_WORDS = {
    "cases.Case.hold_reason", "cases.CaseForm.void_reason", "cases.CaseAccess.reason", "cases.Clock.late_reason",
    "cases.Decision.revoked_why", "cases.Entitlement.reason", "cases.Evidence.removed_why",
    "cases.Erasure.reason", "cases.Erasure.answer",  # outlive the content: the pages ask for no name in them
}  # fmt: skip


def column(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_every_table_has_its_wall() -> None:
    tables = dict(
        column(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            r" AND relkind IN ('r', 'p', 'v', 'm') AND relname LIKE 'cases\_%'"
        )
    )
    assert {name for name, walled in tables.items() if not walled} == OPEN_TABLES.keys()


def test_no_policy_joins_or_looks_up_for_the_commune_that_leads() -> None:
    """The lead's own rows are answered by a plain range; the function is asked only for what lies outside."""
    policies = dict(column(r"SELECT tablename, qual FROM pg_policies WHERE tablename LIKE 'cases\_%'"))
    slow = [name for name, qual in policies.items() if "cases_reaches" in qual and "chungtay.low" not in qual]
    assert not slow


def test_what_a_person_writes_about_a_child_is_sealed() -> None:
    """A text column long enough for a sentence is named here, or it is sealed."""
    found = {
        f"cases.{model.__name__}.{field.name}"
        for model in apps.get_app_config("cases").get_models()
        if not model.__name__.endswith("Event") and model.__name__ not in {"Contact", "IntakeClient", "RetentionRule"}
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField)
        or (isinstance(field, models.CharField) and (field.max_length or 0) >= 200)
        if not field.name.endswith(("_name", "_title", "article", "_agency"))
    }
    unsealed = sorted(found - CLEAR_WORDS)
    assert unsealed == []

"""Kinds of cases as the law list has them: all go the same path; a kind adds forms, whom to ask first, and its groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.law.queries import codelist, codelist_items

USUAL = "abuse"


def name_of(kind: str, on: dt.date | None = None) -> str:
    """In words; the code itself when the list does not know it."""
    return codelist("case_kinds", on).get(kind, kind)


def forms_of(kind: str, on: dt.date | None = None) -> list[str]:
    """Codes of the forms filled beside those of every case."""
    return list(_item(kind, on).get("forms", ()))


def groups_of(kind: str, on: dt.date | None = None) -> set[str]:
    """The groups (Law on Children, art. 10) a case of this kind is about, whether or not the register says so yet."""
    return set(_item(kind, on).get("groups", ()))


def asked_of(kind: str, on: dt.date | None = None) -> list[str]:
    """Kinds of contact to ask first, in this order (`card.KINDS`)."""
    return list(_item(kind, on).get("asks", ()))


def _item(kind: str, on: dt.date | None) -> dict[str, Any]:
    return next((dict(one) for one in codelist_items("case_kinds", on) if one["code"] == kind), {})

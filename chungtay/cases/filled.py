"""A form of a case as it is held while a page shows it: the row, its version of the law, what is sealed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chungtay.cases import sealing
from chungtay.cases.models import CaseForm, FormState
from chungtay.law.forms import FormVersion

# Decisions are written where they are signed; lists, applications and what alternative care writes have rooms of their own.
LAYOUTS = {"report", "minutes"}
ELSEWHERE = {"ND56-M04", "ND56-M11", "ND56-M13"}


@dataclass
class Filled:
    """A form opened: its version of the law and what is sealed in it."""

    row: CaseForm
    version: FormVersion
    body: dict[str, Any]

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body.get("answers", {})
        return found

    @property
    def prefilled(self) -> dict[str, str]:
        """key → where it came from, while nobody changed it."""
        given = self.body.get("prefilled", {})
        return {key: one["from"] for key, one in given.items() if self.answers.get(key) == one["value"]}

    @property
    def level_reason(self) -> str:
        return str(self.body.get("level_reason", ""))

    @property
    def void_reason(self) -> str:
        return str(self.body.get("void_reason", ""))

    @property
    def returned(self) -> str:
        """Why the second person sent it back."""
        return str(self.body.get("returned", ""))

    @property
    def waiting(self) -> bool:
        """Written, and a second person has to confirm the level."""
        return self.row.state == FormState.DRAFT and self.row.done_by_id is not None


def answers_in(form: CaseForm) -> dict[str, Any]:
    """For guards and steps, which tell nobody what they read."""
    found: dict[str, Any] = sealing.unseal(form).get("answers", {})
    return found

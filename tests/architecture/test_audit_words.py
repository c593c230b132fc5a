"""The audit trail is read by people: every act it records has Vietnamese words."""

from __future__ import annotations

import ast
from pathlib import Path

import chungtay
from chungtay.accounts.audit_words import words_of
from chungtay.directives.states import TASK_MACHINE
from chungtay.directives.states_documents import DOCUMENT_MACHINE
from chungtay.directives.states_reports import REPORT_MACHINE

ROOT = Path(chungtay.__file__).parent


def recorded(source: str) -> set[str]:
    """The codes handed to `audit.record`, `audit.entry` and the review's `_decide`, where they stand as text."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        place = {"audit.record": 1, "audit.entry": 1, "_decide": 3}.get(name)
        if place is not None and len(node.args) > place and isinstance(code := node.args[place], ast.Constant):
            found.add(str(code.value))
    return found


def test_every_recorded_act_has_words() -> None:
    codes = set().union(*(recorded(path.read_text()) for path in ROOT.rglob("*.py")))
    machines = (DOCUMENT_MACHINE, TASK_MACHINE, REPORT_MACHINE)
    codes |= {arrow.name for machine in machines for arrow in machine.transitions}
    assert len(codes) > 80, "the scan found too little"
    assert sorted(code for code in codes if words_of(code) == code) == []

"""Everything the page of one report shows to this actor, and the acts that are open to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chungtay.cases import intake
from chungtay.cases.models import Concern
from chungtay.cases.policies import CasePermission
from chungtay.cases.queries import concerns as queries
from chungtay.cases.services.concern_steps import may_withdraw, notes_of
from chungtay.cases.services.informants import has_informant, is_reader
from chungtay.cases.states_concerns import CONCERN
from chungtay.children.wording import birth_words
from chungtay.foundation.access import Actor, can
from chungtay.foundation.workflow import available
from chungtay.territory.queries import unit_by_path

NOTE_WORDS = {
    "note": "Ghi thêm", "withdrawn": "Người báo rút tin", "unfounded": "Kết luận không có căn cứ", "again": "Xác minh lại",
    "passed_on": "Chuyển xã", "apart": "Tách khỏi vụ việc",
}  # fmt: skip
SEX_WORDS = {"male": "Nam", "female": "Nữ"}


def of(actor: Actor, concern: Concern, now: dt.datetime) -> dict[str, Any]:
    reading = queries.reading(actor, concern)
    body = queries.body_of(concern) if reading != queries.ROW else {}
    works = bool(can(actor, CasePermission.WORK, concern))
    line = queries.lines(actor, [concern], now, {})[0]
    open_state = concern.state in queries.OPEN_STATES
    context: dict[str, Any] = {
        "concern": concern, "reading": reading, "line": line, "gone": body is None, "facts": facts(body or {}), "works": works,
        "event": (body or {}).get("event", ""), "notes": _notes(body or {}) if reading == queries.FULL else [],
        "open_state": open_state, "may_withdraw": may_withdraw(actor, concern),
        "steps": {one.name.removeprefix("concern_"): one.label for one in available(CONCERN, concern, actor)},
        "related": [], "informant": None, "decides": False,
        "may_print": reading == queries.FULL and bool(can(actor, CasePermission.RECEIVE, concern)),
    }  # fmt: skip
    decides = bool(can(actor, CasePermission.DECIDE, concern))
    if reading == queries.FULL and (works or decides):
        context["informant"] = {"there": has_informant(concern), "mine": is_reader(actor, concern)}
        context["decides"] = decides
        if open_state and works:
            context["related"] = queries.related(actor, concern)
    return context


def facts(body: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known, in the order of form 01; what happened stands apart."""
    found = []
    for key, label in intake.DETAILS.items():
        words = str(body.get(key, ""))
        if not words or key == "event":
            continue
        if key == "child_sex":
            words = SEX_WORDS.get(words, "Chưa rõ")
        elif key == "child_birth":
            words = birth_words(words)
        found.append((label, words))
    home = unit_by_path(str(body["home_path"])) if body.get("home_path") else None
    return [*found, *([("Xã nơi trẻ cư trú", home.name)] if home is not None else [])]


def _notes(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**one, "at": dt.datetime.fromisoformat(one["at"]), "label": NOTE_WORDS.get(one["kind"], one["kind"])}
        for one in notes_of(body)
    ]

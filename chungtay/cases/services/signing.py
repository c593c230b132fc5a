"""One door for signing a draft, whatever it is: a decision by itself, or one that carries a step of the path."""

from __future__ import annotations

import datetime as dt

from chungtay.cases import sealing
from chungtay.cases.decreeing import SORTS
from chungtay.cases.models import Decision
from chungtay.cases.services import decisions, path
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible


def sign(
    *, actor: Actor, decision: Decision, version: int, number: str = "", at: dt.datetime | None = None,
    read: str | None = None,
) -> Decision:  # fmt: skip
    """`read`: digest of the plan that was shown with a decision that approves one.

    Raises NotPossible when the draft is not the one that was read, or the step it carries cannot be taken now."""
    step = SORTS[decision.kind].carries
    if not step:
        return decisions.sign(actor=actor, decision=decision, version=version, number=number, at=at)
    if decision.version != version:
        raise NotPossible("Dự thảo vừa được sửa. Hãy đọc lại bản mới rồi ký.")
    words = str(sealing.unseal(decision).get("words", ""))
    told = {"words": words, "read": read} if step == "approve_plan" else {"reason": words}
    path.STEPS[step](actor=actor, case=decision.case, number=number, at=at, decision=decision, **told)
    decision.refresh_from_db()
    return decision

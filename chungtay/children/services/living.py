"""With whom a child lives, written by those who decide it: the apps above tell, the register keeps it with its history.

A decision about the care of a child may be signed in another commune than the child's. That commune does not edit the
record: it tells this one fact, and the writing is done as the system after the caller has asked who may decide.
"""

from __future__ import annotations

from django.db import transaction

from chungtay.children.models import Child, ChildStatus
from chungtay.children.services.proposals import propose
from chungtay.foundation import audit
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import as_system
from chungtay.law.queries import codelist

LIST = "lives_with"


def now_lives_with(*, actor: Actor, child_id: int, code: str) -> bool:
    """`code`: of the list `lives_with`. False where nothing changed: already so, or the record is closed.

    What it was stays in the field history. Circumstances that follow from it are proposed anew.
    """
    if code not in codelist(LIST):
        raise UserError("Hãy chọn trẻ sống với ai.", field=LIST)
    with as_system("who decided on the care of a child says with whom it lives now"), transaction.atomic():
        child: Child = Child.objects.select_for_update(of=("self",)).get(pk=child_id)
        if child.status != ChildStatus.HERE or child.lives_with == code:
            return False
        child.lives_with = code
        child.version += 1  # who has the form of the record open is told, and does not write the old value back
        child.updated_by_id = actor.user_id
        child.save(update_fields=["lives_with", "version", "updated_by_id", "updated_at"])
        propose([child])
        audit.record(actor, "child_lives_with", child, data={"fields": [LIST]})
    return True

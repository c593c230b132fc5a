"""Whose table it is: others look, copy, and change their own copy (loaded after `policies`)."""

from __future__ import annotations

from typing import Any

from chungtay.foundation.access import YES, Actor, Decision, no, predicate
from chungtay.statistics.models import OwnTable
from chungtay.statistics.policies import FigurePermission


@predicate(FigurePermission.TABLES)
def own_table(actor: Actor, obj: Any) -> Decision:
    if isinstance(obj, OwnTable) and obj.post_id != actor.post_id:
        return no(f"Bảng này của {obj.owner_name}. Anh/chị có thể chép bảng rồi sửa bản của mình.")
    return YES

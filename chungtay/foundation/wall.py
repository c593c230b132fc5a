"""The wall inside PostgreSQL: what the connection may see follows the scope the code stands in.

Inside `acting_as(actor)` every statement runs under the database role SCOPED, for which walled tables answer only with
rows whose path lies in the actor's range (row-level security, `foundation_within`); inside `as_system` it runs as the
owner. Outside both, a statement that names a walled table is refused before it is sent.

The policies read settings: `chungtay.low` and `chungtay.high` (one plain range: the unit itself), `chungtay.also`
(prefixes of earlier units, separated by spaces), `chungtay.marks` (what of the sealed rows this post may read),
`chungtay.person` (the user), `chungtay.post` and `chungtay.agencies` (the agencies of the post), for rows that are for one
of them. A post that sees all work of its units, not only its own agency's, holds the mark TERRITORY.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import OutsideScope, Scope, current

SCOPED = "chungtay_scoped"
TERRITORY = "territory"
_walled: list[re.Pattern[str]] = []
_marks: dict[str, str] = {}
_FREE = (
    "TRUNCATE",
    "ALTER",
    "CREATE",
    "DROP",
    "COMMENT",
    "DO ",
)  # making and emptying tables is the owner's, not a read


@dataclass(frozen=True)
class Wall:
    """What the connection is told. `role` is "none" for the owner."""

    role: str = "none"
    low: str = ""
    high: str = ""
    also: str = ""
    marks: str = ""
    person: str = ""
    agencies: str = ""
    post: str = ""


OPEN = Wall()


def protect(prefix: str, *, but: tuple[str, ...] = ()) -> None:
    """Tables whose name begins so are walled: reading them outside a scope is an error. `but`: names that hold no person."""
    free = "".join(rf"(?!{name}\b)" for name in but)
    _walled.append(re.compile(rf"\b{free}{prefix}\w+"))


def mark(name: str, permission: StrEnum) -> None:
    """Rows sealed under `name` are seen by posts that hold `permission`."""
    _marks[name] = str(permission)


@functools.lru_cache(maxsize=2048)
def wall_of(actor: Actor) -> Wall:
    """The range of this actor. A post without a unit sees nothing."""
    person, agencies = str(actor.user_id), " ".join(str(number) for number in sorted(actor.agency_ids))
    post = str(actor.post_id)
    if not actor.unit_paths:
        return Wall(SCOPED, person=person, agencies=agencies, post=post)
    own, *earlier = actor.unit_paths
    held = [name for name, permission in _marks.items() if permission in actor.permissions]
    marks = " ".join(sorted([*held, TERRITORY] if actor.territory else held))
    return Wall(SCOPED, own, own + "~", " ".join(earlier), marks, person, agencies, post)


def wanted() -> Wall:
    scope = current()
    return OPEN if scope is None or scope.actor is None else wall_of(scope.actor)


def refuse_unscoped(sql: str, scope: Scope | None) -> None:
    """Raises OutsideScope when a statement names a walled table and nobody said for whom it is."""
    if scope is not None or sql.lstrip()[:8].upper().startswith(_FREE):
        return
    named = next((found[0] for walled in _walled if (found := walled.search(sql))), None)
    if named is not None:
        raise OutsideScope(f"a statement on {named} outside acting_as() or as_system()")


SET_WALL = (
    "SELECT set_config('chungtay.low', %s, false), set_config('chungtay.high', %s, false), "
    "set_config('chungtay.also', %s, false), set_config('chungtay.marks', %s, false), "
    "set_config('chungtay.person', %s, false), set_config('chungtay.agencies', %s, false), "
    "set_config('chungtay.post', %s, false), set_config('role', %s, false)"
)

Tell = Callable[[str, list[str]], object]


def tell(wall: Wall, execute: Tell) -> None:
    told = [wall.low, wall.high, wall.also, wall.marks, wall.person, wall.agencies, wall.post, wall.role]
    execute(SET_WALL, told)

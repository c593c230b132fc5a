"""From a post to the `Actor` that policies and queries look at, and the posts a person may choose today.

The post itself is read on every request, so that one who lost it yesterday is refused today. Only what hangs on the map
and on agencies' succession (which changes on the day of a reform) is kept in the cache, for minutes and for one day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from chungtay.accounts.models import Delegation, Post, User
from chungtay.accounts.roles import ROLES
from chungtay.foundation.access import Actor, granted
from chungtay.foundation.notify import Holder
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import covered_paths

_MINUTES = 5
_GENERATION = "accounts:coverage"


def build_actor(post: Post, today: dt.date, on_behalf_of: User | None = None, *, by: User | None = None) -> Actor:
    """The actor of `post` on `today`.

    A delegate (`by`) acts with the powers of the post under his own name; `on_behalf_of` is the holder he stands for.
    """
    person = by or post.user
    role = ROLES.get(post.role)
    return Actor(
        user_id=person.pk,
        name=str(person),
        post_id=post.pk,
        role=post.role,
        agency_id=post.agency_id,
        agency_name=post.agency.name,
        unit_id=post.unit_id,
        unit_name=post.unit.name,
        level=post.unit.level,
        unit_paths=_unit_paths(post.unit, today),
        agency_ids=_agency_ids(post.agency_id, today),
        territory=bool(role and role.territory),
        on_behalf_of=str(on_behalf_of) if on_behalf_of else "",
        permissions=granted(post.role),
    )


def without_post(user: User) -> Actor:
    """The person himself, for acts on his own account, which need no post. May do nothing else."""
    return Actor(user.pk, str(user), 0, "", 0, "", 0, "", "")


def holders(post_ids: Iterable[int], today: dt.date) -> list[Holder]:
    """Who gets the messages of these posts today: the holder, and the delegate while there is one."""
    posts = Post.objects.on(today).filter(pk__in=post_ids, user__is_active=True).select_related("user").order_by("pk")
    found = [Holder(post.pk, post.user_id, str(post.user), post.user.email) for post in posts]
    standing_in = Delegation.objects.filter(
        post__in=[holder.post_id for holder in found],
        first_day__lte=today,
        last_day__gte=today,
        revoked_at=None,
        to_user__is_active=True,
    )
    for given in standing_in.select_related("to_user").order_by("pk"):
        found.append(Holder(given.post_id, given.to_user_id, str(given.to_user), given.to_user.email))
    return found


def forget_coverage() -> None:
    """Call after units, agencies or successions changed: everybody's reach is computed anew."""
    try:
        cache.incr(_GENERATION)
    except ValueError:
        cache.set(_GENERATION, 1, None)


def generation() -> int:
    """Changes when `forget_coverage` is called: whoever keeps what comes from units and agencies looks here."""
    return int(cache.get(_GENERATION, 0))


def _key(*parts: object) -> str:
    return ":".join(["accounts:reach", str(generation()), *map(str, parts)])


def _unit_paths(unit: Unit, today: dt.date) -> tuple[str, ...]:
    if unit.level == Level.COUNTRY:
        return ("",)
    key = _key("unit", unit.pk, today)
    paths: tuple[str, ...] | None = cache.get(key)
    if paths is None:
        paths = tuple(covered_paths(unit, today))
        cache.set(key, paths, _MINUTES * 60)
    return paths


_PREDECESSORS = """
WITH RECURSIVE line(id) AS (
  SELECT %s::bigint
  UNION
  SELECT s.predecessor_id FROM accounts_agencysuccession s JOIN line ON s.successor_id = line.id
  WHERE s.effective_on <= %s
) SELECT id FROM line
"""


def _agency_ids(agency_id: int, today: dt.date) -> frozenset[int]:
    """The agency and all it has taken over from until today, however many reforms ago."""
    key = _key("agency", agency_id, today)
    ids: frozenset[int] | None = cache.get(key)
    if ids is None:
        with connection.cursor() as cursor:
            cursor.execute(_PREDECESSORS, [agency_id, today])
            ids = frozenset(row[0] for row in cursor.fetchall())
        cache.set(key, ids, _MINUTES * 60)
    return ids


@dataclass(frozen=True)
class Choice:
    """A post a person may act in today: his own, or another's by delegation."""

    post: Post
    delegation: Delegation | None = None

    @property
    def key(self) -> str:
        return f"{self.post.pk}-{self.delegation.pk}" if self.delegation else str(self.post.pk)

    @property
    def words(self) -> str:
        said = f"{self.post.title}, {self.post.agency.name}"
        return f"Thay {self.post.user}: {said}" if self.delegation else said

    @property
    def role_name(self) -> str:
        role = ROLES.get(self.post.role)
        return role.name if role else self.post.role

    def actor(self, user: User, today: dt.date) -> Actor:
        if self.delegation is None:
            return build_actor(self.post, today)
        return build_actor(self.post, today, on_behalf_of=self.post.user, by=user)


def choices(user: User, today: dt.date) -> list[Choice]:
    """Own posts first, then the posts delegated to `user`; one light query for nearly all, since every request asks."""
    if not user.is_active:
        return []
    stands_in = RawSQL(_ANY_DELEGATION, [user.pk, today, today], output_field=BooleanField())
    posts = Post.objects.on(today).filter(user=user).select_related("agency", "unit").annotate(stands_in=stands_in)
    own = sorted(posts, key=_newest_first)
    for post in own:
        post.user = user
    found = [Choice(post) for post in own]
    # Hardly anybody has a delegation, so that the long question is seldom asked.
    if not own or getattr(own[0], "stands_in"):  # noqa: B009 - an annotation of the statement
        found += [Choice(given.post, given) for given in _delegations(user, today)]
    return found


def _newest_first(post: Post) -> tuple[int, int]:
    return -post.valid_from.toordinal(), post.pk


_ANY_DELEGATION = """
EXISTS (SELECT 1 FROM accounts_delegation
WHERE to_user_id = %s AND first_day <= %s AND last_day >= %s AND revoked_at IS NULL)
"""


def _delegations(user: User, today: dt.date) -> list[Delegation]:
    """Delegations in force: not revoked, the post still held, its holder not disabled."""
    held = Q(post__valid_to=None) | Q(post__valid_to__gt=today)
    return list(
        Delegation.objects.filter(
            held, to_user=user, first_day__lte=today, last_day__gte=today, revoked_at=None, post__valid_from__lte=today
        )
        .filter(post__user__is_active=True)
        .select_related("post__user", "post__agency", "post__unit")
        .order_by("last_day", "id")
    )

"""My day: apps register sources of work; the first page asks each of them for the lines of one post.

Most sources have nothing for most posts. A source that says of which rows its lines would be told (`when`) is asked only
if there is such a row, and all of these are looked for in one statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from chungtay.foundation.access import Actor


@dataclass(frozen=True)
class Act:
    """One tap: a button that posts to `url`, or a link when `post` is False."""

    label: str
    url: str
    post: bool = True


GROUPS = {
    "late": "Quá hạn",
    "returned": "Bị trả lại",
    "waiting": "Chờ ý kiến của tôi",
    "new": "Mới giao",
    "due": "Sắp đến hạn",
    "running": "Đang làm",
}


@dataclass(frozen=True)
class WorkItem:
    """A line of My day. `group` is one of GROUPS; `detail` says in words what is asked and how long is left."""

    group: str
    title: str
    url: str
    detail: str = ""
    due_on: dt.date | None = None
    kind: str = ""
    acts: tuple[Act, ...] = ()
    margin: str = ""  # said in place of a deadline, for example since when it waits


@dataclass(frozen=True)
class Lines:
    """What one source has for one group: the first lines, and how many there are in all."""

    items: tuple[WorkItem, ...]
    total: int
    all_url: str = ""


Source = Callable[[Actor, dt.date], dict[str, Lines]]
Question = Callable[[Actor, dt.date], QuerySet[Any] | None]
_sources: dict[str, Source] = {}
_questions: dict[str, Question] = {}


def register(name: str, *, when: Question | None = None) -> Callable[[Source], Source]:
    """`when` gives the rows without which the source has no line; None: nothing of it is work of this post."""

    def keep(source: Source) -> Source:
        _sources[name] = source
        if when is not None:
            _questions[name] = when
        return source

    return keep


def sources() -> Iterable[str]:
    return tuple(_sources)


def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """All sources together, by group in the order of GROUPS; a group without lines is left out."""
    gathered: dict[str, list[Lines]] = {}
    for source in _with_work(actor, today):
        for group, part in source(actor, today).items():
            gathered.setdefault(group, []).append(part)
    result = {}
    for group in GROUPS:
        parts = gathered.get(group, [])
        items = sorted(
            (item for part in parts for item in part.items), key=lambda item: (item.due_on or dt.date.max, item.title)
        )
        total = sum(part.total for part in parts)
        if total:
            result[group] = Lines(tuple(items), total, next((part.all_url for part in parts if part.all_url), ""))
    return result


def _with_work(actor: Actor, today: dt.date) -> list[Source]:
    """The sources to ask, in their order: those without a question, and those whose question has a row."""
    wanted = {name: _questions[name](actor, today) for name in _sources if name in _questions}
    asked = {name: rows for name, rows in wanted.items() if rows is not None}
    there = dict(zip(asked, have_rows(list(asked.values())), strict=True))
    return [source for name, source in _sources.items() if name not in wanted or there.get(name, False)]


def have_rows(questions: list[QuerySet[Any]]) -> list[bool]:
    """Whether each of them has a row, in their order, asked in one statement."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in questions:
        try:
            sql, params = rows.query.exists().sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"EXISTS ({sql})")
        values += params
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found: tuple[bool, ...] = cursor.fetchone()
    return list(found)

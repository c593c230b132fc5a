"""My day: apps register sources of work; the first page asks each of them for the lines of one post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
_sources: dict[str, Source] = {}


def register(name: str) -> Callable[[Source], Source]:
    def keep(source: Source) -> Source:
        _sources[name] = source
        return source

    return keep


def sources() -> Iterable[str]:
    return tuple(_sources)


def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    """All sources together, by group in the order of GROUPS; a group without lines is left out."""
    gathered: dict[str, list[Lines]] = {}
    for source in _sources.values():
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

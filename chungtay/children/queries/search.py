"""Finding a child by what a person remembers: a name with slips, a parent's name, a number, a year, a commune of old.

Names are looked for in the dictionary of names first (`children_names_of`, keys of `names.keys`), then children by equality
of the folded name inside the scope: every step is an equality or a range that an index serves and the wall lets through.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import monotonic
from typing import Any

from django.db import connection

from chungtay.children.names.keys import Key, keys
from chungtay.children.names.similarity import WORTH_SHOWING, Likeness, likeness
from chungtay.children.names.syllables import KNOWN
from chungtay.children.names.typing import UNKNOWN, Typed, marked, read, spellings
from chungtay.children.queries.search_places import read_places
from chungtay.foundation.access import Actor
from chungtay.foundation.vietnamese import fold, parse_date

LIMIT = 50
_PER_NAME = 50  # children of one name that are looked at
_MOST_NAMES, _MOST_OTHER_NAMES = 1500, 600
_GOOD = 0.9  # so good that nothing else needs to be tried
_OF_OTHERS = 0.8  # what a parent's name is worth beside the child's own
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
_PARENT = {"me", "bo", "cha"}  # “mẹ Lò Thị Pâng”
_SURELY_PARENT = {*marked("mẹ"), *marked("bố")}  # with their accents they begin no name
_WORDS_KEPT = 600  # seconds that the words of the register stay in memory


@dataclass(frozen=True)
class Filters:
    """What narrows a search. `paths`: units (prefixes) inside the actor's own."""

    paths: tuple[str, ...] = ()
    birth_year: int | None = None
    birth_date: dt.date | None = None
    sex: str = ""
    hamlet_id: int | None = None  # 0: where the hamlet is not known
    gone: bool = True  # children who died or left are found too, and it is said


@dataclass(frozen=True)
class Found:
    """One child. `why` in words, empty when the name stands there as typed; `score` 0…1."""

    child_id: int
    name: str
    why: str
    score: float
    birth: str = ""
    unit_path: str = ""
    mother_name: str = ""
    father_name: str = ""
    status: str = "here"
    name_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """`sentence` is for the person: why there is nothing, or that there is more."""

    found: list[Found]
    sentence: str = ""


def search_children(*, actor: Actor, text: str, filters: Filters | None = None, limit: int = LIMIT) -> list[Found]:
    """Children inside the actor's scope, best first. Whatever is typed, it is no error. Call inside `acting_as`."""
    return answer(actor=actor, text=text, filters=filters, limit=limit).found


def answer(*, actor: Actor, text: str, filters: Filters | None = None, limit: int = LIMIT) -> Answer:
    """`search_children` with a sentence."""
    return answer_in(actor.unit_paths if actor.territory else (), text=text, filters=filters, limit=limit)


def answer_in(own: Sequence[str], *, text: str, filters: Filters | None = None, limit: int = LIMIT) -> Answer:
    """The same under these path prefixes, for commands that run `as_system`; ("",) is the whole register."""
    filters = filters or Filters()
    day = _DAY.search(text[:200])
    if day and (born := parse_date(day.group())) is not None:
        filters, text = replace(filters, birth_date=born), text.replace(day.group(), " ")
    typed = read(text)
    ranges = _ranges(own, filters)
    if not ranges:
        return Answer([], "Chức vụ của anh/chị không đọc sổ trẻ em của đơn vị nào.")
    found = _by_number(text, typed, ranges, limit)
    if found or not typed.words:
        return Answer(found, "" if found else _kindly(text, typed))
    years = [int(number) for number in typed.numbers if _YEAR.fullmatch(number)]
    if years and filters.birth_year is None:
        filters = replace(filters, birth_year=years[0])
    found = _by_name(_Query(text, typed, filters, tuple(own), limit))
    if not found and years:
        wider = replace(filters, birth_year=None)
        found = _noted(_by_name(_Query(text, typed, wider, tuple(own), limit)), "khác năm sinh")
    if not found:
        return Answer([], f"Không thấy trẻ nào có tên gần với “{_told(text)}”. Hãy bớt chữ, hoặc tìm theo tên cha mẹ.")
    more = f"Còn nhiều trẻ khác cũng khớp; hãy thêm năm sinh, thôn hoặc chữ đệm. Đây là {limit} trẻ gần nhất."
    return Answer(found[:limit], more if len(found) >= limit else "")


def _told(text: str) -> str:
    return " ".join(text[:60].replace("\x00", " ").split())


def _kindly(text: str, typed: Typed) -> str:
    if any(_YEAR.fullmatch(number) for number in typed.numbers):
        return "Hãy gõ thêm tên của trẻ bên cạnh năm sinh."
    if typed.numbers:
        return "Không có trẻ nào mang số này. Số định danh có 12 chữ số, điện thoại có 10 chữ số."
    if not text.strip():
        return "Hãy gõ tên trẻ, tên cha mẹ, số định danh hoặc số điện thoại."
    return "Không đọc được chữ nào trong phần vừa gõ. Hãy gõ tên, ví dụ “lo van an”; không cần dấu."


# Scope


Range = tuple[str, str]


def _ranges(own: Sequence[str], filters: Filters) -> list[Range]:
    """Paths the search runs over: those asked for that lie inside one's own, and those of one's own inside them."""
    wanted = filters.paths or tuple(own)
    inside = [path for path in wanted if any(path.startswith(one) for one in own)]
    inside += [one for one in own if any(one.startswith(path) and one != path for path in wanted)]
    return [(path, path + "~") for path in dict.fromkeys(inside)]


# By number


_COLUMNS = "id, full_name, other_name, father_name, mother_name, carer_name, birth, unit_path, status, name_key"


def _by_number(text: str, typed: Typed, ranges: Sequence[Range], limit: int) -> list[Found]:
    """A personal number, a phone, or the code of the national software; each an equality."""
    digits = "".join(typed.numbers)
    code = text.strip()[:30]
    asked: list[tuple[str, str, str]] = []
    if len(digits) == 12 and not typed.words:
        asked.append(("personal_number", digits, "số định danh"))
    if 9 <= len(digits) <= 12 and not typed.words:
        asked.append(("phone", "0" + digits[2:] if digits.startswith("84") else digits, "số điện thoại"))
    if sum(character.isdecimal() for character in code) >= 4 and "\x00" not in code:
        asked.append(("national_code", code, "mã trẻ em"))
    found: list[Found] = []
    for column, value, words in asked:
        rows = _rows(
            f"SELECT {_COLUMNS} FROM children_child c, {_RANGES} WHERE {column} = %(value)s AND {column} <> '' AND {_IN_RANGE}"
            f" AND {_STANDING} ORDER BY c.name_key, c.id LIMIT %(limit)s",
            {"value": value, "limit": limit, **_range_values(ranges)},
        )
        found += [_found(row, f"đúng {words}", 1.0) for row in rows]
    return list({one.child_id: one for one in found}.values())


# By name


_RANGES = "unnest(%(lows)s::text[], %(highs)s::text[]) AS r (low, high)"
_IN_RANGE = 'c.unit_path >= r.low COLLATE "C" AND c.unit_path < r.high COLLATE "C"'
_STANDING = "c.status NOT IN ('merged', 'void')"
_NAMES = "children_names_of(%(kind)s, %(keys)s::text[], %(worths)s::real[], %(most)s::int[], %(begun)s, %(names)s) AS n"
# The nested loop keeps the order of the names, so that the limit keeps the worthiest.
_OWN = f"""
(SELECT x.* FROM {_RANGES}, LATERAL (SELECT {_COLUMNS} FROM children_child c
  WHERE c.folded = ANY (%(folded)s::text[]) AND {_IN_RANGE}
  AND lower(c.full_name) = ANY (%(exact)s::text[]) AND {_STANDING} {{narrowed}} LIMIT {_PER_NAME}) x LIMIT {_PER_NAME})
UNION ALL
(SELECT x.* FROM {_NAMES}, {_RANGES}, LATERAL (SELECT {_COLUMNS} FROM children_child c
  WHERE c.folded = n.folded AND {_IN_RANGE} AND {_STANDING} {{narrowed}} LIMIT {_PER_NAME}) x LIMIT %(limit)s)
"""
_BESIDE = ("other_folded", "mother_folded", "father_folded", "carer_folded")
_OTHERS = f"""
SELECT x.* FROM {_NAMES}, {_RANGES}, LATERAL (
  {
    " UNION ALL ".join(
        f"(SELECT {_COLUMNS} FROM children_child c WHERE c.{column} = n.folded AND {_IN_RANGE} AND {_STANDING}"
        " {narrowed} LIMIT 20)"
        for column in _BESIDE
    )
}
) x LIMIT %(limit)s
"""
Row = tuple[int, str, str, str, str, str, str, str, str, str]


@dataclass(frozen=True)
class _Query:
    """What is looked for: `text` as typed, `typed` as read, under `own` prefixes."""

    text: str
    typed: Typed
    filters: Filters
    own: tuple[str, ...]
    limit: int

    @cached_property
    def ranges(self) -> list[Range]:
        return _ranges(self.own, self.filters)

    @cached_property
    def keys(self) -> list[Key]:
        return keys(self.typed, words_known())


def _by_name(query: _Query) -> list[Found]:
    words = query.typed.words
    surely = len(words) > 1 and words[0].meanings[0].written in _SURELY_PARENT
    found = [] if surely else _own(query)
    best = found[0].score if found else 0.0
    if surely or (best < _GOOD and len(words) > 2 and words[0].folded in _PARENT):
        of_parent = _of_others(replace(query, typed=replace(query.typed, words=words[1:], apart=None)))
        if of_parent:
            return of_parent
        found = found or _own(query)
    if len(found) >= query.limit and best >= _GOOD:
        return found
    if best < _GOOD and len(words) > 2:
        found += _with_place(query, best)
    if len(found) < query.limit:
        found += _of_others(query, sure=best >= _GOOD)
    return _best_first({one.child_id: one for one in reversed(_best_first(found))}.values())[: query.limit]


def _with_place(query: _Query, best: float) -> list[Found]:
    """The last or first words read as a commune; only what fits better than the words as a name alone."""
    found: list[Found] = []
    for place in read_places(query.typed, query.own):
        filters = replace(query.filters, paths=place.paths)
        there = _own(replace(query, typed=place.typed, text=place.typed.folded, filters=filters))
        found += _noted([one for one in there if one.score > best], place.words)
    return found


def _own(query: _Query) -> list[Found]:
    """By the child's own name."""
    typed = query.typed
    rows = _rows(
        _OWN.format(narrowed=_narrowed(query.filters)),
        {
            **_values(query), **_key_values("c", query.keys, typed, _MOST_NAMES), "limit": query.limit + 10,
            "folded": list({typed.folded, fold(query.text)}), "exact": spellings(query.text) if typed.accented else [],
        },
    )  # fmt: skip
    known: dict[str, Likeness] = {}
    found = []
    for row in {row[0]: row for row in rows}.values():
        like = known.get(row[1]) or known.setdefault(row[1], likeness(typed, row[1]))
        if like.score >= WORTH_SHOWING:
            found.append(_found(row, "; ".join(like.reasons), like.score))
    return _best_first(found)[: query.limit]


def _of_others(query: _Query, *, sure: bool = False) -> list[Found]:
    """By the name of a parent or carer, or the name used at home. `sure`: only as typed, without slips."""
    typed = query.typed
    asked = [key for key in query.keys if key.worth > (0.95 if sure else 0.7)]
    rows = _rows(
        _OTHERS.format(narrowed=_narrowed(query.filters)),
        {
            **_values(query), **_key_values("p", asked, typed, _MOST_OTHER_NAMES, begun=not sure),
            "limit": query.limit,
        },
    )  # fmt: skip
    known: dict[str, float] = {}

    def score_of(name: str) -> float:
        if name not in known:
            known[name] = likeness(typed, name).score
        return known[name]

    found = []
    for row in {row[0]: row for row in rows}.values():
        called = [("tên ở nhà", row[2], 0.97), ("cha", row[3], _OF_OTHERS), ("mẹ", row[4], _OF_OTHERS),
                  ("người nuôi dưỡng", row[5], _OF_OTHERS)]  # fmt: skip
        score, words = max((score_of(name) * worth, f"{who}: {name}") for who, name, worth in called if name)
        if score >= WORTH_SHOWING * _OF_OTHERS:
            found.append(_found(row, words, score))
    return _best_first(found)[: query.limit]


def _narrowed(filters: Filters) -> str:
    parts = []
    if filters.birth_year is not None:
        parts.append("AND c.birth_year = %(birth_year)s")
    if filters.birth_date is not None:  # the year stands in the index of names, the day does not
        parts.append(
            "AND c.birth_date = %(birth_date)s AND c.birth_year = extract(year FROM %(birth_date)s::date)::int"
        )
    if filters.sex:
        parts.append("AND c.sex = %(sex)s")
    if filters.hamlet_id is not None:
        parts.append("AND c.hamlet_id = %(hamlet_id)s" if filters.hamlet_id else "AND c.hamlet_id IS NULL")
    if not filters.gone:
        parts.append("AND c.status = 'here'")
    return " ".join(parts)


def _values(query: _Query) -> dict[str, Any]:
    filters = query.filters
    return {
        "birth_year": filters.birth_year, "birth_date": filters.birth_date, "sex": filters.sex,
        "hamlet_id": filters.hamlet_id, **_range_values(query.ranges),
    }  # fmt: skip


def _range_values(ranges: Sequence[Range]) -> dict[str, Any]:
    return {"lows": [low for low, _ in ranges], "highs": [high for _, high in ranges]}


def _key_values(kind: str, asked: Sequence[Key], typed: Typed, names: int, *, begun: bool = True) -> dict[str, Any]:
    """Arrays are written here: hundreds of elements one by one would cost the driver more than the search."""
    text = typed.folded if begun and len(typed.folded) > 2 and UNKNOWN not in typed.folded else ""
    quoted = ",".join(f'"{key.text}"' for key in asked)  # letters, digits, spaces, a hyphen: nothing to escape
    return {
        "kind": kind, "names": names, "begun": text, "keys": f"{{{quoted}}}",
        "worths": f"{{{','.join(str(key.worth) for key in asked)}}}", "most": f"{{{','.join(str(key.most) for key in asked)}}}",
    }  # fmt: skip


def _rows(sql: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Row] = cursor.fetchall()
    return rows


def _found(row: Row, why: str, score: float) -> Found:
    gone = {"died": "đã mất", "left": "đã rời địa bàn"}.get(row[8], "")
    return Found(
        row[0],
        row[1],
        "; ".join(part for part in (why, gone) if part),
        round(score, 4),
        row[6],
        row[7],
        row[4],
        row[3],
        row[8],
    )


def _noted(found: list[Found], note: str) -> list[Found]:
    return [replace(one, why="; ".join(part for part in (one.why, note) if part)) for one in found]


def _best_first(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (-one.score, one.status != "here", one.name_key, one.child_id))


_words: tuple[float, frozenset[str]] | None = None


def words_known() -> frozenset[str]:
    """Words of the register's names that are no known syllables; read again every ten minutes."""
    global _words
    if _words is None or _words[0] < monotonic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT children_name_words()")
            _words = (monotonic() + _WORDS_KEPT, frozenset(cursor.fetchone()[0]) - KNOWN)
    return _words[1]


def forget() -> None:
    """What is kept in memory of the register's words is read again at the next search."""
    global _words
    _words = None

"""The keys of `blocking` written as SQL, from the same tables, for PostgreSQL and DuckDB.

`select(source, dialect)` reads rows with an `id` and the text columns of COLUMNS (nothing NULL) and answers with an array of
keys for each, `''` where a part is missing. What stands in brackets in a grown-up's name is cut off before folding.
`tests/children/test_matching_sql.py` holds both databases against Python.
"""

from __future__ import annotations

from typing import Literal

from chungtay.children.matching import folding
from chungtay.children.matching.blocking import HOUSEHOLD_CODE_SAYS, KEYS
from chungtay.children.matching.records import TITLE, UNKNOWN

Dialect = Literal["postgresql", "duckdb"]
# Names, places and the code are folded; birth is ISO, whole or partial; number and phone as they stand in the register.
COLUMNS = (
    "full_name", "other_name", "birth", "personal_number", "mother", "father", "phone", "hamlet", "commune", "household_code",
)  # fmt: skip


def skeleton(text: str) -> str:
    """Skeleton of a folded text, as `folding.skeleton`."""
    made = f"' ' || {text} || ' '"
    for heard, kept in folding.SOUNDS:
        made = f"replace({made}, '{heard}', '{kept}')"
    return f"trim({made})"


def without_fillers(text: str) -> str:
    return f"trim(replace(replace(' ' || {text} || ' ', ' thi ', ' '), ' van ', ' '))"


def sorted_words(text: str, dialect: Dialect) -> str:
    if dialect == "duckdb":
        return f"array_to_string(list_sort(string_split({text}, ' ')), ' ')"
    return f"array_to_string(array(SELECT w FROM unnest(string_to_array({text}, ' ')) w ORDER BY w COLLATE \"C\"), ' ')"


def sorted_skeleton(text: str, dialect: Dialect) -> str:
    return sorted_words(skeleton(without_fillers(text)), dialect)


def given_skeleton(text: str) -> str:
    return f"split_part({skeleton(text)}, ' ', -1)"


def _replaced(text: str, pattern: str, by: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '{by}', 'g')"


def hamlet(text: str) -> str:
    named = _replaced(_replaced(text, folding.HAMLET_KINDS, ""), folding.LEADING_ZEROS, r"\1\2")
    return f"coalesce(nullif({named}, ''), {text})"


def commune(text: str) -> str:
    return f"coalesce(nullif({_replaced(text, folding.COMMUNE_KINDS, '')}, ''), {text})"


def phone(text: str) -> str:
    """As `folding.phone`, step by step."""
    only = _replaced(text, "[^0-9]", "")
    home = (
        f"CASE WHEN {only} LIKE '84%' AND length({only}) IN (11, 12) THEN '0' || substr({only}, 3) "
        f"WHEN length({only}) = 9 AND {only} NOT LIKE '0%' THEN '0' || {only} ELSE {only} END"
    )
    renewed = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in folding.OLD_PHONES.items())
    short = (
        f"(SELECT CASE WHEN length(h) = 11 THEN CASE left(h, 4) {renewed} ELSE left(h, 4) END || substr(h, 5) ELSE h END "
        f"FROM (SELECT {home} AS h) q)"
    )
    said = "length(p) BETWEEN 9 AND 11 AND trim(p, left(p, 1)) <> ''"
    return f"(SELECT CASE WHEN {said} THEN p ELSE '' END FROM (SELECT {short} AS p) q2)"


def number(text: str) -> str:
    only = _replaced(text, "[^0-9]", "")
    return f"CASE WHEN length({only}) = 12 AND trim({only}, left({only}, 1)) <> '' THEN {only} ELSE '' END"


def person(text: str) -> str:
    """A grown-up's folded name as `records.person`: without a title, nothing when it says that nobody knows."""
    unknown = ", ".join(f"'{word}'" for word in UNKNOWN)
    named = f"regexp_replace({text}, '{TITLE}', '\\2')"
    return f"CASE WHEN {named} IN ({unknown}) THEN '' ELSE {named} END"


def parts(dialect: Dialect) -> dict[str, str]:
    """What keys are made of, by the names used in `blocking.KEYS`."""
    day, month = "substr(r.birth, 9, 2)", "substr(r.birth, 6, 2)"
    return {
        "name": sorted_skeleton("r.full_name", dialect),
        "given": given_skeleton("r.full_name"),
        "home": given_skeleton("r.other_name"),
        "mother": sorted_skeleton(person("r.mother"), dialect),
        "father": sorted_skeleton(person("r.father"), dialect),
        "year": "substr(r.birth, 1, 4)",
        "month": "CASE WHEN length(r.birth) >= 7 THEN substr(r.birth, 1, 7) ELSE '' END",
        "day": (
            "CASE WHEN length(r.birth) = 10 THEN substr(r.birth, 1, 4) || '-' || "
            f"least({day}, {month}) || '-' || greatest({day}, {month}) ELSE '' END"
        ),
        "number": number("r.personal_number"),
        "phone": phone("r.phone"),
        "hamlet": hamlet("r.hamlet"),
        "commune": commune("r.commune"),
        "household": (
            f"CASE WHEN length(replace(r.household_code, ' ', '')) >= {HOUSEHOLD_CODE_SAYS} "
            f"THEN replace(r.household_code, ' ', '') ELSE '' END"
        ),
    }


def key(letter: str, named: tuple[str, ...]) -> str:
    """One key of a row `p` of the parts; `''` when a part is missing."""
    missing = " OR ".join(f"p.{part} = ''" for part in named)
    joined = " || '|' || ".join(f"p.{part}" for part in named)
    return f"CASE WHEN {missing} THEN '' ELSE '{letter}|' || {joined} END"


def select(source: str, dialect: Dialect) -> str:
    """`SELECT id, keys` over `source`, a FROM item of `id` and COLUMNS; `keys` is an array of texts, some of them empty."""
    made = ", ".join(f"{expression} AS {name}" for name, expression in parts(dialect).items())
    keys = ", ".join(key(letter, named) for letter, named in KEYS)
    array = f"[{keys}]" if dialect == "duckdb" else f"ARRAY[{keys}]"
    # OFFSET 0 keeps PostgreSQL from working every part out again for every key.
    fence = "" if dialect == "duckdb" else " OFFSET 0"
    return f"SELECT p.id, {array} AS keys FROM (SELECT r.id, {made} FROM {source} AS r{fence}) AS p"

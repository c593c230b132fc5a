"""The keys under which records meet are the same in Python, PostgreSQL and DuckDB."""

from __future__ import annotations

import duckdb
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bench.planted import Child, planted
from chungtay.children.matching import blocking_sql, blocks
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold

ODD: list[Child] = [
    {"full_name": "Thị Thị Văn", "mother_name": "Bà Lò Thị Ín (đã mất)", "birth_date": "2019", "household_code": "12 / A-7"},
    {"full_name": "Giàng A Gì", "father_name": "Không rõ", "birth_date": "2019-05", "phone": "84 168 345 6789"},
    {"full_name": "H' Nghĩa Ksơr", "mother_name": "Bà Lan", "birth_date": "2019-12-05", "phone": "0000000000"},
    {"full_name": "Quách Yến", "hamlet": "TDP số 03", "commune": "thị trấn Mường Chà", "birth_date": "2020-01-31"},
    {"full_name": "Lý 'O''Neil\\", "hamlet": "tổ", "commune": "xã", "personal_number": "011 319 004 217", "birth_date": "2011"},
    {"full_name": "", "phone": "912345678", "birth_date": "2011-02-03", "personal_number": "111111111111"},
    {"full_name": "Ngô Thị Thị An", "phone": "01203456789", "other_name": "bé Tí", "birth_date": "2011-02-03"},
]  # fmt: skip


def row(number: int, child: Child) -> tuple[int | str, ...]:
    def get(key: str) -> str:
        return child.get(key, "")

    def grown_up(key: str) -> str:
        return fold(get(key).split("(")[0])

    return (
        number, fold(get("full_name")), fold(get("other_name")), get("birth_date"), get("personal_number"),
        grown_up("mother_name"), grown_up("father_name"), get("phone"), fold(get("hamlet")), fold(get("commune")),
        fold(get("household_code")),
    )  # fmt: skip


COLUMNS = ", ".join(("id", *blocking_sql.COLUMNS))


def in_postgresql(children: list[Child]) -> list[list[str]]:
    marks = ", ".join(f"(%s::bigint{', %s::text' * len(blocking_sql.COLUMNS)})" for _ in children)
    sql = blocking_sql.select(f"(SELECT * FROM (VALUES {marks}) v({COLUMNS}))", "postgresql")
    sql = sql.replace("LIKE '84%'", "LIKE '84%%'").replace("LIKE '0%'", "LIKE '0%%'")
    with as_system("keys of invented children"), connection.cursor() as cursor:
        cursor.execute(sql, [value for number, child in enumerate(children) for value in row(number, child)])
        return [sorted({*keys} - {""}) for _, keys in sorted(cursor.fetchall())]


def in_duckdb(children: list[Child]) -> list[list[str]]:
    with duckdb.connect() as connected:
        connected.execute(
            f"CREATE TABLE kids (id BIGINT, {', '.join(f'{name} TEXT' for name in blocking_sql.COLUMNS)})"
        )
        connected.executemany(
            f"INSERT INTO kids VALUES (?{', ?' * len(blocking_sql.COLUMNS)})",
            [row(number, child) for number, child in enumerate(children)],
        )
        found = connected.execute(blocking_sql.select("kids", "duckdb")).fetchall()
    return [sorted({*keys} - {""}) for _, keys in sorted(found)]


@pytest.mark.django_db
def test_the_same_keys_everywhere() -> None:
    children = [*ODD, *planted(400, seed=3, share=0.5).children]
    in_python = [blocks(child) for child in children]
    assert in_postgresql(children) == in_python
    assert in_duckdb(children) == in_python


texts = st.text(alphabet="aăâđêơư nghtrsxylvk bà(ông)cho'", max_size=24)


class Keys(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.fixed_dictionaries(
            dict.fromkeys(("full_name", "other_name", "mother_name", "father_name", "hamlet", "commune", "household_code"), texts)
            | {"phone": st.text("0184 +2", max_size=14), "personal_number": st.text("012 ", max_size=14)}
            | {"birth_date": st.sampled_from(["", "2019", "2019-05", "2019-12-05"])}
        )
    )  # fmt: skip
    def test_whatever_is_written(self, child: Child) -> None:
        assert in_postgresql([child]) == [blocks(child)]

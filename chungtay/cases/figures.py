"""What the cases can count (Circular 13/2021, set II): abused children, offenders, what was done about them. Codes and days only.

A child that the register already counts as abused in the period is left to the register (`abused.register`), so that the sum
of both counts every child once. A case about a child who is not in the register is one child.
"""

from __future__ import annotations

from django.urls import reverse

from chungtay.statistics import bands, sources
from chungtay.statistics.sources import Manner, Quantity, Window, key

_ABUSE = "('abuse', 'trafficking', 'online', 'labour')"
_DAY = "(c.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
_COUNTS = f"""c.kind IN {_ABUSE} AND c.state NOT IN ('verifying', 'unfounded')
  AND {_DAY} >= %(starts)s AND {_DAY} < %(ends)s AND {_DAY} <= %(day)s"""
_IN_REGISTER = """EXISTS (SELECT FROM children_circumstance x WHERE x.child_id = c.child_id AND x.list = 'special_circumstances'
  AND x."group" IN ('b', 'i', 'k', 'l', 'm') AND x.state = 'confirmed' AND x.valid_from < %(ends)s
  AND x.valid_from <= %(day)s AND (x.valid_to IS NULL OR x.valid_to > %(starts)s))"""
_SUPPORTED = """EXISTS (SELECT FROM children_support p WHERE p.child_id = c.child_id AND p."on" >= %(starts)s
  AND p."on" < %(ends)s AND p."on" <= %(day)s)"""
_SERVED = """(c.state IN ('serving', 'reviewing', 'closed') OR EXISTS (SELECT FROM cases_entitlement e
  WHERE e.case_id = c.id AND e.granted))"""
# The first case of a child in the period stands for the child.
_FIRST = f"""NOT EXISTS (SELECT FROM cases_case o WHERE o.child_id = c.child_id AND o.id < c.id AND o.kind IN {_ABUSE}
  AND o.state NOT IN ('verifying', 'unfounded') AND {_DAY.replace("c.", "o.")} >= %(starts)s
  AND {_DAY.replace("c.", "o.")} < %(ends)s AND {_DAY.replace("c.", "o.")} <= %(day)s)"""
# A child is a victim once, whatever the number of its cases that were dealt with in the period (indicator II-0203).
_CHILD_COUNTED = f"""EXISTS (SELECT FROM (SELECT min(coalesce(p.sanction_on, {_DAY.replace("c.", "o.")})) AS "on"
    FROM cases_case o JOIN cases_caseperson p ON p.case_id = o.id AND p.role = 'suspect' AND p.void_at IS NULL AND p.sanction <> ''
    WHERE o.child_id = h.child_id AND o.id < h.id AND o.kind IN {_ABUSE} AND o.state NOT IN ('verifying', 'unfounded')
    GROUP BY o.id) b WHERE b."on" >= %(starts)s AND b."on" < %(ends)s AND b."on" <= %(day)s)"""
_SEX = """coalesce(k.sex, '') AS sex,
  CASE WHEN coalesce(k.ethnicity, '') = '' THEN '' WHEN k.ethnicity = 'kinh' THEN 'k' ELSE 'm' END"""
_OUTCOMES = ("handling", "sanctioned", "administrative", "alternative", "criminal")
_RELATIONS = ("acquaintance", "family", "staff", "other")


def rows(window: Window, chosen: str) -> str:
    own = chosen.replace("{id}", "c.id") if chosen else "true"
    children = f"""
      SELECT c.id AS subject_id, c.unit_path AS place_path, '' AS next_path, k.birth_date AS born, {_SEX} AS minority,
        array_remove(ARRAY[CASE WHEN NOT {_IN_REGISTER} THEN {key("abused.cases")} END,
          CASE WHEN {_SERVED} AND NOT ({_IN_REGISTER} AND {_SUPPORTED}) THEN {key("abused.cases.assisted")} END], NULL)::smallint[]
          AS marks
      FROM cases_case c LEFT JOIN children_child k ON k.id = c.child_id WHERE {_COUNTS} AND {_FIRST} AND {own}"""
    relations = " ".join(f"WHEN '{name}' THEN {key(f'offenders.{name}')}" for name in _RELATIONS)
    offenders = f"""
      SELECT c.id, c.unit_path, '', NULL::date, s.sex, '', array_remove(ARRAY[{key("offenders")},
        CASE s.relation {relations} END], NULL)::smallint[]
      FROM cases_caseperson s JOIN cases_case c ON c.id = s.case_id
      WHERE s.role = 'suspect' AND s.void_at IS NULL AND {_COUNTS} AND {own}"""
    # Who was dealt with counts on the day of that, whenever the case came in (indicator II-0202).
    dealt_with = f"""
      SELECT c.id, c.unit_path, '', NULL::date, s.sex, '', ARRAY[CASE s.sanction
        WHEN 'sanctioned' THEN {key("handled.offenders.sanctioned")}
        ELSE {key("handled.offenders.administrative")} END]::smallint[]
      FROM cases_caseperson s JOIN cases_case c ON c.id = s.case_id
      WHERE s.role = 'suspect' AND s.void_at IS NULL AND s.sanction IN ('sanctioned', 'administrative')
        AND c.kind IN {_ABUSE} AND c.state NOT IN ('verifying', 'unfounded') AND {own}
        AND coalesce(s.sanction_on, {_DAY}) >= %(starts)s AND coalesce(s.sanction_on, {_DAY}) < %(ends)s
        AND coalesce(s.sanction_on, {_DAY}) <= %(day)s"""
    outcomes = ", ".join(
        f"CASE WHEN bool_or(s.sanction = '{name}') THEN {key(f'handled.cases.{name}')} END" for name in _OUTCOMES
    )
    day = f"min(coalesce(s.sanction_on, {_DAY}))"
    handled = f"""
      SELECT h.id, h.unit_path, '', h.birth_date, h.sex, h.minority,
        CASE WHEN {_CHILD_COUNTED} THEN array_remove(h.marks, {key("handled.children")}) ELSE h.marks END FROM (
        SELECT c.id, c.child_id, c.unit_path, k.birth_date, {_SEX} AS minority, array_remove(ARRAY[{key("handled.cases")},
          {key("handled.children")}, {outcomes}], NULL)::smallint[] AS marks, {day} AS "on"
        FROM cases_case c
        JOIN cases_caseperson s ON s.case_id = c.id AND s.role = 'suspect' AND s.void_at IS NULL AND s.sanction <> ''
        LEFT JOIN children_child k ON k.id = c.child_id
        WHERE c.kind IN {_ABUSE} AND c.state NOT IN ('verifying', 'unfounded') AND {own}
        GROUP BY c.id, c.unit_path, k.birth_date, k.sex, k.ethnicity) h
      WHERE h."on" >= %(starts)s AND h."on" < %(ends)s AND h."on" <= %(day)s"""
    return " UNION ALL ".join([children, offenders, dealt_with, handled])


def turning() -> str:
    """Cases that count otherwise only because days went by: a sanction dated ahead, the child's birthday, something of the
    child that begins or ends."""
    of_child = " UNION ".join(
        f"SELECT c.id FROM cases_case c JOIN {table} x ON x.child_id = c.child_id"
        f" WHERE x.{column} > %(from)s AND x.{column} <= %(to)s"
        for table, column in (
            ("children_circumstance", "valid_from"),
            ("children_circumstance", "valid_to"),
            ("children_support", '"on"'),
        )
    )
    return f"""SELECT c.id FROM cases_case c WHERE {_DAY} > %(from)s AND {_DAY} <= %(to)s
      UNION SELECT s.case_id FROM cases_caseperson s WHERE s.sanction_on > %(from)s AND s.sanction_on <= %(to)s
      UNION SELECT c.id FROM cases_case c JOIN children_child k ON k.id = c.child_id WHERE {bands.turning("k.birth_date")}
      UNION {of_child}"""


def quantities() -> list[Quantity]:
    found = [
        Quantity("abused.cases", "Trẻ em bị xâm hại theo vụ việc, ngoài số đã ghi ở sổ trẻ em", Manner.EVER, sealed=True),
        # A child of the register that its case helped counts here alone, so this is no part of the count above.
        Quantity("abused.cases.assisted", "Trẻ em bị xâm hại được trợ giúp theo vụ việc", Manner.EVER, sealed=True, within=None),
        Quantity("offenders", "Đối tượng xâm hại trẻ em", Manner.EVENT, "đối tượng", sealed=True,
                 split=tuple(f"offenders.{name}" for name in _RELATIONS)),
        Quantity("offenders.family", "Đối tượng là thành viên gia đình", Manner.EVENT, "đối tượng", sealed=True),
        Quantity("offenders.acquaintance", "Đối tượng là người quen, hàng xóm", Manner.EVENT, "đối tượng", sealed=True),
        Quantity("offenders.staff", "Đối tượng là cán bộ, giáo viên, nhân viên cơ sở", Manner.EVENT, "đối tượng", sealed=True),
        Quantity("offenders.other", "Đối tượng khác", Manner.EVENT, "đối tượng", sealed=True),
        Quantity("handled.cases", "Vụ vi phạm hành chính xâm hại trẻ em", Manner.EVENT, "vụ", sealed=True),
        Quantity("handled.children", "Trẻ em là nạn nhân trong các vụ vi phạm hành chính", Manner.EVER, sealed=True),
        Quantity("handled.offenders.sanctioned", "Đối tượng bị xử phạt", Manner.EVENT, "đối tượng", sealed=True),
        Quantity("handled.offenders.administrative", "Đối tượng bị áp dụng biện pháp xử lý hành chính", Manner.EVENT,
                 "đối tượng", sealed=True),
    ]  # fmt: skip
    words = (
        "đang giải quyết",
        "bị xử phạt",
        "áp dụng biện pháp xử lý hành chính",
        "áp dụng biện pháp thay thế",
        "chuyển hình sự",
    )
    found += [
        Quantity(
            f"handled.cases.{name}", f"Vụ vi phạm hành chính xâm hại trẻ em: {said}", Manner.EVENT, "vụ", sealed=True
        )
        for name, said in zip(_OUTCOMES, words, strict=True)
    ]
    return found


def records_url(code: str, path: str, period: str) -> str | None:
    """Cases are opened from their own list, by who may read them."""
    return reverse("cases:list")


sources.register(
    sources.Source(
        name="cases",
        title="Hồ sơ vụ việc",
        quantities=quantities,
        rows=rows,
        turning=turning,
        at="{id} = ANY(ARRAY(SELECT id FROM cases_case WHERE unit_path >= %(low)s AND unit_path < %(high)s))",
        records_url=records_url,
    )
)

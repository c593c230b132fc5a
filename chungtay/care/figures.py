"""What alternative care can count (Circular 13/2021, I-0320 and I-0321): children in the care of others on a day."""

from __future__ import annotations

from django.urls import reverse

from chungtay.statistics import bands, sources
from chungtay.statistics.sources import Quantity, Window, key


def rows(window: Window, chosen: str) -> str:
    own = chosen.replace("{id}", "p.id") if chosen else "true"
    return f"""
      SELECT p.id AS subject_id, p.unit_path AS place_path, '' AS next_path, k.birth_date AS born, coalesce(k.sex, '') AS sex,
        CASE WHEN coalesce(k.ethnicity, '') = '' THEN '' WHEN k.ethnicity = 'kinh' THEN 'k' ELSE 'm' END AS minority,
        (CASE p.form_of_care WHEN 'facility' THEN ARRAY[{key("care.facility")}]
          WHEN 'relative' THEN ARRAY[{key("care.family")}, {key("care.family.kin")}]
          ELSE ARRAY[{key("care.family")}] END)::smallint[] AS marks
      FROM care_placement p
      LEFT JOIN children_child k ON k.id = p.child_id
      WHERE p.handed_over_on <= %(day)s AND (p.ended_on IS NULL OR p.ended_on > %(day)s)
        AND p.state IN ('handed_over', 'ended', 'changed') AND {own}"""


def turning() -> str:
    return f"""SELECT id FROM care_placement WHERE handed_over_on > %(from)s AND handed_over_on <= %(to)s
      UNION SELECT id FROM care_placement WHERE ended_on > %(from)s AND ended_on <= %(to)s
      UNION SELECT p.id FROM care_placement p JOIN children_child k ON k.id = p.child_id WHERE {bands.turning("k.birth_date")}"""


def quantities() -> list[Quantity]:
    return [
        Quantity("care.facility", "Trẻ em được chăm sóc thay thế tại cơ sở", article="Điều 61 Luật Trẻ em"),
        Quantity("care.family", "Trẻ em được gia đình, cá nhân chăm sóc thay thế", article="Điều 61 Luật Trẻ em"),
        Quantity("care.family.kin", "Trẻ em được người thân thích chăm sóc thay thế", article="Điều 61 Luật Trẻ em"),
    ]


def records_url(code: str, path: str, period: str) -> str | None:
    return reverse("care:list")


sources.register(
    sources.Source(
        name="care",
        title="Chăm sóc thay thế",
        quantities=quantities,
        rows=rows,
        turning=turning,
        at="{id} = ANY(ARRAY(SELECT id FROM care_placement WHERE unit_path >= %(low)s AND unit_path < %(high)s))",
        records_url=records_url,
    )
)

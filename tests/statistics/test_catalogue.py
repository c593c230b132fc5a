"""The catalogue: formulas reckoned, circulars side by side, indicators of a province, where numbers come from, the tables."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from openpyxl import load_workbook

from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from chungtay.foundation.scoping import acting_as, as_system
from chungtay.law import files
from chungtay.law import queries as law_queries
from chungtay.law.services import row_of
from chungtay.statistics import catalogue, formulas, periods, picking, reading, system_checks, tables
from chungtay.statistics.formulas import FormulaError, Number, Product, Quantity, Reference, Sum, Tree, parse
from chungtay.statistics.models.catalogue import LocalIndicator
from chungtay.statistics.services import catalogue as services
from chungtay.statistics.services.catalogue import Defined
from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child
from tests.factories.law import law_files

YEAR = "year:2025"
SIGNED = Callable[[Person], Client]

# --- formulas: pure

_numbers = st.decimals(0, 50, places=1, allow_nan=False).map(abs)
_leaves = st.sampled_from([Quantity("a"), Quantity("b"), Quantity("c", (("sex", "female"),))]) | st.builds(
    Number, _numbers
)
_trees: st.SearchStrategy[Tree] = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(st.tuples(st.booleans(), inner), min_size=1, max_size=3).map(lambda parts: Sum(tuple(parts)))
        | st.builds(Product, _numbers, inner)
    ),
    max_leaves=8,
)
_counts = st.fixed_dictionaries(
    {
        quantity: st.integers(0, 1000).map(Decimal)
        for quantity in (Quantity("a"), Quantity("b"), Quantity("c", (("sex", "female"),)))
    }
)


@trying(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(_trees, _counts, _counts)
def test_a_formula_is_linear_so_that_a_province_is_the_sum_of_its_communes(tree: Tree, one: Any, other: Any) -> None:
    def value(counts: dict[Quantity, Decimal]) -> Decimal:
        found = formulas.evaluate(tree, counts.get).value
        assert found is not None
        return found

    flat = formulas.linear(tree)
    both = {quantity: one[quantity] + other[quantity] for quantity in one}
    assert value(both) == value(one) + value(other) - flat.constant
    assert value(one) == flat.constant + sum((one[quantity] * factor for quantity, factor in flat.factors), Decimal(0))


def test_what_is_not_known_is_never_taken_for_zero() -> None:
    outcome = formulas.evaluate(parse("a + 2 * (b - c)"), {Quantity("a"): Decimal(1), Quantity("b"): Decimal(2)}.get)
    assert (outcome.value, outcome.why_missing) == (None, "chưa có số liệu c")
    zero = formulas.ratio(formulas.Outcome(Decimal(3)), formulas.Outcome(Decimal(0)), 100)
    assert (zero.value, zero.why_missing) == (None, "mẫu số bằng 0")
    assert formulas.ratio(formulas.Outcome(Decimal(1)), formulas.Outcome(Decimal(3)), 100).value != 33
    assert [str(formulas.rounded(Decimal(text))) for text in ("12.345", "-12.345", "0.005")] == [
        "12.35",
        "-12.35",
        "0.01",
    ]


def test_a_circle_is_named_whole() -> None:
    texts = {"A-1": "@A-2.count + a", "A-2": "2 * @A-3.count", "A-3": "@A-1.count"}
    with pytest.raises(FormulaError, match=r"@A-1\.count → @A-2\.count → @A-3\.count → @A-1\.count"):
        formulas.expand(parse("@A-1.count"), lambda reference: parse(texts[reference.indicator]))
    assert formulas.references(parse("@A-1.count + @A-1.count")) == [Reference("A-1", "count")]


# --- the catalogue of the law


def test_old_and_new_circular_are_both_reported_in_the_year_between(law: None, db: None) -> None:
    old = yaml.safe_load((settings.LAW_DIR / "indicators" / "tt13-2021-i.yaml").read_text("utf-8"))
    new = {
        **old, "id": "moi-2027", "title": "Bộ chỉ tiêu mới", "valid_from": "2027-01-01", "replaces": "tt13-2021-i",
        "old_until": "2028-01-01", "indicators": [{**old["indicators"][0], "id": "N-0101"}],
    }  # fmt: skip
    law_queries.answer_from([*law_files(), row_of(files.SourceFile(Path("moi.yaml"), new))])
    reported = {year: set(catalogue.of_law(dt.date(year, 6, 30))) for year in (2026, 2027, 2028)}
    assert "N-0101" not in reported[2026]
    assert {"N-0101", "I-0101"} <= reported[2027]
    assert "I-0101" not in reported[2028]
    assert {"N-0101", "II-0101"} <= reported[2028]  # only the set that was replaced


def test_the_agency_that_leads_changes_with_the_day_and_is_left_open_where_it_is_not_known(law: None, db: None) -> None:
    found = catalogue.of_law(dt.date(2026, 1, 1))
    before, after = dt.date(2024, 1, 1), dt.date(2026, 1, 1)
    names = [agency.name if (agency := found["I-0301"].agency_on(day)) else "" for day in (before, after)]
    assert names == ["Bộ Lao động - Thương binh và Xã hội", "Bộ Y tế"]
    assert found["I-0309"].agency_on(after) is None  # only guessed by the sources: no law


def test_the_command_tells_of_all_84_where_each_comes_from(law: None, db: None) -> None:
    out = io.StringIO()
    call_command("indicators", "--json", "--on", "2026-06-30", stdout=out)
    told = {one["id"]: one for one in json.loads(out.getvalue())}
    assert len(told) == 84
    assert {one["source"] for one in told.values()} == {"records", "return", "mixed", "none"}
    assert told["I-0301"]["source"] == "records"
    assert told["I-0604"]["source"] == "return"
    assert told["I-0103"]["source"] == "mixed"
    assert [code for code, one in told.items() if one["source"] == "none"] == ["I-0404"]
    assert "điều tra" in told["I-0404"]["why_missing"]
    assert [one["id"] for one in told.values() if one["why_missing"] and one["id"] != "I-0404"] == []
    words = io.StringIO()
    call_command("indicators", stdout=words)
    assert "84 chỉ tiêu: từ hồ sơ" in words.getvalue()


def test_every_count_of_the_law_is_counted_by_somebody(law: None, db: None, tmp_path: Path) -> None:
    assert [message.msg for message in system_checks.found(settings.LAW_DIR)] == []
    (tmp_path / "indicators").mkdir()
    measure = {"key": "count", "numerator": "children + nobody.counts.this"}
    content = {"kind": "indicator_set", "indicators": [{"measures": [measure]}]}
    (tmp_path / "indicators" / "x.yaml").write_text(yaml.safe_dump(content))
    assert ["nobody.counts.this" in message.msg for message in system_checks.found(tmp_path)] == [True]


# --- indicators of a province


def _given(**changes: Any) -> Defined:
    usual: dict[str, Any] = {
        "name": "Tỷ lệ trẻ em dưới 6 tuổi trong hộ nghèo", "unit_word": "%", "counts": "trẻ em dưới 6 tuổi trong hộ nghèo",
        "numerator": "poor{age=under6}", "over": "trẻ em dưới 6 tuổi", "denominator": "children{age=under6}", "multiplier": 100,
        "basis": "Nghị quyết HĐND tỉnh", "valid_from": dt.date(2025, 1, 1),
    }  # fmt: skip
    return Defined(**usual | changes)


@pytest.mark.django_db
def test_a_province_sets_an_indicator_without_code_and_reads_it(
    law: None, bao: Person, alice: Person, world: World
) -> None:
    make_child(world.commune, birth="2022-01-01", since=dt.date(2025, 7, 1))
    with acting_as(bao.actor):
        row = services.define(actor=bao.actor, given=_given())
        assert row.code == "DP-11-01"
        assert AuditEntry.objects.filter(action="figures.indicator_defined").exists()
        second = services.define(
            actor=bao.actor, given=_given(numerator="@I-0101.count - insured", denominator="", multiplier=None)
        )
        assert (second.code, second.multiplier) == ("DP-11-02", 1)
    with acting_as(alice.actor):  # a commune of the province
        value = reading.figures(
            actor=alice.actor, indicators=["DP-11-01"], units=[world.commune], period=periods.parse(YEAR)
        )[0]
        assert (value.value, value.numerator, value.denominator) == (0, 0, 1)
        assert catalogue.indicator("DP-11-01", dt.date(2024, 12, 31)) is None
        with pytest.raises(PermissionDenied):
            services.define(actor=alice.actor, given=_given())
    with acting_as(bao.actor):
        services.end(actor=bao.actor, indicator=row, on=dt.date(2026, 1, 1), reason="Nghị quyết mới")
        assert catalogue.indicator("DP-11-01", dt.date(2026, 6, 30)) is None
        assert catalogue.indicator("DP-11-01", dt.date(2025, 12, 31)) is not None
        with pytest.raises(UserError, match="đã thôi dùng"):
            services.end(actor=bao.actor, indicator=row, on=dt.date(2027, 1, 1), reason="Lần nữa")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"numerator": "poor +"}, "numerator", "Công thức chưa đúng"),
        ({"numerator": "poor{age=khong-co}"}, "numerator", "không có nhóm tuổi khong-co"),
        ({"numerator": "khong.ai.dem"}, "numerator", "Chưa nơi nào đếm khong.ai.dem"),
        ({"numerator": "@I-0301.rate"}, "numerator", "không phải là một số đếm"),
        ({"numerator": "7"}, "numerator", "ít nhất một số đếm"),
        ({"over": ""}, "over", "mẫu số là tổng số nào"),
        ({"multiplier": 7}, "multiplier", "Hãy chọn nhân với"),
    ],
)
def test_a_formula_that_cannot_be_counted_is_refused_at_its_field(
    law: None, bao: Person, changes: dict[str, Any], field: str, words: str
) -> None:
    with acting_as(bao.actor):
        with pytest.raises(UserError, match=words) as refused:
            services.define(actor=bao.actor, given=_given(**changes))
        assert refused.value.field == field
        assert not LocalIndicator.objects.exists()


# --- pages and files


@pytest.mark.django_db
def test_the_catalogue_is_searched_without_accents_and_by_source(law: None, alice: Person, client_for: SIGNED) -> None:
    client = client_for(alice)
    page = client.get("/so-lieu/chi-tieu/?q=mo coi").content.decode()
    assert "I-0303" in page
    assert "I-0304" not in page
    page = client.get(f"/so-lieu/chi-tieu/?nguon=none&ky={YEAR}").content.decode()
    assert "1 chỉ tiêu" in page
    assert "I-0404" in page
    assert "Không có chỉ tiêu nào như vậy" in client.get("/so-lieu/chi-tieu/?q=khong the co").content.decode()
    assert "ngoài khoảng" in client.get("/so-lieu/chi-tieu/?ky=year:1066").content.decode()


@pytest.mark.django_db
def test_a_table_comes_as_page_workbook_and_document(
    law: None, alice: Person, world: World, client_for: SIGNED
) -> None:
    make_child(world.commune, birth="2022-01-01", sex="female", since=dt.date(2025, 7, 1))
    monitor = make_person("theo_doi", "Lò Văn Theo", "monitor", world.department, "Theo dõi")
    client, address = client_for(alice), f"/so-lieu/bieu/te-601-602/?ky={YEAR}"
    page = client.get(address).content.decode()
    assert "Số trẻ em; số trẻ em có hoàn cảnh đặc biệt" in page
    told = "số liệu bí mật"  # how many children live with HIV is for those whose work needs it
    assert (told in page, told in client_for(monitor).get(address).content.decode()) == (False, True)
    sheet = load_workbook(io.BytesIO(client.get(f"{address}&xuat=xlsx").content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = {row[1]: row[2:4] for row in rows if row[1] in {"100", "110", "121", "122"}}
    assert told == {"100": [1, 0], "110": [1, 0], "121": [1, 0], "122": [0, 0]}
    paper = Document(io.BytesIO(client.get(f"{address}&xuat=docx").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {"Mã số", "A", "Trong đó", "Trẻ em bị bỏ rơi", "Biểu số: 601-602/TE"} <= {
        line for cell in cells for line in cell.split("\n")
    }
    assert AuditEntry.objects.filter(action="figures.taken_out").count() == 2
    assert client.get("/so-lieu/bieu/999/").status_code == 404
    assert client.get(f"{address}&don-vi={world.far_commune.path}").status_code == 404
    assert "có hoàn cảnh đặc biệt được chăm sóc" in client.get(f"/so-lieu/bieu/603/?ky={YEAR}").content.decode()


@pytest.mark.django_db
def test_a_form_of_a_later_circular_is_not_shown_for_an_earlier_year(law: None) -> None:
    assert tables.find("601", dt.date(2025, 12, 31)) is tables.find("te-601-602", dt.date(2025, 12, 31))
    assert tables.tables(dt.date(2024, 12, 31)) == []


@pytest.mark.django_db
def test_an_indicator_is_set_and_ended_on_its_pages(law: None, bao: Person, alice: Person, client_for: SIGNED) -> None:
    client, address = client_for(bao), "/so-lieu/chi-tieu/dia-phuong/them/"
    form = {
        "name": "Số trẻ em chưa có thẻ", "counts": "trẻ em không có thẻ bảo hiểm", "numerator": "children - insured",
        "unit_word": "trẻ em", "basis": "Kế hoạch tỉnh", "valid_from": "01/01/2025", "act": "7f8f7c8e-4b35-4f05-9f37-0a1e53a6f001",
    }  # fmt: skip
    refused = client.post(address, {**form, "numerator": "children -"})
    assert refused.status_code == 422
    assert "Kế hoạch tỉnh" in refused.content.decode()  # what was typed is kept
    first, twice = client.post(address, form), client.post(address, form)
    assert first.url == twice.url  # a double click
    with as_system("how many there are"):
        assert LocalIndicator.objects.count() == 1
    assert "children - insured" in client_for(alice).get(first.url).content.decode()
    assert client_for(alice).post(first.url, {"on": "01/01/2026", "reason": "x"}).status_code == 403
    assert "DP-11-01" in client.get(f"/so-lieu/chi-tieu/?q=chua co the&ky={YEAR}").content.decode()
    assert client.post(first.url, {"on": "01/01/2024", "reason": "Thôi"}).status_code == 422
    assert client.post(first.url, {"on": "01/01/2026", "reason": "Thôi"}).status_code == 302
    assert "thôi dùng từ 01/01/2026" in client.get(first.url).content.decode()


@pytest.mark.django_db
def test_only_units_of_the_territory_are_offered(law: None, bao: Person, alice: Person, world: World) -> None:
    offered = picking.picked(bao.actor, {"ky": "year:2026"}).units
    assert {world.province, world.commune, world.other_commune} == set(offered)
    assert picking.picked(alice.actor, {}).units == (world.commune,)
    chosen = picking.picked(alice.actor, {"loai-ky": "report_half", "nam": "2026"})
    assert (chosen.period.starts, chosen.period.last) == (dt.date(2025, 11, 21), dt.date(2026, 5, 25))
    free = picking.picked(alice.actor, {"ky": "2026-01-01/2026-03-31", "loai-ky": "tu-chon", "nam": "2026"})
    assert free.period.code == "2026-01-01/2026-03-31"

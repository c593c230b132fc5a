"""Components: what they print, that they escape, that they read well to a screen reader."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from lxml import html

from chungtay.foundation.icons import svg
from chungtay.foundation.templatetags.components_lists import Cell, Chip, FileLine, GridRow
from chungtay.foundation.templatetags.components_reading import Span, source_text

TODAY = dt.date(2026, 11, 22)
TEMPLATES = Path(__file__).parents[2] / "chungtay"


def draw(source: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return str(engines["django"].from_string(source).render({"today": TODAY, **context}, request))


def tree(source: str, **context: Any) -> html.HtmlElement:
    return html.fragment_fromstring(draw(source, **context), create_parent="div")


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-2, "quá hạn 2 ngày", "late"),
        (0, "hạn hôm nay", "soon"),
        (1, "còn 1 ngày", "soon"),
        (30, "còn 30 ngày", "plain"),
    ],
)
def test_a_deadline_is_said_in_words(days: int, words: str, tone: str) -> None:
    drawn = draw("{% date_words day today %}", day=TODAY + dt.timedelta(days=days))
    assert words in drawn
    assert f"due-{tone}" in drawn


def test_a_done_deadline_is_only_a_date() -> None:
    assert "quá hạn" not in draw("{% date_words day today done=True %}", day=dt.date(2026, 1, 2))


@pytest.mark.parametrize("code", ["not_started", "running", "done", "done_late", "late", "returned"])
def test_every_state_has_a_mark_and_words(code: str) -> None:
    span = tree(f'{{% status "{code}" %}}').find("span")
    assert span.find("span").get("aria-hidden") == "true"
    assert len(span.text_content().split()) >= 2


def test_words_of_people_are_escaped_everywhere() -> None:
    nasty = "<script>alert(1)</script>"
    source = """{% status "late" w %}{% badge w %}{% button w %}{% link_button w "/" %}{% post_button w "/" note=w %}
    {% person w w %}{% panel w %}{{ w }}{% endpanel %}{% unit_link w %}{% breadcrumbs b %}{% help w w %}
    {% progress 3 w %}{% lines w %}{% line w "/" detail=w kind=w margin=w %}{% endline %}{% endlines %}{% chips c %}
    {% simple_table h r w %}{% file_list f %}{% grid h g w %}{% empty w %}{% endempty %}{% figure 3 w "/" detail=w %}
    {% timeline %}{% event w day w %}{{ w }}{% endevent %}{% endtimeline %}{% notice "info" w %}{{ w }}{% endnotice %}
    {% confirm w %}{% endconfirm %}"""
    drawn = draw(
        source, w=nasty, h=[nasty], r=[[nasty]], c=[Chip(nasty, "/")], f=[FileLine(nasty, "/")], day=TODAY,
        g=[GridRow(nasty, [Cell("late", nasty, nasty, "/")])], b=[(nasty, "/")],
    )  # fmt: skip
    assert "<script>" not in drawn


def test_a_post_button_carries_the_token_and_its_values() -> None:
    form = tree('{% post_button "Nhận việc" "/x/" version=7 ask="Nhận?" %}').find("form")
    values = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert form.get("method") == "post"
    assert values["version"] == "7"
    assert len(values["csrfmiddlewaretoken"]) > 20
    assert form.get("data-ask") == "Nhận?"


class Sample(forms.Form):
    title = forms.CharField(label="Tên", help_text="Ngắn gọn")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)
    seen = forms.BooleanField(label="Đã xem", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_wrong_form_leads_from_the_summary_to_the_field() -> None:
    form = Sample({"title": ""})
    page = tree("{% form_errors form %}{% fields form %}", form=form)
    link = page.find(".//a")
    field = page.get_element_by_id("id_title")
    assert link.get("href") == "#id_title"
    assert field.get("aria-invalid") == "true"
    described = (field.get("aria-describedby") or "").split()
    assert described
    for ident in described:
        assert page.get_element_by_id(ident) is not None


def test_every_input_has_a_label_and_optional_ones_say_so() -> None:
    page = tree("{% fields form %}", form=Sample())
    labelled = {label.get("for") for label in page.iter("label")}
    shown = [field for field in page.iter("input") if field.get("type") != "hidden"]
    assert {field.get("id") for field in shown} <= labelled
    assert page.text_content().count("(không bắt buộc)") == 1  # the choice; a single tick needs no such word


def test_a_refusal_of_the_service_stands_on_top() -> None:
    assert "Việc đã được người khác nhận" in draw(
        "{% form_errors form s %}", form=Sample(), s="Việc đã được người khác nhận."
    )


def test_pages_keep_the_filter_and_count_once() -> None:
    page = Paginator(range(1, 260), 20).page(3)
    drawn = draw("{% pagination page %}", "/viec/?q=tre&trang=3", page=page)
    assert "41–60 trong 259" in drawn
    assert "?q=tre&amp;trang=4" in drawn


def test_a_grid_has_heads_and_words_in_every_square() -> None:
    rows = [GridRow("Xã A", [Cell("late", "▲", "quá hạn 2 ngày", "/1/"), None])]
    table = tree('{% grid c r "Lưới" %}', c=[("1", "/", "Việc một"), "2"], r=rows)
    assert [head.get("scope") for head in table.iter("th")] == ["col", "col", "col", "row"]
    assert [cell.text_content() for cell in table.iter("td")] == ["▲", "·không giao"]
    assert next(table.iter("td")).find("a").get("title") == "quá hạn 2 ngày"


def test_a_table_aligns_numbers_and_writes_them_the_vietnamese_way() -> None:
    table = tree('{% simple_table h r "Bảng" %}', h=["Đơn vị", "Số"], r=[["Xã A", 1234.5], ["Xã B", None]])
    assert [cell.text_content() for cell in table.iter("td")] == ["1.234,5", "–"]


def test_the_source_keeps_every_character_whatever_the_spans() -> None:
    text = "Giao <Sở Y tế> chủ trì,\nbáo cáo trước ngày 25/11."
    spans = [
        Span(0, 22, "v1", "task"),
        Span(5, 14, "v1", "agency"),
        Span(10, 40, "v2", "date"),
        Span(40, 400, "v3", "date"),
        Span(3, 3, "v4", "date"),
    ]
    drawn = html.fragment_fromstring(source_text(text, spans))
    assert drawn.text_content() == text
    assert [mark.get("id") for mark in drawn.iter("mark")] == ["nguon-v1", None, "nguon-v2"]


def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        name
        for file in TEMPLATES.rglob("templates/**/*.html")
        for name in re.findall(
            r'''(?:icon[ =]|"(?:primary|plain|quiet|danger)" )"([a-z0-9-]+)"''', file.read_text(encoding="utf-8")
        )
    }
    assert named
    for name in named:
        assert svg(name).startswith("<svg")


def test_no_template_has_inline_style_or_script() -> None:
    wrong = [
        str(file)
        for file in TEMPLATES.rglob("templates/**/*.html")
        if re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", file.read_text(encoding="utf-8"))
    ]
    assert wrong == []

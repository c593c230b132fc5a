"""Forms as data: what applies, what is missing, what is counted, what changed; and that no answer is ever lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from chungtay.law import files
from chungtay.law.forms import (
    Field,
    FormVersion,
    check,
    computed,
    count,
    differences,
    from_content,
    merged,
    progress,
    required,
    to_print,
    visible,
)
from chungtay.law.forms.conditions import answered
from chungtay.law.forms.values import fault, read, shown, typed_again
from chungtay.law.forms.version import HIGH, LOW, MIDDLE

FORMS: dict[str, FormVersion] = {
    file.content["code"]: from_content(file.content, file.digest)
    for file in files.read(settings.LAW_DIR)[0]
    if file.content["kind"] == "form"
}
OWN = {"APP-VERIFY", "APP-MINUTES", "APP-SEP-END", "APP-CLOSE", "APP-LABOUR", "APP-TRAFFICKING", "APP-INJURY",
       "APP-JUVENILE", "APP-ONLINE", "APP-DISASTER"}  # fmt: skip


def values_of(one: Field) -> st.SearchStrategy[Any]:
    """Answers a person could give to this question."""
    if one.type in {"choice", "yesno", "scale3"}:
        return st.sampled_from([choice.code for choice in one.choices])
    if one.type == "choices":
        codes = [choice.code for choice in one.choices]
        return st.lists(st.sampled_from(codes), min_size=1, unique=True).map(lambda some: sorted(some, key=codes.index))
    if one.type in {"integer", "money"}:
        return st.integers(one.least or 0, one.most if one.most is not None else 10**9)
    if one.type == "date":
        return st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat)
    if one.type == "partial_date":
        return st.sampled_from(["2019", "2019-05", "2019-05-12"])
    if one.type == "time":
        return st.times().map(lambda time: f"{time:%H:%M}")
    if one.type == "datetime":
        return st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)).map(
            lambda moment: f"{moment:%Y-%m-%dT%H:%M}+07:00"
        )
    if one.type == "rows":
        return st.lists(
            st.fixed_dictionaries({column.key: values_of(column) for column in one.columns}), min_size=1, max_size=3
        )
    return st.sampled_from(["Ghi một dòng", "Ghi\nhai dòng", "Mường Phăng"])


@st.composite
def filled(draw: st.DrawFn) -> tuple[FormVersion, dict[str, Any]]:
    """A form with some of its questions answered."""
    version = draw(st.sampled_from(list(FORMS.values())))
    keys = draw(st.sets(st.sampled_from([one.key for one in version.typed()])))
    return version, {key: draw(values_of(version.fields[key])) for key in sorted(keys)}


def test_all_forms_of_the_decree_and_our_own_are_there() -> None:
    assert set(FORMS) == {f"ND56-M{number:02d}" for number in range(1, 17)} | OWN


def test_only_our_own_forms_say_that_they_are_ours() -> None:
    assert {code for code, version in FORMS.items() if version.own} == OWN


def test_the_first_report_asks_for_at_most_twelve_answers() -> None:
    assert sum(1 for one in FORMS["ND56-M01"].typed() if one.required) <= 12


def test_every_form_says_to_whom_it_may_be_supplied_and_on_which_article_it_rests() -> None:
    for version in FORMS.values():
        assert version.paper.scope, version.code
        assert "Điều" in version.article or "Chỉ tiêu" in version.article, version.code


def test_guesses_are_never_printed() -> None:
    guesses = [(v.code, one.key) for v in FORMS.values() for one in v.fields.values() if one.confidence == "guess"]
    assert ("ND56-M07", "child") in guesses
    for version in FORMS.values():
        for one in version.fields.values():
            for each in (one, *one.columns):
                assert each.confidence != "guess" or not each.prints, f"{version.code} {each.key}"


@limits(max_examples=150, deadline=None)
@given(filled())
def test_what_is_hidden_is_kept_but_neither_asked_nor_printed(case: tuple[FormVersion, dict[str, Any]]) -> None:
    version, answers = case
    shown_ = visible(version, answers)
    hidden = set(version.fields) - shown_
    assert not hidden & set(check(version, answers, complete=True))
    assert not hidden & set(to_print(version, answers))
    assert merged(version, answers, {}) == answers
    for one in version.fields.values():
        if one.when is None and version.section_of[one.key].when is None:
            assert one.key in shown_


@limits(max_examples=150, deadline=None)
@given(filled())
def test_complete_means_that_every_required_question_that_applies_is_answered(
    case: tuple[FormVersion, dict[str, Any]],
) -> None:
    version, answers = case
    shown_ = visible(version, answers)
    heard = {key: answers.get(key) for key in shown_}
    missing = {
        one.key
        for one in version.typed()
        if one.key in shown_ and required(one, heard) and not answered(answers.get(one.key))
    }
    faults = check(version, answers, complete=True)
    assert missing <= set(faults)
    assert set(check(version, answers, complete=False)) <= set(faults)
    done, asked = progress(version, answers)
    assert 0 <= done <= asked
    if not faults:
        assert done == asked


@limits(max_examples=150, deadline=None)
@given(filled())
def test_what_is_read_back_from_the_page_is_what_was_stored(case: tuple[FormVersion, dict[str, Any]]) -> None:
    version, answers = case
    for key, value in answers.items():
        one = version.fields[key]
        assert fault(one, value) == "", (version.code, key, value)
        assert read(one, typed_again(one, value)) == value, (version.code, key, value)
        assert shown(one, value)


@limits(max_examples=100, deadline=None)
@given(filled(), st.dictionaries(st.sampled_from(["khong_co", "a_n_high", "cost_total", "cu"]), st.integers()))
def test_a_sitting_loses_nothing_and_types_nothing_that_is_counted(
    case: tuple[FormVersion, dict[str, Any]], strange: dict[str, int]
) -> None:
    version, typed = case
    kept = {"cau_hoi_cu": "câu trả lời của bản cũ", "harm_note": "giữ"}
    after = merged(version, kept, {**typed, **strange})
    assert after["cau_hoi_cu"] == "câu trả lời của bản cũ"
    assert all(after[key] == value for key, value in typed.items())
    counted = {one.key for one in version.fields.values() if one.type == "computed"}
    assert not counted & set(after)
    assert "khong_co" not in after
    emptied = merged(version, after, dict.fromkeys(typed, ""))
    assert not set(typed) & set(emptied)
    assert emptied["cau_hoi_cu"] == "câu trả lời của bản cũ"


@given(st.text(max_size=60))
def test_what_cannot_be_read_stays_as_it_was_typed(text: str) -> None:
    one = FORMS["ND56-M02"].fields["perf_date"]
    value = read(one, text)
    if value is None:
        assert not text.strip()
    elif fault(one, value):
        assert value == text.replace("\r\n", "\n").strip()


def scale(version: FormVersion, levels: dict[str, int]) -> dict[str, Any]:
    return {one.key: levels.get(one.key, LOW) for one in version.fields.values() if one.part}


def test_the_two_scales_run_against_each_other() -> None:
    """By hand: in A “Cao” is bad, in B “Cao” is good; more Cao in A than in B means high."""
    version = FORMS["ND56-M02"]
    bad = count(version, scale(version, {"harm": HIGH, "harm_continue": HIGH, "protect_self": HIGH}))
    assert bad.numbers == {"A": {HIGH: 2, MIDDLE: 0, LOW: 0}, "B": {HIGH: 1, MIDDLE: 0, LOW: 1}}
    assert bad.suggested == "high"
    assert bad.confidence == "known"
    assert "chưa đối chiếu" in bad.because
    even = count(version, scale(version, {"harm": HIGH, "protect_self": HIGH}))
    assert even.suggested == ""
    good = count(version, scale(version, {"protect_self": HIGH, "receive_support": HIGH}))
    assert good.suggested == ""
    words = {weight.key: weight.words for weight in bad.weights}
    assert words["harm"] == "tính 1 vào “Cao” của phần A (bất lợi cho trẻ)"
    assert words["protect_self"] == "tính 1 vào “Cao” của phần B (có lợi cho trẻ)"


def test_nothing_is_suggested_while_an_item_is_open() -> None:
    version = FORMS["ND56-M03"]
    answers = scale(version, {"harm": HIGH})
    del answers["others"]
    counts = count(version, answers)
    assert counts.open == 1
    assert counts.suggested == ""


@given(st.data())
def test_the_counts_are_numbers_of_answers_never_sums(data: st.DataObject) -> None:
    version = FORMS[data.draw(st.sampled_from(["ND56-M02", "ND56-M03", "ND56-M06"]))]
    keys = [one.key for one in version.fields.values() if one.part]
    answers = {key: data.draw(st.sampled_from([HIGH, MIDDLE, LOW])) for key in keys}
    counts = count(version, answers)
    assert sum(sum(levels.values()) for levels in counts.numbers.values()) == len(keys)
    a_high = sum(1 for key in keys if version.fields[key].part == "A" and answers[key] == HIGH)
    b_high = sum(1 for key in keys if version.fields[key].part == "B" and answers[key] == HIGH)
    assert computed(version, answers)["a_n_high"] == a_high
    assert (counts.suggested == "high") == (a_high > b_high)


def test_the_cost_of_a_plan_is_the_sum_of_its_lines() -> None:
    version = FORMS["ND56-M04"]
    lines = [{"service": "Khám", "cost": 1_500_000}, {"service": "Tư vấn"}, {"service": "Học bù", "cost": 200_000}]
    assert computed(version, {"lines": lines})["cost_total"] == 1_700_000


def test_parents_who_did_the_harm_are_not_asked() -> None:
    """Decree 56/2017, art. 27.1h."""
    version = FORMS["ND56-M03"]
    assert "family_wish" in visible(version, {})
    assert "family_wish" not in visible(version, {"carer_harms": True})
    assert "family_wish" in visible(version, {"carer_harms": False})


def test_the_child_is_asked_from_seven() -> None:
    """Law on Children, art. 60.3."""
    version = FORMS["ND56-M10"]
    assert "wish" not in check(version, {"child_age": 6}, complete=True)
    assert "wish" in check(version, {"child_age": 7}, complete=True)


def test_a_case_is_closed_on_both_conditions_only() -> None:
    version = FORMS["APP-CLOSE"]
    answers = {"review_ref": "BC 12", "why": "Đã thăm ba lần", "safe": True, "stable": True}
    assert check(version, answers, complete=True) == {}
    assert set(check(version, {**answers, "stable": False}, complete=True)) == {"stable"}
    assert set(check(version, {**answers, "safe": False}, complete=True)) == {"safe"}


def test_a_separation_lasts_fifteen_days_at_most() -> None:
    version = FORMS["ND56-M07"]
    assert "days" not in check(version, {"days": 15}, complete=False)
    assert "days" in check(version, {"days": 16}, complete=False)
    assert "days" in check(version, {"days": 0}, complete=False)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("datetime", "20:30 22/11/2026", "2026-11-22T20:30+07:00"),
        ("datetime", "22/11/2026 20h30", "2026-11-22T20:30+07:00"),
        ("datetime", "lúc 20 giờ 30 ngày 22/11/2026", "2026-11-22T20:30+07:00"),
        ("datetime", "chiều 22/11/2026", "chiều 22/11/2026"),
        ("datetime", "2026-11-22T20:30", "2026-11-22T20:30+07:00"),
        ("date", "5/3/2026", "2026-03-05"),
        ("date", "31/02/2026", "31/02/2026"),
        ("partial_date", "5/2019", "2019-05"),
        ("partial_date", "2019", "2019"),
        ("time", "8h", "08:00"),
        ("integer", "1.500.000", 1_500_000),
        ("integer", "ba", "ba"),
        ("money", "200.000 đồng", 200_000),
    ],
)
def test_people_type_as_they_are_used_to(kind: str, typed: str, value: Any) -> None:
    one = Field("x", "X", "X", kind, "own")
    assert read(one, typed) == value


def test_a_new_version_tells_what_changed() -> None:
    file = next(f for f in files.read(settings.LAW_DIR)[0] if f.content["id"] == "nd56-m13")
    old = from_content(file.content, file.digest)
    content = {**file.content, "sections": [dict(section) for section in file.content["sections"]]}
    fields = [dict(one) for one in content["sections"][1]["fields"]]
    fields[0] |= {"label_vi": "Điều kiện ăn ở"}
    content["sections"][1]["fields"] = [*fields[:2], *fields[3:], {**fields[1], "key": "them", "label_vi": "Thêm"}]
    found = {(one.kind, one.key, one.what) for one in differences(old, from_content(content, "khac"))}
    assert found == {("changed", "living", "tên"), ("removed", "mental", ""), ("added", "them", "")}

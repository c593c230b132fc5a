"""What no browser sends and somebody sends all the same: an answer, never an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from chungtay.foundation.requests import address_here, whole_number
from tests.factories.accounts import Person

Browser = Callable[[Person], Client]
ODD = ["abc", "²", "٣", "-1", "0", "9" * 20, "99999", "99/99/9999", "31/02/2026", "\x00", "x\x00y", "a" * 5000, "<b>"]
LISTS = ["directives:task_list", "directives:document_list", "directives:report_list", "directives:overview"]
NAMES = [
    "trang",
    "ngay",
    "van-ban",
    "co-quan",
    "chu-de",
    "don-vi",
    "q",
    "tim",
    "dot",
    "nhom",
    "nam",
    "loc",
    "tu",
    "den",
]


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("²", None), ("٣", None), ("-1", None), ("", None), ("9" * 20, None)]
)
def test_a_number_of_a_request(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/nhiem-vu/?trang=2", "/nhiem-vu/?trang=2"),
        ("http://testserver/bao-cao/", "http://testserver/bao-cao/"),
        ("abc", "/"),
        ("", "/"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)//", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_going_on_stays_on_this_site(wanted: str, goes_to: str) -> None:
    assert address_here(RequestFactory().get("/"), wanted) == goes_to


@pytest.mark.parametrize("odd", ODD)
def test_odd_filters_are_left_out(client_for: Browser, bao: Person, odd: str) -> None:
    browser = client_for(bao)
    for name in LISTS:
        answer = browser.get(reverse(name), dict.fromkeys(NAMES, odd))
        assert answer.status_code == (400 if "\x00" in odd else 200), (name, odd)


def test_text_that_cannot_be_kept_is_refused_with_a_sentence(client_for: Browser, bao: Person) -> None:
    answer = client_for(bao).post(reverse("directives:task_bulk"), {"task": "²", "note": "a\x00b", "verb": "urge"})
    assert answer.status_code == 400
    assert "ký tự không đọc được" in answer.content.decode()


def test_an_odd_next_leads_to_the_usual_place(client_for: Browser, bao: Person) -> None:
    answer = client_for(bao).post(reverse("directives:task_bulk"), {"task": ["²", "1"], "verb": "urge", "next": "abc"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("directives:task_list"))


def test_a_broken_upload_is_a_page_in_vietnamese(client_for: Browser, bao: Person) -> None:
    answer = client_for(bao).post(
        reverse("directives:document_receive"), b"{broken", content_type="multipart/form-data"
    )
    assert answer.status_code == 400
    assert "Máy chủ không đọc được yêu cầu này" in answer.content.decode()

"""The pages of tasks for the three people; every refusal keeps what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chungtay.directives.models import GivingAct, Task, TaskWord
from chungtay.directives.services import tasks
from chungtay.foundation.scoping import as_system
from tests.directives.tasks.conftest import Given
from tests.factories.accounts import Person, World

pytestmark = pytest.mark.django_db
Clients = Callable[[Person], Client]


def test_alice_sees_the_task_bao_too_and_chi_gets_404(
    given: Given, alice: Person, bao: Person, chi: Person, client_for: Clients
) -> None:
    address = reverse("directives:task", args=[given().pk])
    assert "Nhận việc" in client_for(alice).get(address).content.decode()
    assert "Đôn đốc" in client_for(bao).get(address).content.decode()
    assert client_for(chi).get(address).status_code == 404


def test_one_tap_accepts_and_a_second_tap_is_told(given: Given, alice: Person, client_for: Clients) -> None:
    task = given()
    browser = client_for(alice)
    address = reverse("directives:task_step", args=[task.pk, "accept"])
    assert browser.post(address, {"next": "/"}).headers["Location"] == "/"
    again = browser.post(address)
    assert again.status_code == 422
    assert "Không thể “Nhận việc”" in again.content.decode()
    assert TaskWord.objects.filter(task=task, kind="accepted").count() == 1


def test_next_never_leads_to_another_site(given: Given, alice: Person, client_for: Clients) -> None:
    task = given()
    answer = client_for(alice).post(
        reverse("directives:task_step", args=[task.pk, "accept"]), {"next": "https://xau.example/"}
    )
    assert answer.headers["Location"] == reverse("directives:task", args=[task.pk])


def test_report_with_evidence_then_bao_opens_it_and_chi_does_not(
    given: Given, alice: Person, bao: Person, chi: Person, client_for: Clients
) -> None:
    task = given(evidence_asked="Biên bản")
    address = reverse("directives:task_done", args=[task.pk])
    refused = client_for(alice).post(address, {"note": "Đã họp 12 bản"})
    assert refused.status_code == 422
    assert "Đã họp 12 bản" in refused.content.decode()
    proof = SimpleUploadedFile("Biên bản.txt", "Đã họp".encode())
    assert client_for(alice).post(address, {"note": "Đã họp 12 bản", "evidence": [proof]}).status_code == 302
    word = TaskWord.objects.get(task=task, kind="reported")
    file = reverse("directives:evidence", args=[task.pk, word.pk, word.files.get().pk])
    assert client_for(bao).get(file).status_code == 200
    assert client_for(chi).get(file).status_code == 404


def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_note_kept(
    given: Given, alice: Person, client_for: Clients
) -> None:
    task = given()
    wrong = SimpleUploadedFile("anh.png", b"%PDF-1.7 khong phai anh")
    answer = client_for(alice).post(
        reverse("directives:task_done", args=[task.pk]), {"note": "Xong cả rồi", "evidence": [wrong]}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "nội dung là PDF" in text
    assert "Xong cả rồi" in text


def test_the_giver_sends_back_with_a_reason_only(given: Given, alice: Person, bao: Person, client_for: Clients) -> None:
    task = given()
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    address = reverse("directives:task_step", args=[task.pk, "send_back"])
    assert client_for(bao).post(address, {"reason": ""}).status_code == 422
    assert client_for(bao).post(address, {"reason": "Thiếu hai bản"}).status_code == 302
    assert "Thiếu hai bản" in client_for(alice).get(reverse("directives:task", args=[task.pk])).content.decode()


def test_an_extension_is_asked_and_granted_on_the_page(
    given: Given, alice: Person, bao: Person, client_for: Clients
) -> None:
    task = given(due=5)
    later = timezone.localdate() + dt.timedelta(days=25)
    asked = client_for(alice).post(
        reverse("directives:ask_extension", args=[task.pk]), {"due_on": later.strftime("%d/%m/%Y"), "reason": "Mưa lũ"}
    )
    assert asked.status_code == 302
    answer = reverse("directives:answer_extension", args=[task.pk, task.extensions.get().pk])
    assert client_for(bao).post(answer, {"decision": "grant"}).status_code == 302
    page = client_for(alice).get(reverse("directives:task", args=[task.pk])).content.decode()
    assert later.strftime("%d/%m/%Y") in page
    assert f"hạn giao lần đầu: {task.first_due_on:%d/%m/%Y}" in page


def test_bao_gives_a_task_to_all_communes_in_one_act(
    bao: Person, alice: Person, chi: Person, client_for: Clients
) -> None:
    browser = client_for(bao)
    form = browser.get(reverse("directives:give_task"))
    assert "UBND các xã, phường, đặc khu (2)" in form.content.decode()
    due = timezone.localdate() + dt.timedelta(days=20)
    data = {
        "title": "Rà soát trẻ em chưa có thẻ bảo hiểm y tế", "result": "Danh sách", "rhythm": "once",
        "due_on": due.strftime("%d/%m/%Y"),
        "responsible": "Chủ tịch UBND xã", "weight": "1", "groups": ["level-commune"],
    }  # fmt: skip
    answer = browser.post(reverse("directives:give_task"), data, follow=True)
    assert "Đã giao xong" in answer.content.decode()
    with as_system("count"):
        assert Task.objects.count() == 2
        assert GivingAct.objects.get().total == 2


def test_a_half_filled_form_comes_back_with_what_was_typed(bao: Person, client_for: Clients) -> None:
    answer = client_for(bao).post(
        reverse("directives:give_task"), {"title": "Rà soát trẻ em", "due_on": "31/02/2027", "rhythm": "once"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Rà soát trẻ em" in text
    assert "Ngày chưa đúng" in text


def test_the_list_filters_and_its_statements_do_not_grow(given: Given, bao: Person, client_for: Clients) -> None:
    browser = client_for(bao)
    address = reverse("directives:task_list")
    for place in range(3):
        given(title=f"Nhiệm vụ số {place} về đuối nước")
    browser.get(address)  # what is kept in memory for some minutes (coverage, law) is read now
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for place in range(12):
        given(title=f"Việc khác {place}")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few) <= 20
    found = browser.get(address, {"q": "duoi nuoc"}).content.decode()
    assert "Nhiệm vụ số 1" in found
    assert "Việc khác 1" not in found
    sheet = browser.get(address, {"xuat": "xlsx"})
    assert sheet.content.startswith(b"PK")


def test_bulk_urging_tells_what_was_refused(given: Given, alice: Person, bao: Person, client_for: Clients) -> None:
    open_one, done_one = given(title="Việc đang mở nhé"), given(title="Việc đã xong rồi")
    tasks.report_done(actor=alice.actor, task=done_one, note="Xong")
    tasks.confirm(actor=bao.actor, task=done_one)
    answer = client_for(bao).post(
        reverse("directives:task_bulk"), {"verb": "urge", "task": [open_one.pk, done_one.pk]}, follow=True
    )
    text = answer.content.decode()
    assert "Đã đôn đốc 1 nhiệm vụ" in text
    assert "không cần đôn đốc" in text


def test_my_day_shows_new_work_and_what_waits(given: Given, alice: Person, bao: Person, client_for: Clients) -> None:
    task = given(due=30, title="Kiện toàn nhóm thường trực")
    assert "Kiện toàn nhóm thường trực" in client_for(alice).get("/").content.decode()
    tasks.report_done(actor=alice.actor, task=task, note="Xong")
    assert "Xác nhận hoàn thành" in client_for(bao).get("/").content.decode()


def test_the_overview_counts_and_can_be_asked_about_a_past_day(
    given: Given, alice: Person, bao: Person, world: World, client_for: Clients
) -> None:
    given(due=0, given_ago=5, title="Việc đến hạn hôm nay")
    browser = client_for(bao)
    assert browser.get(reverse("directives:overview")).status_code == 200
    past = (timezone.localdate() - dt.timedelta(days=30)).strftime("%d/%m/%Y")
    answer = browser.get(reverse("directives:task_list"), {"ngay": past}).content.decode()
    assert "Việc đến hạn hôm nay" not in answer

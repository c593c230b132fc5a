"""An administrator loads the official form: checked first, a new version beside the old, never over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import Client

from chungtay.foundation.errors import UserError
from chungtay.foundation.models import AuditEntry
from chungtay.law import queries, services
from chungtay.law.forms import form_by_digest, form_of
from chungtay.law.models import LawFile
from tests.factories.accounts import Person

ClientFor = Callable[[Person], Client]


def official(**changed: Any) -> bytes:
    """Form 07 as it stands, made the official one from a day on: what was guessed is now seen."""
    row = queries.in_force("form", "nd56-m07")
    assert row is not None
    content: dict[str, Any] = dict(row.content)
    sections = [{**s, "fields": [{**f, "confidence": "seen"} for f in s["fields"]]} for s in content["sections"]]
    content |= {
        "valid_from": "2026-11-01",
        "confidence": "seen",
        "source": "Phụ lục, đã đối chiếu",
        "sections": sections,
    }
    return yaml.safe_dump(content | changed, allow_unicode=True).encode()


def test_a_new_version_stands_beside_the_old_and_prints_what_was_guessed(real_law: int) -> None:
    old = form_of("ND56-M07")
    services.load_form(actor=None, content=official())
    new = form_of("ND56-M07")
    assert (new.digest != old.digest, new.confidence) == (True, "seen")
    assert [old.fields["child"].prints, new.fields["child"].prints] == [False, True]
    assert form_by_digest(old.digest).fields.keys() == old.fields.keys()
    assert AuditEntry.objects.filter(action="law.form_loaded").count() == 1


def test_a_published_version_is_never_written_over(real_law: int) -> None:
    services.load_form(actor=None, content=official())
    with pytest.raises(UserError, match="từ trước"):
        services.load_form(actor=None, content=official())
    with pytest.raises(UserError, match="ngày hiệu lực mới"):
        services.load_form(actor=None, content=official(title="Tên khác"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "không đọc được"),
        (b"kind: form\nid: [", "không đọc được"),
        (b"xin chao", "có lỗi"),
        (b"kind: form\nid: x\n", "is a required property"),
        (b"x" * 400_000, "lớn hơn"),
    ],
)
def test_what_is_no_form_is_refused_with_its_fault(real_law: int, content: bytes, words: str) -> None:
    before = LawFile.objects.count()
    with pytest.raises(UserError, match=words):
        services.load_form(actor=None, content=content)
    assert LawFile.objects.count() == before


def test_only_forms_are_loaded_here_and_a_name_keeps_its_form(real_law: int) -> None:
    row = queries.in_force("codelist", "residence_kinds")
    assert row is not None
    with pytest.raises(UserError, match="chỉ nạp biểu mẫu"):
        services.load_form(actor=None, content=yaml.safe_dump(row.content, allow_unicode=True).encode())
    with pytest.raises(UserError, match="đã dùng cho"):
        services.load_form(actor=None, content=official(code="ND56-M99"))


def test_a_condition_about_a_later_question_is_found(real_law: int) -> None:
    content = yaml.safe_load(official())
    content["sections"][0]["fields"][0]["when"] = {"field": "days", "is": 15}
    with pytest.raises(UserError, match="không có mục days ở trước"):
        services.load_form(actor=None, content=yaml.safe_dump(content, allow_unicode=True).encode())


def test_the_administrator_sees_what_changes_before_loading(real_law: int, dung: Person, client_for: ClientFor) -> None:
    client, text = client_for(dung), official().decode()
    page = client.post("/luat/bieu-mau/nap/", {"text": text, "step": "check"})
    told = page.content.decode()
    assert page.status_code == 200
    assert "độ chắc chắn" in told
    assert "Phiếu đã lập giữ nguyên bản cũ" in told
    assert form_of("ND56-M07").confidence == "known"
    assert client.post("/luat/bieu-mau/nap/", {"text": text, "step": "load"}).status_code == 302
    assert form_of("ND56-M07").confidence == "seen"
    wrong = client.post("/luat/bieu-mau/nap/", {"text": "kind: form", "step": "load"})
    assert wrong.status_code == 422
    assert "kind: form" in wrong.content.decode()


def test_nobody_else_loads(real_law: int, alice: Person, bao: Person, client_for: ClientFor) -> None:
    for person in (alice, bao):
        assert client_for(person).post("/luat/bieu-mau/nap/", {"text": "x", "step": "load"}).status_code == 403


def test_everybody_prints_a_blank_one(real_law: int, alice: Person, client_for: ClientFor) -> None:
    digest = form_of("ND56-M02").digest
    answer = client_for(alice).get(f"/luat/bieu-mau/{digest}/in/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="mau-02-trong.docx"'
    assert answer.content[:2] == b"PK"
    assert client_for(alice).get("/luat/bieu-mau/khong-co/in/").status_code == 404


def test_the_page_of_a_form_tells_its_questions(real_law: int, alice: Person, client_for: ClientFor) -> None:
    text = client_for(alice).get("/luat/form/nd56-m07/").content.decode()
    assert "Nơi tạm trú an toàn" in text
    assert "phỏng đoán" in text


def test_the_command_checks_and_loads(real_law: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mau-07.yaml"
    file.write_bytes(official())
    call_command("load_form", file, check=True)
    assert form_of("ND56-M07").confidence == "known"
    call_command("load_form", file)
    assert form_of("ND56-M07").confidence == "seen"
    file.write_text("kind: form")
    with pytest.raises(CommandError, match="có lỗi"):
        call_command("load_form", file)
    with pytest.raises(CommandError, match="Không đọc được"):
        call_command("load_form", tmp_path / "khong-co.yaml")

"""`chungtay children …`: subcommands found by themselves, answers in JSON, refusals in one sentence."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def said(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command("children", *words, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_match_two_files(tmp_path: Path) -> None:
    child = {"full_name": "Lò Thị Ngọc Ánh", "birth_date": "2019-05-12", "mother_name": "Quàng Thị Ín", "sex": "female"}
    for name, more in (("a", {}), ("b", {"full_name": "Lo Ngoc Anh", "birth_date": "2019"})):
        (tmp_path / f"{name}.json").write_text(json.dumps({**child, **more}), encoding="utf-8")
    answer = said("match", str(tmp_path / "a.json"), str(tmp_path / "b.json"))
    assert answer["parts"][0]["sentence"]
    assert 0 <= answer["score"] <= 1


def test_a_refusal_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        said("match", str(tmp_path / "none.json"), str(tmp_path / "none.json"))
    with pytest.raises(CommandError):
        call_command("children")


@pytest.mark.django_db
def test_search_is_there() -> None:
    assert said("search", "an")["found"] == []

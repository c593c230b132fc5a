"""A folder of law of one's own, to make mistakes in; and the real law, loaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from chungtay.law.services import load_law

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The schema and nothing else."""
    place = tmp_path / "law"
    shutil.copytree(settings.LAW_DIR / "schemas", place / "schemas")
    return place


@pytest.fixture
def write(folder: Path) -> Write:
    """`write("codelists/x.yaml", kind="codelist", …)`: what every file has, the given fields over it."""

    def put(name: str, **fields: Any) -> Path:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        common = {"title": "Bịa để thử", "valid_from": "2020-01-01", "source": "Bịa để thử", "confidence": "known"}
        content = {**common, "id": path.stem, **fields}
        path.write_text(yaml.safe_dump({k: v for k, v in content.items() if v is not None}, allow_unicode=True))
        return path

    return put


@pytest.fixture
def codelist(write: Write) -> Write:
    def put(name: str, **fields: Any) -> Path:
        items = [{"code": "a", "name": "Thứ nhất"}]
        return write(f"codelists/{name}.yaml", **{"kind": "codelist", "items": items, **fields})

    return put


@pytest.fixture
def period(write: Write) -> Write:
    def put(name: str, **fields: Any) -> Path:
        common = {
            "kind": "period", "due": "11-20", "covers": {"from": "01-01", "to": "11-20"}, "opens_days_before": 30,
            "headings": [{"key": "chung", "title": "Tình hình chung"}],
            "figures": [{"key": "so", "label": "Số", "unit": "việc"}],
        }  # fmt: skip
        return write(f"periods/{name}.yaml", **{**common, **fields})

    return put


@pytest.fixture
def real_law(db: None) -> int:
    """law/ of the repository; the number of files."""
    return load_law()

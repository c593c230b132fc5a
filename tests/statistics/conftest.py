"""Figures are counted by the law lists and formulas of the repository."""

from __future__ import annotations

import pytest

from chungtay.law import queries
from tests.factories.law import law_files


@pytest.fixture
def law(plain_settings: None) -> None:
    """From memory: loading it anew for each test would cost seconds."""
    queries.answer_from(law_files())

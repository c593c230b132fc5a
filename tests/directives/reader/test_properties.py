"""On any text: no error, the same reading twice, spans that hold what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.directives.reader import read_text
from chungtay.directives.reader.model import Finding, Reading

PIECES = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "UBND TỈNH A",
    "Số: 12/KH-UBND",
    "KẾ HOẠCH",
    "Kính gửi: Sở Y tế",
    "Nơi nhận:",
    "- Như trên;",
    "I. MỤC ĐÍCH",
    "II. NHIỆM VỤ",
    "1. Sở Y tế",
    "- Chủ trì, phối hợp với Công an tỉnh",
    "a) Gửi báo cáo trước ngày 31/02/2024",
    "Giao Sở Tư pháp, Công an tỉnh thực hiện;",
    "| TT | Nội dung | Chủ trì |",
    "| 1 | Dạy bơi | Huyện đoàn |",
    "STT",
    "1",
    "./.",
    "\n",
    "\t",
    "Tổng đài 111",
    "ĐT: 0210 3555 010",
    "a@b.vn",
    "theo Nghị định số 56/2017/NĐ-CP ngày 9/5/2017 của Chính phủ",
    "Điều 1.",
    "(",
    '"',
    "…",
]
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=25).map("\n".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
)
CORPUS = Path(__file__).parents[1] / "corpus"
SAMPLES = sorted(CORPUS.glob("*/*.txt"))


def verbatim(reading: Reading) -> Iterator[Finding[str]]:
    yield from (t.text for t in reading.tasks)
    for task in reading.tasks:
        yield from task.lead
        yield from task.cooperating
    for citation in reading.cited:
        yield citation.number
        yield from (f for f in (citation.kind, citation.issuer) if f)
    yield from reading.recipients
    yield from (c.value for c in reading.contacts)
    yield from (d.what for d in reading.deadlines)
    yield from (r.number for r in reading.relations)


def check(text: str) -> None:
    reading = read_text(text)
    assert reading == read_text(text)
    for finding in verbatim(reading):
        assert finding.span is not None
        assert reading.text[finding.span.start : finding.span.end] == finding.value
        assert 0 <= finding.confidence <= 1
    starts = [t.text.span.start for t in reading.tasks if t.text.span]
    assert starts == sorted(starts)
    reading.as_json()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text(text: str) -> None:
    check(text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem[:24])
def test_every_sample(path: Path) -> None:
    check(path.read_text(encoding="utf-8"))

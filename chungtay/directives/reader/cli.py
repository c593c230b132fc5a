"""``chungtay read [--json] FILE…``: what a directive asks of whom, on the terminal.

Exit codes: 0 all files read, 1 some file could not be read, 2 the command was called wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from chungtay.directives.reader.api import read_file
from chungtay.directives.reader.model import Reading, UnreadableDocument


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="chungtay read",
        description="Đọc văn bản chỉ đạo: số, ngày, cơ quan ban hành, nhiệm vụ, thời hạn, nơi nhận.",
    )
    parser.add_argument("files", nargs="+", metavar="TỆP", help=".docx, .pdf, .txt, .html hoặc ảnh quét")
    parser.add_argument("--json", action="store_true", help="in JSON thay cho bản tóm tắt")
    options = parser.parse_args(argv)
    readings: list[dict[str, Any]] = []
    failed = False
    for name in options.files:
        try:
            reading = read_file(name, _progress if sys.stderr.isatty() else None)
        except UnreadableDocument as error:
            print(f"{name}: {error.sentence_vi}", file=sys.stderr)
            failed = True
            continue
        if options.json:
            readings.append(reading.as_json())
        else:
            print(summary(name, reading))
    if options.json and readings:
        shown = readings[0] if len(options.files) == 1 else readings
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    return 1 if failed else 0


def _progress(done: int, total: int) -> None:
    if total > 20:
        end = "\n" if done == total else ""
        print(f"\rĐang đọc trang {done}/{total}", end=end, file=sys.stderr, flush=True)


def summary(name: str, reading: Reading) -> str:
    document = reading.document
    lines = [f"== {name}"]
    for label, finding in (
        ("Loại", document.type),
        ("Số", document.number),
        ("Cơ quan ban hành", document.issuer),
        ("Trích yếu", document.subject),
    ):
        if finding:
            lines.append(f"{label}: {' '.join(finding.value.split())}")
    if document.date:
        lines.append(f"Ngày: {document.date.value:%d/%m/%Y}")
    if reading.cited:
        lines.append("Văn bản được dẫn: " + "; ".join(c.number.value for c in reading.cited))
    lines.append(f"Nhiệm vụ ({len(reading.tasks)}):")
    for position, task in enumerate(reading.tasks, start=1):
        words = " ".join(task.text.value.split())
        shown = words if len(words) <= 160 else words[:157] + "…"
        lines.append(f"  {position}. {shown}")
        if task.lead:
            lines.append("     Chủ trì: " + "; ".join(" ".join(f.value.split()) for f in task.lead))
        if task.cooperating:
            lines.append("     Phối hợp: " + "; ".join(" ".join(f.value.split()) for f in task.cooperating))
        if task.deadline:
            lines.append(f"     Hạn: {task.deadline.value:%d/%m/%Y}")
    for duty in reading.reporting_duties:
        due = ", ".join(f"{d.value:%d/%m/%Y}" for d in duty.due)
        receiver = f" → {duty.to.value}" if duty.to else ""
        lines.append(f"Báo cáo: {' '.join(duty.what.value.split())}{receiver}{' trước ' + due if due else ''}")
    if reading.contacts:
        lines.append("Liên hệ: " + "; ".join(c.value.value for c in reading.contacts))
    lines += [f"! {notice.sentence}" for notice in reading.notices]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

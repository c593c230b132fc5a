"""`chungtay children match A.json B.json`: score and each field's part. Reads two files, no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from chungtay.children.matching import match

HELP = "so hai hồ sơ trẻ em: điểm và phần của từng trường"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("left", metavar="A.json", help="tệp JSON ghi một trẻ")
    parser.add_argument("right", metavar="B.json", help="tệp JSON ghi trẻ kia")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The match as JSON. Raises ValueError with a sentence when a file is no child."""
    return match(_child(options["left"]), _child(options["right"])).as_json()


def _child(path: str) -> dict[str, object]:
    try:
        read = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise ValueError(f"Không đọc được tệp {path}: {fault.strerror}.") from fault
    except ValueError as fault:
        raise ValueError(f"Tệp {path} không phải JSON hợp lệ.") from fault
    if not isinstance(read, dict) or not str(read.get("full_name") or "").strip():
        raise ValueError(f"Tệp {path} phải là một đối tượng JSON có “full_name”.")
    return read

"""`chungtay children import FILE --unit CODE [--dry-run] [--user NAME]`: every fault by row and column, as JSON."""

from __future__ import annotations

import argparse
import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from chungtay.accounts.actors import build_actor
from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.children.services import importing, importing_apply
from chungtay.children.services.importing_words import words_for
from chungtay.children.sheets.headings import find_header
from chungtay.children.sheets.reading import open_source
from chungtay.children.sheets.rows import Checker
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import UserError
from chungtay.foundation.scoping import acting_as
from chungtay.territory.models import Level, Unit
from chungtay.territory.queries import unit_by_code

HELP = "nhập danh sách trẻ em từ tệp (.xlsx, .xlsm, .xls, .csv)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="tệp danh sách")
    parser.add_argument("--unit", metavar="CODE", required=True, help="mã xã (5 chữ số)")
    parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi gì")
    parser.add_argument("--user", metavar="NAME", default="", help="tên đăng nhập của cán bộ xã đứng tên lần nhập")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError with a sentence when the file, the unit or the officer is none."""
    unit = unit_by_code(Level.COMMUNE, options["unit"], timezone.localdate())
    if unit is None or unit.level != Level.COMMUNE:
        raise ValueError(f"Không có xã, phường nào mang mã {options['unit']}.")
    path = Path(options["file"])
    if not path.is_file():
        raise ValueError(f"Không có tệp {path}.")
    try:
        return _look(path, unit) if options.get("dry_run") else _bring_in(path, unit, options.get("user") or "")
    except UserError as error:
        return {"file": path.name, "unit": unit.name, "failed": True, "sentence": error.sentence}


def _look(path: Path, unit: Unit) -> dict[str, Any]:
    """Reads and checks; writes nothing anywhere."""
    words = words_for(unit, timezone.localdate())
    with path.open("rb") as file:
        source = open_source(file, path.name)
        header = find_header(source.head(source.first), source.merged_above(source.first))
        if not header.mapping:
            raise UserError("Không thấy dòng tiêu đề có cột họ tên trẻ.")
        checker = Checker(header.mapping, words.vocabulary, header=[column.heading for column in header.columns])
        rows, faults = 0, []
        for row in checker.rows(source.rows(source.first, after=header.last), after=header.last):
            rows += 1
            faults += [{"row": row.number, **one.as_dict()} for one in row.faults]
    return {
        "file": path.name, "unit": unit.name, "dry_run": True, "rows": rows, "notices": source.notices,
        "columns": {column.heading: column.key for column in header.columns},
        "left_out": [{"row": one.number, "why": one.why} for one in checker.left_out], "faults": faults,
        "failed": any(one["severity"] == "error" for one in faults),
    }  # fmt: skip


def _bring_in(path: Path, unit: Unit, user: str) -> dict[str, Any]:
    """Stages the list; puts it in when no row has an error and none waits for a word."""
    actor = _officer(unit, user)
    with acting_as(actor), path.open("rb") as file:
        upload: UploadedFile[Any] = UploadedFile(File(file), name=path.name, size=path.stat().st_size)
        batch = importing.receive_list(actor=actor, unit=unit, upload=upload)
        if batch.state == batch.State.MAPPING:
            mapping = {int(index): key for index, key in batch.mapping.items()}
            batch = importing.choose_columns(actor=actor, batch=batch, mapping=mapping, at_once=True)
        counts = batch.counts
        if batch.state == batch.State.READY and not counts["errors"] and not counts["ask"]:
            act = uuid.UUID(hashlib.md5(f"shell-{batch.pk}".encode(), usedforsecurity=False).hexdigest())
            batch = importing_apply.apply_list(actor=actor, batch=batch, act=act, at_once=True)
        with transaction.atomic():
            rows = batch.rows.filter(severity__gt=0).order_by("number").values_list("number", "faults")
            faults = [{"row": number, **one} for number, told in rows for one in told]
        return {
            "file": path.name, "unit": unit.name, "import": batch.pk, "state": batch.state, "counts": batch.counts,
            "sentence": batch.failure, "faults": faults, "failed": batch.state != batch.State.DONE,
        }  # fmt: skip


def _officer(unit: Unit, user: str) -> Actor:
    """The officer in whose name it is done: the one named, else the only one the commune has."""
    today = timezone.localdate()
    posts = (
        Post.objects.on(today).filter(unit=unit, role=RoleCode.COMMUNE_OFFICER).select_related("user", "agency", "unit")
    )
    posts = posts.filter(user__username=user) if user else posts
    found = list(posts.order_by("pk")[:2])
    if not found:
        raise ValueError(f"{unit.name} chưa có công chức nào được nhập danh sách. Hãy ghi --user.")
    if len(found) > 1:
        raise ValueError(f"{unit.name} có nhiều công chức; hãy ghi --user để biết ai đứng tên lần nhập.")
    return build_actor(found[0], today)

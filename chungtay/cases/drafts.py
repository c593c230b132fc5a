"""What somebody types about a case, a report or a line lies under its key, and ends with it (`foundation.drafts`)."""

from __future__ import annotations

import uuid

from chungtay.cases.models import Case, CaseForm, Concern, PlanLine
from chungtay.foundation.drafts import keyed

_PK = r"(\d{1,18})"


def _of_case(pk: int) -> uuid.UUID | None:
    return Case.objects.filter(pk=pk).values_list("key_id", flat=True).first()


def _of_line(pk: int) -> uuid.UUID | None:
    return PlanLine.objects.filter(pk=pk).values_list("case__key_id", flat=True).first()


def _of_form(pk: int) -> uuid.UUID | None:
    return CaseForm.objects.filter(pk=pk).values_list("case__key_id", flat=True).first()


def _of_concern(pk: int) -> uuid.UUID | None:
    """A report has a key of its own, which is destroyed with that of its case."""
    return Concern.objects.filter(pk=pk).values_list("key_id", flat=True).first()


# Typed on a page (its data-draft), or held while a session was locked (its address).
keyed(rf"vu-viec-(?:phan-viec|ke-hoach)-{_PK}(?:-\w+)?", _of_case)
keyed(rf"held:/vu-viec/{_PK}/.*", _of_case)
keyed(rf"held:/vu-viec/bieu-mau/{_PK}/.*", _of_form)
keyed(rf"phan-viec-{_PK}", _of_line)
keyed(rf"held:/phan-viec/{_PK}/.*", _of_line)
keyed(rf"tin-bao-[a-z-]+-{_PK}", _of_concern)
keyed(rf"held:/tin-bao/{_PK}/.*", _of_concern)

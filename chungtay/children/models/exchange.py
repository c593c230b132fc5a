"""Imports: every row stands in staging until a person puts it in, and a whole import can be taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.children.models.walled import Walled
from chungtay.foundation.models import StoredFile
from chungtay.territory.models import Unit


class ImportBatch(Walled):
    """One file on its way into the register of one commune."""

    class State(models.TextChoices):
        READING = "reading", "Đang đọc"
        MAPPING = "mapping", "Chờ xác nhận cột"
        CHECKING = "checking", "Đang kiểm tra"
        READY = "ready", "Chờ xem lại"
        APPLYING = "applying", "Đang đưa vào sổ"
        DONE = "done", "Đã đưa vào sổ"
        UNDOING = "undoing", "Đang hoàn tác"
        UNDONE = "undone", "Đã hoàn tác"
        FAILED = "failed", "Không đọc được"
        DROPPED = "dropped", "Đã bỏ"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State.choices, default=State.READING)
    sheet = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)  # column → meaning, as confirmed
    about = models.JSONField(default=dict)  # what the reader says of the file: encoding, header rows, skipped sheets
    counts = models.JSONField(default=dict)  # rows, faults, warnings, new, updated, left out
    done_rows = models.PositiveIntegerField(default=0)  # progress of the step that runs
    total_rows = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, blank=True)
    act = models.UUIDField(null=True, unique=True)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="import_place"),
            models.Index(fields=["unit_path", "file_digest"], name="import_digest"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(Walled):
    """One row of the file as read. `before` holds what an update overwrote, so that it can be taken back."""

    class Decision(models.TextChoices):
        NEW = "new", "Thêm mới"
        UPDATE = "update", "Cập nhật trẻ đã có"
        SKIP = "skip", "Bỏ qua"
        ASK = "ask", "Chờ quyết định"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the person counts rows in the file
    values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)  # [{column, code, sentence, severity}]
    severity = models.PositiveSmallIntegerField(default=0)  # 0 clean, 1 warning, 2 error
    decision = models.CharField(max_length=6, choices=Decision.choices, default=Decision.NEW)
    match_id = models.BigIntegerField(null=True)  # the child it seems to be
    match_why = models.CharField(max_length=300, blank=True)
    child_id = models.BigIntegerField(null=True)  # the child it became or updated
    before = models.JSONField(null=True)
    applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "severity", "number"], name="import_row_faults"),
            models.Index(fields=["batch", "number"], name="import_row_waiting", condition=Q(applied=False)),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"

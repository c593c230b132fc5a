"""Who looked: one row for each look at a child or a case, at a list of them, and for each print and export."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Look(models.Model):
    """Rows can be neither changed nor deleted (trigger). `unit_path` is the unit whose people may read the row."""

    class Kind(models.TextChoices):
        PAGE = "page", "Xem hồ sơ"
        LIST = "list", "Xem danh sách"
        SEARCH = "search", "Tìm kiếm"
        PRINT = "print", "In"
        EXPORT = "export", "Xuất tệp"

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    object_ids = ArrayField(models.BigIntegerField(), default=list)  # the lines of a list as shown
    count = models.PositiveIntegerField(default=1)
    unit_path = models.CharField(max_length=40, db_collation="C")
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    agency_name = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=300, blank=True)  # words: which list, which search, which file
    purpose = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="look_object"),
            models.Index(fields=["unit_path", "-id"], name="look_unit"),
            GinIndex(fields=["object_ids"], name="look_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.get_kind_display()}"

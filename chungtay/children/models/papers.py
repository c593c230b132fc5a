"""Papers and files asked for by a person: who, what for, how far, and the file while it is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chungtay.children.models.walled import Walled
from chungtay.foundation.models import StoredFile


class PaperOrder(Walled):
    """One print or export. Only the post that asked fetches it, and only until `kept_until`; the row stays.

    `unit_path` is the place the paper is about: a commune, or a province. `what` holds the choices of the form.
    """

    class Kind(models.TextChoices):
        BOOK = "book", "Sổ theo dõi trẻ em trong gia đình"
        LIST = "list", "Danh sách trẻ em"
        SHEET = "sheet", "Phiếu thông tin trẻ em"

    class Form(models.TextChoices):
        WORD = "docx", "Văn bản .docx"
        PRINT = "html", "Trang in"
        EXCEL = "xlsx", "Bảng tính .xlsx"
        CSV = "csv", "Tệp .csv"

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        MAKING = "making", "Đang lập"
        READY = "ready", "Đã xong"
        FAILED = "failed", "Không lập được"
        GONE = "gone", "Tệp đã xóa"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    form = models.CharField(max_length=4, choices=Form.choices)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    title = models.CharField(max_length=300)
    what = models.JSONField(default=dict)
    purpose = models.CharField("Mục đích", max_length=300)
    sensitive = models.BooleanField("Có thông tin nhạy cảm", default=False)
    sensitive_reason = models.CharField("Lý do cần thông tin nhạy cảm", max_length=300, blank=True)
    rows = models.PositiveIntegerField(default=0)  # children, as counted before
    done_rows = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, related_name="+", null=True)
    failure = models.CharField(max_length=300, blank=True)
    act = models.UUIDField(null=True, unique=True)
    user_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)  # the last sign of life of the making

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["post_id", "user_id", "-id"], name="paper_mine"),
            models.Index(fields=["kept_until"], name="paper_kept", condition=Q(file__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/tre-em/in/{self.pk}/"

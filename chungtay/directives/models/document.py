"""A directive as received or drafted, what the reader proposed, and the graph of documents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from chungtay.accounts.models import Agency, User
from chungtay.foundation.access import Actor
from chungtay.foundation.models import StoredFile
from chungtay.foundation.scoping import ScopedManager, one_of, path_condition


class DocumentState(models.TextChoices):
    IN_REVIEW = "in_review", "Đang rà soát"
    ISSUED = "issued", "Đã giao việc"
    KEPT = "kept", "Lưu tham khảo, không có nhiệm vụ"
    REPLACED = "replaced", "Đã bị thay thế"
    RECALLED = "recalled", "Đã thu hồi"
    CANCELLED = "cancelled", "Đã hủy bản rà soát"


class Document(models.Model):
    """Văn bản. `text` is what the spans of `reading` point into; `owner` is the agency that entered it."""

    state = models.CharField(max_length=12, choices=DocumentState.choices, default=DocumentState.IN_REVIEW)
    kind = models.CharField("Loại văn bản", max_length=30, blank=True)  # code of law/codelists/document_kinds.yaml
    number = models.CharField("Số, ký hiệu", max_length=60, blank=True)
    number_key = models.CharField(max_length=60, blank=True, db_index=True)  # letters and digits only, folded
    issued_on = models.DateField("Ngày ban hành", null=True, blank=True)
    issuer = models.CharField("Cơ quan ban hành", max_length=300, blank=True)
    issuer_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.TextField("Trích yếu", blank=True)
    about_year = models.PositiveSmallIntegerField("Về năm", null=True, blank=True)
    urgency = models.CharField("Độ khẩn", max_length=20, blank=True)
    text = models.TextField()
    text_digest = models.CharField(max_length=64, db_index=True)
    sketch = ArrayField(models.BigIntegerField(), default=list, blank=True)  # see likeness.sketch
    reading = models.JSONField(default=dict)  # the reader's whole answer, with spans and confidences
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="documents")
    unit_path = models.CharField(max_length=40, blank=True, db_collation="C")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    updated_at = models.DateTimeField(auto_now=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    header_at = models.DateTimeField(null=True, blank=True)  # when a person put their word under the header fields
    header_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    agency_choices = models.JSONField(default=dict, blank=True)  # folded name as written → ids a person chose for it
    version_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    search = SearchVectorField(null=True, editable=False)  # folded words, kept by trigger

    objects = ScopedManager["Document"]()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="document_issued_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(header_at__isnull=True, header_by__isnull=True)
                | Q(header_at__isnull=False, header_by__isnull=False),
                name="document_header_by_someone",
            ),
            models.CheckConstraint(condition=~Q(version_of=F("id")), name="document_not_its_own_version"),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="document_unit"),
            GinIndex(fields=["search"], name="document_search"),
            GinIndex(fields=["sketch"], name="document_sketch"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.number, self.subject[:120]) if part) or f"Văn bản {self.pk}"

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """Mine: entered by my agency, in my territory when my role sees it, or the source of a task I may see."""
        mine = Q(owner__in=actor.agency_ids) | Q(
            ~Q(state__in=[DocumentState.IN_REVIEW, DocumentState.CANCELLED]),
            _has_task_of(actor),
        )
        if actor.territory:
            mine |= path_condition("unit_path", actor)
        return mine


def _has_task_of(actor: Actor) -> Q:
    """A task from this document is given to the actor's agency or lies in the actor's units."""
    from chungtay.directives.models.task import Task

    scope = Task.scope(actor)
    if not scope:  # who sees every task sees every document that has one
        return Q(models.Exists(Task._base_manager.filter(document=models.OuterRef("pk"))))
    return one_of("pk", Task._base_manager.filter(scope, document__isnull=False).values("document").distinct())


class DocumentLink(models.Model):
    """An edge of the graph. `target` is empty while the cited document is not in the system."""

    class Kind(models.TextChoices):
        RESTS_ON = "rests_on", "căn cứ"
        IMPLEMENTS = "implements", "triển khai"
        AMENDS = "amends", "sửa đổi, bổ sung"
        REPLACES = "replaces", "thay thế"
        RECALLS = "recalls", "thu hồi"
        MENTIONS = "mentions", "có nhắc đến"

    source = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="backlinks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    confirmed = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.JSONField(
        default=dict, blank=True
    )  # what happens to the earlier document's tasks, as chosen by a person
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["source", "start", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=False, confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed=True, confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="link_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="link_applied_by_someone",
            ),
            models.UniqueConstraint(fields=["source", "number_key"], name="link_once"),
            models.CheckConstraint(condition=Q(target=None) | ~Q(target=F("source")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class TaskProposal(models.Model):
    """A task the reader (or a person) sees in the text. Nothing becomes a task without a person's word."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Đề xuất"
        ACCEPTED = "accepted", "Đã nhận"
        DROPPED = "dropped", "Đã bỏ"
        MERGED = "merged", "Đã gộp"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="proposals")
    position = models.PositiveIntegerField()
    ordinal = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    title = models.CharField(max_length=300)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    confidence = models.FloatField(default=1.0)
    lead = models.JSONField(default=list)  # agency names as written
    cooperating = models.JSONField(default=list)
    deadline = models.DateField(null=True, blank=True)
    topics = models.JSONField(default=list)
    result = models.TextField(blank=True)
    evidence_asked = models.CharField(max_length=300, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    rhythm = models.CharField(max_length=10, default="once")  # code of task.Rhythm
    recurrence = models.CharField(max_length=40, blank=True)  # for recurring: code of directives.recurrence
    weight = models.PositiveSmallIntegerField(default=1)
    lead_ids = models.JSONField(null=True, blank=True)  # agencies a person chose for this task; null: as the names say
    original = models.JSONField(
        default=dict, blank=True
    )  # as the reader proposed it, or as it stood before split or merge
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="pieces")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    by_hand = models.BooleanField(default=False)  # added, or changed, by a person
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["document", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Intake(models.Model):
    """A file or pasted text on its way to a document, kept until a person decides what becomes of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ đọc"
        READING = "reading", "Đang đọc"
        FAILED = "failed", "Không đọc được"
        NO_TASK = "no_task", "Không tìm thấy nhiệm vụ"
        SAME = "same", "Đã có văn bản này"
        MADE = "made", "Đã lập bản rà soát"
        CLOSED = "closed", "Đã bỏ qua"

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    name = models.CharField(max_length=255, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)  # as pasted, then as read
    reading = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)  # why it could not be read, in words for the person
    done = models.PositiveIntegerField(default=0)  # pages
    total = models.PositiveIntegerField(default=0)
    same_as = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    same_why = models.CharField(max_length=20, blank=True)  # text, number, near
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="intakes")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, blank=True, db_collation="C")
    actor = models.JSONField(default=dict)  # the post that gave it, for the background job
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["Intake"]()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "state", "-id"], name="intake_owner")]

    def __str__(self) -> str:
        return self.name or f"Văn bản dán {self.pk}"

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """What is not yet a document concerns only the agency that received it."""
        return Q(owner__in=actor.agency_ids)

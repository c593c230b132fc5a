"""Data sets that open for each unit, the return of each unit, its numbers, and all that was ever sent.

A return holds only what was typed until it is sent; what the records say stands beside it, counted anew on every look. When
it is sent, both are fixed. `unit_path` is the wall: a post sees the returns of its own territory.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from chungtay.accounts.models import Agency
from chungtay.foundation.access import Actor
from chungtay.foundation.models import StoredFile
from chungtay.foundation.scoping import ScopedManager, path_condition
from chungtay.statistics.returns.forms import Key
from chungtay.territory.models import Unit


class ReturnState(models.TextChoices):
    DRAFT = "draft", "Đang nhập"
    SUBMITTED = "submitted", "Đã nộp, chờ kiểm tra"
    CHECKED = "checked", "Đã kiểm tra, chờ chấp nhận"
    ACCEPTED = "accepted", "Đã chấp nhận"
    RETURNED = "returned", "Bị trả lại"


class RevisionState(models.TextChoices):
    DRAFT = "draft", "Đang lập"
    SUBMITTED = "submitted", "Đã ký nộp, chờ kiểm tra"
    CHECKED = "checked", "Đã kiểm tra, chờ chấp nhận"
    ACCEPTED = "accepted", "Đã chấp nhận"
    RETURNED = "returned", "Bị trả lại"
    WITHDRAWN = "withdrawn", "Đã rút"


class DataSet(models.Model):
    """One form in one period for one receiver: every commune of a province, or every province of the country.

    Holds no figure, so it is seen by all who owe or receive it. `law_version` names the file it was opened by.
    """

    form = models.CharField(max_length=60)
    period = models.CharField(max_length=40)  # a code of statistics.periods
    title = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField()  # the day after the last
    due_on = models.DateField()
    opens_on = models.DateField()
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    law_version = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    locked_by = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-due_on", "form", "unit_path"]
        constraints = [models.UniqueConstraint(fields=["form", "period", "receiver"], name="data_set_once")]
        indexes = [models.Index(fields=["period", "form"], name="data_set_period")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("statistics:return_set", args=[self.pk])


class Return(models.Model):
    """What one unit owes to one data set. `agency` fills it; `consolidates` is the set below that it takes together."""

    dataset = models.ForeignKey(DataSet, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    consolidates = models.ForeignKey(DataSet, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    source_note = models.CharField(max_length=300, blank=True)  # the paper the numbers came from
    submitted_on = models.DateField(null=True)  # the first time: counts for the deadline
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=300, blank=True)
    checked_by = models.CharField(max_length=300, blank=True)
    # The persons behind the signatures, for the rule of four eyes (decision 0014).
    submitted_user = models.BigIntegerField(null=True)
    checked_user = models.BigIntegerField(null=True)
    accepted_user = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=300, blank=True)
    returned_reason = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["Return"]()

    class Meta:
        ordering = ["unit_path", "id"]
        constraints = [models.UniqueConstraint(fields=["dataset", "unit"], name="return_once")]
        indexes = [
            models.Index(fields=["unit_path", "state"], name="return_path"),
            models.Index(fields=["agency", "state"], name="return_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.dataset}"

    @property
    def by_one_hand(self) -> bool:
        """Checked and accepted by one person, since the receiver had no other."""
        return self.accepted_user is not None and self.accepted_user == self.checked_user

    def get_absolute_url(self) -> str:
        return reverse("statistics:return", args=[self.pk])

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        """A body of one sector sees what it fills itself; who looks after children sees all of the territory."""
        within = path_condition("unit_path", actor)
        return within if actor.territory else within & Q(agency_id__in=actor.agency_ids)


class ReturnPart(models.Model):
    """A row that hangs on a return and stands behind the same wall. The database knows whose return it is."""

    unit_path = models.CharField(max_length=40, db_collation="C", blank=True)

    class Meta:
        abstract = True

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return path_condition("unit_path", actor)


class ReturnValue(ReturnPart):
    """One number. Without a break it is the total as reported. `computed`: what the records said when it was sent.

    `note`: why it differs from the records or does not add up. `value` None: nobody knows. `seal`: read only by posts that
    hold the mark of sealed rows, and by the body of one sector whose own return it is.
    """

    owner = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="values")
    quantity = models.CharField(max_length=60)
    sex = models.CharField(max_length=1, blank=True)
    band = models.CharField(max_length=10, blank=True)
    minority = models.CharField(max_length=1, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    computed = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    note = models.CharField(max_length=500, blank=True)
    seal = models.CharField(max_length=10, blank=True)
    changed_by = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["ReturnValue"]()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "quantity", "sex", "band", "minority"], name="return_value_once")
        ]
        indexes = [models.Index(fields=["quantity", "unit_path"], name="return_value_read")]

    def __str__(self) -> str:
        return f"{self.quantity}: {self.value}"

    @property
    def key(self) -> Key:
        return Key(self.quantity, self.sex, self.band, self.minority)


class ReturnVersion(ReturnPart):
    """The whole return as it was sent, taken or revised; never changed. `cells`: [key, value, computed, note] as texts.

    Those of sealed quantities lie in `sealed`.
    """

    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=20)  # submit, accept, revise
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    cells = models.JSONField(default=list)

    objects = ScopedManager["ReturnVersion"]()

    class Meta:
        ordering = ["owner", "-number"]
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="return_version_number")]
        triggers = [pgtrigger.Protect(name="sent_return_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.owner_id}/{self.number}"

    @property
    def readable(self) -> list[list[str]]:
        """All cells that the present scope may read."""
        return [*self.cells, *(cell for part in self.sealed.all() for cell in part.cells)]


class ReturnRevision(ReturnPart):
    """A correction after acceptance or lock, signed: person, post, reason. It re-opens only the cells it names.

    `cells`: [key, before, after, note] as texts; those of sealed quantities lie in `sealed`.
    """

    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RevisionState.choices, default=RevisionState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    cells = models.JSONField(default=list)
    reason = models.TextField()
    signed_by = models.CharField(max_length=300)
    signed_user = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.CharField(max_length=300, blank=True)
    checked_user = models.BigIntegerField(null=True)
    accepted_user = models.BigIntegerField(null=True)
    accepted_by = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)

    objects = ScopedManager["ReturnRevision"]()

    class Meta:
        ordering = ["owner", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="return_revision_number"),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state__in=["draft", "submitted", "checked", "returned"]),
                name="return_revision_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Bản sửa số {self.number}"

    @property
    def by_one_hand(self) -> bool:
        """Checked and accepted by one person, since the receiver had no other."""
        return self.accepted_user is not None and self.accepted_user == self.checked_user

    @property
    def readable(self) -> list[list[str]]:
        """All cells that the present scope may read."""
        return [*self.cells, *(cell for part in self.sealed.all() for cell in part.cells)]


class ReturnSealed(ReturnPart):
    """The cells of sealed quantities of one version or one revision, in a row that opens for the mark only."""

    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, null=True, related_name="sealed")
    revision = models.ForeignKey(ReturnRevision, on_delete=models.CASCADE, null=True, related_name="sealed")
    seal = models.CharField(max_length=10)
    cells = models.JSONField(default=list)

    objects = ScopedManager["ReturnSealed"]()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None, revision__isnull=False) | Q(version__isnull=False, revision=None),
                name="return_sealed_of_one",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_sealed_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__version__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.seal}"


class ReturnComment(ReturnPart):
    """A word or a file beside a return or one of its cells (`cell`: the text of a key, empty for the whole return)."""

    owner = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="comments")
    cell = models.CharField(max_length=90, blank=True)
    seal = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager["ReturnComment"]()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class ReturnException(models.Model):
    """One unit may still fill a locked data set until a day (that day included)."""

    dataset = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="exceptions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-until", "id"]
        constraints = [models.UniqueConstraint(fields=["dataset", "unit"], name="return_exception_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.until:%d/%m/%Y}"


class ReturnUpload(ReturnPart):
    """A filled file as it came back: kept as it is, with what differs and what could not be read, until it is decided.

    It may hold sealed numbers, so the database shows it to the post that sent it in and to nobody else.

    `differences`: [return, key, before, after, note, place]; `faults`: [place, sentence]; `notices`: sentences.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ quyết định"
        DONE = "done", "Đã ghi"
        DROPPED = "dropped", "Đã bỏ"

    dataset = models.ForeignKey(DataSet, on_delete=models.PROTECT, related_name="uploads")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    post_id = models.BigIntegerField()
    by = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    differences = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    objects = ScopedManager["ReturnUpload"]()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file.name

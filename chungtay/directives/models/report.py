"""Report duties, the reports of each agency, and where every consolidated sentence and figure came from."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.accounts.models import Agency, User
from chungtay.directives.models.document import Document
from chungtay.directives.models.task import Task
from chungtay.foundation.access import Actor
from chungtay.foundation.models import StoredFile
from chungtay.foundation.scoping import ScopedManager, path_condition


class ReportDuty(models.Model):
    """Who must report what to whom by when: from law/periods, or from a directive's own words.

    `headings` is the outline asked: [{key, title, topics}]; `figures` the numbers asked: [{key, label, unit, source}],
    where source is "tasks.*" when computed from the tasks and "asked" when the unit gives it. A key that names a measure of
    the catalogue (I-0301.rate) or a count (figure:poor) is computed from the records. `annexes`: ids of law/tables.
    """

    code = models.CharField(max_length=60)  # e.g. six_months-2026, annual-2026, document-12-1
    period = models.CharField(max_length=40, blank=True)  # code of law/periods: last year's report is found by it
    title = models.CharField(max_length=300)
    guidance = models.TextField("Hướng dẫn của cơ quan nhận", blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="duties")
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    opens_on = models.DateField()
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="received_duties")
    headings = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    annexes = models.JSONField(default=list)
    law_version = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "receiver"], name="report_duty_once"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="report_duty_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class ReportState(models.TextChoices):
    DRAFTING = "drafting", "Đang soạn"
    SUBMITTED = "submitted", "Đã gửi, chờ tiếp nhận"
    RETURNED = "returned", "Bị trả lại"
    ACCEPTED = "accepted", "Đã tiếp nhận"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Report(models.Model):
    """Báo cáo of one agency for one duty. A consolidated report is a report too: its own duty points higher up.

    `submitted_on` is the first day it was sent and not withdrawn by the sender; a return does not make it late.
    """

    duty = models.ForeignKey(ReportDuty, on_delete=models.PROTECT, related_name="reports")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    unit_path = models.CharField(max_length=40, blank=True, db_collation="C")
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFTING)
    number = models.CharField("Số, ký hiệu", max_length=60, blank=True)
    place = models.CharField("Địa danh", max_length=100, blank=True)
    signer_name = models.CharField("Người ký", max_length=120, blank=True)
    signer_title = models.CharField("Chức vụ người ký", max_length=120, blank=True)
    recipients = models.TextField("Nơi nhận", blank=True)  # one in each line
    submitted_on = models.DateField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)
    urges = models.PositiveSmallIntegerField(default=0)
    consolidates = models.ForeignKey(
        ReportDuty, on_delete=models.PROTECT, null=True, blank=True, related_name="consolidations"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager["Report"]()

    class Meta:
        ordering = ["duty", "unit_path", "id"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "agency"], name="report_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"]) | Q(submitted_on__isnull=False),
                name="report_sent_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="report_accepted_has_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state"], name="report_unit"),
            models.Index(fields=["agency", "state"], name="report_agency"),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        mine = Q(agency__in=actor.agency_ids) | Q(duty__receiver__in=actor.agency_ids) & ~Q(state=ReportState.DRAFTING)
        if actor.territory:
            mine |= path_condition("unit_path", actor)
        return mine

    def __str__(self) -> str:
        return f"{self.duty} – {self.agency}"


@pghistory.track(pghistory.UpdateEvent(condition=pghistory.AnyChange("text")))
class ReportSection(models.Model):
    """One heading of a report with its text; in a consolidated report the text is its passages put together."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    tasks = models.ManyToManyField(Task, related_name="+", blank=True)
    # What was composed from figures: {on, period, taken, sentences: [{text, rule, figures: [{code, value}]}]}
    draft = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["report", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_section_once")]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """One paragraph of a consolidated section. It may be rewritten freely: its sources hang on it, not on its words."""

    class Kind(models.TextChoices):
        COUNT = "count", "Câu đếm đơn vị đã báo cáo"
        TAKEN = "taken", "Lấy từ báo cáo đơn vị"
        OWN = "own", "Tự viết"

    section = models.ForeignKey(ReportSection, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    position = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["section", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["section"], condition=Q(kind="count"), name="passage_one_count"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SectionSource(models.Model):
    """Words of a unit's section that a passage was taken from, as they stood then."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="sources")
    source = models.ForeignKey(ReportSection, on_delete=models.PROTECT, related_name="used_in")
    quote = models.TextField()
    source_version = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["passage", "position", "id"]

    def __str__(self) -> str:
        return self.quote[:80]


@pghistory.track(pghistory.UpdateEvent(condition=pghistory.AnyChange("value", "changed_to", "changed_why")))
class ReportFigure(models.Model):
    """One number of a report: computed from tasks or records, asked of the unit, or summed from units' reports.

    Computed and summed values are live until the report is sent; from then on `value` holds what was sent. Who changes one by
    hand gives a reason, and the number of the system stays beside it: `computed_value`, kept at sending. `units_value` is
    what the system computed for the very units whose reports were summed.
    """

    class Source(models.TextChoices):
        COMPUTED = "computed", "Hệ thống tính"
        ASKED = "asked", "Đơn vị cung cấp"
        SUMMED = "summed", "Cộng từ các đơn vị"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    computed_value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    units_value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    why_missing = models.CharField(max_length=300, blank=True)
    changed_to = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    changed_why = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="report_figure_once"),
            models.CheckConstraint(
                condition=Q(changed_to__isnull=True) | ~Q(changed_why=""), name="report_figure_change_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class ReportAnnex(models.Model):
    """An official table of the report's unit and period as it was sent; before that it is filled anew by whoever looks."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="annexes")
    table = models.CharField(max_length=60)  # id of law/tables
    content = models.JSONField()  # queries.reports_annexes.Annex
    fixed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["report", "table"]
        constraints = [models.UniqueConstraint(fields=["report", "table"], name="report_annex_once")]

    def __str__(self) -> str:
        return f"{self.report} – {self.table}"


class ReportPaper(models.Model):
    """A .docx or .xlsx made from a report, kept as it was sent. `sealed`: it holds numbers that not every post may read."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    report_version = models.PositiveIntegerField()
    sealed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(self.file)

"""The case: one child, one commune that leads, the path of the law."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.accounts.models import Post
from chungtay.cases.models.walled import OfCase, Sealed, Versioned, case_scope
from chungtay.children.models import Child
from chungtay.foundation.access import Actor
from chungtay.foundation.models import VaultKey
from chungtay.foundation.scoping import ScopedManager
from chungtay.territory.models import Unit


class CaseState(models.TextChoices):
    VERIFYING = "verifying", "Đang xác minh"
    ASSESSING = "assessing", "Đánh giá ban đầu"
    SPECIFIC = "specific", "Đánh giá cụ thể"
    PLANNING = "planning", "Lập kế hoạch"
    APPROVING = "approving", "Chờ duyệt kế hoạch"
    SERVING = "serving", "Đang thực hiện kế hoạch"
    REVIEWING = "reviewing", "Đang rà soát"
    CLOSED = "closed", "Đã kết thúc"
    UNFOUNDED = "unfounded", "Không có căn cứ"


ENDED = (CaseState.CLOSED, CaseState.UNFOUNDED)


class Secrecy(models.TextChoices):
    """What is in the file: the two stricter classes need a permission of their own."""

    ORDINARY = "ordinary", "Bí mật đời sống riêng tư"
    SEXUAL_ABUSE = "sexual_abuse", "Xâm hại tình dục"
    HIV = "hiv", "HIV/AIDS"


class Risk(models.TextChoices):
    HIGH = "high", "Cao"
    MEDIUM = "medium", "Trung bình"
    LOW = "low", "Thấp"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["next_due_at", "next_code"])
class Case(Sealed, Versioned):
    """Vụ việc. `unit` leads and answers for the child; incident, residence and current commune may be others.

    The row holds no name and no word of what happened: those are in `sealed` (what is known of a child who is not in the
    register) and in what hangs on the case, under the case's key. When the key is destroyed, code, kind, days and states
    remain for the figures.
    """

    code = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=24, default="abuse")  # code list case_kinds
    secrecy = models.CharField(max_length=12, choices=Secrecy.choices, default=Secrecy.ORDINARY)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.VERIFYING)
    emergency = models.BooleanField(default=False)  # Decree 56/2017, art. 31.1
    risk = models.CharField(max_length=6, choices=Risk.choices, blank=True)
    cycle = models.PositiveSmallIntegerField(default=1)  # art. 30.1c: a new plan begins a new cycle
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, db_collation="C")
    incident_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    incident_path = models.CharField(max_length=40, db_collation="C")
    residence_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    residence_path = models.CharField(max_length=40, db_collation="C", blank=True)
    current_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    officer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()  # of the first concern: the twelve hours run from here
    opened_at = models.DateTimeField()
    last_contact_on = models.DateField(null=True, blank=True)  # somebody saw the child
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)  # of the running clocks, by trigger
    next_code = models.CharField(max_length=16, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    condition_safe = models.BooleanField(null=True)  # art. 30.1b: no longer at risk of abuse
    condition_stable = models.BooleanField(null=True)  # art. 30.1b: body, mind, cognition, feelings stable
    reported_again = models.BooleanField(default=False)  # another case of this child within twelve months before
    reopened_at = models.DateTimeField(null=True, blank=True)
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")
    retain_class = models.CharField(max_length=24, blank=True)
    retain_until = models.DateField(null=True, blank=True)
    hold_reason = models.CharField(max_length=300, blank=True)  # a legal hold; says no name
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager["Case"]()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, state__in=ENDED) | (Q(closed_at=None) & ~Q(state__in=ENDED)),
                name="case_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(condition_safe=True, condition_stable=True),
                name="case_closed_on_both_conditions",
            ),
            models.CheckConstraint(condition=Q(opened_at__gte=F("received_at")), name="case_opened_after_received"),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-opened_at"], name="case_list"),
            models.Index(fields=["unit_path", "next_due_at"], name="case_running", condition=~Q(state__in=ENDED)),
            models.Index(fields=["incident_path"], name="case_incident"),
            models.Index(fields=["residence_path"], name="case_residence", condition=~Q(residence_path="")),
            models.Index(fields=["child"], name="case_child", condition=Q(child__isnull=False)),
            models.Index(fields=["officer"], name="case_officer", condition=~Q(state__in=ENDED)),
            models.Index(
                fields=["retain_until"], name="case_retain", condition=Q(retain_until__isnull=False, erased_at=None)
            ),
        ]

    @classmethod
    def scope(cls, actor: Actor) -> Q:
        return case_scope(actor)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/vu-viec/{self.pk}/"


class PersonRole(models.TextChoices):
    CHILD = "child", "Trẻ em"
    SIBLING = "sibling", "Anh, chị, em"
    FATHER = "father", "Cha"
    MOTHER = "mother", "Mẹ"
    CARER = "carer", "Người chăm sóc"
    SUSPECT = "suspect", "Người bị cho là gây hại"
    WITNESS = "witness", "Người biết việc"


class Sanction(models.TextChoices):
    """How the offender is dealt with (Circular 13/2021, 0201)."""

    HANDLING = "handling", "Đang xử lý"
    SANCTIONED = "sanctioned", "Đã xử phạt"
    ADMINISTRATIVE = "administrative", "Áp dụng biện pháp xử lý hành chính"
    ALTERNATIVE = "alternative", "Áp dụng biện pháp thay thế"
    CRIMINAL = "criminal", "Chuyển xử lý hình sự"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CasePerson(OfCase, Sealed, Versioned):
    """Somebody in the case. `sealed`: name, birth, address, occupation …; the rest are codes that figures count."""

    role = models.CharField(max_length=8, choices=PersonRole.choices)
    relation = models.CharField(max_length=24, blank=True)  # code list offender_relations, for a suspect
    sex = models.CharField(max_length=6, blank=True)
    age_band = models.CharField(max_length=12, blank=True)
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sanction = models.CharField(max_length=14, choices=Sanction.choices, blank=True)
    sanction_on = models.DateField(null=True, blank=True)
    sanction_agency = models.CharField(max_length=200, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)  # entered by mistake; kept

    class Meta:
        ordering = ["case", "id"]
        indexes = [
            models.Index(fields=["case"], name="caseperson_case"),
            models.Index(fields=["unit_path", "sanction"], name="caseperson_sanction", condition=Q(role="suspect")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sanction="") | Q(role="suspect"), name="caseperson_sanction_of_suspect")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} trong vụ việc"


class EntryKind(models.TextChoices):
    STEP = "step", "Bước của vụ việc"
    CONTACT = "contact", "Gặp trẻ"
    VISIT = "visit", "Thăm gia đình"
    CALL = "call", "Gọi điện"
    NOTE = "note", "Ghi chú"
    EMERGENCY = "emergency", "Biện pháp khẩn cấp"
    SERVICE = "service", "Dịch vụ"
    HAND_OVER = "hand_over", "Bàn giao"
    INFORMED = "informed", "Thông báo"


SEEN = (EntryKind.CONTACT, EntryKind.VISIT)


class DiaryEntry(OfCase, Sealed):
    """Nhật ký: what was done and seen, in order. Never changed; a mistake is corrected by a further entry."""

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    at = models.DateTimeField()
    step = models.CharField(max_length=24, blank=True)  # name of the transition or decision
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)  # of the officer
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at"], name="diary_case")]

    def __str__(self) -> str:
        return self.get_kind_display()

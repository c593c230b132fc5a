"""The register of those who offer to care for a child (Mẫu 08, 09), and of relatives and facilities that do."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from chungtay.care.models.walled import OneCommune, Sealed, Versioned
from chungtay.children.models import Child
from chungtay.foundation.models import VaultKey
from chungtay.territory.models import Unit


class CarerState(models.TextChoices):
    REGISTERED = "registered", "Đã đăng ký"
    VERIFYING = "verifying", "Đang xác minh"
    APPROVED = "approved", "Đủ điều kiện"
    REFUSED = "refused", "Không đủ điều kiện"
    WITHDRAWN = "withdrawn", "Đã rút đăng ký"


class CarerKindChoice(models.TextChoices):
    RELATIVE = "relative", "Người thân thích"
    NON_RELATIVE = "non_relative", "Cá nhân, gia đình không thân thích"
    FACILITY = "facility", "Cơ sở trợ giúp xã hội"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Carer(OneCommune, Sealed, Versioned):
    """A person, family or facility. `unit` is where the carer lives: that commune verifies, decides and visits.

    `sealed` (own key): name, birth, ID, phone, address, job, family, wish. What stands in the clear finds a match and says
    no name. A relative only gives notice (Law on Children, art. 65.4) and is bound to one child; a facility is named here
    so that a child can be placed there.
    """

    code = models.CharField(max_length=24, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=CarerKindChoice.choices)
    state = models.CharField(max_length=10, choices=CarerState.choices, default=CarerState.REGISTERED)
    sex = models.CharField(max_length=6, blank=True)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    vietnamese = models.BooleanField(default=True)
    relative_of = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    relation = models.CharField(max_length=20, blank=True)  # code list carer_relations
    registered_on = models.DateField("Ngày đăng ký")
    health_on = models.DateField("Ngày khám sức khỏe", null=True, blank=True)
    judicial_record = models.BooleanField(null=True, blank=True)  # of a foreigner
    stays_since = models.DateField(null=True, blank=True)
    stays_until = models.DateField(null=True, blank=True)
    wished_age_from = models.SmallIntegerField(null=True, blank=True)
    wished_age_to = models.SmallIntegerField(null=True, blank=True)
    wished_sex = models.CharField(max_length=6, blank=True)
    wished_number = models.SmallIntegerField(default=1)
    takes_siblings = models.BooleanField(default=False)
    takes_needing_care = models.BooleanField(default=False)
    conditions_met = models.BooleanField(null=True, blank=True)  # as verified last; which ones is sealed in Mẫu 11
    verified_on = models.DateField(null=True, blank=True)
    verified_by_id = models.BigIntegerField(null=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)  # of the chair
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["registered_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wished_age_from=None)
                | Q(wished_age_to=None)
                | Q(wished_age_to__gte=models.F("wished_age_from")),
                name="carer_ages_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(conditions_met=True, decided_on__isnull=False),
                name="carer_approved_on_conditions",
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "state", "registered_on"], name="carer_list")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/cham-soc-thay-the/nguoi-nhan/{self.pk}/"

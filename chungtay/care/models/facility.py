"""Children in a facility for whom a family is looked for (Mẫu 14): from the list to the end of the facility's care."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from chungtay.care.models.carer import Carer
from chungtay.care.models.placement import Placement
from chungtay.care.models.walled import Sealed, TwoCommunes, Versioned
from chungtay.children.models import Child
from chungtay.foundation.models import VaultKey
from chungtay.territory.models import Unit


class FacilityNeedState(models.TextChoices):
    LISTED = "listed", "Trong danh sách"
    RECEIVED = "received", "Đã nhận hồ sơ, đang thẩm định"
    APPRAISED = "appraised", "Đã thẩm định"
    AT_COMMUNE = "at_commune", "Xã nhận hồ sơ, chờ quyết định"
    DECIDED = "decided", "Xã đã quyết định"
    TOLD = "told", "Cơ sở đã nhận quyết định"
    ENDED = "ended", "Đã chấm dứt chăm sóc tại cơ sở"
    WITHDRAWN = "withdrawn", "Đưa ra khỏi danh sách"


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FacilityNeed(TwoCommunes, Sealed, Versioned):
    """One child of one facility. `child_path` is the facility's commune; `unit_path` too, until a carer's commune has the file.

    `sealed` (own key): name, birth, sex, admission decision, needs.
    """

    code = models.CharField(max_length=24, unique=True)
    facility = models.ForeignKey(Carer, on_delete=models.PROTECT, related_name="needs")
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=FacilityNeedState.choices, default=FacilityNeedState.LISTED)
    listed_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    appraised_on = models.DateField(null=True, blank=True)
    fit = models.BooleanField(null=True, blank=True)  # what the appraisal found
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at_commune_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    placement = models.ForeignKey(Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs")
    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["listed_on", "id"]
        indexes = [
            models.Index(fields=["child_path", "state"], name="need_facility"),
            models.Index(fields=["unit_path", "state"], name="need_commune"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(appraised_on=None) | Q(received_on=None) | Q(appraised_on__gte=F("received_on")),
                name="need_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"/cham-soc-thay-the/co-so/{self.pk}/"

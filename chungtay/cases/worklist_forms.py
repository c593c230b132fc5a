"""Lines of My day about forms: a risk level against the count waits for a second person. The code of the case and the form."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from chungtay.cases.models import CaseForm, FormState
from chungtay.cases.policies import CasePermission
from chungtay.foundation import worklist
from chungtay.foundation.access import Actor
from chungtay.foundation.scoping import path_condition
from chungtay.foundation.worklist import Act, Lines, WorkItem

SHOWN = 10
KIND = "Biểu mẫu"


def _of_another(actor: Actor, today: dt.date) -> QuerySet[CaseForm] | None:
    second = {str(CasePermission.WORK), str(CasePermission.DECIDE)}
    if actor.level != "commune" or not second & actor.permissions:
        return None
    rows: QuerySet[CaseForm] = CaseForm.objects.filter(path_condition("unit_path", actor), state=FormState.DRAFT)
    return rows.filter(done_by_id__isnull=False).exclude(done_by_id=actor.user_id)


@worklist.register("case_forms", when=_of_another)
def lines(actor: Actor, today: dt.date) -> dict[str, Lines]:
    rows = _of_another(actor, today)
    if rows is None:
        return {}
    waiting = rows.select_related("case").defer("sealed", "case__sealed").order_by("updated_at")
    shown = list(waiting[: SHOWN + 1])
    total = len(shown) if len(shown) <= SHOWN else waiting.count()
    return {"waiting": Lines(tuple(_item(row) for row in shown[:SHOWN]), total)}


def _item(row: CaseForm) -> WorkItem:
    url = reverse("case_forms:view", args=[row.pk])
    detail = f"{row.done_by_name} kết luận mức khác kết quả đếm, chờ người thứ hai"
    since = f"từ {timezone.localtime(row.updated_at):%H:%M %d/%m}"
    return WorkItem("waiting", f"Vụ việc {row.case.code}, phiếu {row.code}", url, detail, kind=KIND, margin=since,
                    acts=(Act("Xem", url, post=False),))  # fmt: skip

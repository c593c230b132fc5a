"""What a signed decision does to the case, and what its revocation undoes; the event it may not be dated before."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from chungtay.cases import duties
from chungtay.cases.decreeing import counted_from
from chungtay.cases.duties import Event
from chungtay.cases.guards import VERIFICATION, final_of, plan_of, separation_of
from chungtay.cases.models import Case, Decision, DecisionKind, EntryKind
from chungtay.cases.services import diary, people
from chungtay.foundation.access import Actor
from chungtay.foundation.errors import NotPossible
from chungtay.foundation.vietnamese import date

K = DecisionKind
_OF_SEPARATION = (K.SEPARATION_EXTENDED, K.SEPARATION_CANCELLED, K.COURT)


def about(case: Case, row: Decision) -> Decision | None:
    """The separation that this decision is about."""
    return separation_of(case) if row.kind in _OF_SEPARATION else None


def not_before(case: Case, row: Decision) -> tuple[dt.datetime | None, str]:
    """The event a decision rests on, and its moment. Raises NotPossible when that event is missing."""
    if row.kind == K.NO_EMERGENCY:
        return _form_done(case, "ND56-M02", "đánh giá nguy cơ ban đầu (Mẫu 02)")
    if row.kind == K.CLOSURE:
        return _form_done(case, "ND56-M06", "rà soát, đánh giá (Mẫu 06)")
    if row.kind == K.UNFOUNDED:
        return _form_done(case, VERIFICATION, "phiếu xác minh")
    if row.kind == K.PLAN:
        plan = plan_of(case)
        return (plan.submitted_at if plan else None), "kế hoạch được trình"
    if row.kind == K.REOPENED:
        return case.closed_at, "vụ việc kết thúc"
    separation = about(case, row)
    if row.kind == K.SEPARATION_CANCELLED and separation is not None:
        done, words = _form_done(case, "ND56-M03", "đánh giá nguy cơ cụ thể (Mẫu 03)")
        if done is None or (separation.signed_at is not None and done < separation.signed_at):
            raise NotPossible(
                "Hãy đánh giá lại (Mẫu 03) sau khi cách ly, rồi hủy bỏ cách ly theo kết quả đó (khoản 3 Điều 32)."
            )
        return done, words
    if separation is not None:
        return separation.signed_at, "quyết định cách ly được ký"
    return case.received_at, "tin báo được tiếp nhận"


def _form_done(case: Case, code: str, name: str) -> tuple[dt.datetime | None, str]:
    form = final_of(case, code)
    stale = (
        form is not None
        and case.reopened_at is not None
        and form.done_at is not None
        and form.done_at < case.reopened_at
    )
    if form is None or stale:
        raise NotPossible(f"Cần hoàn thành {name} trước khi ký.")
    return form.done_at, f"{name} hoàn thành"


def of(actor: Actor, case: Case, row: Decision) -> None:
    """Inside the transaction of the signature, on the locked case."""
    moment = row.signed_at or timezone.now()
    if row.kind == K.EMERGENCY:
        _emergency(case, True)
        duties.happened(actor=actor, event=Event.EMERGENCY_MET, at=moment, case=case)
    elif row.kind == K.NO_EMERGENCY:
        _emergency(case, False)
        duties.happened(actor=actor, event=Event.NO_EMERGENCY, at=moment, case=case)
    elif row.kind == K.SEPARATION:
        _emergency(case, True)
        duties.happened(actor=actor, event=Event.SEPARATED, at=min(moment, counted_from(row)), case=case)
        people.tell(people.others(case), case, "có quyết định tạm thời cách ly", f"separation:{row.pk}")
    elif row.kind == K.SEPARATION_CANCELLED or (row.kind == K.COURT and row.about_id):
        _emergency(case, row.kind == K.COURT and case.emergency)
        duties.happened(actor=actor, event=Event.SEPARATION_ENDED, at=moment, case=case)
    people.tell(people.officers(case), case, "đã ký quyết định", f"signed:{row.pk}")
    diary.write(
        actor=actor, case=case, kind=EntryKind.STEP, step=f"decision_{row.kind}"[:24], at=moment, words=_said(row)
    )


def undone(actor: Actor, case: Case, row: Decision) -> None:
    """A decision on emergency that is revoked leaves the question open: the 12 hours of the receipt count again."""
    now = timezone.now()
    if row.kind in (K.EMERGENCY, K.NO_EMERGENCY):
        _emergency(case, True)
        duties.happened(actor=actor, event=Event.DANGER_FOUND, at=case.reopened_at or case.received_at, case=case)
    elif row.kind == K.SEPARATION:
        if row.followers.filter(state="signed").exists():
            raise NotPossible(
                "Quyết định này đã có gia hạn, hủy bỏ hoặc đề nghị Tòa án. Hãy thu hồi quyết định đó trước."
            )
        duties.happened(actor=actor, event=Event.SEPARATION_ENDED, at=now, case=case)
    elif row.kind in (K.SEPARATION_CANCELLED, K.COURT) and row.about is not None:
        began = row.about.starts_at or row.about.signed_at or now
        duties.happened(actor=actor, event=Event.SEPARATED, at=began, case=case)


def _emergency(case: Case, yes: bool) -> None:
    case.emergency = yes
    case.version += 1
    case.save(update_fields=["emergency", "version", "updated_at"])


def _said(row: Decision) -> str:
    number = f" số {row.number}" if row.number else " (số cấp sau)"
    until = f" Đến hết ngày {date(row.ends_at)}." if row.ends_at else ""
    return f"Ký quyết định{number}: {row.get_kind_display()}.{until}"

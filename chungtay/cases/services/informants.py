"""Who reported: read by named people only, each time for a reason that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.cases import sealing
from chungtay.cases.models import Concern, Informant
from chungtay.cases.policies import CasePermission
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, granted, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.scoping import as_system
from chungtay.foundation.vietnamese import fold

REASON_LEAST, REASON_MOST = 10, 200


def open_informant(*, actor: Actor, concern: Concern, reason: str) -> dict[str, Any] | None:
    """What is known of who reported. None when this person is no reader, or nobody was named: the two look alike.

    The reason is kept in the list of looks and must not say who it is.
    """
    reason = " ".join(reason.split())
    if len(reason) < REASON_LEAST:
        raise UserError("Hãy ghi lý do mở, ví dụ: gọi lại hỏi thêm về nơi ở của trẻ.", field="reason")
    if len(reason) > REASON_MOST:
        raise UserError(f"Lý do dài quá {REASON_MOST} chữ. Hãy rút gọn.", field="reason")
    row = Informant.objects.select_related("concern").filter(concern_id=concern.pk).first()
    if row is None:
        return None
    body = sealing.unseal(row)
    if _names(reason, body):
        raise UserError(
            "Lý do đang nêu tên hoặc số điện thoại người báo tin. Hãy ghi lại, không nêu tên.", field="reason"
        )
    with transaction.atomic():
        looked(actor, "page", "cases.informant", unit_path=row.unit_path, object_id=row.pk,
               what=f"Mở thông tin người báo tin {concern.code}", purpose=reason)  # fmt: skip
        audit.record(actor, "informant_opened", row, label=concern.code, unit_path=row.unit_path)
    return body


def is_reader(actor: Actor, concern: Concern) -> bool:
    """Asked by the database itself: a row that is not this person's to read is not there."""
    return Informant.objects.filter(concern_id=concern.pk).exists()


def possible_readers(concern: Concern) -> list[Post]:
    """Posts of the commune that may be named: officer and chair of today."""
    roles = [role for role in ("commune_officer", "commune_chair") if CasePermission.INFORMANT in granted(role)]
    posts = Post.objects.on(timezone.localdate()).filter(unit=concern.unit_id, role__in=roles, user__is_active=True)
    return list(posts.select_related("user", "agency").order_by("user__full_name", "pk"))


def readers(concern: Concern) -> list[int]:
    with as_system("the chair decides who reads, without being one of them"):
        row = Informant.objects.filter(concern_id=concern.pk).first()
    return list(row.readers) if row is not None else []


def has_informant(concern: Concern) -> bool:
    """Whether anybody was named at all; said to the commune that handles the report, not who."""
    with as_system("whether an informant was named is no secret of the commune that handles the report"):
        return Informant.objects.filter(concern_id=concern.pk).exists()


def name_readers(*, actor: Actor, concern: Concern, users: Iterable[int], reason: str) -> list[int]:
    """The chair of the commune names who reads; at least one stays. The trail keeps the reason and the keys of people."""
    require(actor, CasePermission.DECIDE, concern)
    reason = " ".join(reason.split())
    if not REASON_LEAST <= len(reason) <= REASON_MOST:
        raise UserError(
            f"Hãy ghi lý do, từ {REASON_LEAST} đến {REASON_MOST} chữ; không nêu tên người báo tin.", field="reason"
        )
    allowed = {post.user_id for post in possible_readers(concern)}
    wanted = list(dict.fromkeys(user for user in users if user in allowed or user in readers(concern)))
    if not wanted:
        raise UserError("Hãy chọn ít nhất một người được xem.", field="users")
    with transaction.atomic(), as_system("the chair decides who reads, without being one of them"):
        row = Informant.objects.select_for_update(of=("self",)).filter(concern_id=concern.pk).first()
        if row is None:
            raise UserError("Tin báo này không có thông tin người báo tin.")
        if _names(reason, sealing.unseal(row)):
            raise UserError(
                "Lý do đang nêu tên hoặc số điện thoại người báo tin. Hãy ghi lại, không nêu tên.", field="reason"
            )
        before, row.readers = row.readers, wanted
        row.save(update_fields=["readers"])
        audit.record(actor, "informant_readers_named", row, label=concern.code, unit_path=row.unit_path, reason=reason,
                     data={"before": before, "after": wanted})  # fmt: skip
    return wanted


def _names(reason: str, body: dict[str, Any]) -> bool:
    said, digits = f" {fold(reason)} ", "".join(sign for sign in reason if sign.isdigit())
    name, phone = (
        fold(str(body.get("name", ""))),
        "".join(sign for sign in str(body.get("phone", "")) if sign.isdigit()),
    )
    return bool((len(name) > 2 and f" {name} " in said) or (len(phone) >= 6 and phone in digits))

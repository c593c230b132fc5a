"""Who else may open one case: named by the chair, revealed for a reason, or broken open by two persons.

Every access ends by itself. Reasons are read by the commune and kept: they name nobody. Messages carry the code alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts.models import Post
from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import AccessKind, AccessState, Case, CaseAccess, Secrecy
from chungtay.cases.policies import CLASS_PERMISSION, CasePermission, may_open
from chungtay.cases.services.clocks_people import posts_of_roles
from chungtay.foundation import audit
from chungtay.foundation.access import Actor, can, require
from chungtay.foundation.errors import NotPossible, UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.notify import notify
from chungtay.foundation.scoping import as_system

REVEAL_FOR = dt.timedelta(hours=1)
HOURS = (1, 2, 4, 8, 24)
LONGEST_NAMED = 365  # days
SHORTEST_REASON = 10  # letters
GRANTERS = {RoleCode.COMMUNE_CHAIR, RoleCode.PROVINCE_LEADER}
_CODE = re.compile(r"VV[\s.–-]*(\d{4})[\s.–-]*0*(\d{1,9})", re.IGNORECASE)


def _reasoned(reason: str, field: str = "reason") -> str:
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise UserError(f"Hãy ghi rõ lý do, ít nhất {SHORTEST_REASON} chữ cái, không nêu tên ai.", field=field)
    return words[:300]


def _living(case: Case) -> Case:
    """The case, locked: nobody is let in while it is being erased."""
    kept = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if kept.erased_at is not None:
        raise NotPossible("Nội dung vụ việc đã được hủy; không còn gì để mở.")
    return kept


def classes_of(actor: Actor, case: Case) -> list[str]:
    """Stricter classes that this person may open to another: those of the own duty, never those held by an access."""
    held = [each.value for each in Secrecy if each in CLASS_PERMISSION and CLASS_PERMISSION[each] in actor.permissions]
    return held if actor.covers(case.unit_path) else []


def _with_class(case: Case, classes: Collection[str], may_give: Collection[str]) -> list[str]:
    chosen = sorted(set(classes))
    if not set(chosen) <= set(may_give):
        raise UserError("Anh/chị không có quyền mở loại thông tin này cho người khác.", field="classes")
    if case.secrecy in CLASS_PERMISSION and case.secrecy not in chosen:
        kind = Secrecy(case.secrecy).label
        raise UserError(
            f"Vụ việc thuộc loại “{kind}”: không đánh dấu loại này thì người xem không mở được.", field="classes"
        )
    return chosen


def url_of(case: Case, name: str = "access") -> str:
    return reverse(f"case_access:{name}", args=[case.pk])


# ---------------------------------------------------------------- by name


def name_person(
    *, actor: Actor, case: Case, post: Post, until: dt.date, reason: str, classes: Collection[str] = ()
) -> CaseAccess:
    """The chair names one person, until the end of a day. The person is told by message, with the code alone."""
    require(actor, CasePermission.NAME_ACCESS, case)
    words = _reasoned(reason)
    today = timezone.localdate()
    if not today <= until <= today + dt.timedelta(days=LONGEST_NAMED):
        raise UserError(f"Hãy chọn ngày từ hôm nay đến {LONGEST_NAMED} ngày tới.", field="until")
    if post.user_id == actor.user_id:
        raise UserError("Anh/chị đã mở được vụ việc này theo chức vụ.", field="post")
    if not Post.objects.on(today).filter(pk=post.pk, user__is_active=True).exists():
        raise UserError("Người này hôm nay không giữ chức vụ đó. Hãy tìm lại.", field="post")
    with transaction.atomic():
        kept = _living(case)
        chosen = _with_class(kept, classes, classes_of(actor, kept))
        CaseAccess.objects.filter(
            case=kept, user_id=post.user_id, kind=AccessKind.NAMED, state=AccessState.GRANTED
        ).update(state=AccessState.ENDED, ended_at=timezone.now())  # the new day stands in place of the old one
        row: CaseAccess = CaseAccess.objects.create(
            case=kept, user_id=post.user_id, post_id=post.pk, person_name=str(post.user), agency_name=post.agency.name,
            kind=AccessKind.NAMED, classes=chosen, state=AccessState.GRANTED, reason=words, granted_at=timezone.now(),
            granted_by_id=actor.user_id, granted_by_name=actor.name, until=_end_of(until),
        )  # fmt: skip
        notify(
            [post.pk], "case_access", f"Anh/chị được chỉ định xem vụ việc {kept.code}", kept.get_absolute_url(),
            f"case-access:{row.pk}",
        )  # fmt: skip
        audit.record(
            actor, "access.named", kept, label=kept.code, reason=words,
            data={"user": post.user_id, "until": until.isoformat(), "classes": chosen},
        )  # fmt: skip
    return row


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def end(*, actor: Actor, access: CaseAccess) -> CaseAccess:
    """Ends an access before its time: the person himself, or who may give one."""
    with transaction.atomic():
        locked: CaseAccess = CaseAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
        case = _case_of(locked)
        own = locked.user_id == actor.user_id
        if not own and not can(actor, CasePermission.NAME_ACCESS, case):
            require(actor, CasePermission.GRANT_BREAK_GLASS, case)
        if locked.state not in (AccessState.GRANTED, AccessState.ASKED):
            raise NotPossible("Quyền xem này đã kết thúc.")
        locked.state, locked.ended_at = AccessState.ENDED, timezone.now()
        locked.save(update_fields=["state", "ended_at"])
        audit.record(actor, "access.ended", case, label=case.code, data={"access": locked.pk, "user": locked.user_id})
    return locked


def _case_of(row: CaseAccess) -> Case:
    """The case of an access of one's own may lie outside one's scope: only its code and place are used."""
    with as_system("the case of an access that this person holds or asked for"):
        return Case.objects.get(pk=row.case_id)


# ---------------------------------------------------------------- for a reason


def reveal(*, actor: Actor, case: Case, reason: str) -> CaseAccess:
    """A province officer opens one case for an hour. The commune that leads is told at once."""
    require(actor, CasePermission.REVEAL, case)
    words = _reasoned(reason)
    with transaction.atomic():
        kept = _living(case)
        lacking = CLASS_PERMISSION.get(Secrecy(kept.secrecy))
        if lacking is not None and lacking not in actor.permissions:
            raise NotPossible("Vụ việc có thông tin được bảo vệ riêng. Hãy đề nghị mở khẩn cấp.")
        now = timezone.now()
        row: CaseAccess = CaseAccess.objects.create(
            case=kept, user_id=actor.user_id, post_id=actor.post_id, person_name=actor.name, agency_name=actor.agency_name,
            kind=AccessKind.REVEALED, state=AccessState.GRANTED, reason=words, granted_at=now, until=now + REVEAL_FOR,
        )  # fmt: skip
        looked(
            actor,
            "page",
            "cases.case",
            unit_path=kept.unit_path,
            object_id=kept.pk,
            what="Mở xem có lý do",
            purpose=words,
        )
        _tell_lead(kept, row, f"Cấp tỉnh vừa mở xem vụ việc {kept.code}, có ghi lý do")
        audit.record(actor, "access.revealed", kept, label=kept.code, reason=words)
    return row


def _tell_lead(case: Case, row: CaseAccess, title: str) -> None:
    """The chair and the officer of the case: who looked is open to those who answer for the child."""
    posts = set(_posts(case, {RoleCode.COMMUNE_CHAIR})) | ({case.officer_id} if case.officer_id else set())
    notify(posts, "case_access", title, url_of(case, "looks"), f"case-access:{row.pk}:{row.state}")


def _posts(case: Case, roles: Iterable[str]) -> list[int]:
    return [post for posts in posts_of_roles({case.unit_path}, roles).values() for post in posts]


# ---------------------------------------------------------------- by two persons


def code_from(typed: str) -> str:
    """The code of a case as people type it ("vv 2026 45"); empty when it is none."""
    found = _CODE.fullmatch(typed.strip())
    return f"VV-{found[1]}-{int(found[2]):06d}" if found else ""


def ask(*, actor: Actor, code: str, reason: str) -> CaseAccess:
    """Anyone with a post asks for a case by its code. Nothing of the case is shown to who asks."""
    require(actor, CasePermission.ASK_BREAK_GLASS)
    words = _reasoned(reason)
    wanted = code_from(code)
    with as_system("a case outside the asker's scope is found by its code; nothing of it is shown"):
        case = Case.objects.filter(code=wanted).first() if wanted else None
    if case is None or case.erased_at is not None:  # one sentence: what became of a case is told to nobody by its code
        raise UserError(
            "Không có vụ việc nào mở được theo mã này. Hãy kiểm tra lại, ví dụ VV-2026-000045.", field="code"
        )
    if may_open(actor, case):
        raise UserError("Anh/chị đang mở được vụ việc này, không cần mở khẩn cấp.", field="code")
    with transaction.atomic():
        waiting = CaseAccess.objects.filter(case_id=case.pk, user_id=actor.user_id, state=AccessState.ASKED)
        if waiting.exists():
            raise NotPossible("Anh/chị đã đề nghị mở vụ việc này. Hãy chờ người thứ hai trả lời.")
        row = CaseAccess(
            case_id=case.pk, user_id=actor.user_id, post_id=actor.post_id, person_name=actor.name,
            agency_name=actor.agency_name, kind=AccessKind.BREAK_GLASS, reason=words,
        )  # fmt: skip
        row.save(force_insert=True)
        notify(
            _posts(case, GRANTERS), "case_break_glass", f"Có người đề nghị mở khẩn cấp vụ việc {case.code}",
            reverse("case_access:asked", args=[row.pk]), f"break-glass:{row.pk}",
        )  # fmt: skip
        audit.record(actor, "access.asked", case, label=case.code, reason=words, unit_path=case.unit_path)
    return row


def grant(*, actor: Actor, access: CaseAccess, hours: int, classes: Collection[str] = ()) -> CaseAccess:
    """The second person opens the case to who asked, for some hours. Never the asker (also a CHECK)."""
    require(actor, CasePermission.GRANT_BREAK_GLASS, access)
    if hours not in HOURS:
        raise UserError("Hãy chọn số giờ được mở.", field="hours")
    with transaction.atomic():
        locked, case = _asked(access)
        now = timezone.now()
        locked.classes = _with_class(case, classes, classes_of(actor, case))
        locked.state, locked.granted_at, locked.until = AccessState.GRANTED, now, now + dt.timedelta(hours=hours)
        _answered(actor, locked)
        _tell_asker(locked, f"Đã đồng ý mở khẩn cấp vụ việc {case.code} trong {hours} giờ")
        _tell_lead(case, locked, f"Vụ việc {case.code} vừa được mở khẩn cấp")
        audit.record(
            actor, "access.broken_open", case, label=case.code, reason=locked.reason,
            data={"user": locked.user_id, "hours": hours, "classes": locked.classes},
        )  # fmt: skip
    return locked


def refuse(*, actor: Actor, access: CaseAccess, reason: str) -> CaseAccess:
    require(actor, CasePermission.GRANT_BREAK_GLASS, access)
    words = _reasoned(reason)
    with transaction.atomic():
        locked, case = _asked(access)
        locked.state, locked.ended_at = AccessState.REFUSED, timezone.now()
        _answered(actor, locked)
        _tell_asker(locked, f"Không đồng ý mở khẩn cấp vụ việc {case.code}")
        audit.record(actor, "access.refused", case, label=case.code, reason=words, data={"user": locked.user_id})
    return locked


def _asked(access: CaseAccess) -> tuple[CaseAccess, Case]:
    case = _living(access.case)
    locked = CaseAccess.objects.select_for_update(of=("self",)).get(pk=access.pk)
    if locked.kind != AccessKind.BREAK_GLASS or locked.state != AccessState.ASKED:
        raise NotPossible("Đề nghị này đã được trả lời hoặc đã rút lại.")
    return locked, case


def _answered(actor: Actor, row: CaseAccess) -> None:
    row.granted_by_id, row.granted_by_name = actor.user_id, actor.name
    row.save()


def _tell_asker(row: CaseAccess, title: str) -> None:
    if row.post_id is not None:
        url = reverse("case_access:asked", args=[row.pk])
        notify([row.post_id], "case_break_glass", title, url, f"break-glass:{row.pk}:{row.state}")

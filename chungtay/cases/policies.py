"""Who may do what with cases. Rows (code, kind, state, clocks) are for supervision; the content is for few, and for a reason."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chungtay.accounts.roles import RoleCode
from chungtay.cases.models import ENDED, Case, CaseAccess, Concern, DecisionKind, HandOver, Secrecy
from chungtay.cases.models import Decision as SignedDecision
from chungtay.cases.models.walled import live_access
from chungtay.foundation import wall
from chungtay.foundation.access import YES, Actor, Decision, can, declare, grant, no, predicate


class CasePermission(StrEnum):
    REPORT = "cases.report"
    RECEIVE = "cases.receive"
    READ = "cases.read"
    OPEN = "cases.open"
    OWN = "cases.own"
    SEXUAL = "cases.sexual"
    HIV = "cases.hiv"
    WORK = "cases.work"
    DECIDE = "cases.decide"
    INFORMANT = "cases.informant"
    REVEAL = "cases.reveal"
    ASK_BREAK_GLASS = "cases.ask_break_glass"
    GRANT_BREAK_GLASS = "cases.grant_break_glass"
    NAME_ACCESS = "cases.name_access"
    ANSWER_LINE = "cases.answer_line"
    SUPERVISE = "cases.supervise"
    HAND_OVER = "cases.hand_over"
    RETAIN = "cases.retain"
    ERASE = "cases.erase"
    RULES = "cases.rules"
    CLIENTS = "cases.clients"
    CARD = "cases.card"
    CARD_EDIT = "cases.card_edit"
    LOOKS = "cases.looks"


P = CasePermission
declare(
    CasePermission,
    {
        P.REPORT: "Báo tin về trẻ em",
        P.RECEIVE: "Chuyển tin báo đến xã nơi xảy ra, in Mẫu 01",
        P.READ: "Xem danh sách vụ việc (mã số, tình trạng, thời hạn)",
        P.OPEN: "Mở nội dung vụ việc khi được giao, được chỉ định hoặc mở khẩn cấp",
        P.OWN: "Mở nội dung vụ việc của xã mình",
        P.SEXUAL: "Mở nội dung vụ việc xâm hại tình dục",
        P.HIV: "Mở nội dung vụ việc có thông tin HIV/AIDS",
        P.WORK: "Làm vụ việc: xác minh, đánh giá, lập kế hoạch, theo dõi",
        P.DECIDE: "Ký quyết định trong vụ việc",
        P.INFORMANT: "Mở thông tin người báo tin khi được chỉ định",
        P.REVEAL: "Mở xem một vụ việc, có ghi lý do",
        P.ASK_BREAK_GLASS: "Đề nghị mở khẩn cấp một vụ việc",
        P.GRANT_BREAK_GLASS: "Đồng ý mở khẩn cấp cho người khác",
        P.NAME_ACCESS: "Chỉ định người được xem vụ việc",
        P.ANSWER_LINE: "Nhận và trả lời phần việc của cơ quan mình",
        P.SUPERVISE: "Giám sát thời hạn và vụ việc",
        P.HAND_OVER: "Bàn giao và nhận bàn giao vụ việc",
        P.RETAIN: "Đặt thời hạn lưu và lệnh giữ hồ sơ",
        P.ERASE: "Hủy hồ sơ hết thời hạn lưu",
        P.RULES: "Nạp thời hạn lưu hồ sơ vụ việc của tỉnh",
        P.CLIENTS: "Quản lý kết nối của Tổng đài 111",
        P.CARD: "Xem thẻ khẩn cấp",
        P.CARD_EDIT: "Cập nhật thẻ khẩn cấp",
        P.LOOKS: "Xem ai đã xem vụ việc",
    },
)

# OPEN by itself opens nothing: `may_open` asks for the commune's own duty (OWN) or an access to the one case.
_EVERYBODY = {P.REPORT, P.CARD, P.ASK_BREAK_GLASS, P.OPEN}
for role in RoleCode:
    if role != RoleCode.PROVINCE_ADMINISTRATOR:
        grant(role, _EVERYBODY)
grant(RoleCode.PROVINCE_ADMINISTRATOR, {P.CARD, P.CLIENTS, P.RULES})
grant(
    RoleCode.COMMUNE_OFFICER,
    {P.READ, P.RECEIVE, P.OWN, P.SEXUAL, P.HIV, P.WORK, P.INFORMANT, P.HAND_OVER, P.CARD_EDIT, P.LOOKS, P.SUPERVISE},
)
grant(
    RoleCode.COMMUNE_CHAIR,
    {P.READ, P.RECEIVE, P.OWN, P.SEXUAL, P.HIV, P.DECIDE, P.INFORMANT, P.GRANT_BREAK_GLASS, P.NAME_ACCESS, P.SUPERVISE, P.HAND_OVER,
     P.RETAIN, P.ERASE, P.CARD_EDIT, P.LOOKS},
)  # fmt: skip
grant(
    RoleCode.PROVINCE_OFFICER, {P.READ, P.REVEAL, P.SEXUAL, P.SUPERVISE, P.CARD_EDIT, P.LOOKS, P.HAND_OVER, P.CLIENTS}
)
grant(
    RoleCode.PROVINCE_LEADER,
    {P.READ, P.REVEAL, P.SEXUAL, P.GRANT_BREAK_GLASS, P.SUPERVISE, P.RETAIN, P.ERASE, P.LOOKS},
)
grant(RoleCode.MONITOR, {P.READ, P.SUPERVISE})
grant(RoleCode.INSPECTOR, {P.READ, P.SUPERVISE, P.LOOKS})
grant(RoleCode.SECTOR_OFFICER, {P.ANSWER_LINE})

# Rows of cases are behind this mark in PostgreSQL: a post without READ is not answered, whatever a query forgets.
MARK = "case"
wall.mark(MARK, CasePermission.READ)

# What the chair of the incident commune may sign too (Decree 56/2017, art. 32.2 and 32.3).
SEPARATION_KINDS = (DecisionKind.SEPARATION, DecisionKind.SEPARATION_EXTENDED, DecisionKind.SEPARATION_CANCELLED)

CLASS_PERMISSION = {Secrecy.SEXUAL_ABUSE: CasePermission.SEXUAL, Secrecy.HIV: CasePermission.HIV}


def _case_of(obj: Any) -> Case:
    return obj if isinstance(obj, Case) else obj.case


def shares(actor: Actor, case: Case) -> bool:
    """Is this a post of the commune that leads, of the incident or of residence?"""
    paths = (case.unit_path, case.incident_path, case.residence_path)
    return actor.level == "commune" and any(path and actor.covers(path) for path in paths)


def leads(actor: Actor, case: Case) -> bool:
    return actor.level == "commune" and actor.covers(case.unit_path)


def access_of(actor: Actor, case: Case) -> CaseAccess | None:
    """The access by name, by reason or by two persons that this person holds now."""
    found: CaseAccess | None = (
        CaseAccess._base_manager.filter(live_access(actor), case_id=case.pk).order_by("-until").first()
    )
    return found  # `_base_manager`: only rows of this very person, by the condition


def may_open(actor: Actor, case: Case, secrecy: str = "") -> Decision:
    """May this person read the content? `secrecy`: of the part asked for, when it is stricter than the case's own."""
    if case.erased_at is not None:
        return no("Nội dung vụ việc đã được hủy theo quy định lưu trữ; chỉ còn mã số và tình trạng.")
    own = CasePermission.OWN in actor.permissions and shares(actor, case)
    stricter = {case.secrecy, secrecy} & set(CLASS_PERMISSION)
    held_all = all(CLASS_PERMISSION[Secrecy(each)] in actor.permissions for each in stricter)
    named = None if own and held_all else access_of(actor, case)  # who holds it by the post needs no access by name
    if named is None and not own:
        return no("Nội dung vụ việc chỉ mở cho người được giao. Hãy mở xem có lý do, hoặc đề nghị mở khẩn cấp.")
    for each in stricter:
        held = CLASS_PERMISSION[Secrecy(each)] in actor.permissions and (
            own or (named is not None and named.kind == "revealed")
        )
        if not held and (named is None or each not in named.classes):
            return no(f"Phần “{Secrecy(each).label}” cần được chỉ định riêng.")
    return YES


@predicate(CasePermission.OPEN)
def _opens(actor: Actor, obj: Any) -> Decision:
    return may_open(actor, _case_of(obj), getattr(obj, "secrecy", ""))


def _in_lead(actor: Actor, obj: Any) -> Decision:
    case = _case_of(obj)
    if case.erased_at is not None:
        return no("Vụ việc đã được hủy nội dung; không ghi thêm được.")
    if not leads(actor, case):
        return no("Xã chủ trì vụ việc mới làm được bước này.")
    return may_open(actor, case)


@predicate(CasePermission.RECEIVE)
def _receives(actor: Actor, obj: Concern) -> Decision:
    """The committee of the commune received it: officer and chair pass it on and read it on paper (Decree 56/2017,
    art. 25.1, 26.1); to verify and assess is the officer's (art. 26.2)."""
    return YES if actor.level == "commune" and actor.covers(obj.unit_path) else no("Tin báo này do xã khác xử lý.")


@predicate(CasePermission.WORK)
def _works(actor: Actor, obj: Any) -> Decision:
    if isinstance(obj, Concern):
        return YES if actor.level == "commune" and actor.covers(obj.unit_path) else no("Tin báo này do xã khác xử lý.")
    return _in_lead(actor, obj)


@predicate(CasePermission.DECIDE)
def _decides(actor: Actor, obj: Any) -> Decision:
    """The chair of the lead commune; emergency separation also by the chair of the incident commune (art. 32.2)."""
    if isinstance(obj, Concern):
        return _works(actor, obj)
    if isinstance(obj, SignedDecision) and obj.kind in SEPARATION_KINDS:
        return may_sign_separation(actor, obj.case)
    return _in_lead(actor, obj)


@predicate(CasePermission.NAME_ACCESS)
def _names(actor: Actor, obj: Any) -> Decision:
    return _in_lead(actor, obj)


@predicate(CasePermission.HAND_OVER)
def _hands_over(actor: Actor, obj: Any) -> Decision:
    if isinstance(obj, HandOver):
        return (
            YES
            if actor.covers(obj.from_path) or actor.covers(obj.to_path)
            else no("Việc bàn giao này giữa hai xã khác.")
        )
    return YES if actor.covers(obj.unit_path) else no("Xã chủ trì mới bàn giao được.")


@predicate(CasePermission.GRANT_BREAK_GLASS)
def _grants(actor: Actor, obj: Any) -> Decision:
    if isinstance(obj, CaseAccess) and obj.user_id == actor.user_id:
        return no("Người đề nghị không tự đồng ý được: cần người thứ hai.")
    return YES if actor.covers(_case_of(obj).unit_path) else no("Vụ việc này ngoài địa bàn của anh/chị.")


@predicate(CasePermission.RETAIN)
def _retains(actor: Actor, obj: Any) -> Decision:
    return YES if actor.covers(_case_of(obj).unit_path) else no("Vụ việc này ngoài địa bàn của anh/chị.")


predicate(CasePermission.ERASE)(_retains)


@predicate(CasePermission.ANSWER_LINE)
def _answers(actor: Actor, obj: Any) -> Decision:
    return YES if obj.agency_id in actor.agency_ids else no("Phần việc này giao cho cơ quan khác.")


@predicate(CasePermission.CARD_EDIT)
def _edits_card(actor: Actor, obj: Any) -> Decision:
    path = str(getattr(obj, "unit_path", None) or getattr(obj, "path", ""))
    return YES if path and actor.covers(path) else no("Thẻ khẩn cấp này của đơn vị khác; hãy báo đơn vị đó sửa.")


def running(case: Case) -> bool:
    return case.state not in ENDED


def may_sign_separation(actor: Actor, case: Case) -> Decision:
    """Separation is ordered by the chair of the residence or of the incident commune (Decree 56/2017, art. 32.2)."""
    if CasePermission.DECIDE not in actor.permissions:
        return can(actor, CasePermission.DECIDE)
    if not shares(actor, case):
        return no("Chỉ Chủ tịch UBND xã nơi cư trú hoặc nơi xảy ra vụ việc ký được quyết định này.")
    return may_open(actor, case)

"""The machines of alternative care: a carer from registration to approval, a child from proposal to the end of the care."""

from __future__ import annotations

from chungtay.care import guards
from chungtay.care.models import Carer, CarerState, FacilityNeed, FacilityNeedState, Placement, PlacementState
from chungtay.care.policies import CarePermission
from chungtay.foundation.workflow import Machine, Transition

P = CarePermission
ND, TT = "Nghị định 56/2017/NĐ-CP", "Thông tư 14/2020/TT-BLĐTBXH"
GIVE, END, CHANGE = (
    "Ký quyết định giao, nhận (Mẫu 12)",
    "Chấm dứt chăm sóc (Mẫu 16)",
    "Chuyển hình thức, người chăm sóc (Mẫu 16)",
)
_ALONE = (guards.cares_for_nobody,)
_ENDS = f"Điều 69 Luật Trẻ em; Điều 48 {ND}"

CARER = Machine(
    Carer,
    "state",
    {str(code): str(words) for code, words in CarerState.choices},
    (
        Transition("carer_verify", ("registered",), "verifying", P.REGISTER, "Bắt đầu xác minh", (), f"Khoản 1 Điều 42 {ND}"),
        Transition("carer_approve", ("verifying",), "approved", P.APPROVE, "Xác nhận đủ điều kiện",
                   (guards.verified, guards.papers_in_order), f"Khoản 2 Điều 7 {TT}"),
        Transition("carer_refuse", ("verifying",), "refused", P.APPROVE, "Kết luận không đủ điều kiện",
                   (guards.verified_unfit,), f"Khoản 2 Điều 7 {TT}"),
        Transition("carer_recheck", ("approved", "refused", "withdrawn"), "verifying", P.REGISTER, "Xác minh lại", _ALONE),
        Transition("carer_withdraw", ("registered", "verifying", "approved"), "withdrawn", P.REGISTER, "Rút đăng ký", _ALONE),
    ),
)  # fmt: skip

PLACEMENT = Machine(
    Placement,
    "state",
    {str(code): str(words) for code, words in PlacementState.choices},
    (
        Transition("placement_agree", ("proposed",), "matched", P.WORK, "Đồng ý ghép",
                   (guards.on_carers_side, guards.carer_approved), f"Điều 42 {ND}"),
        Transition("placement_decline", ("proposed",), "declined", P.WORK, "Không nhận", (guards.on_carers_side,)),
        Transition("placement_withdraw", ("proposed", "matched"), "withdrawn", P.PROPOSE, "Rút đề xuất", (guards.on_childs_side,)),
        Transition("placement_decide", ("matched",), "decided", P.DECIDE, GIVE,
                   (guards.carer_approved, guards.nobody_else_cares, guards.may_be_decided),
                   f"Khoản 7 Điều 42 {ND}"),
        Transition("placement_begin", ("matched",), "handed_over", P.DECIDE, "Giao trước trong trường hợp khẩn cấp",
                   (guards.begins_in_emergency, guards.nobody_else_cares), f"Khoản 4 Điều 32 {ND}"),
        Transition("placement_hand_over", ("decided",), "handed_over", P.WORK, "Giao trẻ",
                   (guards.on_carers_side, guards.contacts_made, guards.nobody_else_cares),
                   f"Khoản 7 Điều 42 {ND}"),
        Transition("placement_revoke", ("decided",), "revoked", P.DECIDE, "Thu hồi quyết định"),
        Transition("placement_formalise", ("handed_over",), "handed_over", P.DECIDE, GIVE,
                   (guards.not_decided_yet, guards.carer_approved, guards.may_be_decided),
                   f"Khoản 4 Điều 32 {ND}"),
        Transition("placement_end", ("handed_over",), "ended", P.DECIDE, END, (guards.assessed_before_change,), _ENDS),
        Transition("placement_change", ("handed_over",), "changed", P.DECIDE, CHANGE,
                   (guards.assessed_before_change,), _ENDS),
    ),
)  # fmt: skip

NEED = Machine(
    FacilityNeed,
    "state",
    {str(code): str(words) for code, words in FacilityNeedState.choices},
    (
        Transition("need_receive", ("listed",), "received", P.APPRAISE, "Nhận hồ sơ để thẩm định", (), f"Khoản 2 Điều 45 {ND}"),
        Transition("need_appraise", ("received",), "appraised", P.APPRAISE, "Ghi kết quả thẩm định", (), f"Khoản 2 Điều 45 {ND}"),
        Transition("need_send", ("appraised",), "at_commune", P.APPRAISE, "Chuyển hồ sơ cho xã", (), f"Khoản 4 Điều 45 {ND}"),
        Transition("need_decided", ("at_commune",), "decided", P.DECIDE, "Xã đã quyết định", (), f"Khoản 4 Điều 45 {ND}"),
        Transition("need_told", ("decided",), "told", P.FACILITY, "Cơ sở đã nhận quyết định", (), f"Khoản 3 Điều 48 {ND}"),
        Transition("need_ended", ("told",), "ended", P.FACILITY, "Đã chấm dứt chăm sóc tại cơ sở", (), f"Khoản 3 Điều 48 {ND}"),
        Transition("need_withdraw", ("listed", "received", "appraised"), "withdrawn", P.FACILITY, "Đưa ra khỏi danh sách"),
    ),
)  # fmt: skip

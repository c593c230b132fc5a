"""What an event of a case does to the law's clocks: one table. Whoever writes an event calls `happened` beside it.

`happened(actor=…, event=Event.PLAN_SUBMITTED, at=moment, case=case)` inside the transaction of the act itself. Called
twice for one event it changes nothing the second time: a clock that runs is not started again.

`subject`: the thing a clock hangs on beside its case (a concern before there is a case, one placement of several); clocks
started with a subject are stopped with the same subject, or all at once without one.
`danger`, `elsewhere`: what is known of a concern as it comes in (see RECEIVED).

In emergency the terms of plan and approval do not run (Decree 56/2017, art. 28.1 and 28.4 except it): what runs then is the
12 hours. They stand still while T_EMERG runs and go on from the moment the emergency is met, so that no child is left
without a clock. A plan sent back for correction starts the term of the plan anew: the decree is silent, and a duty without
a clock would be forgotten.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import models

from chungtay.accounts.roles import RoleCode
from chungtay.foundation.access import Actor

if TYPE_CHECKING:
    from chungtay.cases.models import Case


class Event(StrEnum):
    RECEIVED = "received"
    FORWARDED = "forwarded"
    JOINED = "joined"
    DANGER_FOUND = "danger_found"
    EMERGENCY_MET = "emergency_met"
    NO_EMERGENCY = "no_emergency"
    ASSESSED = "assessed"
    PLAN_CHANGING = "plan_changing"
    CYCLE_BEGUN = "cycle_begun"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_RETURNED = "plan_returned"
    PLAN_APPROVED = "plan_approved"
    PLAN_DROPPED = "plan_dropped"
    SEPARATED = "separated"
    SEPARATION_ENDED = "separation_ended"
    PLACED = "placed"
    PLACEMENT_REVOKED = "placement_revoked"
    HANDED_OVER = "handed_over"
    VISITED_1M = "visited_1m"
    VISITED_3M = "visited_3m"
    CARE_ASSESSED = "care_assessed"
    CARER_REPORTED = "carer_reported"
    CARE_REVIEWED = "care_reviewed"
    CARE_ENDED = "care_ended"
    FACILITY_FILE_RECEIVED = "facility_file_received"
    FACILITY_APPRAISED = "facility_appraised"
    FACILITY_FILE_AT_COMMUNE = "facility_file_at_commune"
    FACILITY_DECIDED = "facility_decided"
    FACILITY_TOLD = "facility_told"
    FACILITY_ENDED = "facility_ended"
    FACILITY_LISTED = "facility_listed"
    RELEASE_FROM_PRISON = "release_from_prison"
    RELEASE_FROM_SCHOOL = "release_from_school"
    RELEASE_TOLD = "release_told"
    LIST_UPDATED = "list_updated"
    YEAR_REPORTED = "year_reported"
    UNFOUNDED = "unfounded"
    CLOSED = "closed"


@dataclass(frozen=True)
class Effect:
    """`said`: the event in words. `how`: why what it stops has stopped (a StopReason); `again` is always as done.

    `again`: stopped as done and started anew from the same moment. `only_danger`, `only_elsewhere`: codes that start only
    when this is known. `everything`: all clocks of the case (or of the subject) stop.
    """

    said: str
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    only_danger: frozenset[str] = frozenset()
    only_elsewhere: frozenset[str] = frozenset()
    everything: bool = False
    how: str = "done"


_CARE = ("T_AC_1M", "T_AC_3M", "T_AC_6M", "T_AC_CARER", "T_AC_COMMUNE")
_EMERGENCY = frozenset({"T_EMERG"})

EFFECTS: dict[Event, Effect] = {
    # at: when the information was received. danger: abuse or danger is told; elsewhere: received by 111, the health
    # authority, the police or another commune, and still to be passed to the commune of the incident.
    Event.RECEIVED: Effect(
        "Đã tiếp nhận thông tin", starts=("T_EMERG", "T_FORWARD"),
        only_danger=_EMERGENCY, only_elsewhere=frozenset({"T_FORWARD"}),
    ),
    Event.FORWARDED: Effect("Đã chuyển tin đến xã nơi xảy ra vụ việc", stops=("T_FORWARD",)),
    # case: the case it was joined to (or that was opened from it); subject: the concern. Its clocks go over to the case.
    Event.JOINED: Effect("Đã nhập vào vụ việc"),
    Event.DANGER_FOUND: Effect("Xác định trường hợp khẩn cấp", starts=("T_EMERG",)),
    Event.EMERGENCY_MET: Effect("Đã áp dụng biện pháp can thiệp khẩn cấp", stops=("T_EMERG",)),
    Event.NO_EMERGENCY: Effect("Đánh giá ban đầu: không cần biện pháp khẩn cấp", stops=("T_EMERG",), how="cancelled"),
    # at: when the specific assessment (Mẫu 03) became final; a new cycle after a review likewise.
    Event.ASSESSED: Effect("Đánh giá xong nguy cơ cụ thể", starts=("T_PLAN",)),
    # A plan that is to be changed (art. 29), and a new cycle (art. 30.1c), are drafted in the same term.
    Event.PLAN_CHANGING: Effect("Kế hoạch cần điều chỉnh", starts=("T_PLAN",)),
    Event.CYCLE_BEGUN: Effect("Bắt đầu chu kỳ mới", starts=("T_PLAN",)),
    Event.PLAN_SUBMITTED: Effect("Đã trình kế hoạch", starts=("T_APPROVE",), stops=("T_PLAN",)),
    Event.PLAN_RETURNED: Effect("Kế hoạch được trả lại để sửa", starts=("T_PLAN",), stops=("T_APPROVE",), how="replaced"),
    Event.PLAN_APPROVED: Effect("Đã phê duyệt kế hoạch", stops=("T_APPROVE", "T_PLAN")),
    Event.PLAN_DROPPED: Effect("Không lập kế hoạch nữa", stops=("T_APPROVE", "T_PLAN"), how="cancelled"),
    # at: when the separation decision (Mẫu 07) was signed. An extension starts nothing: 15 days are counted in total.
    Event.SEPARATED: Effect("Đã quyết định tạm thời cách ly", starts=("T_SEP_MAX",), stops=("T_EMERG",)),
    Event.SEPARATION_ENDED: Effect("Đã hủy bỏ cách ly hoặc đã đề nghị Tòa án", stops=("T_SEP_MAX",)),
    # subject: the placement, for everything of alternative care.
    Event.PLACED: Effect("Đã quyết định giao trẻ em", starts=("T_HANDOVER",)),
    Event.PLACEMENT_REVOKED: Effect("Đã thu hồi quyết định giao trẻ em", stops=("T_HANDOVER",), how="cancelled"),
    Event.HANDED_OVER: Effect("Đã giao trẻ em cho người chăm sóc", starts=_CARE, stops=("T_HANDOVER",)),
    Event.VISITED_1M: Effect("Đã thăm trẻ sau một tháng", stops=("T_AC_1M",)),
    Event.VISITED_3M: Effect("Đã thăm trẻ sau ba tháng", stops=("T_AC_3M",)),
    Event.CARE_ASSESSED: Effect("Đã đánh giá theo Mẫu 13", again=("T_AC_6M",)),
    Event.CARER_REPORTED: Effect("Người chăm sóc đã báo cáo", again=("T_AC_CARER",)),
    Event.CARE_REVIEWED: Effect("Xã đã xem xét việc chăm sóc", again=("T_AC_COMMUNE",)),
    Event.CARE_ENDED: Effect("Việc chăm sóc thay thế đã kết thúc", stops=("T_HANDOVER", *_CARE), how="cancelled"),
    # subject: the facility's file or list.
    Event.FACILITY_FILE_RECEIVED: Effect("Đã nhận danh sách và hồ sơ của cơ sở", starts=("T_FAC_APPR",)),
    Event.FACILITY_APPRAISED: Effect("Đã thẩm định hồ sơ của cơ sở", stops=("T_FAC_APPR",)),
    Event.FACILITY_FILE_AT_COMMUNE: Effect("Xã đã nhận hồ sơ của cơ sở", starts=("T_FAC_DEC",)),
    Event.FACILITY_DECIDED: Effect("Xã đã quyết định", stops=("T_FAC_DEC",)),
    Event.FACILITY_TOLD: Effect("Cơ sở đã nhận quyết định của xã", starts=("T_FAC_END",)),
    Event.FACILITY_ENDED: Effect("Đã chấm dứt chăm sóc tại cơ sở", stops=("T_FAC_END",)),
    Event.FACILITY_LISTED: Effect("Cơ sở đã lập danh sách", again=("T_FAC_LIST",)),
    # at: the day on which the child is expected to be released, as services.releases reads it from APP-JUVENILE.
    Event.RELEASE_FROM_PRISON: Effect("Có ngày dự kiến chấp hành xong hình phạt tù", starts=("T_JUV",)),
    Event.RELEASE_FROM_SCHOOL: Effect("Có ngày dự kiến ra trường giáo dưỡng", starts=("T_JUV_SCHOOL",)),
    Event.RELEASE_TOLD: Effect("Xã đã nhận thông báo", stops=("T_JUV", "T_JUV_SCHOOL")),
    # subject: the unit. The clocks themselves are started for every unit by services.clocks_periods.
    Event.LIST_UPDATED: Effect("Đã cập nhật danh sách", stops=("T_LIST09",)),
    Event.YEAR_REPORTED: Effect("Đã báo cáo năm", stops=("T_AC_REPORT",)),
    Event.UNFOUNDED: Effect("Thông tin không có căn cứ", everything=True, how="cancelled"),
    Event.CLOSED: Effect("Vụ việc đã kết thúc", everything=True, how="cancelled"),
}  # fmt: skip

# Who does the duty, and is warned before its time is over; the officer of the case where nothing stands here.
DOERS: dict[str, RoleCode] = {
    "T_APPROVE": RoleCode.COMMUNE_CHAIR,
    "T_FAC_DEC": RoleCode.COMMUNE_CHAIR,
    "T_FAC_APPR": RoleCode.PROVINCE_OFFICER,
    "T_AC_REPORT": RoleCode.PROVINCE_OFFICER,
}

# Clocks of the law that no event here starts: code → why. `clock CODE` counts them all the same.
NEVER_STARTED: dict[str, str] = {
    "T_REPORT": "Lúc phát hiện chỉ biết khi tin đã được báo, và khi ấy việc thông báo đã làm xong (khoản 1 Điều 25).",
}

EMERGENCY_PAUSE = "emergency"
# Clocks that stand still while the 12 hours run: code → the article that excepts the emergency.
NOT_IN_EMERGENCY: dict[str, str] = {
    "T_PLAN": "Khoản 1 Điều 28 Nghị định 56/2017/NĐ-CP",
    "T_APPROVE": "Khoản 4 Điều 28 Nghị định 56/2017/NĐ-CP",
}


def happened(
    *,
    actor: Actor | None,
    event: Event,
    at: dt.datetime,
    case: Case | None = None,
    subject: models.Model | None = None,
    danger: bool = False,
    elsewhere: bool = False,
) -> None:
    """Starts and stops the clocks of this event. `at` carries its time zone; `case` or `subject` is given, or both.

    `actor` is None for what the system does by itself. Raises ValueError when neither is given.
    """
    from chungtay.cases.services import clocks

    if case is None and subject is None:
        raise ValueError("an event happens to a case or to a thing with a clock of its own")
    effect = EFFECTS[event]
    if event == Event.JOINED and case is not None and subject is not None:
        clocks.adopt(case=case, subject=subject, at=at)
    if effect.everything:
        clocks.stop_all(actor=actor, case=case, subject=subject, at=at, how=effect.how)
    for code in effect.stops:
        clocks.stop(actor=actor, case=case, code=code, at=at, subject=subject, how=effect.how)
    for code in effect.again:
        clocks.stop(actor=actor, case=case, code=code, at=at, subject=subject)
    for code in (*effect.starts, *effect.again):
        if (danger or code not in effect.only_danger) and (elsewhere or code not in effect.only_elsewhere):
            clocks.start(actor=actor, case=case, code=code, at=at, subject=subject)

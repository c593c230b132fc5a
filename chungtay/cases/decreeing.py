"""What each kind of decision must say, and how long it holds. Pure but for the law files and the rows handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chungtay.cases.models import Decision, DecisionKind
from chungtay.foundation.errors import UserError
from chungtay.foundation.vietnamese import date
from chungtay.law import clocks

K = DecisionKind
# Decree 56/2017, art. 32.1.
GROUNDS = {
    "by_carer": "Trẻ bị xâm hại, hoặc có nguy cơ bị bạo lực, bóc lột, bỏ rơi bởi cha, mẹ, người chăm sóc",
    "plan_refused": "Trẻ bị xâm hại mà cha, mẹ, người chăm sóc từ chối thực hiện kế hoạch hỗ trợ, can thiệp",
    "again": "Trẻ bị xâm hại và có nguy cơ tiếp tục bị cha, mẹ, người chăm sóc xâm hại",
}
# Decree 56/2017, art. 31.3 and 32.2: what is done in the first hours.
MEASURES = {
    "police": "Liên hệ công an để ngăn chặn hành vi xâm hại",
    "first_aid": "Phối hợp cơ sở y tế sơ cứu, cấp cứu cho trẻ",
    "evidence": "Giữ vật chứng, tài liệu có thể dùng làm chứng cứ",
    "hotline": "Đề nghị Tổng đài 111 hỗ trợ",
    "safe_place": "Đưa trẻ đến nơi tạm trú an toàn",
    "carer": "Có người chăm sóc tạm thời cho trẻ",
    "informed": "Báo cho cha, mẹ, người chăm sóc không gây hại",
}
WORDS = {
    "measures": "Biện pháp áp dụng", "grounds": "Căn cứ", "separated_from": "Cách ly khỏi", "safe_place": "Nơi tạm trú an toàn",
    "carer": "Người hoặc cơ sở chăm sóc thay thế", "starts_at": "Bắt đầu từ", "days": "Số ngày", "to": "Gửi đến",
    "words": "Nội dung",
}  # fmt: skip
LONGEST = 4_000


@dataclass(frozen=True)
class Sort:
    """`asks`: keys of its answers in their order; those in `needs` must be there at signing.

    `numbered`: it needs its number at once (a separation may be signed before the formalities, art. 32.4).
    `carries`: the step of the path that it is signed with. `effect`: what the paper orders, first sentence.
    """

    article: str
    asks: tuple[str, ...]
    needs: tuple[str, ...] = ()
    numbered: bool = True
    carries: str = ""
    words_label: str = "Nội dung"
    effect: str = ""


_56 = "Nghị định 56/2017/NĐ-CP"
SORTS: dict[str, Sort] = {
    K.ASSESS: Sort(f"Khoản 2 Điều 26 {_56}", ("words",), ("words",), False, words_label="Giao ai, đánh giá gì, đến khi nào",
                   effect="Giao thực hiện đánh giá nguy cơ ban đầu, tình trạng của trẻ em."),
    K.EMERGENCY: Sort(f"Khoản 3 Điều 26, Điều 31 {_56}", ("measures", "words"), ("measures",), False,
                      words_label="Ai làm, làm gì, ở đâu", effect="Áp dụng biện pháp can thiệp khẩn cấp đối với trẻ em."),
    K.NO_EMERGENCY: Sort(f"Khoản 2, khoản 3 Điều 26 {_56}", ("words",), ("words",), False, words_label="Lý do",
                         effect="Không áp dụng biện pháp can thiệp khẩn cấp."),
    K.SEPARATION: Sort(f"Khoản 3 Điều 26, Điều 32 {_56}",
                       ("grounds", "separated_from", "safe_place", "carer", "starts_at", "days", "words"),
                       ("grounds", "separated_from", "safe_place", "carer", "days"), False, words_label="Ghi thêm",
                       effect="Tạm thời cách ly trẻ em khỏi cha, mẹ, người chăm sóc và áp dụng biện pháp chăm sóc thay thế."),
    K.SEPARATION_EXTENDED: Sort(f"Khoản 3 Điều 32 {_56}", ("days", "words"), ("days", "words"), words_label="Lý do",
                                effect="Gia hạn thời gian tạm thời cách ly trẻ em."),
    K.SEPARATION_CANCELLED: Sort(f"Khoản 3 Điều 32 {_56}", ("words",), ("words",), words_label="Lý do, theo kết quả đánh giá lại",
                                 effect="Hủy bỏ quyết định tạm thời cách ly trẻ em."),
    K.COURT: Sort("Khoản 3 Điều 52 Luật Trẻ em", ("to", "words"), ("to", "words"), words_label="Đề nghị Tòa án làm gì, vì sao",
                  effect="Đề nghị Tòa án hạn chế quyền của cha, mẹ đối với con hoặc cách ly trẻ em khỏi cha, mẹ."),
    K.PROSECUTION: Sort("Điều 8, Điều 9 Thông tư liên tịch 01/2022", ("to", "words"), ("to", "words"),
                        words_label="Kiến nghị", effect="Kiến nghị khởi tố."),
    K.PLAN: Sort(f"Khoản 4, khoản 5 Điều 28 {_56}", ("words",), carries="approve_plan", words_label="Ghi thêm",
                 effect="Phê duyệt kế hoạch hỗ trợ, can thiệp đối với trẻ em."),
    K.CLOSURE: Sort(f"Điểm b khoản 1 Điều 30 {_56}", ("words",), ("words",), carries="close", words_label="Lý do kết thúc",
                    effect="Kết thúc việc hỗ trợ, can thiệp đối với trẻ em."),
    K.UNFOUNDED: Sort(f"Khoản 2 Điều 25 {_56}", ("words",), ("words",), False, carries="find_unfounded", words_label="Lý do",
                      effect="Kết luận thông tin không có căn cứ."),
    K.REOPENED: Sort(f"Điều 26 {_56}", ("words",), ("words",), False, carries="reopen", words_label="Lý do",
                     effect="Mở lại vụ việc."),
}  # fmt: skip


def check_values(kind: str, values: dict[str, Any], *, complete: bool) -> dict[str, Any]:
    """The answers of this kind, tidied. `complete` asks for what must be there at signing. Raises UserError."""
    sort, kept = SORTS[kind], {}
    for key in sort.asks:
        value = values.get(key)
        if key == "days":
            value = _days(value)
        elif key in ("grounds", "measures"):
            known = GROUNDS if key == "grounds" else MEASURES
            value = [code for code in value or [] if code in known]
        elif isinstance(value, dt.datetime):
            value = value.isoformat()
        else:
            value = str(value or "").strip()
        if isinstance(value, str) and len(value) > LONGEST:
            raise UserError(f"{WORDS[key]} dài quá {LONGEST} chữ.", field=key)
        if complete and key in sort.needs and not value:
            label = sort.words_label if key == "words" else WORDS[key]
            raise UserError(f"Trước khi ký, hãy ghi: {label[0].lower()}{label[1:]}.", field=key)
        kept[key] = value
    return kept


def _days(value: Any) -> int | None:
    if value in (None, ""):
        return None
    days = int(value)
    if days < 1:
        raise UserError("Số ngày ít nhất là 1.", field="days")
    return days


def period_of(
    row: Decision, values: dict[str, Any], moment: dt.datetime
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when to when it holds. Separation: at most 15 days in all, extensions included (Decree 56/2017, art. 32.3)."""
    if row.kind == K.SEPARATION:
        starts = parse_datetime(values.get("starts_at") or "") or moment
        if starts < row.case.received_at:
            raise UserError("Cách ly không thể bắt đầu trước khi nhận tin báo.", field="starts_at")
        return starts, _within(
            ends_after(starts, values["days"]), longest(min([starts, moment, *_counted_before(row, moment)]))
        )
    if row.kind == K.SEPARATION_EXTENDED and row.about is not None:
        begins = current_end(row.about)
        return begins, _within(ends_after(begins, values["days"]), last_day(row.about))
    return moment, None


def _counted_before(row: Decision, moment: dt.datetime) -> list[dt.datetime]:
    """When a separation began that was revoked inside its 15 days: a new decision in its place begins no new count."""
    earlier = row.case.decisions.filter(kind=K.SEPARATION, state="revoked", starts_at__isnull=False).exclude(pk=row.pk)
    starts = [one.starts_at for one in earlier if one.starts_at is not None and one.starts_at <= moment]
    return [start for start in starts if longest(start) >= moment]


def ends_after(begins: dt.datetime, days: int) -> dt.datetime:
    """The day of the beginning is not counted; the last day is whole (Civil Code 2015, art. 147 and 148)."""
    local = timezone.localtime(begins)
    return dt.datetime.combine(local.date() + dt.timedelta(days=days), clocks.END, local.tzinfo)


def longest(begins: dt.datetime) -> dt.datetime:
    return clocks.due("T_SEP_MAX", begins).due


def last_day(separation: Decision) -> dt.datetime:
    """The end of the 15 days of a signed separation."""
    return longest(counted_from(separation))


def counted_from(separation: Decision) -> dt.datetime:
    """The moment from which the 15 days of a signed separation are counted."""
    moments = [moment for moment in (separation.starts_at, separation.signed_at) if moment is not None]
    return min([*moments, *_counted_before(separation, min(moments))])


def current_end(separation: Decision) -> dt.datetime:
    """The end of a separation with its extensions."""
    followers = separation.followers.filter(kind=K.SEPARATION_EXTENDED, state="signed").values_list(
        "ends_at", flat=True
    )
    ends: list[dt.datetime] = [end for end in (separation.ends_at, *followers) if end is not None]
    return max(ends)


def _within(ends: dt.datetime, limit: dt.datetime) -> dt.datetime:
    if ends > limit:
        raise UserError(
            f"Tạm thời cách ly không quá 15 ngày, kể cả gia hạn: chậm nhất hết ngày {date(limit)} (khoản 3 Điều 32 {_56}).",
            field="days",
        )
    return ends

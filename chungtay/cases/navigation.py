"""What the cases add to the main navigation."""

from __future__ import annotations

from chungtay.cases.policies import CasePermission
from chungtay.foundation.navigation import CARE, RUN, NavItem, register

register(NavItem("Vụ việc", "cases:list", CasePermission.READ, "shield", 12))
register(NavItem("Tin báo", "case_concerns:list", CasePermission.REPORT, "megaphone", 11))
register(NavItem("Phần việc", "case_plans:lines", CasePermission.ANSWER_LINE, "list-checks", 13))
register(NavItem("Thẻ khẩn cấp", "case_support:card", CasePermission.CARD, "phone", 14, CARE))
register(NavItem("Kết nối nhận tin", "case_concerns:clients", CasePermission.CLIENTS, "plug", 92, CARE))
register(NavItem("Mở khẩn cấp", "case_access:ask", CasePermission.ASK_BREAK_GLASS, "key-round", 90, CARE))
register(NavItem("Lưu hồ sơ vụ việc", "case_keeping:overview", CasePermission.RETAIN, "archive", 91, CARE))
register(NavItem("Thời hạn lưu hồ sơ", "case_keeping:rules", CasePermission.RULES, "archive", 91, RUN))

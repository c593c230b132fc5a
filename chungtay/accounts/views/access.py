"""/quan-tri/: the access matrix, the settings of roles, the audit trail."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from chungtay.accounts import gates, matrix, services
from chungtay.accounts.audit_words import words_of
from chungtay.accounts.forms.people import AuditFilter
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.queries.trail import told, trail
from chungtay.accounts.roles import ROLES
from chungtay.accounts.sudo import sudo
from chungtay.accounts.views.exchange import xlsx
from chungtay.foundation import audit
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import number


@require_GET
@asks(AccountsPermission.MATRIX)
def access_matrix(request: ActorRequest) -> HttpResponse:
    context = {
        "roles": matrix.roles(),
        "permissions": matrix.by_permission(),
        "addresses": matrix.by_address(),
    }
    return render(request, "accounts/matrix.html", context)


@require_GET
@asks(AccountsPermission.MATRIX)
def access_matrix_file(request: ActorRequest) -> HttpResponse:
    return xlsx(matrix.to_spreadsheet(), "bang-phan-quyen.xlsx")


@require_GET
@asks(AccountsPermission.ROLES)
def role_settings(request: ActorRequest) -> HttpResponse:
    rows = [(role, gates.second_factor_needed(role.code)) for role in ROLES.values()]
    return render(request, "accounts/role_settings.html", {"rows": rows})


@require_POST
@asks(AccountsPermission.ROLES)
@sudo
def set_second_factor(request: ActorRequest) -> HttpResponse:
    role, needed = request.POST.get("role", ""), request.POST.get("needed") == "1"
    services.set_second_factor(actor=request.actor, role=role, needed=needed)
    tell(request, f"Vai trò “{ROLES[role].name}” {'cần' if needed else 'không còn cần'} mã xác thực.")
    return redirect("accounts:role_settings")


@require_GET
@asks(AccountsPermission.AUDIT)
def audit_trail(request: ActorRequest) -> HttpResponse:
    """What was done in this territory, newest first."""
    form = AuditFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = trail(
        actor=request.actor,
        who=asked.get("nguoi", ""),
        what=asked.get("viec", ""),
        first_day=asked.get("tu"),
        last_day=asked.get("den"),
    )
    page = Paginator(rows, 50).get_page(request.GET.get("trang"))
    lines = [(entry, words_of(entry.action), *told(request.actor, entry)) for entry in page]
    return render(request, "accounts/audit_trail.html", {"form": form, "page": page, "lines": lines})


@require_POST
@asks(AccountsPermission.AUDIT)
def verify_audit(request: ActorRequest) -> HttpResponse:
    """Recomputes the chains and says where one does not hold."""
    total, breaks = audit.verify()
    if breaks:
        where = "; ".join(f"chuỗi {one.chain}, dòng {one.sequence}: {audit_break(one.what)}" for one in breaks[:5])
        messages.error(
            request, f"Nhật ký không còn nguyên vẹn ở {len(breaks)} chỗ: {where}. Hãy báo ngay cho đơn vị vận hành."
        )
    else:
        messages.success(request, f"Nhật ký nguyên vẹn: đã kiểm tra {number(total)} dòng.")
    return redirect("accounts:audit_trail")


def audit_break(what: str) -> str:
    words = {
        "changed": "nội dung bị sửa",
        "broken link": "đứt mắt xích",
        "row missing before": "thiếu dòng liền trước",
        "last rows missing": "thiếu dòng cuối",
    }
    return words.get(what, what)

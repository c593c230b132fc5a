"""Accounts in and out as spreadsheets."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.accounts import exchange, services
from chungtay.accounts.forms.people import ImportForm
from chungtay.accounts.policies import AccountsPermission
from chungtay.accounts.sealing import seal, unseal
from chungtay.accounts.services.importing import Row
from chungtay.accounts.sudo import sudo
from chungtay.foundation.drafts import drop_draft, load_draft, save_draft
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.territory.models import Unit

STAGED, MADE = "held:accounts-import", "held:accounts-made"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _staged(request: ActorRequest) -> list[Row]:
    kept = load_draft(cast(int, request.user.pk), STAGED) or {}
    return [Row(**row) for row in kept.get("rows", [])]


@asks(AccountsPermission.IMPORT)
def import_people(request: ActorRequest) -> HttpResponse:
    """The file is read and shown line by line; nothing is made yet."""
    form = ImportForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        file, within = form.cleaned_data["file"], Unit.objects.get(pk=request.actor.unit_id)
        today = timezone.localdate()
        try:
            rows, notices = services.read_file(
                actor=request.actor, file=file, name=file.name, today=today, within=within
            )
        except UserError as error:
            refusal = error.sentence
        else:
            kept = {"rows": [row.as_json() for row in rows], "notices": notices, "file": file.name}
            save_draft(request.actor.user_id, STAGED, kept)
            return redirect("accounts:import_people")
    kept = load_draft(request.actor.user_id, STAGED) or {}
    rows = _staged(request)
    faulty = [row for row in rows if row.faults]
    context = {"form": form, "refusal": refusal, "rows": rows, "faulty": faulty, "kept": kept}
    return render(request, "accounts/import.html", context, status=422 if refusal or form.errors else 200)


@require_POST
@asks(AccountsPermission.IMPORT)
@sudo
def confirm_import(request: ActorRequest) -> HttpResponse:
    """All good lines in one act. The passwords wait sealed until they are taken down."""
    rows = [row for row in _staged(request) if not row.faults]
    if not rows:
        raise UserError("Không có dòng nào sẵn sàng để tạo. Hãy tải tệp lên lại.")
    made = services.import_people(actor=request.actor, rows=rows, today=timezone.localdate())
    user_id = request.actor.user_id
    save_draft(user_id, MADE, {"sealed": seal([vars(one) for one in made])})
    drop_draft(user_id, STAGED)
    tell(request, f"Đã tạo {len(made)} tài khoản.")
    return redirect("accounts:imported")


@require_POST
@asks(AccountsPermission.IMPORT)
def drop_import(request: ActorRequest) -> HttpResponse:
    drop_draft(request.actor.user_id, STAGED)
    tell(request, "Đã bỏ danh sách đang xem. Chưa tài khoản nào được tạo.")
    return redirect("accounts:import_people")


@asks(AccountsPermission.IMPORT)
@sudo
def imported(request: ActorRequest) -> HttpResponse:
    """The one-time passwords of the last import, until the administrator says he has them; POST forgets them."""
    user_id = request.actor.user_id
    if request.method == "POST":
        drop_draft(user_id, MADE)
        tell(request, "Đã xóa danh sách mật khẩu.")
        return redirect("accounts:people")
    kept = load_draft(user_id, MADE) or {}
    made = unseal(kept.get("sealed", "")) or []
    if made and request.GET.get("tep"):
        return xlsx(exchange.passwords(made), "mat-khau-mot-lan.xlsx")
    response = render(request, "accounts/imported.html", {"made": made})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@asks(AccountsPermission.IMPORT)
def template(request: ActorRequest) -> HttpResponse:
    return xlsx(exchange.template(), "mau-danh-sach-tai-khoan.xlsx")


@require_GET
@asks(AccountsPermission.EXPORT)
@sudo
def export_people(request: ActorRequest) -> HttpResponse:
    content = services.export_people(actor=request.actor, today=timezone.localdate())
    return xlsx(content, "danh-sach-tai-khoan.xlsx")

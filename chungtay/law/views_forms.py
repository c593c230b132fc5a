"""Forms of the law: an administrator loads the official one; everybody prints a blank one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.documents import to_docx
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, asks
from chungtay.foundation.vietnamese import fold
from chungtay.law import queries, services
from chungtay.law.files import SourceFile
from chungtay.law.forms import FormVersion, UnknownForm, differences, form_by_digest, from_content, printed, version_of
from chungtay.law.forms.printing import DOTS, Header
from chungtay.law.policies import LawPermission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@asks(LawPermission.LOAD)
def load(request: ActorRequest) -> HttpResponse:
    """Two looks at one page: what is wrong or would change, then the loading itself. What was pasted is never lost."""
    context: dict[str, object] = {"text": "", "refusal": "", "new": None, "crumbs": [("Luật", "/luat/")]}
    if request.method == "POST":
        text = _text(request)
        context["text"] = text
        try:
            if request.POST.get("step") == "load":
                row = services.load_form(actor=request.actor, content=text.encode())
                tell(request, f"Đã nạp {row.title}, có hiệu lực từ {row.valid_from:%d/%m/%Y}.")
                return redirect("law:file", kind="form", code=row.code)
            context |= _compared(services.read_form(text.encode()))
        except UserError as error:
            context["refusal"] = error.sentence
    return render(request, "law/load_form.html", context, status=422 if context["refusal"] else 200)


def _text(request: ActorRequest) -> str:
    file = request.FILES.get("file")
    given = file.read().decode("utf-8", "replace") if file is not None else request.POST.get("text", "")
    return str(given).replace("\r\n", "\n")


def _compared(file: SourceFile) -> dict[str, object]:
    new = from_content(file.content, file.digest)
    before = queries.in_force("form", file.content["id"], new.valid_from)
    changes = differences(version_of(before), new) if before is not None else None
    return {"new": new, "changes": changes, "before": before}


@require_GET
@asks(LawPermission.READ)
def blank(request: ActorRequest, digest: str) -> HttpResponse:
    """The form with nothing in it, to be filled in by hand where there is no network."""
    try:
        version = form_by_digest(digest)
    except UnknownForm as error:
        raise Http404 from error
    header = Header(agency=request.actor.agency_name, place=DOTS, date=timezone.localdate())
    response = HttpResponse(to_docx(printed(version, {}, {}, header, blank=True)), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(version)}-trong.docx"'
    return response


def _file_name(version: FormVersion) -> str:
    return fold(version.short or version.code).replace(" ", "-")

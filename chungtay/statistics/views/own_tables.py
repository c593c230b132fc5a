"""Own tables: put together with a preview, saved, opened, copied, shared, mailed."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chungtay.foundation import audit
from chungtay.foundation.access import can, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.once import once
from chungtay.foundation.requests import ActorRequest, asks, whole_numbers
from chungtay.foundation.spreadsheets import to_xlsx
from chungtay.statistics import periods
from chungtay.statistics.choices import Units, checked
from chungtay.statistics.exhibits import XLSX, download, file_name
from chungtay.statistics.forms.looks import ComposeForm, ScheduleForm, ShareForm
from chungtay.statistics.models import OwnTable, Schedule
from chungtay.statistics.policies import FigurePermission
from chungtay.statistics.queries import looking
from chungtay.statistics.queries import own_tables as queries
from chungtay.statistics.services import own_tables as services
from chungtay.territory.models import Unit

_TABLES = ("Bảng của tôi", "/so-lieu/bang/")


@require_GET
@asks(FigurePermission.TABLES)
def tables(request: ActorRequest) -> HttpResponse:
    found = queries.visible()
    mine = [one for one in found if one.post_id == request.actor.post_id]
    others = [one for one in found if one.post_id != request.actor.post_id]
    context = {"mine": mine, "others": others, "crumbs": [("Số liệu", "/so-lieu/")]}
    return render(request, "statistics/looks/tables.html", context)


@asks(FigurePermission.TABLES)
def compose(request: ActorRequest) -> HttpResponse:
    return _composed(request, None)


@asks(FigurePermission.TABLES)
def change(request: ActorRequest, pk: int) -> HttpResponse:
    table = get_object_or_404(OwnTable, pk=pk)
    require(request.actor, FigurePermission.TABLES, table)
    return _composed(request, table)


def _composed(request: ActorRequest, table: OwnTable | None) -> HttpResponse:
    """`step` preview shows the numbers and keeps what was chosen; save stores the choice."""
    form = _form(request, table)
    context: dict[str, object] = {"form": form, "table": table, "sentence": "", "preview": None, "act": uuid.uuid4()}
    if request.method == "POST" and form.is_valid():
        try:
            choice, title = form.choice(), form.cleaned_data["title"]
            if request.POST.get("step") == "save":
                return redirect(_saved(request, table, form))
            context["preview"] = queries.filled(request.actor, title, choice)
        except UserError as error:
            context["sentence"] = error.sentence
    chosen = set(form["measures"].value() or ())
    groups = looking.choices(timezone.localdate())
    context["groups"] = [_group(name, rows, chosen) for name, rows in groups]
    context["crumbs"] = [("Số liệu", "/so-lieu/"), _TABLES]
    wrong = bool(context["sentence"] or form.errors)
    return render(request, "statistics/looks/compose.html", context, status=422 if wrong else 200)


def _group(name: str, rows: list[tuple[str, str]], chosen: set[str]) -> tuple[str, list[tuple[str, str, bool]], int]:
    """A group of measures, each with whether it is chosen, and how many are."""
    marked = [(code, words, code in chosen) for code, words in rows]
    return name, marked, sum(ticked for _, _, ticked in marked)


def _form(request: ActorRequest, table: OwnTable | None) -> ComposeForm:
    today = timezone.localdate()
    own = Unit.objects.select_related("parent").get(pk=request.actor.unit_id)
    initial = (
        {"title": table.title, "version": table.version, **table.choice}
        if table is not None
        else {"kind": "year", "units": Units.BELOW}
    )
    return ComposeForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        measures=[(code, words) for _, rows in looking.choices(today) for code, words in rows],
        paths=[(unit.path, unit.name) for unit in [own, *queries.beneath(own, today)] if unit.path],
        kinds=periods.kinds(),
    )


def _saved(request: ActorRequest, table: OwnTable | None, form: ComposeForm) -> str:
    """Stores it once however often the button was pressed; the address of the table."""
    title, choice = form.cleaned_data["title"], form.choice()

    def do() -> str:
        if table is None:
            kept = services.save_table(actor=request.actor, title=title, choice=choice)
        else:
            version = form.cleaned_data["version"] or 0
            kept = services.change_table(actor=request.actor, table=table, title=title, choice=choice, version=version)
        return reverse("statistics:own_table", args=[kept.pk])

    address = once(request.actor.user_id, _act(request), do, said=f"{title}{choice}")
    tell(request, f"Đã lưu bảng “{title}”.")
    return address


def _act(request: ActorRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return None


@require_GET
@asks(FigurePermission.READ)
def table(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OwnTable.objects.select_related("schedule"), pk=pk)
    try:
        read = queries.filled(request.actor, found.title, checked(found.choice))
    except UserError as error:
        return render(
            request, "statistics/looks/table.html", {"table": found, "read": None, "sentence": error.sentence}
        )
    form = request.GET.get("xuat", "")
    if form in {"xlsx", "csv"}:
        audit.record(request.actor, "figures.taken_out", found, data={"form": form})
        name = file_name(found.title)
        if form == "csv":
            return download(f"{name}.csv", read.csv(), "text/csv; charset=utf-8")
        return download(f"{name}.xlsx", to_xlsx([read.sheet()]), XLSX)
    context = {"table": found, "read": read, "sentence": "", "crumbs": [("Số liệu", "/so-lieu/"), _TABLES]}
    if can(request.actor, FigurePermission.TABLES, found):
        context |= _acts(request, found)
    return render(request, "statistics/looks/table.html", context)


def _acts(request: ActorRequest, found: OwnTable) -> dict[str, object]:
    """The forms of its owner, as things stand."""
    plan = Schedule.objects.filter(table=found).first()
    shared = [str(pk) for pk in found.shares.values_list("post_id", flat=True)]
    posts = queries.colleagues(request.actor, timezone.localdate())
    sharing = ShareForm(initial={"for_agency": found.for_agency, "posts": shared}, posts=posts)
    mailing = ScheduleForm(initial={"rhythm": plan.rhythm, "with_file": plan.with_file} if plan else {})
    return {"mine": True, "sharing": sharing, "mailing": mailing, "plan": plan, "sendings": found.sendings.all()[:5]}


@require_POST
@asks(FigurePermission.TABLES)
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    kept = services.copy_table(actor=request.actor, table=get_object_or_404(OwnTable, pk=pk))
    tell(request, "Đã chép bảng. Đây là bản của anh/chị.")
    return redirect("statistics:own_table", kept.pk)


@require_POST
@asks(FigurePermission.TABLES)
def share(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OwnTable, pk=pk)
    require(request.actor, FigurePermission.TABLES, found)
    posts = whole_numbers(request.POST.getlist("posts"))
    services.share_table(
        actor=request.actor, table=found, post_ids=posts, for_agency=bool(request.POST.get("for_agency"))
    )
    tell(request, f"Đã chia sẻ với {len(posts)} người." if posts else "Bảng không chia sẻ với người nào.")
    return redirect("statistics:own_table", pk)


@require_POST
@asks(FigurePermission.TABLES)
def schedule(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OwnTable, pk=pk)
    require(request.actor, FigurePermission.TABLES, found)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        raise UserError("Cách gửi này không có trong danh sách. Lịch gửi vẫn như cũ.")
    given = form.cleaned_data
    plan = services.schedule_table(
        actor=request.actor, table=found, rhythm=given["rhythm"], with_file=given["with_file"]
    )
    tell(request, f"Thư đầu tiên gửi sáng {plan.next_on:%d/%m/%Y}." if plan else "Bảng không còn gửi định kỳ.")
    return redirect("statistics:own_table", pk)


@require_POST
@asks(FigurePermission.TABLES)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(OwnTable, pk=pk)
    services.remove_table(actor=request.actor, table=found)
    tell(request, f"Đã xóa bảng “{found.title}”. Số liệu không mất: bảng chỉ là cách xem.")
    return redirect("statistics:own_tables")

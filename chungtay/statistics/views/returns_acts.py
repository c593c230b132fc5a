"""What is done with one return: saved, sent, taken, sent back, talked about, revised."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.access import Actor, require
from chungtay.foundation.errors import UserError
from chungtay.foundation.middleware import tell
from chungtay.foundation.requests import ActorRequest, address_here, asks
from chungtay.foundation.vietnamese import date
from chungtay.statistics.forms.returns import CellsIn, CommentForm, LetInForm, ReasonForm, read_cells
from chungtay.statistics.models.returns import Return, ReturnRevision
from chungtay.statistics.policies import FigurePermission as P
from chungtay.statistics.policies_returns import ReturnPermission
from chungtay.statistics.queries import returns as reads
from chungtay.statistics.queries.returns_forms import form_of
from chungtay.statistics.returns.forms import Key, key_from
from chungtay.statistics.services import returns as services
from chungtay.statistics.services import returns_locking as locking
from chungtay.statistics.services import returns_revising as revising
from chungtay.statistics.views.returns import revision_page
from chungtay.statistics.views.returns_loading import as_typed, done_once, load, refused, return_page


@require_POST
@asks(P.RETURN)
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Keeps what is a number; what is none stays on the page with its sentence. “Lưu và nộp” goes on to sending."""
    owner = load(pk)
    require(request.actor, P.RETURN, owner)
    cells = read_cells(request.POST, form_of(owner.dataset), [owner.pk])
    note = request.POST.get("source_note")
    try:
        changed = services.save(actor=request.actor, owner=owner, typed=cells.of(owner.pk), source_note=note)
    except services.StaleCells as error:
        return _stale(request, owner, error, cells)
    except UserError as error:
        return refused(request, owner, error, cells=cells)
    if cells.faults:
        left = CellsIn(raw={place: cells.raw[place] for place in cells.faults}, faults=cells.faults)
        words = f"Đã lưu {changed} ô. Còn {len(cells.faults)} ô chưa lưu được: {_told(owner, cells)}"
        return return_page(request, load(pk), status=422, cells=left, refusal=words)
    if "submit" in request.POST:
        return _submit(request, load(pk), {}, sure=False)
    tell(request, f"Đã lưu {changed} thay đổi." if changed else "Không có gì thay đổi.")
    return redirect("statistics:return", pk=pk)


def _told(owner: Return, cells: CellsIn) -> str:
    """The first of what was not taken, by name; each stands beside its field as well."""
    words = form_of(owner.dataset).by_text
    names = form_of(owner.dataset).words
    return " ".join(f"{names[words[key]]}: {fault}" for (_, key), fault in list(cells.faults.items())[:3])


def _stale(request: ActorRequest, owner: Return, error: services.StaleCells, cells: CellsIn) -> HttpResponse:
    """Both numbers are shown; the one typed here stays in its field."""
    words = form_of(owner.dataset).words
    rows = [(words[key], now, mine) for key, (now, mine) in error.cells.items()]
    left = CellsIn(
        raw={place: raw for place, raw in cells.raw.items() if key_from(place[1]) in error.cells}, faults=cells.faults
    )
    return return_page(request, load(owner.pk), status=409, cells=left, refusal=error.sentence, stale=rows)


@require_POST
@asks(P.RETURN)
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, P.RETURN, owner)
    reasons = {
        key: words for name, words in request.POST.items() if name.startswith("reason-") and (key := key_from(name[7:]))
    }
    return _submit(request, owner, {key: str(words) for key, words in reasons.items()}, sure="sure" in request.POST)


def _submit(request: ActorRequest, owner: Return, reasons: dict[Key, str], *, sure: bool) -> HttpResponse:
    try:
        services.submit(actor=request.actor, owner=owner, reasons=reasons, sure=sure)
    except services.AskReasons as error:
        asked = [(doubt, reasons.get(doubt.key, "")) for doubt in error.doubts]
        return return_page(request, load(owner.pk), status=422, doubts_asked=asked)
    except UserError as error:
        return refused(request, owner, error)
    tell(request, f"Đã nộp số liệu đến {owner.dataset.receiver}.")
    return redirect("statistics:return", pk=owner.pk)


Step = Callable[[Actor, Return, str], object]
STEPS: dict[str, tuple[Step, str]] = {
    "rut": (lambda actor, owner, _: services.withdraw(actor=actor, owner=owner), "Đã rút lại. Sửa xong hãy nộp lại."),
    "kiem-tra": (lambda actor, owner, _: services.check(actor=actor, owner=owner), "Đã ghi là đã kiểm tra."),
    "chap-nhan": (lambda actor, owner, _: services.accept(actor=actor, owner=owner), "Đã chấp nhận số liệu."),
    "tra-lai": (
        lambda actor, owner, reason: services.send_back(actor=actor, owner=owner, reason=reason), "Đã trả lại kèm lý do.",
    ),
    "theo-he-thong": (
        lambda actor, owner, key: services.use_computed(actor=actor, owner=owner, key=key_from(key) or Key("")),
        "Đã lấy lại số hệ thống đếm.",
    ),
}  # fmt: skip


@require_POST
@asks(ReturnPermission.SEE)
def step(request: ActorRequest, pk: int, step: str) -> HttpResponse:
    if step not in STEPS:
        raise Http404
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)  # the step itself asks for its own permission
    verb, words = STEPS[step]
    try:
        verb(request.actor, owner, request.POST.get("key") or request.POST.get("reason", ""))
    except UserError as error:
        return refused(request, owner, error, opened=step)
    tell(request, words)
    return redirect(address_here(request, request.POST.get("next", ""), owner.get_absolute_url()))


@require_POST
@asks(ReturnPermission.SEE)
def comment(request: ActorRequest, pk: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)
    page = reads.page(request.actor, owner, timezone.localdate())
    form = CommentForm(request.POST, request.FILES, shown_form=page.shown_form)
    if not form.is_valid():
        return return_page(request, owner, status=422, page=page, comment_form=form, opened="y-kien")
    data = form.cleaned_data

    def say() -> str:
        services.comment(actor=request.actor, owner=owner, cell=data["cell"], text=data["text"], upload=data["file"])
        return owner.get_absolute_url() + "#y-kien"

    try:
        url = done_once(request, form, say)
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return return_page(request, owner, status=422, page=page, comment_form=form, opened="y-kien")
    tell(request, "Đã ghi ý kiến.")
    return redirect(url)


@require_POST
@asks(P.LOCK)
def let_in(request: ActorRequest, pk: int) -> HttpResponse:
    owner = load(pk)
    require(request.actor, P.LOCK, owner)
    form = LetInForm(request.POST)
    if not form.is_valid():
        return return_page(request, owner, status=422, let_in_form=form, opened="ngoai-le")
    try:
        made = locking.let_in(
            actor=request.actor, owner=owner, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"]
        )
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return return_page(request, owner, status=422, let_in_form=form, opened="ngoai-le")
    tell(request, f"{owner.unit} được nhập thêm đến hết ngày {date(made.until)}.")
    return redirect("statistics:return", pk=pk)


@asks(P.RETURN)
def revise(request: ActorRequest, pk: int) -> HttpResponse:
    """The form of a signed revision: every number as reported, those that change are the revision."""
    owner = load(pk)
    require(request.actor, P.RETURN, owner)
    page = reads.page(request.actor, owner, timezone.localdate())
    form, cells = ReasonForm(request.POST or None), CellsIn()
    refusal = ""
    if request.method == "POST":
        cells = read_cells(request.POST, page.shown_form, [owner.pk])
        if not cells.faults and form.is_valid():
            after = {key: one.value for key, one in cells.of(owner.pk).items()}
            try:
                made = revising.sign(actor=request.actor, owner=owner, after=after, reason=form.cleaned_data["reason"])
            except UserError as error:
                refusal = error.sentence
            else:
                tell(request, f"Đã ký và nộp {str(made).lower()} đến {owner.dataset.receiver}.")
                return redirect("statistics:return", pk=pk)
    return _revise_page(request, page, form, cells, refusal)


def _revise_page(
    request: ActorRequest, page: reads.Page, form: ReasonForm, cells: CellsIn, refusal: str
) -> HttpResponse:
    from django.shortcuts import render

    from chungtay.statistics.views.returns_loading import crumbs, groups

    owner = page.owner
    rows = groups(page, owner.pk, cells)
    for _, lines in rows:
        for one in lines:
            if not cells.raw and one["line"].reopened:  # one that was sent back is taken up where it was
                one["value"] = as_typed(one["line"].pending)
    context = {
        "owner": owner, "page": page, "groups": rows, "form": form, "refusal": refusal, "faults": cells.faults,
        "signer": services.signature(request.actor), "crumbs": [*crumbs(owner), (str(owner.unit), owner.get_absolute_url())],
    }  # fmt: skip
    return render(request, "statistics/returns/revise.html", context, status=422 if request.method == "POST" else 200)


RevisionStep = Callable[[Actor, ReturnRevision, str], object]
REVISION_STEPS: dict[str, tuple[RevisionStep, str]] = {
    "rut": (lambda actor, row, _: revising.withdraw(actor=actor, revision=row), "Đã rút bản sửa. Số đã nộp giữ nguyên."),
    "kiem-tra": (lambda actor, row, _: revising.check(actor=actor, revision=row), "Đã ghi là đã kiểm tra bản sửa."),
    "chap-nhan": (lambda actor, row, _: revising.accept(actor=actor, revision=row), "Đã chấp nhận bản sửa; số mới có hiệu lực."),
    "tra-lai": (
        lambda actor, row, reason: revising.send_back(actor=actor, revision=row, reason=reason), "Đã trả lại bản sửa.",
    ),
}  # fmt: skip


@require_POST
@asks(ReturnPermission.SEE)
def revision_step(request: ActorRequest, pk: int, number: int, step: str) -> HttpResponse:
    if step not in REVISION_STEPS:
        raise Http404
    owner = load(pk)
    require(request.actor, ReturnPermission.SEE, owner)  # the step itself asks for its own permission
    rows = ReturnRevision.objects.select_related("owner__dataset__receiver", "owner__unit", "owner__agency")
    found = get_object_or_404(rows, owner=owner, number=number)
    verb, words = REVISION_STEPS[step]
    try:
        verb(request.actor, found, request.POST.get("reason", ""))
    except UserError as error:
        return revision_page(request, found, status=422, refusal=error.sentence, opened=step)
    tell(request, words)
    return redirect("statistics:return", pk=pk)

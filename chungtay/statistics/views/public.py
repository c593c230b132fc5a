"""What the public sees: releases as pages and as files. No post, no session, nothing but what was published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chungtay.foundation.requests import public
from chungtay.statistics.models.releases import Release
from chungtay.statistics.publishing import formats
from chungtay.statistics.queries import releases as queries

_PER_PAGE, _CELLS_PER_PAGE = 50, 1000
_KEEP = "public, max-age=86400"  # a release never changes
_KEEP_LIST = "public, max-age=300"
_Answer = TypeVar("_Answer", bound=HttpResponse)


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.releases(), 30).get_page(request.GET.get("trang"))
    coming = queries.releases().filter(next_on__gte=timezone.localdate()).order_by("next_on", "id")[:5]
    return render(request, "statistics/public/index.html", {"page": page, "coming": coming})


@public
@require_GET
def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.releases(), pk=pk)
    context = {"release": found, "tables": queries.tables_of(found), "later": found.corrected_by.all(),
               "files": formats.FORMATS, "breaks": queries.break_words(found.by)}  # fmt: skip
    return render(request, "statistics/public/release.html", context)


@public
@require_GET
def machines(request: HttpRequest) -> HttpResponse:
    """How to read releases by program."""
    return render(
        request, "statistics/public/machines.html", {"files": formats.FORMATS, "first": Release.objects.first()}
    )


@public
@require_GET
def api_releases(request: HttpRequest) -> JsonResponse:
    page = Paginator(queries.releases(), _PER_PAGE).get_page(request.GET.get("trang"))
    found = [{**formats.as_json(one), "url": f"/api/so-lieu/{one.pk}.json"} for one in page]
    return _open(JsonResponse({**_paged(page), "releases": found}), _KEEP_LIST)


@public
@require_GET
def api_release(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One release in one of the formats; 404 for a format that there is not."""
    found = get_object_or_404(Release.objects.select_related("unit"), pk=pk)
    if form == "json":
        return _open(_json(request, found), _KEEP)
    writers: dict[str, Callable[..., bytes]] = {
        "csv": formats.as_csv, "adx": formats.as_adx, "sdmx": formats.as_sdmx,
    }  # fmt: skip
    if form not in writers:
        raise Http404
    kind = next(kind for code, _, kind in formats.FORMATS if code == form)
    answer = HttpResponse(writers[form](found, queries.cells_of(found).iterator(2000)), content_type=kind)
    ending = {"csv": "csv", "adx": "xml", "sdmx": "sdmx.csv"}[form]
    answer["Content-Disposition"] = f'attachment; filename="cong-bo-{found.pk}.{ending}"'
    return _open(answer, _KEEP)


def _json(request: HttpRequest, found: Release) -> JsonResponse:
    page = Paginator(queries.cells_of(found), _CELLS_PER_PAGE).get_page(request.GET.get("trang"))
    cells = [formats.cell_as_json(cell) for cell in page]
    return JsonResponse({**formats.as_json(found), **_paged(page), "cells": cells})


def _paged(page: Any) -> dict[str, Any]:
    return {"page": page.number, "pages": page.paginator.num_pages, "count": page.paginator.count}


def _open(answer: _Answer, keep: str) -> _Answer:
    """Any program may read it, from any site: it is public and carries no cookie."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = keep
    return answer

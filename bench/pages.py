"""The core pages, who opens each, and their addresses in the current database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from bench import scale, world
from chungtay.foundation.scoping import as_system

PROVINCE, COMMUNE, ADMINISTRATOR = "province", "commune", "administrator"


@dataclass(frozen=True)
class Page:
    """`address` is worked out in the database where the page is opened. `lists`: its rows may be many or few."""

    name: str
    viewer: str
    address: Callable[[], str]
    lists: bool = False


def _at(name: str, query: str = "") -> Callable[[], str]:
    return lambda: reverse(name) + query


def _task() -> str:
    from chungtay.directives.models import Task

    with as_system("the benchmark opens a task of the demo letter"):
        found = Task.objects.filter(document__owner__level="province", state="done").order_by("pk").first()
    assert found is not None
    return reverse("directives:task", args=[found.pk])


def _document(state: str, name: str) -> Callable[[], str]:
    def address() -> str:
        from chungtay.directives.models import Document

        with as_system("the benchmark opens a document of the demo"):
            found = Document.objects.filter(state=state, owner__level="province").order_by("pk").first()
        assert found is not None, f"the demo has no document that is {state}"
        return reverse(name, args=[found.pk])

    return address


def _consolidated() -> str:
    """The report that the province's officer puts together from its communes'."""
    from chungtay.accounts.models import Post
    from chungtay.directives.models import Report

    post = Post.objects.filter(user__username=scale.OFFICER).earliest("pk")
    with as_system("the benchmark opens a report of the demo"):
        own = Report.objects.filter(agency=post.agency_id, consolidates__isnull=False)
        found = own.filter(sections__passages__isnull=False).order_by("pk").first()
    assert found is not None, "the officer has consolidated nothing"
    return reverse("directives:report", args=[found.pk])


def _written_report() -> str:
    """A report that the commune's officer still writes, else any of the commune's."""
    from chungtay.accounts.models import Post
    from chungtay.directives.models import Report

    post = Post.objects.filter(user__username=scale.head()).earliest("pk")
    with as_system("the benchmark opens a report of the commune"):
        mine = Report.objects.filter(agency=post.agency_id)
        found = mine.filter(state__in=["drafting", "returned"]).order_by("pk").first() or mine.order_by("pk").first()
    assert found is not None, "the commune has no report"
    return reverse("directives:report", args=[found.pk])


def _duty() -> str:
    from chungtay.directives.models import Report

    with as_system("the benchmark opens a period of the demo"):
        found = Report.objects.filter(state="accepted").order_by("pk").first()
    assert found is not None
    return reverse("directives:report_duty", args=[found.duty_id])


def _commune_unit() -> str:
    from chungtay.accounts.models import Post

    post = Post.objects.filter(user__username=scale.head()).select_related("unit").earliest("pk")
    return reverse("territory:unit", args=[post.unit.path])


def _province_unit() -> str:
    from chungtay.accounts.models import Post

    return reverse(
        "territory:unit",
        args=[Post.objects.filter(user__username=scale.OFFICER).select_related("unit").earliest("pk").unit.path],
    )


PAGES: tuple[Page, ...] = (
    Page("my-day-province", PROVINCE, _at("foundation:my_day"), lists=True),
    Page("my-day-commune", COMMUNE, _at("foundation:my_day"), lists=True),
    Page("tasks-province", PROVINCE, _at("directives:task_list"), lists=True),
    Page("tasks-commune", COMMUNE, _at("directives:task_list"), lists=True),
    Page("tasks-found", PROVINCE, _at("directives:task_list", "?q=ra+soat+tre+em"), lists=True),
    Page("task", PROVINCE, _task),
    Page("giving-form", PROVINCE, _at("directives:give_task")),
    Page("overview", PROVINCE, _at("directives:overview"), lists=True),
    Page("directive-grid", PROVINCE, _document("issued", "directives:directive_overview"), lists=True),
    Page("documents", PROVINCE, _at("directives:document_list"), lists=True),
    Page("document", PROVINCE, _document("issued", "directives:document")),
    Page("review", PROVINCE, _document("in_review", "directives:document_review")),
    Page("reports", PROVINCE, _at("directives:report_list"), lists=True),
    Page("report-period", PROVINCE, _duty),
    Page("report-writing", COMMUNE, _written_report),
    Page("consolidation", PROVINCE, _consolidated),
    Page("unit-commune", COMMUNE, _commune_unit),
    Page("unit-province", PROVINCE, _province_unit),
    Page("unit-search", PROVINCE, _at("territory:country", "?q=muong")),
    Page("search", PROVINCE, _at("foundation:search", "?q=tre+em")),
    Page("notices", COMMUNE, _at("foundation:notices"), lists=True),
    Page("people", ADMINISTRATOR, _at("accounts:people"), lists=True),
    Page("law", PROVINCE, _at("law:list")),
)


@dataclass(frozen=True)
class Opened:
    """A page with its address and the browser of its viewer, in one database."""

    page: Page
    address: str
    client: Client

    def get(self) -> bytes:
        response = self.client.get(self.address)
        if response.status_code != 200:
            raise RuntimeError(f"{self.page.name}: {self.address} answered {response.status_code}")
        return bytes(response.content)


def opened(pages: tuple[Page, ...] = PAGES) -> list[Opened]:
    """The pages of the current database, each opened twice so that everything lazy is loaded."""
    names = {PROVINCE: scale.OFFICER, COMMUNE: scale.head(), ADMINISTRATOR: "quantri"}
    clients = {viewer: world.signed_in(name) for viewer, name in names.items()}
    ready = [Opened(page, page.address(), clients[page.viewer]) for page in pages]
    for one in ready:
        one.get()
        one.get()
    return ready

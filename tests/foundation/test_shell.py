"""The page shell, My day, search, notices and error pages, as the people of the small world see them."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from chungtay.foundation import navigation, searching, worklist
from chungtay.foundation.models import Notice
from chungtay.foundation.worklist import Act, Lines, WorkItem
from tests.factories.accounts import Person

SignedIn = Callable[[Person], Client]
STATIC = Path(__file__).parents[2] / "chungtay" / "foundation" / "static" / "foundation"


@pytest.fixture
def one_source(monkeypatch: pytest.MonkeyPatch) -> dict[str, Lines]:
    """Only this source of work: what it holds is what the page shows."""
    held: dict[str, Lines] = {}
    monkeypatch.setattr(worklist, "_sources", {"thử": lambda actor, today: held})
    return held


def late_line(number: int = 1) -> WorkItem:
    due = timezone.localdate() - dt.timedelta(days=number)
    return WorkItem(
        "late",
        f"Rà soát trẻ em {number}",
        f"/viec/{number}/",
        "Sở Y tế giao",
        due,
        "Nhiệm vụ",
        (Act("Nhận việc", "/viec/nhan/"),),
    )


def page_of(client: Client, url: str = "/") -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def test_my_day_shows_groups_counts_and_acts(alice: Person, client_for: SignedIn, one_source: dict[str, Lines]) -> None:
    one_source["late"] = Lines((late_line(1), late_line(2)), 9, "/viec/?nhom=late")
    page = page_of(client_for(alice))
    panel = page.get_element_by_id("nhom-late").getparent().getparent()
    words = panel.text_content()
    assert "Quá hạn 9" in " ".join(words.split())
    assert "quá hạn 1 ngày" in words
    assert panel.xpath(".//a[@href='/viec/?nhom=late']")
    assert panel.xpath(".//form[@action='/viec/nhan/']//button")


def test_my_day_without_work_teaches(alice: Person, client_for: SignedIn, one_source: dict[str, Lines]) -> None:
    assert "Không có việc nào chờ anh/chị" in page_of(client_for(alice)).text_content()


def test_my_day_asks_a_fixed_number_of_queries(
    alice: Person, client_for: SignedIn, one_source: dict[str, Lines]
) -> None:
    client = client_for(alice)
    client.get("/")
    counts = []
    for many in (1, 30):
        one_source["late"] = Lines(tuple(late_line(number + 1) for number in range(many)), many)
        Notice.objects.bulk_create(
            Notice(post_id=alice.post.pk, user=alice.user, kind="x", title=f"Tin {many}-{n}", key=f"{many}-{n}")
            for n in range(many)
        )
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 10, counts


def test_navigation_shows_only_what_the_post_may_open(alice: Person) -> None:
    class Only(str):
        pass

    navigation.register(navigation.NavItem("Bí mật", "foundation:notices", Only("nobody.has_this"), "key", 99))  # type: ignore[arg-type]
    try:
        assert [link.label for link in navigation.links(alice.actor, "/") if link.label == "Bí mật"] == []
        assert navigation.links(None, "/") == []
        assert next(link for link in navigation.links(alice.actor, "/") if link.url == "/").current
    finally:
        navigation._items.pop("foundation:notices")


def test_what_is_needed_first_stands_open_and_the_rest_lies_in_menus(alice: Person, dung: Person) -> None:
    bar = navigation.bar(alice.actor, "/don-vi/12/")
    opened = [link.label for link in bar.links]
    assert opened[:2] == ["Việc của tôi", "Tin báo"]
    assert "Nhiệm vụ" in opened
    assert "Luật" not in opened
    assert {menu.label: menu.current for menu in bar.menus} == {"Bảo vệ, chăm sóc": False, "Tra cứu": True}
    assert len(navigation.links(alice.actor, "/")) == len(opened) + sum(len(menu.links) for menu in bar.menus)
    few = navigation.bar(dung.actor, "/")
    assert (few.menus, len(few.links) <= navigation.ALL_OPEN) == ((), True)
    assert navigation.bar(None, "/") == navigation.NavBar()
    assert navigation.drawn(None, "/") == ""
    assert 'href="/don-vi/" aria-current="page"' in navigation.drawn(alice.actor, "/don-vi/12/")
    assert 'href="/luat/" aria-current="page"' in navigation.drawn(alice.actor, "/luat/")


def test_search_groups_hits_and_keeps_the_words(
    alice: Person, client_for: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit = searching.Hit("Kế hoạch phòng, chống đuối nước", "/van-ban/1/", "Số 12/KH-UBND")
    monkeypatch.setattr(searching, "_finders", {"Văn bản": lambda actor, text, most: [hit] if "duoi" in text else []})
    client = client_for(alice)
    found = page_of(client, "/tim-kiem/?q=duoi+nuoc")
    assert found.xpath("//a[@href='/van-ban/1/']")
    assert found.get_element_by_id("tim-o-day").get("value") == "duoi nuoc"
    assert "Không tìm thấy" in page_of(client, "/tim-kiem/?q=%3Cb%3E").text_content()


def test_notices_are_of_the_post_and_lead_on(alice: Person, chi: Person, client_for: SignedIn) -> None:
    mine = Notice.objects.create(
        post_id=alice.post.pk, user=alice.user, kind="new", title="Việc mới", url="/thong-bao/", key="1"
    )
    other = Notice.objects.create(
        post_id=chi.post.pk, user=chi.user, kind="new", title="Việc của xã khác", url="/", key="2"
    )
    client = client_for(alice)
    page = page_of(client, "/thong-bao/")
    assert "Việc mới" in page.text_content()
    assert "Việc của xã khác" not in page.text_content()
    assert "1 tin mới" in " ".join(page.text_content().split())
    assert client.post("/thong-bao/da-doc/", {"id": other.pk}).status_code == 404
    assert client.post("/thong-bao/da-doc/", {"id": mine.pk})["Location"] == "/thong-bao/"
    mine.refresh_from_db()
    assert mine.read_at is not None


def test_a_notice_never_leads_off_the_site(alice: Person, client_for: SignedIn) -> None:
    notice = Notice.objects.create(
        post_id=alice.post.pk, user=alice.user, kind="new", title="X", url="https://la.example/", key="1"
    )
    assert client_for(alice).post("/thong-bao/da-doc/", {"id": notice.pk})["Location"] == "/thong-bao/"


def test_the_look_is_chosen_without_an_account(client: Client, db: None) -> None:
    answer = client.post("/hien-thi/", {"giao_dien": "cao", "mat_do": "gon", "tiep": "https://la.example/"})
    assert answer["Location"] == "/"
    root = page_of(client, "/hien-thi/")
    assert (root.get("data-contrast"), root.get("data-density")) == ("cao", "gon")
    client.post("/hien-thi/", {"giao_dien": "lạ"})
    assert page_of(client, "/hien-thi/").get("data-contrast") == "cao"


def test_pages_that_do_not_exist_say_what_to_do(alice: Person, client: Client, client_for: SignedIn) -> None:
    for browser in (client, client_for(alice)):
        answer = browser.get("/khong-co/")
        assert answer.status_code == 404
        assert "Không tìm thấy trang này" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["500.html", "403.html", "403_csrf.html", "foundation/refused.html", "foundation/forbidden.html"]
)
def test_error_pages_can_be_drawn(name: str) -> None:
    request = RequestFactory().get("/x/")
    context: dict[str, Any] = {"sentence": "Hạn mới phải sau hạn cũ.", "back": "/"}
    drawn = engines["django"].get_template(name).render(context, None if name == "500.html" else request)
    assert "<h1>" in drawn
    assert "Chung Tay" in drawn


def test_the_catalogue_is_for_development_and_demo(client: Client, settings: Any, db: None) -> None:
    settings.DEMO = True
    assert page_of(client, "/thanh-phan/").xpath("//details")
    settings.DEMO = settings.DEBUG = False
    assert client.get("/thanh-phan/").status_code == 404


def test_styles_and_scripts_stay_small() -> None:
    styles = b"".join(file.read_bytes() for file in sorted(STATIC.glob("css/*.css")))
    scripts = [file.read_text(encoding="utf-8") for file in STATIC.glob("js/*.js")]
    assert len(gzip.compress(styles)) <= 25_000
    assert sum(text.count("\n") for text in scripts) <= 600

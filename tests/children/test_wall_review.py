"""The whole register at once: no table without its wall, no page without its look, nothing sealed told sideways."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chungtay.accounts import matrix
from chungtay.children.models import Child, Merge, Pair, PaperOrder, Round, RoundLine, Transfer
from chungtay.children.policies import ChildPermission
from chungtay.children.queries import rounds as round_reads
from chungtay.children.queries.child_page import PARTS
from chungtay.children.services import circumstances, facts, moving
from chungtay.foundation.errors import UserError
from chungtay.foundation.looking import looked
from chungtay.foundation.models import AuditEntry, Look, Notice
from chungtay.foundation.scoping import OutsideScope, acting_as, as_system
from tests.children.paper_world import give
from tests.factories.accounts import Person, World, make_person
from tests.factories.children import make_child, make_hamlet, make_household
from tests.factories.samples import NOTHING

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
NAME = "Vàng Thị Riêng"

# Tables of the register that hold no person, and why they may stand before the wall.
OPEN_TABLES = {
    "children_round": "a round says who asks for what and until when; its lines hold the children",
    "children_reform": "which unit follows which, and counts",
}


def column(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_every_table_of_the_register_has_its_wall() -> None:
    tables = dict(
        column(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            r" AND relkind IN ('r', 'p', 'v', 'm') AND relname LIKE 'children\_%%'"
        )
    )
    assert {name for name, walled in tables.items() if not walled} == OPEN_TABLES.keys()


def test_every_policy_is_a_plain_range() -> None:
    rows = column(
        "SELECT tablename, policyname, coalesce(qual, '') || ' ' || coalesce(with_check, ''), roles::text[], cmd FROM pg_policies"
        r" WHERE tablename LIKE 'children\_%%'"
    )
    assert rows
    allowed = {"current_setting", "string_to_array", "ANY", "starts_with", ""}
    for table, policy, condition, roles, command in rows:
        assert (policy, roles, command) == ("wall", ["chungtay_scoped"], "ALL"), table
        assert not re.search(r"\b(SELECT|EXISTS|IN|JOIN)\b", condition), table
        assert set(re.findall(r"([A-Za-z_]*)\(", condition)) - {"AND", "OR"} <= allowed, condition


def test_functions_that_pass_the_wall_cannot_be_led_astray() -> None:
    """Their search path is pinned, and temporary tables of the caller come last in it."""
    rows = column(
        "SELECT proname, coalesce(array_to_string(proconfig, ','), '') FROM pg_proc"
        r" WHERE prosecdef AND proname LIKE 'children\_%%'"
    )
    assert rows
    assert [name for name, config in rows if config != "search_path=public, pg_temp"] == []


def test_a_post_cannot_leaf_through_what_serves_all(alice: Person, chi: Person, world: World) -> None:
    make_child(world.commune, NAME)
    with acting_as(chi.actor):
        for table in ("children_knownname", "children_namekey", "children_matchkey", "children_matchmark"):
            assert column(f"SELECT count(*) FROM {table}") == [0]
            with pytest.raises(ProgrammingError), transaction.atomic():
                column(f"INSERT INTO {table} SELECT (t).* FROM (SELECT NULL::{table} AS t) x RETURNING 1")
        with pytest.raises(ProgrammingError), transaction.atomic():
            column("SELECT children_learn_all()")
    with acting_as(alice.actor):
        assert Child.objects.get().full_name == NAME


# ---------------------------------------------------------------- looks


def everything(world: World, alice: Person) -> dict[str, dict[str, Any]]:
    """Something with the child in it behind every address that takes a number."""
    hamlet = make_hamlet(world.commune)
    home = make_household(world.commune, hamlet, head_name="Vàng A Chủ", code="R-1")
    child = make_child(world.commune, NAME, hamlet=hamlet, household=home)
    twin = make_child(world.commune, NAME, hamlet=hamlet)
    gone = make_child(world.commune, NAME, status="merged", status_on=dt.date(2026, 5, 1), merged_into=child)
    with as_system("what stands behind the addresses of a test"):
        first, second = sorted((child.pk, twin.pk))
        pair = Pair.objects.create(
            first_id=first, second_id=second, first_path=child.unit_path, second_path=child.unit_path, score=0.9
        )
        merge = Merge.objects.create(kept=child, gone=gone, kept_path=child.unit_path, gone_path=child.unit_path)
        move = Transfer.objects.create(
            child=child, child_name=NAME, from_unit=world.commune, to_unit=world.other_commune,
            from_path=world.commune.path, to_path=world.other_commune.path, moves_on=dt.date(2026, 5, 10),
        )  # fmt: skip
        round_ = Round.objects.create(
            kind="review", title="Rà soát thử", unit=world.commune, unit_path=world.commune.path, agency=world.committee,
            opened_on=dt.date(2026, 5, 1), due_on=dt.date(2026, 6, 1), rule={"communes": [], "which": "tat-ca"},
        )  # fmt: skip
        line = RoundLine.objects.create(
            round=round_, child=child, hamlet=hamlet, unit_path=child.unit_path, asked={"full_name": NAME, "version": 1}
        )
        circumstance = give(child, "d2", "d")
        proposed = give(child, "d1", "d", state="proposed")
        order = PaperOrder.objects.create(
            unit_path=child.unit_path, kind="sheet", form="html", title=f"Phiếu: {NAME}", purpose="thử", state="failed",
            user_id=alice.user.pk, post_id=alice.actor.post_id, actor_name=alice.actor.name, what={"child": child.pk},
        )  # fmt: skip
    keys = {
        "children": child.pk, "children_duplicates:pair": pair.pk, "children_duplicates:merged": merge.pk,
        "children_duplicates:follow": gone.pk, "children_moves:transfer": move.pk, "children_moves:release": twin.pk,
        "children_papers": order.pk, "children_papers:sheet": child.pk, "children_rounds": round_.pk,
        "children:household": home.pk, "children:household_edit": home.pk,
    }  # fmt: skip
    words = {"line_id": line.pk, "row": circumstance.pk, "kind": "bao-hiem", "line": "thong-tin", "step": "bo"}
    assert proposed.pk
    found: dict[str, dict[str, Any]] = {}
    for address in matrix.addresses():
        space = address.name.split(":")[0]
        if not space.startswith("children"):
            continue
        given: dict[str, Any] = {}
        for converters in (address.pattern.pattern.converters, *address.outer):
            for name, converter in converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
                given[name] = words.get(name, NOTHING.get(kind))
                if name == "pk":
                    given[name] = keys.get(address.name, keys.get(space, NOTHING["int"]))
        found[address.name] = given
    found["children_moves:step"]["step"] = "undo"
    return found


# Further words in the address under which a page shows children.
ASKING = {
    "children:list": ["?q=vang+thi+rieng"],
    "children:child": ["?phan=gia-dinh", "?phan=suc-khoe", "?phan=noi-o"],
    "children_moves:list": ["?loai=di"],
    "children:household_add": ["?tre={child}"],
    "children:newborn": ["?me=vang"],
    "children:add": ["?q=vang+thi+rieng"],
}  # fmt: skip


# Pages that name a child and are no look at one.
NO_LOOK = {
    "children_papers:papers": "titles of papers this person made; the making was the look",
    "children_papers:order": "the same",
    "children_papers:looks": "the log itself names on whom a look was",
}


def test_no_page_shows_a_child_without_a_look(alice: Person, world: World, client_for: ClientFor) -> None:
    addresses = everything(world, alice)
    browser = client_for(alice)
    with as_system("whose look is expected"):
        child = Child.objects.earliest("pk")
    shown, unseen = [], []
    for name, given in addresses.items():
        for words in ["", *ASKING.get(name, [])]:
            before = Look.objects.count()
            answer = browser.get(reverse(name, kwargs=given) + words.format(child=child.pk))
            if answer.status_code == 302:
                answer = browser.get(answer["Location"])
            if answer.status_code not in (200, 422):
                continue
            told = (
                answer.getvalue().decode("utf-8", "ignore")
                if answer.streaming
                else answer.content.decode("utf-8", "ignore")
            )
            if NAME in told or str(answer.get("Content-Disposition", "")).startswith("attachment"):
                shown.append(name)
                if Look.objects.count() == before and name not in NO_LOOK:
                    unseen.append(name + words)
    assert "; ".join(unseen) == ""
    assert {
        "children:list",
        "children:child",
        "children:edit",
        "children_moves:transfer",
        "children_rounds:lines",
    } <= set(shown)


def test_a_long_list_keeps_the_key_of_every_child(alice: Person, world: World) -> None:
    looked(alice.actor, "print", "children.child", unit_path=world.commune.path, object_ids=list(range(1, 452)))
    rows = list(Look.objects.order_by("pk"))
    assert [row.count for row in rows] == [451, 0, 0]
    assert [key for row in rows for key in row.object_ids] == list(range(1, 452))


def test_my_day_names_children_and_writes_it_down_once_an_hour(
    alice: Person, world: World, client_for: ClientFor
) -> None:
    everything(world, alice)
    browser = client_for(alice)
    assert NAME in browser.get("/").content.decode()
    first = Look.objects.filter(what="Việc hôm nay").count()
    assert first > 0
    browser.get("/")
    assert Look.objects.filter(what="Việc hôm nay").count() == first


def test_a_search_at_the_shell_is_a_look_in_the_log_of_the_commune(world: World) -> None:
    child = make_child(world.commune, NAME)
    call_command("children", "search", "vang thi rieng", stdout=StringIO())
    look = Look.objects.get()
    assert (look.unit_path, look.object_ids) == (child.unit_path, [child.pk])


# ---------------------------------------------------------------- sealed


def sealed_child(world: World, name: str = NAME) -> Child:
    """In special circumstances, all of them sealed."""
    child = make_child(world.commune, name)
    give(child, "dd1", "dd", sealed=True)
    with as_system("read again"):
        child.refresh_from_db()
    assert child.special
    return child


def inspector(world: World) -> Person:
    return make_person("thanh_tra", "Hoàng Thị Thanh", "inspector", world.department, "Thanh tra", unit=world.province)


def test_a_round_does_not_gather_children_by_what_is_sealed(alice: Person, world: World) -> None:
    sealed_child(world)
    open_one = make_child(world.commune, "Lò Thị Bông")
    give(open_one, "d1", "d")
    with acting_as(alice.actor):
        rows = round_reads.population(
            alice.actor, world.commune, {"which": "hoan-canh"}, "review", timezone.localdate()
        )
        assert [child.pk for child in rows] == [open_one.pk]


def test_an_inspector_learns_of_no_sealed_row(alice: Person, world: World, client_for: ClientFor) -> None:
    """Not by a page, a list, a filter, the search, the log of looks or the trail."""
    child = sealed_child(world)
    browser = client_for(alice)
    browser.get(reverse("children:write", kwargs={"pk": child.pk, "kind": "hiv"}))
    with acting_as(alice.actor):
        facts.add_fact(actor=alice.actor, child=child, kind="hiv", valid_from=dt.date(2026, 5, 1))
        row = child.circumstances.get(code="dd1")
        circumstances.end_circumstance(actor=alice.actor, circumstance=row, on=dt.date(2026, 5, 2), reason="HIV: khỏi")
        circumstances.reopen_circumstance(actor=alice.actor, circumstance=row)
    reader = client_for(inspector(world))
    pages = [f"/tre-em/{child.pk}/?phan={part}" for part in PARTS]
    pages += ["/tre-em/", "/tre-em/?q=vang+thi+rieng", "/tre-em/nhat-ky/", "/tim/?q=vang+thi+rieng"]
    for url in pages:
        answer = reader.get(url)
        told = main_of(answer.content.decode())
        assert answer.status_code in (200, 404), url
        assert "HIV" not in told, url
        assert "hiv" not in told.lower().replace("archiv", ""), url
    assert NAME not in main_of(reader.get("/tre-em/?loc=hoan-canh").content.decode())
    assert browser.get("/tre-em/?loc=hoan-canh").status_code == 200  # Alice reads the list on which the child stands
    seen = f"/tre-em/{child.pk}/?phan=ai-da-xem", f"/tre-em/nhat-ky/?tre={child.pk}"
    for url in seen:
        assert "Hoàn cảnh đặc biệt" not in main_of(reader.get(url).content.decode())
    assert "Hoàn cảnh đặc biệt" in browser.get(seen[0]).content.decode()
    trail = main_of(reader.get(reverse("accounts:audit_trail")).content.decode())
    assert "khỏi" not in trail
    assert NAME not in trail  # all that was done here was done behind the seal
    kept = AuditEntry.objects.filter(data__needs=str(ChildPermission.SENSITIVE))
    assert kept.count() == 3


def main_of(page: str) -> str:
    """Without the chips that every list has."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    return re.sub(r"<(nav|form|details).*?</\1>", "", found[0] if found else page, flags=re.DOTALL)


def test_an_administrator_reads_the_trail_without_the_names_of_children(
    alice: Person, dung: Person, world: World, client_for: ClientFor
) -> None:
    child = make_child(world.commune, NAME)
    with acting_as(alice.actor):
        facts.saw(actor=alice.actor, child=child, on=dt.date(2026, 5, 2))
    page = reverse("accounts:audit_trail")
    assert NAME in client_for(inspector(world)).get(page).content.decode()
    told = client_for(dung).get(page).content.decode()
    assert NAME not in told
    assert f"Hồ sơ số {child.pk}" in told
    assert f"Hồ sơ số {child.pk}" not in client_for(dung).get(page + "?viec=rieng").content.decode()


# ---------------------------------------------------------------- across communes


def test_a_message_about_a_move_names_no_child(alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune, NAME)
    with acting_as(alice.actor):
        moving.release(actor=alice.actor, children=[child], to_unit=world.other_commune, on=dt.date(2026, 5, 10))
    titles = list(Notice.objects.values_list("title", flat=True))
    assert titles
    assert not any(NAME in title for title in titles)


def test_who_asks_by_guessing_is_stopped_and_told_nothing(alice: Person, chi: Person, world: World) -> None:
    child = make_child(world.commune, NAME, personal_number="011319000123")

    def ask(number: str, day: dt.date = dt.date(2026, 5, 10)) -> str:
        asked = moving.Asked("", None, number)
        with acting_as(chi.actor), pytest.raises(UserError) as refused:
            moving.ask(actor=chi.actor, asked=asked, from_unit=world.commune, to_unit=world.other_commune, on=day)
        return refused.value.sentence

    told = ask("011319000123", max(world.other_commune.valid_from, dt.date(2019, 5, 12)))
    assert NAME not in told
    assert "2019" not in told
    assert Look.objects.filter(object_id=child.pk, user_id=chi.actor.user_id, unit_path=child.unit_path).count() == 1
    for _ in range(moving.MOST_MISSED):
        assert "Không tìm thấy" in ask("011319999999")
    assert "ngày mai" in ask("011319000123")
    assert NAME not in str(list(AuditEntry.objects.filter(action="transfer_ask_missed").values()))


# ---------------------------------------------------------------- the connection


def test_the_scope_does_not_leak_into_threads_streams_or_copies(alice: Person, chi: Person, world: World) -> None:
    make_child(world.commune, NAME)
    seen: list[object] = []

    def streamed() -> Iterator[str]:
        yield from Child._base_manager.values_list("full_name", flat=True)

    def elsewhere() -> None:
        try:
            Child.objects.count()
        except OutsideScope as error:
            seen.append(error)

    with acting_as(alice.actor):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        late = streamed()
        rows = Child.objects.all()
    assert len(seen) == 1
    with pytest.raises(OutsideScope):
        list(late)  # a stream read after the request is refused, it does not run as the owner
    with acting_as(chi.actor):
        assert list(Child._base_manager.all()) == []
        assert list(rows) == []  # a query made in one scope and read in another shows what both may see


def test_nested_scopes_and_errors_come_back_to_the_outer_one(alice: Person, chi: Person, world: World) -> None:
    make_child(world.commune, NAME)

    def mine() -> int:
        return Child._base_manager.count()

    with acting_as(chi.actor):
        with as_system("a narrow look"):
            assert mine() == 1
        assert mine() == 0
        for _ in range(2):
            with pytest.raises(ProgrammingError), transaction.atomic(), as_system("and it fails"):
                column("SELECT no_such_column FROM children_child")
            assert mine() == 0
        with transaction.atomic():
            point = transaction.savepoint()
            with as_system("inside a savepoint"):
                assert mine() == 1
            transaction.savepoint_rollback(point)
            assert mine() == 0
            with acting_as(alice.actor):
                assert mine() == 1
            assert mine() == 0
    with pytest.raises(OutsideScope):
        mine()


def test_rows_fetched_little_by_little_stay_behind_the_wall_they_were_asked_behind(
    alice: Person, chi: Person, world: World
) -> None:
    for number in range(5):
        make_child(world.commune, f"Lò Văn Ở {number}")
        make_child(world.other_commune, f"Lò Văn Khác {number}")

    def rows() -> Iterator[str]:
        return (child.full_name for child in Child._base_manager.order_by("pk").iterator(chunk_size=2))

    mine = [f"Lò Văn Ở {number}" for number in range(5)]
    with acting_as(alice.actor):
        found = []
        for name in rows():
            found.append(name)
            with as_system("something else meanwhile"):
                Child.objects.count()
        assert found == mine
        begun = rows()
        found = [next(begun)]
    with acting_as(chi.actor):
        assert Child._base_manager.count() == 5
        assert found + list(begun) == mine
        assert Child._base_manager.filter(full_name__contains="Ở").count() == 0
        with connection.chunked_cursor() as cursor:
            cursor.execute("SELECT full_name FROM children_child ORDER BY id")
            assert [name for (name,) in cursor] == [f"Lò Văn Khác {number}" for number in range(5)]

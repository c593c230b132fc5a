"""Every address × every role is asked, and answers as the access matrix says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import reverse
from django.urls.converters import get_converters

from chungtay.accounts import matrix
from chungtay.accounts.matrix import PUBLIC, SIGNED_IN, Address
from chungtay.accounts.roles import ROLES, RoleCode, levels_of
from chungtay.config import urls
from chungtay.foundation import middleware
from chungtay.foundation.access import granted, known
from tests.factories.accounts import Person, World, make_person
from tests.factories.samples import NOTHING, SAMPLES

ADDRESSES = matrix.addresses()
# What a view may answer when it lets the role in: shown, led on, not found, wrong input; never refused, never broken.
LET_IN = {200, 204, 302, 400, 404, 422}
TELLS_TROUBLE = {"healthz"}  # 503 is its answer when no worker runs, as in the suite


def test_every_address_says_what_it_needs() -> None:
    silent = [address.route for address in ADDRESSES if not address.permission]
    assert silent == [], "mark these views with @asks(…) or @public"


def test_every_needed_permission_is_declared_and_somebody_has_it() -> None:
    needed = {address.permission for address in ADDRESSES} - {PUBLIC, SIGNED_IN}
    assert needed <= known().keys()
    unused = {permission for permission in needed if not any(permission in granted(role) for role in ROLES)}
    assert unused == set(), "no role has these permissions, so nobody can open the page"


def test_every_address_has_a_name() -> None:
    assert [address.route for address in ADDRESSES if not address.name] == []


def test_every_sample_belongs_to_an_address() -> None:
    assert SAMPLES.keys() <= {address.name for address in ADDRESSES}


def person_of(role: str, world: World) -> Person:
    """Somebody in this role where the role is used."""
    levels = levels_of(role)
    if role == RoleCode.MINISTRY_OFFICER:
        agency = world.ministry
    elif "commune" in levels:
        agency = world.committee
    else:
        agency = world.department
    return make_person(f"vai_{role}", "Ma Trận Một", role, agency, "Thử quyền")


def url_of(address: Address, given: dict[str, Any]) -> str:
    return reverse(address.name, kwargs=given)


def nothing_for(address: Address) -> dict[str, Any]:
    """Keywords of the address that fit and name nothing."""
    names = {type(converter): name for name, converter in get_converters().items()}
    keywords = {}
    for resolver_keywords in _converters(address):
        for keyword, converter in resolver_keywords.items():
            keywords[keyword] = NOTHING[names[type(converter)]]
    return keywords


def _converters(address: Address) -> list[dict[str, Any]]:
    return [address.pattern.pattern.converters, *address.outer]


_only_post: set[str] = set()  # learnt from the first answer, so that nobody asks in vain ten times more


def ask(client: Client, address: Address, given: dict[str, Any]) -> int:
    """The answer to GET, or to POST where only that is taken."""
    url = url_of(address, given)
    if address.route not in _only_post:
        answer = client.get(url)
        if answer.status_code != 405:
            return answer.status_code
        _only_post.add(address.route)
    return client.post(url).status_code


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of answers are asked for by their number: a page drawn for each refusal would be half of the work."""

    def refused(request: HttpRequest, template: str, context: dict[str, str], status: int) -> HttpResponse:
        return HttpResponse(status=status)

    def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponseNotFound()

    monkeypatch.setattr(middleware, "render", refused)
    monkeypatch.setattr(urls, "handler404", not_found, raising=False)


def signed_out_again(address: Address) -> bool:
    return address.name in {"account_logout"}


@pytest.mark.parametrize("role", [role.value for role in RoleCode])
def test_a_role_is_let_in_where_the_matrix_says_and_refused_elsewhere(
    role: str, world: World, client_for: Callable[[Person], Client], bare_refusals: None
) -> None:
    client = client_for(person_of(role, world))
    wrong = []
    for address in ADDRESSES:
        if signed_out_again(address):
            continue
        status = ask(client, address, nothing_for(address))
        expected = LET_IN if address.allows(role) else {403}
        if address.name in TELLS_TROUBLE:
            expected = expected | {503}
        if status not in expected:
            wrong.append(f"{address.name}: {status}")
    assert wrong == []


@pytest.mark.parametrize("role", [role.value for role in RoleCode])
def test_a_role_reads_why_it_is_refused_and_what_is_not_there(
    role: str, world: World, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(person_of(role, world))
    refused = next(address for address in ADDRESSES if address.name and not address.allows(role))
    for url, status in ((url_of(refused, nothing_for(refused)), 403), ("/khong-co-trang-nay/", 404)):
        answer = client.get(url)
        assert answer.status_code == status
        assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_an_object_that_exists_is_shown_to_whom_it_should_and_to_nobody_else(
    name: str, world: World, client_for: Callable[[Person], Client], bare_refusals: None
) -> None:
    address = next(address for address in ADDRESSES if address.name == name)
    sample = SAMPLES[name]
    given = sample.make(world)
    wrong = []
    for role in RoleCode:
        status = ask(client_for(person_of(role, world)), address, given)
        expected = {200, 302, 422} if role in sample.roles else LET_IN | {403} if address.allows(role) else {403}
        if status not in expected:
            wrong.append(f"{role}: {status}")
    assert wrong == []


def test_who_is_not_signed_in_reaches_only_public_pages(db: None) -> None:
    client = Client()
    wrong = []
    for address in ADDRESSES:
        url = url_of(address, nothing_for(address))
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        to_the_door = answer.status_code == 302 and answer["Location"].startswith("/tai-khoan/dang-nhap/")
        if address.permission != PUBLIC and not to_the_door and answer.status_code != 401:
            wrong.append(f"{address.name}: {answer.status_code} {answer.get('Location', '')}")
        elif answer.status_code >= 500 and address.name not in TELLS_TROUBLE:
            wrong.append(f"{address.name}: {answer.status_code}")
    assert wrong == []

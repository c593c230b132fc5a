"""What every test stands on: the three people, the small world around them, and the traps.

Alice works with children in one commune, Bao in the province above it, Chi in another commune.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.template import engines
from django.test import Client

from chungtay.foundation.access import Actor
from chungtay.law import files as law_files
from chungtay.law import queries as law_queries
from tests import ground, traps
from tests.factories.accounts import Person, World, make_person, small_world


def pytest_configure(config: pytest.Config) -> None:
    django_settings.MIDDLEWARE = [*django_settings.MIDDLEWARE, "tests.traps.AskedMiddleware"]
    # What would make tests slow or depend on the machine is switched off; each test that needs it switches it on.
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.SECOND_FACTOR_DEFAULT = False
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    config.addinivalue_line("filterwarnings", "error:DateTimeField .* received a naive datetime:RuntimeWarning")
    config.addinivalue_line("filterwarnings", "error::django.core.paginator.UnorderedObjectListWarning")
    config.addinivalue_line("filterwarnings", "ignore:No directory at:UserWarning")  # no collected static files here
    config.option.reuse_db = True  # it is ground.lay that gives each worker a fresh one


# Where the longest single stories are. The rest is small and fills whatever time is left on either core.
_FIRST = ("tests/acceptance/", "tests/architecture/", "tests/journeys/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that the last minutes find every worker busy (`--no-loadscope-reorder`)."""
    places = {beginning: place for place, beginning in enumerate(_FIRST)}
    items.sort(key=lambda item: next((place for start, place in places.items() if item.nodeid.startswith(start)), 9))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Just before pytest-django looks for the test database: this worker gets its copy of the migrated template."""
    with django_db_blocker.unblock():
        ground.lay()


@pytest.fixture(scope="session", autouse=True)
def loud() -> Iterator[None]:
    """Undefined template variables and calls to the network fail, in every test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines["django"].engine, "string_if_invalid", traps.LoudWhenMissing("undefined"))  # type: ignore[attr-defined]
        traps.no_network(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def law_read_once() -> Iterator[None]:
    """What a file of law/ was found to be, its faults with it, is remembered: the schema takes seconds over all of
    them. Whoever asks gets a copy of his own; a file or a schema with other content is checked anew."""
    check = law_files.check_one
    remembered: dict[tuple[bytes, Path, bytes], bytes] = {}

    def checked(folder: Path, path: Path, content: bytes) -> Any:
        schemas = b"".join(file.read_bytes() for file in sorted((folder / "schemas").glob("*")))
        key = (hashlib.sha256(schemas).digest(), path, content)
        if key not in remembered:
            remembered[key] = pickle.dumps(check(folder, path, content))
        return pickle.loads(remembered[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(law_files, "check_one", checked)
        yield


@pytest.fixture(autouse=True)
def plain_settings(settings: Any, tmp_path: Path) -> None:
    """Each test keeps its files and keys by itself, and remembers nothing of the one before."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.KEY_ROOT, settings.KEY_MIRROR = tmp_path / "keys", None
    cache.clear()
    law_queries.forget()  # what another test loaded was rolled back


@pytest.fixture
def world(db: None) -> World:
    """Two provinces with communes, their agencies; today's map and a bit of yesterday's."""
    return small_world()


@pytest.fixture
def alice(world: World) -> Person:
    """Officer for children of a commune."""
    return make_person("alice", "Lò Thị Ân", "commune_officer", world.committee, "Công chức văn hóa - xã hội")


@pytest.fixture
def bao(world: World) -> Person:
    """Officer of the province above Alice and Chi."""
    return make_person(
        "bao", "Nguyễn Quốc Bảo", "province_officer", world.department, "Chuyên viên", unit=world.province
    )


@pytest.fixture
def chi(world: World) -> Person:
    """Officer of another commune of the same province."""
    return make_person("chi", "Trần Linh Chi", "commune_officer", world.other_committee, "Công chức văn hóa - xã hội")


@pytest.fixture
def dung(world: World) -> Person:
    """Administrator of the province."""
    return make_person(
        "dung", "Vũ Tiến Dũng", "province_administrator", world.department, "Quản trị", unit=world.province
    )


@pytest.fixture
def client_for(db: None) -> Callable[[Person | Actor], Client]:
    """A browser in which this person is signed in and has chosen the post: `client_for(alice).get("/")`."""

    def signed_in(person: Person | Actor) -> Client:
        from chungtay.accounts.models import User

        actor = person if isinstance(person, Actor) else person.actor
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id), "allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["post"] = str(actor.post_id)
        session.save()
        return client

    return signed_in

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.factories.territory import Small, small_country


@pytest.fixture
def small(db: None) -> Small:
    return small_country()


@pytest.fixture(scope="module")
def whole_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real list, loaded once for the module and rolled back after it."""
    from chungtay.territory import services

    with django_db_blocker.unblock(), transaction.atomic():
        services.load_units()
        with connection.cursor() as cursor:  # checked once here, not after every test
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)

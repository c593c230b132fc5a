"""The real country for the acceptance runs: units, law and agencies, loaded once and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction


@pytest.fixture(scope="module")
def whole_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_law", verbosity=0)
        call_command("load_units", verbosity=0)
        call_command("load_agencies", verbosity=0, force=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        transaction.set_rollback(True)
    from chungtay.accounts.actors import forget_coverage
    from chungtay.accounts.queries import directory
    from chungtay.law import queries

    queries.forget()
    directory.forget()
    forget_coverage()

"""What every test starts from: nothing kept in memory from the database of the test before, and English."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from assessments import results, structure


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    results.forget()
    structure.forget()
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


#: What keeps rows of the audit log from being deleted in SQLite; tests that need it put it back (tests/actions/test_append_only.py).
NEVER_DELETED: list[str] = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> None:
    """A test with transactions of its own ends by deleting every row, which SQLite's trigger would forbid."""
    if connection.vendor != "sqlite":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_never_delete'")
        NEVER_DELETED.extend(row[0] for row in cursor.fetchall())
        cursor.execute("DROP TRIGGER IF EXISTS audit_never_delete")

"""What every test starts from: nothing kept in memory from the database of the test before, and English."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from assessments import results, structure


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    results.forget()
    structure.forget()
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)

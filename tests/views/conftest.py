import pytest

from assessments.models import Assessment, User
from tests import factories as make
from tests.factories import quick_site

__all__ = ["quick_site"]


@pytest.fixture(autouse=True)
def no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has tests of its own: here no process is started."""
    from assessments.exports import pdf

    monkeypatch.setattr(pdf, "problem", lambda: "")
    monkeypatch.setattr(pdf, "html_of", lambda result, code, kind="full": "<p>report</p>")
    monkeypatch.setattr(pdf, "start", lambda key, html: None)


@pytest.fixture
def ana() -> User:
    return make.coordinator(name="Ana")


@pytest.fixture
def ben(ana: User) -> User:
    return make.coordinator(name="Ben")


@pytest.fixture
def draft(ana: User) -> Assessment:
    return make.opened_round(ana)

import pytest

from assessments.models import Assessment, User
from assessments.roles import Role
from tests import factories as make
from tests.factories import quick_site

__all__ = ["quick_site"]


@pytest.fixture
def ana() -> User:
    return make.coordinator(name="Ana")


@pytest.fixture
def draft(ana: User) -> Assessment:
    return make.opened_round(ana)


@pytest.fixture
def lena(ana: User) -> User:
    return make.user(Role.CONTRIBUTOR, name="Lena")

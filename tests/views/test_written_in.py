"""On a page of another language, what a country wrote is marked with its own."""

import pytest

from assessments.models import Assessment, Response, User
from assessments.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

ARABIC = "وفقا لقانون Loi n° 2025-12 الفرنسي."


def test_on_a_page_of_another_language() -> None:
    ana = make.user(Role.COORDINATOR, make.country())
    draft = make.answered_round(ana)
    Assessment.objects.filter(pk=draft.pk).update(language="ar")
    Response.objects.filter(assessment=draft).update(justification=ARABIC)
    viewer = make.user(Role.VIEWER, draft.country)
    address = f"/rounds/{draft.pk}/capabilities/1/"
    assert '<div class="words" dir="auto" lang="ar">' in make.signed_in(viewer).get(address).content.decode()
    User.objects.filter(pk=viewer.pk).update(language="ar")
    page = make.signed_in(User.objects.get(pk=viewer.pk)).get(address).content.decode()
    assert '<html lang="ar"' in page
    assert '<div class="words" dir="auto">' in page

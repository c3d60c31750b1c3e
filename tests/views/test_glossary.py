"""The page of the glossary, open to all, in every language."""

import pytest
from django.conf import settings
from django.test import Client

from assessments.glossary import glossary

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(client: Client, language: str) -> None:
    page = client.get("/glossary/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    for term in glossary(language).subject:
        assert f"<b>{term.term}</b>" in page

"""The demonstration in six languages: every text of a country is translated, and loads."""

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.actions.demo import PLANS, ROUNDS
from assessments.actions.demo_accounts import ACCOUNTS, DEMO
from assessments.actions.demo_language import SOURCE, read_demo, texts_of, words_in
from assessments.models import Action, Response, User

OTHERS = [code for code, _name in settings.LANGUAGES if code != SOURCE]


def sources() -> set[str]:
    found = {account.organisation for account in ACCOUNTS}
    for name in (*ROUNDS, *PLANS):
        found |= set(words_in(yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))))
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    texts = texts_of(language)
    assert sources() - set(texts) == set()
    assert set(texts) - sources() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_codes_dates_and_addresses_stay_as_they_are(language: str) -> None:
    texts = texts_of(language)
    words = set(texts.values()) | set(texts)

    def skeleton(node: object) -> object:
        if isinstance(node, dict):
            return {key: skeleton(value) for key, value in node.items()}
        if isinstance(node, list):
            return [skeleton(value) for value in node]
        return "…" if node in words else node

    for name in (*ROUNDS, *PLANS):
        assert skeleton(read_demo(DEMO / name, language)) == skeleton(read_demo(DEMO / name))


@pytest.mark.django_db
def test_it_loads_in_another_language(settings: object, tmp_path: object) -> None:
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "accounts.txt"  # type: ignore[attr-defined,operator]
    call_command("load_demo", language="ar")
    texts = texts_of("ar")
    assert set(User.objects.values_list("language", flat=True)) == {"ar"}
    assert set(Action.objects.values_list("title", flat=True)) <= set(texts.values())
    said = set(Response.objects.exclude(justification="").values_list("justification", flat=True))
    assert len(said) > 20
    assert said <= set(texts.values())


def test_a_language_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="xx"):
        call_command("load_demo", language="xx")

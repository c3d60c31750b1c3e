"""The order of names in the languages of the site."""

import pytest

from assessments import alphabet


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland", "ecuador", "Netherlands", "Pakistan"]),
        ("es", ["Países Bajos", "Pakistán", "Panamá"]),
        ("es", ["Nunca", "Ñandú", "Oca"]),  # in Spanish a letter of its own
        ("en", ["Ñandú", "Nunca", "Oca"]),
        ("fr", ["Égypte", "Émirats", "Équateur", "Érythrée", "Espagne"]),
        ("ru", ["Ирак", "Исландия", "Йемен", "Кения"]),
        ("ru", ["Елка", "Ёлка", "Елки"]),
        ("ar", ["الأردن", "إسبانيا", "ألبانيا", "البحرين", "تونس", "الجزائر"]),  # the article does not count
        ("pt-br", ["África do Sul", "Albânia", "Áustria", "Azerbaijão"]),
    ],
)
def test_names_stand_in_the_order_of_their_language(language: str, names: list[str]) -> None:
    shuffled = names[::-1]
    assert sorted(shuffled, key=lambda name: alphabet.key(name, language)) == names


def test_the_same_letters_in_two_ways_are_the_same() -> None:
    assert alphabet.key("España", "es") == alphabet.key("España", "es")

"""Names in the order of a language's own alphabet."""

import pytest

from assessments.alphabet import alphabetical


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["Åland", "Albania", "ecuador", "Egypt"]),
        ("es", ["Nube", "Nuzco", "Ñandú", "Oeste"]),
        ("fr", ["Égypte", "Équateur", "Érythrée", "Espagne"]),
        ("pt", ["África do Sul", "Albânia", "Índia", "Iraque"]),
        ("ru", ["Ежово", "Ёлкино", "Енисей", "Иран", "Йемен", "Кения"]),
        ("ar", ["إثيوبيا", "أذربيجان", "الأردن", "آيسلندا", "بنن"]),
    ],
)
def test_the_order(language: str, ordered: list[str]) -> None:
    mixed = ordered[::-1]
    assert sorted(mixed, key=lambda name: alphabetical(name, language)) == ordered


def test_an_accent_decides_only_between_the_same_letters() -> None:
    assert sorted(["páis", "pais", "pair"], key=alphabetical) == ["pair", "pais", "páis"]

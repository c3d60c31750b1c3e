"""The alphabet of a language: what stands before what in a list of names. Pure: imports no Django."""

import unicodedata
from functools import lru_cache

Key = tuple[str, str]

#: Letters of their own, where an accent does not only mark a sound: after which letter each stands.
_OWN_LETTERS: dict[str, dict[str, str]] = {
    "es": {"ñ": "n"},
    "ru": {"й": "и"},
}
#: Left out at the beginning of a name: in Arabic lists the article does not count.
_ARTICLES = {"ar": "ال"}
#: Stands after every letter that follows its base.
_AFTER = "\uffff"


@lru_cache(maxsize=4_096)  # the same two hundred countries, page after page
def key(name: str, language: str = "") -> Key:
    """Letters first, accents second: "Países Bajos" stands before "Pakistán"."""
    base = language.partition("-")[0]
    folded = unicodedata.normalize("NFC", name.casefold())
    own = _OWN_LETTERS.get(base, {})
    letters = "".join(own[sign] + _AFTER if sign in own else _bare(sign) for sign in folded)
    article = _ARTICLES.get(base, "")
    return (letters.removeprefix(article) if article else letters), folded


def _bare(sign: str) -> str:
    if sign.isascii():
        return sign
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))

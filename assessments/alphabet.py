"""The order of names in a language's own alphabet. Pure: imports no Django.

Letters first, accents second: "Países Bajos" stands before "Pakistán". A letter that a language counts as one of its
own stands after its neighbour: ñ after n in Spanish. In Arabic the forms of alif are one letter; in Russian ё is е.
"""

import unicodedata

#: Letters that are no accented form of another one: written so that they sort directly after it.
_OWN_LETTERS = {"es": {"ñ": "n\uffff"}, "ru": {"й": "и\uffff"}}


def alphabetical(name: str, language: str = "en") -> tuple[str, str]:
    """What to sort by. Works on SQLite and PostgreSQL alike because it is never asked of them."""
    folded = unicodedata.normalize("NFC", name.casefold())
    own = _OWN_LETTERS.get(language, {})
    spelled = "".join(own.get(letter, letter) for letter in folded)
    letters = "".join(sign for sign in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(sign))
    return letters, folded

"""Amounts of money as people write them, and as they are written back. Pure: imports no Django.

A point and a comma mean thousands in one country and a part of one in another, and an amount must never become a
thousand times what was meant. So only what can be read in one way is read; the rest is refused by name.
"""

import re
import unicodedata
from decimal import Decimal

#: ISO 4217, where it is not two. The Iraqi dinar has three by the standard and none in any price.
_THREE = "BHD JOD KWD LYD OMR TND"
_NONE = "BIF CLP DJF GNF IQD ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_DECIMALS = dict.fromkeys(_THREE.split(), 3) | dict.fromkeys(_NONE.split(), 0)
LARGEST = 10**12

# Marks of direction come along when an amount is copied. Every space and every apostrophe is the same separator; the
# Arabic ones are told apart by their sign, so they are never mistaken for each other.
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_SAME = str.maketrans({"\u2212": "-", "’": "'", "ʼ": "'", "\u066c": "'", "\u060c": ","})
_PART = r"(?:[.,\u066b](?P<part>\d+))?"
_PLAIN = re.compile(rf"(?P<whole>-?\d+){_PART}")
_GROUPED = re.compile(rf"(?P<whole>-?[1-9]\d{{0,2}}(?P<by>[.,' ])\d{{3}}(?:(?P=by)\d{{3}})*)(?:(?!(?P=by)){_PART})")


class AmountRefused(ValueError):
    """`code`: "digits" (no amount), "two" (it can be read in two ways: `whole` and `part` say how to write each),
    "decimals" (more than the currency has), "negative" or "large"."""

    def __init__(self, code: str, whole: str = "", part: str = "") -> None:
        super().__init__(code)
        self.code, self.whole, self.part = code, whole, part


def decimals(currency: str) -> int:
    return _DECIMALS.get(currency, 2)


def example(currency: str) -> str:
    """140000, or 140000.50 in a currency of two decimals."""
    part = "5".ljust(decimals(currency), "0") if decimals(currency) else ""
    return f"140000.{part}" if part else "140000"


def read(text: str, currency: str) -> Decimal:
    """The amount of a text that is not empty: 140000, 140 000, 140,000.50 or 140.000,50; digits of any script.

    Three digits after the only point or comma are thousands, but where the currency has three decimals they can be
    either. Raises AmountRefused.
    """
    text = _plain(text)
    grouped, plain = _GROUPED.fullmatch(text), _PLAIN.fullmatch(text)
    if grouped is None and plain is None:
        raise AmountRefused("digits")
    readings = [_value(found) for found in (grouped, plain) if found and _fits(found["part"] or "", currency)]
    if not readings:
        raise AmountRefused("decimals")
    if len(readings) > 1:
        raise AmountRefused("two", whole=written(readings[0], currency), part=written(readings[1], currency))
    (amount,) = readings
    if amount < 0:
        raise AmountRefused("negative")
    if amount >= LARGEST:
        raise AmountRefused("large")
    return amount


def written(amount: Decimal | None, currency: str) -> str:
    """An amount in digits, as `read` reads it: no groups, no needless zeros but the one that keeps it clear."""
    text = plain_amount(amount)
    whole, _point, part = text.partition(".")
    return f"{text}0" if len(part) == decimals(currency) == 3 and len(whole) <= 3 and whole != "0" else text


def plain_amount(value: Decimal | None) -> str:
    """A decimal number as text: no exponent, no needless zeros; None is the empty text."""
    if value is None:
        return ""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def places(amount: Decimal, currency: str) -> int:
    """How many decimals a reader is shown: none of a whole amount, else those of the currency, and never fewer than
    the amount has."""
    part = plain_amount(amount).partition(".")[2]
    return max(len(part), decimals(currency)) if part else 0


def _plain(text: str) -> str:
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return re.sub(r"\s", " ", text.translate(_INVISIBLE).translate(_SAME).strip())


def _value(found: re.Match[str]) -> Decimal:
    whole = re.sub(r"[^\d-]", "", found["whole"])
    return Decimal(f"{whole}.{found['part']}" if found["part"] else whole)


def _fits(part: str, currency: str) -> bool:
    """A part may end in needless zeros, up to two digits where the currency has fewer; one zero after three decimals
    is how such a part is written without a doubt."""
    own = decimals(currency)
    return len(part) <= (4 if own == 3 else 2) and not part[own:].strip("0")

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import amounts
from assessments.amounts import AmountRefused

D = Decimal


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("140000", "USD", D(140_000)),
        ("0", "USD", D(0)),
        ("140 000", "USD", D(140_000)),
        ("140\u202f000", "USD", D(140_000)),
        ("140'000", "CHF", D(140_000)),
        ("1’140’000.50", "CHF", D("1140000.50")),
        ("140,000", "USD", D(140_000)),
        ("140.000", "EUR", D(140_000)),
        ("1,140,000.50", "USD", D("1140000.50")),
        ("1.140.000,5", "EUR", D("1140000.5")),
        ("1234.56", "USD", D("1234.56")),
        ("1234,5", "USD", D("1234.5")),
        ("0.50", "USD", D("0.50")),
        ("١٤٠٠٠٠", "EGP", D(140_000)),
        ("١٬١٤٠٬٠٠٠٫٥٠", "EGP", D("1140000.50")),
        ("\u200e140,000\u200f", "EGP", D(140_000)),
        ("1,234", "JPY", D(1234)),
        ("1000.00", "JPY", D(1000)),
        ("1,234,567", "XOF", D(1_234_567)),
        ("140,000", "IQD", D(140_000)),
        # Three decimals: dinars and thousandths.
        ("1234.567", "KWD", D("1234.567")),
        ("1234,567", "TND", D("1234.567")),
        ("1,234.567", "BHD", D("1234.567")),
        ("1.234,567", "JOD", D("1234.567")),
        ("1 234,567", "TND", D("1234.567")),
        ("1,234,567", "KWD", D(1_234_567)),
        ("1 234", "KWD", D(1234)),
        ("0.500", "OMR", D("0.500")),
        ("1.25", "OMR", D("1.25")),
        ("1.2340", "OMR", D("1.234")),
        ("1٫234", "KWD", D("1.234")),
        ("1٬234", "KWD", D(1234)),
    ],
)
def test_read(text: str, currency: str, value: Decimal) -> None:
    assert amounts.read(text, currency) == value


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("1234.567", "USD", "decimals"),  # not 1,234,567: an ungrouped beginning is followed by no group
        ("1,234.567", "USD", "decimals"),
        ("0.500", "USD", "decimals"),
        ("12.3456", "USD", "decimals"),
        ("1234.5", "JPY", "decimals"),
        ("1234.5678", "KWD", "decimals"),
        ("1.234", "KWD", "two"),
        ("1,234", "BHD", "two"),
        ("140,000", "TND", "two"),
        ("12,34,567", "USD", "digits"),
        ("1,234.567,89", "USD", "digits"),
        ("1,234,56", "USD", "digits"),  # one sign cannot mean both
        ("1.234.56", "USD", "digits"),
        ("1 234 56", "USD", "digits"),
        ("1234,567,890", "USD", "digits"),
        ("0,123,456", "USD", "digits"),
        ("1,140 000", "USD", "digits"),
        ("a lot", "USD", "digits"),
        ("1e3", "USD", "digits"),
        ("5.", "USD", "digits"),
        (".5", "USD", "digits"),
        ("-", "USD", "digits"),
        ("-5", "USD", "negative"),
        ("\u22125", "USD", "negative"),
        ("1" * 13, "USD", "large"),
    ],
)  # fmt: skip
def test_what_is_not_read(text: str, currency: str, code: str) -> None:
    with pytest.raises(AmountRefused) as refused:
        amounts.read(text, currency)
    assert refused.value.code == code


def test_what_can_mean_two_amounts_says_how_to_write_each() -> None:
    with pytest.raises(AmountRefused) as refused:
        amounts.read("1.234", "KWD")
    assert (refused.value.whole, refused.value.part) == ("1234", "1.2340")
    assert amounts.read("1234", "KWD") == 1234 and amounts.read("1.2340", "KWD") == D("1.234")


@pytest.mark.parametrize(
    ("value", "currency", "text", "places"),
    [
        (D("140000.00"), "USD", "140000", 0),
        (D("12.50"), "USD", "12.5", 2),
        (D("1234.567"), "KWD", "1234.567", 3),
        (D("234.567"), "KWD", "234.5670", 3),
        (D("0.567"), "KWD", "0.567", 3),
        (D("234.5"), "KWD", "234.5", 3),
        (D("1234.5"), "JPY", "1234.5", 1),  # from before there was this rule: shown as it is
        (D("1234.567"), "USD", "1234.567", 3),
    ],
)
def test_written_back(value: Decimal, currency: str, text: str, places: int) -> None:
    assert amounts.written(value, currency) == text
    assert amounts.places(value, currency) == places


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (D("0"), "0"),
        (D("0.00"), "0"),
        (D("140000.00"), "140000"),
        (D("12.50"), "12.5"),
        (D("1E+3"), "1000"),
    ],
)
def test_plain_amount(value: Decimal | None, text: str) -> None:
    assert amounts.plain_amount(value) == text


@pytest.mark.parametrize(("currency", "text"), [("USD", "140000.50"), ("KWD", "140000.500"), ("JPY", "140000")])
def test_an_example_is_one(currency: str, text: str) -> None:
    assert amounts.example(currency) == text
    amounts.read(text, currency)


def test_nothing_is_written_of_nothing() -> None:
    assert amounts.written(None, "USD") == ""


@given(st.integers(0, 10**15 - 1), st.sampled_from(["KWD", "USD", "JPY"]))
def test_what_is_written_is_read_as_the_same(units: int, currency: str) -> None:
    value = D(units).scaleb(-amounts.decimals(currency))
    if value < amounts.LARGEST:
        assert amounts.read(amounts.written(value, currency), currency) == value


@given(st.integers(1000, 10**9), st.from_regex(r"[0-9]{3}", fullmatch=True), st.sampled_from(".,"))
def test_a_part_never_becomes_thousands(whole: int, part: str, sign: str) -> None:
    """Whatever the currency: after an ungrouped beginning three digits are a part, or nothing."""
    assert amounts.read(f"{whole}{sign}{part}", "KWD") == D(f"{whole}.{part}")
    with pytest.raises(AmountRefused):
        amounts.read(f"{whole}{sign}{part}", "USD")

"""Amounts as a reader writes them: grouped digits, the currency’s code, never a symbol that two countries share."""

from decimal import Decimal

from django.utils import numberformat
from django.utils.formats import get_format

from assessments.amounts import places


def money(value: Decimal, currency: str) -> str:
    """USD 60,000 or USD 60.000 by the active language; cents only where there are some."""
    digits = numberformat.format(
        value,
        get_format("DECIMAL_SEPARATOR"),
        places(value, currency),
        grouping=3,  # in every language: some formats ask for none, and a budget of seven digits cannot be read then
        thousand_sep=get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
    )
    return f"{currency}\u00a0{digits}"

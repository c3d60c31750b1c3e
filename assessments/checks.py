"""System checks: what a server needs, named before a user meets it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def pdf_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """Without Pango the import of WeasyPrint fails; the site runs on, the report button says what is missing."""
    from assessments.exports import pdf

    problem = pdf.problem()
    return [Warning(problem, id="mnr.W001")] if problem else []


@register()
def scanner_is_named(**_kwargs: Any) -> list[CheckMessage]:
    """A mistake in CLAMD_URL would refuse every upload."""
    from assessments import scanner

    try:
        if settings.CLAMD_URL:
            scanner.place_of(settings.CLAMD_URL)
    except ValueError as error:
        return [Error(str(error), id="mnr.E002")]
    return []

"""System checks: what a server needs, named before a user meets it."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register


@register()
def pdf_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """Without Pango the import of WeasyPrint fails; the site runs on, the report button says what is missing."""
    from assessments.exports import pdf

    problem = pdf.problem()
    return [Warning(problem, id="mnr.W001")] if problem else []

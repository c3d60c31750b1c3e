"""What changed since the country sent this round before."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from assessments import results
from assessments.history.words import FIELD_NAMES
from assessments.models import Assessment, ReviewMark, Snapshot
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.models.threat import PRESENCE_NAMES
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult
from assessments.results.resubmission import AnswerChange, ContextChange, FieldChange, context_since_then, since_then
from assessments.templatetags.ui import phase, phase_name
from assessments.views.review import shared_round
from assessments.wording import listed
from assessments.workflow import State

CHANGES_A_PAGE = 6
_LISTED = 12


@require_GET
def review_changes(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """The last two submissions, capability by capability; first what was returned and is still as it was."""
    assessment = shared_round(request, assessment_id)
    pair = _submissions(assessment, request.LANGUAGE_CODE)
    context: dict[str, Any] = {"assessment": assessment, "result": results.of(assessment, request.LANGUAGE_CODE)}
    if pair is not None:
        before, after = pair
        found = since_then(before, after)
        changed = {change.capability.code for change in found}
        returned = set(_returned(assessment))
        page = Paginator(found, CHANGES_A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "before": before,
            "after": after,
            "count": len(found),
            "page": page,
            "changes": [_shown(change, after, change.capability.code in returned) for change in page],
            "same": [c for c in after.capabilities if c.code in returned and c.code not in changed],
            "others": [_context_words(change) for change in context_since_then(before, after)],
        }
    return render(request, "assessments/review/changes.html", context)


def _submissions(assessment: Assessment, language: str) -> tuple[AssessmentResult, AssessmentResult] | None:
    """The one before the last submission and the last; None while it was sent once only."""
    rows = Snapshot.objects.filter(assessment=assessment, state=State.SUBMITTED)
    by_language: dict[str, list[int]] = {}
    for pk, code in rows.order_by("-pk").values_list("pk", "language"):
        by_language.setdefault(code, []).append(pk)
    for code in (language, "en", *sorted(by_language)):
        newest = by_language.get(code, [])
        if len(newest) > 1:
            read = {row.pk: results.thaw(row.result) for row in Snapshot.objects.filter(pk__in=newest[:2])}
            return read[newest[1]], read[newest[0]]
    return None


def _returned(assessment: Assessment) -> list[str]:
    rows = ReviewMark.objects.filter(assessment=assessment).exclude(returned_at=None)
    return list(rows.values_list("capability__code", flat=True))


def _shown(change: AnswerChange, result: AssessmentResult, returned: bool) -> dict[str, Any]:
    fields = [
        {
            "label": _label(entry),
            "before": _value(entry, entry.before, result),
            "after": _value(entry, entry.after, result),
        }
        for entry in change.fields[:_LISTED]
    ]
    texts = [{"label": FIELD_NAMES[entry.name], "before": entry.before, "after": entry.after} for entry in change.texts]
    more = max(len(change.fields) - _LISTED, 0)
    return {"change": change, "fields": fields, "texts": texts, "more": more, "returned": returned}


def _label(entry: FieldChange) -> str:
    if entry.name.startswith("sign."):
        return f"{entry.name.removeprefix('sign.')} {entry.label}"
    return str(FIELD_NAMES[entry.name.removeprefix("facet.")])


def _value(entry: FieldChange, value: Any, result: AssessmentResult) -> Any:
    """In words; a phase as its badge with its name."""
    if entry.name in ("phase", "target"):
        if value is None:
            return _("Not set")
        return format_html("{} {}", phase(value), phase_name(result, value))
    if entry.name == "participants":
        return listed(str(PARTICIPANT_NAMES.get(code, code)) for code in value) or pgettext("who took part", "Nobody")
    if entry.name == "confidence":
        return CONFIDENCE_NAMES[value] if value else _("Not said")
    if entry.name == "target_year":
        return str(value) if value else _("Not set")
    return ANSWER_NAMES.get(value) or _("Unanswered")


def _context_words(change: ContextChange) -> dict[str, Any]:
    names: Any = PRESENCE_NAMES if change.kind == "threat" else ANSWER_NAMES
    words = {str(getattr(code, "value", code)): name for code, name in names.items()}
    said = [words.get(value) or _("Unanswered") for value in (change.before, change.after)]
    moved = change.before != change.after
    return {"name": change.name, "before": said[0], "after": said[1], "moved": moved, "text": change.text_changed}

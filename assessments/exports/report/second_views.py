"""Second views as the report prints them: beside the country's answer, with what it says to them."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exports.report.words import Part, named_badge
from assessments.models.response import CONFIDENCE_NAMES
from assessments.models.second_view import VIEW_KIND_NAMES
from assessments.results import CapabilityResult, SecondViewResult
from assessments.second_views import Kind, Standing, difference


@dataclass(frozen=True)
class ViewRow:
    """One view. `who` is an organisation; `answered` is why the country holds to its answer, in its own words."""

    who: str
    phase: SafeString
    reason: str
    sure: str
    standing: str
    answered: str = ""


class SecondViews(Part):
    @cached_property
    def view_sentences(self) -> list[str]:
        """How many there are and how many say another phase; nothing where nobody was asked."""
        tally = self.result.view_tally
        if not tally.views:
            return []
        given = ngettext(
            "Others gave %(count)s second view on the capabilities.",
            "Others gave %(count)s second views on the capabilities.",
            tally.views,
        ) % {"count": tally.views}
        if not tally.differ:
            return [given, _("None of them says another phase than the country.")]
        differ = ngettext(
            "%(count)s says another phase than the country.",
            "%(count)s say another phase than the country.",
            tally.differ,
        ) % {"count": tally.differ}
        held = ngettext(
            "To %(count)s of these the country says why it holds to its answer.",
            "To %(count)s of these the country says why it holds to its answer.",
            tally.held,
        ) % {"count": tally.held}
        return [given, differ, held, _("Both are printed with the capability.")]


def view_rows(capability: CapabilityResult, report: Part) -> list[ViewRow]:
    return [_row(capability, view, found, report) for view, found in capability.views_beside]


def _row(capability: CapabilityResult, view: SecondViewResult, found: Standing, report: Part) -> ViewRow:
    return ViewRow(
        who=view.organisation
        if view.kind == Kind.READER and view.organisation
        else str(VIEW_KIND_NAMES[Kind(view.kind)]),
        phase=named_badge(view.state, report, unknown=_("Cannot say")),
        reason=view.reason,
        sure=str(CONFIDENCE_NAMES.get(view.confidence or 0, "")),
        standing=_standing(capability, view, found),
        answered=view.response_reason if found is Standing.HELD else "",
    )


def _standing(capability: CapabilityResult, view: SecondViewResult, found: Standing) -> str:
    if found is Standing.UNCOMPARED:
        return _("Cannot be compared with the answer of the country: one of the two has no phase.")
    if found is Standing.AGREES:
        if view.given_on and view.given_on != capability.state:
            return _("The country has changed its answer since, and now says the same phase.")
        return _("The same phase as the country.")
    count = difference(capability.state, view.state) or 0
    if found is Standing.HELD:
        return ngettext(
            "%(count)s phase from the answer of the country, which holds to it:",
            "%(count)s phases from the answer of the country, which holds to it:",
            count,
        ) % {"count": count}
    return ngettext(
        "%(count)s phase from the answer of the country, which has not said anything to it yet.",
        "%(count)s phases from the answer of the country, which has not said anything to it yet.",
        count,
    ) % {"count": count}

"""Rows of the review, as string builders. Presentation only."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from assessments.aggregates import BANDS, Cell, Share
from assessments.models import ReviewMark
from assessments.models.assessment import STATE_NAMES
from assessments.results import AssessmentResult, CapabilityResult
from assessments.templatetags.ui import ATTENTION_NAMES, icon, phase, phase_name
from assessments.wording import isolated
from assessments.workflow import State

if TYPE_CHECKING:
    from assessments.views.board import Row
    from assessments.views.regions import Line

register = template.Library()

_NOTHING = mark_safe("")
_BREAK = mark_safe("<br>")
#: How large a band is, in words: never a number of countries.
SHARE_NAMES = {
    Share.SMALL: pgettext_lazy("countries", "few"),
    Share.MIDDLE: pgettext_lazy("countries", "some"),
    Share.LARGE: pgettext_lazy("countries", "most"),
}


@register.simple_tag
def review_rows(result: AssessmentResult, marks: Mapping[str, ReviewMark]) -> SafeString:
    """The 21 answers by domain: what they say, what a reader would question, and how far the review is."""
    root = reverse("capability_list", args=[result.assessment_id])
    anchor = "#review" if marks else ""

    def row(c: CapabilityResult) -> SafeString:
        return format_html(
            '<tr><th scope="row"><a href="{}{}/{}">{} {}</a></th><td>{}{}</td><td>{}</td><td>{}</td><td>{}</td>'
            "<td>{}</td><td>{}</td></tr>",
            root,
            c.code,
            anchor,
            c.code,
            c.name,
            phase(c.state),
            format_html('<span class="sr"> {}</span>', phase_name(result, c.state)),
            phase(c.suggestion.phase) if c.suggestion.phase is not None else "–",
            phase(c.previous.state) if c.previous else "–",
            len(c.evidence),
            format_html_join(_BREAK, "<small>{}</small>", ((ATTENTION_NAMES[code],) for code in c.attention)),
            mark_words(marks.get(c.code)),
        )

    return format_html_join(
        "",
        '<tbody><tr><th scope="rowgroup" colspan="7">{}</th></tr>{}</tbody>',
        (
            (domain.name, format_html_join("", "{}", ((row(c),) for c in result.capabilities_of(domain))))
            for domain in result.domains
        ),
    )


@register.simple_tag
def mark_words(mark: ReviewMark | None) -> SafeString:
    """Looked at, by whom; to be returned; returned the last time."""
    if mark is None:
        return _NOTHING
    lines = []
    if mark.done_at is not None:
        day = date_format(localtime(mark.done_at), "SHORT_DATE_FORMAT")
        words = _("Looked at by %(name)s, %(date)s") % {"name": isolated(getattr(mark, "doer", "") or ""), "date": day}
        lines.append(format_html("<small>{} {}</small>", icon("check"), words))
    if mark.to_change:
        lines.append(format_html('<span class="tag">{} {}</span>', icon("flag"), _("To be returned")))
    if mark.returned_at is not None:
        day = date_format(localtime(mark.returned_at), "SHORT_DATE_FORMAT")
        lines.append(format_html("<small>{}</small>", _("Returned on %(date)s") % {"date": day}))
    return format_html_join(_BREAK, "{}", ((line,) for line in lines)) if lines else _NOTHING


@register.simple_tag
def board_rows(countries: "Sequence[Row]", columns: int) -> SafeString:
    """A country a row; its cells come ready made."""
    pattern = reverse("review_show", args=[0])
    before, after = pattern.split("0", 1)
    place = reverse("country_show", args=["AAA"])
    pattern_of_state, states = _("%(state)s, %(year)s"), {state: str(name) for state, name in STATE_NAMES.items()}
    hidden = format_html(
        '<td class="hidden-cell" colspan="{}"><span>{}</span></td>', columns, _("Only the country sees its answers")
    )

    def row(one: "Row") -> SafeString:
        address = f"{before}{one.shared}{after}" if one.shared else place.replace("AAA", one.iso3)
        state = pattern_of_state % {"state": states[one.state], "year": one.year}
        return format_html(
            '<tr><th scope="row"><a href="{}">{}</a></th><td>{}{}{}</td>{}</tr>',
            address,
            one.name,
            state,
            format_html("<small>{}</small>", _("answers of %(year)s") % {"year": one.shared_year})
            if one.shared and one.shared_year != one.year
            else "",
            format_html("<small><bdi>{}</bdi></small>", one.reviewer_name)
            if one.state is State.IN_REVIEW and one.reviewer_name
            else "",
            one.cells or hidden,
        )

    return format_html_join("", "{}", ((row(one),) for one in countries))


@register.simple_tag
def region_lines(lines: "Sequence[Line]") -> SafeString:
    """The middle phase, and under it how large each band is; a hidden cell says so in words."""
    hidden = format_html('<td class="hidden-cell"><span>{}</span></td>', _("Not shown"))
    bands = ["–".join(dict.fromkeys((str(band[0]), str(band[-1])))) for band in BANDS]

    def shown(cell: Cell | None) -> SafeString:
        if cell is None:
            return hidden
        shares = format_html_join(
            _BREAK,
            "{}: {}",
            ((band, SHARE_NAMES[share]) for band, share in zip(bands, cell.shares, strict=True)),
        )
        return format_html('<td class="whole">{}<br><small>{}</small></td>', phase(cell.middle), shares)

    return format_html_join(
        "",
        '<tr><th scope="row">{}{}</th>{}</tr>',
        (
            (
                f"{line.code} " if line.code else "",
                format_html("<b>{}</b>", line.name) if line.is_domain else line.name,
                format_html_join("", "{}", ((shown(cell),) for cell in line.cells)),
            )
            for line in lines
        ),
    )

"""The ranked list as string builders: up to 21 rows of three lists and the arithmetic. Presentation only."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.results import AssessmentResult, PriorityResult
from assessments.templatetags.fields import select
from assessments.templatetags.threats import proposal_words
from assessments.templatetags.ui import horizon_name, icon, phase, theirs, written
from assessments.wording import isolated, listed, number

register = template.Library()


@register.simple_tag(takes_context=True)
def priority_row(context: Any, row: Any) -> SafeString:
    """One capability of the list: where it stands, its numbers, why it has its rank, and how to move it."""
    p, name = row.priority, row.answer.name
    moves = ""
    if context["may_set"] and p.rank is not None:
        moves = _moves(row, context["assessment"].pk, len(context["ranked"]))
    return format_html(
        '<li id="p{}"><div class="row"><h3>{} {}</h3><span class="end row tight">{} {} '
        '<span class="sr">{} </span>{}{}</span></div>{}{}{}{}{}</li>',
        p.capability,
        p.capability,
        name,
        phase(row.answer.state),
        icon("next", turns=True),
        _("target"),
        phase(row.answer.target),
        moves,
        _tags(p),
        _numbers(row) if context["may_set"] else _said(p),
        _proposed(context["result"], p),
        _why(p) if p.rank is not None else "",
        _reason(row, context["may_set"]),
    )


def _tags(p: PriorityResult) -> SafeString:
    texts = []
    if p.opens:
        texts.append(_("Opens the way for %(codes)s") % {"codes": listed(p.opens)})
    if p.needs:
        texts.append(_("Builds on %(codes)s, below target") % {"codes": listed(p.needs)})
    if p.moved:
        texts.append(_("Moved; worked-out place %(rank)s") % {"rank": p.computed_rank})
    if not texts:
        return mark_safe("")
    tags = format_html_join("", '<span class="tag">{}</span>', ((text,) for text in texts))
    return format_html('<p class="row tight">{}</p>', tags)


def _numbers(row: Any) -> SafeString:
    met = format_html_join(
        "",
        '<div class="notice care">{}<div><p>{}</p><p><button class="btn quiet small" name="take" value="{}">{}'
        "</button></p></div></div>",
        (
            (
                icon("fork"),
                _("%(label)s: %(name)s saved “%(theirs)s”, you chose “%(mine)s”.")
                % {
                    "label": entry["label"],
                    "name": isolated(entry["by"]),
                    "theirs": isolated(entry["theirs"] or "–"),
                    "mine": isolated(entry["mine"] or "–"),
                },
                entry["value"],
                _("Use mine"),
            )
            for entry in row.conflicts
        ),
    )
    return format_html(
        '<input type="hidden" name="{}" value="{}">{}<div class="numbers" role="group" aria-label="{} {}">{}{}{}</div>',
        row.form.add_prefix("revision"),
        row.revision,
        met,
        row.answer.code,
        row.answer.name.text,
        select(row.form["importance"]),
        select(row.form["feasibility"]),
        select(row.form["horizon"]),
    )


def _proposed(result: AssessmentResult, p: PriorityResult) -> SafeString:
    """What the threat picture proposes, as long as nobody has set an importance."""
    proposal = result.proposals.get(p.capability)
    if p.importance is not None or proposal is None:
        return mark_safe("")
    return format_html(
        '<p class="hint">{} <a href="{}#i{}">{}</a></p>',
        _("Importance proposed: %(words)s") % {"words": proposal_words(result, proposal)},
        reverse("threat_list", args=[result.assessment_id]),
        p.capability,
        _("Look at the proposal"),
    )


def _said(p: PriorityResult) -> SafeString:
    return format_html(
        '<dl class="facts"><div><dt>{}</dt><dd>{}</dd></div><div><dt>{}</dt><dd>{}</dd></div>'
        "<div><dt>{}</dt><dd>{}</dd></div></dl>",
        _("Importance for children"),
        p.importance or "–",
        _("Feasibility"),
        p.feasibility or "–",
        pgettext("horizon", "When"),
        horizon_name(p.horizon),
    )


def _why(p: PriorityResult) -> SafeString:
    """The arithmetic in words; every number of it stands in the list."""
    lines = [
        ngettext(
            "%(steps)s phase to the target × importance %(importance)s × feasibility %(feasibility)s × %(factor)s"
            " = %(points)s points.",
            "%(steps)s phases to the target × importance %(importance)s × feasibility %(feasibility)s × %(factor)s"
            " = %(points)s points.",
            p.steps,
        )
        % {
            "steps": p.steps,
            "importance": p.importance,
            "feasibility": p.feasibility,
            "factor": number(p.factor),
            "points": number(p.points),
        }
    ]
    if p.opens:
        text = ngettext(
            "× %(factor)s, because %(count)s capability below its target builds on this one.",
            "× %(factor)s, because %(count)s capabilities below their target build on this one.",
            len(p.opens),
        )
        lines.append(text % {"factor": number(p.factor), "count": len(p.opens)})
    if p.lifted_by and p.moved:  # it does not stand there any more
        place = _("Its worked-out place is %(rank)s, because %(code)s builds on it.")
        lines.append(place % {"rank": p.computed_rank, "code": p.lifted_by})
    else:
        if p.lifted_by:
            lines.append(_("It stands here because %(code)s builds on it.") % {"code": p.lifted_by})
        lines.append(_("Worked-out place: %(rank)s.") % {"rank": p.computed_rank})
    html = '<details><summary>{}<span class="sr">: {}</span></summary><p>{}</p></details>'
    return format_html(html, _("Why this rank"), p.capability, " ".join(lines))


def _moves(row: Any, assessment: int, last: int) -> SafeString:
    address = reverse("priority_move", args=[assessment, row.priority.capability])
    name = isolated(row.answer.name.text)
    buttons = [
        ("up", "↑", _("Move “%(name)s” up") % {"name": name}, row.priority.rank == 1),
        ("down", "↓", _("Move “%(name)s” down") % {"name": name}, row.priority.rank == last),
    ]
    return format_html_join(
        "",
        '<button class="btn quiet small" name="step" value="{}" formaction="{}" aria-label="{}"{}>{}</button>',
        ((step, address, label, mark_safe(" disabled") if end else "", drawn) for step, drawn, label, end in buttons),
    )


def _reason(row: Any, may_set: bool) -> SafeString:
    """The reason of a move: shown once it is moved, asked for where a move still lacks it."""
    p, html = row.priority, mark_safe("")
    if p.moved and not row.error:
        html = format_html('<p class="hint">{} {}</p>', _("Reason for the move:"), theirs(p.move_reason))
        if may_set:
            html += format_html(
                '<p><button class="btn quiet small" name="step" value="back" formaction="{}">{}<span class="sr">: {}'
                "</span></button></p>",
                row.address,
                _("Back to its worked-out place"),
                row.answer.name.text,
            )
    if row.error:
        field = row.form["move_reason"]
        html += format_html(
            '<div class="field wrong"><label for="{0}">{1}</label><p class="error" id="{0}_error">{2} <span '
            'class="sr">{3}'
            ' </span>{4}</p><input id="{0}" name="{5}" value="{6}" {7} autocomplete="off"'
            ' aria-invalid="true" aria-describedby="{0}_error"></div>',
            field.auto_id,
            field.label,
            icon("care"),
            _("Error:"),
            row.error,
            field.html_name,
            field.value() or "",
            written(field.value() or ""),
        )
        if row.step in ("up", "down"):
            label = _("Move it up") if row.step == "up" else _("Move it down")
            html += format_html(
                '<p><button class="btn small" name="step" value="{}" formaction="{}">{}</button></p>',
                row.step,
                row.address,
                label,
            )
    return html

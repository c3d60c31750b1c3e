"""The due dates of the plan as a calendar file (RFC 5545): one all-day event for each action still to be done."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from assessments.results import ActionResult, AssessmentResult

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar(result: AssessmentResult) -> bytes:
    """The same content gives the same bytes: a calendar that subscribes sees a change only where there is one."""
    with translation.override(result.language):
        made = Calendar()
        made.add("prodid", "-//MNR self-assessment//Action plan//EN")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", _("Action plan: %(country)s") % {"country": result.country_name.text})
        for action in result.actions:
            if action.is_open and action.due is not None:
                made.add_component(_event(action, action.due, result))
        content: bytes = made.to_ical()
        return content


def _event(action: ActionResult, due: dt.date, result: AssessmentResult) -> Event:
    event = Event()
    event.add("uid", f"{result.country.lower()}-action-{action.pk}@mnr")  # the same for ever: changes find their event
    event.add("dtstamp", (action.saved.at or result.changed_at).astimezone(dt.UTC))
    event.add("sequence", action.saved.revision)
    event.add("dtstart", due)
    event.add("dtend", due + dt.timedelta(days=1))  # the day after: the end is not part of an event
    event.add("summary", _("Due: %(title)s") % {"title": _clean(action.title)})
    names = [f"{code} {result.by_code[code].name}" for code in action.capabilities if code in result.by_code]
    lead = action.lead or _("none yet")
    lines = [*names, _("Lead: %(lead)s") % {"lead": _clean(lead)}]
    if action.indicator:
        lines.append(_("Indicator: %(text)s") % {"text": _clean(action.indicator)})
    event.add("description", "\n".join(lines))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def file_name(result: AssessmentResult) -> str:
    return f"MNR-{result.country}-action-plan-{result.language}.ics"


def _clean(text: str) -> str:
    """Control characters have no place in a calendar; line ends become spaces."""
    return " ".join("".join(sign if sign.isprintable() or sign.isspace() else " " for sign in text).split())

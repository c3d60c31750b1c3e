"""Words of assigned work and of notices. Presentation only."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments import duties
from assessments.duties import Stage, When

register = template.Library()

STAGE_NAMES = {
    Stage.NOT_STARTED: pgettext_lazy("one capability", "Not started"),
    Stage.STARTED: gettext_lazy("Started"),
    Stage.TO_CONFIRM: gettext_lazy("To be confirmed"),
    Stage.ANSWERED: pgettext_lazy("one capability", "Answered"),
}
_MARKS = {Stage.NOT_STARTED: "empty", Stage.STARTED: "started", Stage.TO_CONFIRM: "asked", Stage.ANSWERED: "done"}


@register.filter
def stage_name(stage: str) -> str:
    return str(STAGE_NAMES[Stage(stage)])


@register.filter
def stage_mark(stage: str) -> str:
    return _MARKS[Stage(stage)]


@register.filter
def due_words(due: dt.date | None) -> str:
    """How near the day is, without blame; nothing where it is far away or not named."""
    today = timezone.localdate()
    place = duties.when(due, today)
    if due is None or place in (When.NEVER, When.LATER):
        return ""
    if place is When.TODAY:
        return _("due today")
    days = duties.days_between(due, today)
    if place is When.SOON:
        return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}
    return ngettext("due %(days)s day ago", "due %(days)s days ago", days) % {"days": days}


@register.filter
def is_past(due: dt.date | None) -> bool:
    return duties.when(due, timezone.localdate()) is When.PAST


@register.filter
def day(due: dt.date | None) -> str:
    return date_format(due, "DATE_FORMAT") if due else ""

"""What stands in a letter that tells of notices: a greeting, a line for each thing, a subject that says what it is.

Numbers and names of capabilities with their days, names of people and of kinds; never what was answered, nor the title
of an action, which is the country's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import assigned, notice_words, structure
from assessments.models import Assessment, Notice, User
from assessments.notice_words import ACTION, KIND_NAMES, Said
from assessments.notices import Kind
from assessments.templatetags.sharing import day, due_words
from assessments.wording import isolated

#: A letter names so many things, and counts the others.
NAMED = 20
#: Where they name no capability themselves, the letter names what is open.
_NAMES_WORK = (Kind.REMINDER, Kind.ASSIGNED)


@dataclass
class Line:
    """One thing, or several that read alike: they are counted."""

    first: Said
    all: list[Notice] = field(default_factory=list)
    open_work: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.all)

    @property
    def _are_actions(self) -> bool:
        return self.first.notice.code.startswith(ACTION)

    @property
    def times(self) -> str:
        """To be said beside the words, "3×"; nothing where it is one, or where the words say it."""
        return "" if self.number == 1 or self._are_actions else f"{self.number}×"

    @property
    def words(self) -> str:
        if self._are_actions and self.number > 1:
            return notice_words.several(Kind(self.first.notice.kind), self.number)
        return self.first.words

    @property
    def place(self) -> str:
        return isolated(self.first.place)

    @cached_property
    def link(self) -> str:
        """Through the notice, which is read by that, where one place is meant; else to where all of them stand."""
        if len({notice_words.address(notice) for notice in self.all}) == 1:
            path = reverse("notice_open", args=[self.first.notice.pk])
        elif self._are_actions and self.first.notice.assessment_id:
            path = reverse("plan_list", args=[self.first.notice.assessment_id])
        else:
            path = reverse("notice_list")
        return f"{settings.SITE_URL}{path}"


def lines_of(person: User, notices: Sequence[Notice]) -> list[Line]:
    """In the order in which they were told; what reads alike of one round is one line."""
    lines: dict[tuple[str, ...], Line] = {}
    for one in notice_words.said(notices, person.language):
        lines.setdefault((one.place, one.words), Line(one)).all.append(one.notice)
    for line in lines.values():
        told = line.first.notice
        if told.kind in _NAMES_WORK and not told.code and told.assessment is not None:
            line.open_work = _open_work(person, told.assessment)
    return list(lines.values())


def _open_work(person: User, assessment: Assessment) -> list[str]:
    """The numbers and names of what is open, each with its day: parts of a list, not a sentence."""
    wordings = structure.of(assessment.framework).wording(person.language)
    found = []
    for code, due in assigned.open_of(person, assessment):
        words = [f"{isolated(code)} {isolated(wordings[code].name)}"]
        if due:
            near = due_words(due)
            words.append(f"{day(due)} ({near})" if near else day(due))
        found.append(" · ".join(words))
    return found


def context_of(person: User, notices: Sequence[Notice]) -> dict[str, Any]:
    """For the templates of letters. The language is already the person's."""
    lines = lines_of(person, notices)
    shown, rest = lines[:NAMED], lines[NAMED:]
    name = " ".join(str(person).split())
    return {
        "name": name,
        "subject": _subject(lines, len(notices)),
        "lines": shown,
        "number": len(notices),
        "more": sum(line.number for line in rest),
        "notices": f"{settings.SITE_URL}{reverse('notice_list')}",
        "settings": f"{settings.SITE_URL}{reverse('profile_edit')}#mail",
    }


def _subject(lines: list[Line], number: int) -> str:
    """What it is about, where that is one thing; where it is several, how many."""
    kinds = {line.first.notice.kind for line in lines}
    if len(kinds) != 1:  # "MNR" is in Latin letters in every language, and would draw the number to its side
        words = ngettext("MNR self-assessment: %(number)s notice", "MNR self-assessment: %(number)s notices", number)
        return words % {"number": isolated(number)}
    what = str(KIND_NAMES[Kind(kinds.pop())])
    if number > 1:
        return _("MNR self-assessment: %(what)s (%(number)s)") % {"what": what, "number": number}
    return _("MNR self-assessment, %(place)s: %(what)s") % {"place": lines[0].place, "what": what}

"""The brief: two pages for a minister. Everything on them is counted or named; what does not fit is said, not cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.check import VOICES
from assessments.exports.report.cover import Cover
from assessments.exports.report.summary import Summary
from assessments.exports.report.words import Named
from assessments.models.response import PARTICIPANT_NAMES
from assessments.results import CapabilityResult, changes
from assessments.wording import isolated, listed, listed_apart
from assessments.workflow import SHARED

#: How many a line of the brief names; the others stand there with their numbers, so that two pages are enough.
_NAMED = 4
_PEOPLE = 4
_SHORT = 900  # letters of all decisions together


@dataclass(frozen=True)
class Asked:
    """A decision: its first line is what is asked, the rest is why."""

    number: int
    title: str
    why: str


@dataclass(frozen=True)
class Move:
    """A capability that moved, with what a reader must know of why."""

    capability: CapabilityResult
    text: str


class Brief(Cover, Summary):
    # --- what moved -------------------------------------------------------------------------------------------
    @cached_property
    def brief_moved_on(self) -> list[Move]:
        return [self._move(c) for c in self._largest_first(self.result.moved_on)[:_NAMED]]

    @cached_property
    def brief_moved_back(self) -> list[Move]:
        return [self._move(c) for c in self._largest_first(self.result.moved_back)[:_NAMED]]

    @cached_property
    def brief_moved_on_more(self) -> str:
        return self._others(self._largest_first(self.result.moved_on))

    @cached_property
    def brief_moved_back_more(self) -> str:
        return self._others(self._largest_first(self.result.moved_back))

    def _largest_first(self, moved: Sequence[CapabilityResult]) -> list[CapabilityResult]:
        return sorted(moved, key=lambda c: (-abs(c.moved or 0), c.order))

    def _move(self, capability: CapabilityResult) -> Move:
        before = capability.previous
        sentence = _("from phase %(before)s to phase %(now)s") % {
            "before": before.phase if before else "–",
            "now": capability.phase,
        }
        return Move(capability, sentence)

    def _others(self, capabilities: Sequence[CapabilityResult]) -> str:
        """Those that a line does not name, by their numbers."""
        left = capabilities[_NAMED:]
        if not left:
            return ""
        return ngettext("%(count)s more (%(codes)s)", "%(count)s more (%(codes)s)", len(left)) % {
            "count": len(left),
            "codes": listed(c.code for c in left),
        }

    @cached_property
    def brief_closed(self) -> str:
        """How many gaps closed, and how many of them behind a finished action."""
        found = [closed for change in changes(self.result) for closed in change.closed]
        if not found:
            return ""
        count, by_actions = len(found), sum(bool(closed.finished) for closed in found)
        sentence = ngettext("%(count)s gap has been closed.", "%(count)s gaps have been closed.", count)
        if not by_actions:
            return sentence % {"count": count}
        sentence = ngettext(
            "%(count)s gap has been closed, %(by_actions)s by finished actions of the plan.",
            "%(count)s gaps have been closed, %(by_actions)s of them by finished actions of the plan.",
            count,
        )
        return sentence % {"count": count, "by_actions": by_actions}

    # --- what holds back, what is not known -------------------------------------------------------------------
    @cached_property
    def brief_not_everywhere(self) -> list[tuple[str, str]]:
        """Named by number alone: it is often half of all capabilities."""
        return [(named.text, self._counted(named.capabilities)) for named in self.not_everywhere]

    def _counted(self, capabilities: Sequence[CapabilityResult]) -> str:
        count = len(capabilities)
        sentence = ngettext("%(count)s capability (%(codes)s)", "%(count)s capabilities (%(codes)s)", count)
        return sentence % {"count": count, "codes": listed(c.code for c in capabilities)}

    @cached_property
    def brief_not_known(self) -> list[tuple[Named, str]]:
        return [
            (Named(named.text, named.capabilities[:_NAMED]), self._others(named.capabilities))
            for named in self.not_known
        ]

    # --- who stands behind it ---------------------------------------------------------------------------------
    @cached_property
    def behind(self) -> list[str]:
        """Sentences: which organisations took part, whose voice is missing, and what state the signature is in."""
        counts = self.result.participants
        if not counts:
            return [_("Nobody is recorded as having taken part."), self._signature]
        codes = [code for code in PARTICIPANT_NAMES if code in counts]
        codes.sort(key=counts.__getitem__, reverse=True)
        names = [
            _("%(organisation)s (%(count)s)") % {"organisation": PARTICIPANT_NAMES[code], "count": counts[code]}
            for code in codes
        ]
        sentences = [
            _("Took part, with the number of answers: %(organisations)s.") % {"organisations": listed_apart(names)}
        ]
        if not VOICES & counts.keys():
            sentences.append(_("No organisation of children, young people or survivors took part."))
        return [*sentences, self._signature]

    @cached_property
    def answered_by(self) -> str:
        """Who wrote the answers down: the people behind them, in the order of how many they saved last."""
        saved = [c.saved.by for c in self.result.capabilities if c.saved.by]
        people = sorted(set(saved), key=lambda name: (-saved.count(name), name))
        if len(people) <= _PEOPLE:
            return listed(people)
        more = len(people) - _PEOPLE
        shown = {"people": listed(people[:_PEOPLE]), "count": more}
        return ngettext("%(people)s and %(count)s more", "%(people)s and %(count)s more", more) % shown

    @property
    def _signature(self) -> str:
        if self.result.state not in SHARED:
            return _("Nobody has signed this round yet: the country is still at work.")
        if not self.result.sent_by:
            return _("The country has sent this round.")
        return _("%(name)s signed and sent it for the country. Present state, since %(date)s: %(state)s.") % {
            "name": isolated(self.result.sent_by),
            "date": date_format(self.result.state_at, "DATE_FORMAT"),
            "state": self.state_name,
        }

    # --- the decisions ----------------------------------------------------------------------------------------
    @cached_property
    def asked(self) -> list[Asked]:
        """The worded decisions, numbered as they come. A proposal that nobody took is not asked of anyone."""
        worded = [decision.text for decision in self.result.decisions if decision.text.strip()]
        found = []
        for number, text in enumerate(worded, start=1):
            title, *rest = [line.strip() for line in text.splitlines() if line.strip()]
            found.append(Asked(number, title, " ".join(rest)))
        return found

    @property
    def asked_in_large(self) -> bool:
        """Short decisions stand in larger letters: the page is theirs."""
        return sum(len(asked.title) + len(asked.why) for asked in self.asked) <= _SHORT

    @cached_property
    def asked_title(self) -> str:
        count = len(self.asked)
        if not count:
            return _("What is asked of you")
        words = {
            1: _("One decision is asked of you"),
            2: _("Two decisions are asked of you"),
            3: _("Three decisions are asked of you"),
        }
        return words[count]

"""Words for the codes of the audit log, in the reader's language. What is not known here is shown as its code."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.gaps import FACETS, Source, read_identity
from assessments.models.action import ACTION_STATE_NAMES, FUNDING_NAMES
from assessments.models.assessment import STATE_NAMES
from assessments.models.membership import ROLE_NAMES
from assessments.models.priority import HORIZON_NAMES
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.models.second_view import REPLY_NAMES
from assessments.models.thread import THREAD_NAMES
from assessments.models.threat import PRESENCE_NAMES
from assessments.structure import Structure
from assessments.translation import pick
from assessments.wording import isolated, listed, number

Words = str | Promise

#: A kind of change, and how the actions of it begin.
KINDS: dict[str, tuple[str, ...]] = {
    "answers": ("response.", "workshopvote."),
    "evidence": ("evidence.",),
    "enablers": ("enableranswer.",),
    "priorities": ("priority.",),
    "threats": ("threatanswer.", "commitmentanswer."),
    "actions": ("action.",),
    "assignments": ("assignment.",),
    "talk": ("thread.", "comment."),
    "rounds": ("round.",),
    "review": ("reviewmark.", "round.take", "round.return", "round.accept", "round.reopen"),
    "people": ("membership.", "user.", "invitation."),
    "reports": ("report.",),
    "views": ("secondview.", "readertask."),
}
KIND_NAMES: dict[str, Words] = {
    "answers": gettext_lazy("Answers"),
    "evidence": gettext_lazy("Evidence"),
    "enablers": gettext_lazy("Enablers"),
    "priorities": gettext_lazy("Priorities"),
    "threats": gettext_lazy("Threats and commitments"),
    "actions": gettext_lazy("Action plan"),
    "assignments": gettext_lazy("Who answers what"),
    "talk": gettext_lazy("Comments and questions"),
    "rounds": gettext_lazy("Rounds and their states"),
    "review": gettext_lazy("Review"),
    "people": gettext_lazy("People and roles"),
    "reports": gettext_lazy("Reports"),
    "views": gettext_lazy("Second views"),
    "other": gettext_lazy("Other changes"),
}
_NOT_SAVED = gettext_lazy("Not saved: a colleague had changed it")
_CARRIED = gettext_lazy("Carried over from the last round")
ACTION_NAMES: dict[str, Words] = {
    "response.saved": gettext_lazy("Answer saved"),
    "response.refused": _NOT_SAVED,
    "response.carried_over": _CARRIED,
    "workshopvote.saved": gettext_lazy("Votes of a workshop saved"),
    "workshopvote.refused": _NOT_SAVED,
    "enableranswer.saved": gettext_lazy("Enabler saved"),
    "enableranswer.refused": _NOT_SAVED,
    "enableranswer.carried_over": _CARRIED,
    "threatanswer.saved": gettext_lazy("Threat saved"),
    "threatanswer.refused": _NOT_SAVED,
    "threatanswer.carried_over": _CARRIED,
    "commitmentanswer.saved": gettext_lazy("Commitment saved"),
    "commitmentanswer.refused": _NOT_SAVED,
    "commitmentanswer.carried_over": _CARRIED,
    "action.created": gettext_lazy("Action added"),
    "action.saved": gettext_lazy("Action saved"),
    "action.refused": _NOT_SAVED,
    "action.noted": gettext_lazy("Progress note added"),
    "action.removed": gettext_lazy("Action taken out of the plan"),
    "action.restored": gettext_lazy("Action brought back"),
    "priority.saved": gettext_lazy("Priority saved"),
    "priority.refused": _NOT_SAVED,
    "evidence.added": gettext_lazy("Evidence added"),
    "evidence.removed": gettext_lazy("Evidence removed"),
    "evidence.restored": gettext_lazy("Evidence brought back"),
    "evidence.replaced": gettext_lazy("File replaced"),
    "evidence.refused": gettext_lazy("File kept beside: a colleague had replaced it"),
    "evidence.version_used": gettext_lazy("Another version of a file counts"),
    "evidence.seen": gettext_lazy("Link seen"),
    "assignment.saved": gettext_lazy("Assignment saved"),
    "assignment.refused": _NOT_SAVED,
    "round.reminded": gettext_lazy("Reminder sent"),
    "thread.opened": gettext_lazy("Comment or question begun"),
    "thread.resolved": gettext_lazy("Marked as resolved"),
    "thread.reopened": gettext_lazy("Opened again"),
    "comment.added": gettext_lazy("Comment or answer added"),
    "comment.removed": gettext_lazy("Comment taken away by its author"),
    "round.opened": gettext_lazy("Round opened"),
    "round.send_for_approval": gettext_lazy("Sent for approval"),
    "round.send_back": gettext_lazy("Sent back to draft"),
    "round.withdraw": gettext_lazy("Taken back before it was signed"),
    "round.submit": gettext_lazy("Round sent"),
    "round.take": gettext_lazy("Taken into review"),
    "round.take_over": gettext_lazy("Review taken over"),
    "reviewmark.saved": gettext_lazy("Mark of the review"),
    "round.return": gettext_lazy("Returned with comments"),
    "round.accept": gettext_lazy("Round accepted"),
    "round.reopen": gettext_lazy("Round reopened"),
    "report.issued": gettext_lazy("Report made"),
    "report.made_again": gettext_lazy("Kept report made again, because its file was gone"),
    "membership.created": gettext_lazy("Role given"),
    "membership.changed": gettext_lazy("Role changed"),
    "membership.ended": gettext_lazy("Member removed"),
    "invitation.sent": gettext_lazy("Invitation sent"),
    "invitation.resent": gettext_lazy("Invitation sent again"),
    "invitation.revoked": gettext_lazy("Invitation withdrawn"),
    "invitation.accepted": gettext_lazy("Invitation accepted"),
    "user.second_factor_reset": gettext_lazy("Second step reset"),
    "country.counted": gettext_lazy("Counted in regional figures, or no longer"),
    "country.second_factor": gettext_lazy("Second step asked of everyone, or no longer"),
    "decision.saved": gettext_lazy("Decision worded"),
    "decision.refused": _NOT_SAVED,
    "readertask.created": gettext_lazy("Second view asked for"),
    "readertask.withdrawn": gettext_lazy("Second view no longer asked for"),
    "secondview.given": gettext_lazy("Second view given"),
    "secondview.saved": gettext_lazy("Second view answered"),
    "secondview.refused": _NOT_SAVED,
    "user.created": gettext_lazy("Account made"),
    "user.changed": gettext_lazy("Profile changed"),
    "country.changed": gettext_lazy("Country changed"),
}
FIELD_NAMES: dict[str, Words] = {
    "phase": gettext_lazy("Phase"),
    "phase_unknown": gettext_lazy("Phase not known"),
    "reason": gettext_lazy("Reason"),
    "law": gettext_lazy("In law or policy"),
    "practice": gettext_lazy("Works in practice"),
    "nationwide": gettext_lazy("Nationwide"),
    "funded": gettext_lazy("Funded"),
    "target": gettext_lazy("Target"),
    "target_year": gettext_lazy("Target year"),
    "justification": gettext_lazy("Justification"),
    "participants": gettext_lazy("Who took part"),
    "participants_note": gettext_lazy("Names of the organisations"),
    "confidence": gettext_lazy("How sure"),
    "carried_over": gettext_lazy("To be confirmed"),
    "votes_0": gettext_lazy("Votes for phase 0"),
    "votes_1": gettext_lazy("Votes for phase 1"),
    "votes_2": gettext_lazy("Votes for phase 2"),
    "votes_3": gettext_lazy("Votes for phase 3"),
    "votes_4": gettext_lazy("Votes for phase 4"),
    "votes_unknown": gettext_lazy("Votes for “don’t know”"),
    "dissent": gettext_lazy("Who saw it otherwise, and why"),
    "held_on": gettext_lazy("Day of the workshop"),
    "guide_hidden": gettext_lazy("First-visit guide put away"),
    "answer": gettext_lazy("Answer"),
    "note": gettext_lazy("Note"),
    "presence": gettext_lazy("How present"),
    "source": gettext_lazy("Source"),
    "lead": gettext_lazy("Lead organisation"),
    "lead_open": gettext_lazy("Nobody leads it yet"),
    "partners": gettext_lazy("Partners"),
    "start": gettext_lazy("Start"),
    "due": pgettext_lazy("date", "Due"),
    "done_at": gettext_lazy("Done on"),
    "cost": gettext_lazy("Cost"),
    "currency": gettext_lazy("Currency"),
    "funding": gettext_lazy("Funding"),
    "secured": gettext_lazy("Of it secured"),
    "indicator": gettext_lazy("Indicator"),
    "baseline": gettext_lazy("Baseline"),
    "progress": gettext_lazy("Work done, in per cent"),
    "stop_reason": gettext_lazy("Reason for stopping"),
    "capabilities": gettext_lazy("Capabilities"),
    "gaps": gettext_lazy("Gaps"),
    "importance": gettext_lazy("Importance for children"),
    "feasibility": gettext_lazy("Feasibility"),
    "horizon": gettext_lazy("When"),
    "moved_to": gettext_lazy("Moved to rank"),
    "move_reason": gettext_lazy("Reason for the move"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Decision"),
    "url": gettext_lazy("Web address"),
    "file": gettext_lazy("File"),
    "sha256": gettext_lazy("Checksum (SHA-256)"),
    "seen_on": gettext_lazy("Seen on"),
    "kind": gettext_lazy("Who reads it"),
    "signed_name": gettext_lazy("Signed by"),
    "signed_function": gettext_lazy("Function of who signed"),
    "state": gettext_lazy("State"),
    "year": gettext_lazy("Year"),
    "framework": gettext_lazy("Framework"),
    "previous": gettext_lazy("Last round"),
    "user_id": gettext_lazy("Person"),
    "people": gettext_lazy("People"),
    "mail": gettext_lazy("Notices by mail"),
    "mail_off": gettext_lazy("Notices that do not come by mail"),
    "role": gettext_lazy("Role"),
    "ended_at": gettext_lazy("Ended"),
    "email": gettext_lazy("E-mail address"),
    "name": gettext_lazy("Name"),
    "organisation": gettext_lazy("Organisation"),
    "language": gettext_lazy("Language"),
    "is_active": gettext_lazy("Can sign in"),
    "asked": gettext_lazy("Who is asked"),
    "response": gettext_lazy("Answer to the second view"),
    "response_reason": gettext_lazy("Why the country holds to its answer"),
    "response_on": gettext_lazy("Said of phase"),
    "done": gettext_lazy("Looked at"),
    "to_change": gettext_lazy("To be returned"),
    "returned": gettext_lazy("Returned to the country"),
    "counted": gettext_lazy("Counted in regional figures"),
    "second_factor": gettext_lazy("Second step"),
    "second_factor_required": gettext_lazy("Second step at sign-in"),
}
#: Texts that people write: shown word by word where they differ.
TEXTS = frozenset(
    {
        "reason",
        "justification",
        "participants_note",
        "note",
        "dissent",
        "move_reason",
        "source",
        "title",
        "indicator",
        "partners",
        "stop_reason",
        "response_reason",
        "text",
    }
)
#: The same of texts that are shown as values, by the noun that has them.
_SHORT_TEXTS = {"action": ("lead", "baseline", "target"), "assignment": ("organisation",)}
#: What the secretariat and the readers write.
_OF_OTHERS = ("round.return", "round.accept", "round.reopen", "round.take", "reviewmark.", "secondview.given")
#: Kept as ISO 8601, shown as the reader writes a day. Of a moment the day is enough: the event has its own time.
_DAYS = frozenset({"start", "due", "done_at", "held_on", "seen_on", "ended_at", "given_at"})
#: Sums of money, kept as plain digits.
_SUMS = frozenset({"cost", "secured"})
_SIGN = "sign."


def _coded(names: Mapping[Any, Words]) -> dict[str, Words]:
    return {str(getattr(code, "value", code)): name for code, name in names.items()}


_FACETS = ("law", "practice", "nationwide", "funded")
_CODED: dict[str, dict[str, Words]] = {
    **dict.fromkeys((*_FACETS, "answer"), _coded(ANSWER_NAMES)),
    "confidence": _coded(CONFIDENCE_NAMES),
    "participants": _coded(PARTICIPANT_NAMES),
    "horizon": _coded(HORIZON_NAMES),
    "presence": _coded(PRESENCE_NAMES),
    "state": _coded(STATE_NAMES),
    "role": _coded(ROLE_NAMES),
    "response": _coded(REPLY_NAMES),
    "kind": _coded(THREAD_NAMES),
}
#: Of an action of the plan the same names hold other codes.
_OF_ACTION: dict[str, dict[str, Words]] = {
    "state": _coded(ACTION_STATE_NAMES),
    "funding": _coded(FUNDING_NAMES),
    "target": {},
}


def _day(value: str, for_table: bool) -> str:
    """A date or a moment, as the day it fell on here; what is neither stays as it is."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    day = timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()
    return day.isoformat() if for_table else date_format(day, "DATE_FORMAT")


def _sum(value: str) -> str:
    try:
        return number(value) if Decimal(value).is_finite() else value
    except InvalidOperation:
        return value


def kind_of(action: str) -> str:
    return next((kind for kind, starts in KINDS.items() if action.startswith(starts)), "other")


@dataclass(frozen=True)
class Speaker:
    """Knows the names that codes stand for: of signs, phases and capabilities of each round, and of people."""

    language: str
    rounds: Mapping[int, tuple[int, Structure]]
    people: Mapping[int, str]
    actions: Mapping[int, str]
    languages: Mapping[int, str]  # of each round
    for_table: bool = False  # which programs read: days as ISO 8601, sums as plain digits, a gap with its identity

    def language_of(self, action: str, noun: str, name: str, assessment_id: int | None) -> str | None:
        """The language of what was written into a field. None: it is no text of a person. Empty: nobody knows it."""
        if name not in TEXTS and name not in _SHORT_TEXTS.get(noun, ()):
            return None
        if action.startswith(_OF_OTHERS) or (noun == "secondview" and name == "reason"):
            return ""
        if assessment_id is not None:
            return self.languages.get(assessment_id, "")
        used = set(self.languages.values())  # an action belongs to no round: it is known where all agree
        return used.pop() if len(used) == 1 else ""

    def action(self, action: str) -> str:
        return str(ACTION_NAMES.get(action, action))

    def year(self, assessment_id: int | None) -> int | None:
        found = self._round(assessment_id)
        return found[0] if found else None

    def subject(self, noun: str, pk: int, assessment_id: int | None, code: str) -> str:
        """The name of what a change is about: a capability, an enabler, a threat, a commitment, an action."""
        if noun == "action":
            return self.actions.get(pk, "")
        if noun == "decision":  # its code is its number, not that of a capability
            return _("Decision %(number)s") % {"number": code}
        nodes = self._nodes(assessment_id)
        if nodes is None or not code:
            return ""
        others: dict[str, tuple[Any, ...]] = {
            "enableranswer": nodes.enablers,
            "threatanswer": nodes.harms,
            "commitmentanswer": nodes.commitments,
        }
        if noun in others:
            names = {node.code: node.names for node in others[noun]}
            return pick(names[code], self.language).text if code in names else ""
        return nodes.wording(self.language)[code].name.text if code in nodes.by_code else ""

    def field(self, name: str, assessment_id: int | None, code: str) -> str:
        """The name of a field; of a sign its own words, which only the capability's code makes known."""
        nodes = self._nodes(assessment_id)
        if name.startswith(_SIGN) and nodes is not None and code in nodes.by_code:
            signs = zip(nodes.by_code[code].signs, nodes.wording(self.language)[code].signs, strict=True)
            return next((f"{sign.code} {text.text}" for sign, text in signs if _SIGN + sign.code == name), name)
        return str(FIELD_NAMES.get(name, name))

    def value(self, noun: str, field: str, value: Any, assessment_id: int | None) -> str:
        """A stored value in words; empty where there was none."""
        if value is None or value == "" or value == []:
            return ""
        if field in ("phase", "target", "response_on") and noun != "action":
            return self._phase(value, assessment_id)
        if field == "user_id":
            return self.people.get(value, str(value)) if isinstance(value, int) else str(value)
        if field == "gaps" and isinstance(value, list):
            return "\n".join(self._gap(str(identity), assessment_id) for identity in value)
        if field == "people" and isinstance(value, list):
            return listed(self.people.get(pk, str(pk)) for pk in value)
        coded = _CODED | _OF_ACTION if noun == "action" else _CODED
        names = _coded(ANSWER_NAMES) if field.startswith(_SIGN) else coded.get(field)
        if isinstance(value, list) and names is None and all(isinstance(code, str) for code in value):
            names = {}
        if names is not None:
            codes = value if isinstance(value, list) else [value]
            return listed(str(names.get(str(code), code)) for code in codes)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, str) and field in _DAYS:
            return _day(value, self.for_table)
        if isinstance(value, str) and field in _SUMS and not self.for_table:
            return _sum(value)
        if isinstance(value, str | int):
            return str(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def _phase(self, value: Any, assessment_id: int | None) -> str:
        if value in ("unknown", "dk"):
            return _("Don’t know")
        nodes = self._nodes(assessment_id)
        number = int(value) if str(value).isdecimal() else None
        if nodes is None or number is None or number >= len(nodes.phases):
            return str(value)
        return f"{number} {pick(nodes.phases[number]['name'], self.language).text}"

    def _gap(self, identity: str, assessment_id: int | None) -> str:
        """What a gap is about, "3 Legislation · 2b The law names …". One that no framework of this country knows is
        shown by its identity."""
        words = self._gap_words(identity, assessment_id)
        if words is None:
            return identity
        return f"{words} · {isolated(identity)}" if self.for_table else words

    def _gap_words(self, identity: str, assessment_id: int | None) -> str | None:
        try:
            capability, source, ref = read_identity(identity)
        except ValueError:
            return None
        for nodes in self._frameworks(assessment_id):
            if capability not in nodes.by_code:
                continue
            words = nodes.wording(self.language)[capability]
            about = f"{isolated(capability)} {isolated(words.name.text)}"
            if source == Source.SIGN:
                signs = zip(nodes.by_code[capability].signs, words.signs, strict=True)
                found = (f"{isolated(ref)} {isolated(text.text)}" for sign, text in signs if sign.code == ref)
                sign_words = next(found, None)
                if sign_words is not None:
                    return f"{about} · {sign_words}"
            elif source == Source.FACET and ref in FACETS:
                return f"{about} · {FIELD_NAMES[ref]}"
            elif source == Source.EVIDENCE:
                return f"{about} · {_('A document that shows the phase')}"
        return None

    def _frameworks(self, assessment_id: int | None) -> list[Structure]:
        """That of the round. An action belongs to no round: those of all rounds, the newest first."""
        found = self._nodes(assessment_id)
        if found is not None:
            return [found]
        by_age = sorted(self.rounds.values(), key=lambda pair: -pair[0])
        return list({id(nodes): nodes for _year, nodes in by_age}.values())

    def _nodes(self, assessment_id: int | None) -> Structure | None:
        found = self._round(assessment_id)
        return found[1] if found else None

    def _round(self, assessment_id: int | None) -> tuple[int, Structure] | None:
        return None if assessment_id is None else self.rounds.get(assessment_id)

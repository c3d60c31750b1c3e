"""Who and what the matrix asks about."""

from assessments import second_factor
from assessments.actions.review import take_round
from assessments.models import Assessment, User
from assessments.roles import Role
from assessments.workflow import OPEN, State
from tests import factories as make


class World:
    """Sampland with a draft and a sent round, a neighbour, and one person of each kind.

    `reader` has no column: what they reach is one rule (test_reader.py). They gave one view of two on the draft."""

    def __init__(self) -> None:
        own, other = make.country("XSA"), make.country("XSB")
        self.coordinator = make.coordinator(own)
        sent = make.submitted_round(self.coordinator, 2024)
        draft = make.opened_round(self.coordinator, year=2026)
        make.answer_all(draft, self.coordinator)
        self.rounds: dict[str, Assessment] = {"draft": draft, "submitted": sent}
        self.people: dict[str, list[User | None]] = {
            "nobody": [None],
            "norole": [make.user()],
            "coordi": [self.coordinator],
            "contri": [make.user(Role.CONTRIBUTOR, own)],
            "approv": [make.user(Role.APPROVER, own)],
            "viewer": [make.user(Role.VIEWER, own)],
            "review": [make.user(Role.REVIEWER)],
            "admini": [make.user(Role.ADMINISTRATOR)],
            "other": [
                make.user(role, other) for role in (Role.COORDINATOR, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER)
            ],
        }
        for person in self.people["contri"]:
            for assessment in (sent, draft):
                make.assigned(assessment, person, "1")
        self.reader = make.reader(own)
        given, _open = make.asked(draft, self.coordinator, self.reader, "1", "4")
        make.given(given, "3")
        for person in self.people["other"]:  # of whom the approver has one by role: then all of them
            if person and not second_factor.has_one(person):
                make.second_factor(person)

    def _in_review(self) -> Assessment:
        """An older round that the reviewer has taken; made only for those who ask for it."""
        draft = Assessment.objects.filter(pk=self.rounds["draft"].pk)
        draft.update(state="accepted")  # one round is open at a time
        sent = make.submitted_round(self.coordinator, 2023)
        draft.update(state="draft")
        reviewer = self.people["review"][0]
        assert reviewer is not None
        return make.fresh(take_round(assessment=sent, by=reviewer, was=None))

    def round_in(self, state: str) -> Assessment:
        """The open round, or the sent one, put into this state; "-" is the draft. A review has a round of its own."""
        if state == State.IN_REVIEW:
            if state not in self.rounds:
                self.rounds[state] = self._in_review()
            return self.rounds[state]
        wanted = State.DRAFT if state == "-" else State(state)
        found = self.rounds["draft" if wanted in OPEN else "submitted"]
        sent_by = None if wanted in (State.DRAFT, State.FOR_APPROVAL) else self.coordinator
        if (found.state, found.sent_by) != (wanted, sent_by):
            Assessment.objects.filter(pk=found.pk).update(state=wanted, sent_by=sent_by)
            found.state, found.sent_by = wanted, sent_by
        return found

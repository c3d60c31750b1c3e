"""Who and what the matrix asks about."""

from assessments import second_factor
from assessments.actions.review import take_round
from assessments.models import Assessment, User
from assessments.roles import Role
from tests import factories as make


class World:
    """Sampland with a draft and a sent round, a neighbour, and one person of each kind."""

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
        if state == "in_review" and state not in self.rounds:
            self.rounds[state] = self._in_review()
        return self.rounds["draft" if state == "-" else state]

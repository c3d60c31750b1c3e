"""What stands between a round in review and its acceptance, because the country has not had its word on it yet."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from assessments import second_views
from assessments.models import Assessment, Comment, SecondView, Thread
from assessments.results import state_of
from assessments.talk import Kind as TalkKind


@dataclass(frozen=True)
class Unsettled:
    """Codes of capabilities, in the framework's order."""

    views: tuple[str, ...] = ()  # the secretariat sees another phase, and the country was not shown that yet
    questions: tuple[str, ...] = ()  # a question of the secretariat is open

    def __bool__(self) -> bool:
        return bool(self.views or self.questions)


def unsettled_of(assessment: Assessment) -> Unsettled:
    """In two queries. A view is shown when the round is returned; a question is resolved by whoever asked. One that
    the country was shown and did not answer, and one that says the same as the country, hold nothing up."""
    waiting = SecondView.objects.filter(assessment=assessment, kind=second_views.Kind.REVIEW, given_at=None)
    views = [
        view.code
        for view in waiting.beside_the_answer().annotate(code=F("capability__code")).order_by("capability__order")
        if view.chosen and second_views.needs_reason(state_of(view.own_phase, view.own_unknown), view.state)
    ]
    said = Comment.objects.filter(thread=OuterRef("pk"), removed_at=None)  # else its author took the question away
    asked = Thread.objects.filter(
        Exists(said), assessment=assessment, kind=TalkKind.QUESTION, by_secretariat=True, resolved_at=None
    )
    questions = asked.order_by("capability__order").values_list("capability__code", flat=True)
    return Unsettled(tuple(views), tuple(dict.fromkeys(questions)))

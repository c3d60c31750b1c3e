"""The read model of what was said about a round: who signed it, and the questions that the secretariat and the country
asked each other. What a country says among itself and the secretariat's notes are never part of it.

Frozen with the round. New fields need a default: snapshots written before them must still be read.
"""

import datetime as dt
from dataclasses import dataclass

from assessments.models import Assessment, Comment, Signature
from assessments.talk import Kind
from assessments.workflow import SHARED, State


@dataclass(frozen=True)
class SignatureResult:
    """Who signed the round for the country when it was sent. `without_approver`: its coordinator did."""

    name: str
    function: str
    organisation: str
    at: dt.datetime
    without_approver: bool = False


def signature_of(assessment: Assessment) -> SignatureResult | None:
    """The signature under which the round stands with the secretariat; none while the country is at work."""
    if assessment.state not in SHARED:
        return None
    row = Signature.objects.filter(assessment=assessment).order_by("-pk").first()
    if row is None:
        return None
    return SignatureResult(row.name, row.function, row.organisation, row.signed_at, row.without_approver)


@dataclass(frozen=True)
class WordsResult:
    """What one side said. `who` is an organisation, or a person where none is known; of the secretariat it is empty."""

    at: dt.datetime
    text: str
    by_secretariat: bool = False
    who: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """A question between the secretariat and the country, about one capability, with all that was said."""

    code: str
    by_secretariat: bool = False
    resolved: bool = False
    words: tuple[WordsResult, ...] = ()


def questions_of(assessment: Assessment) -> tuple[QuestionResult, ...]:
    """What the annex of the accepted report prints, in the framework's order; nothing before that.

    What an author took away is not in it.
    """
    if assessment.state != State.ACCEPTED:
        return ()
    found: dict[int, QuestionResult] = {}
    said: dict[int, list[WordsResult]] = {}
    comments = Comment.objects.filter(thread__assessment=assessment, thread__kind=Kind.QUESTION, removed_at=None)
    rows = comments.select_related("thread__capability", "by").order_by("thread__capability__order", "thread_id", "pk")
    for row in rows:
        thread = row.thread
        if thread.pk not in found:
            resolved = thread.resolved_at is not None
            found[thread.pk] = QuestionResult(thread.capability.code, thread.by_secretariat, resolved)
        who = "" if row.by_secretariat else row.organisation or str(row.by)
        said.setdefault(thread.pk, []).append(WordsResult(row.at, row.text, row.by_secretariat, who))
    return tuple(
        QuestionResult(entry.code, entry.by_secretariat, entry.resolved, tuple(said[pk])) for pk, entry in found.items()
    )

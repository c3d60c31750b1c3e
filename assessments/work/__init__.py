"""What waits for a person, across countries and rounds: one list, gathered from providers.

A provider is a function of a user and a language that gives `Item`s. Each asks the database a fixed number of times,
whatever the number of rows, and not at all where the person has no role that it concerns.
"""

from collections.abc import Callable, Iterable

from assessments import duties
from assessments.models import User
from assessments.work.answers import answers
from assessments.work.item import Item
from assessments.work.offers import invitations
from assessments.work.plan import actions
from assessments.work.rounds import rounds
from assessments.work.talk import questions
from assessments.work.views import reader_tasks, to_settle

__all__ = ["PROVIDERS", "Item", "Provider", "of"]

Provider = Callable[[User, str], Iterable[Item]]
#: In the order of what has no day: what others wait for comes first.
PROVIDERS: list[Provider] = [invitations, rounds, questions, to_settle, reader_tasks, answers, actions]


def of(user: User, language: str) -> list[Item]:
    """Everything that waits for this person: what is due first comes first, what has no day comes last."""
    found = [item for provider in PROVIDERS for item in provider(user, language)]
    return sorted(found, key=lambda item: duties.order(item.due))  # stable: within a day as the providers gave it

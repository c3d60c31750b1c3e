"""Rounds that wait for a move: to be signed, to be taken, in review, or given back."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, User
from assessments.roles import Permission
from assessments.translation import Text
from assessments.work.item import Item, countries, reviews
from assessments.workflow import Move, State

#: Moves after which a draft waits for whoever leads the work.
_GIVEN_BACK: dict[str, Promise] = {
    Move.SEND_BACK: _("The approver gives a round back"),
    Move.REOPEN: _("A round is reopened"),
}
_SAID: dict[str, tuple[str, Promise]] = {
    State.FOR_APPROVAL: ("round_send", _("A round waits for approval")),
    State.RETURNED: ("workspace", _("The secretariat returns a round with comments")),
    State.SUBMITTED: ("review_show", _("Sent: it waits for a reviewer who takes it")),
    State.IN_REVIEW: ("review_show", _("In review, with you")),
}


def rounds(user: User, language: str) -> list[Item]:
    """One query, whatever the roles."""
    signing = countries(user, Permission.APPROVE)
    leading = countries(user, Permission.SEND_FOR_APPROVAL)
    wanted = []
    if signing:
        wanted.append(Q(country__in=signing, state=State.FOR_APPROVAL))
    if leading:
        given_back = Q(state=State.DRAFT, last_move__in=list(_GIVEN_BACK))
        wanted.append(Q(country__in=leading) & (Q(state=State.RETURNED) | given_back))
    if reviews(user):
        wanted.append(Q(state=State.SUBMITTED) | Q(state=State.IN_REVIEW, reviewer=user))
    if not wanted:
        return []
    which = wanted[0]
    for more in wanted[1:]:
        which |= more
    rows = Assessment.objects.with_round().filter(which).order_by("state_at", "pk")
    return [_item(row, language) for row in rows]


def _item(row: Assessment, language: str) -> Item:
    route, about = _SAID.get(row.state) or ("workspace", _GIVEN_BACK[row.last_move])
    return Item(
        title=Text(row.title),
        href=reverse(route, args=[row.pk]),
        country=row.country.name_in(language),
        year=row.year,
        about=str(about),
        written_in=row.language,
    )

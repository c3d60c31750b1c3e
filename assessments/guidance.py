"""Words that lead people: the journey of each role, what happens next in each state, the first steps of each role."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Country, User
from assessments.roles import COUNTRY_ROLES, ORDER, SECRETARIAT_ROLES, Role
from assessments.workflow import State

Words = str | Promise

JOURNEYS: dict[Role, tuple[Words, ...]] = {
    Role.COORDINATOR: (
        _("Open the round. What the last round said is filled in, to be confirmed."),
        _("Invite colleagues: contributors who answer, an approver who signs, viewers who read."),
        _("Hand out the questionnaire and the guide. Hold a workshop, or let each field answer its part."),
        _("Fill in what is left: targets, enablers, the threat picture, commitments."),
        _("Set the priorities. Turn gaps into actions with a lead, a date and a cost."),
        _("Word the three decisions of the brief. Look through the check, then send the round."),
    ),
    Role.CONTRIBUTOR: (
        _("Look at the capabilities of your field. Read an example first."),
        _("Answer the signs and the reality check, choose the phase, write why, add the evidence."),
        _("Add actions for the gaps of the capabilities that are assigned to you, and write progress notes."),
        _("What you type is saved at once. If a colleague changes the same field, both versions are shown."),
    ),
    Role.APPROVER: (
        _("Read along while the round is a draft. You see every answer and its history."),
        _("When the coordinator sends it for approval, read the check, the brief and the report."),
        _("Send it to the secretariat in the name of the country, or send it back with a reason."),
    ),
    Role.VIEWER: (
        _("Read the answers, the gaps, the plan and the history of your country."),
        _("Download the report and the brief, and print packs for meetings."),
    ),
    Role.REVIEWER: (
        _("See in the list of countries which rounds have been sent. Drafts stay with the country."),
        _("Take a round into review, and read it: answers, evidence, gaps, plan."),
        _("Return it with comments, or accept it. You never change an answer."),
    ),
    Role.ADMINISTRATOR: (
        _("Invite the people of the secretariat, and the coordinator of each country."),
        _("Load a new version of the framework when there is one; old rounds keep theirs."),
        _("Reopen a sent round when the country asks for it, with a reason."),
        _("Reset the second step of people who have lost their phone."),
    ),
}


@dataclass(frozen=True)
class Next:
    """Who acts while a round is in a state, and what comes then."""

    state: State
    who: Words
    then: Words


NEXT = (
    Next(
        State.DRAFT,
        _("Coordinator and contributors"),
        _("They answer. When every capability is answered, the coordinator sends the round, for approval or at once."),
    ),
    Next(
        State.FOR_APPROVAL,
        _("Approver"),
        _("The answers are locked. The approver sends the round to the secretariat, or sends it back with a reason."),
    ),
    Next(
        State.SUBMITTED,
        _("Secretariat"),
        _("The answers and the report stay as they are. A reviewer takes the round into review."),
    ),
    Next(
        State.IN_REVIEW,
        _("Reviewer"),
        _("The reviewer reads and asks. Then the round is returned with comments, or accepted."),
    ),
    Next(
        State.RETURNED,
        _("Coordinator and contributors"),
        _("The answers can be changed again. The coordinator sends the round once more."),
    ),
    Next(
        State.ACCEPTED,
        _("Nobody"),
        _("The round is kept as the baseline of the next one. The action plan goes on."),
    ),
)


@dataclass(frozen=True)
class Step:
    """One step of the first visit. `of`: what the address needs, a round, a country, or nothing."""

    words: Words
    route: str
    of: str = ""


@dataclass(frozen=True)
class Visit:
    role: Role
    steps: tuple[tuple[Words, str], ...]


FIRST_STEPS: dict[Role, tuple[Step, ...]] = {
    Role.COORDINATOR: (
        Step(_("Read the whole questionnaire"), "questionnaire"),
        Step(_("Invite your colleagues"), "people_list", "country"),
        Step(_("Open the first round"), "round_open", "country without a round"),
        Step(_("Answer the first capabilities"), "capability_list", "round"),
        Step(_("Print packs for a workshop"), "print_show", "round"),
        Step(_("See the gaps, and set the priorities"), "gap_list", "round"),
    ),
    Role.CONTRIBUTOR: (
        Step(_("Read an example of a good answer"), "example_list"),
        Step(_("Find the capabilities of your field"), "capability_list", "round"),
        Step(_("See which actions your organisation leads"), "plan_list", "round"),
    ),
    Role.APPROVER: (
        Step(_("Read the answers"), "capability_list", "round"),
        Step(_("See what a reader would question"), "check_show", "round"),
        Step(_("Read the brief for the minister"), "brief_edit", "round"),
        Step(_("Learn what happens when a round is sent"), "help"),
    ),
    Role.VIEWER: (
        Step(_("Read the answers"), "capability_list", "round"),
        Step(_("See the gaps and the priorities"), "gap_list", "round"),
        Step(_("Download the report"), "report_show", "round"),
        Step(_("Learn what the phases mean"), "help"),
    ),
    Role.REVIEWER: (
        Step(_("See which rounds have been sent"), "country_list"),
        Step(_("Read the whole questionnaire"), "questionnaire"),
        Step(_("Learn what happens in each state of a round"), "help"),
    ),
    Role.ADMINISTRATOR: (
        Step(_("Invite the people of the secretariat"), "secretariat_list"),
        Step(_("Open a country, and invite its coordinator"), "country_list"),
        Step(_("Learn what happens in each state of a round"), "help"),
    ),
}


def role_here(user: User, country: Country | None) -> Role | None:
    """The highest role that counts on this page: in its country, else in the secretariat."""
    of_country = {Role(m.role) for m in user.current_memberships if country is not None and m.country_id == country.pk}
    found = [role for role in reversed(ORDER) if role in of_country and role in COUNTRY_ROLES]
    found += [role for role in reversed(ORDER) if role in user.roles and role in SECRETARIAT_ROLES]
    return found[0] if found else None


def first_visit(user: User, country: Country | None, assessment: Assessment | None) -> Visit | None:
    """The first steps for this person on this page; None where there are none, or they were put away."""
    if user.guide_hidden_at is not None:
        return None
    role = role_here(user, country)
    if role is None or (role in SECRETARIAT_ROLES and assessment is not None):  # theirs stand on the list of countries
        return None
    steps = tuple((step.words, href) for step in FIRST_STEPS[role] if (href := _address(step, country, assessment)))
    return Visit(role, steps) if steps else None


def _address(step: Step, country: Country | None, assessment: Assessment | None) -> str:
    if step.of == "round":
        return reverse(step.route, args=[assessment.pk]) if assessment is not None else ""
    if step.of == "country":
        return reverse(step.route, args=[country.iso3]) if country is not None else ""
    if step.of == "country without a round":
        return reverse(step.route, args=[country.iso3]) if country is not None and assessment is None else ""
    return reverse(step.route)

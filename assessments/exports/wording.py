"""Words of the report for codes of the rules. Looked up under `translation.override`, so they are lazy."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.gaps import Kind
from assessments.workflow import State

FACET_NAMES = {
    "law": gettext_lazy("In law or policy"),
    "practice": gettext_lazy("Works in practice"),
    "nationwide": gettext_lazy("Nationwide"),
    "funded": gettext_lazy("Funded"),
}
#: The four questions of the reality check, each with a hint.
FACET_QUESTIONS = {
    "law": (gettext_lazy("Is it in law or policy?"), gettext_lazy("A law, decree, strategy or circular in force")),
    "practice": (gettext_lazy("Does it work in practice?"), gettext_lazy("As front-line staff would answer")),
    "nationwide": (gettext_lazy("Is it nationwide?"), gettext_lazy("Every region, towns and countryside")),
    "funded": (gettext_lazy("Is it funded?"), gettext_lazy("In the budget, for staff as well as for things")),
}
#: The same four as something that is missing.
FACET_GAPS = {
    "law": gettext_lazy("A basis in law or policy"),
    "practice": gettext_lazy("Working in practice"),
    "nationwide": gettext_lazy("Reach across the whole country"),
    "funded": gettext_lazy("Funding"),
}
KIND_NAMES = {
    Kind.MISSING: pgettext_lazy("kind of gap", "Missing"),
    Kind.PARTLY: pgettext_lazy("kind of gap", "Partly there"),
    Kind.UNKNOWN: pgettext_lazy("kind of gap", "Not known"),
    Kind.UNANSWERED: pgettext_lazy("kind of gap", "Unanswered"),
}
#: What a reader must know of a report in this state. Accepted says it too.
STATE_SENTENCES = {
    State.DRAFT: gettext_lazy("The country is still at work. Answers can change."),
    State.FOR_APPROVAL: gettext_lazy("The answers wait for approval in the country. They can still change."),
    State.SUBMITTED: gettext_lazy("The country has sent this round. It has not been accepted yet."),
    State.IN_REVIEW: gettext_lazy("The secretariat is reading this round. It has not been accepted yet."),
    State.RETURNED: gettext_lazy("The secretariat has sent this round back with questions. Answers can change."),
    State.ACCEPTED: gettext_lazy("The secretariat has accepted this round. Its answers no longer change."),
}

"""Print packs: a questionnaire, blank or with the answers of a round, as paper to take into a meeting."""

from functools import cached_property

from django.utils.safestring import SafeString

from assessments.exports import pdf
from assessments.exports.report.words import badge
from assessments.exports.wording import FACET_QUESTIONS
from assessments.maturity import Answer
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.results import CapabilityResult, DomainResult, Questionnaire
from assessments.translation import Text

#: The columns of every question, in the order of the page.
_ANSWERS = (Answer.YES, Answer.PARTLY, Answer.NO, Answer.UNKNOWN)
Ticks = tuple[bool, ...]


def html_of(pack: Questionnaire) -> str:
    return pdf.document("pack", pack.language, pack=pack, paper=Paper(pack))


def content_key(pack: Questionnaire) -> str:
    """Names the file: the same for the same texts, answers and version of its making."""
    return pdf.key_of("pack", pack.digest)


def file_name(pack: Questionnaire) -> str:
    """Names that sort by round, country and part: MNR-2026-XSA-pack-3-en.pdf, …-pack-3-filled-en.pdf."""
    if pack.year is None:
        return f"MNR-{pack.version}-questionnaire-{pack.language}.pdf"
    part = pack.scope.removeprefix("c-").removeprefix("d-")
    filled = "-filled" if pack.filled else ""
    return f"MNR-{pack.year}-{pack.country}-pack-{part}{filled}-{pack.language}.pdf"


class Paper:
    """A pack as its template prints it. Made and used under `translation.override`."""

    def __init__(self, pack: Questionnaire) -> None:
        self.pack = pack

    @cached_property
    def chapters(self) -> list[tuple[DomainResult, list["Sheet"]]]:
        return [
            (domain, [Sheet(capability, self.pack) for capability in self.pack.capabilities_of(domain)])
            for domain in self.pack.domains
        ]

    @property
    def answers(self) -> list[str]:
        return [str(ANSWER_NAMES[answer]) for answer in _ANSWERS]

    @property
    def has_contents(self) -> bool:
        return len(self.pack.capabilities) > 1

    @property
    def only(self) -> Text | None:
        """What it is about, where that is one capability or one domain."""
        if self.pack.scope.startswith("c-"):
            return self.pack.capabilities[0].name
        return self.pack.domains[0].name if self.pack.scope.startswith("d-") else None


class Sheet:
    """One capability: each thing that can be ticked with whether it is. A blank pack has nothing ticked."""

    def __init__(self, capability: CapabilityResult, pack: Questionnaire) -> None:
        self.capability, self._pack = capability, pack

    @property
    def phases(self) -> list[tuple[SafeString, Text, Text, bool]]:
        now = self.capability.phase
        return [
            (badge(str(number)), name.name, text, number == now)
            for number, (name, text) in enumerate(zip(self._pack.phase_names, self.capability.phases, strict=False))
        ]

    @property
    def signs(self) -> list[tuple[SafeString, Text, list[tuple[Text, Ticks]]]]:
        numbers = sorted({sign.phase for sign in self.capability.signs})
        return [
            (
                badge(str(number)),
                self._pack.phase_names[number].name,
                [(sign.text, _ticks(sign.answer)) for sign in self.capability.signs if sign.phase == number],
            )
            for number in numbers
        ]

    @property
    def facets(self) -> list[tuple[str, str, Ticks]]:
        questions = {code: (str(question), str(hint)) for code, (question, hint) in FACET_QUESTIONS.items()}
        return [(*questions[facet.code], _ticks(facet.answer)) for facet in self.capability.facets]

    @property
    def targets(self) -> list[tuple[SafeString, Text, bool]]:
        target = self.capability.target
        return [(badge(str(n)), name.name, n == target) for n, name in enumerate(self._pack.phase_names)]

    @property
    def participants(self) -> list[tuple[str, bool]]:
        return [(str(name), code in self.capability.participants) for code, name in PARTICIPANT_NAMES.items()]

    @property
    def confidence(self) -> list[tuple[str, bool]]:
        return [(str(name), level == self.capability.confidence) for level, name in CONFIDENCE_NAMES.items()]

    @property
    def votes(self) -> list[tuple[SafeString, int | str]]:
        """A box for the votes of each phase, with what was counted."""
        said = self.capability.workshop
        counts = (*said.votes, said.unknown) if said else (None,) * 6
        states = (*map(str, range(5)), "dk")
        return [(badge(state), "" if count is None else count) for state, count in zip(states, counts, strict=True)]


def _ticks(given: Answer) -> Ticks:
    return tuple(given == answer for answer in _ANSWERS)

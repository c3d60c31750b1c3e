"""Assessment -> AssessmentResult, with a number of queries that does not grow with the answers."""

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from threading import Lock
from typing import Any, Literal

from django.db.models import F, Max
from django.utils.timezone import localdate

from assessments import attention, gaps, maturity, priorities, structure
from assessments.maturity import Answer, Progress, SignState
from assessments.models import (
    Assessment,
    Evidence,
    Priority,
    Response,
    SignAnswer,
    Snapshot,
    WorkshopVote,
)
from assessments.models.decision import DECISION_NUMBERS
from assessments.results import annex, context, over_rounds
from assessments.results.following import DecisionResult, Saved, WorkshopResult
from assessments.results.planning import read_actions, state_for_gaps
from assessments.results.second_views import SecondViewResult
from assessments.results.shapes import (
    AssessmentResult,
    CapabilityResult,
    DomainResult,
    EnablerResult,
    EvidenceResult,
    FacetResult,
    GapResult,
    PhaseName,
    Previous,
    PriorityResult,
    RoundFrame,
    SignResult,
)
from assessments.results.submissions import frozen_rows, grouped, in_language, submitted
from assessments.structure import CapabilityNode, Structure, Wording
from assessments.translation import Text, pick
from assessments.workflow import SHARED, State

_FACETS = gaps.FACETS
_SAVER, _saved = context.SAVER, context.saved
_VOTE_SAVER = {"vote_saver": F("workshop__saved_by__name"), "vote_saver_of": F("workshop__saved_by__organisation")}
Depth = Literal["answers", "row", "nothing"]


#: Results by what they were built from. Pages are read far more often than a round is written.
_kept: OrderedDict[tuple[Any, ...], AssessmentResult] = OrderedDict()
_KEPT = 32
_lock = Lock()


def of(assessment: Assessment, language: str) -> AssessmentResult:
    """What a reader sees of this round: what was frozen once it was sent, the rows as they are until then.

    Kept in memory until the round's version moves. A name that someone changed in their profile shows at the next
    write or start.
    """
    return in_each(assessment, (language,))[language]


def in_each(assessment: Assessment, languages: Iterable[str]) -> dict[str, AssessmentResult]:
    """The same in several languages: what is not in memory is made from rows that are read once for all of them."""
    framework, rows, found = assessment.framework, None, {}
    # The day, because what is overdue depends on it; what is frozen does not move with the days.
    day = None if assessment.state in SHARED else localdate()
    for language in languages:
        key = (assessment.pk, assessment.version, assessment.state, language, framework.pk, framework.revision, day)
        with _lock:
            result = _kept.get(key)
        if result is None and assessment.state in SHARED:
            result = _snapshot(assessment, language)
        if result is None:
            rows = rows or _Round(assessment)
            result = build(assessment, language, rows)
        with _lock:
            _kept[key] = found[language] = result
            _kept.move_to_end(key)
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return found


def forget() -> None:
    """For tests, whose databases reuse primary keys and versions."""
    with _lock:
        _kept.clear()


def _snapshot(assessment: Assessment, language: str) -> AssessmentResult | None:
    """The latest snapshot in this language, else in English, else in any: a language may be younger than it.

    A round in review has none of its own: it shows what was sent, in the state in which it was sent. The present one
    is the round's own, `assessment.state`; written over the frozen one it would be another report with another code.
    """
    groups = grouped(frozen_rows(assessment))
    return submitted(in_language(groups[-1], language).pk) if groups else None


def build(assessment: Assessment, language: str, read: "_Round | None" = None) -> AssessmentResult:
    """Reads the rows of one round, where they were not read for another language. `assessment` comes with its country
    and framework selected."""
    nodes = structure.of(assessment.framework)
    read = read or _Round(assessment)
    rows = read.rows
    wording = nodes.wording(language)
    capabilities = tuple(_capability(node, rows, wording[node.code]) for node in nodes.capabilities)
    by_code = {capability.code: capability for capability in capabilities}
    country = assessment.country
    states = [state_for_gaps(c) for c in capabilities]
    found_gaps, closed = _gaps(country.iso3, capabilities, states, rows.previous_gaps)
    result = AssessmentResult(
        assessment_id=assessment.pk,
        language=language,
        country=country.iso3,
        country_name=country.name_in(language),
        is_demo=country.is_demo,
        year=assessment.year,
        title=assessment.title,
        written_in=assessment.language,
        target_year=assessment.target_year,
        state=State(assessment.state),
        state_at=assessment.state_at,
        changed_at=rows.changed_at,
        framework=nodes.code,
        framework_version=nodes.version,
        framework_name=pick(nodes.names, language),
        framework_notice=pick(nodes.notices, language),
        phase_names=phase_names_of(nodes, language),
        themes=tuple((code, pick(names, language)) for code, names in nodes.themes),
        domains=domains_of(nodes, by_code, language),
        capabilities=capabilities,
        enablers=tuple(_enabler(node, rows, language) for node in nodes.enablers),
        gaps=found_gaps,
        closed_gaps=closed,
        priorities=_priorities(
            capabilities,
            {node.code: rows.priorities[node.pk] for node in nodes.capabilities if node.pk in rows.priorities},
        ),
        progress=_progress(capabilities),
        previous_year=rows.previous_year,
        sent_by=assessment.sent_by.name if assessment.sent_by_id and assessment.sent_by else "",
        threats=context.threats(nodes, rows.context, language),
        commitments=context.commitments(nodes, rows.context, language),
        actions=read.actions,
        decisions=_decisions(rows),
        signature=read.signature,
        questions=read.questions,
    )
    return replace(result, register=over_rounds.entries(result, states, rows.summaries))


def one(
    assessment: Assessment, code: str, language: str, *, depth: Depth = "answers"
) -> tuple[CapabilityResult, RoundFrame]:
    """One answer as it stands, without reading the other twenty nor the last round: an autosave must be light.

    `depth` "answers" reads its row, signs and evidence, "row" the row alone, "nothing" only names it: enough to
    check most forms with.
    """
    nodes = structure.of(assessment.framework)
    rows = _Rows(assessment, only=nodes.by_code[code].pk, depth=depth)
    return _capability(nodes.by_code[code], rows, nodes.wording(language)[code]), frame_of(assessment, language)


def frame_of(assessment: Assessment, language: str) -> RoundFrame:
    """For a page that needs no answers."""
    return RoundFrame(
        year=assessment.year,
        target_year=assessment.target_year,
        phase_names=phase_names_of(structure.of(assessment.framework), language),
    )


def unanswered(nodes: Structure, language: str) -> tuple[CapabilityResult, ...]:
    """The capabilities as nobody has answered them yet, without a query."""
    rows, wording = _Rows(None, depth="nothing"), nodes.wording(language)
    return tuple(_capability(node, rows, wording[node.code]) for node in nodes.capabilities)


def phase_names_of(nodes: Structure, language: str) -> tuple[PhaseName, ...]:
    return tuple(
        PhaseName(
            name=pick(phase["name"], language),
            summary=pick(phase["summary"], language),
            text=pick(phase["text"], language),
        )
        for phase in nodes.phases
    )


class _Round:
    """All that is read of a round, the same in every language."""

    def __init__(self, assessment: Assessment) -> None:
        order = {node.code: node.order for node in structure.of(assessment.framework).capabilities}
        self.rows = _Rows(assessment)
        self.actions = read_actions(assessment.country_id, order, localdate())
        self.signature = annex.signature_of(assessment)
        self.questions = annex.questions_of(assessment)


class _Rows:
    """The rows of one round, read once: four queries, and one for the summaries of the rounds before. `only` reads the
    rows of one capability."""

    def __init__(self, assessment: Assessment | None, only: int | None = None, depth: Depth = "answers") -> None:
        of_answers: dict[str, Any] = {"assessment": assessment} | ({"capability_id": only} if only else {})
        self.responses: dict[int, Response] = {}
        self.signs: dict[int, str] = {}  # answers by the key of their sign
        self.evidence: dict[int, list[EvidenceResult]] = defaultdict(list)
        self.priorities: dict[int, Priority] = {}
        self.previous: Mapping[str, Any] = {}
        self.previous_gaps: frozenset[str] | None = None
        self.previous_year: int | None = None
        self.summaries: list[Mapping[str, Any]] = []
        self.second_views: Mapping[int, tuple[SecondViewResult, ...]] = {}
        if depth != "nothing":
            found = Response.objects.filter(**of_answers).select_related("workshop").annotate(**_SAVER, **_VOTE_SAVER)
            self.responses = {row.capability_id: row for row in found}
        if depth == "answers":
            self._read_evidence(of_answers)
        if only is None and assessment is not None:
            self._read_previous(assessment)
            self._read_round(assessment)
        elif depth == "answers":
            self._read_signs(of_answers)

    def _read_signs(self, of_answers: Mapping[str, Any]) -> None:
        """Of one capability. Those of a round come with its short answers."""
        of_responses = {f"response__{name}": value for name, value in of_answers.items()}
        self.signs = dict(SignAnswer.objects.filter(**of_responses).values_list("sign_id", "answer"))

    def _read_evidence(self, of_answers: Mapping[str, Any]) -> None:
        of_responses = {f"response__{name}": value for name, value in of_answers.items()}
        columns = ("response_id", "pk", "title", "url", "added_by__name", "organisation", "added_at", "carried_over")
        of_files = ("file", "file__name", "file__kind", "file__size", "file__sha256", "file__scanned_at")
        evidence = Evidence.objects.filter(removed_at=None, **of_responses)
        for found in evidence.values(*columns, *of_files, "seen_on", "seen_by__name"):
            self.evidence[found["response_id"]].append(_piece(found))

    def _read_round(self, assessment: Assessment) -> None:
        found = Priority.objects.filter(assessment=assessment).annotate(**_SAVER)
        self.priorities = {row.capability_id: row for row in found}
        self.context = context.ContextRows(assessment)
        self.second_views = self.context.views
        self.signs = self.context.signs
        moments = [assessment.opened_at, assessment.state_at, *self.context.moments]
        for rows in (self.responses, self.priorities):
            moments += [row.saved_at for row in rows.values() if row.saved_at]
        votes = (getattr(row, "workshop", None) for row in self.responses.values())
        moments += [vote.saved_at for vote in votes if vote is not None and vote.saved_at]
        self.changed_at: dt.datetime = max(moments)

    def _read_previous(self, assessment: Assessment) -> None:
        """The newest summary of each earlier round of the country; that of the last one is compared with."""
        earlier = {"assessment__country_id": assessment.country_id, "assessment__year__lt": assessment.year}
        newest = Snapshot.objects.filter(**earlier).order_by().values("assessment_id").annotate(newest=Max("pk"))
        found = Snapshot.objects.filter(pk__in=newest.values("newest")).order_by("assessment__year")
        for assessment_id, summary in found.values_list("assessment_id", "summary"):
            if summary:
                self.summaries.append(summary)
            if summary and assessment_id == assessment.previous_id:
                self.previous = summary["capabilities"]
                self.previous_gaps = frozenset(summary["gaps"])
                self.previous_year = summary["year"]


def _piece(found: Mapping[str, Any]) -> EvidenceResult:
    has_file = found["file"] is not None
    return EvidenceResult(
        pk=found["pk"],
        title=found["title"],
        url=found["url"],
        added_by=found["added_by__name"],
        added_at=found["added_at"],
        organisation=found["organisation"],
        carried_over=found["carried_over"],
        file=found["file"],
        file_name=found["file__name"] or "",
        file_kind=found["file__kind"] or "",
        file_size=found["file__size"] or 0,
        file_sha256=found["file__sha256"] or "",
        file_scanned=found["file__scanned_at"] is not None if has_file else None,
        seen_on=found["seen_on"],
        seen_by=found["seen_by__name"] or "",
    )


def _capability(node: CapabilityNode, rows: _Rows, wording: Wording) -> CapabilityResult:
    row = rows.responses.get(node.pk) or Response(capability_id=node.pk)
    signs = tuple(
        SignResult(sign.code, sign.phase, text, Answer(rows.signs.get(sign.pk, "")))
        for sign, text in zip(node.signs, wording.signs, strict=True)
    )
    evidence = tuple(rows.evidence.get(row.pk, ()))
    suggestion = maturity.suggest([SignState(sign.code, sign.phase, sign.answer) for sign in signs])
    before = rows.previous.get(node.code)
    return CapabilityResult(
        code=node.code,
        order=node.order,
        domain=node.domain,
        theme=node.theme,
        requires=node.requires,
        name=wording.name,
        summary=wording.summary,
        requirement=wording.requirement,
        why=wording.why,
        phases=wording.phases,
        evidence_hints=wording.evidence,
        not_to_confuse=wording.not_to_confuse,
        signs=signs,
        facets=tuple(FacetResult(facet, Answer(getattr(row, facet))) for facet in _FACETS),
        suggestion=suggestion,
        phase=row.phase,
        phase_unknown=row.phase_unknown,
        reason=row.reason,
        target=row.target,
        target_year=row.target_year,
        justification=row.justification,
        participants=tuple(row.participants),
        participants_note=row.participants_note,
        confidence=row.confidence,
        carried_over=row.carried_over,
        evidence=evidence,
        attention=attention.of_answer(
            phase=row.phase,
            phase_unknown=row.phase_unknown,
            suggestion=suggestion,
            reason=row.reason,
            justification=row.justification,
            target=row.target,
            evidence_count=len(evidence),
            participants=len(row.participants),
            carried_over=row.carried_over,
        ),
        answered=maturity.is_answered(
            phase=row.phase, phase_unknown=row.phase_unknown, justification=row.justification
        ),
        started=row.revision > 0,
        previous=Previous(**before) if before else None,
        saved=_saved(rows.responses.get(node.pk)),
        second_views=rows.second_views.get(node.pk, ()),
        workshop=_workshop(row),
    )


def _workshop(response: Response) -> WorkshopResult | None:
    row: WorkshopVote | None = getattr(response, "workshop", None)  # read with the answers
    if row is None or not row.revision:
        return None
    by, organisation = (getattr(response, name, None) or "" for name in _VOTE_SAVER)
    return WorkshopResult(
        held_on=row.held_on,
        votes=(row.votes_0, row.votes_1, row.votes_2, row.votes_3, row.votes_4),
        unknown=row.votes_unknown,
        dissent=row.dissent,
        saved=Saved(row.revision, row.saved_at, by, organisation),
    )


def _progress(capabilities: Sequence[CapabilityResult]) -> Progress:
    return Progress(
        answered=sum(c.answered for c in capabilities),
        started=sum(c.started and not c.answered for c in capabilities),
        unknown=sum(c.answered and c.phase_unknown for c in capabilities),
        total=len(capabilities),
    )


def domains_of(nodes: Structure, by_code: Mapping[str, CapabilityResult], language: str) -> tuple[DomainResult, ...]:
    domains = []
    for node in nodes.domains:
        members = [by_code[capability.code] for capability in node.capabilities]
        phases = [member.phase for member in members]
        domains.append(
            DomainResult(
                code=node.code,
                order=node.order,
                name=pick(node.names, language),
                outcome=pick(node.outcomes, language),
                outcome_text=pick(node.outcome_texts, language),
                capability_codes=tuple(member.code for member in members),
                progress=_progress(members),
                middle=maturity.middle_phase(phases),
                known=sum(phase is not None for phase in phases),
                previous_middle=maturity.middle_phase([m.previous.phase if m.previous else None for m in members]),
            )
        )
    return tuple(domains)


def _enabler(node: structure.EnablerNode, rows: _Rows, language: str) -> EnablerResult:
    row = rows.context.enablers.get(node.pk)
    return EnablerResult(
        code=node.code,
        name=pick(node.names, language),
        text=pick(node.texts, language),
        answer=Answer(row.value) if row else Answer.UNANSWERED,
        note=row.text if row else "",
        carried_over=row.carried_over if row else False,
        saved=_saved(row),
    )


def _gaps(
    country: str,
    capabilities: Sequence[CapabilityResult],
    states: Sequence[gaps.CapabilityState],
    before: frozenset[str] | None,
) -> tuple[tuple[GapResult, ...], tuple[str, ...]]:
    texts = {(c.code, sign.code): sign.text for c in capabilities for sign in c.signs}
    found = gaps.find(country, states)
    shown = tuple(
        GapResult(
            identity=gap.identity,
            capability=gap.capability,
            source=gap.source,
            ref=gap.ref,
            kind=gap.kind,
            phase=gap.phase,
            text=texts.get((gap.capability, gap.ref), Text()),
            is_new=None if before is None else gap.identity not in before,
        )
        for gap in found
    )
    return shown, gaps.closed(before or frozenset(), country, states)


def _decisions(rows: _Rows) -> tuple[DecisionResult, ...]:
    return tuple(
        DecisionResult(number, row.text if row else "", _saved(row))
        for number in DECISION_NUMBERS
        for row in (rows.context.decisions.get(number),)
    )


def _priorities(capabilities: Sequence[CapabilityResult], rows: Mapping[str, Priority]) -> tuple[PriorityResult, ...]:
    below = {c.code: c for c in capabilities if c.below_target}
    ranking = priorities.rank(
        priorities.Candidate(
            code=c.code,
            order=c.order,
            steps=gaps.steps_to_target(c.phase, c.target),
            importance=rows[c.code].importance if c.code in rows else None,
            feasibility=rows[c.code].feasibility if c.code in rows else None,
            requires=c.requires,
            moved_to=rows[c.code].moved_to if c.code in rows else None,
        )
        for c in below.values()
    )
    places = {place.code: place for place in ranking.ranked}
    shown = []
    for code in [*places, *ranking.unset]:
        row, place, capability = rows.get(code), places.get(code), below[code]
        shown.append(
            PriorityResult(
                capability=code,
                steps=gaps.steps_to_target(capability.phase, capability.target),
                importance=row.importance if row else None,
                feasibility=row.feasibility if row else None,
                horizon=priorities.Horizon(row.horizon) if row else priorities.Horizon.UNSET,
                rank=place.rank if place else None,
                computed_rank=place.computed_rank if place else None,
                points=decimal(place.points) if place else "",
                factor=decimal(place.factor) if place else "",
                opens=place.opens if place else (),
                needs=place.needs if place else tuple(need for need in capability.requires if need in below),
                lifted_by=place.lifted_by if place else None,
                moved=place.moved if place else False,
                move_reason=row.move_reason if row else "",
                saved=_saved(row),
            )
        )
    return tuple(shown)


def decimal(value: Fraction) -> str:
    """Quarters, exactly: 12, 12.25, 12.5, 12.75."""
    return f"{float(value):g}"

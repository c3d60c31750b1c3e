"""Measures the report: WeasyPrint against a warm Chromium on the same HTML, memory, size, pages.

    python -m benchmarks.report            figures against the budgets; exit code 1 if one is broken
    python -m benchmarks.report --keep DIR also leaves report.html and report.pdf there

Needs no database: the round is made up here, on the shipped framework, with texts of realistic length.
"""

import argparse
import datetime as dt
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.content import CapabilityPart
    from assessments.results import AssessmentResult, CapabilityResult
    from assessments.translation import Text

RUNS = 5
#: 4 × Chromium, a page of ours against one of its own; 200 MB and 600 KB for the whole report, however many pages.
RATIO_BUDGET, MEMORY_BUDGET_MB, SIZE_BUDGET_KB = 4.0, 200.0, 600.0
BRIEF_BUDGET = 0.25  # of the full report's time
YEAR, BEFORE = 2026, 2024
_MOMENT = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)

JUSTIFICATION = (
    "The national committee adopted the procedure in March 2025 and named one agency as answerable for it. Three of "
    "the five regions have trained staff and report every quarter; in Northern Coast and Highland the posts are "
    "budgeted and will be filled next year. An outside review in 2025 found that the procedure is followed in most "
    "cases, and that records of the first contact are often incomplete. The ministry and civil society agreed on the "
    "phase in a workshop on 4 November, after reading the review together.\n\nNumbers are published once a year."
)
REASON = "The signs are met on paper in all regions. Two of five have no trained staff yet, so we stay one phase lower."
#: Phase now, phase at the last round, target: one row a capability, in their order.
PHASES = (
    (3, 2, 4), (1, 1, 3), (2, 1, 3), (2, 1, 3), (1, 1, 2), (1, 0, 2), (1, 0, 3), (2, 1, 3), (2, 2, 3), (0, 0, 1),
    (4, 3, 4), (2, 1, 3), (2, 2, 3), (1, 0, 2), (None, None, 1), (2, 1, 3), (1, None, 2), (1, None, 2), (1, 2, 2),
    (2, 1, 3), (3, 2, 4),
)  # fmt: skip


def plausible(language: str = "en") -> "AssessmentResult":
    """A round as a country would send it, on the shipped framework: all answered, 20 pieces of evidence."""
    from assessments import gaps, maturity, priorities
    from assessments.content import SHIPPED, read_framework
    from assessments.maturity import Answer, Progress, SignState
    from assessments.priorities import Horizon
    from assessments.results import shapes
    from assessments.translation import Text, pick
    from assessments.workflow import State
    from benchmarks.outlook import with_outlook

    framework = read_framework(SHIPPED)

    def text(texts: "Mapping[str, str]") -> Text:
        return pick(texts, language)

    capabilities, domains = [], []
    for domain in framework.domains:
        first = len(capabilities)
        for part in domain.capabilities:
            capabilities.append(_capability(part, domain.code, len(capabilities), text))
        members = capabilities[first:]
        domains.append(
            shapes.DomainResult(
                code=domain.code,
                order=len(domains) + 1,
                name=text(domain.names),
                outcome=text(domain.outcomes),
                outcome_text=text(domain.outcome_texts),
                capability_codes=tuple(c.code for c in members),
                progress=Progress(len(members), 0, 0, len(members)),
                middle=maturity.middle_phase([c.phase for c in members]),
            )
        )
    texts = {(c.code, s.code): s.text for c in capabilities for s in c.signs}
    found = gaps.find(
        "XSA",
        [
            gaps.CapabilityState(
                c.code,
                c.phase,
                c.target,
                [SignState(s.code, s.phase, s.answer) for s in c.signs],
                [(f.code, f.answer) for f in c.facets],
                len(c.evidence),
            )
            for c in capabilities
        ],
    )
    ranking = priorities.rank(
        priorities.Candidate(
            code=c.code,
            order=c.order,
            steps=gaps.steps_to_target(c.phase, c.target),
            importance=c.order % 5 + 1 if c.order != 9 else None,
            feasibility=c.order % 4 + 1,
            requires=c.requires,
            moved_to=2 if c.order == 8 else None,
        )
        for c in capabilities
        if c.below_target
    )
    by_code = {c.code: c for c in capabilities}
    ranked = tuple(
        shapes.PriorityResult(
            capability=place.code,
            steps=gaps.steps_to_target(by_code[place.code].phase, by_code[place.code].target),
            importance=by_code[place.code].order % 5 + 1,
            feasibility=by_code[place.code].order % 4 + 1,
            horizon=list(Horizon)[place.rank % 4],
            rank=place.rank,
            computed_rank=place.computed_rank,
            points=f"{float(place.points):g}",
            factor=f"{float(place.factor):g}",
            opens=place.opens,
            needs=place.needs,
            lifted_by=place.lifted_by,
            moved=place.moved,
            move_reason="The budget of 2027 is the moment for it." if place.moved else "",
        )
        for place in ranking.ranked
    )
    unranked = tuple(shapes.PriorityResult(capability=code, steps=1) for code in ranking.unset)
    made = shapes.AssessmentResult(
        assessment_id=1,
        language=language,
        country="XSA",
        country_name=text({"en": "Republic of Sampland", "es": "República de Muestra"}),
        is_demo=True,
        year=YEAR,
        title=f"Round {YEAR}",
        target_year=2028,
        state=State.DRAFT,
        state_at=_MOMENT,
        changed_at=_MOMENT,
        framework=framework.code,
        framework_version=framework.version,
        framework_name=text(framework.names),
        framework_notice=text(framework.notices),
        phase_names=tuple(
            shapes.PhaseName(text(phase.names), text(phase.summaries), text(phase.texts)) for phase in framework.phases
        ),
        themes=(),
        domains=tuple(domains),
        capabilities=tuple(capabilities),
        enablers=tuple(
            shapes.EnablerResult(
                enabler.code,
                text(enabler.names),
                text(enabler.texts),
                Answer.PARTLY,
                "Paid until 2027, from two budgets. The ministry of finance plans a line of its own from 2028 on.",
            )
            for enabler in framework.enablers
        ),
        gaps=tuple(
            shapes.GapResult(
                gap.identity,
                gap.capability,
                gap.source,
                gap.ref,
                gap.kind,
                gap.phase,
                texts.get((gap.capability, gap.ref), Text()),
                place % 3 == 0,
            )
            for place, gap in enumerate(found)
        ),
        closed_gaps=("XSA:8:sign:1a", "XSA:8:sign:1b"),
        priorities=ranked + unranked,
        progress=Progress(len(capabilities), 0, 1, len(capabilities)),
        previous_year=BEFORE,
    )
    return with_outlook(made, BEFORE)


def _capability(
    part: "CapabilityPart", domain: str, place: int, text: "Callable[[Mapping[str, str]], Text]"
) -> "CapabilityResult":
    from assessments import maturity
    from assessments.gaps import FACETS
    from assessments.maturity import Answer, SignState
    from assessments.results import shapes

    phase, before, target = PHASES[place]
    answers = list(Answer)
    signs = tuple(
        shapes.SignResult(
            sign.code,
            sign.phase,
            text(sign.texts),
            Answer.YES if phase is not None and sign.phase <= phase else answers[(place + index) % 4],
        )
        for index, sign in enumerate(part.signs)
    )
    suggestion = maturity.suggest([SignState(s.code, s.phase, s.answer) for s in signs])
    return shapes.CapabilityResult(
        code=part.code,
        order=place + 1,
        domain=domain,
        theme=part.theme,
        requires=part.requires,
        name=text(part.names),
        summary=text(part.summaries),
        requirement=text(part.requirements),
        why=text(part.whys),
        phases=tuple(text(phase) for phase in part.phases),
        evidence_hints=(),
        not_to_confuse=(),
        signs=signs,
        facets=tuple(shapes.FacetResult(facet, answers[(place + index) % 4]) for index, facet in enumerate(FACETS)),
        suggestion=suggestion,
        phase=phase,
        phase_unknown=phase is None,
        reason=REASON if place % 4 == 0 else "",
        target=target,
        target_year=2028,
        justification=JUSTIFICATION,
        participants=("social", "police", "justice", "civil_society"),
        confidence=place % 3 + 1,
        evidence=tuple(
            shapes.EvidenceResult(
                pk=10 * place + piece,
                title=("National referral pathway, signed text", "Service map by region, 2026")[piece],
                url=f"https://www.example.org/documents/2026/{part.code}/{piece}",
                added_by="A. Rahman",
                added_at=_MOMENT,
            )
            for piece in range(place % 3)
        ),
        answered=True,
        started=True,
        previous=shapes.Previous(before, False, target),
    )


def warm_weasyprint(page: Path, target: Path) -> list[float]:
    """Seconds of each run in this process, after one that is not counted, as `render.write_pdf` makes it."""
    from assessments.exports import render

    html, seconds = page.read_text(), []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        render.write_pdf(html, target)
        seconds.append(time.perf_counter() - start)
        gc.collect()
    return seconds[1:]


def warm_chromium(page: Path, target: Path) -> list[float]:
    """The same page printed by a browser that is open already: loading and printing, like the other side."""
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            tab = browser.new_page()
            tab.goto(page.as_uri())
            tab.pdf(path=str(target), tagged=True, outline=True, prefer_css_page_size=True)
            tab.close()
            seconds.append(time.perf_counter() - start)
        browser.close()
    return seconds[1:]


def renderer_memory_mb(page: Path) -> float:
    """Peak of the renderer as the site starts it: a process of its own for one report."""
    job = page.with_name("job.html")
    job.write_text(page.read_text())
    subprocess.run([sys.executable, "-m", "assessments.exports.render", str(job)], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--language", default="en")
    kept = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("MNR_VAR", f"{scratch}/var")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mnr.settings")
        import django

        django.setup()
        folder = kept.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        return measure(folder.resolve(), kept.language)


def measure(folder: Path, language: str) -> int:
    from pypdf import PdfReader

    from assessments.exports import pdf

    page, made, printed = folder / "report.html", folder / "report.pdf", folder / "chromium.pdf"
    result = plausible(language)
    start = time.perf_counter()
    page.write_text(pdf.html_of(result, pdf.verification_code(result)), encoding="utf-8")
    worded = time.perf_counter() - start
    short = folder / "brief.html"
    short.write_text(pdf.html_of(result, pdf.verification_code(result), "brief"), encoding="utf-8")
    memory = renderer_memory_mb(page)
    ours, theirs = warm_weasyprint(page, made), warm_chromium(page, printed)
    brief = statistics.median(warm_weasyprint(short, folder / "brief.pdf"))
    share = brief / statistics.median(ours)
    size = made.stat().st_size / 1024
    pages, their_pages = len(PdfReader(made).pages), len(PdfReader(printed).pages)
    ratio = (statistics.median(ours) / pages) / (statistics.median(theirs) / their_pages)
    print(f"HTML made in           {worded:6.2f} s, {page.stat().st_size / 1024:.0f} KB")
    print(f"WeasyPrint, median     {statistics.median(ours):6.2f} s  of {[round(s, 2) for s in ours]}")
    print(f"Chromium, median       {statistics.median(theirs):6.2f} s  of {[round(s, 2) for s in theirs]}")
    print(f"pages                  {pages:6d}    (Chromium {their_pages})")
    print(f"ratio, a page          {ratio:6.2f}    budget {RATIO_BUDGET}")
    print(f"renderer's peak memory {memory:6.0f} MB    budget {MEMORY_BUDGET_MB:.0f}")
    print(f"file size              {size:6.0f} KB    budget {SIZE_BUDGET_KB:.0f}")
    print(f"brief, median          {brief:6.2f} s, {share:.2f} of the full report, budget {BRIEF_BUDGET}")
    print(f"brief's pages          {len(PdfReader(folder / 'brief.pdf').pages):6d}")
    broken = ratio > RATIO_BUDGET or share > BRIEF_BUDGET
    broken = broken or memory > MEMORY_BUDGET_MB or size > SIZE_BUDGET_KB
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())

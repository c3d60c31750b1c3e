"""The secretariat's board: every country with a round, its state, and the answers of what it has sent."""

import datetime as dt
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, Max
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from assessments import access, alphabet, structure
from assessments.access import Permission
from assessments.forms.board import BoardFilter
from assessments.models import Assessment, Framework, Snapshot
from assessments.regions import region_name
from assessments.requests import SignedInRequest
from assessments.results import state_of
from assessments.structure import Structure
from assessments.templatetags.ui import phase_sign
from assessments.translation import Text, pick
from assessments.workflow import SHARED, State

#: A page stays under 60 KB.
COUNTRIES_A_PAGE = 60
_NOTHING = mark_safe("")


@dataclass(slots=True)
class Row:
    """One country: its latest round, of which the state is known, and the latest that was sent, which can be read."""

    iso3: str
    name: Text
    region: str
    state: State
    year: int
    state_at: dt.datetime
    reviewer: int | None
    reviewer_name: str
    shared: int | None = None
    shared_year: int | None = None
    cells: SafeString = _NOTHING


@require_GET
def review_board(request: SignedInRequest) -> HttpResponse:
    """In the order of the alphabet, always: countries are never ranked. Of a draft only its state is told."""
    access.secretariat_or_404(request.user, Permission.REVIEW)
    language = request.LANGUAGE_CODE
    rows = sorted(_rows(language), key=lambda row: alphabet.key(row.name.text, language))
    regions = sorted(((code, region_name(code, language).text) for code in {row.region for row in rows}), key=_second)
    filters = BoardFilter(request.GET or {}, regions=regions)
    chosen = filters.chosen()
    shown = [row for row in rows if _fits(row, chosen, request.user.pk)]
    page = Paginator(shown, COUNTRIES_A_PAGE).get_page(request.GET.get("page"))
    framework = Framework.objects.order_by("-pk").first()
    nodes = structure.of(framework) if framework else None
    waiting = [row for row in rows if row.state is State.SUBMITTED]
    context: dict[str, Any] = {
        "filters": filters,
        "counts": _counts(rows),
        "next": min(waiting, key=lambda row: row.state_at) if waiting else None,
        "mine": sum(row.state is State.IN_REVIEW and row.reviewer == request.user.pk for row in rows),
        "countries": _with_cells(list(page), nodes) if nodes else [],
        "domains": _head(nodes, language) if nodes else [],
        "width": len(nodes.capabilities) if nodes else 0,
        "phases": [pick(entry["name"], language) for entry in nodes.phases] if nodes else [],
        "page": page,
        "total": len(rows),
        "filtered": bool(chosen),
        "query": f"{urlencode(chosen)}&" if chosen else "",
    }
    return render(request, "assessments/review/board.html", context)


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def _rows(language: str) -> list[Row]:
    """Plain values instead of rows of models: there may be two hundred countries with several rounds each."""
    found: dict[str, Row] = {}
    columns = ("pk", "year", "state", "state_at", "reviewer_id", "iso3", "names", "region", "reviewer_name")
    rounds = Assessment.objects.annotate(
        iso3=F("country__iso3"),
        names=F("country__names"),
        region=F("country__region"),
        reviewer_name=F("reviewer__name"),
    )
    for pk, year, state, at, reviewer, iso3, names, region, name in rounds.order_by("-year").values_list(*columns):
        row = found.get(iso3)
        if row is None:
            row = Row(iso3, pick(names, language), region, State(state), year, at, reviewer, name or "")
            found[iso3] = row
        if row.shared is None and state in SHARED:
            row.shared, row.shared_year = pk, year
    return list(found.values())


def _fits(row: Row, chosen: Mapping[str, str], me: int) -> bool:
    if "region" in chosen and row.region != chosen["region"]:
        return False
    if "state" in chosen and row.state != chosen["state"]:
        return False
    return "who" not in chosen or (row.reviewer == me and row.state is State.IN_REVIEW)


def _counts(rows: Sequence[Row]) -> list[tuple[State, int]]:
    found = Counter(row.state for row in rows)
    return [(state, found[state]) for state in State]


def _head(nodes: Structure, language: str) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The columns by domain: number and name of each capability."""
    wording = nodes.wording(language)
    return [
        (pick(domain.names, language), [(node.code, wording[node.code].name) for node in domain.capabilities])
        for domain in nodes.domains
    ]


# --- the cells of a country, made once from what is frozen ---

_Key = tuple[int, dt.datetime, str, str, int]
_kept: OrderedDict[_Key, SafeString] = OrderedDict()
_KEPT = 1_000
_lock = Lock()


def forget() -> None:
    """For benchmarks; the key of what is kept names the very snapshot, so tests need it not."""
    with _lock:
        _kept.clear()


def _with_cells(rows: Iterable[Row], nodes: Structure) -> list[Row]:
    """What a round said when it was sent does not change: its cells are made once a process and kept."""
    listed = list(rows)
    shared = [row.shared for row in listed if row.shared is not None]
    newest = (
        Snapshot.objects.filter(assessment__in=shared).order_by().values("assessment_id").annotate(newest=Max("pk"))
    )
    frozen = Snapshot.objects.filter(pk__in=newest.values("newest"))
    keys: dict[int, _Key] = {
        assessment_id: (pk, at, nodes.code, nodes.version, nodes.revision)
        for assessment_id, pk, at in frozen.values_list("assessment_id", "pk", "created_at")
    }
    with _lock:
        known = {key: _kept[key] for key in keys.values() if key in _kept}
    missing = {key[0]: key for key in keys.values() if key not in known}
    if missing:
        codes = [[node.code for node in domain.capabilities] for domain in nodes.domains]
        for pk, summary in Snapshot.objects.filter(pk__in=missing).values_list("pk", "summary"):
            known[missing[pk]] = _cells(summary.get("capabilities", {}), codes)
        with _lock:
            _kept.update({key: known[key] for key in missing.values() if key in known})
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    for row in listed:
        if row.shared in keys:
            row.cells = known.get(keys[row.shared], _NOTHING)
    return listed


def _cells(answers: Mapping[str, Any], domains: Sequence[Sequence[str]]) -> SafeString:
    def cell(code: str, first: bool) -> SafeString:
        said = answers.get(code)
        state = state_of(said["phase"], said["unknown"]) if said else "none"
        starts = mark_safe(' class="starts"') if first else ""
        return format_html('<td data-phase="{}"{}>{}</td>', state, starts, phase_sign(state))

    return format_html_join("", "{}", ((cell(code, code == codes[0]),) for codes in domains for code in codes))

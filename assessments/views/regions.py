"""Regional figures for the secretariat, and whether a country is counted in them."""

import csv
import datetime as dt
import io
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from assessments import access, aggregates, alphabet, structure
from assessments.access import Permission
from assessments.actions.regions import set_counted
from assessments.aggregates import Group, Phases
from assessments.exports.cells import neutral
from assessments.models import Country, Framework, RegionalFigures, Snapshot
from assessments.regions import region_name
from assessments.requests import SignedInRequest
from assessments.structure import Structure
from assessments.templatetags.review import SHARE_NAMES
from assessments.translation import Text, pick

_ALL = "all"


@dataclass(frozen=True)
class Column:
    """A region, or all that are shown. `as_of` is when its edition was made."""

    group: Group
    name: str
    as_of: dt.datetime | None = None


@dataclass(frozen=True)
class Line:
    """A domain, or a capability of it: its name and its cell in each column."""

    code: str
    name: Text
    is_domain: bool
    cells: tuple[aggregates.Cell | None, ...]


@require_GET
def region_list(request: SignedInRequest) -> HttpResponse:
    access.secretariat_or_404(request.user, Permission.REVIEW)
    nodes, columns, lines = _figures(request.LANGUAGE_CODE)
    context: dict[str, Any] = {
        "columns": columns,
        "lines": lines,
        "nothing": all(column.group.size is None for column in columns),
        "phases": [pick(entry["name"], request.LANGUAGE_CODE) for entry in nodes.phases] if nodes else [],
        "minimum": aggregates.MINIMUM_GROUP,
    }
    return render(request, "assessments/review/regions.html", context)


@require_GET
def region_csv(request: SignedInRequest) -> HttpResponse:
    """The same figures with the same cells hidden."""
    access.secretariat_or_404(request.user, Permission.REVIEW)
    _nodes, columns, lines = _figures(request.LANGUAGE_CODE)
    file = io.StringIO()
    out = csv.writer(file)
    # The words of the shares are explained in the head, because a file travels without its page.
    few = _("few: under a third, some: a third to two thirds, most: over two thirds")
    bands = [_("Phases %(first)s–%(last)s") % {"first": band[0], "last": band[-1]} for band in aggregates.BANDS]
    head = (
        _("Number"),
        pgettext("of a thing", "Name"),
        _("Region"),
        _("Countries"),
        _("As of"),
        _("Middle phase"),
        *bands,
        few,
    )
    out.writerow([neutral(cell) for cell in head])
    for line in lines:
        for column, cell in zip(columns, line.cells, strict=True):
            size = column.group.size
            about: list[Any] = [line.code, line.name.text, column.name, _("not shown") if size is None else size]
            about.append(column.as_of.date().isoformat() if column.as_of and size is not None else "")
            said = [_("not shown")] if cell is None else [cell.middle, *(SHARE_NAMES[share] for share in cell.shares)]
            out.writerow([neutral(value) for value in (*about, *said)])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="MNR-regions.csv"'
    return response


@require_POST
def country_counted(request: SignedInRequest, iso3: str) -> HttpResponse:
    country = access.get_or_404(Country, request.user, Permission.CONSENT, iso3=iso3)
    counted = request.POST.get("counted") == "1"
    set_counted(country=country, counted=counted, by=request.user)
    messages.success(
        request,
        _("Your country may be counted in regional figures.")
        if counted
        else _("Your country is no longer counted in regional figures."),
    )
    return redirect("country_show", iso3=iso3)


def _figures(language: str) -> tuple[Structure | None, list[Column], list[Line]]:
    """Of the newest framework: what its editions say, by region in the alphabet's order, then over all shown ones."""
    framework = Framework.objects.order_by("-pk").first()
    if framework is None:
        return None, [], []
    nodes, editions = structure.of(framework), _editions(framework)
    seen = tuple((region, edition and (edition.pk, edition.made_at)) for region, edition in editions.items())
    key = (framework.pk, framework.revision, language, seen)
    with _lock:
        kept = _kept.get(key)
    if kept is None:
        kept = _worked_out(nodes, editions, language)
        with _lock:
            _kept[key] = kept
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return nodes, *kept


#: Figures by the editions that they are of. An edition never changes, so each is worked out once a process.
_kept: OrderedDict[tuple[Any, ...], tuple[list[Column], list[Line]]] = OrderedDict()
_KEPT = 20
_lock = Lock()


def _worked_out(
    nodes: Structure, editions: Mapping[str, RegionalFigures | None], language: str
) -> tuple[list[Column], list[Line]]:
    rows = {f"d:{domain.code}": [node.code for node in domain.capabilities] for domain in nodes.domains}
    rows |= {node.code: [node.code] for node in nodes.capabilities}
    phases = _phases(edition for edition in editions.values() if edition is not None)
    columns, groups = [], []
    for region, edition in editions.items():
        countries = [phases[pk] for pk in edition.basis.values() if pk in phases] if edition else []
        group = aggregates.group(region, countries, rows)
        columns.append(Column(group, region_name(region, language).text, edition.made_at if edition else None))
        groups.append((group, countries))
    columns.sort(key=lambda column: alphabet.key(column.name, language))
    columns.append(Column(aggregates.total(_ALL, groups, rows), _("All regions shown")))
    return columns, _lines(nodes, columns, language)


def _editions(framework: Framework) -> dict[str, RegionalFigures | None]:
    """Of each region that has a country with a round: the newest edition all of whose countries still consent."""
    consenting = set(Country.objects.filter(counted=True).values_list("iso3", flat=True))
    regions = Country.objects.filter(assessments__framework=framework).values_list("region", flat=True).distinct()
    found: dict[str, RegionalFigures | None] = dict.fromkeys(regions.order_by())
    for edition in RegionalFigures.objects.filter(framework=framework).order_by("-pk"):
        if found.get(edition.region) is None and aggregates.may_show(edition.basis, consenting):
            found[edition.region] = edition
    return found


def _phases(editions: Iterable[RegionalFigures]) -> dict[int, Phases]:
    """What each counted snapshot says of each capability."""
    wanted = [pk for edition in editions for pk in edition.basis.values()]
    found = Snapshot.objects.filter(pk__in=wanted).values_list("pk", "summary")
    return {pk: {code: said["phase"] for code, said in summary["capabilities"].items()} for pk, summary in found}


def _lines(nodes: Structure, columns: list[Column], language: str) -> list[Line]:
    wording = nodes.wording(language)

    def line(key: str, code: str, name: Text, is_domain: bool) -> Line:
        return Line(code, name, is_domain, tuple(column.group.cells[key] for column in columns))

    lines = []
    for domain in nodes.domains:
        lines.append(line(f"d:{domain.code}", "", pick(domain.names, language), True))
        lines += [line(node.code, node.code, wording[node.code].name, False) for node in domain.capabilities]
    return lines

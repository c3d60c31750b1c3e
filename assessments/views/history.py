"""The history of a country: of all of it, of one round, of one answer, of one person; and as a table."""

import io
import tempfile
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import access, history
from assessments.access import Permission
from assessments.exports.history import write_history
from assessments.forms.history import HistoryFilter
from assessments.history import Speaker, Wanted
from assessments.models import Country
from assessments.requests import SignedInRequest

ENTRIES_A_PAGE = 15


def _asked(
    request: SignedInRequest, iso3: str, *, for_table: bool = False
) -> tuple[Country, bool, Speaker, HistoryFilter, Wanted]:
    """The country, whether this person sees all of its history, and what they asked for."""
    country = access.get_or_404(Country, request.user, Permission.VIEW_MOVES, iso3=iso3)
    whole = access.can(request.user, Permission.VIEW_HISTORY, country)
    words = history.speaker(country, request.LANGUAGE_CODE, for_table=for_table)
    form = HistoryFilter(request.GET, words=words, people=history.actors(country, whole=whole))
    return country, whole, words, form, form.wanted()


@require_GET
def history_list(request: SignedInRequest, iso3: str) -> HttpResponse:
    country, whole, words, form, wanted = _asked(request, iso3)
    events = history.events_of(country, whole=whole, wanted=wanted)
    page = Paginator(events, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context: dict[str, Any] = {
        "country": country,
        "whole": whole,
        "form": form,
        "filtered": wanted != Wanted(),
        "page": page,
        "entries": list(history.entries_of(page.object_list, words)),
        "query": query.urlencode(),
        "round_id": wanted.round,
        "capability": wanted.capability if wanted.round else "",
    }
    return render(request, "assessments/history/list.html", context)


@require_GET
def history_show(request: SignedInRequest, iso3: str, event_id: int) -> HttpResponse:
    """One entry with every field in full."""
    country = access.get_or_404(Country, request.user, Permission.VIEW_MOVES, iso3=iso3)
    whole = access.can(request.user, Permission.VIEW_HISTORY, country)
    event = history.events_of(country, whole=whole).filter(pk=event_id).first() if event_id < 2**63 else None
    if event is None:
        raise Http404
    words = history.speaker(country, request.LANGUAGE_CODE)
    (entry,) = history.entries_of([event], words, whole=True)
    return render(request, "assessments/history/show.html", {"country": country, "entry": entry, "whole": whole})


@require_GET
def history_csv(request: SignedInRequest, iso3: str) -> HttpResponseBase:
    """What the list shows, all pages of it, in the reader's language."""
    country, whole, words, _form, wanted = _asked(request, iso3, for_table=True)
    events = history.events_of(country, whole=whole, wanted=wanted)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    write_history(history.entries_of(events.iterator(chunk_size=500), words, whole=True), text)
    text.detach()
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"MNR-history-{country.iso3}.csv", content_type="text/csv; charset=utf-8"
    )

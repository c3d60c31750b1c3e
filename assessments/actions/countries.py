"""Brings the countries file into the database: adds new countries, updates changed ones, removes none."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from assessments import audit
from assessments.models import Country, User
from assessments.regions import COUNTRIES, CountryPart, read_countries

_FIELDS = ("iso2", "m49", "region", "subregion", "status", "names")


@dataclass(frozen=True, slots=True)
class LoadedCountries:
    """ISO codes of what was added and what was updated, and how many countries the file holds."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    total: int


@transaction.atomic
def load_countries(*, path: Path = COUNTRIES, by: User | None = None) -> LoadedCountries:
    """All of the file or nothing. Raises ContentProblems when the file has faults."""
    file = read_countries(path)
    rows = {row.iso3: row for row in Country.objects.select_for_update()}
    added = [Country(iso3=part.iso3, **_fields(part)) for part in file.countries if part.iso3 not in rows]
    updated = []
    for part in file.countries:
        row = rows.get(part.iso3)
        if row and any(getattr(row, field) != value for field, value in _fields(part).items()):
            for field, value in _fields(part).items():
                setattr(row, field, value)
            updated.append(row)
    Country.objects.bulk_create(added)
    Country.objects.bulk_update(updated, _FIELDS, batch_size=100)
    loaded = LoadedCountries(
        added=tuple(row.iso3 for row in added),
        updated=tuple(row.iso3 for row in updated),
        total=len(file.countries),
    )
    if added or updated:
        # One event for the whole list; an event needs a row, and the first changed country stands for it.
        audit.record(
            "countries.loaded",
            (added or updated)[0],
            by=by,
            changes={"added": [None, list(loaded.added)], "updated": [None, list(loaded.updated)]},
        )
    return loaded


def _fields(part: CountryPart) -> dict[str, object]:
    return {field: getattr(part, field) for field in _FIELDS}

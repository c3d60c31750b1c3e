"""Many countries with a round, as rows: what their rounds say is copied from one that was really sent."""

from itertools import product
from string import ascii_uppercase

from assessments.models import Assessment, Country, Snapshot, User

LETTERS = ["".join(pair) for pair in product(ascii_uppercase, repeat=2) if pair != ("A", "T")]  # QAT is real


def many_countries(count: int, source: Assessment, by: User, *, state: str = "accepted", **fields: object) -> None:
    """`Q..` countries; each phase of the copy is that of its number, from 0 to 4 in turn."""
    names = [{"en": f"Land {letters}", "es": f"País {letters}"} for letters in LETTERS[:count]]
    values = {"region": "002", "subregion": "014"} | fields
    countries = Country.objects.bulk_create(
        Country(iso3=f"Q{letters}", names=name, **values) for letters, name in zip(LETTERS, names, strict=False)
    )
    rounds = Assessment.objects.bulk_create(
        Assessment(
            country=country,
            framework=source.framework,
            year=2026,
            target_year=2028,
            title="T",
            state=state,
            opened_by=by,
        )
        for country in countries
    )
    summary = Snapshot.objects.filter(assessment=source).order_by("-pk")[0].summary
    Snapshot.objects.bulk_create(
        Snapshot(
            assessment=one,
            state=state,
            language="en",
            result={},
            summary=summary
            | {
                "capabilities": {
                    code: said | {"phase": number % 5, "unknown": False}
                    for code, said in summary["capabilities"].items()
                }
            },
        )
        for number, one in enumerate(rounds)
    )

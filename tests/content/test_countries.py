from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.actions.countries import load_countries
from assessments.models import AuditEvent, Country
from assessments.regions import COUNTRIES, LANGUAGES, ContentProblems, read_countries, region_name
from assessments.translation import Text

NAMES = "en: A, es: B, fr: C, ar: D, pt: E, ru: F"
SMALL = f"""\
regions:
  "002": {{{NAMES}}}
subregions:
  "014": {{{NAMES}}}
countries:
- {{iso3: NOR, iso2: "NO", m49: "578", region: "002", subregion: "014", status: member, {NAMES}}}
- {{iso3: XSA, iso2: null, m49: null, region: "002", subregion: "014", status: fictional, {NAMES}}}
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in SMALL
    path = folder / "countries.yaml"
    path.write_text(SMALL.replace(old, new, 1) if old else SMALL, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_the_shipped_countries() -> None:
    loaded = load_countries()
    assert Counter(Country.objects.values_list("status", flat=True)) == {
        "member": 193,
        "observer": 2,
        "fictional": 2,
    }
    assert (len(loaded.added), loaded.updated, loaded.total) == (197, (), 197)
    for country in Country.objects.all():
        assert set(country.names) == set(LANGUAGES)
        assert all(name.strip() for name in country.names.values())
        assert len(country.iso3) == 3
        assert region_name(country.region, "en").text != country.region
        assert region_name(country.subregion, "en").text != country.subregion
        assert bool(country.iso2) == bool(country.m49) == (not country.is_demo)
    norway = Country.objects.get(iso3="NOR")
    assert (norway.iso2, norway.m49, norway.names["es"]) == ("NO", "578", "Noruega")
    assert set(Country.objects.filter(status="observer").values_list("iso3", flat=True)) == {"PSE", "VAT"}


def test_names_are_used_once_a_language() -> None:
    countries = read_countries(COUNTRIES).countries
    for language in LANGUAGES:
        assert len({country.names[language] for country in countries}) == len(countries)


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    load_countries()
    before = list(Country.objects.order_by("pk").values())
    loaded = load_countries()
    assert (loaded.added, loaded.updated) == ((), ())
    assert list(Country.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_name_updates_the_row_and_nothing_is_removed(tmp_path: Path) -> None:
    load_countries()
    loaded = load_countries(path=written(tmp_path))
    assert (loaded.added, loaded.updated) == ((), ("NOR", "XSA"))
    assert Country.objects.get(iso3="NOR").names["es"] == "B"
    assert Country.objects.count() == 197
    assert AuditEvent.objects.first().changes["updated"] == [None, ["NOR", "XSA"]]  # type: ignore[union-attr]


FAULTS = [
    ('"NO"', "NO", 6, "NOR.iso2", "NO in quotes"),
    ('"578"', "578", 6, "NOR.m49", "three digits"),
    ("iso3: NOR", "iso3: nor", 6, "countries.1.iso3", "capital letters"),
    ("iso3: XSA", "iso3: NOR", 7, "countries.2.iso3", "line 6 already"),
    ("iso2: null", 'iso2: "NO"', 7, "XSA.iso2", "line 6 already"),
    ('"NO"', "null", 6, "NOR.iso2", "two capital letters"),
    ('578", region: "002"', '578", region: "999"', 6, "NOR.region", "expected one of 002"),
    ('m49: null, region: "002", subregion: "014"', 'm49: null, region: "002", subregion: "999"', 7, "XSA.subregion", "014"),
    ("status: member", "status: friend", 6, "NOR.status", "member, observer, fictional"),
    ("member, en: A", "member, en: ''", 6, "NOR.en", "a text in en"),
    ("fictional, en: A, es: B", "fictional, en: A", 7, "XSA.es", "missing"),
    ("fictional, en: A", "fictional, colour: red, en: A", 7, "XSA.colour", "known keys"),
    ("\ncountries:", "\nlands:", 5, "lands", "known keys"),
    ('"014": {', '"14": {', 4, "subregions.14", "three digits"),
    ('regions:\n  "002"', "regions: [\n  002", 3, "", "valid YAML"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "line", "key", "words"), FAULTS)
def test_a_fault_is_named_and_nothing_is_loaded(
    tmp_path: Path, old: str, new: str, line: int, key: str, words: str
) -> None:
    start = f"countries.yaml:{line}: {key}: " if key else f"countries.yaml:{line}: "
    with pytest.raises(ContentProblems) as caught:
        load_countries(path=written(tmp_path, old, new))
    problems = [str(problem) for problem in caught.value.problems]
    assert [problem for problem in problems if problem.startswith(start) and words in problem], problems
    assert Country.objects.count() == 0


@pytest.mark.django_db
def test_the_command(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()
    call_command("load_countries", stdout=out)
    assert out.getvalue().strip() == "Countries: 197 added, 0 updated, 197 in the file."
    with pytest.raises(CommandError, match="1 problem"):
        call_command("load_countries", str(written(tmp_path, '"NO"', "NO")), stderr=err)
    assert err.getvalue().startswith("countries.yaml:6: NOR.iso2: ")


def test_names_of_regions() -> None:
    assert region_name("002", "es") == Text("África")
    assert region_name("053", "fr") == Text("Australie et Nouvelle-Zélande")
    assert region_name("002", "de") == Text("Africa", "en")
    assert region_name("999", "en") == Text("999")

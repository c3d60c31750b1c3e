"""A version in use may gain its first harms and commitments; from then on their codes are fixed like all others."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments import structure
from assessments.actions.following_rows import threat_rows
from assessments.actions.frameworks import Outcome, StructureInUse, load_framework
from assessments.actions.rounds import open_round
from assessments.content import FrameworkFile, read_framework
from assessments.models import Assessment, Capability, Commitment, Country, Framework, Harm, Sign, User
from tests.content import small

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_structures() -> None:
    structure.forget()


def old(folder: Path) -> FrameworkFile:
    return read_framework(small.write(folder, small.OLD_FRAMEWORK, small.OLD_SPANISH))


def new(folder: Path, *changes: tuple[str, str]) -> FrameworkFile:
    text = small.FRAMEWORK
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return read_framework(small.write(folder, text, None))


def opened(framework: Framework) -> Assessment:
    country = Country.objects.create(iso3="XSA", names={"en": "Sampland"}, region="002", subregion="014")
    user = User.objects.create_user("anna@example.org", "a long enough secret", name="Anna")
    return open_round(country=country, framework=framework, year=2026, target_year=2028, title="Round", by=user)


def test_what_is_created(tmp_path: Path) -> None:
    framework, outcome = load_framework(file=read_framework(small.write(tmp_path)), by=None)
    assert outcome == Outcome.CREATED
    nodes = structure.of(framework)
    assert [(harm.code, harm.capabilities) for harm in nodes.harms] == [("h1", ("1", "3")), ("h2", ("2",))]
    assert nodes.commitments[0].summits == {"en": "Summit", "es": "Cumbre"}


def test_a_version_in_use_gains_them_and_its_rounds_get_their_rows(tmp_path: Path) -> None:
    framework, _created = load_framework(file=old(tmp_path / "a"), by=None)
    assessment = opened(framework)
    assert assessment.threat_answers.count() == 0
    keys = (dict(Sign.objects.values_list("pk", "code")), dict(Capability.objects.values_list("pk", "code")))
    framework, outcome = load_framework(file=new(tmp_path / "b"), by=None)
    assert outcome == Outcome.EXTENDED
    assert (Harm.objects.count(), Commitment.objects.count()) == (2, 1)
    assert (assessment.threat_answers.count(), assessment.commitment_answers.count()) == (2, 1)
    assert (dict(Sign.objects.values_list("pk", "code")), dict(Capability.objects.values_list("pk", "code"))) == keys
    assert load_framework(file=new(tmp_path / "b"), by=None)[1] == Outcome.UNCHANGED


def test_harms_first_and_commitments_later(tmp_path: Path) -> None:
    framework, _created = load_framework(file=old(tmp_path / "a"), by=None)
    assessment = opened(framework)
    promise = small.FRAMEWORK[small.FRAMEWORK.index("commitments:") : small.FRAMEWORK.index("domains:")]
    _framework, outcome = load_framework(file=new(tmp_path / "b", (promise, "")), by=None)
    assert (outcome, Commitment.objects.count()) == (Outcome.EXTENDED, 0)
    threat_rows(assessment)["h1"]
    keys = dict(Harm.objects.values_list("pk", "code"))
    _framework, outcome = load_framework(file=new(tmp_path / "c"), by=None)
    assert (outcome, Commitment.objects.count()) == (Outcome.EXTENDED, 1)
    assert dict(Harm.objects.values_list("pk", "code")) == keys


def test_texts_change_in_place(tmp_path: Path) -> None:
    framework, _created = load_framework(file=new(tmp_path / "a"), by=None)
    opened(framework)
    keys = dict(Harm.objects.values_list("pk", "code"))
    other = new(tmp_path / "b", ("text: Another harm", "text: Reworded"), ("summit: Summit", "summit: Meeting"))
    framework, outcome = load_framework(file=other, by=None)
    assert outcome == Outcome.TEXTS_UPDATED
    assert dict(Harm.objects.values_list("pk", "code")) == keys
    nodes = structure.of(framework)
    assert nodes.harms[1].texts == {"en": "Reworded"}
    assert nodes.commitments[0].summits == {"en": "Meeting"}


@pytest.mark.parametrize(
    ("change", "differences"),
    [
        (("{code: h2", "{code: h3"), {"added": ["harm h3"], "removed": ["harm h2"], "moved": []}),
        (
            ('Another harm, capabilities: ["2"]', 'Another harm, capabilities: ["2", "3"]'),
            {"added": [], "removed": [], "moved": ["harm h2"]},
        ),
        (("{code: k1", "{code: k2"), {"added": ["commitment k2"], "removed": ["commitment k1"], "moved": []}),
    ],
)
def test_their_codes_are_fixed_once_a_round_uses_them(
    tmp_path: Path, change: tuple[str, str], differences: dict[str, list[str]]
) -> None:
    framework, _created = load_framework(file=new(tmp_path / "a"), by=None)
    opened(framework)
    with pytest.raises(StructureInUse) as caught:
        load_framework(file=new(tmp_path / "b", change), by=None)
    assert caught.value.differences == differences


def test_gaining_them_hides_no_other_change(tmp_path: Path) -> None:
    framework, _created = load_framework(file=old(tmp_path / "a"), by=None)
    opened(framework)
    with pytest.raises(StructureInUse) as caught:
        load_framework(file=new(tmp_path / "b", ("          3b: Sign 2 3b", "          3c: Other")), by=None)
    assert "2.3c" in caught.value.differences["added"]
    assert Harm.objects.count() == 0


def test_losing_them_is_a_changed_structure(tmp_path: Path) -> None:
    framework, _created = load_framework(file=new(tmp_path / "a"), by=None)
    opened(framework)
    with pytest.raises(StructureInUse) as caught:
        load_framework(file=old(tmp_path / "b"), by=None)
    assert caught.value.differences["removed"] == ["harm h1", "harm h2", "commitment k1"]


def test_they_are_replaced_while_no_round_uses_the_version(tmp_path: Path) -> None:
    load_framework(file=new(tmp_path / "a"), by=None)
    _framework, outcome = load_framework(file=new(tmp_path / "b", ("{code: h2", "{code: h3")), by=None)
    assert outcome == Outcome.STRUCTURE_REPLACED
    assert list(Harm.objects.values_list("code", flat=True)) == ["h1", "h3"]


def test_the_command_says_so(tmp_path: Path) -> None:
    framework, _created = load_framework(file=old(tmp_path / "a"), by=None)
    opened(framework)
    new(tmp_path / "b")
    out = StringIO()
    call_command("load_framework", str(tmp_path / "b"), stdout=out)
    assert out.getvalue().strip() == "small 1: harms and commitments added."

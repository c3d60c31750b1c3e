"""Loading is all or nothing, does nothing twice, and never moves codes that answers hang on."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments import structure
from assessments.actions.frameworks import Outcome, StructureInUse, load_framework
from assessments.content import FrameworkFile, read_framework
from assessments.models import (
    Assessment,
    AuditEvent,
    Capability,
    Country,
    Domain,
    Enabler,
    Framework,
    Sign,
    User,
)
from tests.content import small

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_structures() -> None:
    structure.forget()


def changed(folder: Path, *changes: tuple[str, str]) -> FrameworkFile:
    text = small.FRAMEWORK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_framework(small.write(folder, text, None))


def open_a_round(framework: Framework) -> Assessment:
    country = Country.objects.create(iso3="XSA", names={"en": "Sampland"}, region="002", subregion="014")
    user = User.objects.create_user("anna@example.org", "a long enough secret", name="Anna")
    return Assessment.objects.create(
        country=country, framework=framework, year=2026, title="Round", target_year=2030, opened_by=user
    )


def everything() -> dict[str, list[dict[str, object]]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Framework, Domain, Capability, Sign, Enabler, AuditEvent)
    }


def test_what_is_created(tmp_path: Path) -> None:
    framework, outcome = load_framework(file=read_framework(small.write(tmp_path)), by=None)
    assert outcome == Outcome.CREATED == "created"
    assert framework.revision == 1
    assert framework.languages == ["en", "es"]
    tree = structure.of(framework)
    assert [capability.code for capability in tree.capabilities] == ["1", "2", "3"]
    assert [sign.code for sign in tree.by_code["2"].signs] == ["1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"]
    assert tree.by_code["1"].not_to_confuse == (("3", {"en": "Not the same as 3", "es": "No es lo mismo que 3"}),)
    assert tree.by_code["3"].domain == "second"
    assert tree.phases[4]["name"] == {"en": "Maturity", "es": "name 4 es"}
    assert [enabler.code for enabler in tree.enablers] == ["e1"]


def test_it_is_written_down_with_the_actor(tmp_path: Path) -> None:
    user = User.objects.create_user("anna@example.org", "a long enough secret", name="Anna")
    framework, _outcome = load_framework(file=read_framework(small.write(tmp_path)), by=user)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.object_id, event.object_code) == (
        "framework.loaded",
        user.pk,
        framework.pk,
        "small",
    )
    assert event.changes["outcome"] == [None, "created"]
    assert event.changes["checksum"] == [None, framework.checksum]


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    file = read_framework(small.write(tmp_path))
    load_framework(file=file, by=None)
    before = everything()
    _framework, outcome = load_framework(file=file, by=None)
    assert outcome == "unchanged"
    assert everything() == before


def test_texts_change_in_place_while_a_round_uses_them(tmp_path: Path) -> None:
    framework, _created = load_framework(file=changed(tmp_path / "a"), by=None)
    open_a_round(framework)
    keys = dict(Sign.objects.values_list("pk", "code"))
    structure.of(framework)
    texts = [
        ("Sign 2 3a", "Another sign"),
        ("name: Capability 3", "name: Other name"),
        ("name: Domain first", "name: Other domain"),
        ("text: There is money", "text: More money"),
        ("name: Not started", "name: Nothing yet"),
        ("Evidence 2", "Paper 2"),
    ]
    again, outcome = load_framework(file=changed(tmp_path / "b", *texts), by=None)
    assert (outcome, again.pk, again.revision) == ("texts updated", framework.pk, 2)
    assert dict(Sign.objects.values_list("pk", "code")) == keys
    tree = structure.of(Framework.objects.get())
    assert tree.by_code["2"].signs[4].texts == {"en": "Another sign"}
    assert tree.by_code["2"].signs[5].texts == {"en": "Sign 2 3b"}
    assert tree.by_code["2"].evidence == ({"en": "Paper 2"},)
    assert tree.by_code["3"].names == {"en": "Other name"}
    assert tree.domains[0].names == {"en": "Other domain"}
    assert tree.enablers[0].texts == {"en": "More money"}
    assert tree.phases[0]["name"] == {"en": "Nothing yet"}


def test_a_language_is_added_later(tmp_path: Path) -> None:
    framework, _created = load_framework(file=read_framework(small.write(tmp_path / "a", spanish=None)), by=None)
    open_a_round(framework)
    framework, outcome = load_framework(file=read_framework(small.write(tmp_path / "b")), by=None)
    assert (outcome, framework.languages) == ("texts updated", ["en", "es"])
    assert Sign.objects.filter(texts__es="indicio 2a").count() == 3


def test_structure_is_replaced_while_no_round_uses_it(tmp_path: Path) -> None:
    framework, _created = load_framework(file=changed(tmp_path / "a"), by=None)
    more = changed(tmp_path / "b", ("          3b: Sign 2 3b\n", "          3b: Sign 2 3b\n          3c: A third\n"))
    again, outcome = load_framework(file=more, by=None)
    assert (outcome, again.pk, again.revision) == ("structure replaced", framework.pk, 2)
    assert Sign.objects.count() == 25
    assert Capability.objects.count() == 3


def test_structure_is_refused_while_a_round_uses_it(tmp_path: Path) -> None:
    framework, _created = load_framework(file=changed(tmp_path / "a"), by=None)
    open_a_round(framework)
    before = everything()
    other = changed(
        tmp_path / "b",
        ("          3b: Sign 2 3b\n", "          3c: Another code\n"),
        ('requires: ["2"]', "requires: []"),
        ("name: Capability 1", "name: New name"),
    )
    with pytest.raises(StructureInUse) as caught:
        load_framework(file=other, by=None)
    assert caught.value.differences == {"added": ["2.3c"], "removed": ["2.3b"], "moved": ["3"]}
    assert "new version" in str(caught.value)
    assert "Added: 2.3c. Removed: 2.3b. Moved: 3." in str(caught.value)
    assert everything() == before


def test_another_order_counts_as_moved(tmp_path: Path) -> None:
    first = small.HEAD + small.domain("first", small.capability("1") + small.capability("2"))
    second = small.HEAD + small.domain("first", small.capability("2") + small.capability("1"))
    framework, _created = load_framework(file=read_framework(small.write(tmp_path / "a", first, None)), by=None)
    open_a_round(framework)
    with pytest.raises(StructureInUse) as caught:
        load_framework(file=read_framework(small.write(tmp_path / "b", second, None)), by=None)
    assert {"1", "2"} <= set(caught.value.differences["moved"])
    assert caught.value.differences["added"] == caught.value.differences["removed"] == []


def test_a_new_version_stands_beside_the_one_in_use(tmp_path: Path) -> None:
    framework, _created = load_framework(file=changed(tmp_path / "a"), by=None)
    open_a_round(framework)
    newer = changed(
        tmp_path / "b", ('version: "1"', 'version: "2"'), ("          3b: Sign 2 3b", "          3c: Other")
    )
    _framework, outcome = load_framework(file=newer, by=None)
    assert outcome == "created"
    assert Framework.objects.count() == 2
    assert Sign.objects.filter(capability__framework=framework, code="3b").count() == 3


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = changed(tmp_path / "a")
    load_framework(file=file, by=None)
    before = everything()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("assessments.actions.frameworks.audit.record", fail)
    other = changed(tmp_path / "b", ("          3b: Sign 2 3b", "          3c: Other"), ("Why 1", "Because"))
    with pytest.raises(RuntimeError):
        load_framework(file=other, by=None)
    assert everything() == before


def test_the_number_of_queries_does_not_grow_with_the_framework(
    tmp_path: Path, django_assert_max_num_queries: "pytest.FixtureRequest"
) -> None:
    file = read_framework(small.write(tmp_path))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        load_framework(file=file, by=None)


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    folder = small.write(tmp_path)
    for sentence in ("small 1: created.", "small 1: unchanged."):
        out = StringIO()
        call_command("load_framework", str(folder), stdout=out)
        assert out.getvalue().strip() == sentence


def test_the_command_prints_every_problem_and_loads_nothing(tmp_path: Path) -> None:
    framework = small.FRAMEWORK.replace("why: Why 1", "why:").replace("why: Why 3", "why:")
    err = StringIO()
    with pytest.raises(CommandError, match="2 problems"):
        call_command("load_framework", str(small.write(tmp_path, framework)), stderr=err)
    assert [line.split(": ")[1] for line in err.getvalue().splitlines()] == ["1.why", "3.why"]
    assert Framework.objects.count() == 0


def test_the_command_refuses_a_changed_structure_in_plain_words(tmp_path: Path) -> None:
    framework, _created = load_framework(file=changed(tmp_path / "a"), by=None)
    open_a_round(framework)
    changed(tmp_path / "b", ("          3b: Sign 2 3b", "          3c: Other"))
    with pytest.raises(CommandError, match="used by a round"):
        call_command("load_framework", str(tmp_path / "b"))

"""Every fault a framework file can have is named with its file, line and key."""

from pathlib import Path

import pytest

from assessments.content import LONGEST, ContentProblems, read_framework, structure_checksum, texts_checksum
from assessments.models import Capability, Commitment, Domain, Enabler, Framework, Harm, Sign
from tests.content import small

BASE, ES = "framework.yaml", "es.yaml"


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ContentProblems) as caught:
        read_framework(folder)
    return [str(problem) for problem in caught.value.problems]


def written(folder: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """The small framework with one change; § in the change marks the line that the message must name."""
    texts = {BASE: small.FRAMEWORK, ES: small.SPANISH}
    assert texts[file].count(old) >= 1, old
    changed = texts[file].replace(old, new, 1)
    line = changed[: changed.index("§")].count("\n") + 1
    texts[file] = changed.replace("§", "")
    return small.write(folder, texts[BASE], texts[ES]), line


FAULTS = [
    # what, file, old, new with the § on the faulty line, key, words of the message
    ("unknown key at the top", BASE, "notice: Made", "§colour: red\nnotice: Made", "colour", "known keys"),
    ("unknown key of a capability", BASE, "        why: Why 2", "        why: Why 2\n        §note: x", "2.note", "known keys"),
    ("unknown key of a domain", BASE, "    outcome: Outcome first", "    outcome: Outcome first\n    §note: x", "domains.1.note", "known keys"),
    ("missing key at the top", BASE, "framework: small\n", "§", "framework", "missing"),
    ("missing key of a capability", BASE, '      - code: "2"\n        name: Capability 2\n', '      - §code: "2"\n', "2.name", "missing"),
    ("key twice at the top", BASE, "notice: Made for tests", "notice: A\n§notice: B", "notice", "line 5 already"),
    ("key twice among signs", BASE, "          2a: Sign 2 2a", "          2a: Sign\n          §2a: Sign", "2.sign.2a", "already"),
    ("capability twice", BASE, '      - code: "2"', '      - code: §"1"', "domains.1.capabilities.2.code", "1 stands in line"),
    ("capability called as a domain", BASE, '      - code: "2"', "      - code: §second", "second", "stands in line"),
    ("domain twice", BASE, "  - code: second", "  - code: §first", "domains.2.code", "first stands in line"),
    ("enabler twice", BASE, "There is money}", "There is money}\n  - {code: §e1, name: B, text: B}", "enablers.2.code", "e1 stands"),
    ("theme twice", BASE, "{code: help", "{code: §law", "themes.2.code", "law stands"),
    ("harm twice", BASE, "  - {code: h2", "  - {code: §h1", "harms.2.code", "h1 stands"),
    ("commitment twice", BASE, 'A promise, capabilities: ["1"]}', 'A promise, capabilities: ["1"]}\n  - {code: §k1, summit: B, name: B, text: B, capabilities: ["1"]}', "commitments.2.code", "k1 stands"),
    ("harm answered by nobody", BASE, 'Another harm, capabilities: ["2"]', "Another harm, capabilities: §[]", "harm.h2.capabilities", "at least one"),
    ("harm without capabilities", BASE, '  - {code: h2, name: Harm two, text: Another harm, capabilities: ["2"]}', "  - §{code: h2, name: Harm two, text: Another harm}", "harms.2.capabilities", "missing"),
    ("capability of a harm unknown", BASE, 'Another harm, capabilities: ["2"]', 'Another harm, capabilities: ["2", §"97"]', "harm.h2.capabilities", "97 is none"),
    ("capability of a harm twice", BASE, 'Another harm, capabilities: ["2"]', 'Another harm, capabilities: ["2", §"2"]', "harm.h2.capabilities", "only once"),
    ("capability of a harm as a number", BASE, 'Another harm, capabilities: ["2"]', "Another harm, capabilities: [§2]", "harm.h2.capabilities", "in quotes"),
    ("capability of a commitment unknown", BASE, 'A promise, capabilities: ["1"]', 'A promise, capabilities: [§"96"]', "commitment.k1.capabilities", "96 is none"),
    ("commitment without a summit", BASE, "{code: k1, summit: Summit, ", "§{code: k1, ", "commitments.1.summit", "missing"),
    ("unknown key of a harm", BASE, "{code: h2, name", "{code: h2, §level: high, name", "harms.2.level", "known keys"),
    ("code of a harm too long", BASE, "{code: h2", "{code: §abcdefghijklmnopqrstu", "harms.2.code", "at most 20"),
    ("harms as a text", BASE, 'harms:\n  - {code: h1, name: Harm one, text: A harm, capabilities: ["1", "3"]}\n  - {code: h2, name: Harm two, text: Another harm, capabilities: ["2"]}\n', "harms: §many\n", "harms", "expected a list"),
    ("domain called harm", BASE, "  - code: second", "  - code: §harm", "domains.2.code", "another code"),
    ("domain called commitment", BASE, "  - code: second", "  - code: §commitment", "domains.2.code", "another code"),
    ("translation of a harm missing", ES, "harm.h1.name: Daño uno\nharm.h1.text: Un daño\n", "§harm.h1.name: Daño uno\n", "harm.h1.text", "a text in es"),
    ("translation of a summit empty", ES, "commitment.k1.summit: Cumbre", 'commitment.k1.summit: §""', "commitment.k1.summit", "a text in es"),
    ("code reserved", BASE, "  - code: second", "  - code: §theme", "domains.2.code", "another code"),
    ("code too long", BASE, '      - code: "2"', "      - code: §abcdefghijk", "domains.1.capabilities.2.code", "at most 10"),
    ("code with a dot", BASE, "  - code: second", "  - code: §second.part", "domains.2.code", "plain letters"),
    ("code as a number", BASE, '      - code: "2"', "      - code: §2", "domains.1.capabilities.2.code", "in quotes"),
    ("version as a number", BASE, 'version: "1"', "version: §2016", "version", "in quotes"),
    ("text as a number", BASE, "name: Capability 2", "name: §2016", "2.name", "text in en"),
    ("text as yes or no", BASE, "name: Capability 2", "name: §No", "2.name", "text in en"),
    ("text as a list", BASE, "name: Capability 2", "name: §[a, b]", "2.name", "text in en"),
    ("text of another type by tag", BASE, "name: Capability 2", "name: §!!python/name:os.system x", "2.name", "text in en"),
    ("list as a text", BASE, '        requires: ["1"]', "        requires: §one", "2.requires", "expected a list"),
    ("mapping as a text", BASE, "  - {code: e1, name: Money, text: There is money}", "  - §money", "enablers.1", "keys"),
    ("empty text", BASE, "summary: Summary 2", 'summary: §" "', "2.summary", "text in en"),
    ("no text", BASE, "summary: Summary 2", "summary:§", "2.summary", "text in en"),
    ("empty evidence", BASE, "        evidence:\n          - Evidence 2", "        evidence: §[]", "2.evidence", "at least one"),
    ("control character", BASE, "name: Capability 2", 'name: §"a\\0b"', "2.name", "control characters"),
    ("lone surrogate", BASE, "name: Capability 2", 'name: §"a\\ud800b"', "", ""),
    ("prerequisite unknown", BASE, 'requires: ["1"]', 'requires: [§"99"]', "2.requires", "99 is none"),
    ("prerequisite twice", BASE, 'requires: ["1"]', 'requires: ["1", §"1"]', "2.requires", "only once"),
    ("prerequisite itself", BASE, 'requires: ["1"]', 'requires: [§"2"]', "2.requires", "circle: 2 → 2"),
    ("prerequisites in a circle", BASE, "requires: []", 'requires: [§"3"]', "1.requires", "circle: 1 → 3 → 2 → 1"),
    ("neighbour unknown", BASE, '          - code: "3"', '          - code: §"98"', "1.not_to_confuse", "98 is none"),
    ("neighbour itself", BASE, '          - code: "3"', '          - code: §"1"', "1.not_to_confuse.1.code", "other capability"),
    ("theme unknown", BASE, "theme: law", "theme: §money", "1.theme", "law, help"),
    ("sign without a phase", BASE, "          2a: Sign 2", "          §a2: Sign 2", "2.sign.a2", "such as 2b"),
    ("sign of phase 0", BASE, "          1a: Sign 2", "          §0a: Sign 2", "2.sign.0a", "from 1 to 4"),
    ("sign of phase 5", BASE, "          4b: Sign 2", "          §5a: Sign 2", "2.sign.5a", "from 1 to 4"),
    ("sign out of its phase", BASE, "          3a: Sign 2 3a\n", "          1c: §Sign\n          3a: Sign 2 3a\n", "2.sign.1c", "in order"),
    ("one sign in a phase", BASE, "          1a: Sign 2 1a\n          1b: Sign 2 1b\n", "          §1a: Sign 2 1a\n", "2.sign", "found 1"),
    ("four signs in a phase", BASE, "          1a: Sign 2 1a\n          1b: Sign 2 1b\n", "          §1a: A\n          1b: B\n          1c: C\n          1d: D\n", "2.sign", "found 4"),
    ("phase missing", BASE, "  - {phase: 0, name: Not started, summary: Nothing, text: Nothing at all}\n", "§", "phases", "five phases"),
    ("phase out of order", BASE, "{phase: 3", "{phase: §5", "phases.4.phase", "expected phase 3"),
    ("phase of a capability missing", BASE, "          0: Phase 0 of 2\n          1:", "          §1:", "2.phase.0", "missing"),
    ("phase of a capability too many", BASE, "          4: Phase 4 of 2\n", "          4: Phase 4 of 2\n          §5: More\n", "2.phase.5", "known keys"),
    ("English file in another language", BASE, "language: en", "language: §fr", "language", "expected en"),
    ("YAML syntax", BASE, "notice: Made for tests", "notice: Made§: for tests", "", "valid YAML"),
    ("tab as indentation", BASE, "    outcome: Outcome first", "§\toutcome: Outcome first", "", "valid YAML"),
    ("anchor", BASE, "notice: Made", "notice: §&a Made", "", "anchors"),
    ("deep nesting", BASE, "notice: Made for tests", "notice: §" + "[" * 2000 + "]" * 2000, "", "levels"),
    ("two documents", BASE, "notice: Made", "§---\nnotice: Made", "", "valid YAML"),
    # --- language files ----------------------------------------------------------------------------------------
    ("translation missing", ES, "2.requirement: requirement 2 es\n2.why: why 2 es\n", "§2.requirement: requirement 2 es\n", "2.why", "a text in es"),
    ("translation empty", ES, "2.why: why 2 es", '2.why: §""', "2.why", "a text in es"),
    ("translation as a number", ES, "2.why: why 2 es", "2.why: §12", "2.why", "a text in es"),
    ("key not in English", ES, "2.why: why 2 es", "2.why: why 2 es\n§2.sign.2c: x", "2.sign.2c", "no such key"),
    ("translation twice", ES, "2.why: why 2 es", "2.why: a\n§2.why: b", "2.why", "already"),
    ("other framework", ES, "framework: small", "framework: §large", "framework", "expected small"),
    ("other version", ES, 'version: "1"', 'version: §"2"', "version", "expected 1"),
    ("other language", ES, "language: es", "language: §fr", "language", "expected es"),
    ("head missing", ES, 'framework: small\nversion: "1"\nlanguage: es\n', '§framework: small\nversion: "1"\n', "language", "missing"),
    ("quotes left open", ES, "2.why: why 2 es", '2.why: §"why 2 es', "", "valid YAML"),
    ("syntax of a language", ES, "2.why: why 2 es", "2.why: a§: b", "", "valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "words"),
    [fault[1:] for fault in FAULTS],
    ids=[fault[0] for fault in FAULTS],
)
def test_a_fault_is_named_with_file_line_and_key(
    tmp_path: Path, file: str, old: str, new: str, key: str, words: str
) -> None:
    folder, line = written(tmp_path / "f", file, old, new)
    start = f"{file}:{line}: {key}: " if key else f"{file}:{line}: "
    problems = problems_of(folder)
    assert [problem for problem in problems if problem.startswith(start) and words in problem], problems


def test_one_fault_is_one_problem(tmp_path: Path) -> None:
    folder, line = written(tmp_path / "f", BASE, "        why: Why 2\n", "        why: §''\n")
    assert problems_of(folder) == [f"framework.yaml:{line}: 2.why: expected a text in en"]


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    folder, line = written(tmp_path / "f", ES, "3.sign.2b: indicio 2b", "3.sign.2b: §")
    assert problems_of(folder) == [f"es.yaml:{line}: 3.sign.2b: expected a text in es"]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    framework = small.FRAMEWORK.replace("theme: law", "theme: money").replace("why: Why 3", "why:")
    spanish = small.SPANISH.replace("2.why: why 2 es\n", "").replace("language: es", "language: fr")
    problems = problems_of(small.write(tmp_path / "f", framework, spanish))
    assert len(problems) == 3 + 1 + 1 + 1
    assert {problem.split(":")[0] for problem in problems} == {BASE, ES}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere")[0].startswith("framework.yaml: expected a file that can be read")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").mkdir()
    assert problems_of(tmp_path)[0].startswith("framework.yaml: expected a file that can be read")


def test_an_empty_file(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "f", "# nothing\n", None)
    assert problems_of(folder) == ["framework.yaml: expected keys, the file is empty"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "f", spanish=small.SPANISH + "#" * 2_000_000)
    assert problems_of(folder) == ["es.yaml: expected a file of at most 2 MB"]


def test_aliases_do_not_unfold(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join(f'*{before}' for _ in range(9))}]\n"
    assert problems_of(small.write(tmp_path / "f", bomb, None)) == [
        "framework.yaml:1: expected no anchors (&) and no aliases (*)"
    ]


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "f")
    (folder / ES).write_bytes(small.SPANISH.encode("latin-1"))
    line = small.SPANISH[: small.SPANISH.index("ñ")].count("\n") + 1
    assert problems_of(folder) == [f"es.yaml:{line}: expected the file to be saved as UTF-8"]


@pytest.mark.parametrize("name", ["en.yaml", "Spanish.yaml", "fr.yml"])
def test_a_file_whose_name_is_no_language(tmp_path: Path, name: str) -> None:
    folder = small.write(tmp_path / "f")
    (folder / name).write_text(small.SPANISH, encoding="utf-8")
    assert problems_of(folder)[0].startswith(f"{name}: expected the ")


def test_a_long_chain_of_prerequisites_is_no_circle(tmp_path: Path) -> None:
    chain = small.capability("c0") + "".join(small.capability(f"c{n}", requires=f"[c{n - 1}]") for n in range(1, 1500))
    folder = small.write(tmp_path / "f", small.HEAD + small.domain("first", chain), None)
    assert len(read_framework(folder).capabilities) == 1500


def test_two_circles_are_both_named(tmp_path: Path) -> None:
    four = "".join(
        small.capability(code, requires=f"[{other}]")
        for code, other in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))
    )
    problems = problems_of(small.write(tmp_path / "f", small.HEAD + small.domain("first", four), None))
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        "a.requires: expected prerequisites without a circle: a → b → a",
        "c.requires: expected prerequisites without a circle: c → d → c",
    ]


def test_what_is_read_from_sound_files(tmp_path: Path) -> None:
    file = read_framework(small.write(tmp_path / "f"))
    assert (file.code, file.version, file.languages) == ("small", "1", ("en", "es"))
    assert file.names == {"en": "Small framework", "es": "Marco pequeño"}
    assert [phase.names["en"] for phase in file.phases][::4] == ["Not started", "Maturity"]
    first, second = file.domains
    assert [part.code for part in first.capabilities] == ["1", "2"]
    assert second.capabilities[0].requires == ("2",)
    assert first.capabilities[0].not_to_confuse == (("3", {"en": "Not the same as 3", "es": "No es lo mismo que 3"}),)
    assert [(sign.code, sign.phase) for sign in second.capabilities[0].signs][:3] == [
        ("1a", 1),
        ("1b", 1),
        ("2a", 2),
    ]
    assert second.capabilities[0].signs[2].texts == {"en": "Sign 3 2a", "es": "indicio 2a"}
    assert all(set(texts) == {"en", "es"} for texts in file.texts.values())
    assert [(harm.code, harm.capabilities) for harm in file.harms] == [("h1", ("1", "3")), ("h2", ("2",))]
    assert file.harms[1].names == {"en": "Harm two", "es": "Daño dos"}
    (commitment,) = file.commitments
    assert (commitment.code, commitment.summits, commitment.capabilities) == (
        "k1",
        {"en": "Summit", "es": "Cumbre"},
        ("1",),
    )


def test_a_file_of_before_there_were_harms(tmp_path: Path) -> None:
    file = read_framework(small.write(tmp_path / "f", small.OLD_FRAMEWORK, small.OLD_SPANISH))
    assert (file.harms, file.commitments) == ((), ())
    empty = small.OLD_FRAMEWORK.replace("domains:\n", "harms: []\ncommitments: []\ndomains:\n", 1)
    other = read_framework(small.write(tmp_path / "g", empty, small.OLD_SPANISH))
    assert structure_checksum(other) == structure_checksum(file)


TEXT_CHANGES = [
    ("Sign 2 3a", "Another sign"),
    ("Not the same as 3", "Apart from 3"),
    ("Evidence 2", "Paper 2"),
    ("text: Another harm", "text: One more harm"),
    ("summit: Summit", "summit: Meeting"),
]
STRUCTURE_CHANGES = [
    ('requires: ["1"]', "requires: []"),
    ("          3b: Sign 2 3b", "          3b: Sign 2 3b\n          3c: More"),
    ("theme: law", "theme: help"),
    ("          4b: Sign 2 4b", "          4c: Sign 2 4b"),
    ("{code: e1", "{code: e2"),
    ("code: second", "code: third"),
    ("{code: h2", "{code: h3"),
    ('Another harm, capabilities: ["2"]', 'Another harm, capabilities: ["2", "3"]'),
    ("{code: k1", "{code: k2"),
]


@pytest.mark.parametrize(("old", "new"), TEXT_CHANGES)
def test_a_text_changes_only_the_checksum_of_texts(tmp_path: Path, old: str, new: str) -> None:
    before = read_framework(small.write(tmp_path / "a", spanish=None))
    after = read_framework(small.write(tmp_path / "b", small.FRAMEWORK.replace(old, new, 1), None))
    assert structure_checksum(before) == structure_checksum(after)
    assert texts_checksum(before) != texts_checksum(after)


@pytest.mark.parametrize(("old", "new"), STRUCTURE_CHANGES)
def test_structure_changes_its_checksum(tmp_path: Path, old: str, new: str) -> None:
    before = read_framework(small.write(tmp_path / "a", spanish=None))
    after = read_framework(small.write(tmp_path / "b", small.FRAMEWORK.replace(old, new, 1), None))
    assert structure_checksum(before) != structure_checksum(after)


def test_a_language_more_changes_the_checksum_of_texts(tmp_path: Path) -> None:
    with_spanish = read_framework(small.write(tmp_path / "a"))
    without = read_framework(small.write(tmp_path / "b", spanish=None))
    assert structure_checksum(with_spanish) == structure_checksum(without)
    assert texts_checksum(with_spanish) != texts_checksum(without)


def test_codes_fit_the_columns() -> None:
    columns = {
        "framework": Framework._meta.get_field("code"),
        "version": Framework._meta.get_field("version"),
        "domain": Domain._meta.get_field("code"),
        "capability": Capability._meta.get_field("code"),
        "theme": Capability._meta.get_field("theme"),
        "enabler": Enabler._meta.get_field("code"),
        "harm": Harm._meta.get_field("code"),
        "commitment": Commitment._meta.get_field("code"),
    }
    assert {kind: field.max_length for kind, field in columns.items()} == LONGEST
    assert Sign._meta.get_field("code").max_length >= len("4c")

"""The texts are the product: what every reader relies on is held here."""

import re

import pytest

from assessments.content import SHIPPED, CapabilityPart, FrameworkFile, read_framework

CAPABILITIES = {
    "policy": ["Leadership", "Research, Analysis and Monitoring", "Legislation"],
    "justice": [
        "Dedicated Law Enforcement",
        "Judiciary and Prosecutors",
        "Offender Management Process",
        "Access to Image Databases",
    ],
    "victim": [
        "End-to-end Support",
        "Child Protection Workforce",
        "Compensation, Remedies and Complaints Arrangements",
        "Child Helpline",
    ],
    "societal": ["CSEA Hotline", "Education Programme", "Child Participation", "Offender Support Systems"],
    "industry": [
        "Takedown Procedures",
        "CSEA Reporting",
        "Innovative Solution Development",
        "Corporate Social Responsibility",
    ],
    "media": ["Ethical and Informed Media Reporting", "Universal Terminology"],
}
DOMAINS = {
    "policy": (
        "Policy and Governance",
        "Política y gobernanza",
        "Highest level national commitment to CSEA prevention and response",
    ),
    "justice": (
        "Criminal Justice",
        "Justicia penal",
        "Effective and successful CSEA investigations, convictions and offender management",
    ),
    "victim": ("Victim", "Víctimas", "Appropriate support services for children and young people"),
    "societal": ("Societal", "Sociedad", "CSEA prevented"),
    "industry": (
        "Industry",
        "Industria",
        "Industry engaged in developing solutions to prevent and tackle CSEA",
    ),
    "media": (
        "Media and Communications",
        "Medios y comunicación",
        "Awareness raised among the public, professionals and policy makers",
    ),
}
REQUIRES = {
    "2": ("1",),
    "3": ("21",),
    "7": ("3", "4"),
    "12": ("3",),
    "16": ("12",),
    "17": ("3",),
    "18": ("16", "17"),
    "19": ("16", "17"),
}
THEMES = {
    "policy": {"1", "3"},
    "research": {"2"},
    "justice": {"4", "5", "6", "7"},
    "victims": {"8", "9", "10", "11"},
    "technology": {"12", "16", "17", "18", "19"},
    "society": {"13", "14", "15", "20", "21"},
}
#: The capabilities that answer each harm, and those that show each commitment.
HARMS = {
    "grooming": ("3", "4", "11", "13", "17", "19"),
    "livestream": ("3", "4", "7", "8", "17"),
    "material": ("3", "4", "7", "12", "16", "17"),
    "selfmade": ("3", "11", "13", "14", "16", "21"),
    "extortion": ("3", "4", "8", "11", "13", "17"),
    "ai": ("2", "3", "4", "16", "18"),
    "travel": ("3", "4", "6", "9", "19"),
    "reoffending": ("5", "6", "15"),
    "circulation": ("7", "8", "10", "12", "16", "18"),
}
COMMITMENTS = {
    "body": ("1",),
    "analysis": ("2",),
    "build": ("1", "2"),
    "understanding": ("1", "2", "18", "20"),
    "voices": ("8", "14"),
    "exchange": ("1", "2", "18"),
}
NEIGHBOURS = {("6", "15"), ("15", "6"), ("11", "12"), ("12", "11"), ("16", "17"), ("17", "16")}
#: Words that the Luxembourg Guidelines advise against. 21 names the first one, in quotes, to replace it.
FORBIDDEN = re.compile(
    r"child porn|child prostitut|child sex tour|sex tour|p(a)?edophil|kiddie|porn|"
    r"pornograf|prostituci|turismo sexual|pedófil|pederast",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def file() -> FrameworkFile:
    return read_framework(SHIPPED)


def test_it_is_the_model_of_2016_in_six_languages(file: FrameworkFile) -> None:
    assert (file.code, file.version, set(file.languages)) == ("mnr", "2016", {"en", "es", "fr", "ar", "pt", "ru"})
    assert file.names["en"] == "Model National Response"
    assert file.names["es"] == "Modelo Nacional de Respuesta"
    assert "written for this tool" in file.notices["en"].replace("\n", " ")
    assert "not the official text" in file.notices["en"]


def test_six_domains_twenty_one_capabilities_seven_enablers(file: FrameworkFile) -> None:
    assert {
        domain.code: (domain.names["en"], domain.names["es"], domain.outcomes["en"]) for domain in file.domains
    } == DOMAINS
    assert {domain.code: [part.names["en"] for part in domain.capabilities] for domain in file.domains} == CAPABILITIES
    assert [domain.code for domain in file.domains] == list(DOMAINS)
    assert [part.code for part in file.capabilities] == [str(number) for number in range(1, 22)]
    assert [enabler.code for enabler in file.enablers] == [f"e{number}" for number in range(1, 8)]


def test_phases(file: FrameworkFile) -> None:
    assert [(phase.names["en"], phase.names["es"]) for phase in file.phases] == [
        ("Not started", "Sin iniciar"),
        ("Building", "Construcción"),
        ("Enhancement", "Fortalecimiento"),
        ("Integration", "Integración"),
        ("Maturity", "Madurez"),
    ]


def test_prerequisites_themes_and_neighbours(file: FrameworkFile) -> None:
    assert {part.code: part.requires for part in file.capabilities if part.requires} == REQUIRES
    for theme, codes in THEMES.items():
        assert {part.code for part in file.capabilities if part.theme == theme} == codes
    assert {(part.code, other) for part in file.capabilities for other, _text in part.not_to_confuse} == NEIGHBOURS


def test_harms_and_commitments(file: FrameworkFile) -> None:
    assert {harm.code: harm.capabilities for harm in file.harms} == HARMS
    assert {part.code: part.capabilities for part in file.commitments} == COMMITMENTS
    summits = [part.summits["en"] for part in file.commitments]
    assert summits == ["Summit of Abu Dhabi, 2015"] * 3 + ["Summit of Addis Ababa with the African Union, 2019"] * 3
    for text in (*(harm.texts["en"] for harm in file.harms), *(part.texts["en"] for part in file.commitments)):
        assert text.endswith("."), text


def test_every_phase_has_two_or_three_signs(file: FrameworkFile) -> None:
    for part in file.capabilities:
        for phase in range(1, 5):
            codes = [sign.code for sign in part.signs if sign.phase == phase]
            assert codes in ([f"{phase}a", f"{phase}b"], [f"{phase}a", f"{phase}b", f"{phase}c"]), part.code


def signs(file: FrameworkFile) -> list[tuple[CapabilityPart, str, str]]:
    return [(part, sign.code, sign.texts["en"]) for part in file.capabilities for sign in part.signs]


def test_a_sign_is_one_short_sentence(file: FrameworkFile) -> None:
    for part, code, text in signs(file):
        assert len(text.split()) <= 20, (part.code, code, text)
        assert text.endswith("."), (part.code, code)
        assert text.count(".") == 1, (part.code, code)
        assert "?" not in text, (part.code, code)


def test_a_sign_is_no_opinion(file: FrameworkFile) -> None:
    opinion = re.compile(
        r"\b(good|effective|effectively|adequate|adequately|sufficient|sufficiently|appropriate|robust|strong|well)\b",
        re.IGNORECASE,
    )
    for part, code, text in signs(file):
        assert not opinion.search(text), (part.code, code, text)


def test_no_sign_stands_twice(file: FrameworkFile) -> None:
    for language in file.languages:
        texts = [sign.texts[language].casefold() for part in file.capabilities for sign in part.signs]
        assert len(texts) == len(set(texts)), language


def test_the_shorter_texts_stay_short(file: FrameworkFile) -> None:
    for part in file.capabilities:
        assert len(part.summaries["en"]) <= 110, part.code
        assert not part.summaries["en"].endswith("."), part.code
        assert 3 <= len(part.evidence) <= 5, part.code
        for phase in part.phases:
            assert 10 <= len(phase["en"].split()) <= 45, (part.code, phase["en"])


def test_every_text_is_in_every_language(file: FrameworkFile) -> None:
    for key, texts in file.texts.items():
        assert set(texts) == set(file.languages), key
        assert all(text.strip() == text != "" for text in texts.values()), key


def test_spanish_is_translated(file: FrameworkFile) -> None:
    same = [key for key, texts in file.texts.items() if texts["en"] == texts["es"]]
    assert same == []


def test_terms_follow_the_luxembourg_guidelines(file: FrameworkFile) -> None:
    """No text uses a word that harms. Capability 21 is about such words and names them in quotes."""
    for key, texts in file.texts.items():
        for language, text in texts.items():
            unquoted = re.sub('[“«"‘].*?[”»"’]', "", text) if key.startswith("21.") else text
            assert not FORBIDDEN.search(unquoted), (key, language, text)


def test_texts_are_plain_text(file: FrameworkFile) -> None:
    for key, texts in file.texts.items():
        for text in texts.values():
            assert not re.search(r"[<>*_#]|https?:", text), (key, text)
            assert "\n" not in text, key
            assert "  " not in text, key

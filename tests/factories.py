"""Rows for tests, made the way the site makes them: through the actions. Small functions, no library."""

import logging
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache as site_cache
from django.test import Client

from assessments import keeping, structure
from assessments.actions.answers import Outcome, save_answer, save_simple
from assessments.actions.evidence import add_evidence
from assessments.actions.following_rows import commitment_rows, threat_rows
from assessments.actions.frameworks import load_framework
from assessments.actions.priorities import set_priority
from assessments.actions.rounds import move_round, open_round
from assessments.actions.second_views import ask_views, draft_view, give_view
from assessments.content import SHIPPED, FrameworkFile, read_framework
from assessments.documents import Kind
from assessments.models import (
    Assessment,
    Assignee,
    Assignment,
    CommitmentAnswer,
    Country,
    EnablerAnswer,
    Evidence,
    EvidenceFile,
    Framework,
    Membership,
    Priority,
    ReaderTask,
    Response,
    SecondView,
    ThreatAnswer,
    User,
)
from assessments.roles import NEEDS_SECOND_FACTOR, SECRETARIAT_ROLES, Role
from assessments.structure import CapabilityNode
from assessments.workflow import Move

PASSWORD = "a long enough secret"
APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
YEAR = 2026
NAMES = {"XSA": {"en": "Sampland", "es": "Samplandia"}, "XSB": {"en": "Borduria", "es": "Borduria"}}


@pytest.fixture(autouse=True)
def quick_site(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Passwords that cost nothing, static files without a manifest, a cache and a report folder of one's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.REPORTS_DIR = tmp_path / "reports"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.STATIC_ROOT = tmp_path
    settings.MAIL_IN_BACKGROUND = False
    settings.REPORTS_AHEAD = False
    site_cache.clear()
    logging.disable(logging.WARNING)  # each refusal that is tested would be a line in the output
    structure.forget()
    yield
    logging.disable(logging.NOTSET)
    structure.forget()


@cache
def _shipped() -> FrameworkFile:
    return read_framework(SHIPPED)


def framework() -> Framework:
    """The shipped framework, mnr 2016; read from its files once a process."""
    found = Framework.objects.filter(code="mnr", version="2016").first()
    return found or load_framework(file=_shipped(), by=None)[0]


def country(iso3: str = "XSA", names: dict[str, str] | None = None) -> Country:
    return Country.objects.get_or_create(
        iso3=iso3,
        defaults={
            "names": names or NAMES.get(iso3, {"en": f"Country {iso3}"}),
            "region": "002",
            "subregion": "014",
            "status": Country.Status.FICTIONAL if iso3.startswith("X") else Country.Status.MEMBER,
        },
    )[0]


def user(
    role: Role | None = None, of: Country | None = None, *, name: str = "", email: str = "", language: str = "en"
) -> User:
    """A person with one role, or none. A role of the secretariat has no country."""
    number = User.objects.count() + 1
    name = name or f"{role or 'nobody'} {number}".capitalize()
    person = User.objects.create_user(email or f"person{number}@example.org", PASSWORD, name=name, language=language)
    if role is not None:
        place = None if role in SECRETARIAT_ROLES else of or country()
        Membership.objects.create(user=person, role=role, country=place)
        if role in NEEDS_SECOND_FACTOR:
            second_factor(person)
    return person


def second_factor(person: User) -> str:
    """Sets up an authenticator app; its key."""
    TOTP.activate(person, APP_KEY)
    return APP_KEY


def code_now(step: int = 0) -> str:
    """What the app shows now; `step` 1: what it will show next."""
    return format_hotp_value(hotp_value(APP_KEY, int(time.time()) // 30 + step))


def coordinator(of: Country | None = None, **fields: Any) -> User:
    return user(Role.COORDINATOR, of, **fields)


def signed_in(person: User | None, **options: Any) -> Client:
    """A browser in which this person is signed in; None: nobody is."""
    client = Client(**options)
    if person is not None:
        client.force_login(person)
    return client


def opened_round(by: User, of: Country | None = None, year: int = YEAR, **fields: Any) -> Assessment:
    place = of or by.current_memberships[0].country
    values = {"framework": framework(), "target_year": year + 2, "title": f"Self-assessment {year}"} | fields
    assessment = open_round(country=place, year=year, by=by, **values)
    return Assessment.objects.select_related("country", "framework", "sent_by").get(pk=assessment.pk)


def node(assessment: Assessment, code: str = "1") -> CapabilityNode:
    return structure.of(assessment.framework).by_code[code]


def row(assessment: Assessment, code: str = "1") -> Response:
    return Response.objects.get(assessment=assessment, capability__code=code)


def save(
    assessment: Assessment,
    by: User,
    code: str = "1",
    *,
    based_on: int | None = None,
    confirm: bool = False,
    **values: Any,
) -> Outcome:
    """Saves fields of one answer; `sign_2b="yes"` is the sign 2b. Based on the present revision unless told."""
    typed = {name.replace("sign_", "sign."): value for name, value in values.items()}
    return save_answer(
        assessment=assessment,
        capability=node(assessment, code),
        by=by,
        based_on=row(assessment, code).revision if based_on is None else based_on,
        values=typed,
        confirm=confirm,
    )


def full_values(assessment: Assessment, code: str, **changed: Any) -> dict[str, Any]:
    """Every field of an answer, as typed: phase 1 with its signs met, target 3."""
    values: dict[str, Any] = {
        "phase": "1",
        "reason": "The decree is in force since March, and three of the five regions apply it already.",
        "law": "yes",
        "practice": "partly",
        "nationwide": "no",
        "funded": "unknown",
        "target": 3,
        "target_year": assessment.year + 1,
        "justification": f"Justification of {code}. "
        + "The law of 2023 names the service and pays for it. " * 6
        + "So it is.",
        "participants": ["justice", "police"],
        "participants_note": "Ministry of Justice, National Police, a children’s rights network",
        "confidence": 2,
    }
    for sign in node(assessment, code).signs:
        values[f"sign.{sign.code}"] = ("yes", "yes", "partly", "no", "unknown")[sign.phase]
    return values | changed


def answer(assessment: Assessment, by: User, code: str = "1", **changed: Any) -> Outcome:
    """One capability with every field filled."""
    values = full_values(assessment, code, **changed)
    return save(assessment, by, code, **{name.replace("sign.", "sign_"): value for name, value in values.items()})


def answer_all(assessment: Assessment, by: User, *, priorities: bool = True, **changed: Any) -> None:
    """All 21 capabilities, their evidence, the priorities, the enablers, the threats and the commitments."""
    for capability in structure.of(assessment.framework).capabilities:
        answer(assessment, by, capability.code, **changed)
        add_evidence(
            assessment=assessment,
            response=row(assessment, capability.code),
            title=f"Child Victims Act 2023, article {capability.code}",
            url="https://example.org/law",
            by=by,
        )
    if priorities:
        rank_all(assessment, by)
    for enabler in EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler"):
        save_simple(
            row=enabler,
            assessment=assessment,
            by=by,
            based_on=enabler.revision,
            values={"answer": "partly", "note": "In two ministries of four."},
            fields=("answer", "note"),
            code=enabler.enabler.code,
        )
    for code, threat in threat_rows(assessment).items():
        say(threat, assessment, by, code, presence="some", source="Police statistics of 2025")
    for code, commitment in commitment_rows(assessment).items():
        say(commitment, assessment, by, code, answer="partly", note="Begun in 2025.")


def say(row: ThreatAnswer | CommitmentAnswer, assessment: Assessment, by: User, code: str, **values: Any) -> Outcome:
    """Saves what the country says of one harm or commitment, on its present revision."""
    return save_simple(
        row=row,
        assessment=assessment,
        by=by,
        based_on=row.revision,
        values=values,
        fields=tuple(values),
        code=code,
    )


def say_presence(assessment: Assessment, by: User, **presences: str) -> None:
    """`grooming="widespread"`: how present the country sees that harm."""
    rows = threat_rows(assessment)
    for code, presence in presences.items():
        say(rows[code], assessment, by, code, presence=presence)


def rank_all(assessment: Assessment, by: User) -> None:
    for index, priority in enumerate(
        Priority.objects.filter(assessment=assessment).select_related("capability").order_by("capability__order")
    ):
        set_priority(
            assessment=assessment,
            priority=priority,
            by=by,
            based_on=priority.revision,
            values={"importance": 5 - index % 3, "feasibility": 1 + index % 5, "horizon": "now"},
        )


def answered_round(by: User, year: int = YEAR, **fields: Any) -> Assessment:
    assessment = opened_round(by, year=year, **fields)
    answer_all(assessment, by)
    return assessment


def submitted_round(by: User, year: int = YEAR, **fields: Any) -> Assessment:
    """Answered and sent, by the approver where there is one: locked, frozen, and shared with the secretariat."""
    draft = answered_round(by, year, **fields)
    approver = User.objects.filter(
        memberships__country=draft.country, memberships__role=Role.APPROVER, memberships__ended_at=None
    ).first()
    if approver is not None:
        move_round(assessment=draft, move=Move.SEND_FOR_APPROVAL, by=by)
    return fresh(move_round(assessment=draft, move=Move.SUBMIT, by=approver or by))


def assigned(assessment: Assessment, person: User, *codes: str, **columns: Any) -> None:
    """These capabilities, all of them when none is named, are with this person; the rows alone, nobody is told."""
    for capability in structure.of(assessment.framework).capabilities:
        if not codes or capability.code in codes:
            row, _made = Assignment.objects.update_or_create(
                assessment=assessment, capability_id=capability.pk, defaults=columns
            )
            Assignee.objects.get_or_create(assignment=row, user=person, ended_at=None)


def signature(assessment: Assessment, **changed: str) -> dict[str, str]:
    """What a person posts who signs for the country: the page as it is now, read and confirmed."""
    version = str(Assessment.objects.get(pk=assessment.pk).version)
    return {"name": "Dina Okello", "function": "Deputy Minister", "confirmed": "1", "version": version} | changed


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_related("country", "framework", "sent_by").get(pk=assessment.pk)


def version_of(evidence: Evidence, path: Path, by: User) -> EvidenceFile:
    """A file as it was kept, past every check; the evidence does not name it yet."""
    kept = keeping.keep(path)
    return EvidenceFile.objects.create(
        evidence=evidence,
        name=path.name,
        kind=Kind.TEXT,
        size=kept.size,
        sha256=kept.sha256,
        key=kept.key,
        uploaded_by=by,
    )


def reader(of: Country | None = None, **fields: Any) -> User:
    """Somebody outside whom a country may ask for second views."""
    return user(Role.READER, of, **fields)


def asked(assessment: Assessment, by: User, person: User, *codes: str, **fields: Any) -> list[ReaderTask]:
    """Asks a reader for second views on these capabilities."""
    nodes = [node(assessment, code) for code in codes]
    tasks = ask_views(assessment=assessment, capabilities=nodes, by=by, reader=person, **fields)
    return list(ReaderTask.objects.with_reader().filter(pk__in=[task.pk for task in tasks]))


def given(
    task: ReaderTask, phase: str = "1", reason: str = "Two of five regions have it.", **values: Any
) -> SecondView:
    """A view written and given at once by its reader."""
    by = task.reader
    assert by is not None
    values = {"phase": phase, "reason": reason, **values}
    outcome = draft_view(task=task, by=by, based_on=task.view.revision, values=values)
    return give_view(task=task, by=by, based_on=outcome.revision)

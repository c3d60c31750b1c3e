"""Letters to and about people whose names are written the other way than the letter: nothing around them turns."""

import email
import email.policy
import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from assessments import letters, mailing
from assessments.actions import invitation_letters
from assessments.actions.notices import tell
from assessments.models import Assessment, Invitation, Notice, User
from assessments.notices import Kind
from assessments.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
LATIN, ARABIC, MIXED = "L. Haddad", "ليلى حداد", "ليلى Haddad (2)"
FSI, PDI = "\u2068", "\u2069"
MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: A reader's language, and a name that does not go its way.
OTHERS = [("ar", LATIN), ("fr", ARABIC), ("ru", ARABIC), ("en", ARABIC), ("ar", MIXED), ("es", MIXED), ("pt", ARABIC)]


def received(letter: Any) -> tuple[str, str, str]:
    """As a mail program reads it: the subject, the plain text, the page."""
    raw = email.message_from_bytes(letter.message().as_bytes(), policy=email.policy.default)
    assert isinstance(raw, EmailMessage)
    plain, page = raw.get_body(("plain",)), raw.get_body(("html",))
    assert plain is not None and page is not None
    return str(raw["subject"]).strip(), plain.get_content(), page.get_content()


def letter_of(person: User, *notices: Notice, name: str = mailing.ONCE) -> tuple[str, str, str]:
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices]) if notices else Notice.objects.all()
    return received(mailing._letter(name, person, list(mailing._with_rounds(rows).order_by("pk"))))


@pytest.fixture
def told(draft: Assessment, ana: User, lena: User) -> None:
    """One notice of each kind, and one of a capability where a kind has that."""
    make.assigned(draft, lena, "1", "3")
    for kind in Kind:
        tell(kind=kind, to=[lena], by=ana, country=draft.country, assessment=draft)
        if kind in (Kind.ASSIGNED, Kind.COMMENT, Kind.QUESTION, Kind.VIEW_ASKED, Kind.VIEW_GIVEN):
            tell(kind=kind, to=[lena], by=ana, country=draft.country, assessment=draft, code="3")


def rename(person: User, name: str, language: str = "en") -> None:
    Notice.objects.filter(by_name=person.name).update(by_name=name)
    person.name, person.language = name, language
    person.save()


@pytest.mark.parametrize(("language", "name"), OTHERS)
@pytest.mark.usefixtures("told")
def test_every_kind_of_notice(ana: User, lena: User, language: str, name: str) -> None:
    rename(ana, name)
    rename(lena, name, language)
    said = 0
    for notice in Notice.objects.all():
        _subject, plain, page = letter_of(lena, notice)
        assert plain.count(name) == plain.count(f"{FSI}{name}{PDI}") > 0
        assert page.count(name) == page.count(f"<bdi>{name}</bdi>") > 0
        assert plain.count(FSI) == plain.count(PDI)
        assert not MARKS.search(page)
        said += plain.count(name) - 1
    assert said >= 15


@pytest.mark.usefixtures("told")
def test_nothing_is_marked_where_all_goes_one_way(ana: User, lena: User) -> None:
    rename(ana, LATIN)
    for language in ("en", "fr", "es", "pt", "ru"):
        rename(lena, LATIN, language)
        subject, plain, _page = letter_of(lena, name=mailing.DIGEST)
        assert not MARKS.search(subject + plain)


@pytest.mark.usefixtures("told")
def test_links_stay_bare(lena: User, ana: User) -> None:
    """A mark beside an address would become part of it when a program makes it a link; on the page it reads from the left."""
    rename(ana, ARABIC)
    rename(lena, LATIN, "ar")
    _subject, plain, page = letter_of(lena, name=mailing.DIGEST)
    links = re.findall(r"http\S+", plain)
    assert len(links) > 10
    assert not any(MARKS.search(link) for link in links)
    assert page.count('<bdi dir="ltr">http') == page.count("<a ") == len(links)


def test_a_subject_is_whole(draft: Assessment, ana: User, lena: User) -> None:
    """Marks in it are encoded with the words around them; a number does not join the Latin "MNR"."""
    rename(lena, LATIN, "ar")
    tell(kind=Kind.COMMENT, to=[lena], by=ana, country=draft.country, assessment=draft)
    with translation.override("ar"):
        place = f"{draft.country.name_in('ar').text} 2026"
    assert f"MNR، {FSI}{place}{PDI}: " in letter_of(lena)[0]
    for _time in range(10):
        tell(kind=Kind.ACCEPTED, to=[lena], by=ana, country=draft.country, assessment=draft)
    assert f"MNR: {FSI}11{PDI} " in letter_of(lena, name=mailing.DIGEST)[0]
    rename(lena, LATIN)
    assert letter_of(lena, name=mailing.DIGEST)[0] == "MNR self-assessment: 11 notices"


@pytest.mark.parametrize(("language", "name"), OTHERS)
@pytest.mark.parametrize("role", [Role.APPROVER, Role.READER, Role.REVIEWER])
def test_an_invitation(draft: Assessment, ana: User, language: str, name: str, role: Role) -> None:
    rename(ana, name)
    country = None if role is Role.REVIEWER else draft.country
    row = Invitation(country=country, email="new@x.example", role=role, language=language, invited_by=ana)
    _subject, plain, page = received(invitation_letters._written(row, "http://127.0.0.1/invitations/abc/"))
    assert plain.count(name) == plain.count(f"{FSI}{name}{PDI}") == 1
    assert page.count(f"<bdi>{name}</bdi>") == 1
    assert country is None or f"<bdi>{country.name_in(language).text}</bdi>" in page
    assert "\nhttp://127.0.0.1/invitations/abc/\n" in plain
    assert not MARKS.search(page)


@pytest.mark.parametrize(("language", "name"), OTHERS)
def test_the_second_step(lena: User, language: str, name: str) -> None:
    rename(lena, name, language)
    letter = letters.written("second_factor", to=lena.email, language=language, context={"person": lena})
    _subject, plain, page = received(letter)
    assert f"{FSI}{name}{PDI}" in plain.splitlines()[0]
    assert f"<bdi>{name}</bdi>" in page


def test_marks_that_somebody_typed_close_nothing(draft: Assessment, ana: User, lena: User) -> None:
    rename(ana, f"Eve{PDI}\u202e <b>x</b>")
    rename(lena, f"A{PDI}B", "ar")
    tell(kind=Kind.COMMENT, to=[lena], by=ana, country=draft.country, assessment=draft)
    _subject, plain, page = letter_of(lena)
    assert f"{FSI}Eve <b>x</b>{PDI}" in plain and f"{FSI}AB{PDI}" in plain
    assert "<bdi>Eve &lt;b&gt;x&lt;/b&gt;</bdi>" in page and "<bdi>AB</bdi>" in page


def test_a_new_password_in_arabic(lena: User, client: Client) -> None:
    rename(lena, LATIN, "ar")
    client.post("/accounts/password/reset/", {"email": lena.email})
    _subject, plain, page = received(mail.outbox[0])
    assert re.search(r"^http\S+/$", plain, re.MULTILINE)
    assert '<bdi dir="ltr">http' in page and 'dir="rtl"' in page

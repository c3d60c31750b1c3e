"""Print packs: what can be chosen, what a pack holds, who gets it, and when it is made again."""

import re
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments import results
from assessments.exports import packs, render
from assessments.models import Assessment, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, html, read

pytestmark = pytest.mark.django_db
CHOICE = {"scope": "c-3", "fill": "filled", "language": "en"}


def page_of(assessment: Assessment) -> str:
    return reverse("print_show", args=[assessment.pk])


def file_of(assessment: Assessment, name: str = "print_download", **changed: str) -> str:
    choice = CHOICE | changed
    return reverse(name, args=[assessment.pk, choice["scope"], choice["fill"], choice["language"]])


def pack_of(assessment: Assessment, scope: str, *, filled: bool, language: str = "en") -> results.Questionnaire:
    result = results.of(make.fresh(assessment), language)
    whole = results.of_round(result) if filled else results.blank_of_round(result, assessment.framework)
    return whole.part(scope)


def test_chosen_made_and_downloaded(ana: User, draft: Assessment, settings: Any) -> None:
    client = make.signed_in(ana)
    page = html(client.get(page_of(draft)))
    assert "Your pack" not in page and page.count('value="c-') == 21 and page.count('value="d-') == 6
    answer = client.post(page_of(draft), CHOICE)
    assert answer["Location"] == f"{page_of(draft)}?scope=c-3&fill=filled&language=en#pack"
    page = html(client.get(answer["Location"]))
    assert "MNR-2026-XSA-pack-3-filled-en.pdf" in page and "Make the file" in page
    assert client.get(file_of(draft, "print_status")).json() == {"status": "absent"}
    settings.REPORTS_DIR.mkdir()
    key = packs.content_key(pack_of(draft, "c-3", filled=True))
    (settings.REPORTS_DIR / f"{key}.pdf").write_bytes(b"%PDF-made")
    assert file_of(draft) in read(client.get(answer["Location"])).links
    got = client.get(file_of(draft))
    assert b"".join(got) == b"%PDF-made"  # type: ignore[arg-type]
    assert got["Content-Disposition"] == 'attachment; filename="MNR-2026-XSA-pack-3-filled-en.pdf"'
    make.save(draft, ana, "3", phase="2")
    assert client.get(file_of(draft))["Location"].startswith(page_of(draft))  # no longer what is answered


def test_a_blank_pack_is_the_same_whatever_is_answered(ana: User, draft: Assessment) -> None:
    before = packs.content_key(pack_of(draft, "all", filled=False))
    make.answer(draft, ana, "3")
    assert packs.content_key(pack_of(draft, "all", filled=False)) == before
    assert "Justification of 3" not in packs.html_of(pack_of(draft, "c-3", filled=False))


def test_a_pack_of_another_answer_stays_as_it_is(ana: User, draft: Assessment) -> None:
    before = packs.content_key(pack_of(draft, "c-4", filled=True))
    make.answer(draft, ana, "3")
    assert packs.content_key(pack_of(draft, "c-4", filled=True)) == before


@pytest.mark.parametrize(
    ("field", "value", "anchor"),
    [
        ("scope", "c-99", "id_scope"),
        ("fill", "x", "id_fill_0"),
        ("fill", "", "id_fill_0"),
        ("language", "xx", "id_language"),
    ],
)
def test_what_cannot_be_chosen_is_said_at_the_field(
    ana: User, draft: Assessment, field: str, value: str, anchor: str
) -> None:
    answer = make.signed_in(ana).post(page_of(draft), CHOICE | {field: value})
    assert answer.status_code == 422
    assert error_links(answer) == [anchor] and anchor in read(answer).ids


@pytest.mark.parametrize("changed", [{"scope": "c-99"}, {"scope": "d-x"}, {"fill": "x"}, {"language": "xx"}])
def test_addresses_that_name_nothing(ana: User, draft: Assessment, changed: dict[str, str]) -> None:
    client = make.signed_in(ana)
    assert client.get(file_of(draft, **changed)).status_code == 404
    assert client.get(file_of(draft, "print_status", **changed)).status_code == 404
    assert client.get(page_of(draft), changed).status_code == 200  # an address typed by hand shows the form


def test_what_a_filled_pack_prints(ana: User, draft: Assessment) -> None:
    make.answer(draft, ana, "3", justification="<b>Act</b> of 2023")
    text = packs.html_of(pack_of(draft, "c-3", filled=True))
    assert "&lt;b&gt;Act&lt;/b&gt; of 2023" in text
    ticked = text.count('<span class="box">×</span>')
    signs = len(make.node(draft, "3").signs)
    assert ticked == signs + 4 + 1 + 1 + 1 + 2  # signs, reality check, phase, target, how sure, two who took part
    assert "<th>" not in text


def test_what_a_domain_prints(ana: User, draft: Assessment) -> None:
    text = packs.html_of(pack_of(draft, "d-policy", filled=False))
    assert re.findall(r'id="c(\d+)"', text) == ["1", "2", "3"]
    assert 'id="contents"' in text and "×" not in text
    assert 'id="contents"' not in packs.html_of(pack_of(draft, "c-3", filled=False))


def test_in_another_language(ana: User, draft: Assessment) -> None:
    pack = pack_of(draft, "c-3", filled=False, language="es")
    assert '<html lang="es" dir="ltr">' in packs.html_of(pack)
    assert packs.file_name(pack) == "MNR-2026-XSA-pack-3-es.pdf"
    mirrored = packs.html_of(results.blank(draft.framework, "ar").part("c-3"))
    assert '<html lang="ar" dir="rtl">' in mirrored
    assert '<span lang="en" dir="ltr">' in packs.html_of(results.blank(draft.framework, "uk").part("c-3"))


def test_the_file_is_a_tagged_pdf(ana: User, draft: Assessment, settings: Any) -> None:
    make.answer(draft, ana, "3")
    target = settings.REPORTS_DIR / "pack.pdf"
    target.parent.mkdir(parents=True)
    render.write_pdf(packs.html_of(pack_of(draft, "c-3", filled=True)), target)
    reader = PdfReader(target)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert 2 <= len(reader.pages) <= 4


def test_of_a_sent_round_the_secretariat_prints_too(ana: User) -> None:
    sent = make.submitted_round(ana, 2024)
    client = make.signed_in(make.user(Role.REVIEWER))
    assert client.get(page_of(sent)).status_code == 200
    assert client.post(page_of(sent), CHOICE).status_code == 302


def test_it_costs_the_same_for_one_and_many(ana: User, draft: Assessment, django_assert_max_num_queries: Any) -> None:
    client = make.signed_in(ana)
    make.answer_all(draft, ana)
    results.forget()
    with django_assert_max_num_queries(12):
        page = client.get(page_of(draft), CHOICE)
    assert len(page.content) < 60_000

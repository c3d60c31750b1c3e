"""Countries, evidence, reports and their code, the profile, the way in, and the pages of refusal."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from assessments.exports import pdf
from assessments.models import Assessment, AuditEvent, Evidence, IssuedReport, Membership, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


class TestCountries:
    NAMES = {
        "QAA": {"en": "Pakistan", "es": "Pakistán"},
        "QAB": {"en": "Netherlands", "es": "Países Bajos"},
        "QAC": {"en": "Åland", "es": "Åland"},
        "QAD": {"en": "Zambia", "es": "Zambia"},
        "QAE": {"en": "Germany", "es": "Alemania"},
        "QAF": {"en": "Spain", "es": "España"},
        "QAG": {"en": "ecuador", "es": "Ecuador"},
    }

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            ("en", ["Åland", "ecuador", "Germany", "Netherlands", "Pakistan", "Spain", "Zambia"]),
            ("es", ["Åland", "Alemania", "Ecuador", "España", "Países Bajos", "Pakistán", "Zambia"]),
        ],
    )
    def test_in_the_order_of_the_reader_s_alphabet(self, language: str, expected: list[str]) -> None:
        for iso3, names in self.NAMES.items():
            make.opened_round(make.coordinator(make.country(iso3, names)))
        page = html(make.signed_in(make.user(Role.REVIEWER, language=language)).get("/countries/"))
        assert sorted(expected, key=page.index) == expected

    def test_the_secretariat_learns_only_the_state_of_a_draft(self, ana: User) -> None:
        draft = make.opened_round(ana, title="A title that says much")
        make.answer(draft, ana, justification="Nothing works at all")
        for role in (Role.REVIEWER, Role.ADMINISTRATOR):
            client = make.signed_in(make.user(role))
            for address in ("/countries/", "/countries/XSA/"):
                page = html(client.get(address))
                assert "2026" in page
                assert "Draft" in page
                assert "A title that says much" not in page
                assert "Nothing works" not in page
                assert reverse("workspace", args=[draft.pk]) not in page

    def test_a_sent_round_is_linked(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        page = html(make.signed_in(make.user(Role.REVIEWER)).get("/countries/XSA/"))
        assert reverse("workspace", args=[sent.pk]) in page
        assert sent.title in page

    def test_a_country_s_people_see_theirs_only(self, ana: User) -> None:
        make.opened_round(make.coordinator(make.country("XSB")))
        page = html(make.signed_in(ana).get("/countries/"))
        assert "Sampland" in page
        assert "Borduria" not in page

    def test_the_list_costs_the_same_for_many(self, django_assert_max_num_queries: Any) -> None:
        letters = "ABCDEFGH"
        for one in letters:
            make.opened_round(make.coordinator(make.country(f"QA{one}")))
        client = make.signed_in(make.user(Role.REVIEWER))
        with django_assert_max_num_queries(8):
            client.get("/countries/")


class TestEvidence:
    def add(self, client: Any, assessment: Assessment, **form: str) -> Any:
        return client.post(reverse("evidence_add", args=[assessment.pk, "1"]), form)

    def test_added_removed_and_brought_back(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        page = reverse("capability_edit", args=[draft.pk, "1"])
        added = self.add(client, draft, title="Act of 2023", url="https://example.org/act?a=1&b=2")
        assert added["Location"] == f"{page}#evidence"
        assert "https://example.org/act?a=1&b=2" in read(client.get(page)).links
        evidence = Evidence.objects.get()
        client.post(reverse("evidence_remove", args=[draft.pk, "1", evidence.pk]))
        after = client.get(page)
        restore = reverse("evidence_restore", args=[draft.pk, "1", evidence.pk])
        assert "https://example.org/act?a=1&b=2" not in read(after).links
        assert f'action="{restore}"' in html(after)
        client.post(restore)
        assert "https://example.org/act?a=1&b=2" in read(client.get(page)).links

    @pytest.mark.parametrize(
        ("form", "anchor"),
        [
            ({"title": ""}, "id_title"),
            ({"title": "x" * 301}, "id_title"),
            ({"title": "null \x00"}, "id_title"),
            ({"title": "Act", "url": "example"}, "id_url"),
            ({"title": "Act", "url": "javascript:alert(1)"}, "id_url"),
            ({"title": "Act", "url": "file:///etc/passwd"}, "id_url"),
            ({"title": "Act", "url": "ftp://example.org/"}, "id_url"),
            ({"title": "Act", "url": "https://example.org/" + "x" * 1000}, "id_url"),
        ],
    )
    def test_faults_are_named(self, ana: User, draft: Assessment, form: dict[str, str], anchor: str) -> None:
        response = self.add(make.signed_in(ana), draft, **form)
        assert response.status_code == 422
        assert error_links(response) == [anchor]
        reader = read(response)
        assert anchor in reader.ids
        assert reader.title.startswith("Error:")
        assert not Evidence.objects.exists()

    def test_a_code_that_does_not_exist(self, ana: User, draft: Assessment) -> None:
        for name in ("capability_edit", "capability_autosave", "evidence_add"):
            response = make.signed_in(ana).post(reverse(name, args=[draft.pk, "22"]), {"title": "Act", "revision": "0"})
            assert response.status_code == 404


class TestReports:
    @pytest.fixture
    def sent(self, ana: User) -> Assessment:
        return make.submitted_round(ana)

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        path = tmp_path / "report.pdf"
        monkeypatch.setattr(pdf, "cached", lambda key: path if path.is_file() else None)
        return path

    def test_prepared_then_fetched(
        self, ana: User, draft: Assessment, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started: list[str] = []
        monkeypatch.setattr(pdf, "start", lambda key, html: started.append(html))
        client = make.signed_in(ana)
        prepare = reverse("report_prepare", args=[draft.pk, "es"])
        assert client.post(prepare)["Location"] == reverse("report_show", args=[draft.pk]) + "#report-es"
        assert len(started) == 1
        assert IssuedReport.objects.get().language == "es"
        download = reverse("report_download", args=[draft.pk, "es"])
        assert client.get(download)["Location"] == reverse("report_show", args=[draft.pk])
        file.write_bytes(b"%PDF-1.7")
        assert client.post(prepare)["Location"] == download
        assert len(started) == 1
        response = client.get(download)
        assert b"".join(response.streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="MNR-2026-XSA-report-es.pdf"'
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("language", ["uk", "xx", "en-US", "EN-gb", "zz-Latn"])
    def test_a_language_that_does_not_exist(self, ana: User, draft: Assessment, language: str) -> None:
        client = make.signed_in(ana)
        assert client.post(f"/rounds/{draft.pk}/report/{language}/").status_code == 404
        for part in ("status/", "pdf/"):
            assert client.get(f"/rounds/{draft.pk}/report/{language}/{part}").status_code == 404

    def test_a_machine_that_cannot_make_it(self, ana: User, draft: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "problem", lambda: "Missing: Pango.")
        client = make.signed_in(ana)
        page = html(client.get(reverse("report_show", args=[draft.pk])))
        assert "Missing: Pango." in page
        assert "<button" in page
        assert " disabled>" in page
        assert client.post(reverse("report_prepare", args=[draft.pk, "en"])).status_code == 302
        assert not IssuedReport.objects.exists()

    @pytest.mark.parametrize("status", ["ready", "working", "failed", "absent"])
    def test_every_status_has_its_words(
        self, ana: User, draft: Assessment, file: Path, status: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file.write_bytes(b"%PDF-1.7")
        monkeypatch.setattr(pdf, "status", lambda key: status)
        client = make.signed_in(ana)
        words = {"ready": "PDF, 8", "working": "about ten seconds", "failed": "could not be made", "absent": "Not made"}
        assert words[status] in html(client.get(reverse("report_show", args=[draft.pk])))
        answer = client.get(reverse("report_status", args=[draft.pk, "en"]))
        assert answer.json() == {"status": status}

    def check(self, client: Any, code: str) -> Any:
        return client.post("/countries/XSA/check-report/", {"code": code})

    def test_the_code_of_a_paper(self, ana: User, sent: Assessment) -> None:
        client = make.signed_in(ana)
        client.post(reverse("report_prepare", args=[sent.pk, "en"]))
        code = IssuedReport.objects.get().code
        for typed in (code, f"  {code.lower()} "):
            page = html(self.check(client, typed))
            assert "This code is genuine." in page
            assert "The round says the same today." in page
        assert "This code is genuine." in html(self.check(make.signed_in(make.user(Role.VIEWER)), code))

    def test_the_answers_have_changed_since(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        client.post(reverse("report_prepare", args=[draft.pk, "en"]))
        make.save(draft, ana, justification="Changed")
        page = html(self.check(client, IssuedReport.objects.get().code))
        assert "This code is genuine." in page
        assert "The answers have changed since this report was made." in page

    @pytest.mark.parametrize("code", ["XSA-2026-EN-0000", "<script>", "x" * 5_000, "null \x00", "' OR 1=1 --"])
    def test_an_unknown_code(self, ana: User, sent: Assessment, code: str) -> None:
        response = self.check(make.signed_in(ana), code)
        assert response.status_code == 200
        assert "This code is not known here." in html(response)
        assert "<script>" not in html(response).replace('<script type="module"', "").casefold()

    def test_no_code(self, ana: User) -> None:
        response = self.check(make.signed_in(ana), "  ")
        assert response.status_code == 422
        assert read(response).title.startswith("Error:")
        assert "#id_code" in read(response).links

    def test_another_country_s_code_is_unknown(self, ana: User, sent: Assessment) -> None:
        make.signed_in(ana).post(reverse("report_prepare", args=[sent.pk, "en"]))
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        response = stranger.post("/countries/XSB/check-report/", {"code": IssuedReport.objects.get().code})
        assert "This code is not known here." in html(response)


class TestProfile:
    def test_saved_in_the_new_language(self, ana: User) -> None:
        client = make.signed_in(ana)
        form = {"name": "Ana María", "organisation": "Ministerio", "language": "es"}
        after = client.post("/profile/", form, follow=True)
        assert "Su perfil" in html(after)
        assert '<html lang="es"' in html(after)
        assert AuditEvent.objects.filter(action="user.changed").count() == 1
        client.post("/accounts/logout/")
        assert '<html lang="es"' in html(client.get("/accounts/login/"))  # by its cookie

    @pytest.mark.parametrize(
        ("changed", "anchor"),
        [
            ({"name": ""}, "id_name"),
            ({"name": "x" * 151}, "id_name"),
            ({"name": "a\x00"}, "id_name"),
            ({"organisation": "x" * 201}, "id_organisation"),
            ({"language": "xx"}, "id_language"),
        ],
    )
    def test_faults(self, ana: User, changed: dict[str, str], anchor: str) -> None:
        form = {"name": "Changed", "organisation": "", "language": "en"} | changed
        response = make.signed_in(ana).post("/profile/", form)
        assert response.status_code == 422
        assert error_links(response) == [anchor]
        assert read(response).title.startswith("Error:")
        ana.refresh_from_db()
        assert ana.name == "Ana"
        assert "<bdi>Ana</bdi>" in html(response)

    def test_nothing_else_can_be_posted(self, ana: User) -> None:
        form = {"name": "Ana", "organisation": "", "language": "en", "email": "x@example.org", "is_superuser": "1"}
        make.signed_in(ana).post("/profile/", form)
        changed = User.objects.get(pk=ana.pk)
        assert changed.email == ana.email
        assert not changed.is_superuser

    def test_the_language_menu(self, ana: User) -> None:
        response = make.signed_in(ana).post("/language/", {"language": "es", "next": "/help/?a=1"})
        assert response["Location"] == "/help/?a=1"
        assert User.objects.get(pk=ana.pk).language == "es"
        nobody = make.signed_in(None)
        nobody.post("/language/", {"language": "es", "next": "/help/"})
        assert '<html lang="es"' in html(nobody.get("/help/"))

    @pytest.mark.parametrize("language", ["xx", "", "EN", "../en", "uk"])
    def test_a_language_that_does_not_exist(self, ana: User, language: str) -> None:
        client = make.signed_in(ana)
        response = client.post("/language/", {"language": language, "next": "/help/"}, follow=True)
        assert "That language does not exist here." in html(response)
        assert User.objects.get(pk=ana.pk).language == "en"
        assert "mnr_language" not in client.cookies

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "\x00"]
    )
    def test_it_leads_nowhere_else(self, target: str) -> None:
        response = make.signed_in(None).post("/language/", {"language": "es", "next": target})
        assert response["Location"] == "/"


class TestTheWayIn:
    def test_one_country(self, ana: User) -> None:
        client = make.signed_in(ana)
        assert client.get("/")["Location"] == "/countries/XSA/"
        draft = make.opened_round(ana)
        assert client.get("/")["Location"] == reverse("workspace", args=[draft.pk])

    def test_several_countries_or_the_secretariat(self, ana: User) -> None:
        Membership.objects.create(user=ana, country=make.country("XSB"), role=Role.VIEWER)
        assert make.signed_in(User.objects.get(pk=ana.pk)).get("/")["Location"] == "/countries/"
        for role in (Role.REVIEWER, Role.ADMINISTRATOR):
            assert make.signed_in(make.user(role)).get("/")["Location"] == "/review/"

    def test_no_country(self) -> None:
        page = html(make.signed_in(make.user()).get("/"))
        assert "Your account belongs to no country yet" in page

    def test_help_without_a_framework(self) -> None:
        assert make.signed_in(None).get("/help/").status_code == 200

    def test_the_demonstration_says_so(self, ana: User, draft: Assessment) -> None:
        real = make.coordinator(make.country("QAA"))
        page = reverse("workspace", args=[draft.pk])
        assert "Demonstration data" in html(make.signed_in(ana).get(page))
        page = reverse("workspace", args=[make.opened_round(real).pk])
        assert "Demonstration data" not in html(make.signed_in(real).get(page))


class TestRefusals:
    @pytest.mark.parametrize("person", [True, False])
    def test_not_found(self, person: bool) -> None:
        response = make.signed_in(make.user() if person else None).get("/no/such/page/")
        assert response.status_code == 404
        assert "This page does not exist" in html(response)

    def test_another_country(self, draft: Assessment) -> None:
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        response = stranger.get(reverse("workspace", args=[draft.pk]))
        assert response.status_code == 404
        assert "Sampland" not in html(response)
        assert "This page does not exist" in html(response)

    def test_forbidden(self, draft: Assessment) -> None:
        viewer = make.signed_in(make.user(Role.VIEWER))
        response = viewer.post(reverse("capability_edit", args=[draft.pk, "1"]), {"revision": "0"})
        assert response.status_code == 403
        assert "Your role does not allow this" in html(response)

    def test_without_the_token(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana, enforce_csrf_checks=True)
        response = client.post(reverse("capability_edit", args=[draft.pk, "1"]), {"revision": "0", "phase": "1"})
        assert response.status_code == 403
        assert "The page was open for too long" in html(response)
        assert make.row(draft).revision == 0
        typed = fields(client.get(reverse("capability_edit", args=[draft.pk, "1"]))) | {"phase": "1"}
        assert client.post(reverse("capability_edit", args=[draft.pk, "1"]), typed).status_code == 302

    @pytest.mark.parametrize("kind", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
    def test_too_much(self, ana: User, draft: Assessment, kind: str) -> None:
        form = {"revision": "0", "justification": "x" * (site.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
        address = reverse("capability_edit", args=[draft.pk, "1"])
        response = make.signed_in(ana).post(
            address, form if kind == MULTIPART_CONTENT else urlencode(form), content_type=kind
        )
        assert response.status_code == 413
        assert "This is too much at once" in html(response)
        assert "up to 2 MB" in html(response)
        assert "Go back with your browser: what you typed is still in its boxes." in html(response)
        assert make.row(draft).revision == 0

    def test_what_is_no_form_of_ours(self, ana: User, draft: Assessment) -> None:
        form = {f"field{number}": "x" for number in range(1_001)}
        response = make.signed_in(ana).post(reverse("capability_edit", args=[draft.pk, "1"]), form)
        assert response.status_code == 400
        assert "The request could not be understood" in html(response)

    def test_a_fault_of_ours(self, ana: User, draft: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
        import logging

        monkeypatch.setattr("assessments.views.workspace.results.of", lambda *given: 1 / 0)
        logging.disable(logging.CRITICAL)
        client = make.signed_in(ana, raise_request_exception=False)
        response = client.get(reverse("workspace", args=[draft.pk]))
        assert response.status_code == 500
        assert "Something went wrong" in html(response)
        assert "ZeroDivisionError" not in html(response)

    def test_headers(self, ana: User, draft: Assessment) -> None:
        response = make.signed_in(ana).get(reverse("workspace", args=[draft.pk]))
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert "http" not in policy
        assert "style=" not in html(response)
        assert "onclick" not in html(response)

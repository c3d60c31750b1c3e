"""The report of what was signed: its code and its file stay, whatever happens to the round, its texts or the site."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import results
from assessments.actions.reports import keep_missing
from assessments.actions.review import end_review, take_round
from assessments.actions.rounds import Signed, move_round
from assessments.exports import later, pdf
from assessments.models import Assessment, AuditEvent, IssuedReport, Snapshot, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db
_html_of = pdf.html_of  # the real one: the other tests of views replace it


@pytest.fixture(autouse=True)
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In place of the renderer: the file holds the text that it was to print. The keys of what was rendered."""
    keys: list[str] = []

    def write(key: str, text: str) -> None:
        keys.append(key)
        path = Path(site.REPORTS_DIR) / f"{key}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"%PDF {text}", encoding="utf-8")

    monkeypatch.setattr(pdf, "problem", lambda: "")
    monkeypatch.setattr(pdf, "start", write)
    monkeypatch.setattr(pdf, "html_of", _html_of)
    return keys


@pytest.fixture
def reviewer() -> User:
    return make.user(Role.REVIEWER, name="Rosa")


@pytest.fixture
def sent(ana: User) -> Assessment:
    draft = make.answered_round(ana)
    return make.fresh(move_round(assessment=draft, move=Move.SUBMIT, by=ana, signed=Signed("Dina Okello", "Minister")))


def new_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates, fonts and texts are others: what is rendered from now on is another paper under another key."""
    pdf._making.cache_clear()
    monkeypatch.setattr(pdf, "_making", lambda: "of tomorrow")
    monkeypatch.setattr(pdf, "html_of", lambda result, code, kind="full": f"of tomorrow {code}")


def download(client: Any, assessment: Assessment, language: str = "en", number: int | None = None) -> bytes:
    """Prepared and fetched, as a person does it; the bytes of the file."""
    if number is None:
        prepare, fetch = (reverse(f"report_{act}", args=[assessment.pk, language]) for act in ("prepare", "download"))
    else:
        place = [assessment.pk, number, "full", language]
        prepare, fetch = (reverse(f"sent_{act}", args=place) for act in ("prepare", "download"))
    assert client.post(prepare).status_code == 302
    response = client.get(fetch)
    assert response.status_code == 200, response["Location"]
    return b"".join(response.streaming_content)


def accepted(assessment: Assessment, reviewer: User) -> Assessment:
    taken = take_round(assessment=assessment, by=reviewer, was=None)
    return make.fresh(end_review(assessment=taken, move=Move.ACCEPT, by=reviewer))


def sent_again(assessment: Assessment, reviewer: User, by: User, name: str = "Farid Haddad") -> Assessment:
    taken = take_round(assessment=assessment, by=reviewer, was=None)
    returned = end_review(assessment=taken, move=Move.RETURN, by=reviewer, reason="Please look at 1.")
    make.save(returned, by, "1", justification="Another decree of 2026.")
    signed = Signed(name, "Minister")
    return make.fresh(move_round(assessment=returned, move=Move.SUBMIT, by=by, signed=signed))


class TestTheSameForEver:
    def test_the_code_and_the_file_outlive_take_and_acceptance(
        self, ana: User, reviewer: User, sent: Assessment, rendered: list[str]
    ) -> None:
        client = make.signed_in(ana)
        signed = download(client, sent)
        code = IssuedReport.objects.get().code
        assert code.encode() in signed
        take_round(assessment=sent, by=reviewer, was=None)
        assert download(client, sent) == signed
        assert [row.code for row in IssuedReport.objects.all()] == [code]
        end_review(assessment=make.fresh(sent), move=Move.ACCEPT, by=reviewer)
        final = download(client, sent)
        assert final != signed and code.encode() not in final  # a report of its own, which says "Accepted"
        assert IssuedReport.objects.count() == 2
        assert download(client, sent, number=1) == signed
        assert download(client, sent, number=2) == final
        assert len(rendered) == 2

    def test_nothing_that_is_changed_in_the_site_makes_it_anew(
        self, ana: User, reviewer: User, sent: Assessment, rendered: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = make.signed_in(ana)
        signed = download(client, sent)
        new_site(monkeypatch)
        assert download(client, sent) == signed
        assert download(make.signed_in(reviewer), sent) == signed
        assert download(client, sent, "es").startswith(b"%PDF of tomorrow")  # made for the first time today
        accepted(sent, reviewer)
        assert download(client, sent, number=1) == signed
        assert len(rendered) == 2

    def test_a_code_that_would_be_counted_otherwise_today_stays(
        self, ana: User, sent: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = Snapshot.objects.get(language="en").code
        monkeypatch.setattr(pdf, "verification_code", lambda result: "XSA-2026-EN-0000-0000-0000")
        assert written.encode() in download(make.signed_in(ana), sent)
        assert IssuedReport.objects.get().code == written

    def test_of_a_snapshot_without_a_code_it_is_written_down_with_the_first_report(
        self, ana: User, sent: Assessment
    ) -> None:
        before = Snapshot.objects.get(language="en").code
        Snapshot.objects.update(code="")
        client = make.signed_in(ana)
        assert "Not made yet." in html(client.get(reverse("report_show", args=[sent.pk])))
        assert before.encode() in download(client, sent)
        assert Snapshot.objects.get(language="en").code == before
        assert IssuedReport.objects.get().snapshot == Snapshot.objects.get(language="en")

    def test_each_submission_keeps_its_own(self, ana: User, reviewer: User, sent: Assessment) -> None:
        client = make.signed_in(ana)
        first = download(client, sent)
        again = sent_again(sent, reviewer, ana)
        second = download(client, again)
        assert b"Another decree" in second and b"Another decree" not in first
        assert download(client, again, number=1) == first
        assert download(client, again, number=2) == second
        with_secretariat = make.signed_in(reviewer)
        assert download(with_secretariat, again, number=1) == first

    def test_an_earlier_one_that_was_never_printed_can_still_be(
        self, ana: User, reviewer: User, sent: Assessment
    ) -> None:
        again = sent_again(sent, reviewer, ana)
        code = Snapshot.objects.filter(language="fr").order_by("pk")[0].code
        response = download(make.signed_in(ana), again, "fr", number=1)
        assert code.encode() in response and b"Another decree" not in response
        address = reverse("sent_download", args=[again.pk, 1, "full", "fr"])
        name = make.signed_in(ana).get(address)["Content-Disposition"]
        assert name == 'attachment; filename="MNR-2026-XSA-report-fr-sent-1.pdf"'

    def test_brief_and_report_are_two_files_under_one_code(self, ana: User, sent: Assessment) -> None:
        client = make.signed_in(ana)
        download(client, sent)
        place = [sent.pk, "en"]
        client.post(reverse("brief_prepare", args=place))
        assert client.get(reverse("brief_download", args=place)).status_code == 200
        files = IssuedReport.objects.get().files
        assert set(files) == {"full", "brief"}
        assert files["full"]["sha256"] != files["brief"]["sha256"]
        assert files["full"]["size"] > files["brief"]["size"]

    def test_a_draft_is_made_anew_and_nothing_of_it_is_kept(self, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        draft, client = make.opened_round(ana), make.signed_in(ana)
        first = download(client, draft)
        new_site(monkeypatch)
        assert download(client, draft) != first
        assert IssuedReport.objects.get().files == {}
        assert not (Path(site.REPORTS_DIR) / "kept").exists()


class TestTheFile:
    def path(self) -> Path:
        return next((Path(site.REPORTS_DIR) / "kept").glob("*.pdf"))

    def test_its_hash_is_written_down_when_it_is_handed_out(self, ana: User, sent: Assessment) -> None:
        content = download(make.signed_in(ana), sent)
        row = IssuedReport.objects.get()
        assert self.path().read_bytes() == content
        assert self.path().stem == f"{row.code}-full"
        assert row.files["full"]["sha256"] == pdf.fingerprint(self.path())
        assert row.files["full"]["size"] == len(content)

    def test_one_that_was_changed_is_not_handed_out(self, ana: User, sent: Assessment) -> None:
        client = make.signed_in(ana)
        content = download(client, sent)
        self.path().write_bytes(b"%PDF something else")
        response = client.get(reverse("report_download", args=[sent.pk, "en"]), follow=True)
        assert "not the one that was made" in html(response)
        assert (Path(site.REPORTS_DIR) / "kept" / f"{IssuedReport.objects.get().code}-full.damaged").exists()
        assert download(client, sent) == content  # made again from what was frozen
        event = AuditEvent.objects.get(action="report.made_again")
        assert event.object_code == IssuedReport.objects.get().code
        page = html(client.get(reverse("history_list", args=["XSA"])))
        assert "Kept report made again, because its file was gone" in page

    def test_one_that_is_gone_is_made_again_and_the_log_says_so(
        self, ana: User, sent: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = make.signed_in(ana)
        download(client, sent)
        lost = IssuedReport.objects.get().files["full"]["sha256"]
        self.path().unlink()
        new_site(monkeypatch)
        response = client.get(reverse("report_download", args=[sent.pk, "en"]))
        assert response["Location"] == reverse("report_show", args=[sent.pk])
        assert download(client, sent).startswith(b"%PDF of tomorrow")
        assert AuditEvent.objects.get(action="report.made_again").changes == {"sha256": [lost, None]}
        assert IssuedReport.objects.get().files["full"]["sha256"] != lost


class TestThePages:
    def test_every_submission_stands_there_with_date_signer_and_code(
        self, ana: User, reviewer: User, sent: Assessment
    ) -> None:
        done = accepted(sent_again(sent, reviewer, ana), reviewer)
        codes = list(Snapshot.objects.filter(language="en").order_by("pk").values_list("code", flat=True))
        assert len(set(codes)) == 3
        for person in (ana, reviewer):
            page = make.signed_in(person).get(reverse("report_show", args=[done.pk]))
            for number, code in enumerate(codes, start=1):
                assert code in html(page)
                assert reverse("sent_show", args=[done.pk, number]) in read(page).links
            assert "<bdi>Dina Okello</bdi>" in html(page)
            assert html(page).count("<bdi>Farid Haddad</bdi>") == 2
            old = html(make.signed_in(person).get(reverse("sent_show", args=[done.pk, 1])))
            assert "This report stays as it is, whatever happens to the round." in old
            assert reverse("sent_prepare", args=[done.pk, 1, "full", "es"]) in old

    def test_while_the_country_works_on_it_again_the_secretariat_sees_none(
        self, ana: User, reviewer: User, sent: Assessment
    ) -> None:
        download(make.signed_in(ana), sent)
        taken = take_round(assessment=sent, by=reviewer, was=None)
        end_review(assessment=taken, move=Move.RETURN, by=reviewer, reason="Please.")
        pages = (("sent_show", [sent.pk, 1]), ("sent_download", [sent.pk, 1, "full", "en"]))
        for name, place in pages:
            assert make.signed_in(reviewer).get(reverse(name, args=place)).status_code == 404
            assert make.signed_in(make.user(Role.VIEWER)).get(reverse(name, args=place)).status_code == 200

    @pytest.mark.parametrize("number", [0, 2, 999, 10**30])
    def test_a_submission_that_does_not_exist(self, ana: User, sent: Assessment, number: int) -> None:
        client = make.signed_in(ana)
        assert client.get(f"/rounds/{sent.pk}/report/sent/{number}/").status_code == 404
        assert client.post(f"/rounds/{sent.pk}/report/sent/{number}/full/en/").status_code == 404
        assert client.get(f"/rounds/{sent.pk}/report/sent/1/secret/en/pdf/").status_code == 404
        assert client.get(f"/rounds/{sent.pk}/report/sent/1/full/xx/pdf/").status_code == 404

    def test_of_a_round_that_was_never_sent_there_is_none(self, ana: User) -> None:
        draft = make.opened_round(ana)
        assert make.signed_in(ana).get(f"/rounds/{draft.pk}/report/sent/1/").status_code == 404
        page = html(make.signed_in(ana).get(reverse("report_show", args=[draft.pk])))
        assert "Each time it was sent or accepted" not in page

    def test_light_however_often_it_was_sent(self, ana: User, reviewer: User, sent: Assessment) -> None:
        for _time in range(4):
            sent = sent_again(sent, reviewer, ana)
        client = make.signed_in(ana)
        for address in (reverse("report_show", args=[sent.pk]), reverse("sent_show", args=[sent.pk, 2])):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address)
            assert len(queries) <= 12, (address, len(queries))
            assert len(page.content) < 60_000


class TestCheckingAPaper:
    def check(self, person: User, code: str) -> str:
        return html(make.signed_in(person).post("/countries/XSA/check-report/", {"code": code}))

    def test_each_submission_is_found_with_its_signer_and_its_file(
        self, ana: User, reviewer: User, sent: Assessment
    ) -> None:
        client = make.signed_in(ana)
        download(client, sent)
        first = IssuedReport.objects.get()
        assert "The round says the same today." in self.check(ana, first.code)
        take_round(assessment=sent, by=reviewer, was=None)
        for person in (ana, reviewer):
            page = self.check(person, first.code)
            assert "This code is genuine." in page
            assert "The round says the same today." in page
            assert "Signed for the country by <bdi>Dina Okello</bdi>, <bdi>Minister</bdi>." in page
            assert reverse("sent_download", args=[sent.pk, 1, "full", "en"]) in page
            assert first.files["full"]["sha256"] in page
        end_review(assessment=make.fresh(sent), move=Move.ACCEPT, by=reviewer)
        page = self.check(ana, first.code)
        assert "There is a newer report of this round." in page
        assert "The answers have changed" not in page  # they have not
        download(client, make.fresh(sent))
        final = IssuedReport.objects.exclude(pk=first.pk).get()
        assert "The round says the same today." in self.check(ana, final.code)

    def test_one_that_nobody_has_printed_yet(self, ana: User, reviewer: User, sent: Assessment) -> None:
        again = sent_again(sent, reviewer, ana)
        for number, words in ((1, "There is a newer report of this round."), (2, "The round says the same today.")):
            code = results.submissions(again)[number - 1].row("ru").code
            page = self.check(ana, code)
            assert "This code is genuine." in page and words in page
            assert reverse("sent_show", args=[again.pk, number]) in page
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        response = stranger.post("/countries/XSB/check-report/", {"code": code})
        assert "This code is not known here." in html(response)
        assert not IssuedReport.objects.exists()

    def test_one_that_was_returned_since(self, ana: User, reviewer: User, sent: Assessment) -> None:
        download(make.signed_in(ana), sent)
        code = IssuedReport.objects.get().code
        taken = take_round(assessment=sent, by=reviewer, was=None)
        end_review(assessment=taken, move=Move.RETURN, by=reviewer, reason="Please.")
        assert "The round is open again. The country can change its answers." in self.check(ana, code)
        assert "This code is not known here." in self.check(reviewer, code)  # what they see of the round: its state


class TestMadeAtOnce:
    def test_signing_starts_the_report_in_the_language_of_the_round(
        self, ana: User, rendered: list[str], django_capture_on_commit_callbacks: Any
    ) -> None:
        draft = make.answered_round(ana, language="es")
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(ana).post(reverse("round_send", args=[draft.pk]), make.signature(draft))
        code = Snapshot.objects.get(language="es").code
        assert rendered == [f"kept/{code}-full"]
        issued = IssuedReport.objects.get()
        assert (issued.code, issued.issued_by, issued.state) == (code, ana, "submitted")

    def test_so_does_acceptance(
        self, ana: User, reviewer: User, sent: Assessment, rendered: list[str], django_capture_on_commit_callbacks: Any
    ) -> None:
        take_round(assessment=sent, by=reviewer, was=None)
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(reviewer).post(reverse("review_show", args=[sent.pk]), {"move": "accept", "reason": ""})
        code = Snapshot.objects.get(language="en", state="accepted").code
        assert rendered == [f"kept/{code}-full"]

    @pytest.mark.parametrize("fault", ["no Pango", "no room on the disk", "no room for the rest"])
    def test_a_server_that_cannot_make_it_lets_sign_all_the_same(
        self,
        ana: User,
        monkeypatch: pytest.MonkeyPatch,
        settings: Any,
        django_capture_on_commit_callbacks: Any,
        fault: str,
    ) -> None:
        def full(key: str, text: str) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(pdf, "start", full)
        settings.REPORTS_AHEAD = True
        if fault == "no room for the rest":
            monkeypatch.setattr(pdf, "start_later", lambda texts: full("", ""))
        if fault == "no Pango":
            monkeypatch.setattr(pdf, "problem", lambda: "Missing: Pango.")
        draft = make.answered_round(ana)
        with django_capture_on_commit_callbacks(execute=True):
            response = make.signed_in(ana).post(reverse("round_send", args=[draft.pk]), make.signature(draft))
        assert response.status_code == 302
        assert make.fresh(draft).state == "submitted"


class TestTheRest:
    """Every language and kind, so that all say what the templates of the day of signing said."""

    @pytest.fixture(autouse=True)
    def _ahead(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.REPORTS_AHEAD = True
        monkeypatch.setattr(pdf, "go_on", lambda: None)

    @pytest.fixture
    def signed(self, ana: User, django_capture_on_commit_callbacks: Any) -> Assessment:
        draft = make.answered_round(ana)
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(ana).post(reverse("round_send", args=[draft.pk]), make.signature(draft))
        return make.fresh(draft)

    def waiting(self) -> set[str]:
        return {path.stem for path in later.waiting(Path(site.REPORTS_DIR))}

    def everything(self, state: str = "submitted") -> set[str]:
        codes = Snapshot.objects.filter(state=state).values_list("code", flat=True)
        return {f"{code}-{kind}" for code in codes for kind in ("full", "brief")}

    def test_signing_puts_down_all_but_the_one_that_is_made_at_once(
        self, signed: Assessment, rendered: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = Snapshot.objects.get(language="en").code
        assert rendered == [f"kept/{first}-full"]
        assert len(self.everything()) == 12
        assert self.waiting() == self.everything() - {f"{first}-full"}
        russian = Snapshot.objects.get(language="ru")
        text = (Path(site.REPORTS_DIR) / "kept" / f"{russian.code}-full.waiting").read_text()
        assert russian.code in text and '<html lang="ru"' in text
        assert not IssuedReport.objects.exclude(language="en").exists()  # nobody has it in hand yet
        new_site(monkeypatch)
        keep_missing(assessment=signed)
        assert (Path(site.REPORTS_DIR) / "kept" / f"{russian.code}-full.waiting").read_text() == text

    def test_so_does_acceptance(
        self, signed: Assessment, reviewer: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        take_round(assessment=signed, by=reviewer, was=None)
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(reviewer).post(reverse("review_show", args=[signed.pk]), {"move": "accept", "reason": ""})
        final = self.everything("accepted")
        assert len(final & self.waiting()) == 11
        assert len(self.waiting()) == 22  # and those of the day when it was sent

    def test_the_daily_run_finds_what_is_missing(self, ana: User, sent: Assessment, rendered: list[str]) -> None:
        with open("/dev/null", "w") as nowhere:
            call_command("send_digests", stdout=nowhere)
            assert self.waiting() == self.everything()  # it was sent, and the site ended before anything was put down
            gone = Path(site.REPORTS_DIR) / "kept" / f"{Snapshot.objects.get(language='fr').code}-brief.waiting"
            gone.unlink()
            call_command("send_digests", stdout=nowhere)
        assert self.waiting() == self.everything()
        assert rendered == []

    def test_a_file_that_was_handed_out_and_is_gone_is_left_to_whoever_asks(self, ana: User, sent: Assessment) -> None:
        download(make.signed_in(ana), sent)
        code = IssuedReport.objects.get().code
        (Path(site.REPORTS_DIR) / "kept" / f"{code}-full.pdf").unlink()
        assert keep_missing() == 11
        assert f"{code}-full" not in self.waiting()

    def test_many_old_rounds_are_made_up_over_some_days(
        self, sent: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assessments.actions.reports.MADE_A_RUN", 7)
        assert [keep_missing(), keep_missing(), keep_missing()] == [7, 5, 0]

    def test_code_file_and_page_agree_for_each_time_it_was_sent(
        self, ana: User, reviewer: User, sent: Assessment
    ) -> None:
        """Submitted, returned, sent again and accepted: three papers, and the page knows each of them."""
        client, said = make.signed_in(ana), []
        again = sent_again(sent, reviewer, ana)
        final = accepted(again, reviewer)
        for number, submission in enumerate(results.submissions(final), start=1):
            code = submission.row("es").code
            paper = download(client, final, "es", number=number)
            assert f'<p class="code"><bdi dir="ltr">{code}</bdi></p>'.encode() in paper
            page = html(client.get(reverse("sent_show", args=[final.pk, number])))
            assert code in page
            checked = html(client.post("/countries/XSA/check-report/", {"code": code.lower()}))
            assert hashlib.sha256(paper).hexdigest() in checked
            said.append("The round says the same today." in checked)
            for other in results.submissions(final):
                if other.number != number:
                    assert other.row("es").code.encode() not in paper
        assert said == [False, False, True]


class TestTheCommand:
    def run(self, tmp_path: Path, **options: Any) -> bytes:
        target = tmp_path / "r.pdf"
        call_command("report", "XSA", "2026", output=target, stdout=open("/dev/null", "w"), **options)  # noqa: SIM115
        return target.read_bytes()

    @pytest.fixture(autouse=True)
    def _waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def render_now(key: str, text: str) -> Path:
            pdf.start(key, text)
            path = pdf.cached(key)
            assert path is not None
            return path

        monkeypatch.setattr(pdf, "render_now", render_now)

    def test_writes_the_kept_file_of_each_submission(
        self, ana: User, reviewer: User, sent: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = self.run(tmp_path)
        assert first == download(make.signed_in(ana), sent)
        assert set(IssuedReport.objects.get().files) == {"full"}
        again = sent_again(sent, reviewer, ana)
        new_site(monkeypatch)
        assert self.run(tmp_path, submission=1) == first
        second = self.run(tmp_path)
        assert second == self.run(tmp_path, submission=2) == download(make.signed_in(ana), again)
        with pytest.raises(CommandError, match="Known: 2"):
            self.run(tmp_path, submission=3)

    def test_a_changed_file_is_refused(self, ana: User, sent: Assessment, tmp_path: Path) -> None:
        self.run(tmp_path)
        next((Path(site.REPORTS_DIR) / "kept").glob("*.pdf")).write_bytes(b"%PDF other")
        with pytest.raises(CommandError, match="not the one that was made"):
            self.run(tmp_path)
        assert b"XSA-2026" in self.run(tmp_path)

"""Files of evidence on their way in and out: what is refused, what is kept, who gets it, and how."""

import hashlib
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments import documents, keeping, uploads
from assessments.actions.rounds import move_round, open_round
from assessments.models import Assessment, AuditEvent, Evidence, EvidenceFile, User
from assessments.results import build, freeze, thaw
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests import samples
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ana: User) -> Client:
    return make.signed_in(ana)


def upload(content: bytes, name: str = "decree.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def add(
    client: Client, assessment: Assessment, content: bytes | None = None, name: str = "decree.pdf", **form: Any
) -> Any:
    values = {"title": "Decree 12", **form} | ({} if content is None else {"file": upload(content, name)})
    return client.post(reverse("evidence_add", args=[assessment.pk, "1"]), values)


def replace(client: Client, evidence: Evidence, content: bytes, based_on: Any, name: str = "new.pdf") -> Any:
    address = reverse("evidence_replace", args=[evidence.response.assessment_id, "1", evidence.pk])
    return client.post(address, {"file": upload(content, name), "based_on": based_on})


def download(client: Client, version: EvidenceFile) -> Any:
    return client.get(reverse("evidence_download", args=[version.assessment.pk, "1", version.pk]))


def kept_files() -> list[Path]:
    return [path for path in site.EVIDENCE_DIR.rglob("*") if path.is_file()] if site.EVIDENCE_DIR.exists() else []


class TestKept:
    def test_each_piece_has_fields_of_its_own(self, client: Client, draft: Assessment) -> None:
        for title in ("The act", "The decree"):
            add(client, draft, samples.pdf(), title=title)
        response = client.get(reverse("evidence_list", args=[draft.pk, "1"]))
        assert len(read(response).ids) == len(set(read(response).ids))
        for row in Evidence.objects.all():
            assert row.title in html(response).partition(f'for="id_v{row.pk}_file">')[2].partition("</label>")[0]
        assert html(response).count('aria-invalid="false"') == 2  # asked for, and not wrong yet

    def test_added_shown_and_given_back(self, client: Client, draft: Assessment, ana: User) -> None:
        content = samples.pdf()
        response = add(client, draft, content, "../Decreto niñez.pdf")
        assert response["Location"].endswith("#evidence")
        version = Evidence.objects.get().file
        assert version is not None
        digest = hashlib.sha256(content).hexdigest()
        assert (version.name, version.kind, version.size) == ("Decreto niñez.pdf", "pdf", len(content))
        assert (version.sha256, version.scanned_at, version.uploaded_by) == (digest, None, ana)
        page = html(client.get(response["Location"]))
        assert "<bdi>Decreto niñez.pdf</bdi>" in page
        assert digest[:12] in page
        assert "Not scanned for viruses" in page
        assert digest in html(client.get(reverse("evidence_list", args=[draft.pk, "1"])))

        given = download(client, version)
        assert b"".join(given.streaming_content) == content
        assert given["Content-Type"] == "application/pdf"
        assert given["Content-Disposition"] == "attachment; filename*=utf-8''Decreto%20ni%C3%B1ez.pdf"
        assert given["X-Content-Type-Options"] == "nosniff"
        assert given["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert given["Cross-Origin-Resource-Policy"] == "same-origin"
        assert given["Cache-Control"] == "private, no-store"

    def test_outside_of_what_is_served_and_for_its_owner_alone(self, client: Client, draft: Assessment) -> None:
        add(client, draft, samples.pdf())
        (path,) = kept_files()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert "decree" not in path.name
        assert site.STATIC_ROOT not in (site.EVIDENCE_DIR, *path.parents[:2])

    @pytest.mark.parametrize(
        ("content", "name", "kind", "media"),
        [
            (samples.docx(), "a.docx", "docx", documents.MEDIA_TYPES[documents.Kind.DOCX]),
            (samples.odf("spreadsheet"), "a.ods", "ods", documents.MEDIA_TYPES[documents.Kind.ODS]),
            (b"law;year\r\nChild Victims Act;2023\r\n", "a.csv", "csv", "text/csv"),
            (samples.WORDS.encode(), "page.html", "txt", "text/plain"),
        ],
    )
    def test_kinds(self, client: Client, draft: Assessment, content: bytes, name: str, kind: str, media: str) -> None:
        assert add(client, draft, content, name).status_code == 302
        version = EvidenceFile.objects.get()
        assert version.kind == kind
        assert version.name.endswith(f".{kind}")
        assert download(client, version)["Content-Type"] == media

    def test_without_its_rows_no_file(self, client: Client, draft: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(AuditEvent.objects, "create", lambda **given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            add(client, draft, samples.pdf())
        assert kept_files() == []
        assert not Evidence.objects.exists()

    def test_a_file_that_is_gone(self, client: Client, draft: Assessment) -> None:
        add(client, draft, samples.pdf())
        kept_files()[0].unlink()
        assert download(client, EvidenceFile.objects.get()).status_code == 404

    @pytest.mark.parametrize("key", ["", "../" * 10 + "etc/passwd", "a" * 39, "g" * 40])
    def test_a_key_leads_nowhere_else(self, key: str) -> None:
        with pytest.raises(FileNotFoundError):
            keeping.path_of(key)


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (samples.PNG, "decree.pdf", "This file is a picture."),
            (samples.MP4, "decree.docx", "This file is a video."),
            (samples.package({"a.txt": "x"}), "decree.docx", "This file is an archive"),
            (samples.docx(more={"word/vbaProject.bin": b"x"}), "decree.docx", "macros or commands inside"),
            (samples.pdf("image"), "decree.pdf", "Page 1 is a picture, with hardly any words that can be read."),
            (samples.pdf(samples.WORDS, "image", "hidden"), "decree.pdf", "words that can be read: 2, 3."),
            (samples.docx("", more={"word/media/image1.jpg": samples.JPEG}), "decree.docx", "too little text for the"),
            (b"law;year\n=cmd|' /C calc'!A0;2026\n", "laws.csv", "macros or commands inside"),
            (samples.pdf_with_script(), "decree.pdf", "This PDF has a script"),
            (samples.pdf_encrypted(), "decree.pdf", "protected with a password"),
            (samples.OLE, "decree.doc", "Save it as .docx, .xlsx or PDF"),
            (b"MZ\x90\x00", "decree.txt", "This file is a program"),
            (b"", "decree.pdf", "This file is empty."),
        ],
    )
    def test_with_the_reason_beside_the_field(
        self, client: Client, draft: Assessment, content: bytes, name: str, words: str
    ) -> None:
        response = add(client, draft, content, name, title="Typed & kept")
        assert response.status_code == 422
        assert error_links(response)[0] == "id_file"
        assert "id_file" in read(response).ids
        assert words in html(response)
        assert 'value="Typed &amp; kept"' in html(response)
        assert not Evidence.objects.exists()
        assert kept_files() == []

    def test_21_mb_and_nothing_else_is_lost(self, client: Client, draft: Assessment) -> None:
        """The file stands between other fields: those before and after it arrive, and are saved."""
        form = {"revision": "0", "justification": "Typed before", "title": "Act", "file": upload(b"a" * 22_000_000)}
        response = client.post(
            reverse("evidence_add", args=[draft.pk, "1"]), form | {"participants_note": "Typed after"}
        )
        assert response.status_code == 422
        assert "larger than 20 MB" in html(response)
        assert error_links(response)[0] == "id_file"
        row = make.row(draft)
        assert (row.justification, row.participants_note) == ("Typed before", "Typed after")
        assert fields(response)["title"] == ["Act"]
        assert kept_files() == []

    def test_far_too_large_is_not_read_to_its_end(
        self, client: Client, draft: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "PATIENCE", 100_000)
        response = add(client, draft, b"a" * 200_000)
        assert response.status_code == 422
        assert "larger than 20 MB" in html(response)

    def test_a_file_where_none_is_expected_is_not_even_written(
        self, client: Client, draft: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.core.files.uploadhandler import TemporaryFileUploadHandler

        monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", lambda *given, **more: 1 / 0)
        form = {"name": "Ana", "organisation": "", "language": "en", "file": upload(b"a" * 1000)}
        assert client.post("/profile/", form).status_code == 302
        stranger = make.signed_in(None)
        assert add(stranger, draft, b"a" * 1000).status_code == 302

    def test_nobody_signed_in_is_told_to_choose_it_again(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        page = reverse("capability_edit", args=[draft.pk, "1"])
        typed = fields(client.get(page))
        typed.pop("file", None)
        client.logout()
        client.post(reverse("evidence_add", args=[draft.pk, "1"]), typed | {"title": "Act", "file": upload(b"a")})
        client.post("/accounts/login/", {"login": ana.email, "password": make.PASSWORD, "next": page})
        back = client.get(page)
        assert "The file could not be kept: choose it again." in html(back)
        assert fields(back)["title"] == ["Act"]

    def test_locked_meanwhile(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        response = add(make.signed_in(ana), sent, samples.pdf())
        assert response.status_code == 409
        assert "Decree 12" in html(response)
        assert kept_files() == []


class TestWithTheAnswer:
    def test_save_takes_typed_evidence_along(self, client: Client, draft: Assessment) -> None:
        form = {"revision": "0", "justification": "Because", "title": "Act", "file": upload(samples.pdf())}
        response = client.post(reverse("capability_edit", args=[draft.pk, "1"]), form)
        assert response.status_code == 302
        assert make.row(draft).justification == "Because"
        assert Evidence.objects.get().file is not None

    def test_a_collision_keeps_all(self, client: Client, draft: Assessment, ben: User) -> None:
        make.save(draft, ben, justification="Ben’s")
        form = {"revision": "0", "justification": "Ana’s", "title": "", "file": upload(samples.PNG)}
        response = client.post(reverse("evidence_add", args=[draft.pk, "1"]), form)
        assert response.status_code == 422
        page = html(response)
        assert "Keep mine" in page
        assert "This file is a picture." in page
        assert "Say what the evidence is." in page


class TestVersions:
    @pytest.fixture
    def evidence(self, client: Client, draft: Assessment) -> Evidence:
        add(client, draft, samples.pdf("The first version of the decree"), "first.pdf")
        return Evidence.objects.get()

    def test_replaced_and_brought_back(self, client: Client, evidence: Evidence) -> None:
        first = evidence.file
        assert first is not None
        response = replace(client, evidence, samples.pdf("The second version of the decree"), first.pk)
        assert response.status_code == 302
        evidence.refresh_from_db()
        second = evidence.file
        assert second is not None
        assert second.replaces == first
        page = html(client.get(response["Location"]))
        assert "All 2 versions" in page
        for version in (first, second):
            assert download(client, version).status_code == 200
        use = reverse("evidence_use", args=[evidence.response.assessment_id, "1", first.pk])
        assert client.post(use, {"based_on": second.pk}).status_code == 302
        evidence.refresh_from_db()
        assert evidence.file == first
        assert EvidenceFile.objects.count() == 2
        assert len(kept_files()) == 2
        actions = list(
            AuditEvent.objects.filter(object_type="evidence").order_by("pk").values_list("action", flat=True)
        )
        assert actions == ["evidence.added", "evidence.replaced", "evidence.version_used"]

    def test_two_at_once_lose_nothing(self, client: Client, evidence: Evidence, ben: User) -> None:
        base = evidence.file_id
        replace(make.signed_in(ben), evidence, samples.pdf("The version that Ben has uploaded"), base, "ben.pdf")
        response = replace(client, evidence, samples.pdf("The version that Ana has uploaded"), base, "ana.pdf")
        assert response.status_code == 409
        page = html(response)
        assert "A colleague replaced this file" in page
        assert "ben.pdf" in page
        assert "ana.pdf" in page
        evidence.refresh_from_db()
        assert evidence.file is not None and evidence.file.name == "ben.pdf"
        mine = EvidenceFile.objects.get(name="ana.pdf")
        use = reverse("evidence_use", args=[evidence.response.assessment_id, "1", mine.pk])
        assert client.post(use, {"based_on": base}).status_code == 409  # decided on the old page
        assert client.post(use, {"based_on": evidence.file_id}).status_code == 302
        evidence.refresh_from_db()
        assert evidence.file == mine

    def test_a_version_that_is_refused(self, client: Client, evidence: Evidence) -> None:
        response = replace(client, evidence, samples.PNG, evidence.file_id)
        assert response.status_code == 422
        assert error_links(response)[0] == f"id_v{evidence.pk}_file"
        assert f"id_v{evidence.pk}_file" in read(response).ids
        nothing = client.post(
            reverse("evidence_replace", args=[evidence.response.assessment_id, "1", evidence.pk]), {"based_on": "x"}
        )
        assert "Choose a file." in html(nothing)

    def test_removed_ones_are_kept_and_restored(self, client: Client, evidence: Evidence, draft: Assessment) -> None:
        client.post(reverse("evidence_remove", args=[draft.pk, "1", evidence.pk]))
        page = client.get(reverse("evidence_list", args=[draft.pk, "1"]))
        restore = reverse("evidence_restore", args=[draft.pk, "1", evidence.pk])
        assert f'action="{restore}"' in html(page)
        version = EvidenceFile.objects.get()
        assert download(client, version).status_code == 200  # the country's own
        client.post(restore)
        assert build(draft, "en").by_code["1"].evidence[0].file == version.pk

    def test_the_secretariat_gets_what_was_sent(self, ana: User) -> None:
        draft = make.answered_round(ana)
        client = make.signed_in(ana)
        add(client, draft, samples.pdf("The first version of the decree"), "first.pdf")
        evidence = Evidence.objects.get(title="Decree 12")
        first = evidence.file
        assert first is not None
        replace(client, evidence, samples.pdf("The second version of the decree"), first.pk)
        add(client, draft, samples.pdf("This one is removed again later"), "removed.pdf", title="Removed")
        removed = Evidence.objects.get(title="Removed")
        client.post(reverse("evidence_remove", args=[draft.pk, "1", removed.pk]))
        evidence.refresh_from_db()
        reviewer = make.signed_in(make.user(Role.REVIEWER))
        assert evidence.file is not None
        assert download(reviewer, evidence.file).status_code == 404
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        assert download(reviewer, evidence.file).status_code == 200
        assert download(reviewer, first).status_code == 404
        assert removed.file is not None
        assert download(reviewer, removed.file).status_code == 404
        page = html(reviewer.get(reverse("capability_edit", args=[draft.pk, "1"])))
        assert "new.pdf" in page
        assert "removed evidence" not in page

    def test_another_address_does_not_reach_it(self, client: Client, evidence: Evidence, draft: Assessment) -> None:
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        assert evidence.file is not None
        assert download(stranger, evidence.file).status_code == 404
        assert client.get(reverse("evidence_download", args=[draft.pk, "2", evidence.file_id])).status_code == 404

    def test_many_cost_the_same(
        self,
        client: Client,
        draft: Assessment,
        evidence: Evidence,
        ana: User,
        tmp_path: Path,
        django_assert_max_num_queries: Any,
    ) -> None:
        address = reverse("evidence_list", args=[draft.pk, "1"])
        path = tmp_path / "law.txt"
        path.write_text("The law of 2024, in 22 articles and an annex.")
        with django_assert_max_num_queries(7):
            assert len(client.get(address).content) < 60_000
        for number in range(20):
            piece = Evidence.objects.create(
                response=make.row(draft), title=f"Act {number}", url="https://x.example", added_by=ana
            )
            for _again in range(3):
                piece.file = make.version_of(piece, path, ana)
            piece.save()
        with django_assert_max_num_queries(7):
            assert len(client.get(address).content) < 60_000


class TestSeen:
    @pytest.fixture
    def evidence(self, client: Client, draft: Assessment) -> Evidence:
        add(client, draft, url="https://law.example/12")
        return Evidence.objects.get()

    def mark(self, client: Client, evidence: Evidence, on: str) -> Any:
        address = reverse("evidence_seen", args=[evidence.response.assessment_id, "1", evidence.pk])
        return client.post(address, {"on": on})

    def test_by_whom_and_when(self, client: Client, evidence: Evidence, draft: Assessment) -> None:
        response = self.mark(client, evidence, "2026-01-31")
        assert "Seen on 31 January 2026 by Ana." in html(client.get(response["Location"]))
        assert "Seen on 31 January 2026 by Ana." in html(client.get(reverse("capability_edit", args=[draft.pk, "1"])))
        result = build(make.fresh(draft), "en")
        assert thaw(freeze(result)) == result

    @pytest.mark.parametrize("on", ["", "31/01/2026", "2999-01-01", "1999-01-01", "2026-02-30", "\x00"])
    def test_faults(self, client: Client, evidence: Evidence, on: str) -> None:
        response = self.mark(client, evidence, on)
        assert response.status_code == 422
        assert error_links(response) == [f"id_s{evidence.pk}_on"]
        assert f"id_s{evidence.pk}_on" in read(response).ids

    def test_only_a_link_is_seen(self, client: Client, draft: Assessment) -> None:
        add(client, draft)
        assert self.mark(client, Evidence.objects.get(), "2026-01-31").status_code == 404


class TestNextRound:
    def test_files_links_and_checks_come_along(self, ana: User) -> None:
        first = make.answered_round(ana, 2024)
        client = make.signed_in(ana)
        add(client, first, samples.pdf(), url="https://law.example/12")
        evidence = Evidence.objects.get(title="Decree 12")
        client.post(reverse("evidence_seen", args=[first.pk, "1", evidence.pk]), {"on": "2024-01-31"})
        move_round(assessment=first, move=Move.SUBMIT, by=ana)
        following = open_round(
            country=first.country, framework=first.framework, year=2026, target_year=2030, title="2026", by=ana
        )
        new = Evidence.objects.get(title="Decree 12", response__assessment=following)
        evidence.refresh_from_db()
        assert new.file is not None and evidence.file is not None
        assert new.file != evidence.file
        assert (new.file.key, new.file.sha256) == (evidence.file.key, evidence.file.sha256)
        assert str(new.seen_on) == "2024-01-31"
        assert len(kept_files()) == 1
        assert download(client, new.file).status_code == 200
        assert Evidence.objects.filter(response__assessment=following).count() == 22

    def test_the_report_prints_name_and_checksum(self, ana: User) -> None:
        from django.template.loader import render_to_string

        from assessments.exports.report import Report

        draft = make.opened_round(ana)
        add(make.signed_in(ana), draft, samples.pdf())
        result = build(make.fresh(draft), "en")
        capability = result.by_code["1"]
        report = Report(result, "code", mirrored=False)
        context = {"capability": capability, "page": report.page_of(capability), "result": result}
        page = render_to_string("pdf/capability.html", context)
        assert "decree.pdf" in page
        assert capability.evidence[0].short_hash in page
        assert len(capability.evidence[0].short_hash) == 12


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Callable[[bytes], dict[str, bytes]]]:
    """A clamd of few words: takes a stream, remembers it, says what it was told to say."""
    listening: list[socket.socket] = []

    def start(answer: bytes) -> dict[str, bytes]:
        place = socket.create_server(("127.0.0.1", 0))
        listening.append(place)
        settings.CLAMD_URL = f"tcp://127.0.0.1:{place.getsockname()[1]}"
        heard = {"command": b"", "content": b""}

        def serve() -> None:
            connection, _address = place.accept()
            with connection, connection.makefile("rb") as stream:
                heard["command"] = stream.read(10)
                while length := struct.unpack("!L", stream.read(4))[0]:
                    heard["content"] += stream.read(length)
                connection.sendall(answer)

        Thread(target=serve, daemon=True).start()
        return heard

    yield start
    for place in listening:
        place.close()


class TestScanner:
    def test_clean(self, client: Client, draft: Assessment, scanner: Callable[[bytes], dict[str, bytes]]) -> None:
        content = samples.pdf() + b"\n" * 10
        heard = scanner(b"stream: OK\0")
        assert add(client, draft, content).status_code == 302
        assert heard == {"command": b"zINSTREAM\0", "content": content}
        assert EvidenceFile.objects.get().scanned_at is not None
        page = html(client.get(reverse("capability_edit", args=[draft.pk, "1"])))
        assert "Not scanned" not in page

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (b"stream: Eicar-Signature FOUND\0", "found something harmful"),
            (b"INSTREAM size limit exceeded. ERROR\0", "does not answer"),
            (b"stream: OK but not quite\0", "does not answer"),
            (b"", "does not answer"),
        ],
    )
    def test_refused(
        self,
        client: Client,
        draft: Assessment,
        scanner: Callable[[bytes], dict[str, bytes]],
        answer: bytes,
        words: str,
    ) -> None:
        scanner(answer)
        response = add(client, draft, samples.pdf())
        assert response.status_code == 422
        assert words in html(response)
        assert kept_files() == []

    @pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "/nowhere/clamd.sock", "unix:///nowhere/clamd.sock", "x"])
    def test_down(self, client: Client, draft: Assessment, settings: Any, url: str) -> None:
        settings.CLAMD_URL = url
        response = add(client, draft, samples.pdf())
        assert response.status_code == 422
        assert "Try again" in html(response)

    @pytest.mark.parametrize(("url", "fine"), [("", True), ("tcp://h:3310", True), ("/run/x", True), ("h:3310", False)])
    def test_a_mistake_in_the_setting_is_named(self, settings: Any, url: str, fine: bool) -> None:
        from assessments.checks import scanner_is_named

        settings.CLAMD_URL = url
        assert (scanner_is_named() == []) is fine

"""What may be uploaded is decided by what is in a file: each kind that is allowed, and each that people try."""

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.documents import LIMIT, Kind, Reason, Refused, cleaned_name, inspect
from tests import samples

ALLOWED = {
    "pdf": (samples.pdf(), Kind.PDF),
    "pdf of two pages": (samples.pdf(samples.WORDS, samples.WORDS), Kind.PDF),
    "word": (samples.docx(), Kind.DOCX),
    "word with a picture": (samples.docx(more={"word/media/image1.png": samples.PNG}), Kind.DOCX),
    "word with a chart": (samples.docx(more={"word/embeddings/Sheet1.xlsx": samples.xlsx()}), Kind.DOCX),
    "word with a link": (
        samples.docx(more={"word/_rels/document.xml.rels": samples.relation("hyperlink", "https://x.example")}),
        Kind.DOCX,
    ),
    "word with an own template": (
        samples.docx(
            more={"word/_rels/settings.xml.rels": samples.relation("attachedTemplate", "file:///C:/Normal.dotm")}
        ),
        Kind.DOCX,
    ),
    "excel": (samples.xlsx(), Kind.XLSX),
    "opendocument text": (samples.odf(), Kind.ODT),
    "opendocument table": (samples.odf("spreadsheet"), Kind.ODS),
    "utf-8": ("Año, niños, قانون حماية الطفل, закон".encode(), Kind.TEXT),
    "utf-8 with its mark": ("\ufeffThe law of 2026, article 1".encode(), Kind.TEXT),
    "utf-16": ("The law of 2026, article 1\r\n".encode("utf-16"), Kind.TEXT),
    "windows-1252": ("El decreto 12 del año 2026, artículo 1".encode("cp1252"), Kind.TEXT),
    "a text that begins like a picture": (b"BM is the ministry of budget, as everybody knows.", Kind.TEXT),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_under_any_name(put, name: str) -> None:
    content, kind = ALLOWED[name]
    for given_name in ("a.pdf", "photo.jpg", ""):
        assert inspect(put(content), given_name) is kind


def test_a_table_is_a_text_by_its_name_alone(put) -> None:
    table = b"law;year;articles\r\nChild Act;2023;14 to 22\r\n"
    assert inspect(put(table), "laws.CSV") is Kind.CSV
    assert inspect(put(table), "laws.txt") is Kind.TEXT


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    "nothing": (b"", Reason.EMPTY),
    "21 MB": (b"a" * (LIMIT + 1), Reason.TOO_LARGE),
    "png": (samples.PNG, Reason.IMAGE),
    "jpeg": (samples.JPEG, Reason.IMAGE),
    "gif": (b"GIF89a" + b"\x00" * 50, Reason.IMAGE),
    "bmp": (b"BM\x46\x00\x00\x00" + b"\x00" * 50, Reason.IMAGE),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 30, Reason.IMAGE),
    "heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 30, Reason.IMAGE),
    "tiff": (b"II*\x00" + b"\x00" * 50, Reason.IMAGE),
    "svg": (b'<svg xmlns="x"><text>Words, many words, a lot of words</text></svg>', Reason.MARKUP),
    "xpm": (b"/* XPM */ static char * picture[] = { 'many words here' }", Reason.IMAGE),
    "mp4": (samples.MP4, Reason.VIDEO),
    "matroska": (b"\x1aE\xdf\xa3" + b"\x00" * 50, Reason.VIDEO),
    "avi": (b"RIFF\x24\x00\x00\x00AVI LIST", Reason.VIDEO),
    "mp3": (b"ID3\x03\x00" + b"\x00" * 50, Reason.SOUND),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", Reason.SOUND),
    "zip": (samples.package({"a.txt": samples.WORDS}), Reason.ARCHIVE),
    "zip of photos": (samples.package({"a.jpg": samples.JPEG}), Reason.ARCHIVE),
    "7z": (b"7z\xbc\xaf\x27\x1c" + b"\x00" * 50, Reason.ARCHIVE),
    "rar": (b"Rar!\x1a\x07\x00" + b"\x00" * 50, Reason.ARCHIVE),
    "gzip": (b"\x1f\x8b\x08" + b"\x00" * 50, Reason.ARCHIVE),
    "tar": (b"a" * 257 + b"ustar\x00" + b"\x00" * 200, Reason.ARCHIVE),
    "exe": (b"MZ\x90\x00" + b"\x00" * 50, Reason.PROGRAM),
    "elf": (b"\x7fELF" + b"\x00" * 50, Reason.PROGRAM),
    "script": (b"#!/bin/sh\nrm -rf everything that is here\n", Reason.PROGRAM),
    "old word or excel": (samples.OLE, Reason.OLD_OFFICE),
    "word with a password": (samples.OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
    "rtf": (rb"{\rtf1\ansi Many words about the law of 2026}", Reason.MARKUP),
    "web page": (b"<!doctype html><p>Many words about the law of 2026", Reason.MARKUP),
    "script within a text": (b"The law of 2026 <script>go()</script> and more words", Reason.MARKUP),
    "picture as text": (b"a long text; data:image/png;base64,iVBORw0KGgo=", Reason.MARKUP),
    "mail": (b"From: someone\nMIME-Version: 1.0\n\nMany words about the law", Reason.MARKUP),
    "binary": (b"\x01\x02\x00\x03" * 50, Reason.OTHER),
    "control characters": (b"The law of 2026 \x1b[31m and many more words", Reason.CONTROL),
    "no encoding": (b"The law of 2026, many words \x81\x8d\x8f\x90\x9d", Reason.TEXT_ENCODING),
    "no text": (b"   \n\n - - -", Reason.NO_TEXT),
    # PDF
    "pdf of one picture": (samples.pdf("image"), Reason.PICTURES),
    "pdf of a picture in a form": (samples.pdf("hidden"), Reason.PICTURES),
    "pdf of pictures behind a page of text": (samples.pdf(samples.WORDS, *["image"] * 3), Reason.PICTURES),
    "pdf with a word on its picture": (samples.pdf("x"), Reason.NO_TEXT),
    "pdf with a script": (samples.pdf_with_script(), Reason.ACTIVE),
    "pdf that launches": (samples.pdf_that_launches(), Reason.ACTIVE),
    "pdf with a link that runs": (samples.pdf_with_link_that_runs(), Reason.ACTIVE),
    "pdf with an attachment": (samples.pdf_with_attachment(), Reason.EMBEDDED),
    "pdf encrypted": (samples.pdf_encrypted(), Reason.ENCRYPTED),
    "pdf by its first line": (b"%PDF-1.7\n" + samples.WORDS.encode(), Reason.UNREADABLE),
    "pdf cut off": (samples.pdf()[:-200], Reason.UNREADABLE),
    "pdf and zip in one": (samples.pdf() + samples.package({"a.txt": samples.WORDS}), Reason.UNREADABLE),
    # packages
    "word with macros": (samples.docx(more={"word/vbaProject.bin": b"x"}), Reason.MACROS),
    "docm": (samples.docx(types=(MACRO,)), Reason.MACROS),
    "word with a hidden macro type": (samples.docx(types=("application/vnd.ms-office.vbaProject",)), Reason.MACROS),
    "excel with a macro sheet": (samples.xlsx(more={"xl/macrosheets/sheet1.xml": "<x/>"}), Reason.MACROS),
    "excel with active parts": (samples.xlsx(more={"xl/activeX/activeX1.bin": b"x"}), Reason.MACROS),
    "excel with dde": (samples.xlsx(more={"xl/externalLinks/l1.xml": "<ddeLink/>"}), Reason.MACROS),
    "word with a command field": (
        samples.docx(more={"word/header1.xml": "<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}),
        Reason.MACROS,
    ),
    "word with an object": (samples.docx(more={"word/embeddings/oleObject1.bin": b"x"}), Reason.EMBEDDED),
    "word with a video": (samples.docx(more={"word/media/media1.mp4": samples.MP4}), Reason.EMBEDDED),
    "word with a video called picture": (samples.docx(more={"word/media/image1.png": samples.MP4}), Reason.EMBEDDED),
    "word with a program": (samples.docx(more={"word/media/image1.png": b"MZ\x90\x00"}), Reason.PROGRAM),
    "chart with macros": (
        samples.docx(more={"word/embeddings/a.xlsx": samples.xlsx(more={"xl/vbaProject.bin": b"x"})}),
        Reason.MACROS,
    ),
    "word with a far template": (
        samples.docx(
            more={"word/_rels/settings.xml.rels": samples.relation("attachedTemplate", "https://x.example/a.dotm")}
        ),
        Reason.REMOTE,
    ),
    "word of one photo": (samples.docx("", more={"word/media/image1.jpg": samples.JPEG}), Reason.PICTURES),
    "word without text": (samples.docx(""), Reason.NO_TEXT),
    "powerpoint": (
        samples.package({"[Content_Types].xml": samples.content_types("application/x.presentationml.main+xml")}),
        Reason.OTHER,
    ),
    "entities": (samples.docx(more={"_rels/a.rels": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), Reason.UNREADABLE),
    "parts that lead out": (samples.docx(more={"../../etc/passwd.xml": "<x/>"}), Reason.UNREADABLE),
    "bomb": (samples.bomb(), Reason.BOMB),
    "opendocument with basic": (samples.odf(more={"Basic/script-lb.xml": "<x/>"}), Reason.MACROS),
    "opendocument with scripts": (samples.odf(more={"Scripts/python/a.py": "x"}), Reason.MACROS),
    "opendocument with a call": (
        samples.odf(text=samples.WORDS + "<x href='vnd.sun.star.script:a.b?language=Python'/>"),
        Reason.MACROS,
    ),
    "opendocument with a password": (
        samples.odf(more={"META-INF/manifest.xml": '<m:manifest xmlns:m="urn:m"><m:encryption-data/></m:manifest>'}),
        Reason.ENCRYPTED,
    ),
    "opendocument with an object": (samples.odf(more={"Object 1": samples.OLE}), Reason.EMBEDDED),
    "opendocument of one photo": (samples.odf(text="", more={"Pictures/1.jpg": samples.JPEG}), Reason.PICTURES),
    "opendocument drawing": (samples.odf("graphics"), Reason.OTHER),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_under_any_name(put, name: str) -> None:
    content, reason = REFUSED[name]
    for given_name in ("decree.pdf", "table.csv", "file.jpg"):
        with pytest.raises(Refused) as refused:
            inspect(put(content), given_name)
        assert refused.value.reason is reason


def test_each_reason_is_tried() -> None:
    assert {reason for _content, reason in REFUSED.values()} == set(Reason)


def test_a_package_with_one_name_twice(put) -> None:
    file = io.BytesIO(samples.docx())
    with zipfile.ZipFile(file, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("word/document.xml", "<other/>")
    with pytest.raises(Refused) as refused:
        inspect(put(file.getvalue()))
    assert refused.value.reason is Reason.UNREADABLE


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", samples.OLE[:8]]))
def test_any_bytes_are_refused_or_a_kind(tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + content)
    with suppress(Refused):  # any other fault of a reader would come out here
        assert inspect(path) in Kind


def test_as_a_process_of_its_own(put) -> None:
    def run(content: bytes) -> dict[str, str]:
        command = [sys.executable, "-m", "assessments.documents", str(put(content))]
        answer: dict[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return answer

    assert run(samples.pdf()) == {"kind": "pdf"}
    assert run(samples.PNG) == {"refused": "image"}
    assert run(samples.pdf(samples.WORDS, "image", "image")) == {"refused": "pictures", "pages": [2, 3]}
    assert run(samples.docx(more={"word/vbaProject.bin": b"x"})) == {"refused": "macros"}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "kind", "clean"),
        [
            ("decree.pdf", Kind.PDF, "decree.pdf"),
            ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
            ("..\\..\\windows\\system.ini", Kind.TEXT, "system.ini.txt"),
            ("C:\\Users\\Ana\\Decree.PDF", Kind.PDF, "Decree.pdf"),
            ("decree\u202efdp.exe", Kind.PDF, "decreefdp.exe.pdf"),
            ("a\x00b\x1bc\r\n.pdf", Kind.PDF, "abc.pdf"),
            ('a"; filename="b.html', Kind.PDF, "a_; filename=_b.html.pdf"),
            (".htaccess", Kind.TEXT, "htaccess.txt"),
            ("....", Kind.PDF, "document.pdf"),
            ("", Kind.PDF, "document.pdf"),
            ("laws.csv", Kind.CSV, "laws.csv"),
            ("قانون الطفل.pdf", Kind.PDF, "قانون الطفل.pdf"),
            ("x" * 300 + ".pdf", Kind.PDF, "x" * 146 + ".pdf"),
            ("photo.jpg", Kind.PDF, "photo.jpg.pdf"),
        ],
    )
    def test_cleaned(self, name: str, kind: Kind, clean: str) -> None:
        assert cleaned_name(name, kind) == clean

    @given(st.text(max_size=400), st.sampled_from(Kind))
    def test_always_a_plain_name(self, name: str, kind: Kind) -> None:
        clean = cleaned_name(name, kind)
        assert clean.endswith(f".{kind}")
        assert len(clean) <= 150
        assert not clean.startswith(".")
        assert not set(clean) & set('\\/:*?"<>|')
        assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in clean)
        assert cleaned_name(clean, kind) == clean

"""Small files of each kind, made by code: what may be uploaded, and what people try to."""

import io
import random
import zipfile
from collections.abc import Mapping

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

WORDS = "Decree 12 of 2026 on the protection of children online. Article 1: the service is funded."
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 60
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


# --- PDF ------------------------------------------------------------------------------------------------------


def _name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def _dictionary(**values: object) -> DictionaryObject:
    return DictionaryObject({_name(key): value for key, value in values.items()})


def pdf_writer(*pages: str) -> PdfWriter:
    """Pages of text; a page "image" is a picture and nothing else, "hidden" a picture within a form."""
    writer = PdfWriter()
    font = _dictionary(Type=_name("Font"), Subtype=_name("Type1"), BaseFont=_name("Helvetica"))
    for text in pages:
        page = writer.add_blank_page(595, 842)
        content = DecodedStreamObject()
        if text in ("image", "hidden"):
            image = DecodedStreamObject()
            image.set_data(random.Random(12).randbytes(120 * 160 * 3))
            image.update(
                _dictionary(
                    Type=_name("XObject"),
                    Subtype=_name("Image"),
                    Width=NumberObject(120),
                    Height=NumberObject(160),
                    ColorSpace=_name("DeviceRGB"),
                    BitsPerComponent=NumberObject(8),
                )
            )
            drawn = writer._add_object(image)
            if text == "hidden":
                form = DecodedStreamObject()
                form.set_data(b"/Im0 Do")
                resources = _dictionary(XObject=_dictionary(Im0=drawn))
                form.update(_dictionary(Subtype=_name("Form"), Resources=resources))
                drawn = writer._add_object(form)
            page[_name("Resources")] = _dictionary(XObject=_dictionary(Im0=drawn))
            content.set_data(b"595 0 0 842 0 0 cm /Im0 Do")
        else:
            page[_name("Resources")] = _dictionary(Font=_dictionary(F1=font))
            content.set_data(b"BT /F1 12 Tf 50 700 Td (" + text.encode("latin-1") + b") Tj ET")
        page[_name("Contents")] = writer._add_object(content)
    return writer


def pdf(*pages: str, writer: PdfWriter | None = None) -> bytes:
    file = io.BytesIO()
    (writer or pdf_writer(*(pages or (WORDS,)))).write(file)
    return file.getvalue()


def pdf_with_script() -> bytes:
    writer = pdf_writer(WORDS)
    action = _dictionary(S=_name("JavaScript"), JS=TextStringObject("app.alert('x')"))
    writer._root_object[_name("OpenAction")] = action
    return pdf(writer=writer)


def pdf_that_launches() -> bytes:
    writer = pdf_writer(WORDS)
    action = _dictionary(S=_name("Launch"), F=TextStringObject("calc.exe"))
    writer._root_object[_name("OpenAction")] = action
    return pdf(writer=writer)


def pdf_with_link_that_runs() -> bytes:
    """The script hangs on a link of a page, in an object of its own."""
    writer = pdf_writer(WORDS)
    action = writer._add_object(_dictionary(S=_name("JavaScript"), JS=TextStringObject("x()")))
    link = writer._add_object(_dictionary(Subtype=_name("Link"), A=action))
    writer.pages[0][_name("Annots")] = ArrayObject([link])
    return pdf(writer=writer)


def pdf_with_attachment() -> bytes:
    writer = pdf_writer(WORDS)
    writer.add_attachment("inside.txt", b"another file")
    return pdf(writer=writer)


def pdf_encrypted() -> bytes:
    writer = pdf_writer(WORDS)
    writer.encrypt("", owner_password="secret", algorithm="RC4-128")
    return pdf(writer=writer)


# --- packages -------------------------------------------------------------------------------------------------


def package(parts: Mapping[str, str | bytes], stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(name, content, compress_type=kind)
    return file.getvalue()


_TYPES = "http" + "://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http" + "://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"


def content_types(main: str, *more: str) -> str:
    overrides = "".join(f'<Override PartName="/p{n}" ContentType="{name}"/>' for n, name in enumerate((main, *more)))
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_TYPES}">{overrides}</Types>'


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="x/{kind}" Target="{target}" '
        f'TargetMode="External"/></Relationships>'
    )


def docx(text: str = WORDS, more: Mapping[str, str | bytes] | None = None, types: tuple[str, ...] = ()) -> bytes:
    main = f"{_OFFICE}.wordprocessingml.document.main+xml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main, *types),
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"/>',
        "word/document.xml": f"<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
    }
    return package(parts | dict(more or {}))


def xlsx(text: str = WORDS, more: Mapping[str, str | bytes] | None = None, types: tuple[str, ...] = ()) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(f"{_OFFICE}.spreadsheetml.sheet.main+xml", *types),
        "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>",
        "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
    }
    return package(parts | dict(more or {}))


def odf(kind: str = "text", text: str = WORDS, more: Mapping[str, str | bytes] | None = None) -> bytes:
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content><text:p>{text}</text:p></office:document-content>",
        "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:m"/>',
        "layout-cache": b"\x01\x00",
    }
    return package(parts | dict(more or {}))


def bomb() -> bytes:
    return docx(more={"word/media/image1.png": b"\x00" * (40 * 1024 * 1024)})

"""Pictures in disguise, and honest documents with pictures: made here as people make them."""

import base64
import binascii
import io
import random

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)
from weasyprint import HTML

from assessments.documents import Kind, Reason, Refused, inspect
from assessments.readable import has_command, has_encoded_file, words
from tests import samples


def jpeg(width: int = 480, height: int = 640, seed: int = 1) -> bytes:
    """A photo, as far as a file knows: noise does not compress."""
    file = io.BytesIO()
    noise = random.Random(seed).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), noise).save(file, "JPEG", quality=70)
    return file.getvalue()


PHOTO = jpeg()
LOGO = jpeg(160, 120)
ARTICLE = (
    "Article 4. The ministry of health, the ministry of education and the national police agree on one way to report "
    "abuse of children online. Each names a person who answers for it. Every office of a district keeps a list of "
    "services, renews it twice a year, and hands it to schools, clinics and courts. The budget of the service is "
    "written into the law of finance and is published with the accounts of the year before. "
)
ARABIC = (
    "المادة الرابعة: تتفق وزارة الصحة ووزارة التعليم والشرطة الوطنية على طريقة واحدة للإبلاغ عن الإساءة إلى الأطفال عبر "
    "الإنترنت، وتعين كل جهة شخصا مسؤولا عنها. ويحتفظ كل مكتب في المحافظات بقائمة الخدمات ويجددها مرتين في السنة ويسلمها "
    "إلى المدارس والعيادات والمحاكم، وتدرج ميزانية الخدمة في قانون المالية وتنشر مع حسابات السنة السابقة."
)
STYLE = """@page { size: A4; margin: 20mm } @page bare { margin: 0 } .page { break-after: page }
.bare { page: bare; position: relative; height: 296mm } .bare img { position: absolute; inset: 0; width: 100%; height: 100% }
.over { position: absolute; top: 40mm; left: 20mm; font-size: 30pt } .under { position: absolute; top: 40mm; z-index: -1 }
"""


def data(photo: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(photo).decode()


def picture(photo: bytes = PHOTO, style: str = "") -> str:
    return f'<img alt="" src="{data(photo)}" style="{style}">'


def full(words: str = "", place: str = "over") -> str:
    """A page that is a picture to its edges, with words over or under it."""
    return f'<div class="bare">{picture()}<p class="{place}">{words}</p></div>'


def pdf(*pages: str, style: str = "") -> bytes:
    body = "".join(f'<section class="page">{page}</section>' for page in pages)
    made: bytes = HTML(string=f'<html lang="en"><style>{STYLE}{style}</style>{body}').write_pdf()
    return made


def scanned(*layers: str, leading: int = 24) -> bytes:
    """Scans: each page a picture, and over it the lines that a reader of letters has found, which nobody sees."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf(*[full() for _layer in layers])))
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    for page, layer in zip(writer.pages, layers, strict=True):
        lines = [layer[at : at + 60] for at in range(0, len(layer), 60)]
        shown = "".join(f"({line}) Tj 0 -{leading} Td " for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT 3 Tr /Layer 12 Tf 50 780 Td {shown} ET".encode("latin-1"))
        before = page["/Contents"].get_object()
        page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), writer._add_object(content)])
        fonts = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
        resources = page["/Resources"].get_object()
        resources[NameObject("/Font")] = DictionaryObject({NameObject("/Layer"): fonts})
    return samples.pdf(writer=writer)


def by_hand(content: bytes, *, wraps: int = 0, own: bool = True, stamp: bool = False, letters: bool = False) -> bytes:
    """A page of text, and one with a picture in a way that no program chooses: within so many forms, without
    resources of their own, as a stamp laid upon the page, or as a letter."""
    writer = samples.pdf_writer(samples.WORDS, "image" if own or wraps else samples.WORDS)
    page = writer.pages[1]
    drawn = page["/Resources"].get("/XObject", {}).get("/Im0")  # type: ignore[attr-defined]
    form: StreamObject | None = None
    for _wrap in range(wraps):
        form = DecodedStreamObject()
        form.set_data(b"/Im0 Do")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 1, 1)))
        if own:
            inside = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): drawn})})
            form[NameObject("/Resources")] = inside
        drawn = writer._add_object(form)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    names = {NameObject("/Im0"): page["/Resources"].get("/XObject", {}).get("/Im0"), NameObject("/Fm0"): drawn}  # type: ignore[attr-defined]
    page[NameObject("/Resources")] = DictionaryObject()
    if own or wraps:
        page["/Resources"][NameObject("/XObject")] = DictionaryObject(names)  # type: ignore[index]
    if stamp:
        look = DictionaryObject({NameObject("/N"): drawn})
        box = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Stamp"), NameObject("/AP"): look})
        note[NameObject("/Rect")] = box
        page[NameObject("/Annots")] = ArrayObject([note])
    if letters:
        font = DictionaryObject({NameObject("/Subtype"): NameObject("/Type3")})
        font[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject(names)})
        page["/Resources"][NameObject("/Font")] = DictionaryObject({NameObject("/F1"): font})  # type: ignore[index]
    return samples.pdf(writer=writer)


INLINE = b"595 0 0 842 0 0 cm BI /W 100 /H 100 /CS /G /BPC 8 ID " + bytes(range(1, 101)) * 100 + b" EI"
WHOLE_PAGE = b"595 0 0 842 0 0 cm /Fm0 Do"
READING = f"<h1>On the protection of children</h1><p>{ARTICLE}</p>"
SLIPPED_IN = {
    "a photo": (pdf(full()), (1,)),
    "a photo and the letter a": (pdf(full("a" * 26)), (1,)),
    "a photo over the letter a": (pdf(full("a" * 26, "under")), (1,)),
    "a photo and one word again and again": (pdf(full("child " * 60)), (1,)),
    "a photo with margins around it": (pdf(picture(style="width: 170mm; height: 120mm")), (1,)),
    "a photo with margins, and the letter a": (pdf("<p>aaa aaa</p>" + picture(style="width: 9cm")), (1,)),
    "a photo turned on its side": (pdf(picture(style="width: 150mm; transform: rotate(90deg)")), (1,)),
    "a photo as a background": (pdf("<p>One</p>", style=f"@page {{ background: url({data(PHOTO)}) }}"), (1,)),
    "a photo with a title, and nothing else": (pdf(full("Child Protection Law")), (1,)),
    "a photo behind a title page": (pdf("<h1>The law on the protection of children</h1>", full()), (2,)),
    "a photo behind a title page, with a caption": (pdf("<h1>The law</h1>", full("The minister at work")), (2,)),
    "a cover, and a photo": (pdf(full("Child Protection Law"), full()), (2,)),
    "a photo deep in a report": (pdf(*[READING] * 20, full("Chapter two"), *[READING] * 20), (21,)),
    "photos at the end": (pdf(READING, full(), full()), (2, 3)),
    "many photos": (pdf(READING, *[full()] * 9), (2, 3, 4, 5, 6)),
    "a photo with hidden words": (scanned("The national strategy of 2026 on the protection of children"), (1,)),
    "a photo with many hidden words in one place": (scanned(ARTICLE * 2, leading=2), (1,)),
    "a photo with a page of words too small to read": (
        pdf(f'<div class="bare">{picture()}<p class="over" style="font-size: 1pt">{ARTICLE}</p></div>'),
        (1,),
    ),
    "a photo and words beside the page": (
        pdf(f'<div class="bare">{picture()}<p style="position: absolute; top: -90mm">{ARTICLE}</p></div>'),
        (1,),
    ),
    "a photo within eight forms": (by_hand(WHOLE_PAGE, wraps=8), (2,)),
    "a photo that a form takes from its page": (by_hand(WHOLE_PAGE, wraps=1, own=False), (2,)),
    "a photo under another way to write its name": (by_hand(WHOLE_PAGE.replace(b"Fm0", b"F#6d0"), wraps=1), (2,)),
    "a photo in the content itself": (by_hand(INLINE, own=False), (2,)),
    "a photo in the content itself, beside others": (by_hand(INLINE), (2,)),
    "a photo as a stamp": (by_hand(b" ", wraps=1, stamp=True), (2,)),
    "a photo as a letter": (by_hand(b"BT /F1 500 Tf (a) Tj ET", letters=True), (2,)),
    "a photo in the corner of a huge page": (
        pdf(picture(style="width: 300mm"), style="@page { size: 3000mm 3000mm }"),
        (1,),
    ),
}
HONEST = {
    "text": pdf(READING),
    "a cover with a picture and a title": pdf(full("Child Protection Law"), READING, READING),
    "a cover whose title is set wide": pdf(full("L A W &nbsp; 2 0 2 6 &nbsp; O N &nbsp; C H I L D R E N"), READING),
    "a cover with half a picture": pdf(f"<h1>National strategy</h1>{picture(style='width: 17cm')}", READING),
    "a logo on every page": pdf(
        *[READING] * 8, style=f"@page {{ @top-left {{ content: url({data(LOGO)}); }} }} @page {{ margin-top: 40mm }}"
    ),
    "a logo on a last page with a signature": pdf(
        READING, picture(LOGO, "width: 4cm") + "<p>The Minister</p>" + picture(style="width: 5cm; height: 2cm")
    ),
    "a figure with its text": pdf(READING, f"<h2>Figure 1</h2>{picture(style='width: 17cm; height: 12cm')}{READING}"),
    "a page with a background": pdf(READING, READING, style=f"@page {{ background: url({data(PHOTO)}) }}"),
    "a banner cut out of a large picture": pdf(
        f'<div style="width: 17cm; height: 2cm; overflow: hidden">{picture(style="width: 17cm")}</div><p>Ministry of children and families</p>'
    ),
    "in arabic": pdf(
        full("قانون حماية الطفل"),
        f'<div lang="ar" dir="rtl">{picture(style="width: 17cm; height: 12cm")}<p>{ARABIC}</p></div>',
    ),
    "scans with their letters": scanned(ARTICLE * 2, ARTICLE * 2),
}


class TestPages:
    @pytest.mark.parametrize("name", SLIPPED_IN)
    def test_a_page_that_is_a_picture_is_refused_and_named(self, put, name: str) -> None:
        content, pages = SLIPPED_IN[name]
        with pytest.raises(Refused) as refused:
            inspect(put(content))
        assert (refused.value.reason, refused.value.pages) == (Reason.PICTURES, pages)

    @pytest.mark.parametrize("name", HONEST)
    def test_a_document_with_pictures_is_taken(self, put, name: str) -> None:
        assert inspect(put(HONEST[name])) is Kind.PDF


MEDIA = {"word/media/image1.jpeg": PHOTO}
PARAGRAPHS = "</w:t></w:r></w:p><w:p><w:r><w:t>".join(ARTICLE.split(". "))
SHEET = "xl/worksheets/sheet1.xml"


def sheet(cells: str) -> dict[str, str | bytes]:
    return {SHEET: f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"}


class TestOffice:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (samples.docx("a" * 25, more=MEDIA), Reason.PICTURES),
            (samples.docx("aaa " * 50, more=MEDIA), Reason.PICTURES),
            (samples.docx("A photo of the opening of the new centre", more=MEDIA), Reason.PICTURES),
            (samples.docx(PARAGRAPHS, more={f"word/media/image{n}.jpeg": PHOTO for n in range(9)}), Reason.PICTURES),
            (samples.docx(f"</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>{ARTICLE}</w:t></w:r><w:r><w:t>x" * 2,
                          more=MEDIA), Reason.PICTURES),
            (samples.xlsx("a" * 25, more={"xl/media/image1.jpeg": PHOTO}), Reason.PICTURES),
            (samples.xlsx("Total of all", more={"xl/media/image1.jpeg": PHOTO} | sheet(
                "".join(f'<c t="s"><v>{n}</v></c>' for n in range(90)))), Reason.PICTURES),
            (samples.odf(text="a" * 25, more={"Pictures/1.jpg": PHOTO}), Reason.PICTURES),
            (samples.odf(text="a" * 25, more={"Thumbnails/thumbnail.png": PHOTO}), Reason.PICTURES),
            (samples.odf(text=f"{ARTICLE}<office:binary-data>{base64.b64encode(LOGO).decode()}</office:binary-data>"),
             Reason.EMBEDDED),
            (samples.docx(base64.b64encode(PHOTO).decode()), Reason.EMBEDDED),
            (samples.xlsx(more=sheet("<c><f>cmd|&apos;/C calc&apos;!A0</f></c>")), Reason.MACROS),
            (samples.odf("spreadsheet", "<table:table-cell table:formula='of:=DDE(&quot;cmd&quot;;&quot;x&quot;;1)'/>"
                         + samples.WORDS), Reason.MACROS),
        ],
    )  # fmt: skip
    def test_refused(self, put, content: bytes, reason: Reason) -> None:
        with pytest.raises(Refused) as refused:
            inspect(put(content))
        assert refused.value.reason is reason

    @pytest.mark.parametrize(
        "content",
        [
            samples.docx(PARAGRAPHS, more=MEDIA),
            samples.docx(PARAGRAPHS * 2, more={f"word/media/image{n}.jpeg": PHOTO for n in range(3)}),
            samples.docx("Three words only, as on a form", more={"word/media/image1.png": PHOTO[:900]}),
            samples.docx(more={"word/media/image1.png": samples.PNG, "docProps/thumbnail.jpeg": LOGO}),
            samples.odf(more={"Thumbnails/thumbnail.png": LOGO}),
            samples.odf(text=ARABIC, more={"Pictures/1.jpg": PHOTO}),
            samples.xlsx("Budget of the ministry, by year", more={"xl/media/logo.png": LOGO} | sheet(
                "".join(f"<c><v>{n * 17}.5</v></c>" for n in range(40)) + "<c><f>SUM('A|B'!C1:C40)</f><v>3</v></c>")),
        ],
    )  # fmt: skip
    def test_honest(self, put, content: bytes) -> None:
        inspect(put(content))


def uuencoded(content: bytes, header: bool = True) -> str:
    lines = [binascii.b2a_uu(content[at : at + 45], backtick=True).decode() for at in range(0, len(content), 45)]
    return ("begin 644 decree.txt\n" if header else "") + "".join(lines) + "`\nend\n"


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        [
            base64.b64encode(PHOTO).decode(),
            base64.encodebytes(PHOTO).decode(),
            base64.urlsafe_b64encode(PHOTO).decode(),
            base64.encodebytes(PHOTO).decode().replace("\n", "\r\n"),
            f"{ARTICLE}\n\n{base64.encodebytes(LOGO).decode()}\n{ARTICLE}",
            "\n".join(f"{n};{line}" for n, line in enumerate(base64.encodebytes(PHOTO).decode().split())),
            "\n".join(base64.b64encode(PHOTO[at : at + 18]).decode() for at in range(0, len(PHOTO), 18)),
            PHOTO.hex(),
            base64.b32encode(PHOTO).decode(),
            base64.a85encode(PHOTO, adobe=True, wrapcol=76).decode(),
            uuencoded(PHOTO),
            uuencoded(PHOTO, header=False),
            uuencoded(PHOTO).replace("`", " "),
            ARTICLE + "\n" + uuencoded(PHOTO),
        ],
    )
    def test_another_file_in_letters(self, put, text: str) -> None:
        for name in ("decree.txt", "table.csv"):
            with pytest.raises(Refused) as refused:
                inspect(put(text.encode()), name)
            assert refused.value.reason is Reason.EMBEDDED

    @pytest.mark.parametrize(
        "text",
        [
            ARTICLE * 50,
            ARABIC * 50,
            "\n".join(f"https://law.example/documents/2026/Child-Act-{n}/Text2026.pdf?id={n}" for n in range(300)),
            "\n".join(f"{n};3f2504e0-4f89-11d3-9a0c-0305e82c33{n % 90 + 10};District {n}" for n in range(300)),
            "Sha-256 of the decree: " + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "-" * 5000 + "\nThe law of 2026\n" + "=" * 5000 + "\n" + "_" * 5000 + "\n" + "0" * 5000,
            "NationalStrategyOnTheProtectionOfChildren2026Final\n" * 90,
            "MINISTRY OF HEALTH AND OF THE PROTECTION OF THE CHILD, 2026\n" * 90,
            "Jugendarbeitsschutzgesetzgebungsverfahren und Kinderschutzbundesgeschäftsstelle\n" * 90,
        ],
    )
    def test_honest_texts(self, put, text: str) -> None:
        assert not has_encoded_file(text)
        inspect(put(text.encode()), "a.txt")

    @pytest.mark.parametrize(
        "cell",
        [
            "=cmd|' /C calc'!A0",
            "=cmd|'/c calc.exe'!A",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "  = cmd|' /C calc'!A0",
            "\"=cmd|' /C calc'!A0\"",
            "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc.exe'!''",
            "=rundll32|'URL.dll,OpenURL calc.exe'!A",
            "=10+20+POWERSHELL|'IEX 1'!_xlbgnm.A1",
            "=soffice|system!data",
            '=DDE("soffice";"/etc/passwd";"x")',
            "=1+dde(A1;B1;C1)",
        ],
    )
    def test_commands_of_spreadsheets(self, put, cell: str) -> None:
        for row in (cell, f"law;2026;{cell}\n", f"Child Act of 2026,{cell},x", f"Child Act of 2026\t{cell}"):
            with pytest.raises(Refused) as refused:
                inspect(put(("Name of the law and its year\r\n" + row).encode()), "laws.csv")
            assert refused.value.reason is Reason.MACROS

    @pytest.mark.parametrize(
        "text",
        [
            "law;=SUM(A1:A3);-4;+254 20 123 456;@ministry",
            "| Law | Year |\n|---|---|\n| = Act | - 2026! |",
            "- Health | Education | Police!\n- see 'A|B'!",
            "- DDE (dynamic data exchange) is off\n- dde(s)",
            "=HYPERLINK(\"https://law.example\";'x')",
        ],
    )
    def test_honest_tables(self, put, text: str) -> None:
        assert not has_command(text)
        inspect(put(("The law of 2026, articles and words\n" + text).encode()), "laws.csv")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("aaa bbb ccc 12 34 a b c", 1),  # single letters side by side are one word set wide: "abc"
        ("The law, the LAW, the law; the law", 6),  # each at most three times
        ("D E C R E E", 1),
        ("закон о защите детей", 3),
        ("قانون حماية الطفل", 3),
        ("बाल संरक्षण कानून", 3),
        ("儿童保护法律", 3),
        ("thelawontheprotectionofchildrenonline", 5),
        ("abab" * 30, 3),
    ],
)  # fmt: skip
def test_words(text: str, number: int) -> None:
    assert words(text, 100) == number

"""Steps of the journeys that are walked in every language: pages are found by their marks, what they say by the catalogue."""

import email
import email.policy
import re
import subprocess
import time
import unicodedata
from email.message import EmailMessage
from functools import cache
from gettext import GNUTranslations
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from yaml import safe_load

from tests.browser.person import Arrive, Person
from tests.browser.site import APPROVER, PASSWORD, ROOT, Site

LANGUAGES = [code for code, _name in settings.LANGUAGES]
#: What a country writes in its own language, with a name the other way where that may go wrong.
WRITTEN = {
    "ar": "وفقا لقانون Loi n° 2025-12 الفرنسي.",
    "ru": "Согласно закону № 12 (قانون 12).",
    "fr": "Selon la loi n° 2025-12 (قانون 12).",
    "es": "Según la ley 12 de 2025 (قانون 12).",
    "pt": "Segundo a lei n.º 12 de 2025.",
    "en": "Law 12 of 2025 (قانون 12).",
}
_MARKS = re.compile("[\u2066-\u2069]")
_SET_APART = re.compile("\u2068[^\u2069]*\u2069")
#: Text of the page that is ours: what people wrote has a direction or a language of its own.
_OURS = """(within) => {
  const found = [], theirs = "bdi, [dir=auto], body [lang], textarea, script, style, template";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (!around.closest(theirs) && (!within || around.closest(within))) found.push(walker.currentNode.data);
  }
  if (within) return found.join(" ");
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) found.push(one.getAttribute(name) ?? "");
  return found.join("\\n") + "\\n" + document.title;
}"""


# --- words -------------------------------------------------------------------------------------------------------


def words(language: str, text: str, plural: str = "", *, context: str = "", **values: object) -> str:
    """A text of the catalogue in a language, filled in. It must be translated: else the page would prove nothing."""
    with translation.override(language):
        found = ngettext(text, plural, int(str(values["number"]))) if plural else gettext(text)
        found = pgettext(context, text) if context else found
    assert language == "en" or found not in (text, plural), text
    return found % values if values else found


def says(where: Page | Locator, language: str, text: str, plural: str = "", **values: object) -> None:
    """The page, or a part of it, shows these words. Marks that set names apart are not seen and do not count."""
    part = where.locator("body") if isinstance(where, Page) else where
    letters = "".join(f"{re.escape(letter)}[\u2066-\u2069]*" for letter in words(language, text, plural, **values))
    expect(part.first).to_contain_text(re.compile(letters.replace("\\ ", r"\s").replace("\xa0", r"\s")))


@cache
def english(language: str) -> tuple[str, ...]:
    """Every piece of more than three words of the English texts, of pages and of the framework, without what is filled
    in; not what reads the same in this language."""
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        catalogue: dict[Any, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: set[str] = set()
    for key, said in catalogue.items():
        text = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        pieces = re.split(r"%\(\w+\)[sd]|<[^>]+>|\n", text)
        found |= {piece.strip() for piece in pieces if piece.strip() not in said}
    framework = safe_load((ROOT / "assessments/content/frameworks/mnr/2016/framework.yaml").read_text(encoding="utf-8"))
    found |= {" ".join(text.split()) for text in _texts(framework)}
    return tuple(sorted(text for text in found if len(text.split()) > 3))


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value)]
    return [node] if isinstance(node, str) else []


def no_english(text: str, language: str) -> None:
    if language != "en":
        plain = " ".join(_SET_APART.sub("", text).split())
        assert [piece for piece in english(language) if piece in plain] == []


def speaks(page: Page, language: str) -> None:
    """The page says its language and direction, and no English stands on it but what people wrote."""
    root = page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    if language != "en":
        no_english(page.evaluate(_OURS), language)
        heads = _SET_APART.sub("", page.evaluate(_OURS, "main h1, main h2, main button:not(:has(.sr)), nav a"))
        assert not re.search(r"\b(the|and|Save|Your|Show|Gaps|Priorities|Workspace|Report)\b", heads), heads


def go(page: Page, path: str, language: str) -> None:
    page.goto(path)
    speaks(page, language)


def press(page: Page, button: Locator, language: str) -> None:
    """A button that leads to a page."""
    with page.expect_navigation():
        button.click()
    speaks(page, language)


# --- answers -----------------------------------------------------------------------------------------------------


def at_rest(page: Page) -> None:
    """The line at the bottom says, in whatever words, at which hour the last change was saved."""
    expect(page.locator("#saved")).to_have_text(re.compile(r"\d{1,2}:\d\d"))


def save_field(page: Page, name: str, text: str) -> None:
    """Types and leaves the box, which saves."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f"#id_{name}").fill(text)
        page.locator(f"#id_{name}").blur()


def choose(page: Page, name: str, value: str) -> None:
    """Nothing is saved where it is chosen already."""
    if page.locator(f'input[name="{name}"][value="{value}"]').is_checked():
        return
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    at_rest(page)


# --- doors -------------------------------------------------------------------------------------------------------


def code_of(key: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def accept(person: Person, link: str, name: str, language: str) -> Page:
    """Somebody new follows the link of an invitation, whose page speaks the invitation's language."""
    page = person.page
    go(page, link, language)
    says(page, language, "Accept and start")
    page.locator("#id_name").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    press(page, page.locator("main form button.btn"), language)
    return page


def set_up_second_step(page: Page, language: str) -> None:
    """Where the role asks for it: an app, then the recovery codes."""
    says(page.locator("h1"), language, "Set up your second step")
    press(page, page.locator('section[aria-labelledby="h-app"] a.btn'), language)
    page.locator("main details summary").click()
    key = page.locator("main code").inner_text()
    page.locator("#id_code").fill(code_of(key))
    press(page, page.locator("main form button.btn"), language)
    says(page.locator("h1"), language, "Recovery codes")
    expect(page.locator("main ol li")).to_have_count(10)
    press(page, page.locator("main a.btn"), language)


def send_round(arrive: Arrive, site: Site, ana: Page, language: str, signer: Page | None = None) -> None:
    """The coordinator asks for approval, the approver signs."""
    number = site.round_of("XSA")
    go(ana, f"/rounds/{number}/send/", language)
    press(ana, ana.locator("form#ask button.btn"), language)
    says(ana, language, "The round waits for approval.")
    olga = signer or arrive(APPROVER, locale=language).page
    go(olga, f"/rounds/{number}/send/", language)
    olga.locator("#sign [name=function]").fill("Deputy Minister")
    olga.locator("#sign [name=confirmed]").check()
    press(olga, olga.locator("#sign button.btn"), language)
    expect(olga).to_have_url(re.compile(r"/report/$"))
    says(olga, language, "The round has been sent. Its answers are now locked, and its report is final.")
    assert state(site) == "submitted"


def state(site: Site) -> str:
    return str(site.rows("SELECT state FROM assessments_assessment WHERE id = ?", site.round_of("XSA"))[0][0])


# --- letters -----------------------------------------------------------------------------------------------------


def letters(site: Site) -> list[EmailMessage]:
    """Every letter of the local mail folder, as a mail program reads it."""
    found = []
    for path in sorted((site.folder / "mail").glob("*")):
        for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
            if raw.strip():
                message = email.message_from_bytes(raw, policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                found.append(message)
    return found


def plain_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_for(site: Site, address: str) -> str:
    """Of an invitation. The letter leaves outside the request: it may still be on its way."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for letter in letters(site):
            found = re.search(r"http://\S+/invitations/\S+", plain_of(letter)) if address in str(letter["to"]) else None
            if found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no letter came to {address}")


def read_letters(site: Site, language: str) -> dict[str, str]:
    """Reads each: its language, its direction, no English. All subjects with the texts below them, without marks."""
    found: dict[str, str] = {}
    for letter in letters(site):
        part = letter.get_body(("html",))
        assert part is not None
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in part.get_content()
        subject, text = str(letter["subject"]).strip(), plain_of(letter)
        no_english(f"{subject}\n{text}", language)
        plain = _MARKS.sub("", subject)
        found[plain] = found.get(plain, "") + _MARKS.sub("", text)
    return found


# --- reports -----------------------------------------------------------------------------------------------------


def bare(text: str) -> str:
    """Without spaces, marks of direction, and forms that a letter takes: a line may break and Arabic joins anywhere."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn", "Zs", "Cc"))


def download(page: Page, entry: Locator) -> tuple[str, str]:
    """The name of the file, and its text as a reader of PDF files finds it, bare; the language is the file's own."""
    link = entry.locator('a.btn[href$="/pdf/"], a.btn[href*="/brief/"]').last
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as started:
        link.click()
    path = started.value.path()
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert PdfReader(path).trailer["/Root"]["/Lang"] == entry.locator("b[lang]").get_attribute("lang")
    return started.value.suggested_filename, bare(said)

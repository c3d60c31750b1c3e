"""Reading pages the way a browser does: which fields a form holds, and where a link leads."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponseBase

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.text: list[str] = []
        self.title = ""
        self._form: tuple[str, str] | None = None  # its id and its address, by either of which it is asked for
        self._wanted: str | None = None
        self._select: str | None = None
        self._option: str | None = None
        self._area: str | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "title" and not self.title:
            self._in_title = True
        if tag == "form":
            self._form = (given.get("id") or given.get("action", ""), given.get("action", ""))
        if self._wanted not in ((given["form"],) if "form" in given else self._form or (None,)) or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if chosen:
                self.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea" and name:
            self.fields.setdefault(name, []).append("")
            self._area = name
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select:
            self._option = None
            if self._select not in self.fields or "selected" in given:
                self.fields[self._select] = [given.get("value", "")]
                self._option = None if "value" in given else self._select  # then its text is its value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser drops one line end right after the opening tag.
            self.fields[self._area][-1] += data.removeprefix("\n") if not self.fields[self._area][-1] else data
        if self._option:
            self.fields[self._option] = [data.strip()]
            self._option = None
        if self._in_title:
            self.title += data
        self.text.append(data)


def read(response: HttpResponseBase, form: str | None = None) -> _Reader:
    reader = _Reader()
    reader._wanted = form
    reader.feed(html(response))
    return reader


def html(response: Any) -> str:
    text: str = response.content.decode()
    return text


def fields(response: HttpResponseBase, form: str = "answer") -> dict[str, list[str]]:
    """What a browser without JavaScript would send for this form, pressed on its plain button."""
    return read(response, form).fields


def error_links(response: HttpResponseBase) -> list[str]:
    """Ids that the error summary leads to; each must exist."""
    text = html(response)
    start = text.index('id="error-summary"')
    part = text[start : text.index("</ul>", start)]
    reader = _Reader()
    reader.feed(part)
    return [link.removeprefix("#") for link in reader.links]

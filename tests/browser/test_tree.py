"""That the comparison of a page with its accessibility tree finds what it is there for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.measures import small_targets, spaced, too_wide
from tests.browser.tree import differences

_MAIN = "<!doctype html><html lang=en><main>%s</main>"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """None of the site's: here a page may say in itself how it looks."""
    context = chromium.new_context(viewport={"width": 1366, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<a href="/a/" aria-label="Further">Read on</a>', "is seen as “Read on” and called “Further”"),
        ('<button><svg aria-hidden="true" width="30" height="30"><rect width="30" height="30"/></svg></button>', "has no name"),
        ('<a href="/a/" aria-hidden="true">Read on</a>', "is not in the tree"),
        ('<label>Name <input></label><input>', "has no label"),
        ('<span style="cursor: pointer">Open</span>', "looks as if it could be pressed"),
        ('<p><b style="font-size: 1.5rem">Part two</b></p>', "looks like a heading"),
        ("<h3>Part two</h3>", "skips a level of headings"),
        ('<h2 role="presentation">Part two</h2>', "is no heading of its level"),
        ('<ul role="presentation"><li>One</li><li>Two</li></ul>', "is no list"),
        ('<table style="display: grid" role="presentation"><tr><th>A</th></tr><tr><td>1</td></tr></table>', "is no table"),
        ("<table><thead><tr><th>A</th><th></th></tr></thead><tr><td>1</td><td>2</td></tr></table>", "has no header that is named"),
        ('<div aria-hidden="true">Three are <a href="/a/">late</a></div>', "gets the focus, and the tree does not say what it is"),
        ('<p aria-hidden="true">Three are late</p>', "is seen and not said"),
        ('<a class="sr" style="clip-path: inset(50%); position: absolute" href="/a/">Unseen</a>', "gets the focus and cannot be seen"),
        ('<label>Year <input value="1999"></label><p class="error">Too early.</p>', "is not said of a field that is wrong"),
        ('<label>Year <input value="1999" aria-invalid="true"></label>', "nothing beside it says why"),
        ('<a href="/a/">Change</a> <a href="/b/">Change</a>', "one name, several places"),
        ('<label for="x">Source</label><input id="x"><label for="y">Source</label><input id="y">', "one name, several places"),
        ('<div style="display: flex; flex-direction: row-reverse"><p>One</p><p>Two</p></div>', "is read after what it stands before"),
        ('<div style="display: grid"><p style="order: 2">One</p><p>Two</p></div>', "is read after what it stands before"),
        ('<fieldset><legend>Is it so?</legend><label><input type="radio"> Yes</label></fieldset>', ""),
        ('<nav><ul><li><a href="/a/" aria-current="page">A</a></li><li><a href="/b/">B</a></li></ul></nav>', "current and not to be seen"),
        ('<p id="a">One</p><p id="a">Two</p>', "an id that several have: a"),
        ('<details><summary>More</summary><p>Words</p></details><label>Name <input required readonly value="A"></label>', ""),
        ('<section aria-labelledby="p"><h2 id="p">One</h2><a href="/a/">Change</a></section><section aria-labelledby="q"><h2 id="q">Two</h2><a href="/b/">Change</a></section>', ""),
    ],
)  # fmt: skip
def test_a_barrier_is_found(page: Page, html: str, wanted: str) -> None:
    page.set_content(_MAIN % f"<h1>Page</h1><p>Words.</p>{html}")
    found = differences(page)
    assert any(wanted in line for line in found) if wanted else found == [], found


def test_a_small_target_and_words_that_do_not_fit_are_found(page: Page) -> None:
    buttons = '<button style="inline-size: 16px; block-size: 16px; padding: 0">A</button>'
    page.set_content(_MAIN % (buttons * 2))
    assert len(small_targets(page)) == 2
    # Far apart, or inside a sentence, they are large enough.
    page.set_content(_MAIN % f'<div style="display: grid; gap: 20px; justify-items: start">{buttons}{buttons}</div>')
    assert small_targets(page) == []
    page.set_content(
        _MAIN % '<p style="line-height: 1">Read <a href="/a/">this</a>, <a href="/b/">that</a> and more.</p>'
    )
    assert small_targets(page) == []
    page.set_content(_MAIN % '<p style="white-space: nowrap">Words of a line that fits in a small window.</p>')
    assert too_wide(page, 360, "as it is") == []
    assert any("px wide in 360 px, letters apart" in line for line in spaced(page, 360))
    page.set_content(_MAIN % '<p style="block-size: 1.3em; overflow: hidden">A line</p>')
    assert any("cuts words off" in line for line in spaced(page, 360))

"""With colours that the reader chose for all pages, and without motion: what a colour or a shade says, a line or a word says too."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.person import Arrive, Person
from tests.browser.site import COORDINATOR, Site

#: The marks of an element that such colours leave: lines, their colours as they come out, weight. Backgrounds and shadows go.
LINES = """one => { const style = getComputedStyle(one), found = [style.fontWeight, style.textDecorationLine];
  for (const side of ['BlockStart', 'BlockEnd', 'InlineStart', 'InlineEnd'])
    found.push(style[`border${side}Style`], style[`border${side}Width`], style[`border${side}Color`]);
  found.push(style.outlineStyle, style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor);
  return found.join(' '); }"""


def lines_of(page: Page, selector: str) -> set[str]:
    found = page.locator(selector)
    assert found.count(), selector
    return set(found.evaluate_all(f"all => all.filter(one => one.checkVisibility()).map({LINES})"))


def told_apart(page: Page, one: str, other: str) -> None:
    both = lines_of(page, one) & lines_of(page, other)
    assert not both, f"{one} and {other} look the same: {both}"


def stops(page: Page, number: int) -> list[dict[str, Any]]:
    found = []
    for _press in range(number):
        page.keyboard.press("Tab")
        found.append(
            page.evaluate(
                """() => { const one = document.activeElement, style = getComputedStyle(one);
                return { html: one.outerHTML.slice(0, 90), width: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
                  colour: style.outlineColor, paper: getComputedStyle(document.body).backgroundColor } }"""
            )
        )
    return found


@pytest.fixture
def forced(arrive: Arrive) -> Person:
    person = arrive(COORDINATOR, forced_colors="active", reduced_motion="reduce")
    assert person.page.evaluate("matchMedia('(forced-colors: active)').matches")
    return person


def numbered(page: Page) -> None:
    """A phase is a number in a frame, on every page."""
    found = page.locator(".phase").evaluate_all(
        """all => all.filter(one => one.checkVisibility()).map(one => [one.textContent.trim(), parseFloat(getComputedStyle(one).borderBlockStartWidth)])"""
    )
    assert found
    assert all(text and frame >= 1 for text, frame in found), found


def test_an_answer_that_was_refused(forced: Person, site: Site) -> None:
    page = forced.page
    page.goto(f"/rounds/{site.round_of('XSA')}/capabilities/14/")
    assert all(stop["width"] >= 2 and stop["colour"] != stop["paper"] for stop in stops(page, 12))
    page.locator("#id_target_year").fill("1999")
    with forced.expecting(422), page.expect_navigation():
        page.locator("#id_target_year").evaluate("field => field.form.submit()")
    told_apart(page, ".field.wrong", ".field:not(.wrong)")
    told_apart(page, ".field.wrong input", ".field:not(.wrong) input")
    assert page.locator(".field.wrong .error").inner_text().count("1999 has passed") == 1
    page.locator(".phase-scale input").first.evaluate("one => { one.checked = true }")
    for group in (".answers", ".phase-scale"):
        told_apart(page, f"{group} label:has(:checked)", f"{group} label:not(:has(:checked))")
    told_apart(page, ".nav [aria-current]", ".nav a:not([aria-current])")
    told_apart(page, ".cap-nav [aria-current]", ".cap-nav a:not([aria-current])")
    numbered(page)


def test_the_workspace(forced: Person, site: Site) -> None:
    page = forced.page
    page.goto(f"/rounds/{site.round_of('XSA')}/")
    assert all(stop["width"] >= 2 and stop["colour"] != stop["paper"] for stop in stops(page, 12))
    told_apart(page, ".nav [aria-current]", ".nav a:not([aria-current])")
    numbered(page)
    # Where the round stands: a word is underlined, what is done bears a tick.
    marks = page.locator(".stepper li").evaluate_all(
        "all => all.map(one => [one.hasAttribute('aria-current'), getComputedStyle(one.querySelector('b')).textDecorationLine])"
    )
    assert {(current, line == "underline") for current, line in marks} == {(True, True), (False, False)}
    # How far a capability is: another shape for each state, with its words.
    shapes = page.locator("svg.mark").evaluate_all(
        "all => all.map(one => [one.querySelector('use').getAttribute('href'), one.getAttribute('class')])"
    )
    assert len({shape for shape, _classes in shapes}) == len({classes for _shape, classes in shapes}) > 1


def test_gaps_and_their_filters(forced: Person, site: Site) -> None:
    page = forced.page
    page.goto(f"/rounds/{site.round_of('XSA')}/gaps/?kind=evidence")
    assert all(stop["width"] >= 2 and stop["colour"] != stop["paper"] for stop in stops(page, 12))
    told_apart(page, ".nav [aria-current]", ".nav a:not([aria-current])")
    numbered(page)
    assert all(
        frame >= 1
        for frame in page.locator(".btn").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => parseFloat(getComputedStyle(one).borderBlockStartWidth))"
        )
    )


def test_nothing_moves_for_whoever_asks_for_it(forced: Person, site: Site) -> None:
    page = forced.page
    for path in (f"/rounds/{site.round_of('XSA')}/capabilities/14/", f"/rounds/{site.round_of('XSA')}/gaps/"):
        page.goto(path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll('html, body *')].map(one => [one, getComputedStyle(one)])
              .filter(([, style]) => style.scrollBehavior === 'smooth' || style.animationName !== 'none'
                || style.transitionDuration.split(', ').some(time => time !== '0s')).map(([one]) => one.outerHTML.slice(0, 90))"""
        )
        assert moving == []
        assert page.evaluate("document.getAnimations().length") == 0

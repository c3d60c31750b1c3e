"""Chromium's accessibility tree, which screen readers are given, compared with what somebody sees of the same page."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
#: What a control is called in the tree, by its tag and its type.
ROLES = {
    "a": {"link"},
    "summary": {"DisclosureTriangle"},
    "select": {"combobox", "listbox"},
    "textarea": {"textbox"},
    "button": {"button"},
    "checkbox": {"checkbox"},
    "radio": {"radio"},
    "number": {"spinbutton"},
    "search": {"searchbox"},
    "date": {"Date"},
    "file": {"button"},
    "input": {"textbox"},
}
#: What is read out when somebody comes into it, so that it tells two links of one name apart.
AROUND = {"group", "radiogroup", "region", "article", "navigation", "form", "complementary"}


@dataclass
class Node:
    """A node of the tree, of one element of the page."""

    role: str
    name: str
    description: str
    value: str
    states: dict[str, Any]
    above: list["Node"] = field(default_factory=list)


def letters(text: str) -> str:
    """Without spaces and signs: how a text is set does not change what is said."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def read_tree(page: Page) -> dict[int, Node]:
    """The nodes that a screen reader meets, in its order, by the number that `seen.js` has given their elements."""
    session = page.context.new_cdp_session(page)
    numbers: dict[int, int] = {}

    def walk(entry: dict[str, Any]) -> None:
        attributes = entry.get("attributes", [])
        if "data-n" in attributes[::2]:
            numbers[entry["backendNodeId"]] = int(attributes[attributes.index("data-n") + 1])
        for child in entry.get("children", []):
            walk(child)

    walk(session.send("DOM.getDocument", {"depth": -1})["root"])
    entries = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {entry["nodeId"]: entry for entry in entries}
    found: dict[int, Node] = {}

    def visit(entry: dict[str, Any], above: list[Node]) -> None:
        number = numbers.get(entry.get("backendDOMNodeId", -1))
        if number is not None and not entry.get("ignored"):
            said = {key: str(entry.get(key, {}).get("value", "")) for key in ("role", "name", "description", "value")}
            states = {one["name"]: one["value"].get("value") for one in entry.get("properties", [])}
            found[number] = Node(**said, states=states, above=above)
            above = [*above, found[number]]
        for child in entry.get("childIds", []):
            if child in by_id:
                visit(by_id[child], above)

    visit(entries[0], [])
    return found


def differences(page: Page) -> list[str]:
    """Whatever is seen and not said, or said otherwise than it is seen."""
    seen = page.evaluate(SEEN)
    tree = read_tree(page)
    found = list(seen["found"])
    found += _controls(seen["controls"], tree)
    found += _namesakes(seen["controls"], tree)
    found += _errors(seen, tree)
    found += _structure(seen, tree)
    found += _tables(seen["tables"], tree)
    found += _hidden(seen, tree)
    order = [number for number, node in tree.items() if node.role != "RootWebArea"]
    found += [f"the tree has {b} after {a}" for a, b in pairwise(order) if b < a]
    return found


def _controls(controls: list[dict[str, Any]], tree: dict[int, Node]) -> Iterator[str]:
    for seen in controls:
        node, what = tree.get(seen["n"]), seen["html"]
        if node is None:
            yield f"is not in the tree: {what}"
            continue
        if not letters(node.name) and not node.name.strip():
            yield f"has no name: {what}"
        if letters(seen["label"]) not in letters(node.name):
            yield f"is seen as “{seen['label']}” and called “{node.name}”: {what}"
        wanted = ROLES.get(seen["tag"] if seen["tag"] != "input" else seen["type"], ROLES["input"])
        if not seen["role"] and node.role not in wanted:
            yield f"is a {node.role}: {what}"
        yield from (f"{line}: {what}" for line in _states(seen, node))


def _states(seen: dict[str, Any], node: Node) -> Iterator[str]:
    """What the tree says of a control's state against what the control is."""
    states = node.states
    if seen["checked"] is not None and (states.get("checked") == "true") != seen["checked"]:
        yield f"checked is {states.get('checked')}"
    if seen["open"] is not None and bool(states.get("expanded")) != seen["open"]:
        yield f"expanded is {states.get('expanded')}"
    for name in ("disabled", "required", "readonly"):
        # The protocol names what is required only of the roles below.
        if bool(states.get(name)) != seen[name] and (
            name != "required" or node.role in ("textbox", "spinbutton", "searchbox")
        ):
            yield f"{name} is {states.get(name)}"
    for name in ("chosen", "typed"):
        if seen[name] is not None and letters(seen[name]) != letters(node.value):
            yield f"shows “{seen[name]}” and says “{node.value}”"


def _namesakes(controls: list[dict[str, Any]], tree: dict[int, Node]) -> Iterator[str]:
    """Links, or buttons, of one name lead to one place, or something says which is which; so with fields to fill in."""
    called: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seen in controls:
        node = tree.get(seen["n"])
        if node and seen["type"] not in ("radio", "checkbox"):
            around = " ".join(f"{one.role} {one.name}" for one in node.above if one.role in AROUND)
            said = f"{node.description} {around}"
            if seen["tag"] not in ("a", "button", "summary"):
                around = " ".join(one.name for one in node.above if one.role == "group")
            called[seen["tag"], node.name.strip()][said].add(seen["leads"])
    for (_tag, name), ways in called.items():
        if any(len(places) > 1 for places in ways.values()):
            yield f"one name, several places: “{name}”: {sorted({place for places in ways.values() for place in places})[:3]}"


def _errors(seen: dict[str, Any], tree: dict[int, Node]) -> Iterator[str]:
    """A field is wrong for the ear exactly if it is for the eye, and the words beside it describe it."""
    wrong = {n: node for n, node in tree.items() if node.states.get("invalid") not in (None, "false")}
    texts = [letters(error["text"]) for error in seen["errors"]]
    told = [
        letters(node.description)
        for node in [*wrong.values(), *(one for one in tree.values() if one.role in ("group", "heading"))]
    ]
    for error in seen["errors"]:
        if not any(letters(error["text"]) in description for description in told):
            yield f"is not said of a field that is wrong: {error['html']}"
    for node in wrong.values():
        if not any(text in letters(node.description) for text in texts):
            yield f"is wrong, and nothing beside it says why: {node.role} {node.name}"


def _structure(seen: dict[str, Any], tree: dict[int, Node]) -> Iterator[str]:
    before = 1  # what leads through the pages, or says what went wrong, may come before the page's own heading
    for heading in seen["headings"]:
        node = tree.get(heading["n"])
        if node is None or node.role != "heading" or node.states.get("level") != heading["level"]:
            yield f"is no heading of its level: {heading['html']}"
        elif not node.name.strip():
            yield f"is an empty heading: {heading['html']}"
        if heading["level"] > before + 1:
            yield f"skips a level of headings: {heading['html']}"
        before = heading["level"]
    for one in seen["lists"]:
        node = tree.get(one["n"])
        if node is None or node.role != "list":
            yield f"is no list: {one['html']}"
        elif any(item not in tree or tree[item].role != "listitem" for item in one["items"]):
            yield f"has an item that is none: {one['html']}"
    for one in seen["groups"]:
        node = tree.get(one["n"])
        if node is None or node.role not in ("group", "radiogroup") or letters(one["label"]) not in letters(node.name):
            yield f"is no group of its name: {one['html']}"


def _tables(tables: list[dict[str, Any]], tree: dict[int, Node]) -> Iterator[str]:
    for table in tables:
        if table["n"] not in tree or tree[table["n"]].role != "table":
            yield f"is no table: {table['html']}"
        for cell in table["cells"]:
            node = tree.get(cell["n"])
            roles = {"cell", "gridcell"} if cell["tag"] == "td" else {"rowheader", "columnheader"}
            if node is None or node.role not in roles:
                yield f"is {node.role if node else 'nothing'} in the tree: {cell['html']}"
            if cell["tag"] == "td" and not cell["head"] and cell["full"]:
                named = [[n for n in cell[way] if n in tree and tree[n].name.strip()] for way in ("above", "beside")]
                if not any(named) or (cell["columns"] and not named[0]):
                    yield f"has no header that is named: {cell['html']}"


def _hidden(seen: dict[str, Any], tree: dict[int, Node]) -> Iterator[str]:
    for number in seen["hidden"]:
        if number in tree:
            yield f"is hidden, and in the tree: {tree[number].role} {tree[number].name}"
    for one in seen["focusable"]:
        if one["n"] not in tree or tree[one["n"]].role in ("generic", "none"):
            yield f"gets the focus, and the tree does not say what it is: {one['html']}"
        if one["clipped"]:
            yield f"gets the focus and cannot be seen: {one['html']}"
    for one in seen["silent"]:
        if letters(one["text"]) not in letters(one["around"]):
            yield f"is seen and not said: {one['html']} in {one['around'][:60]}"

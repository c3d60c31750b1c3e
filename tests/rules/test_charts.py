"""Charts: what is drawn, at which place, and that nothing breaks the page around it."""

import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assessments import charts
from assessments.charts import MatrixPoint

GROUPS = [
    ["3", "1", "2"],
    ["2", "1", "1", "1"],
    ["2", "2", "0", "4"],
    ["2", "2", "1", "dk"],
    ["2", "none", "none", "1"],
]
STATES = ["0", "1", "2", "3", "4", "dk", "none"]
PHASES = [None, 0, 1, 2, 3, 4]
NASTY = '</title><script>alert("1")</script> & <b>'


def parse(svg: str) -> ElementTree.Element:
    assert "nan" not in svg.lower().replace("noto sans", "")
    assert "inf" not in svg
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in parse(svg).iter("text")]


def box(svg: str) -> tuple[float, float]:
    _, _, width, height = map(float, parse(svg).attrib["viewBox"].split())
    return width, height


def xs(svg: str) -> list[float]:
    """All x coordinates of circles, rectangles, lines and texts."""
    found = []
    for node in parse(svg).iter():
        found += [float(node.attrib[name]) for name in ("x", "cx", "x1", "x2") if name in node.attrib]
        if node.tag == "rect":
            found.append(float(node.attrib["x"]) + float(node.attrib["width"]))
    return found


def fills(svg: str, tag: str = "rect") -> list[str]:
    return [node.attrib["fill"] for node in parse(svg).iter(tag)]


@pytest.mark.parametrize(("state", "target", "previous"), list(itertools.product(STATES, PHASES, PHASES)))
def test_every_track_is_valid_and_shows_each_mark_once(state, target, previous):
    for svg in (charts.track(state, target, previous), charts.print_track(state, target, previous)):
        root = parse(svg)
        assert root.attrib["aria-hidden"] == "true"
        assert svg.count(charts.SUN) == (target is not None)
        assert texts(svg) == [charts.SIGNS_OF_STATE.get(state, state)]
    assert svg == charts.print_track(state, target, previous)


def test_track_fills_up_to_now_and_dashes_up_to_the_target():
    rects = list(parse(charts.track("1", 3, 0)).iter("rect"))
    assert [rect.attrib["class"] for rect in rects] == [
        "s-p0 s-edge", "s-p1 s-edge", "s-paper s-brand", "s-paper s-brand", "s-sunken",
    ]  # fmt: skip
    assert [rect.attrib["x"] for rect in rects] == ["0.4%", "20.4%", "40.4%", "60.4%", "80.4%"]
    inner = list(parse(charts.track("1", 3, 0)).iter("svg"))[1:]
    assert [node.attrib["x"] for node in inner] == ["10%", "77.6%"]


def test_track_makes_room_for_the_target_in_the_same_cell():
    assert 'x="86%"' in charts.track("4", 4)
    assert 'x="90%"' in charts.track("4", None)


def test_a_track_without_a_phase_has_no_filled_cell():
    for state in ("dk", "none"):
        for svg in (charts.track(state), charts.print_track(state)):
            assert not set(charts.PHASE_FILLS) & set(re.findall(r'fill="(#\w+)"', svg))


def test_print_track_mirrors():
    plain, mirrored = charts.print_track("1", 3, 0), charts.print_track("1", 3, 0, mirrored=True)
    assert [float(n.attrib["x"]) for n in parse(plain).iter("rect")] == [0.7, 46.7, 92.7, 138.7, 184.7]
    assert [float(n.attrib["x"]) for n in parse(mirrored).iter("rect")] == [184.7, 138.7, 92.7, 46.7, 0.7]
    assert [n.attrib["x"] for n in parse(plain).iter("text")] == ["69"]
    assert [n.attrib["x"] for n in parse(mirrored).iter("text")] == ["161"]


def test_print_track_with_a_title_speaks():
    root = parse(charts.print_track("2", title=NASTY))
    assert root[0].tag == "title" and root[0].text == NASTY
    assert root.attrib["role"] == "img" and "aria-hidden" not in root.attrib


def test_ring_places_the_first_capability_as_drawn_by_hand():
    """21 circles and 6 gaps of ¾: 25.5 steps; the first stands 7/8 of a step past the top."""
    states = [["1"] * size for size in (3, 4, 4, 4, 4, 2)]
    circles = list(parse(charts.ring(states, "t", "17/21")).iter("circle"))
    assert len(circles) == 21
    assert (circles[0].attrib["cx"], circles[0].attrib["cy"]) == ("260.2", "36.4")  # 220 + 188 sin 12.35°
    assert (circles[20].attrib["cx"], circles[20].attrib["cy"]) == ("179.8", "36.4")


def test_ring_shows_states_numbers_and_centre_only():
    svg = charts.ring(GROUPS, NASTY, "17/21")
    assert parse(svg)[0].tag == "title" and parse(svg)[0].text == NASTY
    shown = texts(svg)
    assert shown[-1] == "17/21"
    assert shown[0:-1:2] == [charts.SIGNS_OF_STATE.get(s, s) for group in GROUPS for s in group]
    assert shown[1:-1:2] == [str(n) for n in range(1, 20)]


def test_ring_stays_inside_its_box_and_mirrors():
    plain, mirrored = (charts.ring(GROUPS, "t", "1/19", mirrored=m) for m in (False, True))
    for node in parse(plain).iter("circle"):
        radius = float(node.attrib["r"])
        for axis in ("cx", "cy"):
            assert radius <= float(node.attrib[axis]) <= 440 - radius
    flipped = [round(440 - x, 1) for x in (float(n.attrib["cx"]) for n in parse(plain).iter("circle"))]
    assert flipped == [float(n.attrib["cx"]) for n in parse(mirrored).iter("circle")]


def test_ring_without_capabilities_is_still_a_picture():
    assert texts(charts.ring([], "t", "0/0")) == ["0/0"]


def test_ring_labels_stand_in_the_middle_of_their_group():
    labels = charts.ring_labels([3, 4, 4, 4, 4, 2])
    assert len(labels) == 6
    assert labels[0].x == pytest.approx(0.4457, abs=0.001)  # sin of 1.875 steps of 14.118°
    assert all(abs(label.x**2 + label.y**2 - 1) < 0.001 for label in labels)


def test_brand_rings_are_decoration_with_21_dots():
    for svg in (charts.ring_mark(), charts.ring_large()):
        assert len(list(parse(svg).iter("circle"))) == 21
        assert parse(svg).attrib["aria-hidden"] == "true"
    assert 'cx="28.3" cy="4.5"' in charts.ring_mark()
    assert 'cx="176.1" cy="30.8"' in charts.ring_large()


def test_phase_bar_gives_each_state_its_share():
    svg = charts.phase_bar({"0": 1, "1": 6, "2": 7, "3": 2, "4": 1, "dk": 1, "none": 3}, "Counts")
    assert texts(svg) == ["1", "6", "7", "2", "1", "1", "3"]
    first, second = list(parse(svg).iter("rect"))[:2]
    assert (first.attrib["x"], second.attrib["x"]) == ("0.8", "31.3")  # 640 / 21 = 30.5 a capability
    assert second.attrib["width"] == "181.3"


@pytest.mark.parametrize("counts", [{}, {"0": 0}, {"dk": 1}, {"none": 21}, {"0": 200, "4": 1}])
@pytest.mark.parametrize("mirrored", [False, True])
def test_phase_bar_never_leaves_its_box(counts, mirrored):
    svg = charts.phase_bar(counts, "t", mirrored=mirrored)
    assert all(0 <= x <= 640 for x in xs(svg))
    assert texts(svg) == [str(n) for n in counts.values() if n]


def test_phase_bar_mirrors():
    assert fills(charts.phase_bar({"1": 1, "3": 2}, "t")) == [charts.PHASE_FILLS[1], charts.PHASE_FILLS[3]]
    left = [float(n.attrib["x"]) for n in parse(charts.phase_bar({"1": 1, "3": 2}, "t", mirrored=True)).iter("rect")]
    assert left[0] > left[1]


def point(rank: int, importance: int = 3, feasibility: int = 3, horizon: str = "now") -> MatrixPoint:
    return MatrixPoint(rank, importance, feasibility, horizon, f"#p{rank}", f"Priority {rank}")


def centre(link: ElementTree.Element) -> tuple[float, float, float]:
    """Middle and reach of a mark."""
    shape = link[0]
    if shape.tag == "circle":
        return float(shape.attrib["cx"]), float(shape.attrib["cy"]), float(shape.attrib["r"])
    if shape.tag == "rect":
        half = float(shape.attrib["width"]) / 2
        return float(shape.attrib["x"]) + half, float(shape.attrib["y"]) + half, half
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", shape.attrib["d"])]
    return numbers[0], numbers[3], numbers[2] - numbers[0]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 21])
@pytest.mark.parametrize("horizon", ["now", "next", "later", ""])
def test_marks_of_one_cell_do_not_cover_each_other(count, horizon):
    svg = charts.matrix([point(n, horizon=horizon) for n in range(1, count + 1)], "Matrix")
    marks = [centre(link) for link in parse(svg).iter("a")]
    assert len(marks) == count
    for (x1, y1, r1), (x2, y2, r2) in itertools.combinations(marks, 2):
        assert abs(x1 - x2) >= r1 + r2 - 0.2 or abs(y1 - y2) >= r1 + r2 - 0.2
    for x, y, reach in marks:  # the third cell of five: 34 + 2 × 83.2 and 10 + 2 × 60
        assert x - reach >= 200.4 and x + reach <= 283.6
        assert y - reach >= 130 and y + reach <= 190
    assert min(reach for _, _, reach in marks) >= 4.4


def test_matrix_importance_rises_and_feasibility_goes_right():
    svg = charts.matrix([point(1, 5, 1), point(2, 1, 5)], "Matrix")
    (x1, y1, _), (x2, y2, _) = (centre(link) for link in parse(svg).iter("a"))
    assert (x1, y1) == (75.6, 40) and (x2, y2) == (408.4, 280)


def test_matrix_mirrors():
    """Feasibility grows to the left; marks of one cell stand in the other order; nothing leaves the picture."""
    points = [point(1, 5, 1), point(2, 1, 5), point(3), point(4)]
    svg = charts.matrix(points, "Matrix", mirrored=True)
    (x1, y1, _), (x2, y2, _), (x3, _, _), (x4, _, _) = (centre(link) for link in sorted(parse(svg).iter("a"), key=rank))
    assert (x1, y1) == (384.4, 40) and (x2, y2) == (51.6, 280)  # 460 less what it is from the left
    assert x3 > x4
    frame, corner = list(parse(svg).iter("rect"))[:2]
    assert (frame.attrib["x"], corner.attrib["x"]) == ("10", "10")
    numbers = [float(n.attrib["x"]) for n in parse(svg).iter("text") if n.text == "5"]
    assert sorted(numbers) == [51.6, 440]  # of feasibility, of importance
    assert charts.matrix(points, "Matrix") != svg


def rank(link: ElementTree.Element) -> str:
    return link.attrib["href"]


def test_matrix_shape_says_when():
    svg = charts.matrix([point(n, n, n, when) for n, when in enumerate(("now", "next", "later", ""), 1)], "M")
    shapes = [(link[0].tag, link[0].attrib["fill"]) for link in sorted(parse(svg).iter("a"), key=lambda a: a[1].text)]
    assert [tag for tag, _ in shapes] == ["circle", "rect", "path", "circle"]
    assert shapes[0][1] == charts.PHASE_FILLS[4] and shapes[3][1] == charts.SURFACE


def test_matrix_escapes_and_does_not_depend_on_the_order_given():
    points = [point(n, horizon="later") for n in range(1, 6)]
    assert charts.matrix(points, "M") == charts.matrix(points[::-1], "M")
    root = parse(charts.matrix([MatrixPoint(1, 1, 1, "now", '#"><i>', NASTY)], NASTY))
    assert root.attrib["aria-label"] == NASTY
    assert next(root.iter("a")).attrib == {"href": '#"><i>', "aria-label": NASTY}


def test_radar_closes_only_when_every_domain_is_known():
    whole = charts.radar([2, 1, 2, 2, 1, 3], [1, 1, 2, 1, 1, 2], "t")
    assert len(list(parse(whole).iter("polygon"))) == 4 + 2
    gap = charts.radar([2, None, 2, 2, 1, 3], [None] * 6, "t")
    assert len(list(parse(gap).iter("polygon"))) == 4
    assert len(list(parse(gap).iter("polyline"))) == 4  # six edges, two of them touch the gap
    assert len(list(parse(gap).iter("circle"))) == 5
    assert texts(gap) == ["A 2", "B –", "C 2", "D 2", "E 1", "F 3"]


def test_radar_tells_zero_from_unknown():
    zero, unknown = charts.radar([0] + [None] * 5, [], "t"), charts.radar([None] * 6, [], "t")
    assert 'cx="130" cy="120"' in zero
    assert not list(parse(unknown).iter("circle"))


@pytest.mark.parametrize("middles", [[], [1], [1, None], [4] * 6, [0, 4, None, 4, 0, 1], [2] * 9])
def test_radar_stays_inside_its_box(middles):
    svg = charts.radar(middles, middles, "t")
    assert all(0 <= x <= 260 for x in xs(svg))


def test_colours_are_those_of_the_tokens():
    """Charts cannot read CSS variables in the PDF, so its light values stand twice and must agree."""
    light = (Path(__file__).parents[2] / "static/css/tokens.css").read_text().split("@media")[0]
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,8})\b", light))
    named = {
        "ink": charts.INK,
        "ink-2": charts.INK_2,
        "line": charts.LINE,
        "edge": charts.EDGE,
        "sun": charts.SUN,
    }
    named |= {
        "hatch": charts.HATCH,
        "surface": charts.SURFACE,
        "sunken": charts.SUNKEN,
        "brand": charts.BRAND,
    }
    for phase in range(5):
        named |= {f"p{phase}": charts.PHASE_FILLS[phase], f"p{phase}-ink": charts.PHASE_INKS[phase]}
    for name, colour in named.items():
        token = tokens[name]
        assert colour == (f"#{''.join(2 * c for c in token[1:])}" if len(token) == 4 else token), name

"""How the tests of pictures look at a drawing."""

import re
import xml.etree.ElementTree as ET

import tensorflow as tf

from helpers.clinic.trace import trace
from helpers.pictures import frame


def told(model, height, width):
    return trace(model, tf.zeros((1, height, width, 3)))


def drawn(model, height, width):
    return ET.fromstring(frame.drawing(told(model, height, width), "coffee"))


def of_class(svg, name):
    """The elements of that class; numbers in the colour of an axis are not meant."""
    return [
        part for part in svg.iter() if part.get("class") == f"sc-{name}" and part.tag != "tspan"
    ]


def text_of(part):
    return "".join(part.itertext())


def body_of(html):
    """The text that a reader sees of a piece of HTML, which must be well-formed."""
    return text_of(ET.fromstring(f"<div>{html}</div>"))


def path_points(commands):
    """The corners of a path of the commands M H V L, m h v l and z."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", commands):
        values = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        if letter in "ML":
            x, y = values
        elif letter in "ml":
            x, y = x + values[0], y + values[1]
        elif letter in "Hh":
            x = values[0] + (x if letter == "h" else 0)
        elif letter in "Vv":
            y = values[0] + (y if letter == "v" else 0)
        else:
            assert letter == "z", f"no rule for path command {letter}"
        yield x, y


def text_box(part):
    """(left, top, right, bottom) of a line of text, by what a letter takes on average, in em."""
    style = part.get("class")
    sizes = {"sc-stopped": 36, "sc-kind": 12, "sc-note": 12, "sc-kind sc-long": 11}
    size = sizes.get(style, 13)
    letter = 0.61 if style == "sc-shape" else 0.56  # of a monospaced font; of a wide other one
    x, y, half = float(part.get("x")), float(part.get("y")), len(text_of(part)) * size * letter / 2
    rise = size / 2 if part.get("class") == "sc-stopped" else size * 0.8
    return x - half, y - rise, x + half, y + size * 0.25


def overlapping(svg):
    """Pairs of lines of text that lie on each other."""
    texts = [(text_of(part), text_box(part)) for part in svg.iter("text")]
    for place, (one, (left, top, right, bottom)) in enumerate(texts):
        for another, other in texts[place + 1 :]:
            beside = right <= other[0] or other[2] <= left
            above = bottom <= other[1] or other[3] <= top
            if not (beside or above):
                yield one, another


def corners(part):
    """Points between which everything lies that this element draws."""
    if part.tag == "g":  # its parts are elements of their own
        return []
    if part.tag == "path":
        return list(path_points(part.get("d")))
    if part.tag == "text":
        left, top, right, bottom = text_box(part)
        return [(left, top), (right, bottom)]
    if part.tag == "use":
        x, y, across, down = map(float, re.findall(r"[\d.-]+", part.get("transform")))
        return [(x, y), (x + across, y + down)]
    value = {
        key: float(part.get(key, "nan"))
        for key in ("x", "y", "width", "height", "x1", "y1", "x2", "y2")
    }
    if part.tag == "line":
        return [(value["x1"], value["y1"]), (value["x2"], value["y2"])]
    assert part.tag == "rect", f"no rule for {part.tag}"
    return [(value["x"], value["y"]), (value["x"] + value["width"], value["y"] + value["height"])]

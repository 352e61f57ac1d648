"""What the eye, and what reads a page aloud, find in a panel."""

import io

import numpy as np
import PIL.Image

from .jupyter import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"

#: The contrast of every text, by what Chromium computed for it.
CONTRASTS = """(panel) => {
    const rgba = (colour) => {
        const parts = colour.match(/[\\d.]+/g).map(Number);
        const scale = colour.startsWith('color(') ? 255 : 1;
        return [...parts.slice(0, 3).map((part) => part * scale), parts[3] ?? 1];
    };
    const over = (front, back) => front.slice(0, 3)
        .map((part, n) => part * front[3] + back[n] * (1 - front[3]));
    const light = (colour) => {
        const [r, g, b] = colour.map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        if (!element) return [255, 255, 255];
        const own = element.ownerSVGElement ? [0, 0, 0, 0]
            : rgba(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own.slice(0, 3) : over(own, background(element.parentElement));
    };
    const opacity = (element) =>
        element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        if (!text || element.closest('style, defs')) continue;
        const style = getComputedStyle(element);
        const back = background(element);
        const front = rgba(element.ownerSVGElement ? style.fill : style.color);
        front[3] *= opacity(element);
        const [dark, bright] = [light(over(front, back)), light(back)].sort((a, b) => a - b);
        found.push([(bright + 0.05) / (dark + 0.05), text]);
    }
    return found;
}"""


def contrasts(panel):
    """[(contrast with what lies behind, text)] of every text; WCAG 2.2, relative luminance."""
    return panel.box.evaluate(CONTRASTS)


def faint(panel, but=()):
    """The texts of a contrast below 4.5 : 1. There must be texts enough for that to say much."""
    found = contrasts(panel)
    assert len(found) > 30
    return [(round(ratio, 2), text) for ratio, text in found if ratio < 4.5 and text not in but]


def accessible(panel):
    """[(role, name, value)] of what is in the panel, by Chromium's own accessibility tree."""
    session = panel.page.context.new_cdp_session(panel.page)
    found = session.send("Runtime.evaluate", {"expression": "document.querySelector('.sc-panel')"})
    tree = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})
    session.detach()
    return [
        tuple(
            str(node.get(part, {}).get("value", "")).replace("\xa0", " ")
            for part in ("role", "name", "value")
        )
        for node in tree["nodes"]
        if not node["ignored"]
    ]


def shoot(place, name, dark):
    """A screenshot for people to look at; here, that it is not blank, and of the theme."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    shot = place.screenshot(path=SCREENSHOTS / f"{name}.png")
    grays = np.asarray(PIL.Image.open(io.BytesIO(shot)).convert("L"), dtype=float)
    assert grays.std() > 15, f"{name}.png is blank"
    assert np.median(grays) < 90 if dark else np.median(grays) > 220, f"{name}.png: another theme"


def shoot_narrow(panel, name, dark):
    """The same in a narrow window, where nothing of the panel is cut off."""
    wide = dict(panel.page.viewport_size)
    try:
        panel.page.set_viewport_size({"width": 900, "height": 1000})
        panel.scroll().settle()
        shoot(panel.box, f"{name}-narrow", dark)
        assert panel.box.evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1"), "cut off"
    finally:
        panel.page.set_viewport_size(wide)
        panel.scroll()

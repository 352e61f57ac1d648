"""A panel in the room it gets: on one screen, nothing cut off, no text too small or on another."""

import pytest

from .looks import SCREENSHOTS
from .visits import of_every_panel

#: Windows with the list of files open. In the first, controls, picture and words are on one screen.
WINDOWS = {"wide": (1366, 768), "middle": (1024, 768), "narrow": (800, 768)}

#: What is wrong with the texts of the panel's drawings; slanted ones are left out.
MISPLACED = """(panel) => [...panel.querySelectorAll('.sc-figure')].flatMap((figure) => {
    const box = figure.parentElement.getBoundingClientRect(), found = [];
    const texts = [...figure.querySelectorAll('text')].map((text) => {
        const {a, b} = text.getScreenCTM();
        const seen = text.getBoundingClientRect(), slanted = Math.abs(b) > 0.01;
        const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
        return {said: text.textContent, seen, slanted, size};
    }).filter(({seen}) => seen.width);
    texts.forEach(({said, seen, slanted, size}, place) => {
        if (size < 10) found.push(`${said}: ${size} pixels high`);
        if (slanted) return;
        if (seen.left < box.left - 2 || seen.right > box.right + 2
            || seen.top < box.top - 1 || seen.bottom > box.bottom + 1)
            found.push(`${said}: cut off`);
        for (const {said: other, seen: there, slanted: aslant} of texts.slice(place + 1))
            if (!aslant && seen.left < there.right - 1 && there.left < seen.right - 1
                && seen.top < there.bottom - 3 && there.top < seen.bottom - 3)
                found.push(`${said} on ${other}`);
    });
    return found;
})"""

#: The height of controls, picture and words, and of the pane; and what does not fit across.
SIZES = """(panel) => {
    const stage = panel.querySelector('.sc-stage');
    const first = panel.querySelector('.sc-controls');
    const inside = [panel, ...panel.querySelectorAll('.sc-controls, .sc-stage, .sc-words')];
    return {
        high: stage.getBoundingClientRect().bottom - first.getBoundingClientRect().top,
        pane: panel.closest('.jp-WindowedPanel-outer').clientHeight,
        cut: inside.filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.className),
    };
}"""


@pytest.fixture
def window(panel):
    """window(name): bring the browser's window to that size; it gets its own back in the end."""
    own = dict(panel.page.viewport_size)

    def to(name):
        width, height = WINDOWS[name]
        panel.page.set_viewport_size({"width": width, "height": height})
        panel.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return panel.scroll().settle()

    panel.page.evaluate("notes.operated = false")  # what moves here is moved by the window
    yield to
    panel.page.set_viewport_size(own)
    panel.scroll()


@pytest.mark.parametrize("name", WINDOWS)
@of_every_panel
def test_a_panel_fits(shown, panel, window, name):
    window(name)
    boxes = panel.boxes()
    for chosen, _ in shown.marks:
        panel.choose(**shown.start | chosen)
        assert panel.box.evaluate(MISPLACED) == [], chosen
        assert panel.boxes()[1][3] == boxes[1][3]  # the picture's height
    sizes = panel.box.evaluate(SIZES)
    assert sizes["cut"] == []
    if name == "wide":
        assert sizes["high"] <= sizes["pane"]
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    panel.box.screenshot(path=SCREENSHOTS / f"{shown.panel}-fits-{name}.png")

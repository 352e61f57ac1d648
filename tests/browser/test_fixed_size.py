"""The panel of the first visit, beyond what every panel does: its lock, and typing a number."""

import pytest

from helpers.course import images

from .looks import accessible, shoot
from .visits import FIXED, MODELS, of_visits

pytestmark = of_visits(FIXED)

SLIDERS = tuple(FIXED.sliders)


def test_the_tests_know_every_model(patient):
    """The list in visits.py is written out: a vanished option fails here and not in silence."""
    assert patient.model.options == MODELS


@pytest.mark.parametrize("slider", SLIDERS)
def test_every_key_moves_a_slider(panel, patient, slider):
    """And picture and words with it."""
    for key, value in (
        ("ArrowRight", 225),
        ("PageUp", 230),
        ("ArrowUp", 231),
        ("ArrowLeft", 230),
        ("ArrowDown", 229),
        ("PageDown", 224),
        ("Home", 16),
        ("End", 320),
    ):
        picture = panel.picture
        panel.press(slider, key).settle()
        assert panel.values()[slider] == str(value)
        assert panel.picture != picture
        assert panel.agrees(patient)


def test_a_typed_size(panel, patient):
    """The number beside a slider takes a typed one, and the lock holds for it."""
    panel.go("height", 76)
    assert panel.agrees(patient)
    assert panel.values()["height"] == panel.values()["width"] == "76"


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_the_square_lock(panel, patient, by):
    """Checked, one slider moves both; unchecked, only itself; then width follows height again."""

    def switch():
        if by == "keyboard":
            panel.press("square", "Space")
        else:
            panel.focusable("square").click()

    def sizes():
        return [int(panel.values()[name]) for name in SLIDERS]

    panel.press("width", "ArrowRight")
    assert panel.agrees(patient) and sizes() == [225, 225]
    switch()
    panel.press("width", "PageUp")
    assert panel.agrees(patient) and sizes() == [225, 230]
    panel.press("height", "PageDown")
    assert panel.agrees(patient) and sizes() == [220, 230]
    switch()
    assert panel.agrees(patient) and sizes() == [220, 220]


@pytest.mark.parametrize(
    "photo",
    [
        pytest.param(photo, marks=[] if photo == "coffee" else pytest.mark.thorough)
        for photo in images.PHOTOS
    ],
)
def test_the_ends_of_the_range(panel, patient, photo):
    """Home and End on both axes, with every model."""
    panel.choose(photo=photo, square=False)
    for model in MODELS:
        panel.choose(model=model)
        for slider, key in (
            ("height", "Home"),
            ("width", "Home"),
            ("height", "End"),
            ("width", "End"),
        ):
            panel.press(slider, key)
            assert panel.agrees(patient)
        assert [panel.values()[name] for name in SLIDERS] == ["320", "320"]


def test_names_values_and_number_of_the_controls(panel):
    tree = accessible(panel.at(128, 129))
    for control in (
        ("slider", "height", "128"),
        ("slider", "width", "129"),
        ("textbox", "height, typed", "128"),
        ("textbox", "width, typed", "129"),
        ("checkbox", "square", ""),
        ("combobox", "model", MODELS[0]),
        ("combobox", "photo", "coffee"),
    ):
        assert control in tree
    roles = [role for role, _, _ in tree]
    assert [roles.count(role) for role in ("slider", "textbox", "checkbox", "combobox")] == [
        2,
        2,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("side", "model", "told"),
    [
        (224, 0, ["✓", "224 × 224 × 3"]),
        (128, 0, ["✗", "128 × 128 × 3", "dense refuses"]),
        (225, 0, ["⚠"]),
    ],
)
def test_the_picture_and_the_words_speak(panel, side, model, told):
    """The alternative text says what the picture says; the words stand in a live region."""
    tree = accessible(panel.at(side, side, model=MODELS[model]))
    names = [name for role, name, _ in tree if role in ("image", "img")]
    assert names == [panel.alt]
    assert [part for part in told if part not in panel.alt] == []
    assert "status" in [role for role, _, _ in tree]
    assert panel.stage.locator("[role=status]").inner_text() == panel.words


#: [which control has the focus and its element, whether it looks otherwise than without].
FOCUSED = """() => {
    const element = document.activeElement;
    const control = element.closest('.widget-inline-hbox, .widget-checkbox, .sc-words');
    const look = (element) => {
        const style = getComputedStyle(element), {boxShadow, borderColor} = style;
        const outlined = style.outlineStyle !== 'none';
        return [outlined && style.outlineWidth, outlined && style.outlineColor,
            boxShadow, borderColor].join();
    };
    const focused = look(element);
    element.blur();
    const blurred = look(element);
    element.focus({focusVisible: true});
    const [, name] = /sc-control-([\\w-]+)/.exec(control?.className)
        ?? /sc-(words)/.exec(control?.className) ?? [];
    return [`${name} ${element.tagName}`, focused !== blurred];
}"""


def test_the_whole_panel_by_tab_alone(panel):
    """Tab goes through every control to the full message, Shift+Tab back; each shows its focus."""
    panel.at(128, 128)
    way = [
        *("height DIV", "height DIV", "width DIV", "width DIV", "square INPUT"),
        *("model SELECT", "photo SELECT", "words DIV", "words SUMMARY"),
    ]
    panel.press("height")
    panel.page.keyboard.press("Tab")
    panel.page.keyboard.press("Shift+Tab")  # focus by key, which is when the browser shows it
    for key, stops in (("Tab", way), ("Shift+Tab", way[::-1])):
        for number, stop in enumerate(stops):
            if number:
                panel.page.keyboard.press(key)
            assert panel.page.evaluate(FOCUSED) == [stop, True]
    for _ in way:
        panel.page.keyboard.press("Tab")
    outside = "!document.activeElement.closest('.sc-panel')"
    assert panel.page.evaluate(outside)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_whole_notebook_in_a_picture(visit, panel, theme):
    """JupyterLab scrolls inside the page: all of it shows in a window that is as high as it is."""
    visit.notebook.theme(theme)
    page, wide = panel.page, dict(panel.page.viewport_size)
    outer = page.locator(".jp-WindowedPanel-outer").first
    height = 150 + outer.evaluate("outer => outer.scrollHeight")
    try:
        page.set_viewport_size({"width": wide["width"], "height": height})
        outer.evaluate("outer => { outer.scrollTop = 0; }")
        page.wait_for_timeout(1000)  # for JupyterLab to draw what has come into view
        name = "dark" if "Dark" in theme else "light"
        shoot(page, f"notebook-{name}", dark=name == "dark")
    finally:
        page.set_viewport_size(wide)
        panel.scroll()

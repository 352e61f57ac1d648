"""Lines to put in order, in JupyterLab: by keyboard, by mouse, and where no kernel answers."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from .jupyter import PATIENCE, THEMES
from .looks import CONTRASTS, shoot

IMPORTS = """
import sys; sys.path.append("..")
from helpers import panels
from helpers.course.exercises.order import Order
lines = (
    "keras.Input((None, None, 3))", "layers.Conv2D(8, 3)", "layers.MaxPooling2D(4)",
    "layers.Conv2D(8, 3)", "layers.GlobalAveragePooling2D()", "layers.Dense(10)",
)
"""
SHOW = 'panels.order(Order("browser.order", "Put them in order.", lines, tuple(range(4, 24))))'

RIGHT = ["Input", "Conv2D", "MaxPooling2D", "Conv2D", "GlobalAveragePooling2D", "Dense"]


@pytest.fixture(scope="module")
def order_notebook(lab, open_notebook):
    notebook = open_notebook(lab.write("order", IMPORTS, SHOW, "'after'"))
    notebook.run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def box(order_notebook):
    """The widget, made anew."""
    page = order_notebook.page
    order_notebook.theme("JupyterLab Light")
    order_notebook.run_all()
    box = page.locator(".sc-order")
    box.scroll_into_view_if_needed()
    expect(lines(box)).to_have_count(6)
    return box


def lines(box):
    return box.locator(".sc-order-line")


def order(box):
    """The classes of the layers, as they stand."""
    return [re.search(r"\.(\w+)\(", text)[1] for text in lines(box).all_inner_texts()]


def arrange(box, wanted):
    """By the arrow keys: bring the lines into this order."""
    for place, kind in enumerate(wanted):
        now = order(box)
        found = now.index(kind, place)
        lines(box).nth(found).focus()
        for _ in range(found - place):
            box.page.keyboard.press("ArrowUp")
    assert order(box) == wanted


def checked(box, words, key=None):
    check = box.get_by_role("button", name="Check this order")
    check.press(key) if key else check.click()
    expect(box.locator(".sc-order-told")).to_contain_text(words, timeout=PATIENCE)


def test_the_arrow_keys_move_the_line_and_the_focus_stays_with_it(box):
    page = box.page
    first = lines(box).first
    first.focus()
    text = first.inner_text()
    cells = page.locator(".jp-Cell").count()
    for step in range(1, 8):  # beyond the end nothing happens
        page.keyboard.press("ArrowDown")
        held = lines(box).nth(min(step, 5))
        assert held.evaluate("line => line === document.activeElement")
        assert held.inner_text() == text
    said = box.locator(".sc-order-moved")
    expect(said).to_have_text(f"{text} is now line 6 of 6.")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text(f"{text} is now line 5 of 6.")
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-Cell.jp-mod-active .sc-order").count() == 1
    for key in "aby":  # cells above and below, a cell of code: JupyterLab's
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells


def test_by_tab_alone_the_lines_the_check_and_its_words(box):
    lines(box).first.focus()
    names = []
    for _ in range(8):
        names.append(box.page.evaluate("document.activeElement.className"))
        box.page.keyboard.press("Tab")
    assert names == ["sc-order-line"] * 6 + ["sc-order-check", "sc-order-told"]


def test_what_takes_the_focus_has_a_name_and_says_how_it_is_moved(box):
    first = lines(box).first
    assert first.get_attribute("aria-label") == f"{first.inner_text()} line 1 of 6"
    described = box.page.locator(f"#{first.get_attribute('aria-describedby')}")
    assert described.inner_text().startswith("Arrow up and arrow down move")
    buttons = box.locator("li button")
    names = [buttons.nth(place).get_attribute("aria-label") for place in range(12)]
    assert all(name.endswith((" up", " down")) for name in names)
    assert box.locator("svg").first.get_attribute("aria-label").startswith("To reach: failure map")


def test_the_buttons_move_a_line(box):
    before = order(box)
    item = box.locator("li").nth(2)
    item.locator("button").first.click()
    assert order(box) == [before[0], before[2], before[1], *before[3:]]
    box.locator("li").nth(1).locator("button").last.click()
    assert order(box) == before


def test_an_order_is_judged_by_its_map(box):
    arrange(box, ["Input", "Conv2D", "Conv2D", "MaxPooling2D", "GlobalAveragePooling2D", "Dense"])
    own = box.locator(".sc-order-maps > div").nth(1)
    place = box.bounding_box()
    checked(box, "✗ Not yet", key="Enter")
    dots = own.locator(".sc-apart").count() - 1  # and one in the legend
    said = box.locator(".sc-order-told").inner_text()
    assert 0 < dots == int(re.search(r"(\d+) of the 400 sizes", said)[1])
    shoot(box, "order-not-yet-light", dark=False)
    arrange(box, ["Input", "Dense", "Conv2D", "GlobalAveragePooling2D", "MaxPooling2D", "Conv2D"])
    expect(box.locator(".sc-order-told")).to_have_text("Moved since the last check: check again.")
    checked(box, "Keras does not build this order. ValueError: Input 0", key="Space")
    expect(own).to_have_text("The map of your order comes with its check.")
    arrange(box, RIGHT)
    checked(box, "✓ Right")
    assert own.locator(".sc-apart").count() == 1
    assert box.bounding_box() == place


@pytest.mark.parametrize("theme", THEMES)
def test_the_lines_to_order_can_be_read(order_notebook, box, theme):
    arrange(box, ["Input", "Conv2D", "Conv2D", "MaxPooling2D", "GlobalAveragePooling2D", "Dense"])
    checked(box, "✗ Not yet")
    order_notebook.theme(theme)
    found = box.evaluate(CONTRASTS)
    assert len(found) > 20 and [text for ratio, text in found if ratio < 4.5] == []
    for width in (1366, 1280, 1024, 800):
        box.page.set_viewport_size({"width": width, "height": 1000})
        box.scroll_into_view_if_needed()
        shoot(box, f"order-{theme.split()[1].lower()}-{width}", "Dark" in theme)
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth + 1"), "cut off"
        reach, own = (box.locator("svg").nth(place).bounding_box() for place in (0, 1))
        assert (reach["y"] == own["y"]) == (width > 800), "to be compared side by side"
    box.page.set_viewport_size({"width": 1280, "height": 1000})


def test_without_a_kernel_it_says_so(order_notebook, lab, open_notebook):
    order_notebook.menu("File", "Save Notebook")
    page = order_notebook.page
    expect(page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")).to_have_count(0, timeout=PATIENCE)
    folder = lab.course / "notebooks"
    shutil.copy(folder / "order.ipynb", folder / "order-stored.ipynb")
    stored = open_notebook("notebooks/order-stored.ipynb")
    box = stored.page.locator(".sc-order")
    arrange(box, RIGHT)
    checked(box, "No kernel answers here")
    stored.close()

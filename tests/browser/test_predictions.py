"""Questions to commit to, in a notebook of their own: by keyboard and mouse, folded and not."""

import json

import nbformat
import pytest
from playwright.sync_api import expect

from helpers.course.codes import Answer, decode, encode

from .jupyter import PATIENCE, SHOWS, THEMES
from .looks import CONTRASTS, SCREENSHOTS
from .panel import Panel
from .visits import MODELS

IMPORTS = """
import os, sys; sys.path.append("..")
os.environ["SHAPE_CLINIC_PROGRESS"] = "asked.json"
from helpers import panels
from helpers.course.questions import Option, Question
from helpers.panels import Prediction
"""

FIRST = """
wrong = Option("refuse it", "A `Dense` would have to see another length.", show=SHOW)
right = Option("answer for a part of it", "Pooling leaves out the last row.", right=True)
like = Question("like", "And at 451?", (Option("no", "It is odd."), Option("yes", "So.", True)))
Prediction(Question("odd", "What about `225`?", (wrong, right), second=like))
""".replace("SHOW", repr({"height": 128, "width": 128, "model": MODELS[0]}))

SECOND = """
last = (Option("this one", "It is.", right=True), Option("that one", "It is not."))
Prediction(Question("last", "Which of the two?", last))
"""

HEADING = nbformat.v4.new_markdown_cell("## The way out")
CELLS = (
    *(IMPORTS.strip(), FIRST.strip(), "panels.FixedInputSize()", SECOND.strip()),
    *(HEADING, "panels.decide('01-deadline')", "panels.tally()"),
)
BELOW = {"odd": 2, "last": 4}  # the place of the first cell below each question


class Asked:
    """The notebook with the two questions, and what a hand does to them."""

    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page
        self.file = notebook.lab.course / "notebooks" / "asked.json"

    def anew(self, tries=3):
        """As somebody meets it who has answered nothing.

        What the kernel says to an answer before may still be on its way: then once more.
        """
        self.file.unlink(missing_ok=True)
        self.page.evaluate("sessionStorage.clear()")
        self.notebook.run_all()
        first = self.box(0).locator("input").first
        expect(first).to_be_visible(timeout=PATIENCE)
        return self.anew(tries - 1) if tries and first.is_disabled() else self

    def box(self, place):
        return self.page.locator(".sc-prediction").nth(place)

    def button(self, place, name):
        return self.box(place).get_by_role("button", name=name)

    def choose(self, place, option, sure="a guess"):
        self.box(place).get_by_role("radio", name=option, exact=True).check()
        self.box(place).get_by_role("radio", name=sure, exact=True).first.check()

    def commit(self, place, option, sure="a guess"):
        self.choose(place, option, sure)
        self.button(place, "That is my prediction").first.click()

    def seen(self):
        """How many cells are to be seen, from the first one on; the others are not."""
        shown = self.page.locator(".jp-Cell").evaluate_all(
            "cells => cells.map((cell) => cell.offsetHeight > 0)"
        )
        assert shown == sorted(shown, reverse=True)
        return sum(shown)

    def known(self, name="odd", kind="prediction"):
        """What the kernel has written down, once it has."""
        for _ in range(PATIENCE // 100):
            if self.file.exists():
                found = json.loads(self.file.read_text()).get(kind, {})
                if name in found:
                    return found[name]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{name} was not written down")

    def cells(self):
        """What JupyterLab would do to the cells at a stray key: their text, and which is active."""
        return self.page.locator(".jp-Cell").evaluate_all(
            "cells => cells.map((cell) => [cell.matches('.jp-mod-active'), "
            "cell.querySelector('.cm-content, .jp-RenderedMarkdown')?.textContent])"
        )


@pytest.fixture(scope="module")
def opened(lab, open_notebook):
    notebook = open_notebook(lab.write("asked", *CELLS))
    yield Asked(notebook)
    notebook.close()


@pytest.fixture
def asked(opened):
    return opened.anew()


# --- committing -------------------------------------------------------------------------------


def test_by_keyboard_alone_and_jupyterlab_takes_no_key(asked):
    """Arrow keys choose, Tab goes on, and no letter reaches the notebook's commands."""
    first = asked.box(0).get_by_role("radio").first
    first.focus()
    asked.page.keyboard.press("Space")
    expect(first).to_be_checked()
    cells = asked.cells()
    asked.page.keyboard.press("ArrowDown")
    expect(asked.box(0).get_by_role("radio").nth(1)).to_be_checked()
    for key in ("c", "v", "d", "d", "a", "m", "Tab", "x", "ArrowRight", "Enter", "c", "v", "Tab"):
        asked.page.keyboard.press(key)
    expect(asked.box(0).get_by_role("radio", name="rather sure")).to_be_checked()
    for key in ("c", "v", "Enter"):
        asked.page.keyboard.press(key)
    assert asked.known() == {"answer": 1, "right": True, "sure": "rather"}
    assert asked.cells() == cells
    for key in ("Tab", "c", "v", "Enter", "b"):  # what the other answer would have met
        asked.page.keyboard.press(key)
    assert asked.box(0).locator("details").first.get_attribute("open") is not None
    assert asked.cells() == cells


def test_by_mouse_and_why_not_yet(asked):
    """The button says what is missing; pressed too early, it leads there and commits nothing."""
    commit = asked.button(0, "That is my prediction")
    expect(commit).to_have_attribute("aria-disabled", "true")
    expect(commit).to_have_accessible_description(
        "Choose an answer and how sure you are first. A wrong guess teaches more than none."
    )
    commit.click(force=True)
    expect(asked.box(0).get_by_role("radio").first).to_be_focused()
    asked.box(0).get_by_text("refuse it").click()
    expect(commit).to_have_accessible_description(
        "Choose how sure you are first. A wrong guess teaches more than none."
    )
    commit.click(force=True)
    assert not asked.file.exists() and asked.seen() == BELOW["odd"]
    asked.box(0).get_by_text("certain").click()
    expect(commit).to_have_attribute("aria-disabled", "false")
    commit.click()
    assert asked.known() == {"answer": 0, "right": False, "sure": "certain"}
    expect(commit).to_have_attribute("aria-disabled", "true")


def test_groups_have_names_and_the_answer_is_spoken(asked):
    groups = asked.box(0).get_by_role("radiogroup")
    expect(groups.nth(0)).to_have_accessible_name("What about 225?")
    expect(groups.nth(1)).to_have_accessible_name("How sure are you?")
    spoken = asked.box(0).get_by_role("status").first
    expect(spoken).to_have_text("")
    asked.commit(0, "refuse it")
    expect(spoken).to_contain_text("✗ No. A Dense would have to see another length.")


def test_each_answer_has_its_own_words_and_the_others_can_be_read(asked):
    asked.commit(0, "answer for a part of it")
    expect(asked.box(0).get_by_role("status").first).to_have_text(
        "✓ Right. Pooling leaves out the last row."
    )
    others = asked.box(0).locator("details").first
    expect(others).not_to_contain_text("leaves out")
    others.locator("summary").click()
    expect(others.get_by_text("A Dense would have to see another length.")).to_be_visible()


def test_it_counts_once(asked):
    """And the wrong choice stays seen: in a cell that is run again, and after a reload."""
    asked.commit(0, "refuse it", "certain")
    first = asked.known()
    asked.notebook.run_all()
    wrong = asked.box(0).get_by_role("radio", name="refuse it")
    expect(wrong).to_be_checked()
    expect(wrong).to_be_disabled()
    expect(asked.box(0).get_by_text("your answer", exact=True)).to_be_visible()
    asked.page.evaluate("sessionStorage.clear()")  # the kernel alone knows
    asked.notebook.run_all()
    expect(wrong).to_be_disabled(timeout=PATIENCE)
    expect(wrong).to_be_checked()
    assert asked.seen() == BELOW["last"] and asked.known() == first


def test_what_was_committed_without_a_kernel_it_learns_later(asked):
    asked.page.evaluate(
        """() => sessionStorage.setItem("shape-clinic:prediction/odd",
            JSON.stringify({answer: 1, sure: "guess"}))"""
    )
    asked.notebook.run_all()
    assert asked.known() == {"answer": 1, "right": True, "sure": "guess"}


def test_the_second_question_after_the_first(asked):
    expect(asked.box(0).get_by_text("And at 451?")).to_have_count(0)
    asked.commit(0, "refuse it")
    asked.box(0).get_by_text("A second question like it").click()
    second = asked.box(0).locator(".sc-question .sc-question")
    second.get_by_text("yes").click()
    second.get_by_text("rather sure").click()
    second.get_by_role("button").first.click()
    expect(second.get_by_role("status").first).to_have_text("✓ Right. So.")
    assert asked.known("like") == {"answer": 1, "right": True, "sure": "rather"}


def test_the_code_is_copied(asked):
    asked.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked.commit(0, "refuse it", "certain")
    asked.button(0, "Copy the code").click()
    expect(asked.box(0).get_by_text("Copied.")).to_be_visible()
    code = asked.page.evaluate("navigator.clipboard.readText()")
    assert decode(code, {"odd": 2}) == Answer("odd", 0, "certain")
    assert asked.box(0).locator(".sc-code").inner_text() == code


# --- folding ----------------------------------------------------------------------------------


def test_what_follows_is_folded_until_one_commits(asked):
    """Question by question; and all of it was run meanwhile."""
    assert asked.seen() == BELOW["odd"]
    assert all(prompt[1:-2].isdigit() for prompt, _ in asked.notebook.ran())
    asked.commit(0, "refuse it")
    assert asked.seen() == BELOW["last"]
    asked.commit(1, "that one")
    assert asked.seen() == len(CELLS)
    expect(asked.button(0, SHOWS)).to_have_count(0)


def test_a_panel_that_was_made_while_it_was_folded_is_whole(asked):
    """And the button of an answer brings it to the case that the answer speaks of."""
    asked.commit(0, "refuse it")
    panel = Panel(asked.page)
    handle, track = (panel.control("width").locator(f".noUi-{part}") for part in ("handle", "base"))
    assert (
        0 < handle.bounding_box()["x"] - track.bounding_box()["x"] < track.bounding_box()["width"]
    )
    assert panel.stage.locator("svg[role=img]").bounding_box()["height"] > 100
    asked.button(0, "Show it in the panel: refuse it").click()
    panel.settle()
    assert panel.values()["height"] == panel.values()["width"] == "128"
    assert "✗ refused at dense" in panel.words
    editor = asked.page.locator(".jp-Cell").nth(2).locator(".cm-content")
    assert editor.inner_text() == CELLS[2] and editor.bounding_box()["height"] > 10


def test_it_can_be_shown_without_an_answer_and_folded_again(asked):
    show = asked.button(0, SHOWS)
    expect(show).to_have_attribute("aria-expanded", "false")
    show.click()
    assert asked.seen() == BELOW["last"]
    asked.notebook.run_all()
    assert asked.seen() == BELOW["last"]
    again = asked.button(0, "Fold it again")
    expect(again).to_have_attribute("aria-expanded", "true")
    again.click()
    assert asked.seen() == BELOW["odd"]
    assert not asked.file.exists()


def test_a_jump_to_a_heading_that_is_folded_opens_it(asked):
    asked.page.get_by_role("tab", name="Table of Contents").click()
    asked.page.locator(".jp-tocItem", has_text="The way out").click()
    heading = asked.page.get_by_role("heading", name="The way out")
    expect(heading.last).to_be_visible(timeout=PATIENCE)
    expect(heading.last).to_be_in_viewport()
    assert asked.seen() == len(CELLS) and not asked.file.exists()


def test_a_panel_that_is_asked_to_show_a_moment_comes_out_of_the_fold(asked):
    moment = "{detail: {height: 50, width: 60, model: 'Functional, pooling head'}}"
    asked.page.evaluate(f"document.dispatchEvent(new CustomEvent('shape-clinic:show', {moment}))")
    panel = Panel(asked.page)
    expect(panel.stage.locator(".sc-words")).to_be_focused()
    assert (panel.values()["height"], panel.values()["width"]) == ("50", "60")
    assert asked.seen() == BELOW["last"] and not asked.file.exists()


def test_a_decision_folds_nothing_and_asks_nothing_more(asked):
    asked.notebook.unfold()
    decision = asked.box(2)
    expect(decision.get_by_role("radiogroup")).to_have_count(1)
    decision.get_by_role("radio").first.check()
    decision.get_by_role("button", name="That is my decision").click()
    expect(decision.locator("details").first).to_be_visible()
    assert set(asked.known("01-deadline", "decision")) == {"answer", "right", "sure"}
    code = decision.locator(".sc-code").inner_text()
    assert decode(code, {"01-deadline": 9}) == Answer("01-deadline", 0)


@pytest.mark.parametrize("key", ["Shift+Enter", "ArrowDown"])
def test_the_keyboard_goes_on_in_the_question(asked, key):
    """The next cell is folded: the focus would be lost, and no key would do anything."""
    asked.page.locator(".jp-Cell").nth(1).locator(".jp-InputPrompt").click()
    cells = asked.cells()
    asked.page.keyboard.press(key)
    expect(asked.box(0).locator("input:focus")).to_be_visible(timeout=PATIENCE)
    assert asked.cells() == cells


def test_paper_shows_all(asked):
    asked.page.emulate_media(media="print")
    try:
        assert asked.page.locator(".jp-Cell").evaluate_all(
            "cells => cells.every((cell) => getComputedStyle(cell).display !== 'none')"
        )
    finally:
        asked.page.emulate_media(media="screen")


# --- what it looks like -----------------------------------------------------------------------


#: What of a question reaches out of the notebook's pane, or is wider than the box that it is in.
CUT_OFF = """(box) => {
    const pane = box.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
    return [box, ...box.querySelectorAll('*')]
        .filter((one) => one.getBoundingClientRect().right > pane.right
            || (one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== 'visible'))
        .map((one) => one.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("width", [800, 1024, 1366])
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut_off_or_faint(asked, theme, width):
    asked.notebook.theme(theme)
    wide = dict(asked.page.viewport_size)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    try:
        asked.page.set_viewport_size({"width": width, "height": 768})
        for state in ("asked", "answered"):
            box = asked.box(0)
            box.scroll_into_view_if_needed()
            assert box.evaluate(CUT_OFF) == []
            found = box.evaluate(CONTRASTS)
            assert len(found) > 5 and [text for ratio, text in found if ratio < 4.5] == []
            dark = "dark" if "Dark" in theme else "light"
            asked.page.screenshot(path=SCREENSHOTS / f"question-{state}-{width}-{dark}.png")
            if state == "asked":
                asked.commit(0, "refuse it")
                for more in box.locator("summary").all():
                    more.click()
    finally:
        asked.page.set_viewport_size(wide)
        asked.notebook.theme(THEMES[0])


# --- the instructor's side --------------------------------------------------------------------


def test_a_class_is_counted(asked):
    """Codes from a chat, with what stands around them; by keyboard what is right."""
    asked.notebook.unfold()
    one = encode(Answer("225", 0, "certain"))
    asked.page.get_by_role("textbox", name="codes").fill(f"Anna: {one} Bo: P-K7-B2X {one}")
    told = asked.page.locator(".sc-tally")
    expect(told.get_by_text("2 of 2: 2 certain")).to_be_visible(timeout=PATIENCE)
    expect(told.get_by_text("P-K7-B2X", exact=True)).to_be_visible()
    expect(told).not_to_contain_text("✓ right")
    asked.page.screenshot(path=SCREENSHOTS / "tally.png")
    asked.page.get_by_role("checkbox", name="show which is right").press("Space")
    expect(told).to_contain_text("✓ right", timeout=PATIENCE)

"""What holds for the panel of every visit, live in the notebook that was run in JupyterLab."""

import sys

import pytest

from .jupyter import THEMES
from .looks import accessible, faint, shoot, shoot_narrow
from .panel import Panel
from .visits import (
    CHANNELS,
    FIXED,
    MIXED,
    OWN_MODEL,
    SILENT,
    TRIAL,
    of_every_panel,
    of_visits,
    with_sliders,
)


@of_every_panel
def test_the_notebook_runs_from_top_to_bottom(visit, page):
    """Every cell ran, in order; errors stand where a cell is meant to fail, and nowhere else."""
    assert visit.notebook.ran() == visit.notebook.meant()


@of_every_panel
def test_what_the_panel_says_and_that_nothing_jumps(shown, panel, patient):
    """Every outcome by its words and its picture, which stay where they are, like the next cell."""
    boxes, pictures = panel.boxes(), set()
    for chosen, told in shown.marks:
        panel.choose(**shown.start | chosen)
        assert [part for part in told if part not in panel.words] == [], chosen
        assert panel.alt.startswith(told[0][0])
        assert panel.agrees(patient)
        assert panel.boxes() == boxes
        pictures.add(panel.picture)
    assert len(pictures) == len(shown.marks)


def with_every_slider_at_work(shown, panel):
    """In the third visit not every slider is, as the panel opens."""
    return panel.choose(way="padded batch", pictures=4) if shown is MIXED else panel


@with_sliders
def test_sliders_by_keyboard(shown, panel, patient):
    with_every_slider_at_work(shown, panel)
    for slider, (first, last) in shown.sliders.items():
        for key, value in (
            ("Home", first),
            ("ArrowRight", first + 1),
            ("End", last),
            ("ArrowLeft", last - 1),
        ):
            picture, words = panel.picture, panel.words
            panel.press(slider, key).settle()
            assert panel.values()[slider] == str(value)
            assert (panel.picture, panel.words) != (picture, words)
            assert panel.agrees(patient)


@with_sliders
def test_sliders_by_mouse(shown, panel, patient):
    """A drag of the handle and a click on the track move the slider, and the stage follows."""
    with_every_slider_at_work(shown, panel)
    for slider, (first, last) in shown.sliders.items():
        panel.drag(slider, to=-0.1)
        assert panel.agrees(patient) and panel.values()[slider] == str(first)
        picture = panel.picture
        panel.click(slider, at=0.75)
        assert panel.agrees(patient)
        there = first + 0.75 * (last - first)
        assert abs(int(panel.values()[slider]) - there) <= max(2, 0.02 * (last - first))
        assert panel.picture != picture


@pytest.mark.skipif(sys.platform == "darwin", reason="there, an arrow key opens the system's list")
@of_visits(FIXED, CHANNELS, MIXED, SILENT, TRIAL)
def test_lists_by_keyboard(shown, panel, patient):
    """The arrows go through every list to its end and back, and picture and words follow."""
    if shown is MIXED:
        panel.choose(pictures=2, way="tf.stack")
    if shown is FIXED:
        panel.at(128, 128)
    for name in shown.lists:
        options = panel.options(name)
        assert len(options) >= 2
        for key, way in (("ArrowDown", options[1:]), ("ArrowUp", options[-2::-1])):
            for option in way:
                before = panel.picture + panel.words
                panel.press(name, key).settle()
                assert panel.values()[name] == option
                # In the third visit no batch looks alike for all heads.
                assert panel.picture + panel.words != before or shown is MIXED
                assert panel.agrees(patient)


@pytest.mark.parametrize("way", ["held key", "fast drag"])
@with_sliders
def test_never_a_stale_picture(shown, panel, patient, way):
    """At every animation frame the stage shows what the controls say, or says that it computes."""
    slider = "height-1" if shown is MIXED else "width"
    place = panel.controls.index(slider)
    for start in shown.fast:
        panel.choose(**shown.start | start)
        frames = panel.followed(slider, way)
        assert panel.agrees(patient)
        for frame in frames:
            assert frame["key"] == frame["controls"]
            assert frame["state"] in ("shown", "running", "away")  # away: running for long
            assert (frame["state"] == "shown") == bool(frame["alt"])
            if frame["alt"]:
                side = frame["key"].split("|")[place]
                assert f"× {side} ×" in frame["alt"] or f"coffee {side} ×" in frame["alt"]
        # Without this the loop above may have looked at a panel at rest.
        assert len({frame["key"] for frame in frames}) > 5


@of_every_panel
def test_every_control_has_a_name(shown, panel):
    tree = accessible(panel)
    for name in shown.controls:
        words = name.replace("-", " ")
        roles = {role for role, said, _ in tree if said == words}
        assert roles & {"slider", "combobox", "checkbox"}, name
    assert panel.alt in [name for role, name, _ in tree if role in ("image", "img")]
    assert "status" in [role for role, _, _ in tree]


@of_visits(CHANNELS, MIXED, SILENT)
def test_the_whole_panel_by_tab_alone(panel):
    """Tab reaches every control that is not switched off, and leaves the panel at the end."""
    reached = tabbed(panel, panel.box.locator(".noUi-handle").first)
    off = {f"{side}-4" for side in ("height", "width")}
    assert reached >= {*panel.controls, "words"} - off


def tabbed(panel, first):
    """The controls, and other places by their class, that Tab comes to before it is outside."""
    reached = set()
    first.focus()
    for _ in range(60):
        here = panel.page.evaluate(
            """() => {
                const panel = document.querySelector('.sc-your-model, .sc-panel');
                const element = document.activeElement;
                if (!panel.contains(element)) return null;
                const named = element.closest('[class*=sc-control-], .sc-words, .sc-start');
                const name = /sc-control-([\\w-]+)|sc-(words|start)/.exec(named?.className) ?? [];
                return name[1] ?? name[2] ?? 'other';
            }"""
        )
        if here is None:
            return reached
        reached.add(here)
        panel.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not leave the panel: {reached}")


@pytest.mark.parametrize("theme", THEMES)
@of_every_panel
def test_contrast_and_screenshots(visit, shown, panel, theme):
    """Every text has a contrast of at least 4.5 : 1; and pictures for people to look at."""
    visit.notebook.theme(theme)
    dark = "Dark" in theme
    name = f"{shown.panel}-{'dark' if dark else 'light'}"
    # Faint while switched off: JupyterLab draws buttons, not this project.
    off = ("Cancel", "Draw the failure map") if shown is OWN_MODEL else ()
    for place, (chosen, _) in enumerate(shown.marks):
        panel.choose(**shown.start | chosen)
        assert faint(panel, but=off) == []
        shoot(panel.box, f"{name}-{place}", dark)
    shoot_narrow(panel, name, dark)


@of_every_panel
def test_a_stored_panel_answers_before_any_cell_is_run(shown, visit, open_notebook, patient):
    """The committed notebook holds frames, and the launcher has it trusted."""
    notebook = open_notebook(f"notebooks/{visit.stem}.ipynb")
    notebook.unfold()
    panel = Panel(notebook.page, shown.controls)
    held, seen = set(patient.stage.frames), 0
    for name in shown.lists:
        first = panel.values()[name]
        for option in panel.options(name):
            panel.select(name).select_option(label=option)
            if "|".join(panel.values()[control] for control in shown.controls) in held:
                assert panel.agrees(patient)
                seen += 1
            else:
                panel.settle("away")
        panel.select(name).select_option(label=first)
    assert panel.agrees(patient)
    assert seen > len(shown.lists)
    notebook.close()

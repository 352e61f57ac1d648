"""The panel of the seventh visit, beyond what every panel does: files, the map and its cancel."""

import re

import keras
import pytest
from keras import layers

from .jupyter import A_RUN, THEMES
from .looks import accessible, faint, shoot
from .test_panels import tabbed
from .visits import OWN_MODEL, of_visits

pytestmark = of_visits(OWN_MODEL)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A good model's file and a malicious one's, which would leave a mark."""
    folder = tmp_path_factory.mktemp("files")
    good = [
        keras.Input((None, None, 3)),
        layers.Conv2D(4, 3, name="only_conv"),
        layers.GlobalAveragePooling2D(),
    ]
    keras.Sequential(good, name="uploaded").save(folder / "good.keras")
    harm = eval(f"lambda x: (open({str(folder / 'mark')!r}, 'w').close(), x)[1]")
    keras.Sequential(
        [keras.Input((2,)), layers.Lambda(harm, output_shape=(2,), name="innocent")]
    ).save(folder / "bad.keras")
    return folder


def told(panel):
    return panel.box.locator(".sc-told").inner_text()


def upload(panel, path):
    with panel.page.expect_file_chooser() as chooser:
        panel.box.get_by_role("button", name=re.compile("upload .keras")).click()
    chooser.value.set_files(path)


def wait_told(panel, text):
    panel.page.wait_for_function(
        "([panel, text]) => panel.querySelector('.sc-told').innerText.includes(text)",
        arg=[panel.box.element_handle(), text],
    )


def test_a_file_through_the_real_chooser(panel, files):
    boxes = panel.boxes()
    upload(panel, files / "good.keras")
    wait_told(panel, "✓ good.keras is in the list")
    assert panel.settle().values()["model"] == "good.keras"
    assert "✓ passed" in panel.words and "(1, 4)" in panel.words
    assert panel.boxes() == boxes


def test_another_file_under_the_same_name_shows_the_other_model(panel, tmp_path):
    """The page keeps frames of its own: those of the first model would go on being shown."""
    for filters in (5, 7):
        stack = [
            keras.Input((None, None, 3)),
            layers.Conv2D(filters, 3),
            layers.GlobalAveragePooling2D(),
        ]
        keras.Sequential(stack, name=f"of_{filters}").save(tmp_path / "same.keras")
        upload(panel, tmp_path / "same.keras")
        panel.page.wait_for_function(
            "([panel, text]) => panel.querySelector('.sc-words').innerText.includes(text)",
            arg=[panel.box.element_handle(), f"(1, {filters})"],
        )
        assert panel.settle().values()["model"] == "same.keras"
        assert f"(1, {filters})" in panel.words and f"(1, {12 - filters})" not in panel.words


def test_a_file_larger_than_a_message_is_refused_in_the_page(panel, files, tmp_path):
    """And the connection stays: the next file comes."""
    (tmp_path / "<b>large.keras").write_bytes(bytes(49 * 2**20))
    upload(panel, tmp_path / "<b>large.keras")
    wait_told(panel, "✗ Refused: <b>large.keras.")
    assert "it has 49 MB, and 10 MB are the most" in told(panel) and "beside" in told(panel)
    upload(panel, files / "good.keras")
    wait_told(panel, "✓ good.keras is in the list")
    assert panel.settle().values()["model"] == "good.keras"


def test_a_malicious_file_is_refused_in_words_and_does_not_run(panel, files):
    before = panel.values()["model"]
    upload(panel, files / "bad.keras")
    wait_told(panel, "✗ Refused")
    assert (
        "'innocent' (Lambda)" in told(panel) and "code" in told(panel) and "way out" in told(panel)
    )
    assert panel.values()["model"] == before
    assert not (files / "mark").exists()


def test_a_path_typed_by_keyboard(panel, files):
    field = panel.box.locator(".sc-control-path input")
    for name, says in (
        ("none.keras", "no such file"),
        ("bad.keras", "run code"),
        ("good.keras", "✓ good.keras"),
    ):
        field.fill(str(files / name))
        field.press("Enter")
        wait_told(panel, says)
    assert panel.settle().values()["model"] == "good.keras"


def test_an_application_by_its_list(panel):
    panel.box.locator(".sc-control-application select").select_option("MobileNetV2")
    wait_told(panel, "✓ MobileNetV2")
    assert panel.settle().values()["model"] == "MobileNetV2"
    assert "door" in panel.words


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_map_shows_its_progress_and_comes(panel, by):
    boxes = panel.boxes()
    note_progress(panel)
    press(panel, "Draw the failure map", by)
    drawn(panel)
    assert "Of 576 sizes" in map_alt(panel) and "Not all" not in map_alt(panel)
    assert len(panel.page.evaluate("window.widths")) > 3  # the bar was seen growing
    assert panel.boxes() == boxes


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_map_can_be_cancelled_and_the_sliders_answer_meanwhile(panel, patient, by):
    panel.choose(height=180)  # another map than before
    panel.box.locator(".sc-control-map select").select_option("every size")
    panel.choose(model="U-Net")
    note_progress(panel)
    press(panel, "Draw the failure map", by)
    panel.page.wait_for_function("window.widths.length > 3")
    panel.press("width", "ArrowRight").settle()
    assert panel.agrees(patient)
    press(panel, "Cancel", by)
    panel.page.wait_for_function(
        "document.querySelector('.sc-map').innerHTML.includes('Cancelled after')"
    )
    assert "Not all sizes were asked" in map_alt(panel)
    panel.box.locator(".sc-control-map select").select_option("multiples of 4")


def press(panel, name, by):
    button = panel.box.get_by_role("button", name=name)
    panel.page.wait_for_function("button => !button.disabled", arg=button.element_handle())
    button.click() if by == "mouse" else button.press("Enter")


def note_progress(panel):
    """From now on, write down each width of the progress bar."""
    panel.page.evaluate(
        """() => {
            window.widths = [];
            const bar = document.querySelector('.sc-progress .progress-bar');
            new MutationObserver(() => window.widths.push(bar.style.width))
                .observe(bar, {attributes: true});
        }"""
    )


def drawn(panel):
    """Wait until the map has begun, since an earlier one may stand there, and is whole.

    Of which model is not asked: a choice may still be on its way when the button is pressed.
    """
    start = "document.querySelector('.sc-start').disabled"
    panel.page.wait_for_function(start)
    panel.page.wait_for_function(f"!{start}", timeout=A_RUN)


def map_alt(panel):
    return panel.box.locator(".sc-map svg").get_attribute("aria-label")


def test_every_control_has_a_name(panel):
    tree = accessible(panel)
    for role, name in (
        ("combobox", "application"),
        ("combobox", "map"),
        ("textbox", "path"),
        ("button", "Draw the failure map"),
        ("button", "Cancel"),
    ):
        assert name in {said for kind, said, _ in tree if kind == role}, name
    assert any(role == "button" and "upload" in name for role, name, _ in tree)


def test_the_whole_panel_by_tab_alone(panel):
    """Tab reaches every control, and leaves the panel at the end."""
    reached = tabbed(panel, panel.box.locator(".sc-control-application select"))
    assert reached >= {"application", "path", *panel.controls, "words", "map", "start"}


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_of_map_and_refusal(visit, panel, files, theme):
    """With everything on the page that the panel has."""
    press(panel, "Draw the failure map", "mouse")
    drawn(panel)
    upload(panel, files / "bad.keras")
    wait_told(panel, "✗ Refused")
    visit.notebook.theme(theme)
    # Faint while switched off: JupyterLab draws buttons, not this project.
    assert faint(panel, but=("Cancel", "Draw the failure map")) == []
    name = "dark" if "Dark" in theme else "light"
    shoot(panel.box, f"YourModel-map-{name}", dark=name == "dark")

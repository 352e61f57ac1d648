"""The comfortable ways to a reading: `with clinic(...)`, `@clinic()`, and the notebook's hook."""

import traceback

import pytest
import tensorflow as tf
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import helpers.clinic as d
from helpers.clinic.causes import Causes


def small():
    return tf.zeros((1, 128, 128, 3))


def test_with_clinic_the_same_exception_leaves_with_its_reading(models):
    model, x = models["fixed_sequential"], small()
    with pytest.raises(ValueError) as caught, d.clinic(model, x) as visit:
        model(x)
    assert visit.diagnosis.cause == Causes.SIZE_PINNED_BY_DENSE
    assert visit.diagnosis.original == str(caught.value)
    shown = "".join(traceback.format_exception(caught.value))
    assert str(caught.value) in shown and "394272 = 111 × 111 × 32" in shown
    assert shown.index("incompatible with the layer") < shown.index("394272 = 111")


def test_the_decorator_finds_model_and_picture_on_the_line(models):
    model = models["fixed_sequential"]

    @d.clinic()
    def answer(photo):
        return model(photo)

    with pytest.raises(ValueError) as caught:
        answer(small())
    assert "photo = tf.image.resize(photo, (224, 224))" in caught.value.__notes__[0]


def test_clinic_stays_out_of_what_passes(models):
    with d.clinic() as visit:
        models["flexible_head"](small())
    assert visit.diagnosis is None


def test_an_interrupt_is_no_failure():
    with pytest.raises(KeyboardInterrupt) as caught, d.clinic() as visit:
        raise KeyboardInterrupt
    assert visit.diagnosis is None and not getattr(caught.value, "__notes__", None)


@pytest.fixture
def shell():
    """An IPython of its own, as `get_ipython` finds it."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


SETUP = """
import helpers, tensorflow as tf
from helpers.course import builders
from helpers import clinic
model, photo = builders.fixed_sequential(), tf.zeros((1, 128, 128, 3))
"""


def readings_under(shell, cell):
    with capture_output() as seen:
        shell.run_cell(cell)
    found = [output.data for output in seen.outputs]
    return seen.stdout, [data for data in found if "sc-reading" in data.get("text/html", "")]


def test_the_hook_reads_a_cell_that_fails(shell):
    shell.run_cell(SETUP)
    shell.run_cell("clinic.hook(); clinic.hook()")
    said, (reading,) = readings_under(shell, "model(photo)")
    assert "ValueError" in said and "expected axis -1 of input shape to have value 394272" in said
    assert "photo = tf.image.resize(photo, (224, 224))" in reading["text/plain"]
    assert (
        readings_under(shell, "photo.shape") == ("", [])
        or not readings_under(shell, "photo.shape")[1]
    )
    shell.run_cell("clinic.hook(False)")
    said, shown = readings_under(shell, "model(photo)")
    assert "ValueError" in said and shown == []


def test_the_hook_says_so_where_it_knows_nothing(shell):
    shell.run_cell(SETUP)
    shell.run_cell("clinic.hook()")
    said, shown = readings_under(shell, "int('cat')")
    assert shown == []
    assert said.splitlines()[-1].startswith("Shape Clinic: Nothing in this message speaks of")
    shell.run_cell("clinic.hook(False)")


NOT_OF_SHAPES = (
    *("open('no such file')", "{}['cat']", "nobody", "import nobody", "photo.nobody", "1 / 0"),
    *("raise ValueError('Expected shape (1, 2), but input has incompatible shape (1, 3)')",),
    *("assert photo.shape == 3", "tf.io.read_file('no such file')"),
)


@pytest.mark.parametrize("cell", NOT_OF_SHAPES)
def test_the_hook_is_silent_where_shapes_cannot_be_it(shell, cell):
    shell.run_cell(SETUP)
    shell.run_cell("clinic.hook()")
    said, shown = readings_under(shell, cell)
    assert "Shape Clinic" not in said and shown == []
    shell.run_cell("clinic.hook(False)")


def test_nor_does_a_block_add_a_note():
    """What somebody raises says itself what it is about; what they call does not."""
    with pytest.raises(ValueError) as caught, d.clinic() as visit:
        raise ValueError("expected axis -1 of input shape to have value 3")
    assert visit.diagnosis is None and not getattr(caught.value, "__notes__", None)
    with pytest.raises(ValueError) as caught, d.clinic() as visit:
        int("cat")
    (note,) = caught.value.__notes__
    assert note == f"Shape Clinic: {visit.diagnosis.summary}" and "\n" not in note


def test_the_hook_finds_a_dataset_of_an_earlier_cell(shell):
    """Its line is rewritten, with a resize before the batch."""
    shell.run_cell(SETUP)
    shell.run_cell("def photos():\n    yield tf.zeros((4, 6, 3))\n    yield tf.zeros((6, 4, 3))")
    shell.run_cell(
        "open_size = tf.TensorSpec((None, None, 3))\n"
        "pairs = tf.data.Dataset.from_generator(photos, output_signature=open_size).batch(2)",
        store_history=True,
    )
    shell.run_cell("clinic.hook()")
    _, (reading,) = readings_under(shell, "next(iter(pairs))")
    assert (
        ".map(lambda picture: tf.image.resize(picture, (4, 6))).batch(2)" in reading["text/plain"]
    )
    shell.run_cell("clinic.hook(False)")


def test_the_package_is_an_extension_of_ipython(shell):
    shell.run_cell(SETUP)
    shell.run_cell("%load_ext helpers.clinic")
    assert len(readings_under(shell, "model(photo)")[1]) == 1
    shell.run_cell("%unload_ext helpers.clinic")
    assert readings_under(shell, "model(photo)")[1] == []


def test_outside_ipython_the_hook_names_the_way_out():
    with pytest.raises(RuntimeError, match="with clinic"):
        d.hook()

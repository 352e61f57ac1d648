"""A trace says what TensorFlow does: nothing more, nothing less."""

import dataclasses
import gc
import threading
import weakref
from itertools import product

import keras
import pytest
import tensorflow as tf
from hypothesis import assume, given
from hypothesis import strategies as st
from keras import layers

from helpers.course import builders
from helpers.clinic.trace import PASSED, REFUSED, WRONG, LayerStep, Refusal, Trace, trace, trace_building, trace_shapes

MODELS = ("fixed_sequential", "fixed_functional", "flexible_head")
every_model = pytest.mark.parametrize("name", MODELS)
sides = st.integers(4, 320)

#: Every size that a fixed Sequential takes: with n the side after the pooling, (side - 2) // 2,
#: the two n must give 111 × 111. Both 2n + 2 and 2n + 3 pixels give n.
AFTER_POOL = [(n, 111 * 111 // n) for n in range(1, 111 * 111 + 1) if 111 * 111 % n == 0]
TAKEN = [(2 * n + 2 + a, 2 * m + 2 + b) for n, m in AFTER_POOL for a, b in product((0, 1), repeat=2)]


def picture(height, width, batch=1):
    """Some picture: its numbers are all different from their neighbours."""
    return tf.random.stateless_uniform((batch, height, width, 3), (1, 2))


def really(call, x):
    """(output's shape, None) of a real call, or (None, what it raised)."""
    try:
        return tuple(call(x).shape), None
    except Exception as error:
        return None, Refusal(type(error).__name__, str(error))


#: What the layers without weights check for: a number of axes.
STEPS_TAKE = {"MaxPooling2D": (None,) * 4, "GlobalAveragePooling2D": (None,) * 4, "Flatten": (None,)}


def one_by_one(model, x):
    """The steps, found without `trace`: call the layers in a row, stop at the first that raises."""
    steps = []
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        shape_out, refusal = really(layer, x)
        kernel = tuple(layer.kernel.shape) if layer.weights else ()
        kind = type(layer).__name__
        spec = layer.input_spec if layer.weights else None  # pooling and Flatten look at the number of axes alone
        takes = {4: (None,) * 3, 2: (None,)}[len(x.shape)] + (layer.kernel.shape[-2],) if spec else STEPS_TAKE[kind]
        steps.append(LayerStep(layer.name, kind, tuple(x.shape), shape_out, kernel, refusal, takes))
        if refusal:
            break
        assert shape_out == tuple(layer.compute_output_shape(x.shape))
        x = layer(x)
    return tuple(steps)


class Raises(layers.Layer):
    """A layer that raises what it was made with."""

    def __init__(self, error):
        super().__init__(name="raises")
        self.error = error

    def build(self, shape):
        pass

    def compute_output_shape(self, shape):
        return shape

    def call(self, x):
        if x.shape[0] is None:  # Keras builds the model
            return x
        raise self.error


def raising(error):
    return keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 3, name="conv"), Raises(error)])


# --- it agrees with TensorFlow -----------------------------------------------------------------


@every_model
@given(height=sides, width=sides, batch=st.integers(1, 2))
def test_the_model_says_the_same(models, name, height, width, batch):
    """Same outcome as a bare call, same class of exception, same message to the letter."""
    x = picture(height, width, batch)
    told = trace(models[name], x)
    assert (told.shape_out, told.refusal) == really(models[name], x)
    assert told.shape_in == (batch, height, width, 3)
    assert (told.outcome == REFUSED) == (told.refusal is not None)


@pytest.mark.parametrize("name", ["fixed_sequential", "flexible_head"])
@given(height=sides, width=sides)
def test_the_layers_one_by_one_say_the_same(models, name, height, width):
    x = picture(height, width)
    assert trace(models[name], x).steps == one_by_one(models[name], x)


@every_model
def test_the_size_it_was_made_for_passes(models, name):
    x = picture(224, 224)
    told = trace(models[name], x)
    assert told.outcome == PASSED and told.misread is None
    assert told.steps == one_by_one(models[name], x)
    assert told.shape_out == (1, 10)


@given(height=sides, width=sides)
def test_steps_stop_at_the_layer_that_refuses(models, height, width):
    assume((height, width) not in TAKEN)
    told = trace(models["fixed_sequential"], picture(height, width))
    *before, last = told.steps
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]
    assert last.refusal and last.shape_out is None
    assert all(step.refusal is None and step.shape_out for step in before)
    assert all(step.shape_out == after.shape_in for step, after in zip(told.steps, told.steps[1:]))


@given(height=sides, width=sides)
def test_a_functional_model_refuses_at_its_door(models, height, width):
    assume((height, width) != (224, 224))
    told = trace(models["fixed_functional"], picture(height, width))
    assert told.outcome == REFUSED
    assert told.steps == ()


@given(height=sides, width=sides)
def test_own_steps_are_those_of_the_size_it_was_made_for(models, height, width):
    """The measure does not change with the picture; a model open to any size has none."""
    x = picture(height, width)
    expected = one_by_one(models["fixed_sequential"], picture(224, 224))
    assert trace(models["fixed_sequential"], x).own == expected
    assert trace(models["fixed_functional"], x).own == expected
    assert trace(models["flexible_head"], x).own == ()


def test_own_steps_belong_to_their_model():
    small, big = (
        keras.Sequential([keras.Input((side, side, 3)), layers.Flatten(), layers.Dense(2)])
        for side in (8, 9)
    )
    assert trace(small, picture(8, 8)).own[0].shape_in == (1, 8, 8, 3)
    assert trace(big, picture(8, 8)).own[0].shape_in == (1, 9, 9, 3)


# --- passed, but wrong -------------------------------------------------------------------------


@pytest.mark.parametrize("size", TAKEN, ids=lambda size: "{}x{}".format(*size))
def test_every_other_size_that_passes_is_wrong(models, size):
    """All of them, not a sample. Misread where pooling drops a row, or where Flatten scrambles."""
    told = trace(models["fixed_sequential"], picture(*size))
    assert told.refusal is None
    if size == (224, 224):
        assert (told.outcome, told.misread) == (PASSED, None)
    else:
        same_pool = set(size) <= {224, 225}
        assert told.outcome == WRONG
        assert told.misread.name == ("pool" if same_pool else "flatten")


@given(height=sides, width=sides)
def test_wrong_for_no_size_that_refuses_and_no_flexible_head(models, height, width):
    fits = (height - 2) // 2 * ((width - 2) // 2) == 111 * 111
    assert ((height, width) in TAKEN) == fits
    told = trace(models["fixed_sequential"], picture(height, width))
    assert (told.outcome == REFUSED) == (not fits)
    assert trace(models["flexible_head"], picture(height, width)).outcome == PASSED


def test_known_misreadings(models):
    told = {size: trace(models["fixed_sequential"], picture(*size)) for size in [(76, 668), (225, 225)]}
    assert told[76, 668].misread.name == "flatten"
    assert told[76, 668].misread.shape_in == (1, 37, 333, 32)
    assert told[225, 225].misread.name == "pool"


@pytest.mark.parametrize("size", [(225, 225), (76, 668)])
def test_a_batch_is_misread_as_one_picture_is(models, size):
    one, three = (trace(models["fixed_sequential"], picture(*size, batch)) for batch in (1, 3))
    assert three.outcome == one.outcome == WRONG
    assert three.misread.name == one.misread.name


def test_at_225_the_model_reads_the_224_crop(models):
    """What `wrong` means there: the last row and column change nothing."""
    x, model = picture(225, 225), models["fixed_sequential"]
    tf.debugging.assert_near(model(x), model(x[:, :224, :224]), rtol=1e-4, atol=1e-5)
    assert tf.reduce_max(tf.abs(model(x) - model(x[:, 1:, 1:]))) > 1e-3


def test_a_model_that_resizes_by_itself_is_not_wrong():
    model = keras.Sequential(
        [keras.Input((16, 16, 3)), layers.Resizing(16, 16), layers.Flatten(), layers.Dense(3)]
    )
    assert trace(model, picture(20, 24)).outcome == PASSED


def test_pooling_over_the_whole_picture_is_not_wrong():
    """The average has no places to mix up, though the Input speaks of one size."""
    model = keras.Sequential(
        [keras.Input((16, 16, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(3)]
    )
    assert trace(model, picture(20, 24)).outcome == PASSED


def test_a_flatten_at_the_end_is_not_wrong():
    """Its length tells one size from another: nobody is misled."""
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten()])
    assert trace(model, picture(9, 9)).outcome == PASSED


# --- it leaves nothing behind ------------------------------------------------------------------


class OwnError(Exception):
    """Of no library."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a"),
        KeyError("b"),
        MemoryError("c"),
        StopIteration("d"),
        AssertionError(),
        OwnError("e"),
        tf.errors.InvalidArgumentError(None, None, "f"),
        tf.errors.UnimplementedError(None, None, "g"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_exception_is_recorded(error):
    model, x = raising(error), picture(8, 8)
    told = trace(model, x)
    assert told.outcome == REFUSED
    assert (None, told.refusal) == really(model, x)
    assert [step.name for step in told.steps] == ["conv", "raises"]
    assert told.steps[-1].refusal is not None


def test_keras_is_as_before_after_a_trace(models):
    before = keras.layers.Layer.__call__
    for name, size in product(MODELS, (224, 128)):
        trace(models[name], picture(size, size))
        assert keras.layers.Layer.__call__ is before


def test_keras_is_as_before_after_an_interrupt():
    """Ctrl-C is not the model's refusal: it goes through, and cleans up on its way."""
    before = keras.layers.Layer.__call__
    with pytest.raises(KeyboardInterrupt):
        trace(raising(KeyboardInterrupt()), picture(8, 8))
    assert keras.layers.Layer.__call__ is before


def test_a_trace_inside_a_trace(models):
    """A layer that traces another model while it is traced: both are right, and Keras is restored."""
    before, inner = keras.layers.Layer.__call__, []

    class Traces(layers.Layer):
        def call(self, x):
            if x.shape[0] is not None:
                inner.append(trace(models["flexible_head"], x))
            return x

    outer = trace(keras.Sequential([keras.Input((8, 8, 3)), Traces(name="traces")]), picture(8, 8))
    assert set(inner) == {trace(models["flexible_head"], picture(8, 8))}
    assert outer.steps[-1].name == "traces" and outer.outcome == PASSED
    assert keras.layers.Layer.__call__ is before


class CallsElsewhere(layers.Layer):
    """A layer during whose call another thread calls a model, as a cell may while a panel traces."""

    def __init__(self, other):
        super().__init__(name="here")
        self.job = lambda x=picture(8, 8): other(x)

    def call(self, x):
        thread = threading.Thread(target=self.job)
        thread.start()
        thread.join(timeout=30)
        assert not thread.is_alive()
        return x


def test_what_another_thread_calls_is_not_recorded(models):
    model = keras.Sequential([keras.Input((None, None, 3)), CallsElsewhere(models["flexible_head"])])
    assert [step.name for step in trace(model, picture(8, 8)).steps] == ["here"]


def test_equal_calls_give_equal_traces(models):
    """Nothing of one call is left in the next."""
    for name, size in product(MODELS, (224, 128)):
        first, second = (trace(models[name], picture(size, size)) for _ in range(2))
        assert first == second and hash(first) == hash(second)
    assert first != trace(models[name], picture(130, 130))


def plain(value):
    """True for numbers, text and None, alone or in tuples and dataclasses of this module."""
    if isinstance(value, tuple):
        return all(map(plain, value))
    if isinstance(value, (Trace, LayerStep, Refusal)):
        return all(plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    return type(value) in (int, str, type(None))


@every_model
@pytest.mark.parametrize("size", [224, 225, 128])
def test_a_trace_is_plain_frozen_data(models, name, size):
    told = trace(models[name], picture(size, size))
    assert plain(told)
    for part in (told, *told.steps):
        with pytest.raises(dataclasses.FrozenInstanceError):
            part.shape_in = ()


def test_no_feature_map_stays_in_memory():
    """Not even held by the exception of a layer that refused, and with no garbage collector to help."""
    maps = []

    class Remembers(layers.Layer):
        def call(self, x):
            out = x + 1
            if x.shape[0] is not None:
                maps.append(weakref.ref(out))
            return out

    model = keras.Sequential(
        [keras.Input((8, 8, 3)), Remembers(), layers.Flatten(), layers.Dense(2, name="dense")]
    )
    gc.collect()
    gc.disable()
    try:
        told = trace(model, picture(9, 9))
        assert told.outcome == REFUSED
        assert maps and all(kept() is None for kept in maps)
    finally:
        gc.enable()


# --- it can be read, and asked -----------------------------------------------------------------


def test_str_is_a_table_of_the_steps(models):
    lines = str(trace(models["fixed_sequential"], picture(128, 128))).splitlines()
    assert lines[0] == "fixed_sequential (Sequential) on (1, 128, 128, 3): refused"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["conv", "Conv2D"],
        ["pool", "MaxPooling2D"],
        ["flatten", "Flatten"],
        ["dense", "Dense"],
    ]
    assert lines[3].endswith("(1, 63, 63, 32) -> (1, 127008)")
    assert lines[4].endswith("(1, 127008) -> ValueError")


def test_a_step_by_its_name(models):
    told = trace(models["fixed_sequential"], picture(128, 128))
    assert told.step("flatten").shape_out == (1, 127008)
    assert told.own_step("flatten").shape_out == (1, 394272)
    assert told.step("dense").kernel == (394272, 10)
    assert told.own_step("no such layer") is None
    with pytest.raises(KeyError):
        trace(models["fixed_functional"], picture(128, 128)).step("conv")


# --- other models, other inputs ----------------------------------------------------------------


def test_a_layer_of_several_inputs_is_no_refusal():
    """Watching a layer must not change what it does."""
    door = keras.Input((None, None, 3))
    small = layers.MaxPooling2D(padding="same", name="down")(door)
    both = layers.Concatenate(name="both")([door, layers.UpSampling2D(name="up")(small)])
    model = keras.Model(door, both)
    assert trace(model, picture(16, 16)).outcome == PASSED
    odd = trace(model, picture(15, 15))
    assert odd.steps[-1].name == "both"
    assert (None, odd.refusal) == really(model, picture(15, 15))


def test_a_model_in_a_model_shows_its_layers():
    inner = keras.Sequential([layers.Conv2D(2, 3, name="conv"), layers.MaxPooling2D(name="pool")])
    model = keras.Sequential(
        [keras.Input((16, 16, 3)), inner, layers.Flatten(name="flatten"), layers.Dense(3, name="dense")]
    )
    told = trace(model, picture(20, 20))
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]


@every_model
@pytest.mark.parametrize(
    "made",
    [
        lambda: "cat.png",
        lambda: None,
        lambda: [[1, 2], [3]],
        lambda: tf.zeros((224, 224, 3)),
        lambda: tf.zeros((224, 224)),
        lambda: tf.zeros(()),
        lambda: tf.zeros((1, 1, 224, 224, 3)),
        lambda: tf.zeros((1, 224, 224, 4)),
        lambda: tf.zeros((1, 224, 224, 1)),
        lambda: tf.constant(["cat.png"]),
        lambda: [tf.zeros((1, 128, 128, 3)), tf.zeros((1, 130, 130, 3))],
    ],
    ids=["text", "None", "ragged list", "no batch axis", "rank 2", "rank 0", "rank 5", "RGBA", "gray",
         "string tensor", "list of two sizes"],
)
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
def test_whatever_is_fed_the_trace_says_what_the_model_says(models, name, made):
    told = trace(models[name], made())
    assert (told.shape_out, told.refusal) == really(models[name], made())
    assert plain(told) and str(told)


# --- open sizes, guessed axes, models that cannot be built ---------------------------------------


@pytest.mark.parametrize("shape", [(1, 40, 60, 4), (1, 40, 60, 1), (40, 60, 3), (1, 2, 40, 60, 3)])
def test_a_refusal_on_an_open_size_says_what_would_have_come(shape):
    told = trace(builders.average_head(), tf.zeros(shape))
    assert told.outcome == REFUSED
    assert [step.shape_out for step in told.own] == [(1, 40, 60, 32), (1, 20, 30, 32), (1, 32), (1, 10)]
    assert trace(builders.average_head(), tf.zeros((1, 40, 60, 3))).own == ()


@pytest.mark.parametrize("build", [builders.average_head, builders.adaptive_head, builders.convolutional_head])
def test_an_open_size_is_never_misread(build):
    """A Flatten behind adaptive pooling always gets the same places."""
    for size in ((40, 60), (8, 8), (33, 5)):
        assert trace(build(), tf.zeros((1, *size, 3))).outcome == PASSED


def test_a_picture_without_batch_axis_may_be_taken_for_many():
    told = trace(builders.average_head(1), tf.zeros((40, 60, 3)))
    assert told.guessed and told.outcome == WRONG and told.shape_out == (40, 10)
    assert not trace(builders.average_head(1), tf.zeros((1, 40, 60, 1))).guessed
    refused = trace(builders.average_head(3), tf.zeros((40, 60, 3)))
    assert not refused.guessed and refused.outcome == REFUSED and refused.steps == ()


def test_what_can_be_built_and_what_cannot():
    told = trace_building(builders.flatten_head, "flatten_head", (1, 40, 60, 3))
    assert told.unbuilt and told.outcome == REFUSED and told.made_for == (None, None, None, 3)
    assert [step.name for step in told.steps] == ["conv", "pool", "flatten", "dense"]
    assert told.steps[2].shape_out == (None, None) and told.steps[-1].refusal.kind == "ValueError"
    assert told.steps[0].kernel == (3, 3, 3, 32)  # made by the call that was recorded
    built = trace_building(builders.average_head, "average_head")
    assert built.outcome == PASSED and built.shape_out == (None, 10)
    assert not trace(builders.average_head(), tf.zeros((1, 8, 8, 3))).unbuilt


@pytest.mark.parametrize("pooling", [layers.GlobalAveragePooling2D(), layers.AdaptiveAveragePooling2D(2)], ids=str)
def test_a_layer_made_for_any_size_is_no_misreading(pooling):
    model = keras.Sequential([keras.Input((8, 8, 3)), pooling, layers.Flatten(), layers.Dense(2)])
    assert trace(model, picture(10, 12)).outcome == PASSED


def test_a_stack_of_gray_pictures_is_no_guess():
    assert trace(builders.average_head(1), tf.zeros((60, 28, 28))).outcome == PASSED
    assert trace(builders.average_head(1), tf.zeros((60, 28, 3))).outcome == WRONG


def test_operations_inside_a_layer_are_the_layers_own():
    """ZeroPadding2D calls `ops.pad`, whose number goes up from call to call."""
    model = keras.Sequential([keras.Input((None, None, 3)), layers.ZeroPadding2D(name="border"), layers.Conv2D(2, 3, name="conv")])
    assert [step.name for step in trace(model, picture(8, 8)).steps] == ["border", "conv"]


def test_operations_of_a_models_graph_are_steps():
    door = keras.Input((8, 8, 3))
    model = keras.Model(door, keras.ops.add(layers.ReLU(name="relu")(door), door))
    assert [step.kind for step in trace(model, picture(8, 8)).steps] == ["ReLU", "Add"]


class Block(layers.Layer):
    """Two layers in one: the inner one is to blame."""

    def __init__(self):
        super().__init__(name="block")
        self.inner = layers.Conv2D(2, 3, name="inner")

    def call(self, x):
        return self.inner(x)


def test_the_innermost_refusal_stands_last_and_alone():
    model = keras.Sequential([keras.Input((None, None, 3)), Block()])
    model(picture(8, 8))
    told = trace(model, tf.zeros((1, 8, 8, 4)))
    assert [step.name for step in told.steps if step.refusal] == ["inner"] == [told.steps[-1].name]


def test_shapes_alone_say_what_a_run_says(models):
    for name, size in (("fixed_sequential", (128, 128)), ("fixed_functional", (128, 128)), ("flexible_head", (40, 60))):
        ran, seen = trace(models[name], picture(*size)), trace_shapes(models[name], tf.TensorSpec((1, *size, 3)))
        assert (seen.outcome, seen.steps, seen.shape_out) == (ran.outcome, ran.steps, ran.shape_out)


def test_a_model_that_asks_for_values_cannot_be_seen_by_its_shapes():
    class Asks(keras.Model):
        def call(self, x):
            return x if tf.reduce_sum(x) > 0 else -x

    assert trace_shapes(Asks(), tf.TensorSpec((1, 4, 4, 3))) is None

"""The failure map, the rule and the pinning layer agree with what the models really do."""

import hypothesis.strategies as st
import keras
import pytest
import tensorflow as tf
from hypothesis import given
from keras import layers

from helpers.clinic import rules, sizes
from helpers.clinic import shapes as asking
from helpers.clinic.trace import PASSED, REFUSED, WRONG, trace, trace_shapes
from helpers.course import builders


class Joining(keras.Model):
    """A subclass without a graph of layers: half the size, double it, lay one beside the other."""

    def __init__(self):
        super().__init__(name="joining")
        self.pool, self.grow = layers.MaxPooling2D(2), layers.UpSampling2D(2)
        self.conv = layers.Conv2D(4, 3, name="after")

    def call(self, x):
        return self.conv(tf.concat([x, self.grow(self.pool(x))], -1))


def nested():
    door = keras.Input((40, 60, 3))
    inner = keras.Model(
        door, layers.BatchNormalization()(layers.Conv2D(4, 3, strides=2)(door)), name="inner"
    )
    return keras.Sequential(
        [keras.Input((40, 60, 3)), layers.Rescaling(2.0), inner, layers.Flatten(), layers.Dense(3)],
        name="nested",
    )


def valid():
    """Least side 18: (18 - 4) / 4 = 3.5; 3 - 2 = 1."""
    made = [
        layers.Conv2D(4, 5, name="first"),
        layers.MaxPooling2D(4),
        layers.Conv2D(4, 3, name="second"),
    ]
    return keras.Sequential(
        [keras.Input((None, None, 3)), *made, layers.GlobalMaxPooling2D()], name="valid"
    )


class Block(layers.Layer):
    """Layers in a layer."""

    def __init__(self, **options):
        super().__init__(**options)
        self.conv, self.norm = layers.Conv2D(4, 3, name="inner_conv"), layers.BatchNormalization()

    def call(self, x):
        return self.norm(self.conv(x))


def of_blocks():
    """A layer of layers, an operation in the graph, and at the end what tells sizes apart."""
    picture = keras.Input((20, 20, 3))
    x = Block(name="block")(picture)
    x = keras.ops.relu(x + 1.0)
    return keras.Model(picture, layers.Dense(2)(layers.Flatten()(x)), name="of_blocks")


def first_axis_joined():
    """Concatenates along the height, and adds a map of one row and one column: broadcast."""
    picture = keras.Input((None, None, 3))
    tall = layers.Concatenate(axis=1)(
        [picture, layers.MaxPooling2D(2)(layers.ZeroPadding2D(((0, 1), (0, 1)))(picture))]
    )
    return keras.Model(picture, tall, name="tall")


MAKE = {
    "fixed_sequential": builders.fixed_sequential,
    "fixed_functional": builders.fixed_functional,
    "flexible_head": builders.flexible_head,
    "small_unet": builders.small_unet,
    "logits_of_rows": builders.logits_of_rows,
    "adaptive": builders.adaptive_head,
    "joining": Joining,
    "nested": nested,
    "valid": valid,
    "tall": first_axis_joined,
    "of_blocks": of_blocks,
}


@pytest.fixture(scope="module")
def made():
    models = {name: make() for name, make in MAKE.items()}
    models["joining"](
        tf.zeros((1, 8, 8, 3))
    )  # the first call of a subclass goes through its layers twice
    return models


@pytest.fixture(scope="module")
def shapes(made):
    """One `Shapes` for each model and all examples: what it remembers must not lead it astray."""
    return {name: asking.Shapes(model) for name, model in made.items()}


def near(name):
    centre = {
        "fixed_sequential": 224,
        "fixed_functional": 224,
        "logits_of_rows": 96,
        "nested": 40,
    }.get(name, 20)
    return st.integers(max(1, centre - 20), centre + 20)


@pytest.mark.parametrize("name", MAKE)
@given(data=st.data())
def test_what_shapes_say_is_what_tensorflow_infers_and_what_running_shows(made, shapes, name, data):
    shape = (1, data.draw(near(name)), data.draw(near(name)), 3)
    said, inferred = shapes[name].trace(shape), trace_shapes(made[name], tf.TensorSpec(shape))
    assert said.outcome == inferred.outcome
    assert [(step.name, step.shape_in, step.shape_out) for step in said.steps] == [
        (step.name, step.shape_in, step.shape_out) for step in layers_of(inferred)
    ]
    assert said.shape_out == inferred.shape_out
    seen = sizes.careful_trace(made[name], tf.zeros(shape))
    assert said.outcome == seen.outcome
    assert [step.name for step in said.steps] == [step.name for step in layers_of(seen)]


def layers_of(seen):
    """The steps of a trace without operations inside a layer."""
    return [step for step in seen.steps if step.kind != "Pad"]


@pytest.mark.parametrize("name", MAKE)
def test_a_map_holds_the_same_as_its_points_asked_one_by_one(made, name):
    centre = {
        "fixed_sequential": 224,
        "fixed_functional": 224,
        "logits_of_rows": 96,
        "nested": 40,
    }.get(name, 12)
    sides = range(max(1, centre - 9), centre + 9, 3)
    found = sizes.failure_map(made[name], sides, sides)
    assert found.complete and sum(found.counts.values()) == len(sides) ** 2
    for height in sides:
        for width in (sides[0], sides[-1]):
            alone = asking.Shapes(made[name]).trace((1, height, width, 3))
            assert found.at(height, width)[0] == alone.outcome


def test_a_map_has_a_row_for_each_height_and_a_column_for_each_width():
    tall = keras.Sequential([keras.Input((None, None, 3)), layers.MaxPooling2D((5, 2))])
    heights, widths = (3, 5, 6), (1, 2, 3, 7)
    found = sizes.failure_map(tall, heights, widths)
    passed = [[outcome == PASSED for outcome in row] for row in found.outcomes]
    assert passed == [[height >= 5 and width >= 2 for width in widths] for height in heights]
    assert [[not layer for layer in row] for row in found.refusers] == passed
    assert (found.at(3, 7)[0], found.at(6, 2)[0]) == (REFUSED, PASSED)


def test_who_refuses_and_who_misreads(made):
    def at(name, height, width):
        return sizes.failure_map(made[name], [height], [width]).at(height, width)

    assert at("fixed_sequential", 224, 224) == (PASSED, "")
    assert at("fixed_sequential", 225, 224) == (WRONG, "pool")
    assert at("fixed_sequential", 76, 668) == (WRONG, "flatten")
    assert at("fixed_sequential", 128, 128) == (REFUSED, "dense")
    assert at("fixed_functional", 128, 128) == (REFUSED, asking.DOOR)
    assert at("small_unet", 12, 16) == (REFUSED, "skip3")
    assert at("small_unet", 4, 4)[0] == REFUSED
    assert at("valid", 15, 40) == (REFUSED, "second")
    assert at("joining", 7, 8) == (REFUSED, "joining")
    assert at("nested", 41, 60) == (REFUSED, "inner")


def test_channels_are_those_the_model_is_made_for_or_what_one_says(made):
    gray = builders.average_head(1)
    assert sizes.failure_map(gray, [8], [8]).at(8, 8) == (PASSED, "")
    assert sizes.failure_map(made["flexible_head"], [8], [8], channels=4).at(8, 8)[0] == REFUSED


def test_progress_is_told_and_cancelling_keeps_what_is_there(made):
    seen = []
    whole = sizes.failure_map(
        made["valid"], range(16, 20), range(16, 20), progress=lambda *told: seen.append(told)
    )
    assert seen == [(k, 16) for k in range(1, 17)]
    seen.clear()
    part = sizes.failure_map(
        made["valid"],
        range(16, 20),
        range(16, 20),
        progress=lambda *told: seen.append(told),
        cancelled=lambda: len(seen) == 6,
    )
    assert len(seen) == 6 and not part.complete
    assert part.outcomes[0] == whole.outcomes[0] and part.outcomes[1] == (
        *whole.outcomes[1][:2],
        None,
        None,
    )
    assert part.at(19, 19) == (None, "")


def test_work_is_shared_between_sizes(made, monkeypatch):
    """Each layer that treats its axes apart is asked once a side and not once a pair; one that
    keeps shapes, once.
    """
    asked = []
    real = asking._Call.on
    monkeypatch.setattr(
        asking._Call,
        "on",
        lambda call, tensors: asked.append(call.layer.name) or real(call, tensors),
    )
    sizes.failure_map(made["valid"], range(20, 40), range(20, 40))
    assert asked.count("first") <= 41
    free = keras.Sequential([keras.Input((None, None, 3)), layers.Rescaling(2.0, name="doubled")])
    sizes.failure_map(free, range(20, 40), range(20, 40))
    assert asked.count("doubled") == 1


def test_new_graphs_are_begun_and_the_answers_stay(made, monkeypatch):
    begun, begin = [], asking.Shapes._begin
    monkeypatch.setattr(asking.Shapes, "_begin", lambda self: begun.append(begin(self)))
    monkeypatch.setattr(asking, "RENEWED", 3)
    found = sizes.failure_map(made["valid"], range(14, 24), range(14, 24))
    assert len(begun) > 3
    monkeypatch.undo()
    assert found == sizes.failure_map(made["valid"], range(14, 24), range(14, 24))


def test_keras_is_as_before_after_every_outcome(made):
    call = keras.layers.Layer.__call__
    for name, size in (("fixed_sequential", 224), ("fixed_functional", 3), ("small_unet", 9)):
        asking.Shapes(made[name]).trace((1, size, size, 3))
        assert keras.layers.Layer.__call__ is call


@pytest.mark.parametrize(
    "name, told",
    [
        ("fixed_sequential", "exactly 224 × 224"),
        ("fixed_functional", "exactly 224 × 224"),
        ("flexible_head", "height and width at least 4"),
        ("small_unet", "height and width divisible by 8"),
        ("valid", "height and width at least 16"),
        ("joining", "height and width divisible by 2, at least 4"),
        ("nested", "height exactly 40, width exactly 60"),
        ("adaptive", "height and width at least 4"),
    ],
)
def test_the_rule_is_found_and_holds_when_run(made, name, told):
    found = sizes.valid_sizes(made[name])
    assert f": {told}. Tried" in str(found) and "it holds at these." in str(found)
    assert found.broken == () and any(run.ran for run in found.runs)
    assert all(run.came == run.foretold for run in found.runs)
    assert {run.came for run in found.runs if run.ran} >= {PASSED}


def test_the_rule_is_that_of_predict_where_a_bare_call_takes_more(made):
    """Keras's adaptive pooling puts a window of two on one place too, and throws that away."""
    small = tf.zeros((1, 3, 3, 3))
    assert trace(made["adaptive"], small).outcome == PASSED
    with pytest.raises(ValueError, match="Negative dimension size"):
        made["adaptive"].predict(small, verbose=0)
    assert sizes.rules(made["adaptive"])[0].least == 4


@given(least=st.integers(1, 60), step=st.integers(0, 9))
def test_rules_are_found_from_their_sides_alone(least, step):
    """Whatever the rule, from any side of it: the search gives it back."""
    rule = rules.Rule(least, step)
    for home in {least, least + 3 * step}:
        assert rules.rule_around(home, rule.allows) == rule


@pytest.mark.parametrize(
    "rule, told",
    [
        (rules.Rule(224, 0), "exactly 224"),
        (rules.Rule(75, 1), "at least 75"),
        (rules.Rule(32, 32), "divisible by 32"),
        (rules.Rule(64, 32), "divisible by 32, at least 64"),
        (rules.Rule(5, 4), "5, 9, 13 and so on, in steps of 4"),
    ],
)
def test_a_rule_in_words(rule, told):
    assert str(rule) == told
    assert rule.allows(rule.least) and not rule.allows(rule.least - 1)


def test_a_model_that_takes_nothing_and_one_without_a_rule():
    class Never(keras.Model):
        def call(self, x):
            raise ValueError("no")

    assert "no rule found" in str(sizes.valid_sizes(Never()))

    class Odd(keras.Model):
        def call(self, x):
            if x.shape[1] % 8 == 3:  # in the middle of what passes
                raise ValueError("not this one")
            return x

    assert "not the whole truth" in str(sizes.valid_sizes(Odd()))


def test_what_is_too_small_is_never_run(made, monkeypatch):
    ran = []

    def noted(kind):
        call = kind.call

        def run(layer, x):
            if tf.executing_eagerly():
                ran.append((layer, x.shape[1]))
            return call(layer, x)

        monkeypatch.setattr(kind, "call", run)

    noted(layers.Conv2D), noted(layers.MaxPooling2D)
    first, pool, second = (made["valid"].layers)[:3]
    for size, reached in (
        (1, []),
        (4, []),
        (7, [(first, 7)]),
        (15, [(first, 15), (pool, 11)]),
        (17, [(first, 17), (pool, 13), (second, 3)]),
    ):
        ran.clear()
        seen = sizes.careful_trace(made["valid"], tf.zeros((1, size, size, 3)))
        assert (seen.outcome, ran) == (PASSED if size == 17 else REFUSED, reached)
    assert [run.ran for run in sizes.runs(made["valid"], [(2, 2), (20, 20)])] == [False, True]


@pytest.mark.parametrize(
    "name, shape, layer",
    [
        ("fixed_sequential", (226, 224), "dense"),
        ("small_unet", (228, 224), "skip3"),
        ("valid", (15, 224), "second"),
        ("nested", (41, 60), "inner"),
    ],
)
def test_the_layer_that_pins(made, name, shape, layer):
    seen = sizes.pinning(made[name])
    assert seen.outcome == REFUSED and seen.shape_in == (1, *shape, 3)
    assert seen.steps[-1].name == layer


def test_what_takes_all_has_no_pin():
    free = keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(2, 3, padding="same")])
    assert sizes.pinning(free) is None


def test_the_border_is_where_outcomes_meet(made):
    found = sizes.failure_map(made["fixed_sequential"], range(220, 230), range(220, 230))
    border = sizes.border(found, most=20)
    assert border == sizes.border(found, most=20) and set(border) <= {
        (h, w) for h in found.heights for w in found.widths
    }
    assert {(224, 224), (225, 225)} & set(border)


def test_what_is_remembered_has_the_same_steps_as_what_was_asked(made):
    """Those inside a layer too: `misread` compares step by step."""
    shapes = asking.Shapes(made["of_blocks"])
    first, again = shapes.trace((1, 20, 20, 3)), shapes.trace((1, 20, 20, 3))
    assert first == again
    names = ["inner_conv", "batch_normalization", "block", "add", "relu", "flatten", "dense"]
    assert [step.name.rstrip("_0123456789") for step in first.steps] == names

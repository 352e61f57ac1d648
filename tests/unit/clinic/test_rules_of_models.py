"""The rules of models whose height and width differ, each checked by calling the model."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import rules, search, sizes
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.course import builders


def down_and_up(*pools, first=False):
    """A U-Net of these poolings, each (rows, columns); `first`: with the channels first."""
    axis, kind = (1, "channels_first") if first else (-1, "channels_last")
    picture = keras.Input((3, None, None) if first else (None, None, 3))
    x, kept = picture, []
    for level, pool in enumerate(pools, 1):
        kept.append(x)
        x = layers.MaxPooling2D(pool, data_format=kind, name=f"pool{level}")(x)
    for level, pool in reversed(list(enumerate(pools, 1))):
        x = layers.UpSampling2D(pool, data_format=kind)(x)
        x = layers.Concatenate(axis, name=f"skip{level}")([x, kept[level - 1]])
    return keras.Model(picture, x, name="down_and_up")


def tiles():
    """What was cut with 32 × 64 in mind: a Reshape that counts."""
    cut = [layers.Reshape((4, 8, 8, 8, 3), name="cut"), layers.Reshape((256, 24))]
    return keras.Sequential([keras.Input((None, None, 3)), *cut], name="tiles")


def patches():
    """Patches of 8 × 4: a convolution drops what is left over, then a Reshape counts."""
    made = [layers.Conv2D(2, (8, 4), strides=(8, 4)), layers.Reshape((64, 2), name="rows")]
    return keras.Sequential([keras.Input((None, None, 3)), *made, layers.Conv1D(1, 64)])


def two_pictures():
    """A picture and its mask, beside a table of seven columns."""
    shapes = {"picture": (None, None, 3), "mask": (None, None, 1), "table": (7,)}
    doors = [keras.Input(shape, name=name) for name, shape in shapes.items()]
    x = layers.Concatenate(name="beside")(doors[:2])
    halved = layers.UpSampling2D((4, 5))(layers.MaxPooling2D((4, 5))(x))
    mean = layers.GlobalAveragePooling2D()(layers.Add(name="skip")([x, halved]))
    return keras.Model(doors, layers.Concatenate()([mean, doors[2]]), name="two_pictures")


class Meeting(keras.Model):
    """A subclass that was never called."""

    def __init__(self):
        super().__init__(name="meeting")
        self.pool, self.grow = layers.MaxPooling2D((3, 4)), layers.UpSampling2D((3, 4))
        self.conv, self.meet = layers.Conv2D(3, 3, padding="same"), layers.Add(name="meet")

    def call(self, x):
        return self.meet([self.conv(x), self.grow(self.pool(x))])


def cropped():
    """Convolutions without padding, as U-Net was first drawn; the skip is cut to fit."""
    picture = keras.Input((None, None, 1))
    inner = layers.Conv2D(2, 3)(picture)
    low = layers.UpSampling2D((4, 2))(layers.Conv2D(2, 3)(layers.MaxPooling2D((4, 2))(inner)))
    skip = layers.Concatenate(name="skip")([low, layers.Cropping2D(((4, 4), (2, 2)))(inner)])
    return keras.Model(picture, skip, name="cropped")


def fixed():
    """Flat, behind an Input of 30 × 20."""
    made = [layers.MaxPooling2D((2, 3)), layers.Flatten(), layers.Dense(2)]
    return keras.Sequential([keras.Input((30, 20, 3)), *made], name="fixed")


MODELS = {
    "nines": (lambda: down_and_up((3, 2), (3, 3)), "height divisible by 9, width divisible by 6"),
    "81": (
        lambda: down_and_up((3, 5), (3, 1), (3, 5), (3, 1)),
        "height divisible by 81, width divisible by 25",
    ),
    "8 x 12": (
        lambda: down_and_up((2, 3), (2, 2), (2, 2)),
        "height divisible by 8, width divisible by 12",
    ),
    "channels first": (
        lambda: down_and_up((2, 2), (2, 4), first=True),
        "height divisible by 4, width divisible by 8",
    ),
    "deep": (
        lambda: down_and_up(*[(2, 2)] * 6, (2, 1)),
        "height divisible by 128, width divisible by 64",
    ),
    "means": (lambda: down_and_up((110, 25)), "height divisible by 110, width divisible by 25"),
    "eleven": (lambda: down_and_up((11, 13)), "height divisible by 11, width divisible by 13"),
    "two": (two_pictures, "height divisible by 4, width divisible by 5"),
    "subclass": (Meeting, "height divisible by 3, width divisible by 4"),
    "cropped": (
        cropped,
        "height 14, 18, 22 and so on, in steps of 4, width divisible by 2, at least 8",
    ),
    "patches": (patches, "height from 32 to 39, width from 64 to 67"),
    "tiles": (tiles, "height exactly 32, width exactly 64"),
    "fixed": (fixed, "height exactly 30, width exactly 20"),
}


@pytest.fixture(scope="module")
def found():
    """{name: (the model, its `ValidSizes`)}."""
    made = {name: make() for name, (make, _) in MODELS.items()}
    return {name: (model, sizes.valid_sizes(model)) for name, model in made.items()}


def takes(model, height, width):
    """Whether the model can be called at that size."""
    shapes = [tuple(door.shape) for door in getattr(model, "inputs", None) or ()]
    shapes = shapes or [(None, None, None, 3)]
    given = []
    for shape in shapes:
        first = len(shape) == 4 and shape[1] == 3
        sides = (3, height, width) if first else (height, width, shape[-1])
        given.append(tf.zeros((1, *(sides if len(shape) == 4 else shape[1:]))))
    try:
        model(given if len(given) > 1 else given[0])
    except (ValueError, tf.errors.InvalidArgumentError):
        return False
    return True


@pytest.mark.parametrize("name", MODELS)
def test_the_rule_is_that_of_calls_inside_and_outside_of_it(found, name):
    model, valid = found[name]
    assert valid.rule == MODELS[name][1]
    height, width = valid.height, valid.width
    most = [(rule.most or rule.least + 2 * rule.step) for rule in (height, width)]
    sides = [
        sorted({rule.least, rule.least + 1, last, last + rule.step, last + (rule.step + 1) // 2})
        for rule, last in zip((height, width), most)
    ]
    tried = [(one, other) for one in sides[0] for other in sides[1]]
    # at the fixed one, 31 × 20 and such run too, and are wrong: no call says so
    tried = [size for size in tried if name != "fixed" or size[0] % 2 == size[1] % 3 - 2 == 0]
    assert {takes(model, *size) for size in tried} == {True, False} or name == "fixed"
    for size in tried:
        assert takes(model, *size) == (height.allows(size[0]) and width.allows(size[1])), size


@pytest.mark.parametrize("name", MODELS)
def test_what_was_run_agrees_with_what_was_foretold(found, name):
    _, valid = found[name]
    assert all(run.came == run.foretold for run in valid.runs)
    assert {run.came for run in valid.runs if run.ran} >= {PASSED}
    assert any(run.height != run.width for run in valid.runs if run.ran)
    assert bool(valid.broken) == (name in ("tiles", "patches"))


def test_what_only_counts_takes_another_shape_of_as_many_pixels(found):
    model, valid = found["tiles"]
    assert valid.broken == ((64, 32),) and takes(model, 64, 32)
    assert str(valid).endswith("not the whole truth, see 64 × 32.")


def test_asking_leaves_a_model_as_it_was(found):
    many = keras.Sequential([layers.Conv2D(2, 3), layers.GlobalMaxPooling2D()])
    assert sizes.valid_sizes(many).rule == "height and width at least 3"
    assert not many.built and many.weights == []


@pytest.mark.parametrize(
    "name, shape, layer",
    [
        ("8 x 12", (228, 228, 3), "skip3"),  # 4 for the height would name skip3 too, 6 skip1
        ("deep", (320, 256, 3), "skip7"),
        ("channels first", (3, 224, 228), "skip2"),
        ("fixed", (32, 20, 3), "dense"),
        ("patches", (40, 67, 3), "rows"),
        ("tiles", (33, 64, 3), "cut"),
    ],
)
def test_the_layer_with_the_largest_step_makes_the_rule(found, name, shape, layer):
    seen = sizes.pinning(found[name][0])
    assert (seen.outcome, seen.shape_in) == (REFUSED, (1, *shape))
    assert seen.steps[-1].name.startswith(layer)


def test_the_pin_of_several_inputs(found):
    seen = sizes.pinning(found["two"][0])
    assert seen.shape_in[2] == (1, 7) and seen.shape_in[0][1:3] == seen.shape_in[1][1:3]
    assert seen.steps[-1].name == "skip"


def test_who_makes_a_step_is_told_from_who_refuses_first():
    """A of step 4 is asked before B of step 3: B makes nothing of 12 that A does not."""

    def refuser(pixels):
        return "A" if pixels % 4 else "B" if pixels % 3 else ""

    assert rules.refuser_of(12, refuser) == (4, 6)
    assert rules.refuser_of(8, lambda far: "one" if far % 2 else "two" if far % 4 else "three") == (
        8,
        4,
    )


def test_a_map_has_its_rows_and_columns_where_they_belong(found):
    heights, widths = (8, 9, 16, 20), (12, 13, 18, 24, 36)
    seen = sizes.failure_map(found["8 x 12"][0], heights, widths)
    for height in heights:
        for width in widths:
            assert (seen.at(height, width)[0] == PASSED) == takes(
                found["8 x 12"][0], height, width
            ), (height, width)
    first = sizes.failure_map(found["channels first"][0], (4, 8, 9), (4, 8, 16, 20))
    assert [[one == PASSED for one in row] for row in first.outcomes] == [
        *[[False, True, True, False]] * 2,
        [False] * 4,
    ]


class Cut(layers.Layer):
    """Slices rows off; of six, nothing is left, and nothing is raised."""

    def call(self, x):
        return x[:, 3:-3]


def test_a_map_that_is_emptied_is_wrong_and_no_size_to_take():
    model = keras.Sequential(
        [keras.Input((None, None, 3)), Cut(name="cut"), layers.GlobalMaxPooling2D()]
    )
    assert sizes.failure_map(model, (6, 7), (1, 9)).at(6, 9) == (WRONG, "cut")
    assert sizes.valid_sizes(model).rule == "height at least 7, width at least 1"


def test_adaptive_pooling_says_which_ways_take_a_second_size():
    """Tried here once more, by hand."""
    model = builders.adaptive_head()
    told = {way.name: way.takes for way in sizes.valid_sizes(model).ways}
    assert told == {"call": True, "predict": False, "fit": False, "export": False}
    assert model(tf.zeros((1, 12, 9, 3))).shape == model(tf.zeros((1, 20, 7, 3))).shape
    model.predict(tf.zeros((1, 12, 9, 3)), verbose=0)
    with pytest.raises(ValueError, match="statically known"):
        model.predict(tf.zeros((1, 20, 7, 3)), verbose=0)
    assert "taken by: call; refused by: predict, fit, export" in str(sizes.valid_sizes(model))
    assert not model.compiled


def test_ways_are_not_spoken_of_where_they_do_not_differ(found):
    assert all(valid.ways == () for _, valid in found.values())


def test_a_search_ends_when_its_time_is_spent():
    asked = []
    with pytest.raises(rules.Spent):
        rules.rules_of(
            lambda *size: asked.append(size) or size[0] % 8 == 0,
            [(224, 224)],
            lambda: len(asked) < 5,
        )
    assert len(asked) == 5


@pytest.mark.parametrize(
    "name, given, wanted, steps",
    [
        ("8 x 12", (30, 70), (32, 72), (8, 12)),
        ("81", (100, 30), (162, 50), (81, 25)),
        ("cropped", (31, 31), (34, 32), None),
    ],
)
def test_the_search_for_a_treatment_knows_the_rule_of_each_side(
    found, name, given, wanted, steps, monkeypatch
):
    monkeypatch.setattr(search, "SECONDS", 600)
    model = found[name][0]
    spec = tf.TensorSpec((1, *given, model.input_shape[3]))
    assert search.next_multiple(model, spec) == wanted and search.passes(model, spec, *wanted)
    assert search.steps(model, spec) == steps
    side = search.usual_size(model, spec)
    assert side and search.passes(model, spec, side, side)
    assert search.rules_of(model, spec, lambda: False) == ()

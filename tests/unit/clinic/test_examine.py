"""What raises nothing and is wrong: found where it is, not found where it is not, and cured by the code of its fix."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from helpers.course import builders
from helpers.course import images
from helpers.clinic import examine
from helpers.clinic.causes import Causes, scrambled_in_batch
from helpers.clinic.reading import Confidence
from helpers.clinic.trace import WRONG, trace


class Bare(layers.Layer):
    """A convolution by TensorFlow's own op: nothing compares channels."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(3, 3, 3, 8), name="kernel")

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, 1, "SAME")


class Grouped(Bare):
    """The same, and it says that it means groups."""

    groups = 2


class Bottleneck(layers.Layer):
    """64 channels to 16 and back: its largest kernel is 16 deep, and nothing is wrong."""

    def __init__(self):
        super().__init__()
        self.narrow, self.wide = layers.Conv2D(16, 1), layers.Conv2D(64, 3, padding="same")

    def call(self, x):
        return self.wide(self.narrow(x))


class Trim(layers.Layer):
    """Four pixels off every edge, without asking whether there are any."""

    def call(self, x):
        return x[:, 4:-4, 4:-4]


def stack(shape, *body):
    return keras.Sequential([keras.Input(shape), *body])


def pooled(shape, *body):
    return stack(shape, *body, layers.GlobalAveragePooling2D(), layers.Dense(10))


def flat(shape, *body):
    return stack(shape, *body, layers.Flatten(), layers.Dense(10))


def coffee(height, width):
    return images.at_size(images.decode("coffee"), height, width)


def first_channels(height, width):
    return tf.transpose(coffee(height, width), (0, 3, 1, 2))


def cured(reading, model, x):
    """`model` and `x` after the reading's first fix."""
    names = {"model": model, "x": x, "keras": keras, "tf": tf}
    exec(reading.fixes[0].code, names)
    return names["model"], names["x"]


#: name: (model, input, cause, layer, numbers that the summary tells)
FINDINGS = {
    "luck": (lambda: flat((40, 60, 3)), lambda: coffee(60, 40), Causes.FLATTEN_FITS_BY_LUCK, "Flatten", ("60 × 40", "40 × 60", "7200")),
    "luck behind pooling": (
        lambda: flat((40, 60, 3), layers.MaxPooling2D(2)), lambda: coffee(31, 80), Causes.FLATTEN_FITS_BY_LUCK, "Flatten", ("1800",),
    ),
    "a rest of a pooling": (
        lambda: flat((40, 60, 3), layers.MaxPooling2D(2)), lambda: coffee(41, 60), Causes.ROWS_NEVER_READ, "MaxPooling2D",
        ("41 × 60", "20 × 30"),
    ),
    "a rest of a stride": (
        lambda: flat((40, 60, 3), layers.Conv2D(4, 2, strides=2)), lambda: coffee(40, 61), Causes.ROWS_NEVER_READ, "Conv2D", ("40 × 61",),
    ),
    "a colour picture": (
        lambda: builders.average_head(1), lambda: coffee(30, 20)[0], Causes.RANK_MISSING_BATCH, "Functional", ("30 × 20 × 3", "30 times"),
    ),
    "a gray picture": (
        lambda: pooled((None, None, 1), layers.Conv2D(2, 1)), lambda: coffee(30, 20)[0, ..., :1], Causes.RANK_MISSING_BATCH, "Sequential",
        ("30 × 20 × 1",),
    ),
    "gray with alpha": (
        lambda: builders.average_head(1), lambda: coffee(30, 20)[0, ..., :2], Causes.RANK_MISSING_BATCH, "Functional", ("30 × 20 × 2",),
    ),
    "with alpha": (
        lambda: pooled((28, 28, 1), layers.Conv2D(2, 3)), lambda: tf.zeros((30, 20, 4)), Causes.RANK_MISSING_BATCH, "Sequential",
        ("20 × 4",),
    ),
    "six channels": (
        lambda: pooled((None, None, 3), Bare()), lambda: tf.zeros((1, 8, 8, 6)), Causes.CHANNELS_GROUPED, "Bare",
        ("6 channels", "3 deep", "2 groups", "8 kernels"),
    ),
    "six channels, as declared": (
        lambda: pooled((None, None, 6), Bare()), lambda: tf.zeros((1, 8, 8, 6)), Causes.CHANNELS_GROUPED, "Bare", ("6 channels",),
    ),
    "six channels in a Lambda": (
        lambda: stack((None, None, 3), layers.Lambda(lambda x: tf.nn.conv2d(x, tf.ones((1, 1, 3, 4)), 1, "SAME"))),
        lambda: tf.zeros((1, 8, 8, 6)), Causes.CHANNELS_GROUPED, "Lambda", ("4 kernels",),
    ),
    "nothing left of a slice": (
        lambda: pooled((None, None, 3), Trim()), lambda: coffee(12, 8), Causes.EMPTY_FEATURE_MAP, "Trim", ("12 × 8 × 3", "4 × 0 × 3"),
    ),
    "nothing left of a pooling": (
        lambda: pooled((None, None, 3), layers.AveragePooling2D(4)), lambda: coffee(3, 9), Causes.EMPTY_FEATURE_MAP, "AveragePooling2D", ("3 × 9",),
    ),
    "no room for a kernel": (
        lambda: pooled((None, None, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2), layers.Conv2D(4, 3)), lambda: coffee(7, 9),
        Causes.EMPTY_FEATURE_MAP, "Conv2D", ("2 × 3 × 4",),
    ),
    "channels first, by luck": (
        lambda: flat((20, 30, 3)), lambda: first_channels(20, 30), Causes.DATA_FORMAT, "Flatten", ("(3, 20, 30)", "1800"),
    ),
    "channels first, model and all": (
        lambda: pooled((3, 32, 48), layers.Conv2D(4, 3)), lambda: first_channels(32, 48), Causes.DATA_FORMAT, "Conv2D", ("48 channels",),
    ),
    "channels first, behind a rescaling": (
        lambda: pooled((3, None, 48), layers.Rescaling(2.0), layers.Conv2D(4, 3)), lambda: first_channels(32, 48), Causes.DATA_FORMAT,
        "Conv2D", ("48 channels",),
    ),
    "channels first, resized": (
        lambda: pooled((3, 32, 32), layers.Resizing(8, 8), layers.Conv2D(4, 3)), lambda: first_channels(32, 32)[:, :1],
        Causes.DATA_FORMAT, "Resizing", ("1 pixels high",),
    ),
}  # fmt: skip


@pytest.fixture(params=FINDINGS)
def finding(request):
    model, x, *expected = FINDINGS[request.param]
    return model(), x(), *expected


def test_it_is_found(finding):
    model, x, cause, kind, told = finding
    (reading,) = examine(model, x)
    assert (reading.cause, reading.original) == (cause, "")
    assert reading.confidence == (
        Confidence.MEDIUM if "smoothly" in reading.summary else Confidence.HIGH
    )
    assert reading.layer.kind == kind and reading.layer_name
    assert [part for part in told if part not in reading.summary] == []
    assert "\n" not in reading.summary


def test_the_first_fix_cures_it(finding):
    """Its code runs as it stands, nothing is found afterwards, and the model really answers, once for one picture."""
    model, x = cured(examine(*finding[:2])[0], *finding[:2])
    assert examine(model, x) == ()
    answer = model(x).numpy()
    assert len(answer) == 1 and np.isfinite(answer).all()


def test_the_examined_case_really_runs(finding):
    """What is found raises nothing. (Not tried without room for a kernel: that may end the process.)"""
    model, x, cause, kind, _ = finding
    if cause == Causes.EMPTY_FEATURE_MAP and kind == "Conv2D":
        pytest.skip("what a convolution without room does is not defined")
    answer = model(x).numpy()
    assert np.isfinite(answer).all() == (cause != Causes.EMPTY_FEATURE_MAP)


HEALTHY = {
    "the size it was made for": (lambda: flat((40, 60, 3), layers.MaxPooling2D(2)), lambda: coffee(40, 60)),
    "another batch size": (lambda: flat((40, 60, 3)), lambda: tf.zeros((7, 40, 60, 3))),
    "any size": (builders.average_head, lambda: coffee(61, 33)),
    "fixed Sequential, pooled": (lambda: pooled((40, 60, 3), layers.Conv2D(4, 3)), lambda: coffee(41, 61)),
    "pooled, then flat": (
        lambda: stack((40, 60, 3), layers.GlobalMaxPooling2D(keepdims=True), layers.Flatten(), layers.Dense(2)), lambda: coffee(60, 40),
    ),
    "adaptive, then flat": (lambda: flat((40, 60, 3), layers.AdaptiveAveragePooling2D(4)), lambda: coffee(60, 40)),
    "resized inside": (lambda: flat((None, None, 3), layers.Resizing(8, 8)), lambda: coffee(60, 40)),
    "resized inside, made for one size": (lambda: flat((40, 60, 3), layers.Resizing(8, 8)), lambda: coffee(60, 40)),
    "a stack of gray pictures": (lambda: builders.average_head(1), lambda: tf.zeros((60, 28, 28))),
    "a stack of the model's size": (lambda: flat((28, 3, 1)), lambda: tf.zeros((60, 28, 3))),
    "six channels": (lambda: builders.average_head(6), lambda: tf.zeros((1, 8, 8, 6))),
    "groups of Keras": (lambda: pooled((None, None, 6), layers.Conv2D(8, 3, groups=2)), lambda: tf.zeros((1, 8, 8, 6))),
    "groups that are meant": (lambda: pooled((None, None, 6), Grouped()), lambda: tf.zeros((1, 8, 8, 6))),
    "a bare kernel, as deep": (lambda: pooled((None, None, 3), Bare()), lambda: coffee(8, 8)),
    "a bottleneck": (lambda: pooled((None, None, 64), Bottleneck()), lambda: tf.zeros((1, 8, 8, 64))),
    "separable": (lambda: pooled((None, None, 3), layers.SeparableConv2D(8, 3, depth_multiplier=2)), lambda: coffee(8, 8)),
    "transposed": (lambda: pooled((None, None, 6), layers.Conv2DTranspose(3, 3)), lambda: tf.zeros((1, 8, 8, 6))),
    "depthwise": (lambda: pooled((None, None, 6), layers.DepthwiseConv2D(3)), lambda: tf.zeros((1, 8, 8, 6))),
    "the last place": (lambda: pooled((None, None, 3), layers.Conv2D(4, 3), layers.AveragePooling2D(4)), lambda: coffee(6, 6)),
    "no picture at all": (builders.average_head, lambda: tf.zeros((0, 8, 8, 3))),
    "channels first, as meant": (
        lambda: stack((3, 32, 48), layers.Conv2D(4, 3, data_format="channels_first")), lambda: first_channels(32, 48),
    ),
    "turned by the model": (lambda: pooled((3, 32, 48), layers.Permute((2, 3, 1)), layers.Conv2D(4, 3)), lambda: first_channels(32, 48)),
    "flat, channels first as meant": (lambda: flat((3, 32, 48)), lambda: first_channels(32, 48)),
    "deep feature maps": (lambda: pooled((3, 3, 512), layers.Conv2D(4, 3)), lambda: tf.random.stateless_normal((2, 3, 3, 512), (1, 2))),
    "long feature maps": (lambda: pooled((4, 64, 64), layers.Conv2D(4, 3)), lambda: tf.random.stateless_normal((2, 4, 64, 64), (1, 2))),
    "three rows of a photo": (lambda: pooled((3, 48, 3), layers.Conv2D(4, 3)), lambda: coffee(3, 48)),
    "two inputs": (
        lambda: keras.Model([a := keras.Input((8, 8, 3)), b := keras.Input((4,))], layers.Concatenate()([layers.Flatten()(a), b])),
        lambda: [coffee(8, 8), tf.zeros((1, 4))],
    ),
    "numbers": (lambda: stack((5,), layers.Dense(3)), lambda: tf.zeros((2, 5))),
    "a function": (lambda: lambda x: tf.reduce_mean(x), lambda: coffee(8, 8)),
    "a value asked in Python": (
        lambda: stack((None, None, 3), layers.Lambda(lambda x: x if float(tf.reduce_sum(x)) > 0 else -x)), lambda: coffee(8, 8),
    ),
}  # fmt: skip

REFUSED = {
    "another size": (lambda: flat((40, 60, 3)), lambda: coffee(41, 61)),
    "refused at the door": (builders.fixed_functional, lambda: coffee(225, 225)),
    "channels": (builders.average_head, lambda: coffee(8, 8)[..., :2]),
    "no batch axis": (builders.average_head, lambda: coffee(8, 8)[0]),
    "no batch axis, bare kernel": (lambda: keras.Sequential([Bare()]), lambda: coffee(8, 8)[0]),
    "channels first": (builders.average_head, lambda: first_channels(32, 48)),
    "objects": (builders.average_head, lambda: np.array([np.zeros(3), "no"], object)),
    "words": (builders.average_head, lambda: np.array(["no"])),
    "ragged": (builders.average_head, lambda: tf.ragged.stack([coffee(8, 8)[0], coffee(9, 8)[0]])),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_no_false_alarm(name):
    model, x = (part() for part in HEALTHY[name])
    assert examine(model, x) == ()


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_model_refuses_is_not_for_here(name):
    model, x = (part() for part in REFUSED[name])
    assert examine(model, x) == ()


@pytest.mark.parametrize("model, x", [(3, 0), ("model", 0), (None, 0)])
def test_a_model_that_cannot_be_called_is_a_type_error(model, x):
    with pytest.raises(TypeError, match="takes a model first"):
        examine(model, tf.zeros((1, 8, 8, 3)))


@pytest.mark.parametrize(
    "inputs",
    [None, "coffee.png", 3, [[0.0, 1.0]], images.open_with_pil("cat")],
    ids=lambda it: type(it).__name__,
)
def test_inputs_that_are_no_tensors_are_a_type_error(inputs):
    with pytest.raises(TypeError, match="tensors, arrays"):
        examine(builders.average_head(), inputs)


def test_arrays_of_bytes_as_well():
    """As a picture comes out of a decoder."""
    pixels = np.asarray(images.decode("coffee"))[:60, :40][None]
    assert [reading.cause for reading in examine(flat((40, 60, 3)), pixels)] == [
        Causes.FLATTEN_FITS_BY_LUCK
    ]


@given(st.integers(16, 64), st.integers(16, 64), st.integers(1, 3))
def test_no_alarm_for_what_takes_any_size(height, width, many):
    for build in (builders.average_head, builders.adaptive_head, builders.logits_of_means):
        assert examine(build(), tf.zeros((many, height, width, 3))) == ()


@given(st.integers(30, 50), st.integers(50, 70))
def test_it_says_what_a_real_call_says(height, width):
    """Of a Flatten behind a pooling: found exactly where the run is wrong, and nothing where it passes or is refused."""
    model = flat((40, 60, 3), layers.MaxPooling2D(2))
    x = coffee(height, width)
    assert bool(examine(model, x)) == (trace(model, x).outcome == WRONG)


def test_the_model_is_not_run():
    """The weights may be anything, for nothing is computed."""
    ran = []
    count = layers.Lambda(lambda x: tf.py_function(lambda y: ran.append(1) or y, [x], tf.float32))
    examine(stack((None, None, 3), count), coffee(8, 8))
    assert ran == []


def test_the_size_that_is_told_is_the_smallest():
    model = pooled(
        (None, None, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2), layers.Conv2D(4, 3)
    )
    (reading,) = examine(model, coffee(3, 6))
    assert "(8, 16)" in reading.fixes[0].code
    assert examine(model, coffee(8, 16)) == () != examine(model, coffee(7, 16))


def test_a_guessed_axis_explains_why_nothing_is_left():
    """A gray picture, one pixel wide as the model sees it: the pooling has no room, and the axis is the cause."""
    assert [
        reading.cause for reading in examine(builders.average_head(1), coffee(30, 20)[0, ..., :1])
    ] == [Causes.RANK_MISSING_BATCH]


def test_where_no_size_helps_there_is_no_code():
    (reading,) = examine(pooled((None, None, 3), layers.Lambda(lambda x: x[:, :0])), coffee(8, 8))
    assert reading.cause == Causes.EMPTY_FEATURE_MAP and reading.fixes[0].code == ""


def test_channels_that_are_too_many_further_in_have_no_code():
    (reading,) = examine(pooled((None, None, 3), layers.Conv2D(6, 1), Bare()), coffee(8, 8))
    assert (reading.cause, reading.received_size, reading.fixes[0].code) == (
        Causes.CHANNELS_GROUPED,
        6,
        "",
    )


# --- exported models -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """{name: loaded model}: made for 32 × 48, with a head that takes any size, and with Flatten."""
    found = {}
    for name, build in (("pooled", pooled), ("flat", flat)):
        folder = str(tmp_path_factory.mktemp("export") / name)
        build((32, 48, 3), layers.Conv2D(4, 3), layers.MaxPooling2D(2)).export(
            folder, verbose=False
        )
        found[name] = tf.saved_model.load(folder)
    return found


@pytest.mark.parametrize(
    "name, shape",
    [
        ("pooled", (40, 40, 3)),
        ("pooled", (16, 90, 3)),
        ("flat", (33, 49, 3)),
        ("pooled", (32, 48, 6)),
    ],
)
def test_a_signature_that_does_not_look(exported, name, shape):
    model, x = exported[name], tf.zeros((2, *shape))
    signature = model.signatures["serving_default"]
    (reading,) = examine(signature, x)
    assert reading == examine(model, x)[0]
    assert (reading.cause, reading.received) == (Causes.SIGNATURE_IGNORES_SHAPE, (2, *shape))
    assert reading.expected == (None, 32, 48, 3) and str(shape)[1:] in reading.summary
    assert next(iter(signature(x).values())).shape == (2, 10)  # it runs
    with pytest.raises(TypeError):
        model.serve(x)
    _, x = cured(reading, model, x)
    assert examine(model, x) == () and model.serve(x).shape == (2, 10)


@pytest.mark.parametrize(
    "name, shape",
    [
        ("pooled", (2, 32, 48, 3)),
        ("flat", (1, 32, 48, 3)),
        ("flat", (1, 40, 40, 3)),
        ("pooled", (32, 48, 3)),
        ("pooled", (1, 2, 2, 3)),
    ],
)
def test_a_signature_without_fault(exported, name, shape):
    """The shape that it was exported for, or one that its graph refuses."""
    assert examine(exported[name], tf.zeros(shape)) == ()


# --- pipelines -------------------------------------------------------------------------------------

MODEL = builders.average_head()


def decoded(*sizes, **options):
    """A dataset of photos of these sizes, decoded in a map."""
    files = [tf.io.encode_png(tf.cast(coffee(*size)[0] * 255, tf.uint8)) for size in sizes]
    return tf.data.Dataset.from_tensor_slices(files).map(tf.io.decode_png, **options)


LYING, STANDING = (8, 12), (12, 8)
PAIR = (LYING, STANDING)


def labelled(dataset):
    return dataset.map(lambda picture: (picture, 3))


@pytest.mark.parametrize(
    "dress", [lambda dataset: dataset, labelled], ids=["pictures", "with labels"]
)
@pytest.mark.parametrize(
    "finish",
    [lambda batches: batches, lambda batches: batches.prefetch(2)],
    ids=["bare", "prefetch"],
)
def test_a_pipeline_that_scrambles(dress, finish):
    dataset = finish(dress(decoded(LYING, LYING, *PAIR, num_parallel_calls=1)).batch(2))
    (reading,) = examine(MODEL, dataset)
    assert (reading.cause, reading.expected, reading.received) == (
        Causes.SCRAMBLED_IN_BATCH,
        (8, 12, 3),
        (12, 8, 3),
    )
    for part in "In batch 2", "picture 2 is 12 × 8 × 3", "288 numbers", "2 of at most 10 batches":
        assert part in reading.summary


def test_what_it_finds_is_really_scrambled():
    """A batch comes, and in it the second picture is not what was decoded."""
    whole = list(decoded(*PAIR))
    batch = next(iter(decoded(*PAIR, num_parallel_calls=1).batch(2)))
    assert batch.shape == (2, 8, 12, 3)
    assert np.array_equal(batch[1], tf.reshape(whole[1], (8, 12, 3)))


@pytest.mark.parametrize(
    "dress", [lambda dataset: dataset, labelled], ids=["pictures", "with labels"]
)
def test_the_fixes_of_a_pipeline(dress):
    before = dress(decoded(*PAIR))
    (reading,) = examine(MODEL, before.batch(2))
    names = {"dataset": before, "tf": tf}
    exec(reading.fixes[0].code, names)
    assert examine(MODEL, names["dataset"]) == ()
    assert tf.nest.flatten(next(iter(names["dataset"])))[0].shape == (2, 12, 12, 3)
    names = {"dataset": before.batch(2), "tf": tf}
    exec(reading.fixes[1].code, names)
    with pytest.raises(tf.errors.InvalidArgumentError, match="different shapes"):
        next(iter(names["dataset"]))


def test_the_fix_resizes_to_what_the_model_was_made_for():
    (reading,) = examine(flat((8, 12, 3)), decoded(*PAIR).batch(2))
    assert "(8, 12)" in reading.fixes[0].code


SOUND = {
    "one size": lambda: decoded(LYING, LYING, LYING).batch(2),
    "each size a batch": lambda: decoded(LYING, LYING, STANDING, STANDING).batch(2),
    "refused at once": lambda: decoded(LYING, (9, 12)).batch(2),
    "refused later": lambda: decoded(*PAIR, LYING, (9, 12)).batch(2),
    "shuffled between": lambda: decoded(*PAIR).shuffle(2, seed=1).batch(2),
    "padded": lambda: decoded(*PAIR).padded_batch(2),
    "resized in the map": lambda: (
        decoded(*PAIR).map(lambda picture: tf.image.resize(picture, (8, 8))).batch(2)
    ),
    "ones": lambda: decoded(*PAIR).batch(1),
    "none": lambda: decoded(*PAIR).take(0).batch(2),
    "for ever": lambda: decoded(LYING).repeat().batch(2),
    "a broken file": lambda: (
        tf.data.Dataset.from_tensor_slices(["no picture"]).map(tf.io.decode_png).batch(1)
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_no_false_alarm_for_a_pipeline(name):
    found = examine(MODEL, SOUND[name]())
    assert [reading.cause for reading in found] == (
        [Causes.SCRAMBLED_IN_BATCH] if name == "refused later" else []
    )


def test_only_so_many_batches_are_looked_at():
    late = [LYING] * 2 * scrambled_in_batch.LOOKED_AT + [*PAIR]
    assert examine(MODEL, decoded(*late).batch(2)) == ()
    assert examine(MODEL, decoded(*late[2:]).batch(2))


def test_of_a_sound_pipeline_the_first_batch_goes_to_the_model():
    dataset = decoded(STANDING, STANDING).map(lambda picture: (picture, 3)).batch(2)
    assert [reading.cause for reading in examine(flat((8, 12, 3)), dataset)] == [
        Causes.FLATTEN_FITS_BY_LUCK
    ]


def test_other_counts_are_no_finding_even_if_the_next_pass_is_lucky():
    """A pipeline that gives other sizes on every pass: the exception that appeared is not about one count, two shapes."""
    passes = []

    def pictures():
        passes.append(1)
        yield np.zeros((8, 12, 3), np.uint8)
        yield np.zeros((9 if len(passes) == 1 else 8, 12, 3), np.uint8)

    spec = tf.TensorSpec((None, None, 3), tf.uint8)
    dataset = (
        tf.data.Dataset.from_generator(pictures, output_signature=spec)
        .map(lambda picture: picture)
        .batch(2)
    )
    assert examine(MODEL, dataset) == () and len(passes) >= 2

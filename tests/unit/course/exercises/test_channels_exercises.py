"""The second visit's exercises, with their banks of right and wrong answers."""

import io

import keras
import numpy as np
import PIL.Image
import PIL.ImageOps
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import images
from helpers.course.exercises import channels as exercises


@pytest.fixture(autouse=True)
def no_progress(monkeypatch, tmp_path):
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(tmp_path / "progress.json"))


def each(bank):
    """A mark: the test is of every (name, answer, ...) of a bank, known by its name."""
    return pytest.mark.parametrize("case", bank, ids=[case[0] for case in bank])


def told_right(told, exercise, answer):
    assert told(exercise.check, answer) == "✓ Right.\n"


def told_why(told, exercise, answer, words):
    said = told(exercise.check, answer)
    assert said.startswith("✗ ") and words in said


def whole(told, task):
    """A solution, uncovered to its last line."""
    while "it again." in (text := told(task.solution)):
        pass
    return text


@pytest.mark.parametrize("name", ["guessed_answers", "loader", "keeps_places"])
def test_the_printed_solution_is_right(name, told):
    exercise = getattr(exercises, name)
    names = {"keras": keras, "layers": layers, "tf": tf}
    told_right(told, exercise, eval(whole(told, exercise), names))


# How many answers.


@pytest.mark.parametrize("answer", [60, 60.0, np.int64(60), tf.constant(60), "60"])
def test_sixty_is_right_however_it_is_written(told, answer):
    told_right(told, exercises.guessed_answers, answer)


@pytest.mark.parametrize(
    "answer, words",
    [
        (1, "No batch axis came"),
        (3, "the channels"),
        (10, "how many logits"),
        (32, "predict cuts off"),
        (90, "the width"),
        (600, "of 10 logits each"),
        (5400, "an answer a pixel"),
        (0, "raises nothing"),
        (17, "where the batch should be"),
        ((60, 10), "is a shape"),
        ("it refuses", "it does answer"),
    ],
)
def test_a_wrong_number_is_told_what_it_counts(told, answer, words):
    told_why(told, exercises.guessed_answers, answer, words)


# A loader.


def decoded(data, **options):
    return tf.io.decode_image(data, **{"channels": 3, "expand_animations": False} | options)


def by_pil(data, mode="RGB"):
    """Each kind as PIL does it well: turned, 16 bits brought to 8, transparent put on white."""
    opened = PIL.ImageOps.exif_transpose(PIL.Image.open(io.BytesIO(data)))
    if opened.mode.startswith("I"):
        opened = PIL.Image.fromarray((np.asarray(opened) // 257).astype(np.uint8))
    rgba = opened.convert("RGBA")
    white = PIL.Image.new("RGBA", rgba.size, "white")
    return PIL.Image.alpha_composite(white, rgba).convert(mode)


def by_hand(data):
    """What the file has, and three channels made of it afterwards."""
    pixels = tf.io.decode_image(data)
    pixels = pixels[0] if pixels.ndim == 4 else pixels
    gray = pixels.shape[-1] < 3
    colours = tf.image.grayscale_to_rgb(pixels[..., :1]) if gray else pixels[..., :3]
    return tf.image.convert_image_dtype(colours, tf.float32)[None]


def of_sixteen(data):
    return tf.cast(decoded(data, dtype=tf.uint16), tf.float32)[None] / 65535


RIGHT_LOADERS = [
    ("PIL", lambda data: np.asarray(by_pil(data))[None] / 255),
    ("by hand", by_hand),
    ("bars", lambda data: tf.image.resize_with_pad(decoded(data), 96, 96)[None] / 255),
    ("small", lambda data: tf.image.resize(decoded(data), (48, 64), antialias=True)[None] / 255),
    ("cut", lambda data: layers.CenterCrop(128, 128)(decoded(data)[None]) / 255),
    ("a list", lambda data: (decoded(data)[None] / 255).numpy().tolist()),
    ("16 bits", of_sixteen),
    ("as floats", lambda data: decoded(data, dtype=tf.float32)[None]),
]


@each(RIGHT_LOADERS)
def test_a_loader_that_works_is_right(told, case):
    told_right(told, exercises.loader, case[1])


def size_of(data):
    return decoded(data).shape[:2]


def reshaped(data):
    height, width = size_of(data)
    return tf.reshape(decoded(data), (1, width, height, 3)) / 255


WRONG_LOADERS = [
    ("no batch axis", lambda data: decoded(data) / 255, "[tf.newaxis]"),
    ("as many channels as there are", lambda d: decoded(d, channels=0)[None] / 255, "1 channels"),
    ("a film", lambda data: decoded(data, expand_animations=True)[None] / 255, "axis of frames"),
    (
        "three answers",
        lambda data: (
            tf.reshape(films := decoded(data, expand_animations=True), (-1, *films.shape[-3:]))
            / 255
        ),
        "3 pictures",
    ),
    ("not divided", lambda data: decoded(data)[None], "divide by 255"),
    ("divided twice", lambda data: decoded(data)[None] / 255 / 255, "divided twice"),
    ("divided to nothing", lambda data: decoded(data)[None] // 255, "the pixels"),
    (
        "from -1",
        lambda data: tf.cast(decoded(data), tf.float32)[None] / 127.5 - 1,
        "numbers from -1.0 to 1.0",
    ),
    (
        "standardised",
        lambda data: tf.image.per_image_standardization(decoded(data))[None],
        "to 2",
    ),
    ("gray", lambda data: tf.image.grayscale_to_rgb(decoded(data, channels=1))[None] / 255, "gone"),
    ("twice", lambda data: tf.tile(decoded(data)[None], (2, 1, 1, 1)) / 255, "often: one picture"),
    ("half as light", lambda data: decoded(data, dtype=tf.float32)[None] / 2, "not those of this"),
    ("a corner", lambda data: decoded(data)[None, :90, :90] / 255, "not those of this file"),
    ("zeros", lambda data: tf.zeros((1, 200, 300, 3)), "every pixel is 0"),
    ("reshaped", reshaped, "a reshape cuts rows anew"),
    ("BGR", lambda data: decoded(data)[None, ..., ::-1] / 255, "red and blue"),
    ("transposed", lambda data: tf.transpose(decoded(data)[None], (0, 2, 1, 3)) / 255, "rows and"),
    ("on its head", lambda data: decoded(data)[None, ::-1] / 255, "on its head"),
    ("mirrored", lambda data: decoded(data)[None, :, ::-1] / 255, "left and right"),
    ("negative", lambda data: 1 - decoded(data)[None] / 255, "dark and light"),
    (
        "one photo",
        lambda data: decoded(images.file_of("RGB JPEG"))[None] / 255,
        "gray JPEG: the shape",
    ),
    (
        "noise",
        lambda data: np.random.default_rng(1).random((1, 200, 300, 3)),
        "not those of this file",
    ),
    (
        "PIL alone",
        lambda data: np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGB"))[None] / 255,
        "cuts off what is above 255",
    ),
    (
        "16 bits by 255",
        lambda data: decoded(data, dtype=tf.uint16)[None] / 255,
        "16 bits divide by 65535",
    ),
    ("JPEG alone", lambda data: tf.io.decode_jpeg(data, channels=4)[None] / 255, "4 channels"),
    ("a batch", tf.zeros((1, 200, 300, 3)), "A function is asked for"),
    ("nothing", lambda data: None, "Is a return missing"),
    ("a name", lambda data: "coffee", "no array of numbers"),
    ("flat", lambda data: tf.reshape(decoded(data), (1, -1)) / 255, "no batch of pictures"),
    ("empty", lambda data: decoded(data)[None, :0] / 255, "is empty"),
    ("NaN", lambda data: decoded(data)[None] / 255 * np.nan, "NaN"),
]


@each(WRONG_LOADERS)
def test_a_loader_that_ruins_something_is_told_what(told, case):
    _, load, words = case
    told_why(told, exercises.loader, load, words)


def test_what_a_loader_raises_is_told_by_its_telling_line(told):
    told_why(told, exercises.loader, lambda data: decoded(b""), "RGB JPEG: your function raises")


# A model that keeps places.


def stack(*middle, units=10, size=(None, None, 3)):
    return keras.Sequential([keras.Input(size), *middle, layers.Dense(units)])


def conv(**options):
    return layers.Conv2D(4, 3, padding="same", activation="relu", **options)


class Subclass(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(10)

    def call(self, pictures):
        return self.dense(tf.reshape(tf.image.resize(pictures, (16, 16)), (-1, 768)))


class Coordinates(layers.Layer):
    """The picture, and beside it how far down and right each pixel lies."""

    def call(self, x):
        rows = tf.linspace(0.0, 1.0, tf.shape(x)[1])[None, :, None, None]
        columns = tf.linspace(0.0, 1.0, tf.shape(x)[2])[None, None, :, None]
        return tf.concat([x, rows * x, columns * x], axis=-1)

    def compute_output_shape(self, shape):
        return (*shape[:-1], 3 * shape[-1])


class Mean(layers.Layer):
    def call(self, x):
        return tf.reduce_mean(x, axis=(1, 2))


RIGHT_MODELS = [
    ("resized first", lambda: stack(layers.Resizing(32, 32), conv(), layers.Flatten())),
    ("cut", lambda: stack(layers.CenterCrop(128, 128), conv(), layers.Flatten())),
    ("own class", Subclass),
    ("a function", lambda: Subclass().call),
    ("told where", lambda: stack(Coordinates(), conv(), Mean())),
]


@each(RIGHT_MODELS)
def test_a_model_that_keeps_places_is_right(told, case):
    keras.utils.set_random_seed(1)
    told_right(told, exercises.keeps_places, case[1]())


WRONG_MODELS = [
    ("no model", lambda: "no model", "A model is asked for"),
    ("average", lambda: stack(conv(), layers.GlobalAveragePooling2D()), "GlobalAveragePooling2D"),
    ("maximum", lambda: stack(conv(), layers.GlobalMaxPooling2D()), "forgets where"),
    ("inside another", lambda: stack(keras.Sequential([layers.GlobalMaxPooling2D()])), "forgets"),
    ("a mean of one's own", lambda: stack(conv(), Mean()), "by another name"),
    (
        "adaptive",
        lambda: stack(conv(), layers.AdaptiveAveragePooling2D(4), layers.Flatten()),
        "Called, it answers. predict at 128 × 128",
    ),
    ("one size", lambda: stack(conv(), layers.Flatten(), size=(224, 224, 3)), "At 128 × 128"),
    ("no head", lambda: stack(conv()), "(1, 224, 224, 10)"),
    ("nine", lambda: stack(layers.Resizing(8, 8), layers.Flatten(), units=9), "(1, 9)"),
    (
        "one channel",
        lambda: stack(layers.Resizing(8, 8), conv(), layers.Flatten(), size=(None, None, 1)),
        "expected axis -1",
    ),
    ("zeros", lambda: lambda x: tf.zeros((1, 10)), "it reads nothing"),
]


@each(WRONG_MODELS)
def test_a_model_that_does_not_is_told_why(told, case):
    keras.utils.set_random_seed(1)
    _, build, words = case
    told_why(told, exercises.keeps_places, build(), words)


def test_of_an_exception_the_telling_line_is_printed(told):
    said = told(exercises.keeps_places.check, WRONG_MODELS[5][1]())
    assert "statically known" in said and "Exception encountered" not in said


# A message to read.


@pytest.mark.parametrize(
    "answer", [("edges", 3, 3, 8), ("edges", -1, "3", 8.0), (" edges", 3, (None, None, None, 3), 8)]
)
def test_what_the_message_says_is_right(told, answer):
    assert told(exercises.unseen.check, *answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "answer, words",
    [
        (("mix", 3, 3, 8), "layer: not 'mix'"),
        (("Conv2D", 3, 3, 8), "That is its class"),
        (("photos", 3, 3, 8), "the model as a whole"),
        (("edges", 4, 3, 8), "counted from 0"),
        (("edges", 1, 3, 8), "On which axis"),
        (("edges", 3, 8, 3), "mixed up"),
        (("edges", 3, 3, 5), "received: not 5"),
        (("edges", 3, 16, 8), "expected: not 16"),
        (("edges", 3, 3, None), "Not answered yet"),
    ],
)
def test_a_misreading_is_told_which(told, answer, words):
    assert words in told(exercises.unseen.check, *answer)


# An order.

LINES = {
    "Input": 0,
    "Conv2D": 1,
    "Resizing": 2,
    "MaxPooling2D": 3,
    "Flatten": 4,
    "Dense": 5,
}


@pytest.mark.parametrize(
    "lines",
    [
        "Input Conv2D Resizing MaxPooling2D Flatten Dense",
        "Input Conv2D Resizing MaxPooling2D Dense Flatten",
        "Input Conv2D Resizing Dense MaxPooling2D Flatten",
        "Input Conv2D Dense Resizing MaxPooling2D Flatten",
    ],
)
def test_every_order_with_that_map_is_right(lines):
    assert exercises.order.judged([LINES[one] for one in lines.split()]).right


@pytest.mark.parametrize(
    "lines, built",
    [
        ("Input Resizing Conv2D MaxPooling2D Flatten Dense", True),  # takes 1 × 1 as well
        ("Input Conv2D MaxPooling2D Resizing Flatten Dense", True),  # refuses 3 × 3
        ("Input MaxPooling2D Conv2D Resizing Flatten Dense", True),  # refuses 5 × 5
        ("Input MaxPooling2D Resizing Conv2D Flatten Dense", True),
        ("Input Resizing MaxPooling2D Conv2D Flatten Dense", True),
        ("Input Flatten Conv2D Resizing MaxPooling2D Dense", False),
        ("Conv2D Input Resizing MaxPooling2D Flatten Dense", False),
        ("Input Conv2D MaxPooling2D Flatten Dense Resizing", False),
    ],
)
def test_an_order_with_another_map_is_not(lines, built):
    judged = exercises.order.judged([LINES[one] for one in lines.split()])
    assert not judged.right and bool(judged.found) == built

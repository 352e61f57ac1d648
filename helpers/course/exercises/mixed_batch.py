"""The third visit: mixed sizes in one batch."""

from functools import cache
from numbers import Real

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers.clinic import explain
from helpers.course import builders, images, remedies
from helpers.course.exercises.exercise import Exercise, Message, Mistake, expect, tried
from helpers.course.exercises.order import Order

# The share of padding.

PICTURE = 60 * 40 + 40 * 60 + 30 * 30  # pixels
BATCH = 3 * 60 * 60

#: Other numbers that people come to, and what to say.
_OTHER_SHARES = (
    (PICTURE / BATCH, "That is the share of picture. The rest of the batch is padding."),
    (
        1 - PICTURE / (3 * 60 * 40),
        "A field of 60 × 40 is too narrow for the second picture, 40 × 60. The field is as high as "
        "the highest picture and as wide as the widest.",
    ),
    (
        (BATCH - PICTURE) / PICTURE,
        "That is padding against picture. A share of the batch is padding against all its pixels.",
    ),
    (
        1 - (60 * 40 + 40 * 60) / (2 * 60 * 60),
        "Two of the three have so much. The third, 30 × 30, lies in a field of that size as well.",
    ),
    (1 - 30 * 30 / (60 * 60), "The third picture has so much padding. All three are asked for."),
    (
        1 - PICTURE / (60 * 60),
        "The field stands there three times, once for each picture: three times 60 × 60 pixels.",
    ),
)


def _verify_padding_share(answer):
    share = _share(answer)
    if abs(share - (1 - PICTURE / BATCH)) < 0.006:
        return
    for other, told in _OTHER_SHARES:
        expect(abs(share - other) >= 0.006, told)
    raise Mistake(f"Not {answer}. How large is the field that all three have to fit into?")


def _share(answer):
    """A share, said as 0.41, as 41 or as "41 %". Raises `Mistake` for what is none."""
    try:
        number = float(answer.strip(" %")) if isinstance(answer, str) else answer
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, Real):
        raise Mistake(f"A share is a number like 0.41, not {answer!r}.")
    expect(
        number <= 100, f"{answer} is a count of pixels. Which share of the batch's {BATCH} is it?"
    )
    return number / 100 if number > 1 else number


padding_share = Exercise(
    _verify_padding_share,
    (
        "The field is as high as the highest picture and as wide as the widest: 60 × 60.",
        "The batch has 3 * 60 * 60 pixels. 60 * 40 + 40 * 60 + 30 * 30 of them are picture.",
    ),
    "1 - (60 * 40 + 40 * 60 + 30 * 30) / (3 * 60 * 60)",
)

# A pipeline for any sizes.


def _two_halves(height, width):
    """A PNG file, red on the left and blue on the right: all its rows are alike."""
    left = tf.constant([[[255, 0, 0]]], tf.uint8)
    right = tf.constant([[[0, 0, 255]]], tf.uint8)
    row = tf.concat([tf.tile(left, (1, width // 2, 1)), tf.tile(right, (1, width // 2, 1))], axis=1)
    return tf.io.encode_png(tf.tile(row, (height, 1, 1)))


#: Of one number of pixels, so that counting does not tell them apart.
_SIZES = ((80, 120), (120, 80), (60, 160))


def _verify_safe_batches(answer):
    expect(callable(answer), "A function is asked for: files go in, batches come out.")
    files = tf.data.Dataset.from_tensor_slices([_two_halves(*size) for size in _SIZES])
    came = 0
    with tried("Your pipeline raises"):
        try:
            for batch in answer(files):
                came += _sound_pictures(batch[0] if isinstance(batch, (tuple, list)) else batch)
        except tf.errors.InvalidArgumentError as error:
            _two_sizes_met(error)
            raise
    expect(came == len(_SIZES), f"{len(_SIZES)} pictures went in, {came} came out.")


def _two_sizes_met(error):
    """A hint of its own for the exception that this visit is about."""
    if explain(error).cause == "mixed-sizes-in-batch":
        raise Mistake(
            "Two sizes still meet in one batch: your pipeline raises, as it should then. What "
            "makes them one size, or puts them together without it?"
        ) from error


def _sound_pictures(batch):
    """How many pictures a batch holds. Raises `Mistake` where one is none, or is spoilt."""
    pictures = list(batch)
    for picture in pictures:
        pixels = picture.to_tensor() if isinstance(picture, tf.RaggedTensor) else picture
        four = "A batch has four axes: pictures × height × width × channels."
        expect(pixels.ndim == 3, f"Your dataset gives {tuple(batch.shape)}. {four}")
        _expect_sound(tf.cast(pixels, tf.float32))
    return len(pictures)


def _expect_sound(pixels):
    """Raise `Mistake` where a picture is not red on the left and blue on the right."""
    bright = float(tf.reduce_max(tf.abs(pixels)))
    contrast = float(tf.reduce_max(pixels) - tf.reduce_min(pixels))
    told = "A picture came out in one colour: nothing of its file is left."
    expect(bright > 0 and contrast > 0.1 * bright, told)
    if _rows_alike(pixels):
        return
    turned = "A picture came out turned: its columns are rows now. Resize it instead."
    expect(not _rows_alike(tf.transpose(pixels, (1, 0, 2))), turned)
    if tuple(pixels.shape[:2]) in _SIZES:
        raise Mistake(
            "No exception, but a picture came out scrambled: it has as many pixels as its "
            "neighbour, and was read in the neighbour's shape."
        )
    raise Mistake(
        "No exception, but a picture came out scrambled: its numbers stand in rows of another "
        "length. A reshape does that; a resize makes new pixels."
    )


def _rows_alike(pixels):
    """Whether all rows that hold picture show the same, be it darker towards a padded edge."""
    brightest = tf.reduce_max(tf.abs(pixels), axis=(1, 2), keepdims=True)
    rows = (pixels / brightest)[brightest[:, 0, 0] > 0.5 * tf.reduce_max(brightest)]
    return bool(tf.reduce_max(tf.abs(rows - rows[0])) < 0.2)


safe_batches = Exercise(
    _verify_safe_batches,
    (
        "The pictures must agree before batch() sees them: what can map() do besides decoding?",
        "Or let another method than batch() put them together: padded_batch(2), ragged_batch(2).",
    ),
    "lambda files: files.map(\n"
    "    lambda file: tf.image.resize(\n"
    "        tf.io.decode_png(file, channels=3), (96, 96), antialias=True\n"
    "    )\n"
    ").batch(2)",
)

# Answers that neither the treatment nor the company moves.

LIMIT = 5  # percent of their length by which logits may be moved, by the one and by the other


@cache
def _model():
    return builders.logits_of_means()


@cache
def _pictures():
    """{name: pixels}: two that share a size, and two that do not."""
    photos = {
        "coffee": (images.decode("coffee"), 80, 120),
        "astronaut": (images.standing(), 120, 80),
        "cat": (images.decode("cat"), 64, 96),
        "rocket": (images.decode("rocket"), 80, 120),
    }
    return {name: images.at_size(*photo)[0] for name, photo in photos.items()}


def _moved(logits, own):
    """How far, in percent of the length of `own`."""
    return float(100 * np.linalg.norm(logits - own) / np.linalg.norm(own))


def _verify_unmoved(answer):
    expect(callable(answer), "A function is asked for: model and pictures go in, logits come out.")
    photos = _pictures()
    bare = [_model()(picture[tf.newaxis])[0].numpy() for picture in photos.values()]
    with tried("Your function raises"):
        here = _logits(answer, list(photos.values()))
    _expect_own_rows(here, bare)
    with tried("With a single picture in the list your function raises"):
        alone = [_logits(answer, [picture])[0] for picture in photos.values()]
    for (name, picture), own, so_treated, logits in zip(photos.items(), bare, alone, here):
        height, width, _ = picture.shape
        by = _moved(so_treated, own)
        treatment = (
            f"By the treatment: {name} ({height} × {width}), alone in the list, has its logits "
            f"{by:.0f} % from those of the bare picture. What does your function do to a picture?"
        )
        expect(by < LIMIT, treatment)
        by = _moved(logits, so_treated)
        company = (
            f"By company: the rest of the batch moves the logits of {name} ({height} × {width}) by "
            f"{by:.0f} %. What of the others does the mean run over?"
        )
        expect(by < LIMIT, company)


def _logits(answer, pictures):
    """What a learner's function gives for pictures, as (n, 10) numbers. Raises `Mistake`."""
    logits = np.array(tf.convert_to_tensor(answer(_model(), pictures)), np.float64)
    many = f"Your function answers {logits.shape}, not ({len(pictures)}, 10): a row a picture."
    expect(logits.shape == (len(pictures), 10), many)
    expect(np.isfinite(logits).all(), "Some of the logits are no numbers (NaN or infinite).")
    sums = "The rows add up to 1: these are probabilities. The logits are what comes before."
    expect(not (np.allclose(logits.sum(axis=1), 1) and (logits >= 0).all()), sums)
    return logits


def _expect_own_rows(here, bare):
    """Raise `Mistake` where the rows are right, but another picture's, or all the same."""
    same = "All pictures get one and the same answer. Each is to get its own."
    expect(np.ptp(here, axis=0).max() > 1e-6, same)
    whose = [int(np.argmin([_moved(row, own) for own in bare])) for row in here]
    near = all(_moved(row, bare[place]) < LIMIT for row, place in zip(here, whose))
    order = (
        "The answers are right, and stand in another order than the pictures: first comes that of "
        f"picture {whose[0]}, counted from 0."
    )
    expect(whose == list(range(len(bare))) or not near, order)


unmoved = Exercise(
    _verify_unmoved,
    (
        "What has no company cannot be moved by it: batches of one, joined with tf.concat.",
        "Faster: buckets of equal size with remedies.by_size(pictures, 1), "
        "brought back into order by remedies.from_buckets.",
        "Or remedies.padded and remedies.masked_mean, between model.layers[0] and "
        "model.layers[-1].",
    ),
    "lambda model, pictures: tf.concat(\n"
    "    [model(picture[tf.newaxis]) for picture in pictures], axis=0\n"
    ")",
)

# A message to read, and layers to order.


def _padded_for_another_size():
    """A model made for 48 × 64, and a padded batch of a landscape and a portrait photo."""
    model = keras.Sequential(
        [
            keras.Input((48, 64, 3), name="photo"),
            layers.Conv2D(8, 3, padding="same", name="look"),
            layers.MaxPooling2D(4, name="shrink"),
            layers.Flatten(name="row"),
            layers.Dense(4, name="answers"),
        ],
        name="for_48_by_64",
    )
    landscape = images.at_size(images.decode("coffee"), 48, 64)[0]
    portrait = images.at_size(images.standing(), 64, 48)[0]
    batch, _ = remedies.padded([landscape, portrait])
    model(batch)


unseen = Message(
    _padded_for_another_size,
    (
        "Read from 'Input 0 of layer' on: a layer in quotes, an axis, two sizes.",
        "What was expected stands behind 'to have value'. What came stands in the shape at the "
        "end, on the axis that is named: -1 is the last one.",
    ),
)

order = Order(
    "mixed_batch.order",
    "Photos of many sizes, the smallest 2 × 2, one model. Order its layers so that it takes all of "
    "them.",
    (
        "keras.Input((None, None, 3))",
        "layers.Resizing(48, 48)",
        'layers.Conv2D(8, 3, activation="relu")',
        "layers.MaxPooling2D(2)",
        "layers.Flatten()",
        "layers.Dense(10)",
    ),
    (2, 3, 4, 9, 24, 48, 49, 100),
)

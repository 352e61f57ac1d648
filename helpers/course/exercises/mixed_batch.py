"""The third visit: mixed sizes in one batch."""

from functools import cache

import tensorflow as tf

from helpers.course import builders
from helpers.course.exercises.exercise import Exercise, Mistake, expect, tried


def _verify_padding_share(answer):
    share = answer / 100 if isinstance(answer, (int, float)) and answer > 1 else answer
    try:
        right = abs(share - 5100 / 10800) < 0.006
    except TypeError:
        raise Mistake(f"A share is a number like 0.41, not {answer!r}.") from None
    expect(right, f"Not {answer}. How large is the field that all three have to fit into?")


padding_share = Exercise(
    _verify_padding_share,
    (
        "The field is as high as the highest picture and as wide as the widest: 60 × 60.",
        "The batch has 3 * 60 * 60 pixels. 60 * 40 + 40 * 60 + 30 * 30 of them are picture.",
    ),
    "1 - (60 * 40 + 40 * 60 + 30 * 30) / (3 * 60 * 60)",
)


def _two_halves(height, width):
    """A PNG file, red on the left and blue on the right: all its rows are alike."""
    left = tf.constant([[[255, 0, 0]]], tf.uint8)
    right = tf.constant([[[0, 0, 255]]], tf.uint8)
    row = tf.concat([tf.tile(left, (1, width // 2, 1)), tf.tile(right, (1, width // 2, 1))], axis=1)
    return tf.io.encode_png(tf.tile(row, (height, 1, 1)))


def _rows_alike(picture):
    """Whether all rows that hold picture show the same, be it darker towards a padded edge."""
    pixels = tf.cast(picture, tf.float32)
    brightest = tf.reduce_max(pixels, axis=(1, 2), keepdims=True)
    rows = (pixels / brightest)[brightest[:, 0, 0] > 0.5 * tf.reduce_max(brightest)]
    return bool(tf.reduce_max(tf.abs(rows - rows[0])) < 0.2)


def _verify_safe_batches(answer):
    sizes = ((80, 120), (120, 80), (60, 160))
    files = tf.data.Dataset.from_tensor_slices([_two_halves(*size) for size in sizes])
    came = 0
    with tried("Your pipeline raises"):
        for batch in answer(files):
            came += _sound_pictures(batch[0] if isinstance(batch, (tuple, list)) else batch)
    expect(came == len(sizes), f"{len(sizes)} pictures went in, {came} came out.")


def _sound_pictures(batch):
    """How many pictures a batch holds. Raises `Mistake` where one is none, or was scrambled."""
    pictures = list(batch)
    for picture in pictures:
        pixels = picture.to_tensor() if isinstance(picture, tf.RaggedTensor) else picture
        four = "A batch has four axes: pictures × height × width × channels."
        expect(pixels.ndim == 3, f"Your dataset gives {tuple(batch.shape)}. {four}")
        scrambled = (
            "No exception, but a picture came out scrambled. "
            "It had as many pixels as its neighbour."
        )
        expect(_rows_alike(pixels), scrambled)
    return len(pictures)


safe_batches = Exercise(
    _verify_safe_batches,
    (
        "The pictures must agree before batch() sees them: what can map() do besides decoding?",
        "Or let another method than batch() put them together: padded_batch(2), ragged_batch(2).",
    ),
    "lambda files: files.map(\n"
    "    lambda file: tf.image.resize(tf.io.decode_png(file, channels=3), (96, 96))\n"
    ").batch(2)",
)


@cache
def _model():
    return builders.logits_of_means()


def _waves(height, width, step):
    """A picture without two pixels alike, float32 (height, width, 3) in 0..1."""
    wave = tf.sin(tf.range(float(height * width * 3)) * step)
    return tf.reshape(0.5 + wave / 2, (height, width, 3))


def _verify_as_alone(answer):
    sizes = ((60, 90), (90, 60), (48, 48), (90, 60))
    pictures = [_waves(*size, 0.2 + place) for place, size in enumerate(sizes)]
    with tried("Your function raises"):
        logits = tf.convert_to_tensor(answer(_model(), pictures))
    many = f"Your function answers {tuple(logits.shape)}, not ({len(sizes)}, 10)."
    expect(logits.shape == (len(sizes), 10), many)
    for place, (picture, here) in enumerate(zip(pictures, logits)):
        own = _model()(picture[tf.newaxis])[0]
        moved = float(100 * tf.norm(here - own) / tf.norm(own))
        height, width, _ = picture.shape
        expect(moved < 5, f"Picture {place} ({height} × {width}) is off by {moved:.0f} %.")


as_alone = Exercise(
    _verify_as_alone,
    (
        "What has no neighbour cannot be moved by one: batches of one, joined with tf.concat.",
        "Faster: buckets of equal size with by_size(pictures, 1), "
        "brought back into order by from_buckets.",
        "Or padded() and masked_mean() between model.layers[0] and model.layers[-1].",
    ),
    "lambda model, pictures: tf.concat(\n"
    "    [model(picture[tf.newaxis]) for picture in pictures], axis=0\n"
    ")",
)

"""The third visit: mixed sizes in one batch."""

import tensorflow as tf

from helpers.course import builders
from helpers.course.exercises.exercise import Exercise


def _verify_padding_share(answer):
    share = answer / 100 if isinstance(answer, (int, float)) and answer > 1 else answer
    try:
        right = abs(share - 5100 / 10800) < 0.006
    except TypeError:
        return f"A share is a number like 0.41, not {answer!r}."
    return "" if right else f"Not {answer}. How large is the field that all three have to fit into?"


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
    """Whether all rows that hold picture show the same, be it darker towards an edge that was padded."""
    pixels = tf.cast(picture, tf.float32)
    brightest = tf.reduce_max(pixels, axis=(1, 2), keepdims=True)
    rows = (pixels / brightest)[brightest[:, 0, 0] > 0.5 * tf.reduce_max(brightest)]
    return bool(tf.reduce_max(tf.abs(rows - rows[0])) < 0.2)


def _verify_safe_batches(answer):
    sizes = ((80, 120), (120, 80), (60, 160))
    files = tf.data.Dataset.from_tensor_slices([_two_halves(*size) for size in sizes])
    came = 0
    try:
        for batch in answer(files):
            batch = batch[0] if isinstance(batch, (tuple, list)) else batch
            for picture in batch:
                picture = picture.to_tensor() if isinstance(picture, tf.RaggedTensor) else picture
                if picture.ndim != 3:
                    return f"Your dataset gives {tuple(batch.shape)}. A batch has four axes: pictures × height × width × channels."
                if not _rows_alike(picture):
                    return "No exception, but a picture came out scrambled. It had as many pixels as its neighbour."
                came += 1
    except Exception as error:  # whatever the learner's pipeline raises is for the learner to read
        return f"Your pipeline raises {type(error).__name__}: {error}"
    return "" if came == len(sizes) else f"{len(sizes)} pictures went in, {came} came out."


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


def _verify_as_alone(answer):
    model = builders.logits_of_means()
    sizes = ((60, 90), (90, 60), (48, 48), (90, 60))
    waves = [tf.sin(tf.range(float(height * width * 3)) * (0.2 + k)) for k, (height, width) in enumerate(sizes)]
    pictures = [tf.reshape(0.5 + wave / 2, (*size, 3)) for wave, size in zip(waves, sizes)]
    try:
        logits = tf.convert_to_tensor(answer(model, pictures))
    except Exception as error:  # whatever the learner's code raises is for the learner to read
        return f"Your function raises {type(error).__name__}: {error}"
    if logits.shape != (len(sizes), 10):
        return f"Your function answers {tuple(logits.shape)}, not ({len(sizes)}, 10)."
    for place, (picture, here) in enumerate(zip(pictures, logits)):
        own = model(picture[tf.newaxis])[0]
        moved = float(100 * tf.norm(here - own) / tf.norm(own))
        if not moved < 5:
            return f"Picture {place} ({picture.shape[0]} × {picture.shape[1]}) is off by {moved:.0f} %."
    return ""


as_alone = Exercise(
    _verify_as_alone,
    (
        "What has no neighbour cannot be moved by one: batches of one, joined with tf.concat.",
        "Faster: buckets of equal size with by_size(pictures, 1), brought back into order by from_buckets.",
        "Or padded() and masked_mean() between model.layers[0] and model.layers[-1].",
    ),
    "lambda model, pictures: tf.concat([model(picture[tf.newaxis]) for picture in pictures], axis=0)",
)

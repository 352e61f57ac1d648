"""What the learner does: exercises with a check, hints and a solution."""

import keras
import tensorflow as tf
from keras import layers

from helpers.course import builders
from helpers.course import images
from helpers.clinic import sizes
from helpers.clinic.silent import examine
from helpers.clinic.trace import trace


class Exercise:
    """A task. `verify(answer)` says what is wrong with an answer, "" for nothing."""

    def __init__(self, verify, hints, solution):
        self._verify, self._hints, self._solution = verify, hints, solution
        self._hinted = 0

    def check(self, answer):
        """Print whether the answer holds, by trying it. `...` and None count as not answered."""
        if answer is None or answer is ...:
            print("Not answered yet. Put your answer in place of the dots; hint() helps.")
            return
        wrong = self._verify(answer)
        print(f"✗ {wrong}" if wrong else "✓ Right.")

    def hint(self):
        """Print the next hint; the last one again when there are no more."""
        print(self._hints[min(self._hinted, len(self._hints) - 1)])
        self._hinted += 1

    def solution(self):
        """Print one solution."""
        print(self._solution)


def _verify_row(answer):
    truth = trace(builders.fixed_sequential(), tf.zeros((1, 300, 200, 3))).step("flatten").shape_out[-1]
    return "" if answer == truth else f"Flatten gives another number of numbers than {answer}."


row_length = Exercise(
    _verify_row,
    (
        "The convolution takes one pixel off at each edge, the pooling halves and drops a rest.",
        "Do it for the height and for the width, and multiply both with the 32 channels.",
    ),
    "(300 - 2) // 2 * ((200 - 2) // 2) * 32",
)


def _verify_lucky_size(answer):
    try:
        height, width = (int(side) for side in answer)
    except (TypeError, ValueError):
        return f"A size is a pair like (224, 224), not {answer!r}."
    if not (4 <= height <= 2000 and 4 <= width <= 2000):
        return "Stay between 4 and 2000 pixels a side."
    if {height, width} <= {224, 225}:
        return "That one was shown. There are others, far from square."
    seen = trace(builders.fixed_sequential(), tf.zeros((1, height, width, 3)))
    return "" if seen.shape_out else f"The model refuses {height} × {width}: {seen.step('flatten').shape_out}."


lucky_size = Exercise(
    _verify_lucky_size,
    (
        "After the pooling, height × width must again be 111 × 111 = 12321.",
        "12321 = 3 × 3 × 37 × 37. Share these factors out in another way.",
        "37 × 333 is one way. A side of 37 comes from (side - 2) // 2 == 37.",
    ),
    "(668, 77)  # 333 × 37 after the pooling; (76, 668) and its neighbours do as well",
)


def _verify_flexible(model):
    for height, width in ((224, 224), (128, 128), (300, 200)):
        try:
            shape = tuple(model(tf.zeros((1, height, width, 3))).shape)
        except Exception as error:  # whatever the learner's model raises is for the learner to read
            return f"At {height} × {width} your model raises {type(error).__name__}: {error}"
        if shape != (1, 10):
            return f"At {height} × {width} your model answers {shape}, not (1, 10)."
    return ""


flexible_model = Exercise(
    _verify_flexible,
    (
        "What may not follow Flatten on an open size? And what stands before a Dense layer instead?",
        "Input((None, None, 3)), then convolutions, then a layer that takes height and width away.",
    ),
    "keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(32, 3, activation="relu"),\n'
    "    layers.GlobalMaxPooling2D(),\n"
    "    layers.Dense(10),\n"
    "])",
)


# The second visit.


def _verify_guessed(answer):
    truth = trace(builders.average_head(1), tf.zeros((60, 90, 3))).shape_out[0]
    return "" if answer == truth else f"It does not answer {answer} times. Which axis stands where the batch should be?"


guessed_answers = Exercise(
    _verify_guessed,
    (
        "The model takes four axes, and three come. Keras puts one more behind them.",
        "So the shape is read as (60, 90, 3, 1): batch, height, width, channels.",
    ),
    "60",
)


def _verify_loader(load):
    model = builders.average_head()
    for kind in images.KINDS:
        try:
            shape = tuple(model(load(images.file_of(kind))).shape)
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{kind}: {type(error).__name__}: {str(error).splitlines()[0]}"
        if shape != (1, 10):
            return f"{kind}: the model gives {shape}, not one answer."
    return ""


loader = Exercise(
    _verify_loader,
    (
        "decode_image has an argument for the number of channels, and one for films.",
        "One picture is not a batch yet: [tf.newaxis] puts the batch axis in front.",
    ),
    "lambda data: tf.io.decode_image(data, channels=3, expand_animations=False)[tf.newaxis] / 255",
)


# The third visit.


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


# The fifth visit.


def _smallest_net():
    """The net of the first exercise: the smallest square picture that empties none of its maps has 14 pixels a side."""
    return keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.Conv2D(4, 3),
            layers.AveragePooling2D(4),
            layers.Conv2D(4, 3),
            layers.GlobalAveragePooling2D(),
        ]
    )


def _verify_smallest_side(answer):
    if not isinstance(answer, int) or not 1 <= answer <= 1000:
        return f"A side is a whole number of pixels like 8, not {answer!r}."
    net = _smallest_net()
    if examine(net, tf.zeros((1, answer, answer, 3))):
        return f"At {answer} × {answer} a map comes out empty."
    smaller = not examine(net, tf.zeros((1, answer - 1, answer - 1, 3)))
    return f"{answer} is enough, and it is not the smallest side that is." if smaller else ""


smallest_side = Exercise(
    _verify_smallest_side,
    (
        "Begin at the end: the last convolution needs a map of 3 × 3.",
        "So the pooling must give 3, from 3 * 4 places; the first convolution takes one off at each edge.",
    ),
    "14",
)


def _verify_channels_last(answer):
    photo = images.at_size(images.decode("coffee"), 24, 36)
    arrivals = {
        "channels last": photo,
        "channels first": tf.transpose(photo, (0, 3, 1, 2)),
        "channels last, without a batch axis": photo[0],
        "channels first, without a batch axis": tf.transpose(photo[0], (2, 0, 1)),
    }
    for kind, picture in arrivals.items():
        try:
            came = tf.convert_to_tensor(answer(picture))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{kind}, {tuple(picture.shape)}: {type(error).__name__}: {error}"
        if came.shape != photo.shape:
            return f"{kind}: {tuple(picture.shape)} came out as {tuple(came.shape)}, not {tuple(photo.shape)}."
        if not bool(tf.reduce_all(tf.cast(came, tf.float32) == photo)):
            return f"{kind}: the shape is right and the picture is scrambled. A reshape moves no axis."
    return ""


channels_last = Exercise(
    _verify_channels_last,
    (
        "First the batch axis: if the tensor has three axes, picture[tf.newaxis].",
        "Then look where the 3 stands. tf.transpose(picture, (0, 2, 3, 1)) puts axis 1 last.",
    ),
    "lambda picture: (lambda batch: tf.transpose(batch, (0, 2, 3, 1)) if batch.shape[1] == 3 else batch)(\n"
    "    picture if len(picture.shape) == 4 else picture[tf.newaxis]\n"
    ")",
)


def _verify_checked(answer):
    flat = keras.Sequential([keras.Input((40, 60, 3)), layers.AveragePooling2D(2), layers.Flatten(), layers.Dense(4)])
    gray = builders.average_head(1)
    sound = ((flat, (2, 40, 60, 3)), (builders.average_head(), (1, 33, 47, 3)), (gray, (1, 30, 20, 1)))
    silent = ((flat, (1, 60, 40, 3)), (flat, (1, 41, 61, 3)), (gray, (30, 20, 3)))
    for model, shape in sound:
        x = tf.ones(shape)
        try:
            right = bool(tf.reduce_all(tf.abs(answer(model, x) - model(x)) < 1e-4))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"{shape} is what the model takes, and your function raises {type(error).__name__}: {error}"
        if not right:
            return f"{shape} is what the model takes, and your function gives another answer than the model."
    for model, shape in silent:
        try:
            answer(model, tf.ones(shape))
        except ValueError:
            continue
        except Exception as error:  # a mistake in the learner's own code, say
            return f"For {shape} your function raises {type(error).__name__}, not ValueError: {error}"
        return f"{shape} goes through {model.name} without a ValueError, and it is not what that model was made for."
    return ""


checked = Exercise(
    _verify_checked,
    (
        "diagnosis.examine(model, x) is an empty tuple where it finds nothing.",
        "If it finds something: raise ValueError(found[0].summary). If not: return model(x).",
    ),
    "def checked(model, x):\n"
    "    found = diagnosis.examine(model, x)\n"
    "    if found:\n"
    "        raise ValueError(found[0].summary)\n"
    "    return model(x)",
)


# The seventh visit.


def _three_times_smaller():
    """Three times a convolution without padding and a pooling."""
    made = [keras.Input((None, None, 3))]
    for _ in range(3):
        made += [layers.Conv2D(8, 3), layers.MaxPooling2D(2)]
    return keras.Sequential([*made, layers.GlobalAveragePooling2D(), layers.Dense(10)])


def _verify_least_side(answer):
    least = sizes.rules(_three_times_smaller())[0].least
    return "" if answer == least else f"Not {answer}. Go backwards: what must come to the last pooling so that 1 is left?"


least_side = Exercise(
    _verify_least_side,
    (
        "Go backwards from 1. Before a pooling there were at least twice as many, before a convolution 2 more.",
        "1, 2, 4; then 8, 10; then once more.",
    ),
    "22",
)


def _verify_any_from_forty(model):
    found = sizes.rules(model)
    if not found:
        return "No size was found that your model takes."
    for axis, rule in zip(("height", "width"), found):
        if rule.step != 1 or rule.least > 40:
            return f"The {axis} your model takes: {rule}."
    answer = model(tf.zeros((1, 57, 40, 3)))
    return "" if tuple(answer.shape) == (1, 10) else f"Your model answers {tuple(answer.shape)}, not (1, 10)."


any_from_forty = Exercise(
    _verify_any_from_forty,
    (
        "What pins a size: an Input with numbers in it, a Flatten in front of a Dense layer, a skip that meets another size.",
        "Input((None, None, 3)), some convolutions, GlobalAveragePooling2D, Dense(10).",
    ),
    "keras.Sequential([\n"
    "    keras.Input((None, None, 3)),\n"
    '    layers.Conv2D(16, 3, activation="relu"),\n'
    "    layers.MaxPooling2D(2),\n"
    "    layers.GlobalAveragePooling2D(),\n"
    "    layers.Dense(10),\n"
    "])",
)


def _verify_whole_mask(answer):
    unet = builders.small_unet()
    for height, width in ((64, 48), (60, 100), (33, 47)):
        picture = tf.random.stateless_uniform((1, height, width, 3), (7, height))
        try:
            mask = tf.convert_to_tensor(answer(unet, picture))
        except Exception as error:  # whatever the learner's function raises is for the learner to read
            return f"At {height} × {width}: {type(error).__name__}: {str(error).splitlines()[0]}"
        if tuple(mask.shape) != (1, height, width, 1):
            return f"A picture of {height} × {width} gave a mask of shape {tuple(mask.shape)}."
        if (height, width) == (64, 48) and not bool(tf.reduce_all(tf.abs(mask - unet(picture)) < 1e-5)):
            return "64 × 48 is a size that the U-Net takes, and your mask is not the U-Net's."
    return ""


whole_mask = Exercise(
    _verify_whole_mask,
    (
        "How many rows are missing to the next multiple of 8? -height % 8.",
        'tf.pad(picture, ((0, 0), (0, down), (0, right), (0, 0)), mode="SYMMETRIC"), then unet, then cut [:, :height, :width].',
    ),
    "def whole_mask(unet, picture):\n"
    "    height, width = picture.shape[1:3]\n"
    "    padding = ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0))\n"
    '    return unet(tf.pad(picture, padding, mode="SYMMETRIC"))[:, :height, :width]',
)

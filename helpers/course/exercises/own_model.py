"""The seventh visit: the sizes that a model of one's own takes."""

from functools import cache

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from helpers import clinic
from helpers.clinic import sizes
from helpers.course import builders, images
from helpers.course.exercises.exercise import Exercise, Message, expect, tried
from helpers.course.exercises.least import verify_least
from helpers.course.exercises.order import Order

# --- the least side ------------------------------------------------------------------------------

_NAMES = ("first", "second", "third")


def _verify_least_side(answer):
    blocks = [((f"the {n} convolution", 3, 1), (f"the {n} pooling", 2, 2)) for n in _NAMES]
    verify_least(answer, [link for block in blocks for link in block])


least_side = Exercise(
    _verify_least_side,
    (
        "Go backwards: what must come to the last pooling so that 1 is left?",
        "Before a pooling there were at least twice as many, before a convolution 2 more.",
        "1, 2, 4; then 8, 10; then once more.",
    ),
    "22",
)

# --- every size from forty -----------------------------------------------------------------------


def _verify_any_from_forty(model):
    made = isinstance(model, keras.Model)
    expect(made, f"A model is asked for, not {type(model).__name__}. Build it, and give it here.")
    found = sizes.rules(model)
    expect(found, "No size was found that your model takes.")
    for axis, rule in zip(("height", "width"), found):
        takes = rule.step == 1 and rule.least <= 40 and rule.most is None
        expect(takes, f"The {axis} your model takes: {rule}. {_pinned(model, rule)}")
    channels = sizes.channels_of(model)
    expect(channels == 3, f"Your model takes {channels} channels; colour pictures have 3.")
    shape = tuple(model(tf.zeros((1, 57, 40, 3))).shape)
    places = "An answer for each place is not one for the picture: pool what is left." * (
        len(shape) > 2
    )
    expect(shape == (1, 10), f"Your model answers {shape}, not (1, 10). {places}".strip())
    refusing = [way.name for way in sizes.valid_sizes(model).ways if not way.takes]
    told = f"{', '.join(refusing)} refuse a second size after a first, though a call takes it."
    expect(not refusing, told)


def _pinned(model, rule):
    """Which layer it is, and what to do about one of that kind."""
    if rule.step == 1 and rule.most is None:
        return "Its windows take too much off the edges: fewer, smaller, or padded ones."
    seen = sizes.pinning(model)
    if seen is None or not seen.refusal:
        return ""
    layer = clinic.read(seen).layer
    kind = layer.kind if layer else ""
    why = {
        "Functional": "Its Input has numbers for height and width.",
        "Dense": "It counts a whole row: nothing may flatten an open map in front of it.",
        "Concatenate": "A skip meets another size there.",
        "Add": "A skip meets another size there.",
    }.get(kind, "It was built for one size.")
    return f"{layer} makes that rule. {why}"


any_from_forty = Exercise(
    _verify_any_from_forty,
    (
        "What pins a size: an Input with numbers in it, a Flatten in front of a Dense layer, "
        "a skip that meets another size.",
        "Whatever the height and width of the last map: its mean is one number for each channel.",
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

# --- a mask of the whole picture -----------------------------------------------------------------

#: Sizes that the U-Net takes as they are, and others.
_FITS, _OTHERS = ((64, 48), (40, 72)), ((92, 100), (33, 47))
#: Pixels of a side from which on its middle is too far from the edges to know of a padding.
_FAR, _MIDDLE = 92, slice(40, 52)


@cache
def _unet():
    return builders.small_unet()


def _verify_whole_mask(answer):
    expect(callable(answer), "A function is asked for: it gets the U-Net and a picture.")
    for height, width in (*_FITS, *_OTHERS):
        picture = images.at_size(images.decode("coffee"), height, width)
        with tried(f"At {height} × {width}:"):
            mask = answer(_unet(), picture)
            expect(mask is not None, "your function returns nothing. Does it end with return?")
            mask = tf.convert_to_tensor(mask)
        shape = tuple(mask.shape)
        told = f"A picture of {height} × {width} gave a mask of shape {shape}."
        wanted = (1, height, width, 1)
        expect(shape == wanted, f"{told} {_about_shape(shape, wanted)}".strip())
        mask = np.asarray(mask, "float32")
        if (height, width) in _FITS:
            _expect_its_own(mask, np.asarray(_unet()(picture)), height, width)
        else:
            _expect_in_place(mask, picture, height, width)


def _about_shape(shape, wanted):
    if len(shape) != 4:
        return "It has other axes than the U-Net's: (batch, height, width, 1)."
    if shape[3] != 1:
        return "A mask has one number a pixel."
    if (shape[2], shape[1]) == wanted[1:3]:
        return "Height and width have changed places."
    if all(side % 8 == 0 for side in shape[1:3]):
        return "That is the picture as the U-Net got it: what was added is to be cut off again."
    return "It is to be as high and as wide as the picture."


def _expect_its_own(mask, own, height, width):
    away = np.abs(mask - own)
    told = f"{height} × {width} is a size that the U-Net takes, and your mask is not the U-Net's."
    corner = away[:, :8, :8].max() < 1e-5
    why = (
        " At the upper left it is: something was added though nothing was missing. "
        "-64 % 8 is 0, and 8 - 64 % 8 is 8."
    )
    expect(away.max() < 1e-5, told + (why if corner else ""))


def _expect_in_place(mask, picture, height, width):
    """No mask that was cut from the wrong corner: its middle is that of the whole one, moved."""
    if min(height, width) < _FAR:
        return
    down, right = -height % 8, -width % 8
    for edges, (top, left) in (
        (((0, 0), (0, down), (0, right), (0, 0)), (0, 0)),
        (((0, 0), (down, 0), (right, 0), (0, 0)), (down, right)),
    ):
        whole = np.asarray(_unet()(tf.pad(picture, edges)))
        for rows, columns in {(0, 0), (down, right)} - {(top, left)}:
            cut = whole[:, rows : rows + height, columns : columns + width]
            moved = np.abs(mask - cut)[:, _MIDDLE, _MIDDLE].max() < 1e-5
            told = f"At {height} × {width} the mask lies {down} rows and {right} columns beside"
            expect(not moved, f"{told} its picture. Cut off the side that you padded.")


whole_mask = Exercise(
    _verify_whole_mask,
    (
        "The U-Net takes sides divisible by 8. Make the picture so, and undo it on the mask.",
        "How many rows are missing to the next multiple of 8? -height % 8.",
        'tf.pad(picture, ((0, 0), (0, down), (0, right), (0, 0)), mode="SYMMETRIC"), '
        "then unet, then cut [:, :height, :width].",
    ),
    "def whole_mask(unet, picture):\n"
    "    height, width = picture.shape[1:3]\n"
    "    padding = ((0, 0), (0, -height % 8), (0, -width % 8), (0, 0))\n"
    '    return unet(tf.pad(picture, padding, mode="SYMMETRIC"))[:, :height, :width]',
)

# --- an unseen message, and lines to order -------------------------------------------------------


def _fails():
    photo = keras.Input((96, 128, 3), name="photo")
    x = layers.Conv2D(8, 3, padding="same", name="edges")(photo)
    x = layers.GlobalMaxPooling2D(name="strongest")(x)
    model = keras.Model(photo, layers.Dense(5, name="kinds")(x), name="fruit")
    model(tf.zeros((16, 96, 100, 3)))


unseen = Message(
    _fails,
    (
        "No layer got as far as to refuse: it was refused at the input check of the whole model. "
        "Its name stands in quotes behind “of layer”.",
        "Put the two shapes one below the other. None is any number; which other one differs?",
        "(None, 96, 128, 3) and (16, 96, 100, 3) differ in axis 2, counted from 0.",
    ),
)

order = Order(
    "own_model.order",
    "Flatten and Dense are in it, and yet this model takes every size from a least one on. Put its "
    "layers in the order that takes the sizes of this map.",
    (
        "keras.Input((None, None, 3))",
        "layers.Conv2D(8, 9)",
        "layers.MaxPooling2D(2)",
        "layers.Resizing(16, 16)",
        "layers.Flatten()",
        "layers.Dense(10)",
    ),
    (1, 2, 4, 8, 9, 10, 11, 16, 18, 24, 40),
)

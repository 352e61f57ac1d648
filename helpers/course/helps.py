"""What a reading says would help, followed for real: only what leads to an answer is kept."""

from dataclasses import replace

import keras
import tensorflow as tf
from keras import layers

from helpers import clinic
from helpers.clinic.trace import PASSED, trace
from helpers.course import images


def that_pass(diagnosis, kind, picture, model):
    """The `Fix`es of a diagnosis after which the model answers, as many times as it should.

    `kind`: of the file, see `images.KINDS`; `picture`: as it came from there, float32 in 0..1,
    3 to 5 axes; `model`: a Functional one. Where a second mistake stands behind the first, its help
    is added to the name and the words of the first.
    """
    found = []
    for fix in diagnosis.fixes:
        after = followed(fix, kind, picture, model)
        if after is None:
            continue
        seen = trace(after[1], after[0])
        if seen.outcome == PASSED:
            found.append(fix)
        elif further := _then(fix, seen, kind, *after):
            found.append(further)
    return tuple(found)


def _then(fix, seen, kind, picture, model):
    """The first help for what is wrong after a fix, joined to it; None where there is none."""
    for second in clinic.read(seen).fixes:
        after = followed(second, kind, picture, model)
        if after and trace(after[1], after[0]).outcome == PASSED:
            name, why = f"{fix.name}, then {second.name}", f"{fix.why}; {second.why}"
            return replace(fix, name=name, why=why)
    return None


def followed(fix, kind, picture, model):
    """(picture, model) as they are after a fix; None where it cannot be followed.

    A JPEG cannot be decoded to four channels, nor a GIF to one: what raises is no help.
    """
    came, wanted = picture.shape[-1], model.input_shape[-1]
    ways = {
        f"decode to {wanted}": lambda: (_decoded(kind, picture, wanted), model),
        "turn to gray": lambda: (tf.image.rgb_to_grayscale(picture[..., :3]), model),
        "drop the transparency": lambda: (picture[..., : came - 1], model),
        "repeat the gray": lambda: (tf.image.grayscale_to_rgb(picture[..., :1]), model),
        "add an opaque alpha": lambda: (images.with_channels(picture, came + 1), model),
        "learn an adapter": lambda: (picture, _adapted(model, came, wanted)),
        "add the batch axis": lambda: (picture[tf.newaxis], model),
        "decode one frame": lambda: (picture[:, 0], model),
        "no batch axis on top": lambda: (picture[0], model),
    }
    try:
        return ways[fix.name]()
    except tf.errors.InvalidArgumentError:
        return None


def _decoded(kind, picture, channels):
    """The file decoded anew, with as many channels, at the picture's size and axes."""
    pixels = tf.io.decode_image(
        images.file_of(kind), channels=channels, expand_animations=kind == "animated GIF"
    )
    one = images.at_size(pixels, *picture.shape[-3:-1])
    return one if len(one.shape) == len(picture.shape) else one[0]


def _adapted(model, came, wanted):
    return keras.Sequential([keras.Input((None, None, came)), layers.Conv2D(wanted, 1), model])

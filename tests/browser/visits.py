"""The visits with a panel: how it opens, what it offers, and places that show every outcome."""

from dataclasses import dataclass

import pytest

MODELS = ("Sequential, Flatten", "Functional, Flatten", "Functional, pooling head")


@dataclass(frozen=True)
class Shown:
    """A panel to test.

    `start`: its controls as it opens, named with _ for -. `sliders`: {name: (first, last)}.
    `marks`: (what to choose, what words and picture then say). `fast`: places to move a slider
    fast from, over sizes that nothing has drawn before.
    """

    panel: str
    start: dict
    sliders: dict
    lists: tuple
    marks: list
    fast: list

    @property
    def controls(self):
        """Those that make the key of a frame, in its order."""
        return tuple(name.replace("_", "-") for name in self.start if name != "square")


FIXED = Shown(
    panel="FixedInputSize",
    start={"square": True, "height": 224, "width": 224, "model": MODELS[0], "photo": "coffee"},
    sliders={"height": (16, 320), "width": (16, 320)},
    lists=("model", "photo"),
    marks=[
        ({}, ["✓ passed", "(1, 10)"]),
        ({"model": MODELS[1]}, ["✓ passed", "(1, 10)"]),
        (
            {"height": 128, "width": 128},
            ["✗ refused at dense", "expected 394272", "received 127008"],
        ),
        ({"height": 128, "width": 128, "model": MODELS[1]}, ["✗ refused", "at its door"]),
        ({"height": 225, "width": 225}, ["⚠ passed but wrong", "224 × 224"]),
        ({"height": 225, "width": 225, "model": MODELS[1]}, ["✗ refused", "at its door"]),
        (
            {"height": 225, "width": 225, "model": MODELS[2]},
            ["⚠ passed but wrong", "224 × 224", "the same answer", 'padding="same"'],
        ),
        ({"height": 300, "width": 200, "model": MODELS[2]}, ["✓ passed", "(1, 10)"]),
    ],
    fast=[
        {"square": True, "height": 100, "width": 100, "model": MODELS[2], "photo": "rocket"},
        {"square": False, "height": 100, "width": 101, "model": MODELS[2], "photo": "galaxies"},
    ],
)

CHANNELS = Shown(
    panel="ChannelsAndHeads",
    start={
        "height": 160,
        "width": 240,
        "file": "RGB JPEG",
        "batch_axis": True,
        "channels": 3,
        "head": "GlobalAveragePooling",
    },
    sliders={"height": (16, 320), "width": (16, 320), "channels": (1, 6)},
    lists=("file", "head"),
    marks=[
        ({}, ["✓ passed", "(1, 10)"]),
        (
            {"file": "RGBA PNG"},
            ["✗ refused at average_head", "expected 3, received 4", "decode to 3"],
        ),
        (
            {"file": "gray JPEG"},
            ["✗ refused at conv", "expected 3, received 1", "repeat the gray"],
        ),
        ({"file": "gray JPEG", "channels": 1}, ["✓ passed", "(1, 10)"]),
        ({"channels": 6}, ["✗ refused at average_head", "expected 6, received 3"]),
        ({"batch_axis": False}, ["✗ refused", "add the batch axis"]),
        (
            {"batch_axis": False, "channels": 1},
            ["⚠ passed but wrong", "160 gray pictures of 240 × 3"],
        ),
        ({"file": "animated GIF"}, ["✗ refused", "decode one frame"]),
        (
            {"file": "animated GIF", "batch_axis": False},
            ["✓ passed", "(3, 10)", "One answer a frame"],
        ),
        ({"head": "Flatten"}, ["✗ refused at dense", "cannot be built"]),
        (
            {"head": "Flatten", "file": "RGBA PNG"},
            ["✗ refused at dense", "cannot be built", "pool instead of Flatten, then decode to 3"],
        ),
        ({"head": "fully convolutional"}, ["✓ passed", "whatever the size"]),
        ({"head": "adaptive pooling"}, ["✓ passed", "512"]),
    ],
    fast=[{"file": "palette PNG"}],
)

MIXED = Shown(
    panel="MixedBatch",
    start={
        "pictures": 2,
        "height_1": 80,
        "width_1": 120,
        "height_2": 120,
        "width_2": 80,
        "height_3": 64,
        "width_3": 96,
        "height_4": 48,
        "width_4": 160,
        "way": "map, then batch",
        "head": "GlobalAveragePooling",
    },
    sliders={
        "pictures": (2, 4),
        "height-1": (16, 160),
        "width-2": (16, 160),
        "height-3": (16, 160),
    },
    lists=("way", "head"),
    marks=[
        ({}, ["⚠ passed but wrong", "astronaut came out scrambled"]),
        ({"way": "tf.stack"}, ["✗ refused", "never asked", "astronaut is 120 × 80", "What helps"]),
        (
            {"way": "map, then batch", "pictures": 3},
            ["✗ refused", "never asked", "64 × 96 = 6144 pixels"],
        ),
        ({"way": "resize"}, ["✓ passed", "No pixel is padding", "By company 0 %"]),
        ({"way": "resize with pad"}, ["✓ passed", "are padding", "By the treatment 31 %"]),
        ({"way": "crop or pad", "pictures": 4}, ["✓ passed", "(4, 96, 96, 3)"]),
        (
            {"way": "padded batch", "pictures": 3},
            ["⚠ passed but wrong", "By company 55 %", "By the treatment 0 %"],
        ),
        ({"way": "padded batch, masked"}, ["✓ passed", "are padding"]),
        ({"way": "ragged, then resize"}, ["✓ passed", "(2, 96, 96, 3)"]),
        ({"way": "buckets", "pictures": 3}, ["✓ passed", "3 batches"]),
        ({"way": "one by one"}, ["✓ passed", "no picture's answer depends"]),
        ({"way": "patches"}, ["✓ passed", "32, 32, 3"]),
        (
            {"way": "padded batch", "head": "Flatten, for 96 × 96"},
            ["✗ refused", "the model refused it", "120 × 120", "What helps"],
        ),
    ],
    fast=[{"way": "padded batch, masked", "width_2": 77}],
)

SILENT = Shown(
    panel="RowLengths",
    start={"height": 120, "width": 80, "reader": "Flatten, Dense", "photo": "coffee"},
    sliders={"height": (16, 160), "width": (16, 160)},
    lists=("reader", "photo"),
    marks=[
        ({}, ["⚠ passed but wrong", "it is 120 × 80", "tf.image.resize(x, (80, 120))"]),
        ({"height": 80, "width": 120}, ["✓ passed", "finds nothing"]),
        ({"width": 81}, ["✗ refused", "finds nothing"]),
        (
            {"height": 96, "width": 100, "photo": "cat"},
            ["⚠ passed but wrong", "rows of the wrong length"],
        ),
        (
            {"height": 81, "width": 120, "reader": "pooling, Flatten, Dense"},
            ["⚠ passed but wrong", "never read"],
        ),
        (
            {"reader": "pooling, Flatten, Dense"},
            ["⚠ passed but wrong", "rows of the wrong length"],
        ),
        ({"reader": "map, then batch"}, ["⚠ passed but wrong", "In batch 1", "dataset.map"]),
        (
            {"reader": "map, then batch", "height": 60, "width": 60},
            ["✗ refused", "finds nothing"],
        ),
        ({"reader": "mean, Dense", "photo": "rocket"}, ["✓ passed", "any count is taken"]),
    ],
    fast=[{"reader": "map, then batch", "photo": "cat"}],
)

OWN_MODEL = Shown(
    panel="YourModel",
    start={"height": 100, "width": 150, "channels": 3, "model": "U-Net"},
    sliders={"height": (1, 320), "width": (1, 320), "channels": (1, 4)},
    lists=("model",),
    marks=[
        ({}, ["✗ refused", "skip3"]),
        ({"height": 96, "width": 144}, ["✓ passed", "(1, 96, 144, 1)"]),
        ({"height": 96, "width": 144, "channels": 1}, ["✗ refused"]),
        ({"height": 225, "width": 224, "model": "first visit's"}, ["⚠ passed but wrong"]),
        ({"height": 224, "width": 224, "model": "first visit's"}, ["✓ passed", "(1, 10)"]),
        ({"height": 2, "width": 2}, ["✗ refused"]),
    ],
    fast=[{}],
)

TRIAL = Shown(
    panel="ClaimsOnTrial",
    start={"claim": "memory buffers", "your_guess": "not yet"},
    sliders={},
    lists=("claim", "your-guess"),
    marks=[
        ({}, ["? Your guess first", "conv = layers.Conv2D(8, 3)"]),
        ({"your_guess": "true"}, ["✗ false", "you said: true", "Say instead: A layer holds"]),
        ({"your_guess": "false"}, ["✗ false", "as you said", "(1, 1022, 1022, 8)"]),
        ({"claim": "memory layouts", "your_guess": "false"}, ["½ partly", "you said: false"]),
        ({"claim": "first call", "your_guess": "true"}, ["✓ true", "as you said"]),
        (
            {"claim": "who raises it", "your_guess": "partly"},
            ["⚠ depends on the version", "not run here", "InvalidArgumentError"],
        ),
    ],
    fast=[],
)

#: By the notebook's name.
VISITS = {
    "01-fixed-input-shape": FIXED,
    "02-dynamic-dims-and-channels": CHANNELS,
    "03-mixed-size-batches": MIXED,
    "05-silent-failures": SILENT,
    "06-claims-on-trial": TRIAL,
    "07-your-own-model": OWN_MODEL,
}


def of_visits(*panels):
    """A mark: the test is of these panels, each in its notebook, run once for all tests of it."""
    stems = [stem for stem, shown in VISITS.items() if shown in panels]
    return pytest.mark.parametrize("visit", stems, indirect=True, scope="session")


of_every_panel = of_visits(*VISITS.values())
with_sliders = of_visits(*(shown for shown in VISITS.values() if shown.sliders))

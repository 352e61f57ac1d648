"""What the third visit asks: mixed sizes in one batch."""

from helpers.course.questions.question import Option, Question


def _pair(first, second):
    """The panel with two pictures of these sizes, decoded in a map and then batched."""
    return {
        "pictures": 2,
        "height 1": first[0],
        "width 1": first[1],
        "height 2": second[0],
        "width 2": second[1],
        "way": "map, then batch",
        "head": "GlobalAveragePooling",
    }


_TURNED = _pair((80, 120), (120, 80))
_LONG = _pair((48, 160), (96, 80))


def _padded(*sizes):
    """The panel with pictures of these sizes, in a padded batch without a mask."""
    sides = {
        f"{axis} {place}": side
        for place, size in enumerate(sizes, 1)
        for axis, side in zip(("height", "width"), size)
    }
    return {"pictures": len(sizes), **sides, "way": "padded batch", "head": "GlobalAveragePooling"}


_LETTERBOX = {"pictures": 2, "way": "resize with pad", "head": "GlobalAveragePooling"}

QUESTIONS = (
    Question(
        "landscape-and-portrait",
        "Coffee is a landscape of 80 × 120, the astronaut a portrait of 120 × 80. What comes of "
        "`files.map(decode).batch(2)`?",
        (
            Option(
                "an exception, as from `tf.stack`",
                "It would, if `batch` compared shapes. Right behind a `map` it copies each picture "
                "into its place and compares how many numbers they have: 80 × 120 and 120 × 80 "
                "are as many.",
                show=_TURNED,
            ),
            Option(
                "a batch in which both are whole",
                "Then a batch would have to hold two shapes. It has one, here (2, 80, 120, 3): "
                "whoever is copied second is laid into rows of 120.",
                show=_TURNED,
            ),
            Option(
                "a batch in which one is scrambled",
                "Yes, and nothing is said. Both have 9600 pixels, which is all that is compared; "
                "the second is laid into the rows of the first.",
                right=True,
                show=_TURNED,
            ),
            Option(
                "a batch in which one is cut or padded",
                "`padded_batch` pads, and has a name of its own: `batch` adds nothing. Here no "
                "number is added and none is lost: they stand in other places.",
                show=_TURNED,
            ),
        ),
        second=Question(
            "landscape-and-portrait-2",
            "And of a picture of 48 × 160 and one of 96 × 80?",
            (
                Option(
                    "an exception: no side of the one is a side of the other",
                    "Sides are not compared here. 48 × 160 and 96 × 80 are both 7680 pixels, so "
                    "the second fits into the place of the first.",
                    show=_LONG,
                ),
                Option(
                    "a batch in which both are whole",
                    "That would take two shapes in one batch. The second picture gets rows of 160 "
                    "for its own of 80: two of them lie side by side in one.",
                    show=_LONG,
                ),
                Option(
                    "a batch in which one is scrambled",
                    "Yes. They need not be each other turned: 48 × 160 = 96 × 80 = 7680 is enough.",
                    right=True,
                    show=_LONG,
                ),
            ),
        ),
    ),
    Question(
        "letterbox",
        "Letterbox brings each photo to 96 × 96 at its own aspect, with black bars. In a batch of "
        "two, which number is far from 0 %?",
        (
            Option(
                "by the treatment",
                "Yes. The bars are part of each treated photo, and the mean runs over them, alone "
                "or not. Which other photos are there changes nothing.",
                right=True,
                show=_LETTERBOX,
            ),
            Option(
                "by company",
                "For that the bars of one would have to depend on the other. They depend on its "
                "own aspect and on 96 × 96, which are the same when it is alone.",
                show=_LETTERBOX,
            ),
            Option(
                "both",
                "The bars count as picture in the mean: that is the treatment. But they are the "
                "same bars in each batch, so company adds nothing.",
                show=_LETTERBOX,
            ),
            Option(
                "neither: black is 0, and 0 adds nothing",
                "It adds nothing to the sum. A mean divides by the number of places as well, and "
                "the bars are a third of them.",
                show=_LETTERBOX,
            ),
        ),
        second=Question(
            "letterbox-2",
            "And when each photo is stretched to 96 × 96 instead?",
            (
                Option(
                    "by the treatment, and less far",
                    "Yes: a stretched photo is another picture, but it fills its field, so no bar "
                    "counts in the mean.",
                    right=True,
                    show=_LETTERBOX | {"way": "resize"},
                ),
                Option(
                    "by company",
                    "Each is stretched by itself, to a size that was said before: the others have "
                    "no part in it.",
                    show=_LETTERBOX | {"way": "resize"},
                ),
                Option(
                    "neither: no pixel is padding",
                    "No padding, but new pixels: the photo is pressed together in one direction "
                    "and blown up in the other, and the convolutions see other edges.",
                    show=_LETTERBOX | {"way": "resize"},
                ),
            ),
        ),
    ),
    Question(
        "neighbour",
        "The cat, 64 × 96, goes into a padded batch twice: once beside coffee, 80 × 120, once "
        "beside the astronaut, 120 × 80. What of its logits?",
        (
            Option(
                "the same as alone, both times",
                "The cat's own pixels are the same, and zeros are added. But the mean of each "
                "feature map divides by all places, padding too: more padding, smaller logits.",
                show=_padded((80, 120), (120, 80), (64, 96)),
            ),
            Option(
                "moved, both times by as much",
                "For that both batches would need the same padding. Beside coffee the field is "
                "80 × 120, beside the astronaut 120 × 96: the largest height and width.",
                show=_padded((80, 120), (120, 80), (64, 96)),
            ),
            Option(
                "moved, and each time differently",
                "Yes: the field has the largest height and the largest width of the batch, so "
                "the neighbour says how much padding the cat's mean runs over.",
                right=True,
                show=_padded((80, 120), (120, 80), (64, 96)),
            ),
        ),
        second=Question(
            "neighbour-2",
            "And the astronaut's, 120 × 80, once beside another portrait of 120 × 80, once beside "
            "a landscape of 48 × 160?",
            (
                Option(
                    "moved both times",
                    "Beside a picture of its own size no pixel is padding: there is nothing that "
                    "could move it.",
                    show=_padded((120, 80), (120, 80)),
                ),
                Option(
                    "moved beside the landscape",
                    "Yes: beside its like the batch is 120 × 80, without padding; beside the "
                    "landscape it is 120 × 160, and half of the astronaut's field is padding.",
                    right=True,
                    show=_padded((48, 160), (120, 80)),
                ),
                Option(
                    "moved in neither: it is the highest",
                    "The height is its own, but the width of the batch is the landscape's: 160.",
                    show=_padded((48, 160), (120, 80)),
                ),
            ),
        ),
    ),
)

DECISIONS = (
    Question(
        "03-deadline",
        "A shop sorts its customers' photos: landscape and portrait, of hundreds of sizes. The "
        "pipeline is `files.map(decode).padded_batch(32)`, the model a pretrained one with "
        "`BatchNormalization` and a mean at its end; it is trained tonight and serves one photo at "
        "a time from tomorrow. You have an hour. Which change?",
        (
            Option(
                "letterbox in the `map`, for training and serving alike",
                "Yes. Each photo is treated by itself, so company moves nothing, and what the "
                "black bars move is the same in training and in serving: tonight's training is "
                "done with them. One line, and batches of 32 stay.",
                right=True,
                show=_LETTERBOX | {"pictures": 3},
            ),
            Option(
                "a mask: the mean leaves the padding out",
                "It cures the mean at the end. But `BatchNormalization` in the middle counts the "
                "padding too, unless it is given the mask, and the borders meet what padding "
                "became. To pass the mask through a pretrained model takes more than an hour.",
                show={"pictures": 3, "way": "padded batch, masked"},
            ),
            Option(
                "buckets of equal size",
                "They move nothing. But of hundreds of sizes few share a bucket: most batches "
                "would hold a photo or two instead of 32, and `BatchNormalization` would train on "
                "the statistics of so few.",
                show={"pictures": 3, "way": "buckets"},
            ),
            Option(
                "batches of one, gradients collected over 32 steps",
                "They move nothing, and the steps are those of 32. But `BatchNormalization` would "
                "train on the statistics of one photo, and one at a time is slow, tonight of all "
                "nights.",
                show={"pictures": 3, "way": "one by one"},
            ),
            Option(
                "leave it: training gets used to padding",
                "To padding as it comes in batches of 32. Tomorrow each photo comes alone, "
                "without any: its answer is then as far from tonight's as company moves it, here "
                "up to 55 %.",
                show=_padded((80, 120), (120, 80), (64, 96)),
            ),
        ),
    ),
)

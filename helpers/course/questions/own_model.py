"""What the seventh visit asks: the sizes that a model of one's own takes."""

from helpers.course.questions.question import Option, Question

UNET = {"model": "U-Net"}

QUESTIONS = (
    Question(
        "unet-sizes",
        "Which sizes does this U-Net take?",
        (
            Option(
                "all even ones",
                "100 and 150 are even, and it refused them. One halving needs an even side; there "
                "are two more, and what they halve has to be even, too.",
                show=UNET | {"height": 100, "width": 150},
            ),
            Option(
                "those divisible by 4",
                "That is enough for two poolings. The third one halves 100 / 4 = 25, and drops a "
                "row.",
                show=UNET | {"height": 100, "width": 152},
            ),
            Option(
                "those divisible by 8",
                "Three poolings halve: 2 × 2 × 2 = 8. 104 × 152 is divisible by 8 and not by 16, "
                "and passes.",
                right=True,
                show=UNET | {"height": 104, "width": 152},
            ),
            Option(
                "those divisible by 16",
                "These pass, and others as well: 104 × 152 is not divisible by 16. It would take a "
                "fourth pooling.",
                show=UNET | {"height": 104, "width": 152},
            ),
        ),
        second=Question(
            "unet-of-four",
            "Another U-Net has four poolings by 2, and four skips. Which sizes does it take?",
            (
                Option(
                    "those divisible by 4",
                    "Four is how often it halves. Each halving doubles what a side must be "
                    "divisible by.",
                ),
                Option(
                    "those divisible by 8",
                    "Enough for three. The fourth pooling would halve an odd side of 24 / 8 = 3.",
                ),
                Option(
                    "those divisible by 16",
                    "2 × 2 × 2 × 2 = 16, by the same reasoning.",
                    right=True,
                ),
                Option(
                    "those divisible by 32",
                    "These pass, but 16 × 16 does, too: it is halved to 1 × 1, and doubled back.",
                ),
            ),
        ),
    ),
    Question(
        "resnet-sizes",
        "ResNet50 as `keras.applications` builds it ends in a mean over each feature map, and no "
        "layer in it counts a row. Which sizes does it take?",
        (
            Option(
                "all sizes from some least one on",
                "Its layers would: you will see them do so. But it is a Functional model, and its "
                "Input says 224 × 224; that is compared before the first layer runs.",
            ),
            Option(
                "those divisible by 32",
                "It halves five times. But nothing is doubled back and laid beside what was kept, "
                "so an odd side is not refused for that. What refuses is its Input.",
            ),
            Option(
                "224 × 224 alone",
                "No layer asks for it. Its Input does, and the input check of a Functional model "
                "compares height and width.",
                right=True,
            ),
        ),
        second=Question(
            "mobilenet-without-top",
            "And MobileNetV2 with `include_top=False`, where no `input_shape` is given?",
            (
                Option(
                    "224 × 224 alone",
                    "That is its size with the top. Without it, the Input is left open unless an "
                    "`input_shape` is given.",
                ),
                Option(
                    "all sizes from some least one on",
                    "Without the top its Input is (None, None, 3), and no layer pins a size. Its "
                    "answer is a feature map then.",
                    right=True,
                ),
                Option(
                    "those divisible by 32",
                    "It halves five times, but no skip joins maps of two sizes: a rest is rounded, "
                    "and nothing refuses.",
                ),
            ),
        ),
    ),
)

DECISIONS = (
    Question(
        "07-deadline",
        "A trained U-Net is to give masks for a thousand photos of differing sizes, by tomorrow. "
        "The masks will be laid over the photos. It refuses most of them. What do you do?",
        (
            Option(
                "pad each to the next multiple of 8, and cut the mask to the photo's size",
                "Each photo keeps its pixels, each mask lies where it belongs, and no weight "
                "changes. What it costs: near the padded edges the mask knows of repeated rows.",
                right=True,
                show=UNET | {"height": 104, "width": 152},
            ),
            Option(
                "resize all photos to one size",
                "It runs. But each mask must be resized back, so its edges are guesses between "
                "pixels, and things are larger or smaller than in training.",
                show=UNET | {"height": 224, "width": 224},
            ),
            Option(
                "cut each photo down to a multiple of 8",
                "It runs, and up to 7 rows and columns of each photo get no mask.",
                show=UNET | {"height": 96, "width": 144},
            ),
            Option(
                "open the Input for all sizes",
                "It is open: `None` stands there. The skips refuse, and no Input changes that.",
                show=UNET | {"height": 100, "width": 150},
            ),
            Option(
                "put a mean in place of what pins the size",
                "That is a treatment for Flatten in a classifier. A mask needs the places that a "
                "mean gives away, and new weights would need training.",
                show={"model": "first visit's", "height": 128, "width": 128},
            ),
        ),
    ),
)

"""What the first page asks: what a shape is."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "pil-size",
        "PIL says that a photo has size (600, 400). What shape does TensorFlow decode it to?",
        (
            Option(
                "(600, 400, 3)",
                "That would be 600 rows of 400 pixels, a photo that stands upright. PIL says the "
                "width first; TensorFlow and NumPy count rows, then columns.",
                show={"height": 240, "width": 160},
            ),
            Option(
                "(400, 600, 3)",
                "400 rows of 600 pixels, each of 3 numbers: height, width, channels. PIL says the "
                "width first.",
                right=True,
                show={"height": 160, "width": 240},
            ),
            Option(
                "(3, 400, 600)",
                "The height is before the width, as it should be. The channels come last in "
                "TensorFlow's decoders; they come first where models of PyTorch are at home.",
            ),
            Option(
                "(1, 400, 600, 3)",
                "A model wants it so: with a batch axis. A decoder gives one picture, and "
                "`picture[tf.newaxis]` puts that axis in front.",
            ),
        ),
        second=Question(
            "pil-size-second",
            "A decoded photo has the shape (300, 451, 3). What size does PIL say?",
            (
                Option(
                    "(300, 451)",
                    "PIL says the width first: the photo has 300 rows of 451 pixels, so its width "
                    "is 451.",
                ),
                Option(
                    "(451, 300)",
                    "Width, then height. The number of channels is in its mode: RGB.",
                    right=True,
                ),
                Option(
                    "(451, 300, 3)",
                    "Width, then height, that is right. How many channels there are says the mode, "
                    "RGB, and not the size.",
                ),
                Option(
                    "(300, 451, 3)",
                    "That is the shape once more. PIL's size has no channels, and the width first.",
                ),
            ),
        ),
    ),
)

DECISIONS = ()

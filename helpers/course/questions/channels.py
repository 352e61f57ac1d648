"""What the second visit asks: open sizes, channels, the batch axis."""

from helpers.course.questions.question import Option, Question

_HEAD = "GlobalAveragePooling"
_GRAY = {"file": "gray JPEG", "batch axis": True, "channels": 3, "head": _HEAD}
_ALPHA = _GRAY | {"file": "RGBA PNG"}
_COLOUR_INTO_GRAY = _GRAY | {"file": "RGB JPEG", "channels": 1}
_GRAY_INTO_GRAY = _GRAY | {"channels": 1}
_ADAPTIVE = {"file": "RGB JPEG", "batch axis": True, "channels": 3, "head": "adaptive pooling"}

GRAY = Question(
    "gray",
    "Four channels were refused by the model's input check. Now a gray picture comes, "
    "(1, 128, 128, 1). Who refuses it?",
    (
        Option(
            "the input check again, before any layer runs",
            "That would be so if it compared the last axis of whatever comes. It does with 2, 4 or "
            "6 channels; an axis of length 1 it lets through. The first convolution then counts.",
            show=_GRAY,
        ),
        Option(
            "the first convolution",
            "Yes: an axis of length 1 passes the input check, and the kernels of the convolution "
            "are 3 channels deep.",
            right=True,
            show=_GRAY,
        ),
        Option(
            "nobody: one channel is repeated to three",
            "NumPy would repeat an axis of length 1, and some layers do. A convolution multiplies "
            "3 × 3 × 3 kernels, counts the channels, and refuses.",
            show=_GRAY,
        ),
        Option(
            "nobody: the model answers for one channel",
            "Its kernels are weights of the shape (3, 3, 3, 32), made before any picture came. "
            "A model made for one channel answers; this one's convolution refuses.",
            show=_GRAY_INTO_GRAY,
        ),
    ),
    second=Question(
        "gray-the-other-way",
        "The same model, made for one channel: `keras.Input((None, None, 1))`. A colour picture "
        "comes, (1, 128, 128, 3). Who refuses it?",
        (
            Option(
                "the first convolution",
                "Yes: where one channel is expected, the input check lets other numbers through. "
                "The kernels are 1 channel deep, and the convolution refuses.",
                right=True,
                show=_COLOUR_INTO_GRAY,
            ),
            Option(
                "the input check, before any layer runs",
                "Four channels into a model for three are refused there. An axis that is to have "
                "length 1 it does not compare; the convolution does.",
                show=_COLOUR_INTO_GRAY,
            ),
            Option(
                "nobody: colour is turned to gray",
                "A decoder does that when it is asked for `channels=1`. A model does not: its "
                "convolution refuses.",
                show=_COLOUR_INTO_GRAY,
            ),
        ),
    ),
)

ADAPTIVE = Question(
    "adaptive-predict",
    "Called directly, the model with adaptive pooling answered at 128 × 128 and at 37 × 500. Now "
    "`model.predict` with a picture of 128 × 128, and then with one of 64 × 64. What happens?",
    (
        Option(
            "both give (1, 10), as the calls did",
            "A call sees the size of its own picture. `predict` keeps a graph, and at the second "
            "size it makes one for open sizes: adaptive pooling refuses to be built into that.",
            show=_ADAPTIVE,
        ),
        Option(
            "the first gives (1, 10), the second raises",
            "Yes: the first graph is made for 128 × 128. At the second size Keras makes one for "
            "all sizes, and there adaptive pooling does not know how large its fields are.",
            right=True,
            show=_ADAPTIVE,
        ),
        Option(
            "both raise",
            "For that the size would have to be unknown from the start. The first graph is made "
            "for exactly the shape that came, (1, 128, 128, 3), and passes.",
            show=_ADAPTIVE,
        ),
        Option(
            "both give (1, 10), but the second pools with the fields of the first",
            "That would be a wrong answer without a word. It is not so: the second raises.",
            show=_ADAPTIVE,
        ),
    ),
    second=Question(
        "adaptive-fit",
        "A training set has pictures of 96 × 96, and a second one pictures of 64 × 64. The same "
        "model: `model.fit` on the first, then `model.fit` on the second. What happens?",
        (
            Option(
                "both train",
                "They do with `GlobalAveragePooling2D`. Here the second `fit` needs a graph for "
                "open sizes, and adaptive pooling refuses.",
                show=_ADAPTIVE,
            ),
            Option(
                "the first `fit` raises",
                "Its graph is made for the shape that comes first, so all sizes are known in it.",
                show=_ADAPTIVE,
            ),
            Option(
                "the second `fit` raises",
                "Yes: `fit`, like `predict`, makes a graph for open sizes when another size comes.",
                right=True,
                show=_ADAPTIVE,
            ),
        ),
    ),
)

EFFICIENTNET = Question(
    "gray-efficientnet",
    "The gray picture once more, and a ready-made network for colour: keras.applications."
    "EfficientNetB0. Who refuses?",
    (
        Option(
            "its input check",
            "As before: an axis of length 1 passes. With four channels it would refuse.",
        ),
        Option(
            "its first convolution, as in our model",
            "It would, if one channel reached it. Before it stands a Normalization with one mean "
            "for each of three channels, and what comes out of that has three.",
        ),
        Option(
            "nobody: it answers",
            "Yes: its Normalization subtracts three means from one channel, and makes three of it. "
            "What refuses is decided by the first layer that counts channels.",
            right=True,
        ),
    ),
    second=Question(
        "alpha-efficientnet",
        "Into the same EfficientNetB0 comes a picture with transparency, (1, 128, 128, 4). Who "
        "refuses?",
        (
            Option(
                "nobody: it answers",
                "An axis of length 1 can be repeated; one of 4 cannot become 3, and the input "
                "check looks first.",
            ),
            Option(
                "its input check",
                "Yes: four channels are compared with three there, before any layer runs.",
                right=True,
            ),
            Option(
                "its Normalization",
                "It could not subtract three means from four channels. But it is not asked: the "
                "input check refuses before.",
            ),
        ),
    ),
)

LOADER = Question(
    "02-loader",
    "A shop's model was trained on JPEG photos, read with TensorFlow, 0..1. From tomorrow it "
    "serves: product photos from phones (JPEG, many held upright), logos (PNG with transparency, "
    "meant for a white page), and scans of labels (16-bit TIFF). There is no time to train. Which "
    "loader?",
    (
        Option(
            "`tf.io.decode_image(data, channels=3, expand_animations=False) / 255`",
            "One line, and the photos are decoded as in training. But it raises at the first TIFF, "
            "phone photos lie on their side, and the logos show what was hidden behind their "
            'transparency. Right for the eight kinds of this visit, if "sideways" does no harm.',
            show=_ALPHA,
        ),
        Option(
            '`PIL.Image.open(…).convert("RGB")` for all, then `/ 255`',
            "It opens the TIFF, and the scans come out white: everything above 255 is cut off. The "
            "photos still lie on their side, and the logos' hidden colours are back.",
        ),
        Option(
            "PIL: `exif_transpose`; transparent put on white; 16 bit divided by 257; RGB, `/ 255`",
            "Yes: each kind gets what it needs, and no weight changes. The costs: more lines, "
            "another JPEG decoder than in training, and if you resize, the same filter as in "
            "training (antialias or not). Compare the logits of a few photos before tomorrow.",
            right=True,
        ),
        Option(
            "a 1 × 1 convolution in front, which learns to take four channels",
            "It must be trained, and there is no time. It would mend the number of channels of "
            "the logos, and neither TIFF nor what lies on its side.",
            show=_ALPHA,
        ),
        Option(
            "an Input of shape (None, None, None): then any number of channels goes in",
            "`Conv2D` cannot be built on it: its kernels must know how deep they are.",
        ),
    ),
)

QUESTIONS = (GRAY, ADAPTIVE, EFFICIENTNET)
DECISIONS = (LOADER,)

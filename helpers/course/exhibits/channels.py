"""Claims on messages, types of exceptions, and channels."""

from helpers.course.exhibits.exhibit import ERROR, RUNS, Exhibit
from helpers.course.exhibits.sizes import FIXED

INVALID = "InvalidArgumentError"
OLD = "TensorFlow 2.1 to 2.3"

#: A model for pictures of any size with three channels.
OPEN = """\
body = [layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()]
model = keras.Sequential([keras.Input((None, None, 3)), *body])
"""

EXHIBITS = (
    Exhibit(
        name="this will be thrown",
        claim="E1.4",
        phrase="This will be thrown.",
        code=FIXED
        + """\
print("128 × 128 raises:", outcome(lambda: model(tf.zeros((1, 128, 128, 3)))))
caught = issubclass(ValueError, tf.errors.InvalidArgumentError)
print("an except for InvalidArgumentError catches a ValueError:", caught)
""",
        foreseen={"128 × 128 raises": INVALID},
        instead="Since TensorFlow 2.4 Keras looks first, and raises ValueError. An except for "
        "InvalidArgumentError does not catch that: the program ends.",
        elsewhere={OLD: {"128 × 128 raises": INVALID}},
    ),
    Exhibit(
        name="who raises it",
        claim="E1.5",
        phrase="causing the `InvalidArgumentError`",
        code=FIXED
        + """\
x = tf.zeros((1, 128, 128, 3))
any_size = [tf.TensorSpec((None, None, None, 3))]
graph = tf.function(model.__call__, input_signature=any_size)
print("by a call:", outcome(lambda: model(x)))
print("by predict:", outcome(lambda: model.predict(x, verbose=0)))
print("in a graph with open sizes:", outcome(lambda: graph(x)))
""",
        foreseen={
            "by a call": INVALID,
            "by predict": INVALID,
            "in a graph with open sizes": INVALID,
        },
        instead="By a call it is ValueError, since TensorFlow 2.4. InvalidArgumentError comes "
        "where Keras cannot look: in a graph whose sizes are open.",
        elsewhere={OLD: {"by a call": INVALID}},
    ),
    Exhibit(
        name="what the message tells",
        claim="E1.7",
        phrase="indicate a shape mismatch between the expected input and the received",
        code="""\
def tail():
    return [layers.Conv2D(8, 3), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10)]

picture = keras.Input((224, 224, 3))
stack = keras.Sequential([picture, *tail()])
model = keras.Model(picture, keras.Sequential(tail())(picture))
for name, one in ("Sequential", stack), ("Functional", model):
    try:
        one(tf.zeros((1, 128, 128, 3)))
    except ValueError as error:
        print(f"{name}'s message tells the size 224:", " 224," in str(error))
""",
        foreseen={
            "Sequential's message tells the size 224": "True",
            "Functional's message tells the size 224": "True",
        },
        instead="A Functional model tells both shapes. With Keras 3 a Sequential one tells two "
        "lengths of a row, of what comes to Dense, and not the size 224.",
    ),
    Exhibit(
        name="another number of channels",
        claim="E2.5",
        phrase="passing in data with the incorrect color channel will trigger an error",
        code=OPEN
        + """\
four = np.zeros((1, 16, 16, 4), "float32")
print("4 channels, by a call:", outcome(lambda: model(four)))
print("4 channels, by predict:", outcome(lambda: model.predict(four, verbose=0)))
""",
        foreseen={"4 channels, by a call": ERROR, "4 channels, by predict": ERROR},
        instead="So it does, by call and by predict. It is a ValueError.",
    ),
    Exhibit(
        name="the except clause",
        claim="E2.6",
        phrase="except tf.errors.InvalidArgumentError as e",
        code=OPEN
        + """\
four = np.zeros((1, 16, 16, 4), "float32")
print("4 channels raise, by a call:", outcome(lambda: model(four)))
print("4 channels raise, by predict:", outcome(lambda: model.predict(four, verbose=0)))
""",
        foreseen={
            "4 channels raise, by a call": INVALID,
            "4 channels raise, by predict": INVALID,
        },
        instead="except ValueError catches it. InvalidArgumentError is what TensorFlow's own "
        "operations raise, where no layer has looked before.",
    ),
    Exhibit(
        name="checking channels",
        claim="E2.7",
        phrase="TensorFlow is still checking the number of channels",
        code="""\
conv, kernel = layers.Conv2D(4, 3), tf.zeros((3, 3, 3, 4))
conv(tf.zeros((1, 16, 16, 3)))
for channels in 4, 6:
    x = tf.zeros((1, 16, 16, channels))
    print(f"Conv2D for 3, given {channels}:", outcome(lambda: conv(x)))
    told = outcome(lambda: tf.nn.conv2d(x, kernel, 1, "VALID"))
    print(f"tf.nn.conv2d for 3, given {channels}:", told)
""",
        foreseen={
            "Conv2D for 3, given 4": ERROR,
            "Conv2D for 3, given 6": ERROR,
            "tf.nn.conv2d for 3, given 4": ERROR,
            "tf.nn.conv2d for 3, given 6": ERROR,
        },
        instead="Keras wants as many as the kernel is deep. TensorFlow's own tf.nn.conv2d wants a "
        "multiple: six channels on a kernel for three run in two groups.",
    ),
    Exhibit(
        name="channels at run time",
        claim="E2.8",
        phrase="they cannot be dynamically determined at runtime",
        code="""\
open_channels = keras.Input((None, None, None))
print("Conv2D on open channels:", outcome(lambda: layers.Conv2D(4, 3)(open_channels)))
pooled = layers.GlobalAveragePooling2D()(layers.MaxPooling2D(2)(open_channels))
model = keras.Model(open_channels, pooled)
for channels in 1, 4:
    x = tf.zeros((1, 16, 16, channels))
    print(f"pooling alone, {channels} channels:", outcome(lambda: model(x)))
""",
        foreseen={
            "Conv2D on open channels": ERROR,
            "pooling alone, 1 channels": ERROR,
            "pooling alone, 4 channels": ERROR,
        },
        instead="A layer with weights for each channel must know them. One without, like pooling, "
        "takes what comes.",
    ),
    Exhibit(
        name="need for channels",
        claim="S3",
        phrase="does not bypass the need for the number of input channels",
        code=OPEN
        + """\
for channels in 1, 3, 4:
    x = tf.zeros((1, 16, 16, channels))
    print(f"open height and width, {channels} channels:", outcome(lambda: model(x)))
""",
        foreseen={
            "open height and width, 1 channels": ERROR,
            "open height and width, 3 channels": RUNS,
            "open height and width, 4 channels": ERROR,
        },
        instead="So it is: with height and width open, the channels still have to be right.",
    ),
)

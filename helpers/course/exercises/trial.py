"""The sixth visit: claims, and lines that decide them."""

from functools import cache

import keras
import tensorflow as tf
from keras import layers

from helpers.course.exercises.exercise import Exercise, Message, Mistake, expect, tried
from helpers.course.exercises.order import Order
from helpers.course.exhibits import EXHIBITS
from helpers.course.exhibits.exhibit import TRUE, Other

# --- lines that decide --------------------------------------------------------------------------


class _Refusing(layers.Layer):
    """A convolution that refuses some sizes: `refuses(first, now)`, each (height, width)."""

    def __init__(self, refuses):
        super().__init__()
        self._conv, self._refuses, self._first = layers.Conv2D(2, 3), refuses, None

    def call(self, x):
        size = tuple(x.shape[1:3])
        self._first = self._first or size
        if self._refuses(self._first, size):
            raise ValueError(f"{size[0]} × {size[1]} is not what this layer was made for")
        return self._conv(x)


def _flat():
    return keras.Sequential([layers.Flatten(), layers.Dense(2)])


#: (how to make one, whether it refuses some size, what to say to a wrong answer).
_LAYERS = (
    (
        lambda: layers.Conv2D(2, 3),
        False,
        "Conv2D takes another size, and you say that it does not. Was something else changed as "
        "well, such as the channels?",
    ),
    (
        lambda: _Refusing(lambda first, now: now != first),
        True,
        "A layer that refuses every size but its first goes through. Is one and the same layer "
        "called twice, with two sizes?",
    ),
    (
        lambda: _Refusing(lambda first, now: now[0] > first[0] or now[1] > first[1]),
        True,
        "A layer that refuses larger pictures goes through: it never got one.",
    ),
    (
        lambda: _Refusing(lambda first, now: now[0] < first[0] or now[1] < first[1]),
        True,
        "A layer that refuses smaller pictures goes through: it never got one.",
    ),
    (
        lambda: _Refusing(lambda first, now: now[0] != first[0]),
        True,
        "A layer that refuses another height goes through: its height was never changed.",
    ),
    (
        lambda: _Refusing(lambda first, now: now[1] != first[1]),
        True,
        "A layer that refuses another width goes through: its width was never changed.",
    ),
    (_flat, True, "Flatten and Dense go through. Do they get another number of pixels?"),
    (
        lambda: layers.GlobalAveragePooling2D(),
        False,
        "GlobalAveragePooling2D takes another size, and you say that it does not. Its answers "
        "differ, as they should: what counts is whether it refuses.",
    ),
)


def _verify_refuses(answer):
    told = []
    for make, right, otherwise in _LAYERS:
        with tried("Your function does not catch what a layer raises, or fails itself:"):
            said = answer(make)
        expect(
            isinstance(said, bool),
            f"It returns {said!r}. True is asked for if a size is refused, and False if not.",
        )
        told.append((said, right, otherwise))
    if len({said for said, _, _ in told}) == 1:
        raise Mistake(
            f"It says {told[0][0]} of each layer, of Conv2D and of Flatten with Dense. What says "
            "the same in both worlds decides nothing."
        )
    for said, right, otherwise in told:
        expect(said == right, otherwise)


refuses = Exercise(
    _verify_refuses,
    (
        "One layer, called with pictures of several sizes; the channels stay as they are.",
        "Which other sizes could it refuse? Larger and smaller ones, in height and in width.",
        "layer = make() once, before the loop. In the loop try: layer(tf.zeros(...)), and "
        "except ValueError: return True.",
    ),
    "def refuses(make):\n"
    "    layer = make()\n"
    "    for size in (16, 16), (16, 24), (24, 16), (8, 16), (16, 8):\n"
    "        try:\n"
    "            layer(tf.zeros((1, *size, 3)))\n"
    "        except ValueError:\n"
    "            return True\n"
    "    return False",
)

# --- a count ------------------------------------------------------------------------------------

SHAPES = ((1, 16, 16, 3), (2, 24, 24, 3), (1, 16, 16, 3), (2, 16, 16, 3), (1, 24, 16, 3))


@cache
def _called(**options):
    """A graph after its calls. It stays: TensorFlow would take a new one in its place for it."""
    graph = tf.function(lambda x: x / 2, **options)
    for shape in SHAPES:
        graph(tf.zeros(shape))
    return graph


def _graphs(**options):
    return _called(**options).experimental_get_tracing_count()


def _verify_graphs(answer):
    whole = isinstance(answer, int) and not isinstance(answer, bool)
    expect(whole, f"A count is a whole number like 1, not {answer!r}.")
    if answer == _graphs():
        return
    open_one = _graphs(input_signature=(tf.TensorSpec((None, None, None, 3)),))
    sizes, shapes = {shape[1:] for shape in SHAPES}, set(SHAPES)
    expect(answer != open_one, "One is enough with an open signature. This one has none.")
    expect(
        answer != _graphs(reduce_retracing=True),
        "So many it makes with reduce_retracing=True, which opens what differs. It is not set.",
    )
    expect(answer != len(SHAPES), "A shape that comes again finds its graph: none is made anew.")
    expect(
        answer != len(sizes),
        "So many sizes there are. The batch belongs to the shape as well.",
    )
    more = "fewer" if answer > len(shapes) else "more"
    raise Mistake(f"Not {answer}: {more}. A graph is made for each shape that is new.")


graphs = Exercise(
    _verify_graphs,
    (
        "As it comes, a tf.function makes a graph for each shape that it has not seen.",
        "Write the five shapes below each other, and strike out what stands there twice.",
        "The batch counts as height and width do: (1, 16, 16, 3) and (2, 16, 16, 3) are two.",
    ),
    "4",
)

# --- another world ------------------------------------------------------------------------------

_CLAIM = EXHIBITS["memory management"]


def _verify_pinned(answer):
    is_layer = isinstance(answer, type) and issubclass(answer, layers.Layer)
    expect(is_layer, "A class is asked for: class Pinned(layers.Conv2D): …")
    _works_at_first(answer)
    with tried("Called with another number of pictures of its size, it raises"):
        conv = answer(8, 3)
        conv(tf.zeros((1, 20, 20, 3)))
        conv(tf.zeros((4, 20, 20, 3)))
    printed = _CLAIM.run(layers=Other(layers, Conv2D=answer))
    for what, one in _CLAIM.compared(printed).items():
        expect(one.agrees, f"{what}: {one.printed}. In that world it is an error.")
    if _CLAIM.verdict(printed) != TRUE:
        raise Mistake(f"The claim is not true there. Its lines print: {printed}")


def _works_at_first(answer):
    with tried("At its first size it should still be a convolution, and raises"):
        conv, picture = answer(8, 3), tf.random.normal((1, 20, 20, 3))
        came = conv(picture)
    other = f"At its first size, 20 × 20, it should give (1, 18, 18, 8), not {tuple(came.shape)}."
    expect(tuple(came.shape) == (1, 18, 18, 8), other)
    plain = layers.Conv2D(8, 3)
    plain(picture)
    with tried("Its weights are not those of a Conv2D:"):
        plain.set_weights(conv.get_weights())
    same = tf.reduce_all(tf.abs(plain(picture) - came) < 1e-4)
    expect(same, "At its first size its numbers are not those of a Conv2D with its weights.")


pinned = Exercise(
    _verify_pinned,
    (
        "When does a layer learn the shape of what comes first? In build(self, shape).",
        "After super().build(shape), self.input_spec says what Keras lets in.",
        "keras.InputSpec(shape=(None, *shape[1:])) keeps all but the batch.",
    ),
    "class Pinned(layers.Conv2D):\n"
    "    def build(self, shape):\n"
    "        super().build(shape)\n"
    "        self.input_spec = keras.InputSpec(shape=(None, *shape[1:]))",
)

# --- an unseen message, and lines to order ------------------------------------------------------


def _fails():
    picture = keras.Input((32, 48, 3), name="picture")
    x = layers.Conv2D(8, 3, name="strokes")(picture)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    model = keras.Model(picture, layers.Dense(4, name="classes")(x), name="reader")
    model(tf.zeros((2, 32, 64, 3)))


unseen = Message(
    _fails,
    (
        "What is “incompatible with the layer”? It stands in quotes behind “of layer”; a model "
        "is a layer too.",
        "Put the two shapes below each other. None fits anything: which place differs?",
        "The batch is axis 0, the height axis 1, the width axis 2.",
    ),
)

order = Order(
    "trial.order",
    "“Flatten and Dense make a model refuse other sizes.” Not here: put the layers in an order in "
    "which it takes each size from 6 × 6 up, as the map shows.",
    (
        "keras.Input((None, None, 3))",
        "layers.Conv2D(8, 5)",
        "layers.MaxPooling2D(2)",
        "layers.GlobalAveragePooling2D(keepdims=True)",
        "layers.Flatten()",
        "layers.Dense(10)",
    ),
    (4, 5, 6, 7, 10, 12, 24),
)

"""Claims on a model made for one size, and on a picture of another."""

from helpers.course.exhibits.exhibit import ERROR, RUNS, Exhibit

#: The layers of the article's first example, with fewer filters.
FIXED = """\
body = [layers.Conv2D(8, 3), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10)]
model = keras.Sequential([keras.Input((224, 224, 3)), *body])
"""

EXHIBITS = (
    Exhibit(
        name="despite resizing",
        claim="T3",
        phrase="unpredictable runtime crashes despite handling resizing within preprocessing steps",
        code="""\
model = keras.Sequential([
    keras.Input((64, 64, 3)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2),
])
sides = np.random.default_rng(0).integers(1, 300, (50, 2))
frames = [tf.image.resize(tf.zeros((1, *size, 3)), (64, 64)) for size in sides]
told = [outcome(lambda: model(frame)) for frame in frames]
print("frames, each of another size, resized first:", len(told))
print("none of them crashes:", set(told) == {"(1, 2)"})
""",
        foreseen={"none of them crashes": "False"},
        instead="Resized to the size that the model was made for, every frame goes through.",
    ),
    Exhibit(
        name="unexpected dimensions",
        claim="T8",
        phrase="unexpected dimensions is passed to a previously defined layer",
        code="""\
larger, four = tf.zeros((1, 50, 21, 3)), tf.zeros((1, 32, 32, 4))
for layer in layers.Conv2D(4, 3), layers.MaxPooling2D(2), layers.Dense(4):
    layer(tf.zeros((1, 32, 32, 3)))
    name = type(layer).__name__
    print(f"{name}, another size:", outcome(lambda: layer(larger)))
    print(f"{name}, other channels:", outcome(lambda: layer(four)))
""",
        foreseen={
            "Conv2D, another size": ERROR,
            "Conv2D, other channels": ERROR,
            "MaxPooling2D, another size": ERROR,
            "Dense, other channels": ERROR,
        },
        instead="Another height or width is no error for these layers. Another last axis is one "
        "for those that have weights along it.",
    ),
    Exhibit(
        name="another size later",
        claim="T15",
        phrase="later attempts inference with a differently sized input",
        code="""\
def head(*last):
    return [layers.Conv2D(4, 3), *last, layers.Dense(2)]

small, picture = tf.zeros((1, 20, 20, 3)), keras.Input((32, 32, 3))
for name, last in ("Flatten", layers.Flatten), ("pooling", layers.GlobalAveragePooling2D):
    stack = keras.Sequential([keras.Input((32, 32, 3)), *head(last())])
    model = keras.Model(picture, keras.Sequential(head(last()))(picture))
    print(f"Sequential, {name}, 20 × 20:", outcome(lambda: stack(small)))
    print(f"Functional, {name}, 20 × 20:", outcome(lambda: model(small)))
""",
        foreseen={
            "Sequential, Flatten, 20 × 20": ERROR,
            "Functional, Flatten, 20 × 20": ERROR,
            "Sequential, pooling, 20 × 20": ERROR,
            "Functional, pooling, 20 × 20": ERROR,
        },
        instead="It is refused where a size is written in: in the Input of a Functional model, or "
        "in Dense behind Flatten.",
    ),
    Exhibit(
        name="first call",
        claim="E1.1",
        phrase="The code first executes without error",
        code=FIXED
        + """\
print("224 × 224:", outcome(lambda: model(tf.random.normal((1, 224, 224, 3)))))
""",
        foreseen={"224 × 224": RUNS},
        instead="So it does; here with an Input, as Keras 3 wants it in place of input_shape.",
    ),
    Exhibit(
        name="after training",
        claim="E1.2",
        phrase="Attempting to use an image of different shape after training",
        code="""\
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10)])
before = model.get_weights()
model(tf.random.normal((1, 32, 32, 3)))
same = all(np.array_equal(*pair) for pair in zip(before, model.get_weights()))
print("a call like the article's has trained it:", not same)
""",
        foreseen={"a call like the article's has trained it": "True"},
        instead="A call answers and changes no weight. The example trains nothing, so training "
        "is not what made it fail.",
    ),
    Exhibit(
        name="expected (1, 224, 224, 3)",
        claim="E1.3",
        phrase="Expected (1,224,224,3)",
        code=FIXED
        + """\
print("the model's input_shape:", model.input_shape)
print("a batch of 5:", outcome(lambda: model(tf.zeros((5, 224, 224, 3)))))
""",
        foreseen={"the model's input_shape": "(1, 224, 224, 3)", "a batch of 5": ERROR},
        instead="It expects (None, 224, 224, 3): the batch is open.",
    ),
    Exhibit(
        name="expectation of 224",
        claim="E1.6",
        phrase="constructed with the explicit expectation of 224x224x3 input",
        code=FIXED
        + """\
for size in (128, 128), (225, 225), (76, 668):
    print(f"{size[0]} × {size[1]}:", outcome(lambda: model(tf.zeros((1, *size, 3)))))
""",
        foreseen={"128 × 128": ERROR, "225 × 225": ERROR, "76 × 668": ERROR},
        instead="At 128 × 128, yes. But what is refused is a length of row: other sizes whose row "
        "is as long go through, and are not what the model was made for.",
    ),
    Exhibit(
        name="Conv2D is given the shape",
        claim="E1.8",
        phrase="`Conv2D` layer is explicitly given the `input_shape`",
        code=FIXED
        + """\
x = tf.zeros((1, 128, 128, 3))
for layer in model.layers:
    print(f"{type(layer).__name__} at 128 × 128:", outcome(lambda: layer(x)))
    x = layer(x) if not isinstance(layer, layers.Dense) else x
""",
        foreseen={"Conv2D at 128 × 128": ERROR},
        instead="Conv2D is not the cause: it takes 128 × 128, and so does pooling. Dense refuses.",
    ),
    Exhibit(
        name="kernels not designed",
        claim="E1.9",
        phrase="convolution kernels are not designed to operate on inputs other",
        code="""\
def weights(side):
    body = [layers.Conv2D(16, 3), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10)]
    model = keras.Sequential([keras.Input((side, side, 3)), *body])
    return {type(layer).__name__: layer.count_params() for layer in model.layers}

at_128, at_224 = weights(128), weights(224)
for name in at_224:
    print(f"{name}, weights at 128 and at 224:", at_128[name], at_224[name])
print("Conv2D depends on 224:", at_128["Conv2D"] != at_224["Conv2D"])
print("Dense depends on 224:", at_128["Dense"] != at_224["Dense"])
""",
        foreseen={"Conv2D depends on 224": "True"},
        instead="The kernel is as large for each size. The weights that depend on 224 are those "
        "of Dense.",
    ),
    Exhibit(
        name="resizing is no fix",
        claim="E1.10",
        phrase="does not fix the root problem",
        code=FIXED
        + """\
small = tf.random.normal((1, 128, 128, 3))
print("128 × 128:", outcome(lambda: model(small)))
large = tf.image.resize(small, (224, 224))
print("128 × 128, resized before:", outcome(lambda: model(large)))
""",
        foreseen={"128 × 128, resized before": ERROR},
        instead="Resizing before the call works. The example makes a resized picture, and then "
        "does not use it.",
    ),
    Exhibit(
        name="that specific shape",
        claim="E1.11",
        phrase="constructed to expect that specific shape from the beginning",
        code="""\
picture = keras.Input((32, 32, 3))
inner = [layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()]
stack = keras.Sequential([keras.Input((32, 32, 3)), *inner])
model = keras.Model(picture, inner[1](inner[0](picture)))
small = tf.zeros((1, 20, 20, 3))
print("Sequential made for 32 × 32, at 20 × 20:", outcome(lambda: stack(small)))
print("Functional made for 32 × 32, at 20 × 20:", outcome(lambda: model(small)))
""",
        foreseen={
            "Sequential made for 32 × 32, at 20 × 20": ERROR,
            "Functional made for 32 × 32, at 20 × 20": ERROR,
        },
        instead="A Functional model holds pictures to its Input. A Sequential one does so in "
        "TensorFlow 2.7 to 2.15 and not with Keras 3, where the layers alone decide.",
        elsewhere={
            "TensorFlow 2.7 to 2.15": {"Sequential made for 32 × 32, at 20 × 20": "ValueError"}
        },
    ),
)

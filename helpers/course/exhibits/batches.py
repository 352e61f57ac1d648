"""Claims on open sizes, on batches, and on what helps."""

from helpers.course.exhibits.exhibit import ERROR, RUNS, Exhibit

#: The layers of the article's second and third examples.
OPEN_FLATTEN = """\
def article_model():
    picture = keras.Input((None, None, 3))
    pooled = layers.MaxPooling2D(2)(layers.Conv2D(8, 3)(picture))
    return keras.Model(picture, layers.Dense(10)(layers.Flatten()(pooled)))

"""

EXHIBITS = (
    Exhibit(
        name="avoids errors",
        claim="E2.1",
        phrase="This snippet avoids errors related to varying height and width",
        code=OPEN_FLATTEN
        + """\
print("an Input that is open, then Flatten and Dense:", outcome(lambda: article_model().output))
""",
        foreseen={"an Input that is open, then Flatten and Dense": RUNS},
        instead="It cannot be built: Flatten makes a row of unknown length, and Dense needs a "
        "row of weights for each number.",
    ),
    Exhibit(
        name="varying sizes",
        claim="E2.3",
        phrase="permits processing images of varying sizes",
        code="""\
def at(head, size):
    body = [keras.Input((None, None, 3)), layers.Conv2D(4, 3), head(), layers.Dense(10)]
    return keras.Sequential(body)(tf.zeros((1, *size, 3)))

for head in layers.GlobalAveragePooling2D, layers.Flatten:
    for size in (64, 64), (37, 211):
        print(f"{head.__name__}, {size[0]} × {size[1]}:", outcome(lambda: at(head, size)))
""",
        foreseen={
            "GlobalAveragePooling2D, 64 × 64": RUNS,
            "GlobalAveragePooling2D, 37 × 211": RUNS,
            "Flatten, 64 × 64": RUNS,
            "Flatten, 37 × 211": RUNS,
        },
        instead="With a head that takes any size, such as global pooling. With Flatten and Dense, "
        "as in the example, no size goes through.",
    ),
    Exhibit(
        name="128 as well as 64",
        claim="E2.4",
        phrase="successful use of a 128x128 tensor as well as 64x64",
        code=OPEN_FLATTEN
        + """\
first = tf.zeros((1, 128, 128, 3))
second = tf.image.resize(tf.zeros((1, 64, 64, 3)), (128, 128))
print("shapes that reach the model:", len({first.shape, second.shape}))
print("the model:", outcome(lambda: article_model()(first)))
""",
        foreseen={"shapes that reach the model": "2", "the model": RUNS},
        instead="Both would have come as 128 × 128, since the second is resized before. And the "
        "model cannot be built.",
    ),
    Exhibit(
        name="one size in a batch",
        claim="E3.1",
        phrase="all images within a single batch must have the same dimensions",
        code="""\
pictures = [tf.zeros((8, 12, 3)), tf.zeros((16, 9, 3))]
ragged = tf.ragged.stack(pictures)
print("a dense tensor:", outcome(lambda: tf.stack(pictures)))
print("a ragged tensor, into Conv2D:", outcome(lambda: layers.Conv2D(4, 3)(ragged)))
print("a ragged tensor, into tf.image.resize:", outcome(lambda: tf.image.resize(ragged, (8, 8))))
""",
        foreseen={
            "a dense tensor": ERROR,
            "a ragged tensor, into Conv2D": ERROR,
            "a ragged tensor, into tf.image.resize": ERROR,
        },
        instead="In a dense tensor, yes. A ragged one holds several sizes, and tf.image.resize "
        "makes a dense batch of it; Conv2D does not take it.",
    ),
    Exhibit(
        name="different invocations",
        claim="E3.2",
        phrase="variable shapes across *different* model invocations",
        code="""\
body = [layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()]
model = keras.Sequential([keras.Input((None, None, 3)), *body])
for shape in (2, 16, 16, 3), (1, 64, 64, 3), (4, 33, 20, 3):
    print(f"{shape}:", outcome(lambda: model(tf.zeros(shape))))
""",
        foreseen={"(2, 16, 16, 3)": RUNS, "(1, 64, 64, 3)": RUNS, "(4, 33, 20, 3)": RUNS},
        instead="So it is, with an open Input and a head that takes any size.",
    ),
    Exhibit(
        name="inconsistent shapes",
        claim="E3.3",
        phrase="results in a shape inconsistency error",
        code="""\
one, other = tf.zeros((1, 16, 16, 3)), tf.zeros((1, 8, 8, 3))
spec = tf.TensorSpec((None, None, 3))
dataset = tf.data.Dataset.from_generator(lambda: (one[0], other[0]), output_signature=spec)
print("tf.concat:", outcome(lambda: tf.concat([one, other], axis=0)))
print("tf.stack:", outcome(lambda: tf.stack([one[0], other[0]])))
print("Dataset.batch:", outcome(lambda: next(iter(dataset.batch(2)))))
""",
        foreseen={"tf.concat": ERROR, "tf.stack": ERROR, "Dataset.batch": ERROR},
        instead="So it does, in tf.concat, in tf.stack and in Dataset.batch. (Fused with a map, "
        "batch can let two sizes of as many pixels through: visit 03.)",
    ),
    Exhibit(
        name="error on batching",
        claim="E3.4",
        phrase="Error on batching images of varying sizes",
        code="""\
told = []

def as_in_the_article(one, other):
    both = tf.concat([one, other], axis=0)
    try:
        return tf.reduce_mean(both, axis=(1, 2))
    except tf.errors.InvalidArgumentError:
        told.append("Error on batching")

pictures = tf.zeros((1, 16, 16, 3)), tf.zeros((1, 8, 8, 3))
print("it ends with:", outcome(lambda: as_in_the_article(*pictures)))
print("its own message is printed:", bool(told))
""",
        foreseen={"its own message is printed": "True"},
        instead="tf.concat raises above the try, so the except does not see it.",
    ),
    Exhibit(
        name="but for the axis joined",
        claim="E3.5",
        phrase="same dimensions (aside from the dimension of concatenation)",
        code="""\
def joined(one, other, axis):
    return tf.concat([tf.zeros(one), tf.zeros(other)], axis)

one, five, high = (1, 8, 8, 3), (5, 8, 8, 3), (1, 20, 8, 3)
print("1 and 5 pictures along the batch:", outcome(lambda: joined(one, five, 0)))
print("heights 8 and 20 along the height:", outcome(lambda: joined(one, high, 1)))
print("heights 8 and 20 along the batch:", outcome(lambda: joined(one, high, 0)))
""",
        foreseen={
            "1 and 5 pictures along the batch": RUNS,
            "heights 8 and 20 along the height": RUNS,
            "heights 8 and 20 along the batch": ERROR,
        },
        instead="So it is: along the axis that is joined, sizes may differ.",
    ),
    Exhibit(
        name="two of one size",
        claim="E3.6",
        phrase="Correct usage: two same size images in a batch.",
        code=OPEN_FLATTEN
        + """\
both = tf.concat([tf.zeros((1, 128, 128, 3)), tf.zeros((1, 128, 128, 3))], axis=0)
print("the batch:", outcome(lambda: both))
print("the article's model, given it:", outcome(lambda: article_model()(both)))
""",
        foreseen={"the article's model, given it": RUNS},
        instead="The batch is right. The example ends before it: its model cannot be built.",
    ),
    Exhibit(
        name="normalize with resize",
        claim="S2",
        phrase="`tf.image.resize` provides a way to normalize input images",
        code="""\
pictures = [np.full((1, *size, 3), 254, "uint8") for size in ((20, 50), (90, 31))]
came = [tf.image.resize(picture, (32, 32)) for picture in pictures]
print("all come out in one size:", {tuple(one.shape) for one in came} == {(1, 32, 32, 3)})
print("type and largest value:", came[0].dtype.name, float(tf.reduce_max(came[0])))
""",
        foreseen={"all come out in one size": "True"},
        instead="It makes sizes alike, and nothing else: values stay where they were, here at "
        "254, and the ratio of the sides is not kept.",
    ),
    Exhibit(
        name="reshaping or padding",
        claim="S4",
        phrase="consider reshaping or padding techniques",
        code="""\
picture = tf.reshape(tf.range(16 * 64), (16, 64))  # each pixel has its own number
padded = tf.image.pad_to_bounding_box(picture[..., tf.newaxis], 0, 0, 64, 64)
scrambled = tf.reshape(picture, (32, 32))
print("padding gives another size:", padded.shape == (64, 64, 1))
print("padding keeps neighbours:", bool(padded[1, 0, 0] == picture[1, 0]))
print("reshape, 64 × 64 to 32 × 32:", outcome(lambda: tf.reshape(tf.zeros((64, 64)), (32, 32))))
print("reshape, 16 × 64 to 32 × 32, keeps neighbours:", bool(scrambled[1, 0] == picture[1, 0]))
""",
        foreseen={
            "padding gives another size": "True",
            "padding keeps neighbours": "True",
            "reshape, 64 × 64 to 32 × 32": RUNS,
            "reshape, 16 × 64 to 32 × 32, keeps neighbours": "True",
        },
        instead="Padding makes a batch, and can move the answer: visit 03. A reshape changes no "
        "number of pixels, and where the count fits it scrambles the picture.",
    ),
)

"""Claims on graphs: what one fixes, what a compiler makes of it, what gradients need."""

from helpers.course.exhibits.exhibit import ERROR, RUNS, Exhibit

EXHIBITS = (
    Exhibit(
        name="static dimensions",
        claim="T1",
        phrase="requires a high degree of static dimensionality determination",
        code="""\
model = keras.Sequential([layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
model.build((None, None, None, 3))
graph = tf.function(model, input_signature=[tf.TensorSpec((None, None, None, 3))])
for shape in (1, 8, 8, 3), (2, 31, 17, 3), (3, 100, 64, 3):
    print(f"{shape}:", outcome(lambda: graph(tf.zeros(shape))))
print("graphs made:", graph.experimental_get_tracing_count())
""",
        foreseen={
            "(1, 8, 8, 3)": ERROR,
            "(2, 31, 17, 3)": ERROR,
            "(3, 100, 64, 3)": ERROR,
        },
        instead="A graph wants to know the number of axes, and for a convolution the channels. "
        "Batch, height and width may stay open.",
    ),
    Exhibit(
        name="resizing disrupts",
        claim="T2",
        phrase="resizing operations disrupt this expectation",
        code="""\
@tf.function(input_signature=[tf.TensorSpec((None, None, None, 3))])
def resized(pictures):
    small = tf.image.resize(pictures, (224, 224))
    print("shape in the graph, before:", tuple(pictures.shape))
    print("shape in the graph, after:", tuple(small.shape))
    return small

resized(tf.zeros((1, 50, 80, 3)))
""",
        foreseen={"shape in the graph, after": "(None, None, None, 3)"},
        instead="Resizing to a size that is written down closes the shape: after it the graph "
        "knows height and width.",
    ),
    Exhibit(
        name="graph for fixed dimensions",
        claim="T5",
        phrase="graph optimized for those fixed tensor dimensions",
        code="""\
conv, sizes = layers.Conv2D(4, 3), [(32, 32), (48, 20), (32, 32), (64, 64)]
conv.build((None, None, None, 3))
any_size = [tf.TensorSpec((None, None, None, 3))]
pictures = [tf.zeros((1, *size, 3)) for size in sizes]
for way, xla in ("as it comes", False), ("with XLA", True):
    graph = tf.function(conv, input_signature=any_size, jit_compile=xla)
    for picture in pictures:
        graph(picture)
    print(f"{way}, graphs for three sizes:", graph.experimental_get_tracing_count())
programs = {graph.experimental_get_compiler_ir(picture)("hlo") for picture in pictures}
print("with XLA, programs for three sizes:", len(programs))
""",
        foreseen={
            "as it comes, graphs for three sizes": "3",
            "with XLA, graphs for three sizes": "3",
            "with XLA, programs for three sizes": "3",
        },
        instead="One graph serves all sizes. The compiler XLA, where it is switched on, makes a "
        "program for each size from that one graph: a new size is a new program, and no error.",
    ),
    Exhibit(
        name="memory layouts",
        claim="T6",
        phrase="dictate memory layouts and computational kernel selection",
        code="""\
conv = layers.Conv2D(4, 3)
conv.build((None, 32, 32, 3))
any_size = [tf.TensorSpec((None, None, None, 3))]
graph = tf.function(conv, input_signature=any_size, jit_compile=True)
operations = graph.get_concrete_function().graph.get_operations()
(node,) = [one for one in operations if one.type == "Conv2D"]
print("what the graph's convolution gives:", tuple(node.outputs[0].shape))
for side in 32, 48:
    program = graph.experimental_get_compiler_ir(tf.zeros((1, side, side, 3)))("hlo")
    print(f"XLA's program has {side} written in:", f"f32[1,{side},{side},3]" in program)
""",
        foreseen={
            "what the graph's convolution gives": "(None, 30, 30, 4)",
            "XLA's program has 32 written in": "True",
        },
        instead="In the graph no size is written. XLA writes one into its program: that of the "
        "picture that came, and not the one that the layer was made for.",
    ),
    Exhibit(
        name="execution plans",
        claim="T16",
        phrase="impacting memory allocation and execution plans",
        code="""\
pictures = [tf.zeros((1, side, side, 3)) for side in (8, 9, 10, 11)]
any_size = [tf.TensorSpec((None, None, None, 3))]
ways = {
    "as it comes": tf.function(lambda x: x / 2),
    "with reduce_retracing": tf.function(lambda x: x / 2, reduce_retracing=True),
    "with an open signature": tf.function(lambda x: x / 2, input_signature=any_size),
}
for name, graph in ways.items():
    right = all(graph(picture).shape == picture.shape for picture in pictures)
    count = graph.experimental_get_tracing_count()
    print(f"{name}, graphs for four sizes that {'run' if right else 'fail'}:", count)
""",
        foreseen={
            "as it comes, graphs for four sizes that run": "4",
            "with an open signature, graphs for four sizes that run": "4",
        },
        instead="tf.function makes a graph for each new shape, if you let it. That is more work, "
        "and no crash; an open signature makes one for all.",
    ),
    Exhibit(
        name="automatic differentiation",
        claim="T13",
        phrase="automatic differentiation mechanism relies heavily on static graph structures",
        code="""\
conv = layers.Conv2D(1, 3)
conv.build((None, None, None, 3))
def slope(pictures):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(conv(pictures) ** 2)
    return tape.gradient(loss, conv.kernel)

graph = tf.function(slope, input_signature=[tf.TensorSpec((None, None, None, 3))])
pictures = [tf.random.normal((1, *size, 3)) for size in ((9, 9), (31, 17), (64, 40))]
print("three sizes, without a graph:", outcome(lambda: tf.stack([slope(x) for x in pictures])))
print("three sizes, one open graph:", outcome(lambda: tf.stack([graph(x) for x in pictures])))
print("the same slopes:", all(np.allclose(slope(x), graph(x), atol=1e-4) for x in pictures))
""",
        foreseen={
            "three sizes, without a graph": ERROR,
            "three sizes, one open graph": ERROR,
        },
        instead="GradientTape writes down the operations that ran, at the size at which they ran. "
        "It needs no graph, and one whose sizes are open gives the same slopes.",
    ),
    Exhibit(
        name="errors during training",
        claim="T14",
        phrase="cause errors during training, even if inference *appears* to succeed",
        code="""\
model = keras.Sequential([layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])
model.compile("sgd", "mse")
batches = [(np.zeros((2, side, side, 3)), np.zeros((2, 4))) for side in (16, 16, 24)]

def fitted():
    return model.fit((batch for batch in batches), verbose=0, shuffle=False)
def trained():
    return np.array([model.train_on_batch(*batch) for batch in batches])

print("inference:", outcome(lambda: np.array([model(x) for x, _ in batches])))
print("training by train_on_batch:", outcome(trained))
print("training by fit, with a generator:", outcome(fitted))
""",
        foreseen={
            "training by train_on_batch": ERROR,
            "training by fit, with a generator": ERROR,
        },
        instead="A new size at each step trains well. What can fail is around it: fit reads the "
        "shapes of a generator's first batches, and holds the later ones to them.",
    ),
    Exhibit(
        name="read at run time",
        claim="E2.2",
        phrase="these are dynamically determined at runtime",
        code="""\
picture = keras.Input((None, None, 3))
model = keras.Model(picture, layers.MaxPooling2D(2)(layers.Conv2D(8, 3)(picture)))
print("when built:", model.output_shape)
for size in (10, 10), (33, 57):
    print(f"at {size[0]} × {size[1]}:", outcome(lambda: model(tf.zeros((1, *size, 3)))))
""",
        foreseen={
            "when built": "(None, None, None, 8)",
            "at 10 × 10": RUNS,
            "at 33 × 57": RUNS,
        },
        instead="None says: not checked, read off the picture that comes. Each layer behind it "
        "must be able to live with that.",
    ),
)

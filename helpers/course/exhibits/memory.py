"""Claims on buffers, kernels and what a layer holds."""

from helpers.course.exhibits.exhibit import ERROR, Exhibit

EXHIBITS = (
    Exhibit(
        name="memory buffers",
        claim="T9",
        phrase="internal memory buffers allocated for the layer may be insufficient",
        code="""\
conv = layers.Conv2D(8, 3)
conv(tf.zeros((1, 16, 16, 3)))

def held():
    return sum(weight.numpy().nbytes for weight in conv.weights)

print("bytes that it holds after 16 × 16:", held())
print("the same layer at 1024 × 1024:", outcome(lambda: conv(tf.zeros((1, 1024, 1024, 3)))))
print("bytes that it holds after 1024 × 1024:", held())
""",
        foreseen={"the same layer at 1024 × 1024": ERROR},
        instead="A layer holds its weights and no picture. Its result is made at each call, for "
        "the size that came.",
    ),
    Exhibit(
        name="buffer overflow",
        claim="T10",
        phrase="Passing in a larger tensor would cause a buffer overflow",
        code="""\
conv = layers.Conv2D(2, 3)
conv(tf.zeros((1, 8, 8, 3)))

large = np.random.default_rng(0).random((1, 90, 120, 3), np.float32)
windows = np.lib.stride_tricks.sliding_window_view(large[0], (3, 3), axis=(0, 1))
by_hand = np.einsum("ijchw, hwcf -> ijf", windows, conv.kernel.numpy())
print("made at 8 × 8, then 90 × 120:", outcome(lambda: conv(large)))
print("every number is as by hand:", np.allclose(conv(large)[0], by_hand, atol=1e-4))
""",
        foreseen={"every number is as by hand": "False"},
        instead="A larger picture gives a larger result, and each number of it is the one that "
        "NumPy computes by hand.",
    ),
    Exhibit(
        name="kernels for one size",
        claim="T11",
        phrase="optimized kernels used during convolution or pooling are specific",
        code="""\
def body(size):
    made = keras.Sequential([layers.Conv2D(4, 3), layers.MaxPooling2D()])
    made.build((None, *size, 3))
    return made

one, same = body((224, 224)), []
for size in (9, 9), (33, 20), (224, 224), (41, 260), (7, 150):
    fresh, x = body(size), tf.random.normal((1, *size, 3))
    fresh.set_weights(one.get_weights())
    same.append(np.allclose(one(x), fresh(x), atol=1e-5))
print("made at 224, it answers as one made for the size:", all(same))
""",
        foreseen={"made at 224, it answers as one made for the size": "False"},
        instead="The weights have no height and width of a picture in them. Another size gives the "
        "numbers of a layer that was made for it.",
    ),
    Exhibit(
        name="undefined behaviour",
        claim="T12",
        phrase="unsuitable leading to undefined behavior or outright crashes",
        code="""\
body = keras.Sequential([layers.Conv2D(4, 3, padding="same"), layers.AveragePooling2D(4)])
model = keras.Sequential([body, layers.GlobalAveragePooling2D()])
model(tf.zeros((1, 224, 224, 3)))  # made, and called first, at this size
for size in (64, 33), (300, 5), (3, 3):
    answer = model(tf.ones((1, *size, 3)))
    print(f"{size[0]} × {size[1]} gives numbers:", bool(np.isfinite(answer).all()))
""",
        foreseen={
            "64 × 33 gives numbers": "False",
            "300 × 5 gives numbers": "False",
            "3 × 3 gives numbers": "False",
        },
        instead="From the window up, another size is as good as the first. A picture smaller than "
        "a window is the corner: here the mean of no numbers. Visit 05 has worse.",
    ),
    Exhibit(
        name="explicit shapes",
        claim="T4",
        phrase="typically configured with explicit input tensor shapes",
        code="""\
for layer in layers.Conv2D(8, 3), layers.MaxPooling2D(2):
    sizes = [key for key in layer.get_config() if "shape" in key or "input" in key]
    print(f"{type(layer).__name__} keeps a setting for the picture's shape:", bool(sizes))
""",
        foreseen={
            "Conv2D keeps a setting for the picture's shape": "True",
            "MaxPooling2D keeps a setting for the picture's shape": "True",
        },
        instead="Neither layer has a setting for the picture's size. input_shape is a way to "
        "write an Input in front of the first one.",
    ),
    Exhibit(
        name="dimensions of incoming",
        claim="T7",
        phrase="establish convolution or pooling based on the dimensions of incoming tensors",
        code="""\
def kernel(height, width, channels):
    conv = layers.Conv2D(8, 3)
    conv(tf.zeros((1, height, width, channels)))
    return tuple(conv.kernel.shape)

print("another height and width, another kernel:", kernel(224, 224, 3) != kernel(32, 50, 3))
print("other channels, another kernel:", kernel(32, 32, 3) != kernel(32, 32, 5))
""",
        foreseen={
            "another height and width, another kernel": "True",
            "other channels, another kernel": "True",
        },
        instead="Of what comes first, a convolution reads the channels: they give its kernel a "
        "depth. Height and width it does not use.",
    ),
    Exhibit(
        name="memory management",
        claim="S1",
        phrase="fundamental to its memory management and kernel optimization",
        code="""\
body = keras.Sequential([layers.Conv2D(8, 3), layers.MaxPooling2D(2)])
body(tf.zeros((1, 64, 64, 3)))
for size in (300, 200), (5, 5):
    told = outcome(lambda: body(tf.zeros((1, *size, 3))))
    print(f"made at 64 × 64, then {size[0]} × {size[1]}:", told)
""",
        foreseen={
            "made at 64 × 64, then 300 × 200": ERROR,
            "made at 64 × 64, then 5 × 5": ERROR,
        },
        instead="Shapes are taken at each call. What has a fixed size is Dense: a row of weights "
        "for each number that it is given.",
    ),
)

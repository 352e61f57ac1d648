"""An Input of another height or width."""

from ..case import HEIGHT, SIDES, WIDTH, Case, picture
from ..models import FUNCTIONAL_RGB

CASES = (
    Case(
        "functional model called with larger photos",
        FUNCTIONAL_RGB
        + """
x = tf.zeros((2, 96, 96, 3))
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"flowers", "photo"},
        SIDES,
        picture(64, 64, 3) | {64, (64, 64)},
        picture(96, 96, 3) | {96, (96, 96)},
    ),
    Case(
        "scan of 56 columns where 60 were trained",
        """
scan = keras.Input((40, 60, 3))
model = keras.Model(scan, layers.Conv2D(2, 3, padding="same")(scan))
x = np.zeros((3, 40, 56, 3), "float32")
""",
        "model.predict_on_batch(x)",
        {"size-pinned-by-functional-input"},
        {"functional", "input_layer"},
        WIDTH,
        picture(40, 60, 3) | {60},
        picture(40, 56, 3) | {56},
        inputs=None,
        model=None,
    ),
    Case(
        "tf.function with a signature",
        FUNCTIONAL_RGB
        + """
@tf.function(input_signature=[tf.TensorSpec((None, 64, 64, 3), tf.float32)])
def classify(photos):
    return model(photos)

x = tf.zeros((1, 64, 48, 3))
""",
        "classify(x)",
        {"size-pinned-by-functional-input"},
        set(),
        WIDTH | {None},
        picture(64, 64, 3) | {64},
        picture(64, 48, 3) | {48},
        model=None,
    ),
    Case(
        "served model, other size",
        """
door = keras.Input((32, 32, 3))
net = keras.Model(door, layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(door)))
net.export(folder + "/served", verbose=False)
served = tf.saved_model.load(folder + "/served")
x = tf.zeros((1, 50, 50, 3))
""",
        "served.serve(x)",
        {"size-pinned-by-functional-input"},
        set(),
        SIDES,
        picture(32, 32, 3) | {32},
        picture(50, 50, 3) | {50},
        model=None,
    ),
    Case(
        "phone model fed at 64",
        """
net = keras.Sequential(
    [keras.Input((32, 32, 3)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()]
)
interpreter = tf.lite.Interpreter(
    model_content=tf.lite.TFLiteConverter.from_keras_model(net).convert()
)
interpreter.allocate_tensors()
door = interpreter.get_input_details()[0]
x = np.zeros((1, 64, 32, 3), "float32")
""",
        'interpreter.set_tensor(door["index"], x)',
        {"size-pinned-by-functional-input"},
        set(),
        HEIGHT,
        picture(32, 32, 3) | {32},
        picture(64, 32, 3) | {64},
        model=None,
    ),
    Case(
        "two inputs by name, the thumbnail too large",
        """
photo = keras.Input((48, 48, 3), name="photo")
thumbnail = keras.Input((16, 16, 3), name="thumbnail")
both = layers.Concatenate()(
    [layers.GlobalMaxPooling2D()(photo), layers.GlobalMaxPooling2D()(thumbnail)]
)
model = keras.Model({"photo": photo, "thumbnail": thumbnail}, layers.Dense(1)(both))
x = {"photo": np.zeros((2, 48, 48, 3), "float32"), "thumbnail": np.zeros((2, 24, 24, 3), "float32")}
""",
        "model.predict(x, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"functional", "thumbnail"},
        SIDES,
        picture(16, 16, 3) | {16, (16, 16)},
        picture(24, 24, 3) | {24, (24, 24)},
    ),
    Case(
        "nested backbone with its own door",
        """
backbone = keras.applications.MobileNetV2(
    input_shape=(64, 64, 3), alpha=0.35, include_top=False, weights=None
)

class Cats(keras.Model):
    def __init__(self):
        super().__init__(name="cats")
        self.backbone = backbone
        self.pool = layers.GlobalAveragePooling2D()
        self.head = layers.Dense(1)

    def call(self, photos):
        return self.head(self.pool(self.backbone(photos)))

model = Cats()
x = tf.zeros((1, 80, 64, 3))
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"mobilenetv2_0.35_64", "input_layer"},
        HEIGHT,
        picture(64, 64, 3) | {64},
        picture(80, 64, 3) | {80},
    ),
    Case(
        "saved module called at another size",
        """
class Blur(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec((None, 40, 40, 3), tf.float32)])
    def blur(self, photos):
        return tf.nn.avg_pool2d(photos, 3, 1, "SAME")

tf.saved_model.save(Blur(), folder + "/blur")
saved = tf.saved_model.load(folder + "/blur")
x = tf.zeros((1, 44, 40, 3))
""",
        "saved.blur(x)",
        {"size-pinned-by-functional-input"},
        set(),
        HEIGHT | {None},
        picture(40, 40, 3) | {40},
        picture(44, 40, 3) | {44},
        model=None,
    ),
    Case(
        "two cameras, the right one set otherwise",
        """
left, right = keras.Input((20, 28, 1), name="left"), keras.Input((20, 28, 1), name="right")
difference = layers.Subtract()([left, right])
model = keras.Model([left, right], layers.Conv2D(1, 3)(difference), name="stereo")
x = [tf.zeros((2, 20, 28, 1)), tf.zeros((2, 20, 36, 1))]
""",
        "model(x)",
        {"size-pinned-by-functional-input"},
        {"stereo", "right"},
        WIDTH,
        picture(20, 28, 1) | {28},
        picture(20, 36, 1) | {36},
    ),
    Case(
        "validation crops beside whole training photos",
        """
image = keras.Input((48, 48, 3), name="image")
features = layers.Conv2D(4, 3, strides=2, activation="relu")(image)
features = layers.GlobalAveragePooling2D()(features)
cnn = keras.Model(image, layers.Dense(1, activation="sigmoid")(features), name="cats_vs_dogs")
cnn.compile(optimizer="sgd", loss="binary_crossentropy")

def make_dataset(crop=None):
    pairs = tf.data.Dataset.from_tensor_slices(
        (np.zeros((4, 48, 48, 3), "float32"), np.zeros((4, 1), "float32"))
    )
    if crop:
        centre = layers.CenterCrop(crop, crop)
        pairs = pairs.map(lambda photo, label: (centre(photo), label))
    return pairs.batch(2)

train, val = make_dataset(), make_dataset(crop=40)
""",
        "cnn.fit(train, validation_data=val, epochs=1, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"cats_vs_dogs", "image"},
        SIDES,
        picture(48, 48, 3) | {48, (48, 48)},
        picture(40, 40, 3) | {40, (40, 40)},
        inputs="val",
        model="cnn",
    ),
    Case(
        "clips filmed with more pixels",
        """
def build_video_model(frames=3, size=24):
    clip = keras.Input((frames, size, size, 3), name="clip")
    per_frame = keras.Sequential(
        [layers.Conv2D(4, 3, activation="relu"), layers.GlobalMaxPooling2D()]
    )
    h = layers.TimeDistributed(per_frame)(clip)
    h = layers.GRU(5)(h)
    return keras.Model(clip, layers.Dense(2)(h), name="gestures")

video_model = build_video_model()
video_model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
clips = np.zeros((2, 3, 32, 32, 3), "float32")
""",
        "video_model.evaluate(clips, np.array([0, 1]), batch_size=1, verbose=0)",
        {"size-pinned-by-functional-input"},
        {"gestures", "clip"},
        {2, 3, -3, -2, None},
        {(3, 24, 24, 3), (None, 3, 24, 24, 3), 24, (24, 24)},
        {(3, 32, 32, 3), (None, 3, 32, 32, 3), 32, (32, 32)},
        inputs="clips",
        model="video_model",
    ),
)

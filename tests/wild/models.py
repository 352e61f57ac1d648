"""Models that several cases share: each is code, as it stands at the top of a setup."""

#: A fixed door, and nothing behind it that minds the size.
FUNCTIONAL_RGB = """
photo = keras.Input((64, 64, 3), name="photo")
h = layers.Conv2D(8, 3, activation="relu")(photo)
h = layers.GlobalAveragePooling2D()(h)
model = keras.Model(photo, layers.Dense(4, activation="softmax")(h), name="flowers")
"""

#: An open door, a Dense layer behind Flatten: it is built for 13 * 13 * 8 = 1352 features.
DIGITS = """
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
"""

#: Two levels down and up again; Concatenate joins the ways. `size` is the door's.
UNET = """
def unet(size):
    picture = keras.Input((size, size, 3))
    one = layers.Conv2D(4, 3, padding="same", activation="relu")(picture)
    two = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(one))
    low = layers.Conv2D(8, 3, padding="same", activation="relu")(layers.MaxPooling2D()(two))
    up = layers.Concatenate(name="join_two")([layers.UpSampling2D()(low), two])
    up = layers.Conv2D(4, 3, padding="same", activation="relu")(up)
    up = layers.Concatenate(name="join_one")([layers.UpSampling2D()(up), one])
    return keras.Model(picture, layers.Conv2D(1, 1, activation="sigmoid")(up))
"""

#: A small convolutional classifier of any size, with ten classes.
ANY_SIZE = """
model = keras.Sequential([
    keras.Input((None, None, 3)),
    layers.Conv2D(8, 3, padding="same", activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
"""

#: A regressor over 24-pixel crops: Flatten, then two Dense layers, the first for
#: 10 * 10 * 4 = 400 features.
CROPS = """
crop = keras.Input((None, None, 1), name="crop")
h = layers.Conv2D(4, 5, activation="relu")(crop)
h = layers.MaxPooling2D()(h)
encoder = keras.Model(crop, h, name="encoder")

class Regressor(keras.Model):
    def __init__(self):
        super().__init__(name="regressor")
        self.encoder = encoder
        self.hidden = layers.Dense(8, activation="relu", name="hidden")
        self.answer = layers.Dense(2, name="answer")

    def call(self, crops):
        h = self.encoder(crops)
        return self.answer(self.hidden(layers.Flatten()(h)))

model = Regressor()
model(tf.zeros((1, 24, 24, 1)))
"""

#: Nothing minds the size, five classes.
POOLED = """
frame = keras.Input((None, None, 3), name="frame")
h = layers.Conv2D(6, 3, strides=2, activation="relu", name="stem")(frame)
h = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(h)
model = keras.Model(frame, layers.Dense(5)(layers.GlobalMaxPooling2D()(h)), name="frames")
"""

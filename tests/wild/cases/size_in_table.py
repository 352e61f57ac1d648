"""A table with a row for each place."""

from ..case import Case

CASES = (
    Case(
        "small vision transformer on a larger photo",
        """
class Positions(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(1, 16, shape[-1]), name="table")

    def call(self, patches):
        return patches + self.table

photo = keras.Input((None, None, 3))
patches = layers.Conv2D(12, 8, strides=8, name="patches")(photo)
tokens = layers.Reshape((-1, 12))(patches)
tokens = Positions(name="positions")(tokens)
tokens = layers.MultiHeadAttention(2, 6)(tokens, tokens)
model = keras.Model(photo, layers.Dense(3)(layers.GlobalAveragePooling1D()(tokens)))
x = np.zeros((2, 40, 40, 3), "float32")
""",
        "model.predict(x, verbose=0)",
        {"size-in-table"},
        {"positions"},
        {1, -2},
        {16, (None, 16, 12)},
        {25, (None, 25, 12)},
    ),
    Case(
        "patch embedding with a class token",
        """
class Embed(keras.Model):
    def __init__(self):
        super().__init__(name="embed")
        self.cut = layers.Conv2D(8, 4, strides=4)
        self.flat = layers.Reshape((-1, 8))
        self.positions = layers.Embedding(37, 8, name="positions")

    def call(self, photos):
        tokens = self.flat(self.cut(photos))
        tokens = tf.concat([tf.zeros_like(tokens[:, :1]), tokens], axis=1)
        return tokens + self.positions(tf.range(37))

model = Embed()
model(tf.zeros((1, 24, 24, 3)))
x = tf.zeros((1, 32, 24, 3))
""",
        "model(x)",
        {"size-in-table"},
        {"AddV2", "embed", "positions"},
        {1, -2},
        {37, (37, 8), (None, 37, 8)},
        {49, (None, 49, 8)},
    ),
)

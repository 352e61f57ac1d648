"""More whole programs, as people post them."""

from ..case import CHANNELS, FEATURES, Case, axes, flat

KIND = "posted programs"

CASES = (
    Case(
        "ten classes and no Flatten",
        """
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

images = np.zeros((6, 18, 18, 1), "float32")
labels = np.arange(6)

net = keras.Sequential()
net.add(keras.Input(shape=(18, 18, 1)))
net.add(layers.Conv2D(4, 3, activation="relu"))
net.add(layers.MaxPooling2D())
net.add(layers.Dense(10, activation="softmax"))
net.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
""",
        "net.fit(images, labels, epochs=1, verbose=0)",
        {"missing-flatten"},
        expected={(None, 8, 8, 10), 8, 4, 10, None},
        received={(None,), (6,), (None, 1), 1, None},
        inputs="images",
        model="net",
        reported="https://github.com/keras-team/keras/issues/14341",
        harmful={r"labels\[", "expand_dims", "reshape", "resize"},
        meaning="net.output_shape == (None, 10) and len(labels) == 6",
        curable=True,
        whole=True,
    ),
    Case(
        "one-hot classes and no Flatten",
        """
import numpy as np
import keras

X = np.zeros((5, 20, 20, 3), "float32")
Y = keras.utils.to_categorical([0, 1, 2, 1, 0])

inputs = keras.layers.Input((20, 20, 3))
x = keras.layers.Conv2D(4, 3, strides=2, activation="relu")(inputs)
outputs = keras.layers.Dense(3, activation="softmax")(x)
clf = keras.Model(inputs, outputs)
clf.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
""",
        "clf.fit(X, Y, epochs=1, verbose=0)",
        {"missing-flatten"},
        expected={(None, 9, 9, 3), 9, 4},
        received={(None, 3), (5, 3), 3, 2},
        inputs="X",
        model="clf",
        reported="https://github.com/keras-team/keras/issues/14341",
        harmful={r"Y\[", "expand_dims", r"Y = .*reshape", "resize"},
        meaning="clf.output_shape == (None, 3) and Y.shape == (5, 3)",
        curable=True,
        whole=True,
    ),
    Case(
        "one axis too many announced",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten

model = Sequential()
""",
        'model.add(Conv2D(8, (3, 3), activation="relu", input_shape=(1, 28, 28, 1)))',
        {"axis-too-many", "samples-in-input-shape"},
        {"conv2d"},
        expected=axes(4),
        received=axes(5),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/10360",
        harmful={"expand_dims", "squeeze", "Conv3D"},
        meaning="model.input_shape == (None, 28, 28, 1)",
        curable=True,
        whole=True,
    ),
    Case(
        "steps and features the wrong way round in Conv1D",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import Conv1D, Dense, Flatten

X_train = np.random.default_rng(41).normal(size=(12, 20, 1)).astype("float32")
y_train = np.arange(12) % 2

model = Sequential()
model.add(Conv1D(4, 1, activation="relu", input_shape=(1, 20)))
model.add(Flatten())
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam")
""",
        "model.fit(X_train, y_train, epochs=1, verbose=0)",
        {"swapped-axes"},
        {"conv1d", "sequential"},
        expected={20, (None, 1, 20), (None, None, 20), (1, 20)},
        received={1, (None, 20, 1), (12, 20, 1), (20, 1)},
        inputs="X_train",
        reported="https://github.com/dataquestio/solutions/pull/209",
        harmful={"(?i)picture|image|resize", "repeat|tile", "pad"},
        meaning="len(y_train) == 12",
        curable=True,
        whole=True,
    ),
    Case(
        "two targets for five units",
        """
import numpy as np
from keras import Input, Sequential
from keras.layers import Dense

rng = np.random.default_rng(42)
features, targets = rng.normal(size=(10, 3)), rng.normal(size=(10, 2))

net = Sequential([Input((3,)), Dense(8, activation="relu"), Dense(5)])
net.compile(optimizer="adam", loss="mse")
""",
        "net.fit(features, targets, epochs=1, verbose=0)",
        {"label-shape", "units-against-classes"},
        axis=FEATURES | {None},
        expected=flat(5),
        received=flat(2) | {(10, 2)},
        inputs="features",
        model="net",
        reported="https://github.com/keras-team/keras/issues/12870",
        harmful={"to_categorical|one_hot|argmax", r"targets\["},
        meaning="targets.shape == (10, 2) and net.output_shape == (None, 2)",
        curable=True,
        whole=True,
    ),
    Case(
        "a split unpacked in the wrong order",
        """
import numpy as np
from keras import Input, Sequential
from keras.layers import Dense

X, y = np.random.default_rng(43).normal(size=(20, 4)), np.arange(20) % 2

def split(X, y, part=0.25):
    cut = int(len(X) * (1 - part))
    return X[:cut], X[cut:], y[:cut], y[cut:]

X_train, y_train, X_test, y_test = split(X, y)
model = Sequential([Input((4,)), Dense(3, activation="relu"), Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")
""",
        "model.fit(X_train, y_train, epochs=1, verbose=0)",
        {"label-shape"},
        expected={15, (15,), (15, 4)},
        received={5, (5,), (5, 4)},
        inputs="X_train",
        reported="https://github.com/yacoubb/stock-trading-ml/issues/18",
        harmful={r"X_train\[:|X_train = X_train", r"y_train\[:", "pad|tile|repeat"},
        whole=True,
        curable=False,
    ),
    Case(
        "a folder read in gray for a colour network",
        """
import os
import numpy as np
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, GlobalAveragePooling2D
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from keras.utils import save_img

for name in ("left", "right"):
    os.makedirs(f"{folder}/{name}")
    for number in range(2):
        save_img(f"{folder}/{name}/{number}.png", np.zeros((14, 14, 3)))

flow = ImageDataGenerator().flow_from_directory(
    folder, target_size=(14, 14), color_mode="grayscale", batch_size=2, class_mode="binary"
)
net = Sequential([Input((14, 14, 3)), Conv2D(3, 3), GlobalAveragePooling2D()])
net.add(Dense(1, activation="sigmoid"))
net.compile(optimizer="adam", loss="binary_crossentropy")
""",
        "net.fit(flow, epochs=1, verbose=0)",
        {"channel-mismatch"},
        {"conv2d", "sequential"},
        CHANNELS,
        {3, (None, 14, 14, 3), (None, None, None, 3)},
        {1, (None, 14, 14, 1), (2, 14, 14, 1), (None, None, None, 1)},
        inputs=None,
        model="net",
        reported="https://github.com/keras-team/keras/issues/9154",
        harmful={"convert_to_tensor", r"grayscale_to_rgb\(flow", r"repeat\(flow"},
        whole=True,
    ),
    Case(
        "whole numbers from a folder for a one-hot loss",
        """
import os
import numpy as np
import tensorflow as tf

for name in ("a", "b", "c"):
    os.makedirs(f"{folder}/{name}")
    tf.keras.utils.save_img(f"{folder}/{name}/0.png", np.zeros((10, 10, 3)))

train_ds = tf.keras.utils.image_dataset_from_directory(
    folder, image_size=(10, 10), batch_size=2, verbose=False
)
model = tf.keras.Sequential([
    tf.keras.layers.Rescaling(1 / 255, input_shape=(10, 10, 3)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss=tf.keras.losses.CategoricalCrossentropy())
""",
        "model.fit(train_ds, epochs=1, verbose=0)",
        {"label-shape"},
        axis=FEATURES | {None},
        expected={3, (None, 3)},
        received={1, (None, 1), (None,)},
        inputs="train_ds",
        reported="https://github.com/keras-team/keras/issues/14341",
        harmful={r"Dense\(1\b", "binary"},
        meaning="model.output_shape == (None, 3)",
        curable=True,
        whole=True,
    ),
    Case(
        "the words of a sentence without its batch",
        """
import numpy as np
from keras import Sequential
from keras.layers import Dense, Embedding, LSTM

model = Sequential([Embedding(50, 4), LSTM(3), Dense(1, activation="sigmoid")])
model.predict(np.ones((2, 6)), verbose=0)
sentence = np.array([4, 8, 15, 16, 23, 42])
""",
        "mood = model.predict(sentence, verbose=0)",
        {"rank-missing-batch", "number-of-axes"},
        {"lstm", "embedding", "sequential"},
        expected=axes(3) | axes(2),
        received=axes(2) | axes(1),
        inputs="sentence",
        reported="https://github.com/keras-team/keras/issues/4532",
        harmful={"(?i)picture|image", r"(, |axis=)(1|-1)\)", r"\[:, None\]"},
        meaning="mood.shape == (1, 1)",
        curable=True,
        whole=True,
    ),
    Case(
        "decoder without a RepeatVector",
        """
import numpy as np
from keras import Sequential
from keras.layers import LSTM, Dense, Input, TimeDistributed

autoencoder = Sequential([Input((8, 2)), LSTM(6)])
""",
        "autoencoder.add(LSTM(6, return_sequences=True))",
        {"layer-drops-axis"},
        {"lstm_1"},
        expected=axes(3),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/2721",
        harmful={"expand_dims", "newaxis"},
        whole=True,
    ),
    Case(
        "a table read with its index",
        """
import io
import numpy as np
from keras import Sequential
from keras.layers import Dense, Input

rows = io.StringIO("0,5.1,3.5,1\\n1,4.9,3.0,0\\n2,6.2,2.9,1\\n")
table = np.loadtxt(rows, delimiter=",", dtype="float32")
features, answers = table[:, :-1], table[:, -1]

model = Sequential([Input((2,)), Dense(4, activation="relu"), Dense(1, activation="sigmoid")])
""",
        "guess = model(features)",
        {"number-of-features"},
        {"dense", "sequential"},
        FEATURES,
        flat(2),
        flat(3) | {(3, 3)},
        inputs="features",
        reported="https://github.com/keras-team/keras/issues/10563",
        harmful={"(?i)picture|image|resize|channel", "pad", r"features\[:, :2\]"},
        whole=True,
    ),
    Case(
        "binary labels in two columns",
        """
import numpy as np
import tensorflow as tf

x = np.random.default_rng(44).normal(size=(8, 5)).astype("float32")
y = tf.keras.utils.to_categorical([0, 1, 1, 0, 1, 0, 0, 1])

inputs = tf.keras.Input((5,))
outputs = tf.keras.layers.Dense(1, activation="sigmoid", name="yes")(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
""",
        "model.fit(x, y, epochs=1, verbose=0)",
        {"label-shape", "units-against-classes"},
        axis=FEATURES | {None},
        expected=flat(1),
        received=flat(2) | {(8, 2)},
        reported="https://github.com/rstudio/keras3/issues/1328",
        harmful={"resize", r"y\[:, :1\]|y\[:, 0\]", r"\.max\("},
        meaning="len(y) == 8",
        curable=True,
        whole=True,
    ),
)

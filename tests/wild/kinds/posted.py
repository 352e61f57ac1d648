"""Whole short programs, as people post them."""

from ..case import CHANNELS, FEATURES, SIDES, Case, axes, picture

KIND = "posted programs"

CASES = (
    Case(
        "cats and dogs without a Flatten",
        """
import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, Dense, MaxPooling2D

x_train = np.random.default_rng(20).random((8, 28, 28, 3)).astype("float32")
y_train = np.array([0, 1, 0, 1, 1, 0, 1, 0])

classifier = Sequential()
classifier.add(Conv2D(4, (3, 3), input_shape=(28, 28, 3), activation="relu"))
classifier.add(MaxPooling2D(pool_size=(2, 2)))
classifier.add(Dense(units=8, activation="relu"))
classifier.add(Dense(units=1, activation="sigmoid"))
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
""",
        "classifier.fit(x_train, y_train, batch_size=4, epochs=1, verbose=0)",
        {"missing-flatten"},
        expected={(None, 13, 13, 1), 13, 4},
        received={(None,), (None, 1), 1, 2},
        inputs="x_train",
        model="classifier",
        reported="https://github.com/fchollet/deep-learning-with-python-notebooks/issues/157",
        harmful={r"y_train\[", "expand_dims|reshape", r"resize"},
        meaning="classifier.output_shape == (None, 1) and len(y_train) == 8",
        curable=True,
        whole=True,
    ),
    Case(
        "digits announced with their number",
        """
import numpy as np
import keras
from keras import layers

x_train = np.zeros((60, 28, 28, 1), "float32")
y_train = np.zeros(60, "int64")

model = keras.Sequential()
""",
        'model.add(layers.Conv2D(8, 3, activation="relu", input_shape=x_train.shape))',
        {"samples-in-input-shape"},
        {"conv2d"},
        expected=axes(4),
        received=axes(5),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/10360",
        harmful={"expand_dims", "squeeze", "reshape", r"x_train\[0\](?!\.shape)"},
        meaning="model.input_shape == (None, 28, 28, 1)",
        curable=True,
        whole=True,
    ),
    Case(
        "a table announced with its rows",
        """
import numpy as np
from tensorflow import keras
from tensorflow.keras.layers import Dense

X = np.random.default_rng(21).normal(size=(30, 7)).astype("float32")
y = np.arange(30) % 2

model = keras.models.Sequential([
    Dense(6, input_shape=X.shape, activation="relu"),
    Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer="sgd")
""",
        "model.fit(X, y, epochs=1, verbose=0)",
        {"samples-in-input-shape"},
        {"sequential", "dense", "binary_crossentropy"},
        inputs="X",
        reported="https://github.com/keras-team/keras/issues/13151",
        harmful={"expand_dims", "newaxis", r"\[None"},
        meaning="model.input_shape == (None, 7) and model.count_params() == 55 and len(y) == 30",
        curable=True,
        whole=True,
    ),
    Case(
        "an LSTM told of all its windows",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense

trainX = np.random.default_rng(22).random((24, 5, 2)).astype("float32")
trainY = np.random.default_rng(22).random((24, 1)).astype("float32")
model = Sequential()
""",
        "model.add(LSTM(4, input_shape=(trainX.shape[0], trainX.shape[1], trainX.shape[2])))",
        {"samples-in-input-shape"},
        {"lstm"},
        expected=axes(3),
        received=axes(4),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/7403",
        harmful={"expand_dims", "reshape", "(?i)image|picture"},
        meaning="model.input_shape == (None, 5, 2)",
        curable=True,
        whole=True,
    ),
    Case(
        "channels first in the announcement alone",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten

X_train = np.zeros((10, 24, 24, 3), "float32")
y_train = np.zeros((10, 2), "float32")

model = Sequential()
model.add(Conv2D(4, (3, 3), padding="same", input_shape=(3, 24, 24)))
model.add(Flatten())
model.add(Dense(2, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam")
""",
        "model.fit(X_train, y_train, epochs=1, verbose=0)",
        {"data-format", "swapped-axes"},
        {"conv2d", "sequential"},
        CHANNELS | SIDES,
        {24, (None, 3, 24, 24), (3, 24, 24), (None, None, None, 24)},
        {3, (10, 24, 24, 3), (None, 24, 24, 3), (24, 24, 3)},
        inputs="X_train",
        reported="https://github.com/keras-team/keras/issues/9718",
        harmful={"resize", "repeat|tile", r"reshape\("},
        meaning="len(y_train) == 10",
        curable=True,
        whole=True,
    ),
    Case(
        "whole numbers under a one-hot loss",
        """
import numpy as np
import tensorflow as tf

train_images = np.zeros((12, 16, 16), "float32")
train_labels = np.arange(12) % 10

model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(16, 16)),
    tf.keras.layers.Dense(16, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
""",
        "model.fit(train_images, train_labels, epochs=1, verbose=0)",
        {"label-shape"},
        axis=FEATURES | {None},
        expected={10, (None, 10)},
        received={1, (None, 1), (None,), (12,)},
        inputs="train_images",
        reported="https://github.com/keras-team/keras/issues/3109",
        harmful={r"Dense\(1\b", "binary"},
        meaning="len(train_labels) == 12 and model.output_shape == (None, 10)",
        curable=True,
        whole=True,
    ),
    Case(
        "the classes of a folder asked for as one number",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Flatten, Input
from keras.src.legacy.preprocessing.image import ImageDataGenerator
import os
from keras.utils import save_img

for name in ("ants", "bees"):
    os.makedirs(f"{folder}/{name}")
    for number in range(2):
        save_img(f"{folder}/{name}/{number}.png", np.zeros((12, 12, 3)))

train_data = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
    folder, target_size=(12, 12), batch_size=2, class_mode="binary"
)
model = Sequential([Input((12, 12, 3)), Flatten(), Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
""",
        "model.fit(train_data, epochs=1, verbose=0)",
        {"label-shape", "units-against-classes"},
        axis=FEATURES | {None},
        expected={2, (None, 2)},
        received={1, (None, 1), (None,), (2,)},
        inputs=None,
        reported="https://github.com/keras-team/keras/issues/5034",
        harmful={"convert_to_tensor", r"Dense\(1\b", r"np\.array\(train_data", "to_categorical"},
        meaning="model.output_shape[-1] == 2",
        whole=True,
    ),
    Case(
        "validation labels left as they were",
        """
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Input
from keras.utils import to_categorical

rng = np.random.default_rng(23)
x_train, x_val = rng.normal(size=(12, 6)), rng.normal(size=(5, 6))
y_train, y_val = np.arange(12) % 3, np.array([0, 1, 2, 1, 0])
y_train = to_categorical(y_train)

model = Sequential([Input((6,)), Dense(8, activation="relu"), Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
""",
        "model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, verbose=0)",
        {"label-shape"},
        axis=FEATURES | {None},
        expected={3, (None, 3)},
        received={1, (None, 1), (None,), (5,)},
        inputs="x_train",
        reported="https://github.com/rezachu/emotion_recognition_cnn/issues/8",
        harmful={r"to_categorical\(y_train"},
        meaning="y_train.shape == (12, 3) and len(y_val) == 5",
        whole=True,
    ),
    Case(
        "gray digits without their last axis",
        """
import tensorflow as tf
import numpy as np

x_train = np.random.default_rng(24).random((6, 20, 20)).astype("float32")
y_train = np.arange(6)

model = tf.keras.models.Sequential()
model.add(tf.keras.layers.Conv2D(3, (3, 3), activation="relu", input_shape=(20, 20, 1)))
model.add(tf.keras.layers.Conv2D(3, (3, 3), activation="relu"))
model.add(tf.keras.layers.Conv2D(3, (3, 3), activation="relu"))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
one = x_train[0]
""",
        "model.predict(one, verbose=0)",
        {"rank-missing-batch", "number-of-axes", "channel-mismatch"},
        {"sequential", "conv2d"},
        expected=axes(4) | picture(20, 20, 1),
        received=axes(2) | {(20, 20)},
        inputs="one",
        reported="https://github.com/BakingBrains/Generation_of_Data_using_GAN/issues/6",
        harmful={"resize", "repeat|tile"},
        curable=True,
        whole=True,
    ),
    Case(
        "one row too few axes in the shape",
        """
import numpy as np
from keras import Sequential
from keras.layers import Conv1D, Dense, Flatten

X = np.random.default_rng(25).normal(size=(14, 50)).astype("float32")
y = np.arange(14) % 2
model = Sequential()
""",
        'model.add(Conv1D(4, 3, activation="relu", input_shape=(50,)))',
        {"number-of-axes"},
        {"conv1d"},
        expected=axes(3),
        received=axes(2),
        inputs=None,
        model=None,
        reported="https://github.com/keras-team/keras/issues/7136",
        harmful={"(?i)picture|image", r"\(1, 50\)"},
        whole=True,
    ),
    Case(
        "whole numbers one-hot under a sparse loss",
        """
import numpy as np
from keras import Input, Sequential
from keras.layers import Dense

X = np.random.default_rng(26).normal(size=(9, 4)).astype("float32")
Y = np.eye(3)[np.arange(9) % 3]

model = Sequential([Input((4,)), Dense(10, activation="relu"), Dense(3, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
""",
        "model.fit(X, Y, epochs=1, verbose=0)",
        {"label-shape"},
        axis=FEATURES | {None},
        expected={1, (None,), (None, 1), 3, (None, 3)},
        received={3, (None, 3), (9, 3), 2},
        inputs="X",
        reported="https://github.com/keras-team/keras/issues/7339",
        harmful={r"Y\[:, ", "binary", "Dense"},
        meaning="len(Y) == 9 and model.output_shape == (None, 3)",
        curable=True,
        whole=True,
    ),
)

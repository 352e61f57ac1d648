"""As naive.py, for the third visit: the batch padded, drawn, and asked, all anew at each move."""

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
from ipywidgets import IntSlider, interact

from helpers.course import images

photos = [images.decode("coffee"), images.standing(), images.decode("cat")]


def side(value):
    return IntSlider(value, 16, 160)


# %%
@interact(h1=side(80), w1=side(120), h2=side(120), w2=side(80), h3=side(64), w3=side(96))
def rebuilt(h1, w1, h2, w2, h3, w3):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((None, None, 3)),
            tf.keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            tf.keras.layers.MaxPooling2D(2),
            tf.keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            tf.keras.layers.GlobalAveragePooling2D(),
            tf.keras.layers.Dense(10),
        ]
    )
    sizes = ((h1, w1), (h2, w2), (h3, w3))
    pictures = [tf.image.resize(photo, size) / 255 for photo, size in zip(photos, sizes)]
    high, wide = max(h1, h2, h3), max(w1, w2, w3)
    padded = [tf.image.pad_to_bounding_box(picture, 0, 0, high, wide) for picture in pictures]
    batch = tf.stack(padded)
    print("at", h1, w1, h2, w2, h3, w3)
    figure, axes = plt.subplots(2, 3)
    for picture, here, alone, axis in zip(batch, model(batch), pictures, axes.T):
        axis[0].imshow(picture)
        axis[1].plot(here, "o")
        axis[1].plot(model(alone[tf.newaxis])[0], "x")
    plt.show()

"""How most teaching notebooks make a picture follow a slider: three cells to copy.

The same layers on the same photo. Each move builds the model and the figure anew, because that is
what comes of writing a cell that works once and putting `@interact` above it.
"""

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
from ipywidgets import IntSlider, interact

from helpers.course import images

photo = tf.io.decode_image(images.read("coffee"), expand_animations=False)


def sliders():
    return {name: IntSlider(224, 16, 320, description=name) for name in ("height", "width")}


def layers_for_224():
    return tf.keras.Sequential(
        [
            tf.keras.Input((224, 224, 3)),
            tf.keras.layers.Conv2D(32, 3, activation="relu"),
            tf.keras.layers.MaxPooling2D(2),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(10),
        ]
    )


# %%
@interact(**sliders())
def rebuilt(height, width):
    model = layers_for_224()
    x = tf.image.resize(photo, (height, width))[tf.newaxis] / 255
    print("at", height, width)
    plt.imshow(x[0].numpy())
    plt.show()
    try:
        for layer in model.layers:
            x = layer(x)
            print(layer.name, x.shape)
    except ValueError as error:
        print(layer.name, "refuses:", error)


# %%
@interact(**sliders())
def predicted(height, width):
    model = layers_for_224()
    x = tf.image.resize(photo, (height, width))[tf.newaxis] / 255
    print("at", height, width)
    plt.imshow(x[0].numpy())
    plt.show()
    try:
        print("answer", model.predict(x, verbose=0).shape)
    except ValueError as error:
        print("the model refuses:", error)

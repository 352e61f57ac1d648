"""As naive.py, for the seventh visit: a U-Net of three levels, built anew at each move."""

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
from ipywidgets import IntSlider, interact

from helpers.course import images

photo = tf.io.decode_image(images.read("coffee"), expand_animations=False)
layers = tf.keras.layers


def convolved(x, channels):
    return layers.Conv2D(channels, 3, padding="same", activation="relu")(x)


# %%
@interact(height=IntSlider(100, 1, 320), width=IntSlider(150, 1, 320))
def rebuilt(height, width):
    print("at", height, width)
    x = tf.image.resize(photo, (height, width))[tf.newaxis] / 255
    plt.imshow(x[0].numpy())
    plt.show()
    picture = here = tf.keras.Input((None, None, 3))
    skips = []
    for channels in (8, 16, 32):
        skips.append(convolved(here, channels))
        here = layers.MaxPooling2D(2)(skips[-1])
    for skip in reversed(skips):
        here = layers.Concatenate()([layers.UpSampling2D(2)(here), skip])
        here = convolved(here, skip.shape[-1])
    model = tf.keras.Model(picture, layers.Conv2D(1, 1)(here))
    try:
        print("answer", model(x).shape)
    except Exception as error:
        print("the model refuses:", error)

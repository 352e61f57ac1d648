"""As naive.py, for the second visit: every choice a control, all built anew at each move."""

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
from ipywidgets import IntSlider, interact

from helpers.course import images

HEADS = {
    "average": tf.keras.layers.GlobalAveragePooling2D,
    "max": tf.keras.layers.GlobalMaxPooling2D,
}


# %%
@interact(
    height=IntSlider(160, 16, 320),
    width=IntSlider(240, 16, 320),
    channels=IntSlider(3, 1, 6),
    file=list(images.KINDS),
    batch=True,
    head=list(HEADS),
)
def rebuilt(height, width, channels, file, batch, head):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((None, None, channels)),
            tf.keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            tf.keras.layers.MaxPooling2D(2),
            HEADS[head](),
            tf.keras.layers.Dense(10),
        ]
    )
    x = tf.image.resize(tf.io.decode_image(images.file_of(file)), (height, width)) / 255
    print("at", height, width, channels)
    plt.imshow(x.numpy())
    plt.show()
    if batch:
        x = x[tf.newaxis]
    try:
        for layer in model.layers:
            x = layer(x)
            print(layer.name, x.shape)
    except ValueError as error:
        print(layer.name, "refuses:", error)

"""As naive.py, for the fifth visit: one reader of a picture's numbers, built anew at each move."""

# %%
import matplotlib.pyplot as plt
import tensorflow as tf
from ipywidgets import IntSlider, interact

from helpers.course import images

photo = tf.io.decode_image(images.read("coffee"), expand_animations=False)


# %%
@interact(height=IntSlider(120, 16, 160), width=IntSlider(80, 16, 160))
def rebuilt(height, width):
    model = tf.keras.Sequential(
        [tf.keras.Input((80, 120, 3)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)]
    )
    x = tf.image.resize(photo, (height, width))[tf.newaxis] / 255
    print("at", height, width)
    figure, (given, read) = plt.subplots(1, 2)
    given.imshow(x[0].numpy())
    numbers = x.numpy().ravel()
    if len(numbers) == 80 * 120 * 3:
        read.imshow(numbers.reshape(80, 120, 3))
    plt.show()
    try:
        print("answer", model(x).shape)
    except ValueError as error:
        print("the model refuses:", error)

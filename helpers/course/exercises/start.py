"""The first page: the shape of a batch of pictures."""

from helpers.course.exercises.exercise import Exercise, Mistake, expect

PHOTOS, HEIGHT, WIDTH = 8, 480, 640


def _verify_batch_shape(answer):
    try:
        shape = tuple(int(size) for size in answer)
        expect(shape == tuple(answer), "A size is a whole number.")
    except (TypeError, ValueError):
        told = f"A shape is a row of whole numbers like (1, 2, 3), not {answer!r}."
        raise Mistake(told) from None
    expect(shape != (PHOTOS, WIDTH, HEIGHT, 3), "PIL says the width first, a shape the height.")
    expect(shape != (PHOTOS, 3, HEIGHT, WIDTH), "TensorFlow's pictures have the channels last.")
    expect(shape != (HEIGHT, WIDTH, 3, PHOTOS), "The batch axis stands in front.")
    one_photo = len(shape) == 3 and shape[-1] == 3
    expect(not one_photo, "That is one photo. How many are there, and on which axis?")
    expect(shape != (PHOTOS, HEIGHT, WIDTH), "RGB is 3 numbers a pixel, on an axis of their own.")
    expect(len(shape) == 4, f"Four axes: batch, height, width, channels. Here are {len(shape)}.")
    wrong = [
        f"the {axis} is not {size}"
        for axis, size, right in zip(
            ("batch", "height", "width", "number of channels"),
            shape,
            (PHOTOS, HEIGHT, WIDTH, 3),
            strict=True,
        )
        if size != right
    ]
    expect(not wrong, f"Axes count batch, height, width, channels: {', '.join(wrong)}.")


batch_shape = Exercise(
    _verify_batch_shape,
    (
        "Four axes: which photo, which row, which column, which colour.",
        "Rows are counted by the height. PIL's size says it second.",
    ),
    "# eight photos, each of 480 rows, each row of 640 pixels, each pixel of 3 numbers\n"
    "(8, 480, 640, 3)",
)

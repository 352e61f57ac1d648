"""Small pictures to train on in seconds: digits, drawn here. What they are depends on place."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 32  # pixels


def drawn(count, seed):
    """`count` digits, each moved, turned and sized by chance, on noise, and which they are.

    Returns pictures (count, 32, 32, 1), float32 in 0..1, and labels (count,), 0 to 9. The same for
    the same seed and version of Pillow, whose font they are drawn in.
    """
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, 10, count)
    pictures = np.stack([_digit(label, chance) for label in labels])
    noisy = pictures + chance.normal(0, 0.1, pictures.shape)
    return noisy.clip(0, 1).astype("float32")[..., np.newaxis], labels


def _digit(label, chance):
    image = Image.new("L", (SIDE, SIDE))
    font = ImageFont.load_default(size=int(chance.integers(18, 27)))
    middle = SIDE / 2 + chance.integers(-3, 4, 2)
    ImageDraw.Draw(image).text(tuple(middle), str(label), fill=255, font=font, anchor="mm")
    return np.asarray(image.rotate(chance.uniform(-12, 12), Image.Resampling.BILINEAR)) / 255

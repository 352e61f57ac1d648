"""The treatments: ways to bring pictures of several sizes through one model, each to be copied.

A picture is float32, (height, width, channels). `pictures` is a list of at least one, all with as
many channels.
"""

import tensorflow as tf

# One size for all.


def resized(pictures, height, width):
    """All at one size, (n, height, width, channels). Another aspect is stretched."""
    size = height, width
    return tf.stack([tf.image.resize(picture, size, antialias=True) for picture in pictures])


def resized_with_pad(pictures, height, width):
    """Letterbox: one size, (n, height, width, channels), each at its own aspect with black bars.

    Raises InvalidArgumentError where a picture is so thin that less than a pixel would be left.
    """
    return tf.stack(
        [tf.image.resize_with_pad(picture, height, width, antialias=True) for picture in pictures]
    )


def cropped_or_padded(pictures, height, width):
    """All at one size, (n, height, width, channels), each at its own scale.

    What is too much is cut off around the middle, what is missing is filled with zeros around it.
    """
    return tf.stack(
        [tf.image.resize_with_crop_or_pad(picture, height, width) for picture in pictures]
    )


def ragged_then_resized(pictures, height, width):
    """As `resized`, by way of a RaggedTensor: one tensor of pictures of several sizes."""
    return tf.image.resize(tf.ragged.stack(pictures), (height, width), antialias=True)


# Padding, and a mask that knows about it.


def padded(pictures):
    """Zeros at the bottom and on the right, up to the largest height and the largest width H, W.

    Returns the batch (n, H, W, channels) and a mask (n, H, W, 1), bool, True where a picture is.
    """
    height = max(picture.shape[0] for picture in pictures)
    width = max(picture.shape[1] for picture in pictures)

    def at_full_size(pixels):
        return tf.pad(pixels, [(0, height - pixels.shape[0]), (0, width - pixels.shape[1]), (0, 0)])

    batch = tf.stack([at_full_size(picture) for picture in pictures])
    mask = tf.stack([at_full_size(tf.ones_like(picture[..., :1], tf.bool)) for picture in pictures])
    return batch, mask


def masked_mean(features, mask):
    """The mean of each feature map over the places that hold picture: (n, c).

    `features` (n, h, w, c); `mask` as `padded` returns it. Where strides have made the feature map
    smaller than the mask, a place counts if all the pixels that it stands for lie inside the
    picture. Where no place does, the mean is NaN, as it is for the empty feature map of the bare
    picture. Raises ValueError where the sizes do not say by which stride.
    """
    inside = _at_size_of(features, mask)
    sums = tf.reduce_sum(tf.where(inside, features, 0), axis=(1, 2))
    return sums / tf.reduce_sum(tf.cast(inside, features.dtype), axis=(1, 2))


def masked_max(features, mask):
    """The largest number of each feature map over the places that hold picture: (n, c).

    All as in `masked_mean`; where no place counts, the answer is -inf.
    """
    inside = _at_size_of(features, mask)
    return tf.reduce_max(tf.where(inside, features, float("-inf")), axis=(1, 2))


def _at_size_of(features, mask):
    """The mask at the feature map's size, by min-pooling: a pixel of padding makes it padding."""
    strides = [_stride(mask.shape[axis], features.shape[axis]) for axis in (1, 2)]
    padding = tf.cast(~mask, tf.float32)
    return tf.nn.max_pool2d(padding, strides, strides, "VALID") == 0


def _stride(pixels, places):
    """The one stride that leads from so many pixels to so many places, a rest being dropped."""
    strides = [stride for stride in range(1, pixels + 1) if pixels // stride == places]
    if len(strides) != 1:
        raise ValueError(
            f"{pixels} pixels became {places} places: {len(strides) or 'no'} strides do that."
        )
    return strides[0]


# No common size.


def by_size(pictures, step):
    """Buckets: indices of pictures whose sides agree when rounded up to multiples of `step`.

    Buckets and indices stand in the order of first appearance; every index is in one bucket.
    """
    buckets = {}
    for index, picture in enumerate(pictures):
        height, width = picture.shape[:2]
        size = -(-height // step), -(-width // step)  # rounded up
        buckets.setdefault(size, []).append(index)
    return list(buckets.values())


def from_buckets(answers, buckets):
    """The answers of all buckets, each (k, m), in the order of the pictures: (n, m).

    `buckets` as `by_size` returns them, `answers` one tensor a bucket. Raises InvalidArgumentError
    where an answer has more or fewer rows than its bucket.
    """
    return tf.dynamic_stitch(buckets, answers)


def patches(picture, side):
    """Tiles that do not overlap, row by row: (k, side, side, channels).

    The picture is filled up with zeros at the bottom and on the right until both sides are
    multiples of `side`. Every pixel is in one tile; a picture smaller than `side` is one tile.
    """
    height, width, channels = picture.shape
    whole = tf.pad(picture, [(0, -height % side), (0, -width % side), (0, 0)])
    square = [1, side, side, 1]
    tiles = tf.image.extract_patches(whole[tf.newaxis], square, square, [1, 1, 1, 1], "VALID")
    return tf.reshape(tiles, (-1, side, side, channels))

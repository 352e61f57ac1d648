"""Models made anew from others, in plain Keras: what a repair does, and shows as code to copy."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import keras
from keras import layers, ops


def opened(
    model: keras.Model, instead: dict[str, Callable[[Any], Any]] | None = None
) -> keras.Model:
    """The same layers, new, behind an Input of open height and width.

    `instead`: {name: what makes another layer of the one that has that name}.
    """
    instead = instead or {}

    def anew(layer: Any) -> Any:
        if layer.name in instead:
            return instead[layer.name](layer)
        if isinstance(layer, keras.Model) and len(layer.input_shape) == 4:
            return opened(layer, instead)
        return type(layer).from_config(layer.get_config())

    first = model.inputs[0]
    door = keras.Input((None, None, first.shape[3]), dtype=first.dtype, name=first.name)
    if isinstance(model, keras.Sequential):
        return keras.Sequential([door, *map(anew, model.layers)], name=model.name)
    return keras.models.clone_model(model, input_tensors=door, clone_function=anew)


def as_convolution(dense: Any, height: int, width: int) -> Any:
    """A convolution over a whole map, for the Dense layer that has the same map flat."""
    known = layers.Conv2D(1, 1).get_config()
    config = {key: value for key, value in dense.get_config().items() if key in known}
    return layers.Conv2D.from_config(
        {**config, "filters": dense.units, "kernel_size": (height, width)}
    )


def leaves(model: keras.Model) -> Iterator[Any]:
    """The layers of a model and of the models in it, in their order."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer)
        else:
            yield layer


def keep_weights(model: keras.Model, other: keras.Model) -> None:
    """Copies to `other` the weights of each layer that has as many under the same name."""
    before = {layer.name: layer.get_weights() for layer in leaves(model)}
    for layer in leaves(other):
        shapes = [tuple(weight.shape) for weight in layer.get_weights()]
        kept = before.get(layer.name, [])
        if [weight.size for weight in kept] == [weight.size for weight in layer.get_weights()]:
            layer.set_weights([weight.reshape(shape) for weight, shape in zip(kept, shapes)])


def places(side: Any) -> Any:
    """0, 1, 2 and so on, as many as `side` is long; `side` is one row or column of pixels."""
    return ops.cumsum(ops.ones_like(ops.cast(side, "float32"))) - 1


def padded(
    model: keras.Model, least: Sequence[int], step: Sequence[int], crop: bool
) -> keras.Model:
    """The model behind a repetition of the lower and the right edge, up to the next side it takes.

    Those are `least` and from there on every `step`, of the height and of the width. `crop`: the
    answer is cut to the picture's height and width.
    """
    small = keras.Input(model.input_shape[1:], dtype=model.inputs[0].dtype)
    large = small
    for axis, side in ((1, small[0, :, 0, 0]), (2, small[0, 0, :, 0])):
        rest = least[axis - 1] % step[axis - 1]
        here = places(side)
        beyond = ops.reshape(here, (1, -1, 1))
        beyond = layers.Cropping1D((rest, 0))(beyond) if rest else beyond
        starts = ops.reshape(ops.max_pool(beyond, 1, strides=step[axis - 1]), (-1, 1))
        there = ops.reshape(starts + ops.arange(step[axis - 1], dtype="float32"), (-1,))
        if rest:
            there = ops.concatenate([ops.arange(rest, dtype="float32") + 0 * here[0], there])
        large = ops.take(large, ops.cast(ops.minimum(there, here[-1]), "int32"), axis=axis)
    picture = keras.Input(model.input_shape[1:], dtype=model.inputs[0].dtype, name="any_size")
    answer = model(keras.Model(small, large, name="pad")(picture))
    if crop:
        both = keras.Input(answer.shape[1:]), keras.Input(picture.shape[1:])
        rows, columns = places(both[1][0, :, 0, 0]), places(both[1][0, 0, :, 0])
        cut = ops.take(both[0], ops.cast(rows, "int32"), axis=1)
        cut = ops.take(cut, ops.cast(columns, "int32"), axis=2)
        answer = keras.Model(both, cut, name="crop")([answer, picture])
    return keras.Model(picture, answer, name=f"{model.name}_padded")


def compile_like(model: keras.Model, other: keras.Model) -> None:
    """Compiles `other` with an optimizer of the same settings, the same loss, the same metrics."""
    told = dict(model._compile_config.config)
    told["optimizer"] = type(model.optimizer).from_config(model.optimizer.get_config())
    for kind in ("metrics", "weighted_metrics"):
        told[kind] = keras.tree.map_structure(
            lambda one: (
                type(one).from_config(one.get_config())
                if isinstance(one, keras.metrics.Metric)
                else one
            ),
            told[kind],
        )
    other.compile(**told)

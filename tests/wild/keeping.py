"""What a treatment leaves as it was: the person's loss, its settings, and their optimizer."""

import re

import keras

#: Short names of losses, and the one-hot form of those that take class numbers.
SAME = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "sparse_categorical_crossentropy": "categorical_crossentropy",
}
#: The loss that code passes on: as a name, or as a class of `losses`.
IN_CODE = re.compile(r"loss=(?:['\"](\w+)['\"]|[\w.]*losses\.(\w+))")


def family(loss):
    """The name of a loss, a string, a function or an object; one for both forms of labels.

    None for several losses, or none.
    """
    if loss is None or isinstance(loss, (list, tuple, dict)):
        return None
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", ""))
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return SAME.get(name, name)


def settings(model):
    """What `compile` was told: the loss's family and settings, the optimizer and its own.

    None of what is no model, of a model that was not compiled, or has several losses.
    """
    if not isinstance(model, keras.Model):
        return None
    loss, optimizer = getattr(model, "loss", None), getattr(model, "optimizer", None)
    if family(loss) is None or optimizer is None:
        return None
    told = {key: value for key, value in optimizer.get_config().items() if key != "name"}
    smoothing = float(getattr(loss, "label_smoothing", 0.0))
    return (
        *(family(loss), bool(getattr(loss, "from_logits", False)), smoothing),
        *(type(optimizer).__name__, told),
    )


def kept(names, was):
    """Whether every model that `was` compiled still is so, under the same name."""
    before = {name: told for name, value in was.items() if (told := settings(value))}
    return all(settings(names.get(name)) == told for name, told in before.items())


def swaps_loss(code, was):
    """Whether code compiles with another loss than the models have that there were."""
    used = {told[0] for value in was.values() if (told := settings(value))}
    found = IN_CODE.search(code)
    return bool(used and found) and family(found[1] or found[2]) not in used

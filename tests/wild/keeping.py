"""What a treatment leaves as it was: loss, optimizer, trained weights, and the labels."""

import ast
import re

import keras
import numpy as np

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


#: Methods that train: what they leave of the weights is no treatment's doing.
TRAINING = re.compile(r"\.(fit|train_on_batch|apply_gradients|apply)\(")


def weights_kept(case, names, was):
    """Whether kernels that are still there have their numbers; every run starts from one seed.

    A kernel of another shape is another kernel; what a treatment costs is not judged.
    """
    if TRAINING.search(case.setup + case.call):
        return True
    for name, model in was.items():
        if not isinstance(model, keras.Model) or not isinstance(names.get(name), keras.Model):
            continue
        now = [np.asarray(weight) for weight in names[name].weights]
        for before in (np.asarray(weight) for weight in model.weights):
            alike = [value for value in now if value.shape == before.shape]
            if before.ndim > 2 and alike and not any((value == before).all() for value in alike):
                return False
    return True


def labels_of(call):
    """The names of what a call of `fit`, `evaluate` or `train_on_batch` takes as labels."""
    found = []
    for node in ast.walk(ast.parse(call)):
        taught = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if taught and node.func.attr in ("fit", "evaluate", "train_on_batch"):
            given = node.args[1:2] + [word.value for word in node.keywords if word.arg == "y"]
            found += [value.id for value in given if isinstance(value, ast.Name)]
    return found


def labels_kept(case, names, was):
    """Whether there are as many labels as before, and class numbers are whole as before."""
    for name in labels_of(case.call):
        before, now = was.get(name), names.get(name)
        if not hasattr(before, "shape") or not hasattr(now, "shape") or not before.shape:
            continue
        before, now = np.asarray(before), np.asarray(now)
        whole = before.dtype.kind in "iu" and now.ndim == before.ndim
        if len(now) != len(before) or (whole and (now != np.round(now)).any()):
            return False
    return True

"""From a model that takes one size, or few, to one that takes more, with the weights that can be
kept.

Tried in this order, those first that keep every trained weight: the Input's height and width are
opened; a Dense layer behind a Flatten becomes a convolution over the whole map; the Flatten becomes
a mean over each map; what takes every eighth side only is padded, and its answer cropped. What is
made is made by the code that is shown, of plain Keras, so that it can be saved and loaded anywhere.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from . import remade, sizes
from .shapes import made_for, side_axes
from .sizes import ValidSizes
from .trace import PASSED

OPENED = "the Input's height and width are open now"
CONVOLVED = (
    "the Dense layer behind Flatten is a convolution over the whole map now, with the same "
    "weights, and the answers of all places in a larger picture are averaged"
)
POOLED = "Flatten gave way to a mean over each feature map"
PADDED = "the picture is padded at the door"
CROPPED = "and the answer cropped"
COMPILED = "Compiled as the model was, with a new optimizer of the same settings."
NOT_COMPILED = "Not compiled, as the model was not: compile() comes before fit()."


@dataclass(frozen=True)
class Repair:
    """What came of it. `model` is None where no repair helps, and then `done` says why.

    `done`: what was changed, in words. `kept` and `anew`: parameters by layer, copied and to be
    trained. `code` makes `repaired` of a `model`, and has made this one. `takes`: the sizes that it
    takes, tried by running it.
    """

    model: keras.Model | None
    done: tuple[str, ...]
    kept: dict[str, int]
    anew: dict[str, int]
    diff: str
    code: str = ""
    takes: ValidSizes | None = None

    def __str__(self) -> str:
        if self.model is None or self.takes is None:
            return "; ".join(self.done)
        anew = ", ".join(f"{name} ({count})" for name, count in self.anew.items()) or "nothing"
        compiled = COMPILED if self.model.compiled else NOT_COMPILED
        return (
            f"{self.model.name}: {'; '.join(self.done)}.\n"
            f"Takes: {self.takes.rule}, tried by running {sum(r.ran for r in self.takes.runs)} "
            "sizes.\n"
            f"Kept: {sum(self.kept.values())} parameters in {len(self.kept)} layers.\n"
            f"To be trained anew: {anew}.\n"
            f"{compiled}"
        )


def repaired(model: Any) -> Repair:
    """The first of `repairs`, or a `Repair` without a model that says why there is none."""
    return repairs(model)[0]


def repairs(model: Any) -> tuple[Repair, ...]:
    """Each `Repair` of a Sequential or Functional model that makes it take every size from some
    least one on, those first that keep every weight; one without a model where there is none.

    The model stays as it is. It has one input, (batch, height, width, channels), and one output.
    """
    if not _has_graph(model) or len(made_for(model)) != 4 or len(model.outputs) != 1:
        return _none(
            "a model without a graph of layers, or of several inputs or outputs, can only be "
            "repaired in its source"
        )
    if side_axes(model) != (1, 2):
        return _none("a model with the channels first can only be repaired in its source")
    if None not in made_for(model)[1:3]:
        found = [one for plan in _plans(model) if (one := _tried(model, *plan))]
        return tuple(found) or _none(
            "no layer could be replaced so that the model can be built on an open size"
        )
    takes = sizes.valid_sizes(model)
    if _every(takes):
        return _none("nothing to repair: every size passes that is not too small")
    one = _tried(model, (), [], (), takes)
    return (one,) if one else _none("none of the repairs makes it take every size")


def _none(why: str) -> tuple[Repair, ...]:
    return (Repair(None, (why,), {}, {}, ""),)


def _has_graph(model: Any) -> bool:
    """Whether a model is described by its layers alone: no subclass with a `call` of its own."""
    return type(model).__module__.startswith("keras.")


#: What was done, in words; the lines that make `repaired` of `model`; the functions that they use.
_Plan = tuple[tuple[str, ...], list[str], tuple[Callable[..., Any], ...]]


def _plans(model: Any) -> Iterator[_Plan]:
    """What may open a model of a fixed size, what keeps every weight first."""
    uses = remade.opened, remade.leaves, remade.keep_weights
    yield (OPENED,), ["repaired = opened(model)", "keep_weights(model, repaired)"], uses
    flat = [layer for layer in _leaves(model) if _flattens(layer)]
    if len(flat) != 1:
        return
    name, (_, height, width, channels) = flat[0].name, flat[0].input.shape
    lines = [
        "repaired = opened(model, {",
        f"    {name!r}: lambda _: layers.Identity(name={name!r}),",
    ]
    lines += [
        f"    {layer.name!r}: lambda dense: as_convolution(dense, {height}, {width}),"
        for layer in _leaves(model)
        if isinstance(layer, layers.Dense) and layer.input.shape[1:] == (height * width * channels,)
    ]
    lines += [
        "})",
        'answer = layers.GlobalAveragePooling2D(name="mean_of_places")(repaired.outputs[0])',
        "repaired = keras.Model(repaired.inputs[0], answer, name=model.name)",
        "keep_weights(model, repaired)",
    ]
    yield (OPENED, CONVOLVED), lines, (*uses, remade.as_convolution)
    pool = f"lambda _: layers.GlobalAveragePooling2D(name={name + '_pooled'!r})"
    lines = [f"repaired = opened(model, {{{name!r}: {pool}}})", "keep_weights(model, repaired)"]
    yield (OPENED, POOLED), lines, uses


def _flattens(layer: Any) -> bool:
    """Whether a layer lays a map out as one row."""
    if not isinstance(layer, (layers.Flatten, layers.Reshape)):
        return False
    return len(layer.input.shape) == 4 and len(layer.output.shape) == 2


def _tried(
    model: Any,
    done: tuple[str, ...],
    lines: list[str],
    uses: tuple[Callable[..., Any], ...],
    takes: ValidSizes | None = None,
) -> Repair | None:
    """The `Repair` of a plan, or None where it cannot be built, or takes too few sizes, or answers
    otherwise at the model's own size though it kept every weight.

    `takes`: the sizes that the model takes as it is, where it needs padding alone.
    """
    end = ["compile_like(model, repaired)"] if model.compiled else []
    uses = (*uses, remade.compile_like) if end else uses
    try:
        found = _made(model, lines + end, uses) if lines else model
        takes = takes or sizes.valid_sizes(found)
        if takes.height and takes.width and not _every(takes):
            line, told = _padding(found, takes)
            lines, done = [*(lines or ["repaired = model"]), line], (*done, told)
            uses = (remade.places, remade.padded, *uses)
            found = _made(model, lines + end, uses)
            takes = sizes.valid_sizes(found)
    except (ValueError, TypeError, AttributeError):  # Dense on None, a Reshape that counts
        return None
    if not _every(takes):
        return None
    kept, anew = _kept(model, found)
    if not anew and not _same(model, found):
        return None
    return Repair(found, done, kept, anew, diff(model, found), _code(lines + end, uses), takes)


def _code(lines: list[str], uses: tuple[Callable[..., Any], ...]) -> str:
    """The code that makes `repaired` of `model`: the functions of `remade` that it uses, and it."""
    head = "from collections.abc import Callable, Iterator, Sequence\nfrom typing import Any\n\n"
    head += "import keras\nfrom keras import layers, ops\n"
    return "\n\n".join([head, *map(inspect.getsource, uses), "\n".join(lines) + "\n"])


def _made(model: Any, lines: list[str], uses: tuple[Callable[..., Any], ...]) -> Any:
    """What the code makes. Raises what that raises."""
    names: dict[str, Any] = {"model": model}
    exec(compile(_code(lines, uses), "<repair>", "exec"), names)
    return names["repaired"]


def _every(takes: ValidSizes) -> bool:
    """Whether every size from a least one on passes, and was seen to."""
    if not takes.height or not takes.width or takes.broken:
        return False
    return all(rule.step == 1 and rule.most is None for rule in (takes.height, takes.width))


def _padding(model: Any, takes: ValidSizes) -> tuple[str, str]:
    """The line that pads `repaired` to sizes that it takes, and the same in words."""
    assert takes.height and takes.width
    least = takes.height.least, takes.width.least
    step = takes.height.step, takes.width.step
    if 0 in step or takes.height.most or takes.width.most:
        raise ValueError("it takes no larger sizes")
    seen = next(run for run in takes.runs if run.came == PASSED)
    answer = model.compute_output_shape((1, seen.height, seen.width, made_for(model)[3]))
    crop = len(answer) == 4 and tuple(answer[1:3]) == (seen.height, seen.width)
    line = f"repaired = padded(repaired, least={least}, step={step}, crop={crop})"
    told = f"{PADDED}, {CROPPED}" if crop else PADDED
    return line, f"{told}: what is behind takes {takes.rule}"


def _same(model: Any, found: Any) -> bool:
    """Whether both answer the same at a size that the model takes, to a float's tolerance."""
    size = made_for(model)[1:3]
    if None in size:
        takes = sizes.rules(model)
        size = tuple(rule.following(32) for rule in takes)
    picture = np.random.default_rng(0).random((1, *size, made_for(model)[3]), dtype="float32")
    one, other = (keras.ops.convert_to_numpy(each(picture)) for each in (model, found))
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-3, atol=1e-4)


def _kept(old: Any, new: Any) -> tuple[dict[str, int], dict[str, int]]:
    """({layer: parameters} of those whose weights are the old ones, {the others})."""
    before = {layer.name: layer for layer in _leaves(old)}
    kept: dict[str, int] = {}
    anew: dict[str, int] = {}
    for layer in _leaves(new):
        if not layer.weights:
            continue
        weights = before[layer.name].get_weights() if layer.name in before else []
        same = [weight.size for weight in weights] == [w.size for w in layer.get_weights()]
        (kept if same else anew)[layer.name] = layer.count_params()
    return kept, anew


def _leaves(model: Any) -> Iterator[Any]:
    """The layers of a model and of the models in it, in their order; of a model of operations
    alone, that model.
    """
    for layer in model.layers:
        inside = getattr(layer, "layers", ()) if isinstance(layer, keras.Model) else ()
        if any(not isinstance(one, layers.InputLayer) for one in inside):
            yield from _leaves(layer)
        else:
            yield layer


# --- what changed --------------------------------------------------------------------------------


def summary(model: Any) -> list[str]:
    """A short line for the Input and each layer, those of nested models too: name, kind, size."""
    door = f"{'Input':<18} {made_for(model)[1:]}"
    told = [layer for layer in _leaves(model) if not isinstance(layer, layers.InputLayer)]
    lines = (f"{one.name:<18} {type(one).__name__:<24} {one.count_params():>9}" for one in told)
    return [door, *lines]


def diff(old: Any, new: Any) -> str:
    """What differs between two models' summaries, as a patch has it: - for what went, + for what
    came.
    """
    lines = difflib.unified_diff(summary(old), summary(new), old.name, "repaired", lineterm="", n=1)
    return "\n".join(lines)

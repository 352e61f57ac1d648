"""Labels and answers that a loss of Keras compares by repeating one of them, without a word."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import losses

from .reading import Shape

#: The losses that repeat what is too short. Others compare shapes and refuse.
REPEATING = (
    losses.mean_squared_error,
    losses.mean_absolute_error,
    losses.mean_absolute_percentage_error,
    losses.mean_squared_logarithmic_error,
    losses.huber,
    losses.log_cosh,
    losses.kl_divergence,
    losses.poisson,
    losses.hinge,
    losses.squared_hinge,
    losses.categorical_hinge,
    losses.cosine_similarity,
    losses.categorical_focal_crossentropy,
    losses.dice,
    losses.tversky,
)


def loss_of(model: Any) -> Any:
    """The function of the one loss that a model was compiled with; None for none, several, or one
    that is not Keras' own.
    """
    loss = getattr(model, "loss", None) if getattr(model, "compiled", False) else None
    if isinstance(loss, str):
        try:
            loss = losses.get(loss)
        except ValueError:
            return None
    function = getattr(loss, "fn", loss) if isinstance(loss, losses.Loss) else loss
    return function if any(function is one for one in REPEATING) else None


def repeated(labels: Shape, answer: Shape) -> Shape | None:
    """The shape of all pairs that a loss compares, where one of the two is repeated for it; None
    where they are as long as each other, or cannot be compared.
    """
    labels, answer = _same_rank(labels, answer)
    if labels == answer or labels[:1] != answer[:1]:
        return None
    try:
        return np.broadcast_shapes(labels, answer)  # type: ignore[arg-type]
    except ValueError:
        return None


def _same_rank(one: Shape, other: Shape) -> tuple[Shape, Shape]:
    """Both as Keras brings them to one number of axes, where one has a last axis of 1 too many
    (`keras.src.losses.loss.squeeze_or_expand_to_same_rank`).
    """
    if len(one) == len(other) + 1 and one[-1] == 1:
        return (one, (*other, 1)) if len(other) == 1 else (one[:-1], other)
    if len(other) == len(one) + 1 and other[-1] == 1:
        return ((*one, 1), other) if len(one) == 1 else (one, other[:-1])
    return one, other

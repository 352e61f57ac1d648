"""What is said to a reading of a message that is not right: a sentence for each part of it."""

import keras


def mistakes(layer, axis, expected, received, reading, models):
    """Sentences on what is wrong, [] where nothing is.

    `reading`: the clinic's. `models`: the model's name and its layers' names, from `layers_of`.
    """
    return [
        *_about_layer(layer, reading, models),
        *_about_axis(axis, reading),
        *_about_numbers(expected, received, reading),
    ]


def layers_of(error):
    """{model's name: its layers' names} of the models that stand in the frames of a failure."""
    models, trail = {}, error.__traceback__
    while trail:
        for value in list(trail.tb_frame.f_locals.values()):
            if isinstance(value, keras.Model):
                models[value.name] = [layer.name for layer in value.layers]
        trail = trail.tb_next
    return models


def _about_layer(answer, reading, models):
    name = str(getattr(answer, "name", answer)).strip()
    if name == reading.layer_name:
        return
    told = f"layer: not {name!r}."
    kind = reading.layer.kind
    if name.lower() == kind.lower():
        yield f"{told} That is its class. Which name does the message give it?"
    elif name in models or name in ("Sequential", "Functional"):
        yield f"{told} That is the model as a whole. Which layer in it does the message name?"
    elif any(name in layers for layers in models.values()):
        yield f"{told} The model has such a layer, but another one is named as incompatible."
    else:
        yield f"{told} The name stands in quotes where the message says what is incompatible."


def _about_axis(answer, reading):
    axis, rank = reading.axis, len(reading.received)
    if _number(answer) in (axis, axis - rank):
        return
    told = f"axis: not {answer}."
    if _number(answer) == axis + 1:
        yield f"{told} Axes are counted from 0: the batch is axis 0."
    elif _number(answer) is None or not -rank <= answer < rank:
        yield f"{told} What came has {rank} axes, 0 to {rank - 1}, and -1 is the last one."
    else:
        yield f"{told} On which axis do the shape that came and the number expected differ?"


def _about_numbers(expected, received, reading):
    right = reading.expected_size, reading.received_size
    given = _on_axis(expected, reading), _on_axis(received, reading)
    if given == right:
        return
    if given == right[::-1]:
        yield (
            "expected and received are mixed up: expected is what the layer was made for, "
            "received is what came."
        )
        return
    for word, one, own, other in zip(
        ("expected", "received"), given, right, right[::-1], strict=True
    ):
        if one != own:
            yield f"{word}: {_hint(word, one, other)}"


def _hint(word, given, other):
    if given is None:
        return "one whole number is asked for, the size on that axis."
    if given == other:
        return f"{given} is the other one of the two."
    asked = "What was the layer made for" if word == "expected" else "What came, on that axis"
    return f"not {given}. {asked}?"


def _on_axis(answer, reading):
    """The size that an answer says: itself, or of a whole shape what stands on the axis."""
    if isinstance(answer, (tuple, list)) and len(answer) == len(reading.received):
        return _number(answer[reading.axis])
    return _number(answer)


def _number(answer):
    """A whole number, written as one or as a text; None for anything else."""
    try:
        number = int(answer)
    except (TypeError, ValueError):
        return None
    return number if isinstance(answer, str) or number == answer else None

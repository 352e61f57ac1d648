"""What the tests of loading share: archives of a model, taken apart and put together otherwise."""

import io
import json
import zipfile


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members, compression=zipfile.ZIP_STORED):
    """The bytes of an archive of these members, {name: bytes}."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_layer(path, layer):
    """The archive at `path` with that in the place of its model."""
    return zipped(members_of(path) | {"config.json": json.dumps(layer).encode()})


def described(module, kind, config, registered=None):
    return {"module": module, "class_name": kind, "config": config, "registered_name": registered}


def in_a_model(inner):
    """A Sequential with that layer in it."""
    door = described(
        "keras.layers",
        "InputLayer",
        {"batch_shape": [None, 4, 4, 3], "dtype": "float32", "name": "picture"},
    )
    return described(
        "keras", "Sequential", {"name": "model", "trainable": True, "layers": [door, inner]}
    )


def functional(*parts, ends=None):
    """A Functional model of an Input named "picture" and those layers; the last ends it."""
    picture = described(
        "keras.layers",
        "InputLayer",
        {"batch_shape": [None, 4, 4, 3], "dtype": "float32", "name": "picture"},
    )
    first = picture | {"name": "picture", "inbound_nodes": []}
    config = {
        "name": "model",
        "trainable": True,
        "layers": [first, *parts],
        "input_layers": [["picture", 0, 0]],
        "output_layers": [[ends or parts[-1]["name"], 0, 0]],
    }
    return described("keras.src.models.functional", "Functional", config, "Functional")


def placed(layer, *args, **kwargs):
    """A layer's description as it stands in a Functional model, called once on these."""
    call = {"args": list(args), "kwargs": kwargs}
    return layer | {"name": layer["config"].get("name", "x"), "inbound_nodes": [call]}


def came_from(name, shape=(None, 4, 4, 3)):
    """What a layer of that name gives, as an argument."""
    config = {"shape": list(shape), "dtype": "float32", "keras_history": [name, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": config}

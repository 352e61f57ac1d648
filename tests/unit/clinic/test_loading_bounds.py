"""What a file may cost is reckoned before anything is built, and why Keras will not have it is said
in its own words, at the layer where it is.
"""

import copy
import io
import json
import os
import random

import h5py
import keras
import numpy as np
import pytest
from files import came_from, described, functional, in_a_model, members_of, placed, zipped
from keras import layers

from helpers.clinic import described as rules
from helpers.clinic import loading


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The path of a file whose model has a convolution "conv" and a Dense "head"."""
    path = tmp_path_factory.mktemp("models") / "good.keras"
    picture = keras.Input((4, 4, 3), name="picture")
    x = layers.Conv2D(2, 3, padding="same", name="conv")(picture)
    keras.Model(picture, layers.Dense(2, name="head")(layers.Flatten(name="row")(x))).save(path)
    return path


@pytest.fixture
def unbuilt(monkeypatch):
    """Whatever is built in this test fails it."""
    monkeypatch.setattr(
        keras.saving, "deserialize_keras_object", lambda *_, **__: pytest.fail("it was built")
    )


def refusal(good, description, weights=None):
    """The refusal of the good file with another description."""
    members = members_of(good) | {"config.json": json.dumps(description).encode()}
    if weights:
        members["model.weights.h5"] = weights
    with pytest.raises(loading.Refused) as refused:
        loading.load(zipped(members), "mine.keras")
    told = str(refused.value)
    assert "mine.keras" in told and len(told) < 1000 and told.count("\n") == 2
    return refused.value


def changed(good, layer, config):
    """The good file's description with other settings of one layer."""
    found = copy.deepcopy(json.loads(members_of(good)["config.json"]))
    one = next(one for one in found["config"]["layers"] if one["name"] == layer)
    one["config"] |= config
    return found


# --- how much it would be ------------------------------------------------------------------------


def relu(name="relu"):
    return described("keras.layers", "Activation", {"activation": "relu", "name": name})


def in_a_row(count):
    model = in_a_model(relu())
    model["config"]["layers"] += [relu(f"relu_{k}") for k in range(count - 2)]
    return model


def within(depth):
    """A model that calls the model in it twice, and so on: 2^depth calls in a few lines."""
    inner = relu("it")
    for _ in range(depth):
        first = placed(inner, came_from("picture"))
        first["inbound_nodes"] *= 2
        inner = functional(first, ends="it")
        inner["config"]["name"] = "it"
    return inner


def backwards(count):
    """Layers named from the last to the first: Keras goes through all of them for each."""
    names = ["picture", *(f"relu_{k}" for k in range(count))]
    chain = [placed(relu(name), came_from(before)) for before, name in zip(names, names[1:])]
    return functional(*reversed(chain), ends=names[-1])


def wide(count):
    return functional(*(placed(relu(f"relu_{k}"), came_from("picture")) for k in range(count)))


def nested_calls(depth):
    call = came_from("picture")
    for _ in range(depth):
        call = {"inbound_nodes": [call]}
    return call


def nested_lists(depth):
    inner = 2
    for _ in range(depth):
        inner = [inner]
    return inner


def of(kind, **config):
    return in_a_model(described("keras.layers", kind, {"name": "big"} | config))


TOO_MUCH = {
    "480 layers in a row": (lambda: in_a_row(480), "115 440 times"),
    "models within models": (lambda: within(20), "in one another more than 12 deep"),
    "each twice": (lambda: functional(*(placed(within(11), came_from("picture")),) * 12), "times"),
    "backwards": (lambda: backwards(1000), "times to build it"),
    "many": (lambda: wide(4000), "4 002 layers and models, and 3 000 are the most"),
    "enlarged": (lambda: of("UpSampling2D", size=[10**5, 10**5]), "10 000 000 000 numbers of one"),
    "resized": (lambda: of("Resizing", height=10**6, width="1000000"), "numbers of one"),
    "repeated": (lambda: of("RepeatVector", n=10**12), "numbers of one"),
    "a number of many figures": (lambda: of("RepeatVector", n="9" * 4000), "10^30 numbers of one"),
    "many numbers": (lambda: of("UpSampling2D", size=[10**300] * 10_000), "10^30 numbers of one"),
    "calls in calls": (lambda: functional(placed(relu(), nested_calls(100))), "calls of layers in"),
    "deep": (lambda: of("UpSampling2D", size=nested_lists(900)), "too deep"),
    "encoded": (lambda: of("CategoryEncoding", num_tokens=1e20), "10^20 numbers of one"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_would_take_too_long_or_too_much_is_refused_unbuilt(good, unbuilt, name):
    make, why = TOO_MUCH[name]
    assert why in refusal(good, make()).why


@pytest.mark.parametrize(
    "call",
    [
        {"args": [[40_000, 40_000]], "kwargs": {}},
        {"args": [], "kwargs": {"inputs": 1.0}},
        {"args": [{"class_name": "__numpy__", "config": {"value": [1], "dtype": "int32"}}]},
        {},
        [],
        "text",
        [["picture"]],
    ],
)
def test_a_layer_that_is_called_on_constants_is_refused_unbuilt(good, unbuilt, call):
    """As three kilobytes could take 16 GB: what is called on constants runs while it is loaded."""
    ones = described("keras.src.ops.numpy", "Ones", {"name": "ones"}) | {"name": "ones"}
    ones["class_name"] = "Tile"
    for description in (functional(ones | {"inbound_nodes": [call]}),):
        found = refusal(good, description)
        assert "called on constants" in found.why and "'ones' (Tile)" in found.what


def test_weights_are_counted_before_there_is_memory_for_any(good):
    """A terabyte of weights: had it been asked for, this would end here."""
    for units in (10**9, 10**12, 10**30):
        found = refusal(good, changed(good, "head", {"units": units}))
        assert "'head/kernel'" in found.why and "the file holds 122" in found.why
    with keras.StatelessScope():
        pass  # at its end Keras makes what was put off: of the refused, nothing is left


def test_a_layer_that_would_give_more_than_there_is_memory_for(good):
    tile = described("keras.src.ops.numpy", "Tile", {"repeats": [1, 10**5, 10**5, 1]})
    wide_ = placed(tile, came_from("picture"))
    found = refusal(good, functional(wide_, placed(relu(), came_from(wide_["name"]))))
    assert "the layer 'tile" in found.what and "480 000 000 000 numbers" in found.why


def test_what_stays_below_the_bounds_loads(good):
    assert len(loading.load(archive(good, in_a_row(150))).layers) == 149
    held = members_of(good)
    model = functional(placed(relu("first"), came_from("picture")), wide(2)["config"]["layers"][1])
    assert loading.load(zipped(held | {"config.json": json.dumps(model).encode()})).built


def archive(good, description):
    return zipped(members_of(good) | {"config.json": json.dumps(description).encode()})


def test_the_largest_models_of_keras_stay_below_the_bounds():
    """Reckoned on their descriptions alone; NASNet's is the longest that is built soon."""
    model = keras.applications.NASNetMobile(weights=None)
    description = json.loads(json.dumps(keras.saving.serialize_keras_object(model)))
    rules.check(description)
    assert rules.calls_to_build(description) == len(model.layers)


# --- why Keras will not have it ------------------------------------------------------------------


def without(name):
    def change(file):
        del file[name]

    return change


def weights(good, change):
    data = io.BytesIO(members_of(good)["model.weights.h5"])
    with h5py.File(data, "a") as file:
        change(file)
    return data.getvalue()


@pytest.mark.parametrize(
    "layer, config, told",
    [
        ("head", {"units": 5}, "of the layer 'head' (Dense): its weights are (32, 5) by its"),
        ("conv", {"kernel_size": [5, 5]}, "(5, 5, 3, 2) by its description, and (3, 3, 3, 2) in"),
        ("conv", {"new": 1}, "Unrecognized keyword arguments passed to Conv2D: {'new': 1}"),
        ("conv", {"activation": "other"}, "Could not interpret activation function identifier"),
        ("conv", {"padding": "valid"}, "expected axis -1 of input shape to have value 32, but"),
        ("picture", {"batch_shape": [None, 4, 4, 1]}, "to have value 3, but"),
        ("conv", {"name": ["x" * 10**6]}, "Keras cannot read it"),
    ],
)
def test_the_reason_is_the_true_one(good, layer, config, told):
    found = refusal(good, changed(good, layer, config))
    assert told in found.why and "A total of" not in found.why


@pytest.mark.parametrize(
    "change, told",
    [
        (without("layers/dense"), "Layer 'head' expected 2 variables, but received 0"),
        (without("layers/dense/vars/1"), "Layer 'head' expected 2 variables, but received 1"),
    ],
)
def test_missing_weights_are_told_with_their_layer(good, recwarn, change, told):
    description = json.loads(members_of(good)["config.json"])
    assert told in refusal(good, description, weights(good, change)).why
    assert not [one for one in recwarn if "nested container" in str(one.message)]


def test_a_model_that_was_never_built_is_told(tmp_path):
    with pytest.warns(UserWarning, match="not yet been built"):
        keras.Sequential([layers.Dense(2)]).save(tmp_path / "early.keras")
    with pytest.raises(loading.Refused, match=r"early\.keras.*\n.*before it was built"):
        loading.load(tmp_path / "early.keras")


@pytest.mark.parametrize("junk", [b"junk" * 100, b""])
def test_weights_that_are_no_hdf5(good, junk):
    members = members_of(good) | {"model.weights.h5": junk}
    with pytest.raises(loading.Refused, match=r"model\.weights\.h5.*\n.*HDF5"):
        loading.load(zipped(members))


@pytest.mark.parametrize(
    "part, told",
    [
        ({"class_name": "Mine", "module": None}, "'it' (Mine)"),
        ({"class_name": "Conv9D", "module": "keras.layers"}, "has no such layer in keras.layers"),
        ({"class_name": "A" * 10**6, "module": "keras.layers"}, "has no such layer"),
        ({"class_name": "Dense", "module": "x" * 10**6}, "not from Keras's layers"),
        ({"class_name": "function", "module": "builtins", "config": "own"}, "function 'own'"),
        ({"class_name": "function", "module": "builtins", "config": "a" * 10**6}, "none of that"),
    ],
)
def test_what_is_of_ones_own_is_named(good, part, told):
    part = {"config": {"name": "it"}} | part
    inner = described("keras.layers", "Activation", {"name": "it", "activation": part})
    assert told in str(refusal(good, in_a_model(inner)))


def test_a_refusal_is_short_plain_text_whatever_the_file_holds():
    refused = loading.Refused("a\x1b[31m\nb" * 10**6, "\u202e" + "why\t" * 1000, "out")
    for part in (refused.what, refused.why, refused.out):
        assert part.isprintable() and len(part) <= rules.SAID


def parts_of(value, place=()):
    """The places of all that a description holds, each as the keys that lead to it."""
    yield place
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parts_of(inner, (*place, key))


def with_another(description, place, value):
    """A description with another value at that place."""
    if not place:
        return value
    changed_ = copy.deepcopy(description)
    inner = changed_
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return changed_


ODD = (None, True, -1, 0, 10**18, 1.5, "", "x", "Lambda", [], [[]], {}, {"class_name": "Dense"})


def test_a_description_with_anything_anywhere_loads_or_is_refused(good):
    """No other exception, whatever stands where: 260 places and values, the same in every run."""
    members = members_of(good)
    description = json.loads(members["config.json"])
    places = list(parts_of(description))
    chosen = random.Random(1)
    for _ in range(260):
        place, value = chosen.choice(places), chosen.choice(ODD)
        text = json.dumps(with_another(description, place, value)).encode()
        try:
            loading.load(zipped(members | {"config.json": text}), "mine.keras")
        except loading.Refused as refused:
            assert "mine.keras" in refused.what and refused.why and refused.out, (place, value)


def test_an_archive_with_any_byte_changed_loads_or_is_refused(good):
    whole, chosen = good.read_bytes(), random.Random(1)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chosen.choice((1, 3, 30))):
            damaged[chosen.randrange(len(damaged))] = chosen.randrange(256)
        try:
            loading.load(bytes(damaged), "mine.keras")
        except loading.Refused as refused:
            assert "mine.keras" in refused.what and len(str(refused)) < 1000


# --- paths as people write them ------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        "{path}",
        "  {path}\n",
        "'{path}'",
        '"{path}"',
        " “{path}” ",
        "file://{path}",
        "file:{path}",
        "file://localhost{path}",
        "file://{url}",
        "'file://{url}'",
        "~/my models/model.keras",
        "'~/my models/model.keras'",
        "file:model.keras",
        "model.keras",
    ],
)
def test_a_path_is_understood(good, tmp_path, monkeypatch, write):
    folder = tmp_path / "my models"
    folder.mkdir()
    path = folder / "model.keras"
    path.write_bytes(good.read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(folder)
    loaded = loading.load(write.format(path=path, url=str(path).replace(" ", "%20")))
    np.testing.assert_array_equal(loaded.weights[0].shape, (3, 3, 3, 2))


@pytest.mark.parametrize(
    "written, why",
    [
        ("", "nothing stands there"),
        (" '' ", "nothing stands there"),
        ("\0.keras", "no such file"),
        ("x" * 10_000 + ".keras", "no such file"),
        ("~nobody-of-that-name/x.keras", "no such file"),
        ("https://example.org/model.keras?key=secret", "address in the network"),
        ("hf://owner/model", "address in the network"),
        ("file://elsewhere/share/model.keras", "another computer"),
        (os.devnull, "no file that can be read"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(written, why):
    with pytest.raises(loading.Refused, match=why) as refused:
        loading.load(written)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "inside, told",
    [
        (["b.keras", "a.keras", "c.txt"], "a file in it: a.keras, b.keras."),
        (["saved_model.pb"], "SavedModel"),
        (["config.json", "model.weights.h5"], "unpacked"),
        ([], "no .keras file lies in it"),
    ],
)
def test_a_folder_is_told_with_what_lies_in_it(tmp_path, inside, told):
    for name in inside:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(loading.Refused, match="it is a folder") as refused:
        loading.load(f"{tmp_path}/")
    assert told in str(refused.value) and str(tmp_path) not in str(refused.value)

"""Files from elsewhere: good ones load, bad ones are refused in words, and nothing in them runs."""

import io
import json
import os
import zipfile

import keras
import numpy as np
import pytest
from files import described, in_a_model, members_of, with_layer, zipped
from keras import layers

from helpers.clinic import loading
from helpers.course import builders


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The path of a model saved by Keras, trained as one usually is, with an operation that is no
    layer.
    """
    picture = keras.Input((None, None, 3))
    x = layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2", padding="same")(picture)
    x = keras.ops.relu(x + layers.Conv2D(4, 1)(picture))
    x = keras.Sequential(
        [layers.BatchNormalization(), layers.GlobalAveragePooling2D()], name="inner"
    )(x)
    model = keras.Model(picture, layers.Dense(3, activation=keras.activations.gelu)(x))
    model.compile("adam", "mse", metrics=["accuracy"])
    path = tmp_path_factory.mktemp("models") / "good.keras"
    model.save(path)
    return path


@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_good_file_loads_with_its_weights_and_its_answers(good, as_bytes):
    model = loading.load(good.read_bytes() if as_bytes else good)
    picture = np.linspace(0, 1, 5 * 7 * 3, dtype="float32").reshape(1, 5, 7, 3)
    np.testing.assert_array_equal(
        model(picture), keras.saving.load_model(good, compile=False)(picture)
    )
    assert not model.compiled


@pytest.mark.parametrize(
    "make",
    [builders.fixed_sequential, builders.small_unet, lambda: loading.application("MobileNetV2")],
)
def test_the_models_of_the_course_load(make, tmp_path):
    make().save(tmp_path / "model.keras")
    assert loading.load(tmp_path / "model.keras").count_params()


@pytest.fixture
def with_code(tmp_path):
    """(file, marker): a file with a Lambda in it, whose code would leave the marker behind."""
    marker = tmp_path / "was-here"
    harm = eval(f"lambda x: (open({str(marker)!r}, 'w').close(), x)[1]")  # its path is in its code
    innocent = layers.Lambda(harm, name="innocent", output_shape=(2,))
    keras.Sequential([keras.Input((2,)), innocent]).save(tmp_path / "model.keras")
    marker.unlink(missing_ok=True)
    return tmp_path / "model.keras", marker


def test_a_lambda_is_refused_and_does_not_run(with_code):
    """Keras's own loading without safe mode shows that it can."""
    file, marker = with_code
    with pytest.raises(loading.Refused) as refused:
        loading.load(file)
    assert not marker.exists()
    assert "'innocent' (Lambda)" in refused.value.what and "code" in refused.value.why
    assert "layer class of your own" in str(refused.value)
    keras.saving.load_model(file, safe_mode=False)(np.zeros((1, 2)))
    assert marker.exists()


def test_what_the_list_would_let_through_keras_itself_refuses(with_code, monkeypatch):
    """Two locks: Keras's safe mode holds where the check of the description fails."""
    file, marker = with_code
    monkeypatch.setattr(loading, "_check_description", lambda description: None)
    with pytest.raises(loading.Refused, match="Keras cannot read it"):
        loading.load(file)
    assert not marker.exists()


@pytest.mark.parametrize(
    "module, kind, config",
    [
        ("os", "system", {"command": "touch was-here"}),
        ("builtins", "eval", {"source": "1"}),
        ("builtins", "function", "os.system"),
        ("keras.utils", "get_file", {"fname": "x", "origin": "file:///etc/passwd"}),
        ("keras", "layers.Lambda", {"name": "hidden"}),
        ("keras.src.layers.core.lambda_layer", "Lambda", {"name": "by its other address"}),
        ("keras.layers", "TFSMLayer", {"filepath": "/tmp/x"}),
        ("keras.layers", "TextVectorization", {"vocabulary": "/etc/passwd"}),
        ("keras.layers", "StringLookup", {"vocabulary": "/etc/passwd"}),
        ("keras.layers", "TorchModuleWrapper", {"module": "x"}),
        ("keras_hub.models", "Backbone", {}),
        ("keras.src.utils.file_utils", "get_file", {}),
        (None, "MyLayer", {}),
        (None, "__lambda__", {"value": "x"}),
        (None, "__typespec__", ["x"]),
        (["os"], "system", {}),
        ("keras.layers", ["Lambda"], {}),
    ],
)
@pytest.mark.parametrize("deep", [False, True])
def test_what_is_not_kerass_own_is_refused_wherever_it_stands(good, module, kind, config, deep):
    layer = described(module, kind, config)
    wrapped = (
        described("keras.layers", "TimeDistributed", {"name": "outer", "layer": layer})
        if deep
        else layer
    )
    with pytest.raises(loading.Refused) as refused:
        loading.load(with_layer(good, in_a_model(wrapped)))
    assert "Keras cannot read it" not in refused.value.why  # it was refused before Keras saw it


def test_the_old_way_of_naming_a_layer_without_its_module_is_no_way_around(good):
    inner = {
        "class_name": "Lambda",
        "config": {"name": "old", "function": ["4wEAAAA=", None, None]},
    }
    for layer in (inner, {"class_name": "Dense", "config": {"units": 2}}):
        with pytest.raises(loading.Refused):
            loading.load(with_layer(good, in_a_model(layer)))


def test_a_class_of_ones_own_is_refused_even_where_it_is_registered(tmp_path):
    @keras.saving.register_keras_serializable("mine")
    class Mine(layers.Layer):
        pass

    keras.Sequential([keras.Input((2,)), Mine()]).save(tmp_path / "model.keras")
    with pytest.raises(loading.Refused, match="Mine"):
        loading.load(tmp_path / "model.keras")


def test_a_subclassed_model_is_refused(tmp_path):
    class Own(keras.Model):
        def call(self, x):
            return x

    model = Own()
    model(np.zeros((1, 2)))
    model.save(tmp_path / "model.keras")
    with pytest.raises(loading.Refused, match="Own"):
        loading.load(tmp_path / "model.keras")


def bomb(good):
    return zipped(members_of(good) | {"assets/zeros": bytes(64 * loading.MB)}, zipfile.ZIP_DEFLATED)


def many_small_bombs(good):
    """Each member is small enough to swell as it likes; together they are a hundredfold."""
    zeros = {f"assets/{k}": bytes(loading.MB) for k in range(60)}
    return zipped(members_of(good) | zeros, zipfile.ZIP_DEFLATED)


def with_link(good):
    out = io.BytesIO(good.read_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("assets/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


BAD = {
    "not a zip": (lambda good: b"no zip at all", "no zip archive"),
    "empty": (lambda good: b"", "no zip archive"),
    "cut off": (lambda good: good.read_bytes()[:-300], "no zip archive"),
    "zip bomb": (bomb, "bomb"),
    "zip bomb of many": (many_small_bombs, "times its size: a zip bomb"),
    "out of its place": (
        lambda good: zipped(members_of(good) | {"../../escaped": b"x"}),
        "leads out",
    ),
    "absolute": (lambda good: zipped(members_of(good) | {"/etc/escaped": b"x"}), "leads out"),
    "Windows' way": (lambda good: zipped(members_of(good) | {"a\\..\\..\\b": b"x"}), "leads out"),
    "a link": (with_link, "link"),
    "too many": (
        lambda good: zipped(members_of(good) | {f"assets/{k}": b"" for k in range(200)}),
        "members",
    ),
    "no description": (lambda good: zipped({"model.weights.h5": b""}), "no config.json"),
    "no JSON": (lambda good: zipped(members_of(good) | {"config.json": b"{"}), "JSON"),
    "no text": (lambda good: zipped(members_of(good) | {"config.json": b"\xff\xfe\xff"}), "JSON"),
    "a list": (lambda good: zipped(members_of(good) | {"config.json": b"[]"}), "no model"),
    "deep": (lambda good: zipped(members_of(good) | {"config.json": b"[" * 200_000}), "JSON"),
    "no weights": (
        lambda good: zipped({"config.json": members_of(good)["config.json"]}),
        "Keras cannot read it",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_in_words(good, name):
    make, why = BAD[name]
    with pytest.raises(loading.Refused, match=why) as refused:
        loading.load(make(good))
    assert refused.value.out


@pytest.mark.parametrize(
    "metadata, told",
    [
        ({"keras_version": "2.9.0"}, f"Keras 2.9.0 wrote it, and this is {keras.__version__}"),
        ({"keras_version": keras.__version__}, "model.save"),
        ({"keras_version": ["x"]}, "model.save"),
        ({"keras_version": "any words"}, "model.save"),
        ({}, "model.save"),
        ([], "model.save"),
    ],
)
def test_another_version_of_keras_is_named_where_it_cannot_be_read(good, metadata, told):
    members = members_of(good) | {"metadata.json": json.dumps(metadata).encode()}
    del members["model.weights.h5"]
    with pytest.raises(loading.Refused) as refused:
        loading.load(zipped(members))
    assert "Keras cannot read it" in refused.value.why and told in refused.value.out


def test_a_description_of_many_megabytes_is_refused_unread(good, monkeypatch):
    monkeypatch.setattr(loading, "MOST_CONFIG", 100)
    with pytest.raises(loading.Refused, match="config.json"):
        loading.load(good)


def test_the_size_of_the_whole_is_bounded(good, monkeypatch):
    monkeypatch.setattr(loading, "MOST_BYTES", 1000)
    with pytest.raises(loading.Refused, match="the most"):
        loading.load(good)


@pytest.mark.parametrize(
    "name, why",
    [("none.keras", "no such file"), ("model.h5", "only .keras"), ("model", "only .keras")],
)
def test_paths_that_are_no_keras_files(tmp_path, name, why):
    if "none" not in name:
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(loading.Refused, match=why) as refused:
        loading.load(str(tmp_path / name))
    assert str(tmp_path) not in str(
        refused.value
    )  # words for a page, without places of the machine


def test_nothing_is_left_behind(good, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    loading.load(good.read_bytes())
    with pytest.raises(loading.Refused):
        loading.load(b"no")
    assert os.listdir(tmp_path) == []


def test_applications_are_found_and_built_without_weights():
    assert {"ResNet50", "MobileNetV2", "VGG16"} <= set(loading.FEW) <= set(loading.applications())
    assert loading.application("MobileNetV2", input_shape=(96, 96, 3)).input_shape == (
        None,
        96,
        96,
        3,
    )
    with pytest.raises(ValueError, match="no 'load_img'"):
        loading.application("load_img")

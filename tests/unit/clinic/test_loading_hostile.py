"""One hostile file for each published weakness of loading in Keras: it is refused in words before
Keras builds anything, no code of it runs, nothing is fetched, and no other file is read.

The names are those of the public lists of weaknesses, CVE and CWE.
"""

import base64
import contextlib
import io
import marshal
import pickle
import sys
import zipfile

import h5py
import keras
import numpy as np
import pytest
from files import came_from, described, functional, in_a_model, members_of, placed, with_layer
from files import zipped as archive_of
from keras import layers

from helpers.clinic import loading

SECRET = 0.123456789
#: What Python tells of that it is about to do, and no file may make it do.
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "pickle.find_class")
FORBIDDEN += ("socket.connect", "socket.getaddrinfo", "urllib.Request")


class Watched:
    """What Python did, while it is looked at, that no file may make it do."""

    on, canary, seen = False, "", []


def _listen(event, arguments):
    if Watched.on and (
        event in FORBIDDEN or (event == "open" and Watched.canary in str(arguments[0]))
    ):
        Watched.seen.append((event, str(arguments)[:200]))


sys.addaudithook(_listen)  # Python has no way to take one away again


@contextlib.contextmanager
def watched(canary):
    Watched.on, Watched.canary, Watched.seen = True, str(canary), []
    try:
        yield
    finally:
        Watched.on = False


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The path of a file as Keras writes it."""
    path = tmp_path_factory.mktemp("models") / "good.keras"
    picture = keras.Input((4, 4, 3), name="picture")
    answer = layers.Dense(2, name="head")(layers.Flatten(name="row")(picture))
    keras.Model(picture, answer).save(path)
    return path


@pytest.fixture
def canary(tmp_path):
    """A file that nobody may read: words, and numbers of which the first is `SECRET`."""
    words = tmp_path / "canary-secret.txt"
    words.write_bytes(b"secret\nwords\n" + np.full(200, SECRET, "float32").tobytes())
    return words


class Leaves:
    """Unpickled, it would leave a file behind."""

    def __init__(self, place):
        self.place = place

    def __reduce__(self):
        return (open, (str(self.place), "w"))


def marshalled(place):
    code = compile(f"open({str(place)!r}, 'w').close()", "x", "exec")
    return base64.b64encode(marshal.dumps(code)).decode()


def a(kind, module="keras.layers", registered=None, **config):
    return described(module, kind, {"name": "it"} | config, registered)


def function(module, name):
    return described(module, "function", name, name)


def run_on(function_, argument, **more):
    """A model in which that function is called, as Lambda or Activation call one."""
    return [
        functional(placed(a("Lambda", function=function_, **more), argument)),
        functional(placed(a("Activation", activation=function_), argument)),
        functional(placed(a("Activation", activation=function_), came_from("picture"))),
        functional(placed(a("Dense", units=2, kernel_initializer=function_), argument)),
        in_a_model(a("TimeDistributed", layer=a("Activation", activation=function_))),
    ]


def lookups(place):
    files = (str(place), f"file://{place}", "http://192.0.2.1/words.txt")
    kinds = [("keras.layers", kind) for kind in ("StringLookup", "IntegerLookup")]
    kinds += [
        ("keras.layers", "TextVectorization"),
        ("keras.src.layers.preprocessing.index_lookup", "IndexLookup"),
        ("keras.src.layers.preprocessing.string_lookup", "StringLookup"),
    ]
    return [
        in_a_model(a(kind, module, vocabulary=file, invert=False))
        for module, kind in kinds
        for file in files
    ]


def settings_then_code(place):
    """Safe mode switched off by the file itself, and then a Lambda."""
    off = function("keras.config", "enable_unsafe_deserialization")
    code = {"class_name": "__lambda__", "config": {"value": marshalled(place)}}
    return [
        functional(placed(a("Activation", activation=off)), placed(a("Lambda", function=code))),
        functional(placed(described("keras.config", "enable_unsafe_deserialization", {}), 1)),
        functional(placed(a("Activation", activation=function("keras.models", "load_model")), 1)),
        in_a_model(a("Activation", activation=function("keras.models", "load_model"))),
        in_a_model(a("Activation", activation=function("keras.saving", "load_model"))),
        in_a_model(a("Activation", activation=function("builtins", "load_model"))),
    ]


def hidden_behind_names(place):
    code = {"class_name": "__lambda__", "config": {"value": marshalled(place)}}
    loose = {"class_name": "Lambda", "config": {"name": "it", "function": [marshalled(place)]}}
    return [
        in_a_model(loose),
        in_a_model(a("Lambda", "keras.src.layers.core.lambda_layer", function=code)),
        in_a_model(a("Dense", registered="mine>Dense", units=2)),
        in_a_model(a("Dense", registered="Mine", units=2)),
        in_a_model(a("Dense", units=2, kernel_initializer=code)),
        in_a_model(a("ResNet50", "keras.src.applications.resnet")),
        in_a_model(a("Activation", activation=function("keras.src.applications.resnet", "VGG16"))),
        in_a_model(a("Activation", activation=function("keras.models", "relu"))),
        in_a_model(a("Activation", activation=function("keras.activations", "deserialize"))),
        in_a_model({"class_name": "__typespec__", "module": "os", "config": ["x"]}),
        in_a_model(a("deserialize")),
        in_a_model(a("Model", "keras") | {"compile_config": {"loss": code}, "class_name": "X"}),
    ]


DESCRIPTIONS = {
    "CVE-2024-3660: code of a Lambda": lambda place: [
        in_a_model(a("Lambda", function={"class_name": "__lambda__", "config": {"value": code}}))
        for code in (marshalled(place), [marshalled(place), None, None])
    ],
    "CVE-2025-1550: any function of any module": lambda place: [
        *run_on(function("os", "system"), f"touch {place}"),
        *run_on(function("subprocess", "check_output"), ["touch", str(place)]),
        *run_on(function("builtins", "exec"), f"open({str(place)!r}, 'w')"),
    ],
    "CVE-2025-8747: a download by Keras's own function": lambda place: [
        *run_on(function("keras.utils", "get_file"), "x", origin=f"file://{place}"),
        *run_on(function("keras.src.utils.file_utils", "get_file"), "http://192.0.2.1/x"),
    ],
    "CVE-2025-9906: safe mode is switched off": settings_then_code,
    "CVE-2025-12058: words from any file or address": lookups,
    "CVE-2025-49655: a pickled module of PyTorch": lambda place: [
        in_a_model(a(kind, module=base64.b64encode(pickle.dumps(Leaves(place))).decode()))
        for kind in ("TorchModuleWrapper", "FlaxLayer", "JaxLayer")
    ],
    "a program in another file": lambda place: [
        in_a_model(a("TFSMLayer", filepath=str(place.parent))),
        in_a_model(a("TFSMLayer", "keras.src.export.tfsm_layer", filepath=str(place.parent))),
    ],
    "a layer by another name, or none": hidden_behind_names,
    "CWE-789: constants of a gigabyte each": lambda place: [
        functional(placed(a("Add", "keras.src.ops.numpy"), came_from("picture"), constant))
        for kind in ("S1000000000", "U1000000000", "O", "V1000000000", ["float32"], {"a": 1})
        for constant in [{"class_name": "__numpy__", "config": {"value": ["x"], "dtype": kind}}]
    ],
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_hostile_description_is_refused_unbuilt(good, canary, tmp_path, monkeypatch, name):
    monkeypatch.setattr(
        keras.saving, "deserialize_keras_object", lambda *_, **__: pytest.fail("it was built")
    )
    for description in DESCRIPTIONS[name](tmp_path / "was-here"):
        refused_quietly(with_layer(good, description), canary, tmp_path)


def refused_quietly(file, canary, folder):
    """That file is refused in a few words, and nothing else happens. The refusal."""
    before = sorted(folder.rglob("*"))
    with watched(canary), pytest.raises(loading.Refused) as refused:
        loading.load(file, "hostile.keras")
    assert Watched.seen == [] and sorted(folder.rglob("*")) == before
    told = str(refused.value)
    assert "hostile.keras" in told and refused.value.out and len(told) < 1200
    assert "secret" not in told and str(SECRET)[:6] not in told
    return refused.value


def weights_with(good, change):
    """The good file, its weights changed by `change(file)`."""
    data = io.BytesIO(members_of(good)["model.weights.h5"])
    with h5py.File(data, "a") as file:
        change(file)
    return archive_of(members_of(good) | {"model.weights.h5": data.getvalue()})


KERNEL = "layers/dense/vars/0"
SHAPE = (48, 2)


def instead(make):
    """A change of the file: another kernel, which `make(file, name, canary)` gives."""

    def change(file, canary):
        del file[KERNEL]
        make(file, KERNEL, canary)

    return change


def outside(file, name, canary):
    """The array's numbers are bytes of the canary."""
    file.create_dataset(name, SHAPE, "float32", external=[(str(canary), 13, 384)])


def virtual(file, name, canary):
    """The array is one of another file."""
    other = canary.with_suffix(".h5")
    with h5py.File(other, "w") as secret:
        secret["numbers"] = np.full(SHAPE, SECRET, "float32")
    layout = h5py.VirtualLayout(SHAPE, "float32")
    layout[:] = h5py.VirtualSource(str(other), "numbers", SHAPE)
    file.create_virtual_dataset(name, layout)


def empty_and_large(file, name, canary, **how):
    file.create_dataset(name, (10**6, 10**6), "float32", **how)


WEIGHTS = {
    "CVE-2026-1669: an array outside": (instead(outside), "another file"),
    "CWE-73: a virtual array": (instead(virtual), "another file"),
    "an external link": (
        instead(lambda file, name, canary: link(file, name, h5py.ExternalLink(str(canary), "x"))),
        "another file",
    ),
    "an external link of a group": (
        lambda file, canary: link(file, "layers/more", h5py.ExternalLink(str(canary), "x")),
        "another file",
    ),
    "a soft link": (
        lambda file, canary: link(file, "layers/soft", h5py.SoftLink("/layers/none")),
        "another file",
    ),
    "CVE-2026-0897: a shape bomb": (instead(empty_and_large), "swells"),
    "CVE-2026-0897: a packed shape bomb": (
        instead(lambda *to: empty_and_large(*to, chunks=(1000, 1000), compression="gzip")),
        "swells",
    ),
    "no numbers": (
        instead(lambda file, name, _: file.create_dataset(name, SHAPE, h5py.string_dtype())),
        "no numbers",
    ),
}


def link(file, name, to):
    file[name] = to


@pytest.mark.parametrize("name", WEIGHTS)
def test_hostile_weights_are_refused_unread(good, canary, tmp_path, name):
    change, why = WEIGHTS[name]
    file = weights_with(good, lambda file: change(file, canary))
    assert why in refused_quietly(file, canary, tmp_path).why


def test_a_file_whose_groups_hold_themselves_ends(good):
    """A ring of names is no endless walk; the weights are those that were saved."""

    def ring(file):
        file["layers/again"] = file["layers"]

    loaded = loading.load(weights_with(good, ring))
    np.testing.assert_array_equal(
        loaded.weights[0], keras.saving.load_model(good, compile=False).weights[0]
    )


def encrypted(good):
    """The mark of a password on each member."""
    data = bytearray(good.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def damaged(method):
    """The weights, packed in that way, with their middle overwritten."""

    def make(good):
        out = io.BytesIO()
        noise = np.random.default_rng(0).bytes(20_000)
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, data in (members_of(good) | {"model.weights.h5": noise}).items():
                archive.writestr(name, data)
            at = archive.getinfo("model.weights.h5").header_offset + 200
        data = bytearray(out.getvalue())
        data[at : at + 9000] = bytes(9000)
        return bytes(data)

    return make


def with_pickled_weights(good):
    """CWE-502: weights as NumPy's archive, whose arrays of objects are pickles."""
    out = io.BytesIO()
    np.savez(out, weights=np.array([Leaves("was-here")], dtype=object))
    members = members_of(good)
    del members["model.weights.h5"]
    return archive_of(members | {"model.weights.npz": out.getvalue()})


ARCHIVES = {
    "CVE-2025-12060: out of its place": (
        lambda good: archive_of(members_of(good) | {"../was-here": b"x"}),
        "leads out",
    ),
    "encrypted": (encrypted, "encrypted"),
    "damaged, as it is": (damaged(zipfile.ZIP_STORED), "damaged"),
    "damaged, deflated": (damaged(zipfile.ZIP_DEFLATED), "damaged"),
    "damaged, bzip2": (damaged(zipfile.ZIP_BZIP2), "damaged"),
    "damaged, LZMA": (damaged(zipfile.ZIP_LZMA), "packed in a way"),
    "pickled weights": (with_pickled_weights, "no model.weights.h5"),
    "another format under the name": (lambda good: b"\x89HDF\r\n\x1a\n" + bytes(2000), "no zip"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_hostile_archive_is_refused(good, canary, tmp_path, name):
    make, why = ARCHIVES[name]
    assert why in refused_quietly(make(good), canary, tmp_path).why


def test_the_watch_sees_what_it_is_to_see(canary, tmp_path):
    """A file opened, a pickle, and an address asked for are all told of."""
    with watched(canary):
        canary.read_bytes()
        pickle.loads(pickle.dumps(Leaves(tmp_path / "x"))).close()
    assert {event for event, _ in Watched.seen} == {"open", "pickle.find_class"}

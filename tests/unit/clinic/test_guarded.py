"""Code that is run under guard has no effect outside: what could have one is not run at all."""

import os
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic import guarded
from helpers.clinic.guarded import NotTried
from helpers.clinic.syntax import parsed
from helpers.clinic.world import World

seen = []


class Camera:
    """An object of the learner's own class."""

    def __init__(self):
        self.size, self.shots = (8, 8), 0

    def shoot(self):
        self.shots += 1


def remembers(picture):
    seen.append(picture)
    return picture * 2


def counts(picture):
    global shots
    shots += 1
    return picture


def pictures():
    seen.append("a generator ran")
    yield 1


def decorator(function):
    seen.append("a decorator ran")
    return function


shots = 0


@pytest.fixture
def own(tmp_path, monkeypatch):
    """{name: object} of the learner's."""
    monkeypatch.chdir(tmp_path)
    seen.clear()
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="d")])
    model.compile("sgd", "mse")
    made = {
        **{"model": model, "bare": layers.Dense(2), "metric": keras.metrics.MeanAbsoluteError()},
        **{"x": np.arange(8.0).reshape(2, 4), "listed": [1, 2], "named": {"a": [1]}},
        **{"remembers": remembers, "counts": counts, "pictures": pictures, "seen": seen},
        **{"camera": Camera(), "generator": pictures(), "decorator": decorator, "os": os},
        **{"variable": tf.Variable([1.0]), "dataset": tf.data.Dataset.range(3).map(noticed)},
        "other": SimpleNamespace(size=3),
    }
    return made


def noticed(value):
    tf.py_function(lambda: seen.append("a dataset ran"), [], [])
    return value


def run(code, own):
    """What the last line gives, run under guard."""
    return World(own, mixed=False, strict=False).run(parsed(code))


def state(own):
    """All that code could have changed."""
    model, bare = own["model"], own["bare"]
    return [
        *(weight.numpy().tolist() for weight in (*model.weights, *own["metric"].variables)),
        *(model.optimizer.variables[0].numpy(), model.loss, len(model.layers), bare.built),
        *([layer.trainable for layer in model.layers], model.train_function, len(seen), shots),
        *(own["x"].tolist(), own["listed"], own["named"], own["variable"].numpy()),
        *(vars(own["camera"]), vars(own["other"]), os.listdir(), os.environ.get("GUARDED")),
        *(np.get_printoptions(), np.geterr(), keras.config.floatx()),
    ]


FORBIDDEN = {
    "files": """open("x", "w")
np.save("x", x)
np.savez("x", x)
x.tofile("x")
x.dump("x")
tf.io.write_file("x", "words")
tf.io.read_file("x")
tf.io.gfile.makedirs("x")
tf.io.TFRecordWriter("x")
tf.summary.create_file_writer("x")
model.save("x.keras")
model.save_weights("x.weights.h5")
model.export("x")
keras.utils.plot_model(model, "x.png")
keras.utils.get_file("x", "http://localhost/x")
keras.utils.image_dataset_from_directory(".")
dataset.save("x")
os.mkdir("x")
os.environ.setdefault("GUARDED", "no")""",
    "settings": """keras.config.set_floatx("float16")
keras.config.disable_interactive_logging()
np.set_printoptions(precision=2)
np.seterr(all="raise")
tf.config.run_functions_eagerly(False)""",
    "the learner's objects": """camera.size = 3
camera.shoot()
other.size += 1
model.loss = "mae"
model.layers[0].trainable = False
model.get_layer("d").trainable = False
getattr(model, "layers")[0].trainable = False
next(iter(model.layers)).trainable = False
model.get_layer("d").kernel.assign(model.get_layer("d").kernel * 0)
max(model.weights, key=id).assign([0.0])
[weight.assign(weight * 0) for weight in model.weights]
model.optimizer.learning_rate.assign(1.0)
model.optimizer.apply([weight * 0 for weight in model.trainable_weights])
model.train_step((x, x[:, :3]))
model.make_train_function()
metric(x, x)
metric.update_state(x, x)
bare.build((None, 4))
setattr(camera, "size", 3)
delattr(camera, "size")""",
    "code that runs later, or for long": """while True: pass
generator.send(None)
next(generator)
list(generator)
[one for one in generator]
list(pictures())
for one in range(10 ** 9): pass
[one for one in range(10 ** 9)]
f = lambda: (yield)
(y := 3)""",
    "other code": """@decorator\ndef f(): return 1
class A: pass
import os
from os import path
import urllib.request
with open("x") as file: pass
try: x\nexcept ValueError: pass
del x
global x
raise ValueError("no")
eval("1")
exec("1")
__import__("os")
input()
globals()
exit()""",
    "what leads anywhere": """x.__class__
getattr(x, "__class__")
().__class__.__base__
camera.__dict__
type(camera).__subclasses__()""",
    "datasets": """dataset.as_numpy_iterator()
dataset.reduce(0, lambda a, b: a)
dataset.get_single_element()
tf.py_function(counts, [x], tf.float64)
tf.numpy_function(counts, [x], tf.float64)""",
    "functions of the learner's with an effect": """counts(x)
tf.map_fn(counts, x)
list(map(counts, x))
np.vectorize(counts)(x)
sorted([1, 2], key=counts)
layers.Lambda(counts)
dataset.map(counts)""",
}
LINES = [
    pytest.param(line, id=f"{kind}: {line}"[:70].replace("\n", " "))
    for kind, lines in FORBIDDEN.items()
    for line in lines.replace("\ndef", "\x00def").replace("\nexcept", "\x00except").split("\n")
]


@pytest.mark.parametrize("line", LINES)
def test_what_could_have_an_effect_is_not_run(own, line):
    before = state(own)
    with pytest.raises(NotTried):
        run(line.replace("\x00", "\n"), {**own, "layers": layers})
    assert repr(state(own)) == repr(before)


ALLOWED = {
    "np.stack([x, x]).shape": (2, 2, 4),
    "tf.image.resize(tf.zeros((1, 8, 8, 3)), (4, 4)).shape": (1, 4, 4, 3),
    "x[:, None].transpose(1, 0, 2).shape": (1, 2, 4),
    "keras.ops.reshape(x, (4, 2)).shape": (4, 2),
    "[len(one) for one in x]": [4, 4],
    "sum(range(4))": 6,
    "{'a': x.ndim, **named}": {"a": [1]},
    "camera.size": (8, 8),
    "other.size + 1": 4,
    "remembers(x).tolist()": [[0, 2, 4, 6], [8, 10, 12, 14]],
    "x += 1\nx.max()": 8,
    "x[0] = 7\nx.max()": 7,
    "listed.append(3)\nlisted": [1, 2, 3],
    "named['a'].append(2)\nnamed": {"a": [1, 2]},
    "def f(a, b=2):\n    return a * b\nf(3)": 6,
    "@tf.function\ndef f(a):\n    return a + 1\nint(f(3))": 4,
    "import numpy as other_name\nother_name.ones(2).tolist()": [1, 1],
    "from tensorflow import image\nimage.flip_left_right(tf.zeros((2, 3, 1))).shape": (2, 3, 1),
    "(lambda a: a + 1)(1)": 2,
    "if len(listed) > 1:\n    y = 'long'\nelse:\n    y = 'short'\ny": "long",
    "total = 0\nfor one in listed:\n    total += one\ntotal": 3,
    "model.get_layer('d').units": 3,
    "layers = keras.layers\nlayers.Dense(5)(keras.Input((3,))).shape": (None, 5),
    "m = keras.Sequential([keras.layers.Dense(2)])\nm.trainable = False\nm.trainable": False,
    "keras.models.clone_model(model).layers[0].units": 3,
    "type(model.layers[0]).from_config(model.layers[0].get_config()).units": 3,
    "len(list(dataset))": 1,
    "next(iter(dataset)).shape": (),
    "dataset.map(lambda one: one * 2).batch(2).element_spec.shape": (None,),
    "o = tf.data.Options()\no.experimental_optimization.map_and_batch_fusion = False\n1": 1,
    "print('words')": None,
    "model.summary()": None,
    "np.random.seed(1)": None,
    "tf.random.set_seed(1)": None,
    "keras.utils.set_random_seed(1)": None,
    "keras.backend.clear_session()": None,
}


@pytest.mark.parametrize("code", ALLOWED, ids=lambda code: code[:60].replace("\n", " "))
def test_plain_code_runs_and_says_nothing(own, code, capsys):
    before = state(own)
    assert run(code, own) == ALLOWED[code]
    assert repr(state(own)) == repr(before)
    assert capsys.readouterr().out == ""


def test_a_function_of_the_learners_is_made_anew_with_what_it_names(own):
    """Its own list is not appended to: a copy of it is."""
    assert run("remembers(x)", own).max() == 14
    assert seen == [] and shots == 0


def test_of_many_calls_no_more_are_made(own, monkeypatch):
    monkeypatch.setattr(guarded, "MOST_CALLS", 6)
    assert run("[abs(one) for one in range(5)]", own) == [0, 1, 2, 3, 4]
    with pytest.raises(NotTried, match="too many calls"):
        run("[abs(one) for one in range(6)]", own)


@pytest.mark.parametrize(
    ("code", "error"),
    [("x.reshape(3)", ValueError), ("listed[9]", IndexError), ("1 / 0", ZeroDivisionError)],
)
def test_errors_of_the_code_are_its_own(own, code, error):
    with pytest.raises(error):
        run(code, own)


def test_a_function_without_a_source_is_not_called(own):
    made = {"__name__": "elsewhere"}
    exec("def hidden(a):\n    return a", made)
    with pytest.raises(NotTried, match="source"):
        run("hidden(x)", {**own, "hidden": made["hidden"]})

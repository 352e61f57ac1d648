"""The learner's own line is found, wherever libraries and the learner's files lie."""

import linecache
import subprocess
import sys
import textwrap
import zipfile
from types import SimpleNamespace

import keras
import pytest
import tensorflow as tf

from helpers.clinic import callsite

LIBRARY = "def call(x):\n    raise ValueError('refused')\n"


@pytest.fixture
def code():
    """code(name, file, source, **names): the globals of a module, run from a file that is none."""
    made = []

    def run(name, file, source, **names):
        linecache.cache[str(file)] = len(source), None, source.splitlines(True), str(file)
        made.append(str(file))
        space = {"__name__": name, **names}
        exec(compile(source, str(file), "exec"), space)
        return space

    yield run
    for file in made:
        linecache.cache.pop(file, None)


@pytest.fixture
def fresh():
    """What was found out about packages is forgotten before and after."""
    for known in (callsite._homes, callsite._distributions):
        known.cache_clear()
    yield
    for known in (callsite._homes, callsite._distributions):
        known.cache_clear()


def lies(monkeypatch, package, file):
    """As if a framework had been imported from there."""
    monkeypatch.setitem(callsite._FRAMEWORKS, package, str(file))


def raised(call):
    with pytest.raises(Exception) as caught:
        call()
    return caught.value


def statement(error):
    return callsite.of(error).statement


PLACES = {
    "pip --user": "/home/ada/.local/lib/python3.11/site-packages/{}/__init__.py",
    "dist-packages": "/usr/lib/python3/dist-packages/{}/__init__.py",
    "another prefix": "/opt/conda/envs/tf/lib/python3.11/site-packages/{}/__init__.py",
    "a folder in front": "/srv/libraries/{}/__init__.py",
    "an archive": "/srv/everything.zip/{}/__init__.py",
    "a clone, installed with -e": "/home/ada/src/{0}/{0}/__init__.py",
    "Windows": "C:\\Python311\\Lib\\site-packages\\{}\\__init__.py",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("package", ["keras", "tensorflow"])
def test_a_framework_is_a_library_wherever_it_lies(code, fresh, monkeypatch, place, package):
    home = PLACES[place].format(package)
    if place == "Windows" and sys.platform != "win32":
        home = home.replace("\\", "/")
    lies(monkeypatch, package, home)
    inside = home.replace("__init__.py", "src/layer.py")
    library = code(f"{package}.src.layer", inside, LIBRARY)
    own = "def train(model):\n    model(1)\n"
    script = code("__main__", "/home/ada/train.py", own)
    assert statement(raised(lambda: script["train"](library["call"]))) == "model(1)"


def test_really_installed_ones_are_libraries(code, fresh):
    layer = keras.layers.Dense(1)
    script = code("__main__", "/home/ada/train.py", "def train(model, x):\n    model(x)\n")
    assert statement(raised(lambda: script["train"](layer, "no tensor"))) == "model(x)"
    script = code(
        "__main__", "/home/ada/mul.py", "def mul(x):\n    tf.linalg.matmul(x, x)\n", tf=tf
    )
    assert statement(raised(lambda: script["mul"](tf.zeros((2, 3))))) == "tf.linalg.matmul(x, x)"


@pytest.mark.parametrize(
    "file",
    [
        "/home/ada/site-packages/train.py",
        "/home/ada/lib/python3.11/dist-packages-copy/train.py",
        f"{sys.prefix}/train.py",
        f"{sys.base_prefix}/lib/my_train.py",
        f"{sys.prefix}/lib/python3.11/site-packages/train.py",
        "train.py",
        "<stdin>",
        "<ipython-input-3-abcdef>",
        "/tmp/ipykernel_17/1234.py",
    ],
)
def test_a_script_is_the_learners_in_whatever_folder(code, fresh, file):
    library = code("keras.src.layer", keras.__file__.replace("__init__", "layer"), LIBRARY)
    script = code("__main__", file, "def train(model):\n    model(1)\n")
    assert statement(raised(lambda: script["train"](library["call"]))) == "model(1)"


def test_a_module_named_as_one_of_pythons_or_as_an_installed_one_is_the_learners(code, fresh):
    library = code("keras.src.layer", keras.__file__.replace("__init__", "layer"), LIBRARY)["call"]
    for name in ("random", "test", "numpy", "pytest"):
        own = code(name, f"/home/ada/{name}.py", "def train(model):\n    model(1)\n")["train"]
        assert statement(raised(lambda own=own: own(library))) == "model(1)"


def test_pythons_own_and_installed_ones_are_libraries(code, fresh):
    script = code(
        "__main__",
        "/home/ada/train.py",
        """
        import functools, json
        import hypothesis
        def load(text):
            json.loads(text)
        def given(function):
            hypothesis.find(None, function)
        """.replace("\n        ", "\n"),
    )
    assert statement(raised(lambda: script["load"]("{"))) == "json.loads(text)"
    assert statement(raised(lambda: script["given"](1))) == "hypothesis.find(None, function)"


def test_this_package_is_a_library_under_either_name(code, fresh):
    script = code("__main__", "/home/ada/train.py", "def train(model):\n    model(1)\n")["train"]
    for name in ("helpers.clinic.x", "shape_clinic.x"):
        ours = code(name, callsite.__file__.replace("callsite", "x"), LIBRARY)["call"]
        assert statement(raised(lambda ours=ours: script(ours))) == "model(1)"


def test_a_package_run_as_a_program_goes_by_its_name(code, fresh, monkeypatch):
    lies(monkeypatch, "keras", "/opt/keras/__init__.py")
    spec = SimpleNamespace(name="keras.tool")
    library = code("__main__", "/opt/keras/tool.py", LIBRARY, __spec__=spec)
    script = code("__main__", "/opt/train.py", "def train(model):\n    model(1)\n", __spec__=None)
    assert statement(raised(lambda: script["train"](library["call"]))) == "model(1)"


def distribution(root, name):
    """The record of an installed distribution that brings one package of its own name."""
    info = root / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "top_level.txt").write_text(name)


def test_what_one_works_on_is_ones_own_though_it_is_installed(code, fresh, monkeypatch, tmp_path):
    """`pip install -e .` in the learner's own project; what is installed for good is a library."""
    distribution(tmp_path, "mine")
    distribution(tmp_path, "theirs")
    monkeypatch.syspath_prepend(str(tmp_path))
    source = "def train(model):\n    model(1)\n"
    mine = code("mine.train", "/home/ada/mine/train.py", source)
    theirs = code("theirs.train", tmp_path / "theirs" / "train.py", source)
    shadow = code("theirs", "/home/ada/theirs.py", source)
    script = code("__main__", "/home/ada/run.py", "def run(train, model):\n    train(model)\n")
    library = code("keras.src.layer", keras.__file__.replace("__init__", "layer"), LIBRARY)["call"]

    def line(module):
        return statement(raised(lambda: script["run"](module["train"], library)))

    assert (line(mine), line(theirs), line(shadow)) == ("model(1)", "train(model)", "model(1)")


def test_the_innermost_line_is_one_that_a_library_called(code, fresh):
    """As `fit` calls a layer's own `call`."""
    library = code("keras.src", keras.__file__, "def fit(step):\n    step()\n")
    source = "def step():\n    reshape(1)\n\ndef train(fit):\n    fit(step)\n"
    script = code("__main__", "/home/ada/train.py", source)
    error = raised(lambda: script["train"](library["fit"]))  # there is no `reshape`
    assert callsite.of(error).statement == "fit(step)"
    assert callsite.of(error, innermost=True).statement == "reshape(1)"


def test_in_a_process_with_keras_in_an_archive(tmp_path):
    """A library that really is imported from a zip."""
    with zipfile.ZipFile(tmp_path / "library.zip", "w") as archive:
        archive.writestr("boxed/__init__.py", LIBRARY)
        archive.writestr("boxed-1.0.dist-info/METADATA", "Name: boxed\nVersion: 1.0\n")
        archive.writestr("boxed-1.0.dist-info/top_level.txt", "boxed")
    script = tmp_path / "train.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(tmp_path / "library.zip")!r}, {str(tmp_path)!r}]
        sys.path.append({str(callsite.__file__.rsplit("helpers", 1)[0])!r})
        import boxed
        from helpers.clinic import callsite
        def train():
            boxed.call(1)
        try:
            train()
        except ValueError as error:
            print(callsite.of(error).statement)
        """)
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.stdout.strip() == "boxed.call(1)", done.stderr

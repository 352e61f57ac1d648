"""binder/ builds the learner's environment: rendered by repo2docker itself, but not built."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from jsonschema import validate
from nbformat.sign import NotebookNotary

import lab
from launcher import machine, serve, trust

REPO = Path(__file__).parents[3]
NOT_ON_WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Binder's machines are Linux")


@pytest.fixture
def buildpack(monkeypatch):
    """The first of repo2docker's buildpacks, in its own order, that takes this repository."""
    from repo2docker.app import Repo2Docker

    monkeypatch.chdir(REPO)
    app = Repo2Docker()
    for kind in app.buildpacks:
        pack = kind(base_image=app.base_image)
        pack.platform = "linux/amd64"
        if pack.detect():
            return pack
    pytest.fail("repo2docker would not know what to build")


@NOT_ON_WINDOWS
def test_binder_builds_with_a_python_that_tensorflow_has(buildpack):
    assert type(buildpack).__name__ == "PythonBuildPack"
    assert buildpack.python_version == machine.PREFERRED in machine.PYTHONS
    environment = f"environment.py-{buildpack.python_version}-linux-64.lock"
    assert any(path.endswith(environment) for path in buildpack.get_build_script_files())


@NOT_ON_WINDOWS
def test_binder_installs_the_learners_lock(buildpack):
    dockerfile = buildpack.render({})
    install = [line for line in dockerfile.splitlines() if "pip install" in line]
    assert len(install) == 1
    path = Path(re.search(r'-r "(.+)"', install[0])[1])
    # What pip reads there, with the files that it names in turn.
    assert path.read_text().split() == ["-r", "../requirements.lock"]
    assert (path.parent / "../requirements.lock").resolve() == REPO / "requirements.lock"
    # The lock lies outside binder/: the whole repository must be there before pip runs.
    assert dockerfile.index("src/ ${REPO_DIR}/") < dockerfile.index(install[0])


@NOT_ON_WINDOWS
def test_binders_own_jupyterlab_is_replaced_by_ours(buildpack):
    """Its base environment comes with one; ours is pinned, so pip puts that one in its place."""
    import repo2docker.buildpacks

    (path,) = [p for p in buildpack.get_build_script_files() if p.endswith("-linux-64.lock")]
    base = (Path(repo2docker.buildpacks.__file__).parent / path).read_text()
    lock = (REPO / "requirements.lock").read_text()
    for name in ("jupyterlab", "ipywidgets", "jupyter_server"):
        assert re.search(rf"/{name}-[\d.]+-", base)
        assert re.search(rf"^{name.replace('_', '-')}==[\d.]+ ", lock, re.MULTILINE)
    # Into the environment that serves the lab, not into one beside it.
    assert not buildpack.separate_kernel_env


@NOT_ON_WINDOWS
def test_binder_prepares_the_notebooks_as_the_launcher_does(buildpack, tmp_path):
    (script,) = buildpack.get_post_build_scripts()
    home = tmp_path / "home"
    shutil.copytree(REPO / "binder", home / "binder")
    shutil.copytree(REPO / "launcher", home / "launcher")
    (home / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                "1", outputs=[nbformat.v4.new_output("display_data", {"text/html": "<b>1</b>"})]
            )
        ]
    )
    for name in ("01-x.ipynb", "04-dropped-in.ipynb"):
        nbformat.write(notebook, home / "notebooks" / name)
        notebook.cells[0].source = "2"
    stored = nbformat.read(home / "notebooks" / "01-x.ipynb", as_version=4)
    digests = json.dumps({"01-x.ipynb": trust.digest(stored)})
    (home / "notebooks" / trust.DIGESTS).write_text(digests)
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "NB_PYTHON_PREFIX": str(tmp_path / "env"),
    }
    subprocess.run([home / script], cwd=home, env=environment, check=True, timeout=60)
    settings = tmp_path / "env" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert settings.read_text() == (REPO / "binder" / "overrides.json").read_text()
    with NotebookNotary(data_dir=str(home / ".local" / "share" / "jupyter")) as notary:
        signed = [
            notary.check_signature(nbformat.read(path, as_version=4))
            for path in sorted(home.glob("notebooks/*.ipynb"))
        ]
    assert signed == [True, False]


def test_jupyterlab_asks_nothing_about_news_and_keeps_the_panels():
    overrides = json.loads((REPO / "binder" / "overrides.json").read_text())
    schemas = Path(sys.prefix, "share", "jupyter", "lab", "schemas")
    for plugin, settings in overrides.items():
        package, name = plugin.split(":")
        # A plugin of an extension has its schema with the extension.
        places = [schemas, *schemas.parent.parent.glob(f"labextensions/{package}/schemas")]
        (file,) = [file for place in places if (file := place / package / f"{name}.json").is_file()]
        validate(settings, json.loads(file.read_text(encoding="utf-8")))
    quiet, kept = overrides.values()
    assert quiet == {"checkForUpdates": False, "fetchNews": "false"}
    assert kept == {"saveState": True}
    (folder,) = [
        a.split("=")[1]
        for a in serve.arguments(*lab.parse([]))
        if a.startswith("--LabApp.app_settings_dir=")
    ]
    assert Path(folder) == REPO / "binder"


def test_the_launch_link_opens_the_first_notebook():
    links = re.findall(r"urlpath=([^\s)\"'&>]+)", (REPO / "README.md").read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert unquote(link) == "lab/tree/" + serve.START
        assert (REPO / serve.START).is_file()

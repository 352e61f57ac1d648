"""JupyterLab as the launcher starts it: its port, its arguments, what is open on a first start."""

import asyncio
import json
import os
import socket

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel

import lab
from launcher import serve
from launcher.contents import Notebooks


@pytest.mark.parametrize("family, host", [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port(made, family, host):
    try:
        server = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with server:
        taken = str(server.getsockname()[1])
        code, output = made.run("--port", taken)
        assert code == 1
        assert f"Port {taken} is taken" in output
        free = output.split("--port ")[-1].strip()
    arguments = made.opened(made.run("--port", free)[1])
    assert f"--ServerApp.port={free}" in arguments
    assert "--ServerApp.port_retries=0" in arguments  # it was asked for: no other will do


def test_without_a_port_the_first_free_one_is_taken(made):
    try:
        holder = socket.create_server(("127.0.0.1", 8888))
    except OSError:
        holder = socket.socket()  # somebody else holds it, which does as well
    with holder:
        output = made.run()[1]
    (port,) = [
        int(a.split("=")[1]) for a in made.opened(output) if a.startswith("--ServerApp.port=")
    ]
    assert port > 8888
    assert "--ServerApp.port_retries=50" in made.opened(output)
    assert f"Port 8888 is taken (by another lab?), so this one uses port {port}." in output


@pytest.mark.parametrize(
    "given, gone",
    [
        (["--port=9000"], "ServerApp.port"),
        (["--ServerApp.port", "9000"], "ServerApp.port"),
        (["--notebook-dir=/tmp"], "ServerApp.root_dir"),
        (["--log-level=10"], "Application.log_level"),
        (["--debug"], "Application.log_level"),
        (["--ServerApp.default_url=/tree"], "LabApp.default_url"),
    ],
)
def test_arguments_for_jupyterlab_replace_ours(given, gone):
    everything = serve.arguments(*lab.parse([]))
    arguments = serve.arguments(*lab.parse(["--", *given]))
    ours, last = arguments[: -len(given)], arguments[-len(given) :]
    assert last == given
    # JupyterLab refuses an option that comes twice.
    assert [a for a in everything if not a.startswith(f"--{gone}=")] == ours != everything


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """No folder of this person's is touched."""
    monkeypatch.setattr(serve, "VENV", str(tmp_path / ".venv"))
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name))
    for name in ("JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, "to be taken back")
        monkeypatch.delenv(name)
    return tmp_path


def test_a_fresh_start_has_the_first_notebook_open(folders):
    from jupyterlab.commands import get_workspaces_dir
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    serve.settle()
    assert get_workspaces_dir() == str(folders / ".venv" / "workspaces")
    stored = WorkspacesManager(get_workspaces_dir()).load("default")
    assert stored["data"]["layout-restorer:data"]["main"]["current"] == f"notebook:{serve.START}"
    assert os.path.exists(os.path.join(serve.HERE, serve.START))


def test_a_later_start_has_open_what_was_open(folders):
    serve.settle()
    (workspace,) = (folders / ".venv" / "workspaces").iterdir()
    workspace.write_text("{}")
    serve.settle()
    assert workspace.read_text() == "{}"


def test_folders_that_can_be_written_to_stay_as_they_are(folders, capsys):
    serve.settle()
    assert os.environ["JUPYTER_DATA_DIR"] == str(folders / "DATA")
    assert "IPYTHONDIR" not in os.environ
    assert capsys.readouterr().out == ""


def test_opening_a_notebook_changes_nothing_in_it(tmp_path):
    """The language stands there as the kernel will state it, and the file stays as it is."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    nbformat.write(notebook, tmp_path / "x.ipynb")
    (tmp_path / "y.txt").write_text("no notebook")
    manager = Notebooks(root_dir=str(tmp_path))
    model = asyncio.run(manager.get("x.ipynb"))
    assert model["content"]["metadata"]["language_info"] == IPythonKernel.language_info
    assert "language_info" not in json.loads((tmp_path / "x.ipynb").read_text())["metadata"]
    assert "content" in asyncio.run(manager.get("y.txt"))
    assert asyncio.run(manager.get("x.ipynb", content=False))["content"] is None
    assert len(asyncio.run(manager.get(""))["content"]) == 2

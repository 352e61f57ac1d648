"""Is JupyterLab, opened on the course. Runs in .venv, with lab.py's own arguments."""

import errno
import json
import os
import signal
import socket
import sys
import tempfile

import lab
from launcher import HERE, VENV, Stop
from launcher.trust import trust

START = "notebooks/00-start-here.ipynb"


def arguments(options, given):
    """JupyterLab's arguments: ours, less those that the person gave after --, and then theirs."""
    # JupyterLab refuses an option that is given twice, also by one of its other names.
    other_names = {"debug": "log_level", "notebook_dir": "root_dir"}
    names = [arg.lstrip("-").split("=")[0].split(".")[-1].replace("-", "_") for arg in given]
    names = [other_names.get(name, name) for name in names]
    ours = {
        "ServerApp.root_dir": HERE,
        "LabApp.default_url": "/lab/tree/" + START,
        # Another lab that starts at the same moment may take the port that is free now.
        "ServerApp.port_retries": 0 if options.port else 50,
        # One Ctrl-C ends the lab, without a question.
        "ServerApp.answer_yes": True,
        # overrides.json there turns off the question about news and the look for updates, which
        # JupyterLab's own switch, news_url, does not reach; and it has a saved notebook keep its
        # panels, which would be gone when it is opened again.
        "LabApp.app_settings_dir": os.path.join(HERE, "binder"),
        "ServerApp.contents_manager_class": "launcher.contents.Notebooks",
        "Application.log_level": "WARN",
    }
    if "port" not in names:
        ours["ServerApp.port"] = choose_port(options.port)
    chosen = [
        f"--{name}={value}" for name, value in ours.items() if name.split(".")[1] not in names
    ]
    if options.no_browser:
        chosen.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        chosen.append("--allow-root")  # the usual user in a container; JupyterLab refuses it
    return chosen + given


def choose_port(asked):
    """The port that was asked for if it is free, or the first free one."""
    free = next((port for port in range(8888, 9888) if port != asked and is_free(port)), None)
    if asked is not None:
        if not is_free(asked):
            raise Stop(
                f"Port {asked} is taken by another program, or reserved. Port {free} is free:\n"
                f"  --port {free}"
            )
        return asked
    if free is None:
        raise Stop("No port from 8888 to 9887 is free. Name another one with --port.")
    if free != 8888:
        print(f"Port 8888 is taken (by another lab?), so this one uses port {free}.")
    return free


def is_free(port):
    """Whether a server can listen on this port of localhost, on IPv4 and on IPv6."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as sock:
                if os.name != "nt":  # as the server does: a port just closed counts as free
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False  # any other error: this machine has no IPv6
    return True


def settle():
    """Give JupyterLab folders that it can write to, and on a fresh start the first notebook.

    Its workspaces, which say what is open, are the course's own: those of another lab of this
    person would open what is not here.
    """
    from jupyter_core import paths

    folders = (paths.jupyter_config_dir(), paths.jupyter_data_dir(), paths.jupyter_runtime_dir())
    if not all(map(can_be_written, folders)):
        home = os.path.join(VENV, "home")
        print(f"Your home folder cannot be written to; the lab keeps its settings in {home}")
        for name in ("CONFIG", "DATA", "RUNTIME"):
            os.environ[f"JUPYTER_{name}_DIR"] = os.path.join(home, "jupyter", name.lower())
        os.environ["IPYTHONDIR"] = os.path.join(home, "ipython")
        os.environ["MPLCONFIGDIR"] = os.path.join(home, "matplotlib")
    workspaces = os.environ.setdefault(
        "JUPYTERLAB_WORKSPACES_DIR", os.path.join(VENV, "workspaces")
    )
    first = os.path.join(workspaces, "default-37a8.jupyterlab-workspace")
    if can_be_written(workspaces) and not os.path.exists(first):
        with open(first, "w") as file:
            json.dump(FIRST_WORKSPACE, file)


#: What JupyterLab itself stores when the first notebook alone is open.
FIRST_WORKSPACE = {
    "metadata": {"id": "default"},
    "data": {
        "layout-restorer:data": {
            "main": {
                "current": f"notebook:{START}",
                "dock": {
                    "type": "tab-area",
                    "currentIndex": 0,
                    "widgets": [f"notebook:{START}"],
                },
            }
        },
        f"notebook:{START}": {"data": {"path": START, "factory": "Notebook"}},
    },
}


def can_be_written(folder):
    """Whether a file can be made in the folder, which is made if need be."""
    try:
        os.makedirs(folder, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def main(argv):
    """Serve until Ctrl-C; return the exit code."""
    # While everything is imported, let Ctrl-C end the process at once: no traceback.
    listener = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        chosen = arguments(*lab.parse(argv))
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    settle()
    trust()
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server(argv=chosen)
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, listener)  # JupyterLab has its own only at a terminal
    print(f"The lab is open at {server.display_url.split()[0]} (Ctrl-C ends it)", flush=True)
    server.start()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How JupyterLab reads the course's notebooks: in a way that opening one changes nothing in it."""

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class Notebooks(AsyncLargeFileManager):
    """Files as Jupyter serves them, with the language as the kernel will state it.

    The course's notebooks are stored without the version of Python, which differs from machine to
    machine. JupyterLab writes it in when the kernel starts, marks the notebook as unsaved, and
    saves it two minutes later: so it stands there already.
    """

    async def get(self, path, *args, **options):
        model = await super().get(path, *args, **options)
        if model["type"] == "notebook" and model["content"] is not None:
            model["content"]["metadata"]["language_info"] = IPythonKernel.language_info
        return model

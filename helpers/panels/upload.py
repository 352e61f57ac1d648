"""The guard of an upload: a file that is too large for one message is refused in the page."""

from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

HERE = Path(__file__).parent

#: Bytes of a file. A server of Jupyter drops a connection at a message of 10 MB, where nobody has
#: set another bound; what goes with the file takes some of them.
MOST = 10 * (1 << 20) - (1 << 16)


class UploadGuard(anywidget.AnyWidget):
    """Lets no file of more than `most` bytes leave the page through `upload`.

    Instead, `words` are shown in `told`, an HTML widget: "{name}" and "{size}" in them stand for
    the file's name and its megabytes.
    """

    _esm = HERE / "upload.js"

    upload = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    told = traitlets.Instance(Widget).tag(sync=True, **widget_serialization)
    most = traitlets.Int(MOST).tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)

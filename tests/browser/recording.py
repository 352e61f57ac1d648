"""What a kernel gives while a notebook runs in a page, written down as regeneration writes it."""

import json

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete


def message_of(payload):
    """One message in Jupyter's v1 protocol for websockets: offsets, channel, parts, buffers."""
    count = int.from_bytes(payload[:8], "little")
    ends = [int.from_bytes(payload[8 * n : 8 * n + 8], "little") for n in range(1, count + 1)]
    channel, header, parent, metadata, content, *buffers = (
        payload[start:end] for start, end in zip(ends, ends[1:])
    )
    header = json.loads(header)
    return {
        "channel": channel.decode(),
        "header": header,
        "msg_type": header["msg_type"],
        "parent_header": json.loads(parent),
        "metadata": json.loads(metadata),
        "content": json.loads(content),
        "buffers": buffers,
    }


def written(notebook, messages):
    """The notebook with what the messages of one run of its cells bring; widgets' state as well.

    Raises where a cell failed that is not meant to, so that others did not run.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    writer = NotebookClient(notebook, record_timing=False, store_widget_state=True)
    writer.reset_execution_trackers()
    writer.clear_before_next_output = False  # as before each cell that it runs itself
    running, ended = {}, 0
    for told in messages:
        asked = told["parent_header"].get("msg_id")
        if told["msg_type"] == "execute_input":
            running[asked] = cells[len(running)]
            assert running[asked].source == told["content"]["code"]
        if told["channel"] == "iopub" and asked in running:
            try:
                writer.process_message(told, running[asked], notebook.cells.index(running[asked]))
            except CellExecutionComplete:
                ended += 1
    if ended < len(cells):
        raise RuntimeError("\n".join(cells[ended - 1].outputs[-1].get("traceback", ["not run"])))
    writer.set_widgets_metadata()
    return notebook

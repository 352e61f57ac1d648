"""Which cell made a widget: when that cell is run again, what it made before goes.

A notebook is saved with the state of every widget that its kernel holds. Those that no output shows
any longer would be saved with it, and more at each run.
"""

from IPython import get_ipython
from ipywidgets import Widget

_made = {}  # {the id of a cell: the widgets of its last run}


def keep(*widgets):
    """Close these widgets, and those that they hold, when the cell that runs now is run again.

    Outside a notebook, and in one that does not name its cells, nothing happens.
    """
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = (parent or {}).get("metadata", {}).get("cellId")
    if cell is None:
        return
    if _before_a_run not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", _before_a_run)
    _made.setdefault(cell, []).extend(widgets)


def _before_a_run(info):
    for widget in _made.pop(info.cell_id, ()):
        for part in parts(widget):
            part.close()


def parts(widget):
    """A widget, and those that it holds: children, controls, layouts and styles. A list."""
    found, waiting = {}, [widget]
    while waiting:
        one = waiting.pop()
        if one.model_id is None or one.model_id in found:  # None: closed already
            continue
        found[one.model_id] = one
        for value in (getattr(one, name) for name in one.keys):
            many = value if isinstance(value, (list, tuple)) else (value,)
            waiting += [part for part in many if isinstance(part, Widget)]
    return list(found.values())

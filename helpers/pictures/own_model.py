"""What the panel of one's own model says beside its drawings. HTML."""

from html import escape

#: Before a model was brought.
INVITATION = "<p>Choose a model below, or bring one here.</p>"
#: Before a map was asked for.
NO_MAP = "<p>Not drawn yet.</p>"


def loading(name):
    """While a model is being made."""
    return f"<p>Loading {escape(name)} …</p>"


def listed(name, model):
    """When a model has come."""
    return f"<p>✓ {escape(name)} is in the list: {model.count_params()} parameters.</p>"


def refused(refusal):
    """What of a file is refused, why, and the way out, of a `loading.Refused`."""
    what, why, out = (escape(part) for part in (refusal.what, refusal.why, refusal.out))
    return f"<p><b>✗ Refused: {what}.</b> Why: {why}. The way out: {out}</p>"


def too_large(name, size, most):
    """When a file of `size` megabytes would not come through one message of `most`."""
    why = f"it has {size} MB, and {most} MB are the most for an upload from this page"
    out = (
        "drag the file into the list of files at the left of JupyterLab, beside this notebook, and "
        "type its name at “path” above."
    )
    return f"<p><b>✗ Refused: {escape(name)}.</b> Why: {why}. The way out: {out}</p>"


def cancelled(points):
    """For the legend of a map that was not asked whole. Plain text."""
    return f"Cancelled after {points} sizes; what was asked is kept."


def failed(error):
    """When a map could not be asked: the exception, cut at 500 characters."""
    told = escape(f"{type(error).__name__}: {error}"[:500])
    return f"<p><b>✗ The map failed:</b> {told}</p>"

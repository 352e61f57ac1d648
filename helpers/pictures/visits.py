"""The map of the visits, and how far one is: a table as HTML text."""

from html import escape

STYLE = """
.sc-visits {border-collapse:collapse;color:var(--jp-content-font-color1,#1f1f1f)}
.sc-visits th, .sc-visits td {text-align:left;padding:3px 16px 3px 0;vertical-align:baseline}
.sc-visits span {display:inline-block;min-width:1.2em}
"""
HEAD = "<tr><th>Visit</th><th>About</th><th>Predictions</th><th>Exercises</th></tr>"
KEY = "<p>✓ right or solved, ✗ missed, ○ nothing known when this cell was run.</p>"


def table(done):
    """A row for each `Done`: a sign for each prediction and exercise, and their numbers."""
    rows = "".join(_row(one) for one in done)
    return f"<style>{STYLE}</style><table class='sc-visits'>{HEAD}{rows}</table>{KEY}"


def _row(done):
    made = [right for right in done.predictions if right is not None]
    told = f"{sum(made)} right of {len(made)}" if made else "none known"
    solved = f"{sum(done.exercises)} solved" if any(done.exercises) else "none known"
    cells = (
        f"<th scope='row'>{done.visit}</th>",
        f"<td>{escape(done.about)}</td>",
        _cell(done.predictions, told),
        _cell([one or None for one in done.exercises], solved),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _cell(answers, told):
    signs = "".join(f"<span>{_sign(answer)}</span>" for answer in answers)
    return f"<td><span aria-hidden='true' class='sc-signs'>{signs}</span> {told}</td>"


def _sign(answer):
    return "○" if answer is None else "✓" if answer else "✗"

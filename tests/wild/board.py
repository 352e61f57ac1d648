"""The scoreboard: how the cases were read, by kind."""

from collections import defaultdict

#: {heading: the fields of a verdict that it counts as right where none is wrong}.
RIGHT = {
    "cause": ("cause",),
    "layer, numbers": ("layer", "axis", "expected", "received"),
    "first treatment": ("first_right", "helped"),
}
#: {heading: the fields of a verdict that it counts where one is wrong}.
WRONG = {
    "harmful": ("harmless",),
    "raising": ("none_raises",),
    "confidently wrong": ("sure",),
}
HEADINGS = ("kind", "cases", *RIGHT, *WRONG, "crashed", "false alarms")
#: The kind of the cases that are sorted by cause.
BY_CAUSE = "by cause"


def counted(verdict, names):
    """Whether all of these fields that were judged are right; None where none was."""
    judged = [value for name in names if (value := getattr(verdict, name)) is not None]
    return all(judged) if judged else None


def line(verdicts):
    """{heading: text} for these (case, verdict)."""
    right = {}
    failures = [verdict for case, verdict in verdicts if case.cause]
    for heading, names in RIGHT.items():
        judged = [value for v in failures if (value := counted(v, names)) is not None]
        right[heading] = f"{sum(judged)}/{len(judged)}" if judged else "-"
    wrong = {
        heading: str(sum(counted(verdict, names) is False for _, verdict in verdicts))
        for heading, names in WRONG.items()
    }
    alarms = [verdict.cause for case, verdict in verdicts if not case.cause]
    return {
        "cases": str(len(verdicts)),
        **right,
        **wrong,
        "crashed": str(sum(verdict.crashed for _, verdict in verdicts)),
        "false alarms": f"{alarms.count(False)}/{len(alarms)}" if alarms else "-",
    }


def board(verdicts):
    """The table as text: a row for each kind of these (case, verdict), and one for all."""
    kinds = defaultdict(list)
    for case, verdict in verdicts:
        kinds[case.kind or BY_CAUSE].append((case, verdict))
    rows = [dict(zip(HEADINGS, HEADINGS, strict=True))]
    rows += [{"kind": kind, **line(found)} for kind, found in sorted(kinds.items())]
    rows.append({"kind": "all", **line(verdicts)})
    widths = {heading: max(len(row[heading]) for row in rows) for heading in HEADINGS}
    return "\n".join(
        "  ".join(row[heading].ljust(widths[heading]) for heading in HEADINGS).rstrip()
        for row in rows
    )

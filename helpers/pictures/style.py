"""Colours, sizes and CSS of all that is drawn, in one place. Plain text.

One colour per axis, the same in pictures, on sliders, in tables and in words.
"""

from helpers.clinic import render
from helpers.clinic.trace import PASSED, REFUSED, WRONG
from helpers.pictures.arrange import ARRANGED

MARKS = {PASSED: "✓", REFUSED: "✗", WRONG: "⚠"}

#: One colour per axis, light theme and dark: Okabe-Ito hues, darkened or lightened until their
#: contrast is at least 4.5 : 1 on white and on JupyterLab's dark background (WCAG AA).
AXIS_COLOURS = {
    "batch": ("#5c5c5c", "#b5b5b5"),
    "height": ("#0072b2", "#56b4e9"),
    "width": ("#b54e00", "#f08a3c"),
    "channels": ("#007a58", "#2fc79a"),
    "flat": ("#a03d77", "#df9cc2"),
}

#: What a cell of a failure map is filled with, light theme and dark. The hatch over it says the
#: same without colour. None is a size that was not asked.
MAP_FILLS = {
    PASSED: ("#cfe9dc", "#1f4d3d"),
    REFUSED: ("#f6d3c8", "#6b2f20"),
    WRONG: ("#fbe7ae", "#66500c"),
    None: ("#f2f2f2", "#2b2b2b"),
}

#: The class of such a cell, behind "sc-map-".
MAP_NAMES = {PASSED: "passed", REFUSED: "refused", WRONG: "wrong", None: "unasked"}


def _variables(theme):
    """The colours of one theme, 0 light and 1 dark, as variables of the page."""
    axes = {f"--sc-{axis}": pair[theme] for axis, pair in AXIS_COLOURS.items()}
    fills = {f"--sc-map-{MAP_NAMES[outcome]}": pair[theme] for outcome, pair in MAP_FILLS.items()}
    return "".join(f"{name}:{colour};" for name, colour in (axes | fills).items())


#: By JupyterLab's theme. What stands behind a comma below is for pages without its variables.
_PALETTE = f"""
:root {{{_variables(0)}}}
body[data-jp-theme-light="false"] {{{_variables(1)}}}
"""

_TEXT = """
.sc-figure {color:var(--jp-content-font-color1,#1f1f1f)}
.sc-figure {font-family:var(--jp-content-font-family,sans-serif)}
.sc-figure text {fill:currentColor;font-size:13px;text-anchor:middle}
.sc-figure .sc-left {text-anchor:start}
.sc-figure .sc-right {text-anchor:end}
.sc-figure .sc-name {font-weight:600}
.sc-figure .sc-kind, .sc-figure .sc-note {font-size:12px}
.sc-figure .sc-long {font-size:11px}
.sc-figure .sc-shape {font-family:var(--jp-code-font-family,monospace)}
.sc-figure .sc-mark {font-size:16px}
.sc-number {white-space:nowrap}
.sc-figure .sc-stopped {font-size:36px;font-weight:700;dominant-baseline:central}
"""

_LAYERS = """
.sc-figure .sc-face {fill:var(--jp-layout-color2,#eee);stroke:none}
.sc-figure .sc-side {fill:var(--jp-layout-color3,#ddd);stroke:none}
.sc-figure .sc-ghost {fill:none;stroke:currentColor;stroke-dasharray:4 4;opacity:.75}
.sc-figure .sc-way {stroke:currentColor;fill:none}
.sc-figure .sc-guide {stroke:currentColor;stroke-dasharray:1 4}
.sc-figure .sc-stop {stroke:currentColor;stroke-width:4}
.sc-figure .sc-bar {fill:var(--sc-flat)}
.sc-figure .sc-plug {fill:var(--sc-channels)}
.sc-figure .sc-slot {fill:none;stroke:var(--sc-channels);stroke-width:2}
.sc-figure .sc-socket {fill:none;stroke:var(--sc-flat);stroke-width:2}
"""

_BATCHES = """
.sc-figure .sc-batch-edge {fill:none;stroke:var(--sc-batch);stroke-width:1.5}
.sc-figure .sc-bracket {fill:none;stroke:var(--sc-batch);stroke-width:2.5}
.sc-figure .sc-waste {fill:url(#sc-hatch)}
.sc-figure .sc-edge {fill:none;stroke:currentColor}
.sc-figure .sc-grid {fill:none;stroke:var(--jp-layout-color0,#fff);stroke-width:3}
.sc-figure .sc-inner {stroke:currentColor;stroke-width:1}
.sc-figure .sc-guide-line {fill:none;stroke:currentColor;opacity:.6}
.sc-figure .sc-ring {fill:none;stroke:currentColor;stroke-width:1.5}
.sc-figure .sc-dash {fill:none;stroke:currentColor;stroke-width:2}
.sc-figure .sc-dot {fill:var(--sc-flat)}
.sc-hatch {stroke:var(--sc-batch);stroke-width:1.6}
"""

_MAPS = """
.sc-figure .sc-hatching {fill:none;stroke:currentColor;stroke-width:1}
.sc-figure .sc-mine {fill:none;stroke:currentColor;stroke-width:2.5}
.sc-figure .sc-line {fill:none;stroke-width:2.5;stroke-linejoin:round}
.sc-figure .sc-tick {stroke:currentColor;opacity:.25}
.sc-map-figure {max-width:960px;overflow:hidden;container-type:inline-size}
.sc-map-figure svg {width:100%;height:auto;display:block}
.sc-layers {border-collapse:collapse} .sc-layers td {padding:1px 12px 1px 0;text-align:left}
.sc-layers code {color:inherit;background:none;white-space:nowrap}
"""

_AXES = "".join(
    f".sc-{axis} {{color:var(--sc-{axis});font-weight:600}}"
    f".sc-figure tspan.sc-{axis} {{fill:var(--sc-{axis})}}"
    f".sc-figure line.sc-{axis} {{stroke:var(--sc-{axis});stroke-width:2.5}}\n"
    for axis in AXIS_COLOURS
)

_CELLS = "".join(
    f".sc-figure .sc-map-{name} {{fill:var(--sc-map-{name})}}\n" for name in MAP_NAMES.values()
)

#: The style that everything of this floor is shown with.
STYLE = _PALETTE + _TEXT + _LAYERS + _BATCHES + _MAPS + _AXES + _CELLS + ARRANGED

# A reading that is shown in the course has its numbers in the colours of their axes.
render.dress(
    _PALETTE + "".join(f".sc-{axis} {{color:var(--sc-{axis})}}\n" for axis in AXIS_COLOURS)
)

"""One colour per axis, the same in pictures, on sliders, in tables and in words. Text in, HTML or SVG out."""

#: One colour per axis, light theme and dark: Okabe-Ito hues, darkened or lightened until their
#: contrast is at least 4.5 : 1 on white and on JupyterLab's dark background (WCAG AA).
AXIS_COLOURS = {
    "batch": ("#5c5c5c", "#b5b5b5"),
    "height": ("#0072b2", "#56b4e9"),
    "width": ("#b54e00", "#f08a3c"),
    "channels": ("#007a58", "#2fc79a"),
    "flat": ("#a03d77", "#df9cc2"),
}

_LIGHT, _DARK = (
    "".join(f"--sc-{axis}:{colours[theme]};" for axis, colours in AXIS_COLOURS.items()) for theme in (0, 1)
)

#: The axes' colours as variables of the page, by JupyterLab's theme.
PALETTE = f"""
:root {{{_LIGHT}}}
body[data-jp-theme-light="false"] {{{_DARK}}}"""

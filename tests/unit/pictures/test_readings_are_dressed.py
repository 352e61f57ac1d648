"""A reading is legible by itself, and coloured where the course's pictures are at hand."""

import subprocess
import sys

ALONE = """
from helpers import clinic
words = "Depth of input must be a multiple of depth of filter: 4 vs 3"
html = clinic.explain(words)._repr_html_()
assert "sc-reading" in html and "color:var(" not in html, html
from helpers.pictures import style
html = clinic.explain(words)._repr_html_()
assert ".sc-channels {color:var(--sc-channels)}" in html and "--sc-channels:#" in html, html
"""


def test_colours_come_with_the_pictures(repo):
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

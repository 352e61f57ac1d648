"""Claims of an article, each with the lines that decide it. One file a theme.

Notebook 06, its panel, `docs/claims.md` and their tests are all made from these.
"""

from helpers.course.exhibits import batches, channels, graphs, memory, sizes
from helpers.course.exhibits.exhibit import ARTICLE, VERDICTS, Exhibit, Other, outcome

#: {name: exhibit}, theme by theme.
EXHIBITS = {
    one.name: one for theme in (memory, graphs, sizes, channels, batches) for one in theme.EXHIBITS
}

__all__ = ["ARTICLE", "EXHIBITS", "VERDICTS", "Exhibit", "Other", "outcome"]

"""Lines of a model to put in order, beside the failure map that the order has to result in."""

from html import escape
from pathlib import Path

import anywidget
import traitlets

from helpers.panels import cells
from helpers.pictures import compared
from helpers.pictures.style import STYLE

HERE = Path(__file__).parent


class OrderOfLines(anywidget.AnyWidget):
    """The page's half moves the lines, this one builds the model and judges its failure map."""

    _esm = HERE / "order.js"
    _css = HERE / "order.css"

    asks = traitlets.Unicode().tag(sync=True)
    lines = traitlets.List(traitlets.Unicode()).tag(sync=True)  # as they are shown at first
    style_of_drawings = traitlets.Unicode(STYLE).tag(sync=True)
    target = traitlets.Unicode().tag(sync=True)

    def __init__(self, order):
        self.order = order
        super().__init__(
            asks=order.asks,
            lines=[order.lines[place] for place in order.shuffled],
            target=compared.target(order.target),
        )
        self.on_msg(lambda _, content, __: self._asked(content["check"]))
        cells.keep(self)

    def __repr__(self):
        return f"order({self.order.name!r})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for places that show none, the task and its lines as they stand."""
        bundle, metadata = super()._repr_mimebundle_(**kwargs)
        lines = escape("\n".join(f"    {line}," for line in self.lines))
        code = f"<pre>keras.Sequential([\n{lines}\n])</pre>"
        bundle["text/html"] = f"<p>{escape(self.asks)}</p>{code}"
        return bundle, metadata

    def _asked(self, shown):
        """`shown`: places of `lines`, in the order that they have in the page."""
        judgement = self.order.check([self.order.shuffled[place] for place in shown])
        drawing = compared.own(judgement.found, self.order.target) if judgement.found else ""
        self.send({"told": said(judgement, self.order.target), "drawing": drawing})


def said(judgement, target):
    """What is said to an order. HTML."""
    count = len(target.heights) * len(target.widths)
    if judgement.right:
        return f"<p>✓ Right: at each of the {count} sizes it does what the map to reach shows.</p>"
    if judgement.found:
        apart = len(compared.different(judgement.found, target))
        told = f"{apart} of the {count} sizes come out otherwise than in the map to reach"
        return f"<p>✗ Not yet: {told}. A dot marks each.</p>"
    return f"<p>✗ No model: Keras does not build this order. {escape(judgement.problem)}</p>"


def order(task):
    """An `Order` of a visit, to be put right."""
    return OrderOfLines(task)

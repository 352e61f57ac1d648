"""A class number beyond the last class."""

from ..case import Case
from ..models import ANY_SIZE

CASES = (
    Case(
        "class number beyond the last class",
        ANY_SIZE
        + """
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
x, y = np.zeros((3, 8, 8, 3), "float32"), np.array([1, 5, 10])
""",
        "model.fit(x, y, verbose=0)",
        {"label-value"},
    ),
)

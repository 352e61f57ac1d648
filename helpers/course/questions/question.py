"""What a question to commit to is: plain data, with something to say to each answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Option:
    """An answer to choose.

    Texts are plain, here and in `Question`; what stands in backticks is shown as code. `because` is
    what is said to whoever chose it, right or wrong: what follows from it, or what makes people
    think so. `show`: {control: value} of the visit's panel, a case in which to see it.
    """

    says: str
    because: str
    right: bool = False
    show: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A question with one right option. `second` asks the same of another case, after a talk."""

    name: str
    asks: str
    options: tuple[Option, ...]
    second: "Question | None" = None

    @property
    def right(self) -> int:
        """The place of the right option."""
        (place,) = (place for place, option in enumerate(self.options) if option.right)
        return place

"""What every exercise shares: a check, hints, a solution."""

from contextlib import contextmanager


class Mistake(Exception):
    """What is wrong with an answer, as a sentence for its author."""


class Exercise:
    """A task. `verify(answer)` raises `Mistake` where the answer does not hold."""

    def __init__(self, verify, hints, solution):
        self._verify, self._hints, self._solution = verify, hints, solution
        self._hinted = 0

    def check(self, answer):
        """Print whether the answer holds, by trying it. `...` and None count as not answered."""
        if answer is None or answer is ...:
            print("Not answered yet. Put your answer in place of the dots; hint() helps.")
            return
        try:
            self._verify(answer)
        except Mistake as mistake:
            print(f"✗ {mistake}")
        else:
            print("✓ Right.")

    def hint(self):
        """Print the next hint; the last one again when there are no more."""
        print(self._hints[min(self._hinted, len(self._hints) - 1)])
        self._hinted += 1

    def solution(self):
        """Print one solution."""
        print(self._solution)


def expect(holds, otherwise):
    """Raise `Mistake(otherwise)` unless it holds."""
    if not holds:
        raise Mistake(otherwise)


@contextmanager
def tried(what):
    """What an answer raises inside becomes a `Mistake`: `what`, and the exception in words."""
    try:
        yield
    except Mistake:
        raise
    except Exception as error:  # the learner's code can raise anything, and it is theirs to read
        raise Mistake(f"{what} {type(error).__name__}: {error}") from error

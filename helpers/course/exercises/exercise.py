"""What every exercise shares: a check, hints, a solution."""


class Exercise:
    """A task. `verify(answer)` says what is wrong with an answer, "" for nothing."""

    def __init__(self, verify, hints, solution):
        self._verify, self._hints, self._solution = verify, hints, solution
        self._hinted = 0

    def check(self, answer):
        """Print whether the answer holds, by trying it. `...` and None count as not answered."""
        if answer is None or answer is ...:
            print("Not answered yet. Put your answer in place of the dots; hint() helps.")
            return
        wrong = self._verify(answer)
        print(f"✗ {wrong}" if wrong else "✓ Right.")

    def hint(self):
        """Print the next hint; the last one again when there are no more."""
        print(self._hints[min(self._hinted, len(self._hints) - 1)])
        self._hinted += 1

    def solution(self):
        """Print one solution."""
        print(self._solution)

"""What every exercise shares: a check, hints, a solution."""

import sys
from contextlib import contextmanager

from helpers.clinic import explain
from helpers.clinic.words import telling
from helpers.course import progress
from helpers.course.exercises import message

NOT_YET = "Not answered yet. Put your answer in place of the dots."


class Mistake(Exception):
    """What is wrong with an answer, as a sentence for its author."""


class Task:
    """What has hints and a solution, and a name: that of the variable that a visit's file gives it.

    `told_in`: the module of that file. `hints`: the least telling first. `solution`: its text.
    """

    def __init__(self, told_in, hints, solution=""):
        self._told_in, self._hints, self._solution = told_in, hints, solution
        self._hinted = self._uncovered = 0

    @property
    def name(self):
        """The variable's name, "" for a task that stands in no variable of its module."""
        known = vars(sys.modules[self._told_in])
        return next((name for name, value in known.items() if value is self), "")

    @property
    def progress_name(self):
        """The name by which `progress` knows it: "fixed_size.row_length"."""
        return f"{self._told_in.rpartition('.')[2]}.{self.name}"

    def hint(self):
        """Print the next hint; the last one again when there are no more."""
        place = min(self._hinted, len(self._hints) - 1)
        self._hinted += 1
        print(f"Hint {place + 1} of {len(self._hints)}: {self._hints[place]}")
        if place + 1 == len(self._hints):
            print(f"No more hints. A line of a solution: {self._typed('solution')}")

    def solution(self):
        """Print one solution as far as it is uncovered: a line more at each call."""
        lines = self._solution_text().splitlines()
        self._uncovered = min(self._uncovered + 1, len(lines))
        print("\n".join(lines[: self._uncovered]))
        if left := len(lines) - self._uncovered:
            more = "1 line more" if left == 1 else f"{left} lines more"
            print(f"# … {more}: call it again.")

    def _solution_text(self):
        return self._solution

    def _judge(self, verify, *answer):
        """Print whether an answer holds, and note that it was right."""
        try:
            verify(*answer)
        except Mistake as mistake:
            print(f"✗ {mistake}")
        else:
            print("✓ Right.")
            if self.name:
                progress.record("exercise", self.progress_name)

    def _not_yet(self):
        print(f"{NOT_YET} A hint: {self._typed('hint')}")

    def _typed(self, method):
        """What to type in the notebook, where the visit's file is imported as `exercises`."""
        return ".".join(filter(None, (self.name and "exercises", self.name, f"{method}()")))


class Exercise(Task):
    """A task. `verify(answer)` raises `Mistake` where the answer does not hold."""

    def __init__(self, verify, hints, solution):
        super().__init__(verify.__module__, hints, solution)
        self._verify = verify

    def check(self, answer):
        """Print whether the answer holds, by trying it. `...` and None count as not answered."""
        if answer is None or answer is ...:
            self._not_yet()
        else:
            self._judge(self._verify, answer)


class Message(Task):
    """An unseen message. `fails()` calls a small model for real, and raises.

    The model's layers are to have names of their own: Keras numbers the others anew at each run.
    What is right is written nowhere: `check` reads it off that run, by the clinic.
    """

    def __init__(self, fails, hints):
        super().__init__(fails.__module__, hints)
        self.fails = fails

    def check(self, layer, axis, expected, received):
        """Print what of it is right. `...` and None count as not answered.

        `layer`: the name of the one that refuses. `axis`: counted from 0, or from the end by a
        negative number. `expected`, `received`: the sizes on that axis, in numbers.
        """
        answer = (layer, axis, expected, received)
        if any(part is None or part is ... for part in answer):
            self._not_yet()
        else:
            self._judge(self._verify, *answer)

    def _verify(self, layer, axis, expected, received):
        reading, layers = self._read()
        wrong = message.mistakes(layer, axis, expected, received, reading, layers)
        if wrong:
            raise Mistake("\n✗ ".join(wrong))

    def _solution_text(self):
        reading, _ = self._read()
        return (
            f"layer = {reading.layer_name!r}\naxis = {reading.axis}\n"
            f"expected = {reading.expected_size}\nreceived = {reading.received_size}"
        )

    def _read(self):
        """(the clinic's reading of the failure, {model's name: its layers' names})."""
        try:
            self.fails()
        except Exception as error:  # whichever it is: the task is to read it
            layers = message.layers_of(error)  # before the clinic lets go of the frames
            return explain(error), layers
        raise AssertionError("what should fail has passed")


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
        raise Mistake(f"{what} {type(error).__name__}: {telling(str(error))}") from error

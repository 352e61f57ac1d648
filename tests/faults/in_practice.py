"""What a learner does, and what is kept and shown of it: exercises, messages, orders, progress."""

from tests.faults.fault import Fault

COURSE, PICTURES, PANELS = "helpers/course", "helpers/pictures", "helpers/panels"
TESTS = "tests/unit"
PROGRESS = (f"{TESTS}/course/test_progress.py",)
EXERCISE = (f"{TESTS}/course/exercises/test_exercise.py",)
MESSAGE = (f"{TESTS}/course/exercises/test_message.py",)
ORDER = (f"{TESTS}/course/exercises/test_order.py",)
SHOWN = (f"{TESTS}/panels/test_progress_panel.py",)

KEPT = (
    Fault(
        "a later answer counts as well",
        f"{COURSE}/progress.py",
        "if name not in known.setdefault(kind, {}):",
        "if known.setdefault(kind, {}) is not None:",
        PROGRESS,
    ),
    Fault(
        "two notebooks write their progress at once",
        f"{COURSE}/progress.py",
        "    with _locked():\n",
        "    with suppress():\n",
        PROGRESS,
    ),
    Fault(
        "the progress takes the place of a device",
        f"{COURSE}/progress.py",
        "if _file().is_file() or not _file().exists():",
        "if True:",
        PROGRESS,
    ),
    Fault(
        "a lock that was left behind is never broken",
        f"{COURSE}/progress.py",
        "            _break_what_was_left(lock)\n",
        "",
        PROGRESS,
    ),
    Fault(
        "what was half written stays beside the progress",
        f"{COURSE}/progress.py",
        "Path(aside).unlink(missing_ok=True)",
        "pass",
        PROGRESS,
    ),
    Fault(
        "nobody is told of an answer",
        f"{COURSE}/progress.py",
        "        watcher.progressed()",
        "        pass",
        (*PROGRESS, *SHOWN),
    ),
)
TRIED = (
    Fault(
        "an exception is told whole",
        f"{COURSE}/exercises/exercise.py",
        "telling(str(error))",
        "str(error)",
        EXERCISE,
    ),
    Fault(
        "a solution is uncovered at once",
        f"{COURSE}/exercises/exercise.py",
        "min(self._uncovered + 1, len(lines))",
        "len(lines)",
        EXERCISE,
    ),
    Fault(
        "a hint cannot be typed as it is shown",
        f"{COURSE}/exercises/exercise.py",
        '(self.name and "exercises", self.name, f"{method}()")',
        '(self.name, f"{method}()")',
        EXERCISE,
    ),
    Fault(
        "AutoGraph's lines are told, not its last one",
        "helpers/clinic/words.py",
        "said = listed[-1]",
        "pass",
        (f"{TESTS}/clinic/test_telling.py",),
    ),
    Fault(
        "the model's name is taken for a layer that it has not",
        f"{COURSE}/exercises/message.py",
        "elif name in models or name in",
        "elif name in",
        MESSAGE,
    ),
    Fault(
        "two numbers that are mixed up are told as two wrong ones",
        f"{COURSE}/exercises/message.py",
        "if given == right[::-1]:",
        "if False:",
        MESSAGE,
    ),
    Fault(
        "an axis that is counted from one earns another hint",
        f"{COURSE}/exercises/message.py",
        "if _number(answer) == axis + 1:",
        "if False:",
        MESSAGE,
    ),
    Fault(
        "an order is judged by the layers that refuse",
        f"{COURSE}/exercises/order.py",
        "found.outcomes == self.target.outcomes",
        "found.refusers == self.target.refusers",
        ORDER,
    ),
    Fault(
        "lines may be shown in a right order",
        f"{COURSE}/exercises/order.py",
        "if not self.judged(places).right:",
        "if places:",
        ORDER,
    ),
)
SEEN = (
    Fault(
        "refused and wrong differ by their colour alone",
        f"{PICTURES}/compared.py",
        'WRONG: "M{x} {m}H{r}"',
        'WRONG: "M{x} {b}L{r} {y}"',
        (f"{TESTS}/panels/test_order_panel.py",),
    ),
    Fault(
        "what is alike in two maps is marked",
        f"{PICTURES}/compared.py",
        "if one != other",
        "if one == other",
        (f"{TESTS}/panels/test_order_panel.py",),
    ),
    Fault(
        "all bars of the calibration are whole",
        f"{PICTURES}/calibration.py",
        "LONG * right / count",
        "LONG",
        (f"{TESTS}/pictures/test_progress_pictures.py",),
    ),
    Fault(
        "a question that comes back points at a panel of another visit",
        f"{PANELS}/progress.py",
        "replace(option, show={})",
        "option",
        SHOWN,
    ),
    Fault(
        "a question comes back in the visit that it was missed in",
        f"{PANELS}/progress.py",
        "if number < visit else ()",
        "if number <= visit else ()",
        SHOWN,
    ),
    Fault(
        "a notebook is stored with the learner's own progress",
        "tests/notebooks/regenerate.py",
        "client.execute(env=os.environ | NO_PROGRESS)",
        "client.execute()",
        (f"{TESTS}/lab/test_regenerate.py",),
    ),
    Fault(
        "a widget of the learner's alone is stored",
        "tests/notebooks/regenerate.py",
        "        del state[model_id]",
        "        pass",
        (f"{TESTS}/lab/test_regenerate.py",),
    ),
)
FAULTS = KEPT + TRIED + SEEN

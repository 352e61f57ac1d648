"""What the stage decides, without a browser: which frames it draws, when, and what it sends."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import ipywidgets as widgets
import pytest

from helpers.panels import panel
from helpers.panels import stage as stages
from helpers.panels.stage import Stage, key_of

FIRST, LAST = 0, 20
LATER = stages._later


def run(coroutine):
    """Run to its end, in a thread of its own: a browser's driver may keep a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


class Seen:
    """A stage over one slider and a dropdown, and what it drew and sent."""

    def __init__(self, draw=None, near=None, **traits):
        self.drawn, self.sent = [], []
        self.slider = widgets.IntSlider(10, FIRST, LAST)
        self.choice = widgets.Dropdown(options=[("one", 1), ("two", 2)])
        self._draw = draw or (lambda side, label: f"frame of {side} {label}")
        near = near or (
            lambda values, moved: [(values[0] + step, values[1]) for step in (1, -1, 2, -2)]
        )
        self.stage = Stage([self.slider, self.choice], self.draw, near, **traits)
        self.stage.send = self.sent.append

    def draw(self, *values):
        self.drawn.append(values)
        return self._draw(*values)

    def ask(self, *values):
        """As the page asks."""
        self.stage._handle_custom_msg({"values": list(values)}, [])


class Clock:
    """A clock that the tests wind, and what is to be done when. It stands for a kernel's loop."""

    def __init__(self):
        self.now, self.later = 100.0, []

    def do_later(self, seconds, do, *args):
        self.later.append((self.now + seconds, do, args))

    def wind(self, seconds):
        """Let that time pass, and do what is due in it."""
        end = self.now + seconds
        while due := [plan for plan in self.later if plan[0] <= end]:
            plan = min(due, key=lambda plan: plan[0])
            self.later.remove(plan)
            self.now, do, args = max(self.now, plan[0]), *plan[1:]
            do(*args)
            assert len(self.later) < 1000
        self.now = max(self.now, end)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(stages, "_later", clock.do_later)
    monkeypatch.setattr(stages, "clock", lambda: clock.now)
    return clock


def test_keys():
    assert key_of((224, 128, "Sequential, Flatten", "cat")) == "224|128|Sequential, Flatten|cat"
    assert key_of([224]) == key_of(("224",)) == "224"


def test_keys_are_those_of_the_page():
    """JavaScript's join writes nothing for null, and its own names for true and false."""
    assert key_of((None, True, False, 1)) == "|true|false|1"


def test_it_opens_with_the_frames_that_are_ready():
    seen = Seen(ready=[(10, "one"), (11, "one")])
    assert seen.stage.frames == {"10|one": "frame of 10 one", "11|one": "frame of 11 one"}
    assert list(seen.stage.frames)[0] == "10|one"


def test_a_frame_that_is_asked_for_is_drawn_and_sent_once():
    seen = Seen(near=lambda values, moved: [])
    seen.ask(15, "two")
    assert seen.drawn == [(15, "two")]
    assert seen.sent == [{"key": "15|two", "frame": "frame of 15 two"}]
    assert seen.stage.frames == {"15|two": "frame of 15 two"}


def test_one_frame_travels_not_all_of_them():
    """The trait as a whole is not sent anew when a frame comes."""
    seen, changes = Seen(near=lambda values, moved: [], ready=[(10, "one")]), []
    seen.stage.observe(changes.append, "frames")
    seen.ask(15, "one")
    assert changes == []


def test_a_frame_that_is_there_is_sent_but_not_drawn_again():
    seen = Seen(near=lambda values, moved: [])
    for _ in range(3):
        seen.ask(15, "two")
    assert seen.drawn == [(15, "two")]
    assert seen.sent == [{"key": "15|two", "frame": "frame of 15 two"}] * 3


KNOWN = [(10, "one"), (10, "two")]  # drawn once, so that it is known what they cost


def moved(seen, *sides):
    for side in sides:
        seen.slider.value = side


def test_it_draws_ahead_at_rest_nearest_first_and_then_stops(clock):
    seen = Seen(ready=[*KNOWN, (9, "one")])
    moved(seen, 11, 10)
    clock.wind(60)
    assert seen.drawn[3:] == [(11, "one"), (12, "one"), (8, "one")]
    assert [message["key"] for message in seen.sent] == ["11|one", "12|one", "8|one"]
    assert clock.later == []


def test_nothing_is_drawn_ahead_while_the_hand_moves(clock):
    seen = Seen(ready=KNOWN)
    for side in (11, 12, 13, 14):
        moved(seen, side)
        clock.wind(stages.REST * 0.9)
    assert seen.drawn[2:] == []
    clock.wind(60)
    assert seen.drawn[2] == (15, "one")  # next to where the slider is, not to where it was


def test_a_hand_that_moves_on_drops_what_was_planned(clock):
    seen = Seen(ready=KNOWN)
    moved(seen, 11)
    clock.wind(stages.REST)
    assert seen.drawn[2:] == [(12, "one")]  # the first of four
    moved(seen, 18)
    clock.wind(60)
    assert seen.drawn[3:] == [(19, "one"), (17, "one"), (20, "one"), (16, "one")]


def test_a_question_of_the_page_is_a_move(clock):
    seen = Seen(ready=KNOWN)
    moved(seen, 11)
    clock.wind(stages.REST * 0.9)
    seen.ask(11, "one")
    clock.wind(stages.REST * 0.9)
    assert seen.drawn[2:] == [(11, "one")]


def far(values, moved):
    return [(values[0] + step, label) for step in range(1, 100) for label in ("one", "two")]


class Slow:
    """Drawing takes what its label is told to cost, on the tests' clock."""

    def __init__(self, clock, **costs):
        self.clock, self.costs = clock, costs

    def __call__(self, side, label):
        self.clock.now += self.costs[label]
        return "frame"


def test_it_draws_ahead_for_as_long_as_its_budget_says(clock):
    seen = Seen(draw=Slow(clock, one=0.02, two=0.05), near=far, ready=KNOWN)
    moved(seen, 11)
    clock.wind(600)
    spent = sum(seen._draw.costs[label] for _, label in seen.drawn[2:])
    assert stages.BUDGET - 0.02 < spent <= stages.BUDGET


def test_a_dear_frame_is_not_drawn_ahead(clock):
    seen = Seen(draw=Slow(clock, one=0.01, two=stages.DEAR * 1.1), near=far, ready=KNOWN)
    moved(seen, 11)
    clock.wind(600)
    assert {label for _, label in seen.drawn[2:]} == {"one"}


def test_what_a_frame_costs_is_learnt_from_the_last_one(clock):
    slow = Slow(clock, one=1.0, two=1.0)
    seen = Seen(draw=slow, near=far, ready=KNOWN)
    moved(seen, 11)
    clock.wind(600)
    assert seen.drawn[2:] == []
    slow.costs["one"] = 0.01  # after the first call, which builds and warms
    seen.ask(11, "one")
    clock.wind(600)
    assert len(seen.drawn) > 10 and {label for _, label in seen.drawn[2:]} == {"one"}


def test_one_that_turns_out_dear_ends_it(clock):
    slow = Slow(clock, one=0.01, two=0.01)
    seen = Seen(draw=slow, near=far, ready=KNOWN)
    slow.costs |= {"one": 30, "two": 30}
    moved(seen, 11)
    clock.wind(600)
    assert seen.drawn[2:] == [(12, "one")]


def test_what_was_never_drawn_is_not_drawn_ahead(clock):
    """It may cost anything: a model that was just brought, for example."""
    seen = Seen(near=far, ready=KNOWN[:1])
    moved(seen, 11)
    clock.wind(600)
    assert {label for _, label in seen.drawn[1:]} == {"one"}


def test_between_two_frames_the_kernel_gets_its_turn(clock):
    """A message that came while one frame was drawn is answered before the next one is."""
    seen = Seen(ready=KNOWN)

    def draw(side, label):
        if side == 13:
            clock.do_later(0, seen.ask, 3, "two")
        return "frame"

    seen._draw = draw
    moved(seen, 12)
    clock.wind(stages.REST + stages.IDLE)
    assert seen.drawn[2:4] == [(13, "one"), (3, "two")]


def test_what_is_there_is_never_drawn_again(clock):
    """Whatever is moved and asked, and though plans overlap and repeat themselves."""
    seen = Seen(
        near=lambda values, moved: [(values[0] + step, values[1]) for step in (0, 1, -1, 0, 1)]
    )
    for side in (11, 12, 11, 13, 12):
        moved(seen, side)
        clock.wind(stages.REST * 2)
        seen.ask(side, "one")
        clock.wind(stages.REST * 2)
    assert len(seen.drawn) == len(set(seen.drawn)) >= 3
    assert set(seen.stage.frames) == {key_of(values) for values in seen.drawn}


def test_it_goes_by_labels_as_the_page_does(clock):
    seen = Seen(ready=KNOWN)
    seen.choice.value = 2
    clock.wind(60)
    assert seen.drawn[2] == (11, "two")


def test_an_exception_is_sent_escaped_and_not_stored():
    def draw(side, label):
        if side == 13:
            raise RuntimeError("<b>&")
        return "good"

    seen = Seen(draw=draw, near=lambda values, moved: [])
    seen.ask(13, "one")
    (message,) = seen.sent
    assert message["key"] == "13|one" and "frame" not in message
    assert "RuntimeError: &lt;b&gt;&amp;" in message["failure"] and "<b>&" not in message["failure"]
    assert "✗" in message["failure"]
    assert seen.stage.frames == {}
    seen.ask(14, "one")
    assert seen.sent[1] == {"key": "14|one", "frame": "good"}


def test_an_exception_while_drawing_ahead_does_not_stop_the_rest(clock):
    def draw(side, label):
        if side == 12:
            raise RuntimeError("now and then")
        return "good"

    seen = Seen(draw=draw, ready=KNOWN)
    moved(seen, 11)
    clock.wind(60)
    assert [set(message) - {"key"} for message in seen.sent] == [
        {"failure"},
        {"frame"},
        {"frame"},
    ]
    assert "12|one" not in seen.stage.frames and len(seen.stage.frames) == 2 + 2


def test_in_a_loop_it_draws_ahead_by_itself(monkeypatch):
    monkeypatch.setattr(stages, "_later", LATER)
    monkeypatch.setattr(stages, "REST", 0)
    seen = Seen(ready=KNOWN)

    async def kernel():
        moved(seen, 11)
        while len(seen.drawn) < 2 + 3:
            await asyncio.sleep(0.001)

    run(asyncio.wait_for(kernel(), 60))


def test_without_a_loop_nothing_is_drawn_ahead_and_nothing_raises(monkeypatch):
    """A plain script, or a test."""
    monkeypatch.setattr(stages, "_later", LATER)
    seen = Seen()
    seen.slider.value = 12
    seen.choice.value = 2
    assert (seen.drawn, seen.sent) == ([], [])
    seen.ask(12, "two")
    assert seen.drawn == [(12, "two")]


def test_the_page_gets_its_two_files_and_the_controls():
    seen = Seen(assets="<p>defs</p>")
    state = seen.stage.get_state()
    assert "render" in str(state["_esm"]) and ".sc-stage" in str(state["_css"])
    assert state["controls"] == [
        f"IPY_MODEL_{part.model_id}" for part in (seen.slider, seen.choice)
    ]
    assert state["assets"] == "<p>defs</p>"


def test_the_seam_is_the_one_that_the_page_splits_at(repo):
    page = (repo / "helpers" / "panels" / "stage.js").read_text(encoding="utf-8")
    assert f'const SEAM = "{stages.SEAM}";' in page


def test_it_plans_by_the_control_that_was_moved(clock):
    """First by none; then by the last one moved, also when the page asks."""
    told = []
    seen = Seen(near=lambda values, moved: told.append(moved) or [])
    for event in (
        lambda: seen.ask(10, "one"),
        lambda: moved(seen, 12),
        lambda: setattr(seen.choice, "value", 2),
        lambda: seen.ask(12, "two"),
    ):
        event()
        clock.wind(1)
    assert told == [None, seen.slider, seen.choice, seen.choice]


def test_frames_of_what_is_gone_are_forgotten_here_and_in_the_page():
    seen = Seen(ready=[(10, "one"), (11, "one"), (10, "two")])
    seen.stage.forget("|one")
    assert set(seen.stage.frames) == {"10|two"}
    assert seen.sent == [{"forget": "|one"}]
    seen.ask(10, "one")
    assert seen.sent[-1] == {"key": "10|one", "frame": "frame of 10 one"}
    assert seen.drawn.count((10, "one")) == 2


class Tied:
    """A stage whose two sliders take one value while a checkbox is checked; what was sent."""

    def __init__(self, together):
        self.lock = widgets.Checkbox(together)
        self.sliders = [panel.slider(name, range(21), 10) for name in "ab"]
        Stage(
            self.sliders,
            lambda *values: "frame",
            lambda values, moved: [],
            tied=[self.lock, *self.sliders],
        )
        self.sent = []
        for control in self.sliders:
            control._send = lambda message, **_: self.sent.append(message)

    @property
    def values(self):
        return [slider.value for slider in self.sliders]


@pytest.mark.parametrize("place", [0, 1])
def test_tied_sliders_move_by_one_message_and_nothing_comes_back(place):
    """Else a key press would be two moves, and the answer to the first undo the third."""
    tied = Tied(True)
    tied.sliders[place].set_state({"value": 15})  # as the page does
    assert (tied.values, tied.sent) == ([15, 15], [])


def test_sliders_that_are_not_tied_move_alone():
    tied = Tied(False)
    tied.sliders[1].set_state({"value": 15})
    assert tied.values == [10, 15]
    tied.lock.set_state({"value": True})
    assert (tied.values, tied.sent) == ([10, 10], [])

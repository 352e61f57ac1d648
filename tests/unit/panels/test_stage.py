"""What the stage decides, without a browser: which frames it draws, when, and what it sends."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import ipywidgets as widgets
import pytest

from helpers.panels import stage as stages
from helpers.panels.stage import Stage, key_of

FIRST, LAST = 0, 20


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


async def _idle(seen):
    while seen.stage._ahead or seen.stage._waiting:
        await asyncio.sleep(0)


def while_idle(seen, *events):
    """Run the events in a loop, as a kernel does, then let the stage do all that it wants."""

    async def kernel():
        for event in events:
            event()
        await asyncio.wait_for(_idle(seen), 60)  # a fence against a stage that never stops

    run(kernel())


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(stages, "IDLE", 0)


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


def test_it_draws_ahead_when_idle_nearest_first_and_then_stops():
    seen = Seen(ready=[(10, "one"), (9, "one")])
    seen.slider.value = 11  # outside a loop
    while_idle(seen, lambda: setattr(seen.slider, "value", 10))
    assert seen.drawn[2:] == [(11, "one"), (12, "one"), (8, "one")]
    assert [message["key"] for message in seen.sent] == ["11|one", "12|one", "8|one"]


def test_nothing_is_drawn_before_it_is_idle():
    seen = Seen()

    async def kernel():
        seen.slider.value = 11
        seen.slider.value = 12
        assert seen.drawn == []
        await asyncio.wait_for(_idle(seen), 60)

    run(kernel())
    assert seen.drawn[0] == (13, "one")  # next to where the slider is, not to where it was


def test_between_two_frames_the_kernel_gets_its_turn():
    """A message that came while one frame was drawn is answered before the next one is."""
    seen = Seen()
    first = []

    def draw(side, label):
        if not first:
            first.append(side)
            asyncio.get_running_loop().call_soon(seen.ask, 3, "two")
        return "frame"

    seen._draw = draw
    while_idle(seen, lambda: setattr(seen.slider, "value", 12))
    assert seen.drawn[:2] == [(13, "one"), (3, "two")]


def test_what_is_there_is_never_drawn_again():
    """Whatever is moved and asked, and though plans overlap and repeat themselves."""
    seen = Seen(
        near=lambda values, moved: [(values[0] + step, values[1]) for step in (0, 1, -1, 0, 1)]
    )
    moves = [lambda side=side: setattr(seen.slider, "value", side) for side in (11, 12, 11, 13)]
    asks = [lambda side=side: seen.ask(side, "one") for side in (12, 13, 12, 14)]
    while_idle(seen, *moves, *asks)
    while_idle(seen, *asks, *moves)
    assert len(seen.drawn) == len(set(seen.drawn)) >= 3
    assert set(seen.stage.frames) == {key_of(values) for values in seen.drawn}


def test_it_goes_by_labels_as_the_page_does():
    seen = Seen()
    while_idle(seen, lambda: setattr(seen.choice, "value", 2))
    assert seen.drawn[0] == (11, "two")


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


def test_an_exception_while_drawing_ahead_does_not_stop_the_rest():
    def draw(side, label):
        if side == 12:
            raise RuntimeError("now and then")
        return "good"

    seen = Seen(draw=draw)
    while_idle(seen, lambda: setattr(seen.slider, "value", 11))
    assert [set(message) - {"key"} for message in seen.sent] == [
        {"failure"},
        {"frame"},
        {"frame"},
        {"frame"},
    ]
    assert "12|one" not in seen.stage.frames and len(seen.stage.frames) == 3


def test_without_a_loop_nothing_is_drawn_ahead_and_nothing_raises():
    """A plain script, or a test."""
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


def test_it_plans_by_the_control_that_was_moved():
    """First by none; then by the last one moved, also when the page asks."""
    told = []
    seen = Seen(near=lambda values, moved: told.append(moved) or [])
    seen.ask(10, "one")
    seen.slider.value = 12
    seen.choice.value = 2
    seen.ask(12, "two")
    assert told == [None, seen.slider, seen.choice, seen.choice]


def test_frames_of_what_is_gone_are_forgotten_here_and_in_the_page():
    seen = Seen(ready=[(10, "one"), (11, "one"), (10, "two")])
    seen.stage.forget("|one")
    assert set(seen.stage.frames) == {"10|two"}
    assert seen.sent == [{"forget": "|one"}]
    seen.ask(10, "one")
    assert seen.sent[-1] == {"key": "10|one", "frame": "frame of 10 one"}
    assert seen.drawn.count((10, "one")) == 2

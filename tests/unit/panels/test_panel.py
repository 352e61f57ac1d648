"""What is worth drawing ahead: the values that the controls' next moves lead to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.panels import panel

sides = st.integers(16, 320)


def hand(square=True):
    """Controls as a panel has them, and no panel."""
    height, width = (
        panel.slider("height", range(16, 321), 100),
        panel.slider("width", range(16, 321), 100),
    )
    lock, model, batch = (
        panel.switch("square", square),
        panel.choice("model", ["a", "b", "c"]),
        panel.switch("batch", True),
    )
    return [height, width, model, batch], (lock, height, width)


@pytest.mark.parametrize("moved", [0, 1])
@given(height=sides, width=sides, model=st.sampled_from("abc"))
def test_who_moves_a_slider_will_move_it_on(moved, height, width, model):
    """Its steps, nearest first, within its range; no other slider's, and no other choice."""
    controls, _ = hand()
    values = (height, width, model, True)
    steps = panel.next_values(controls, values, controls[moved])
    assert all(
        new[:moved] + new[moved + 1 :] == values[:moved] + values[moved + 1 :] for new in steps
    )
    far = [abs(new[moved] - values[moved]) for new in steps]
    assert far == sorted(far) and far[0] == 1 and set(far) == set(range(1, 17))
    assert all(16 <= new[moved] <= 320 for new in steps)
    assert len(set(steps)) == len(steps) and values not in steps


@given(height=sides, width=sides, model=st.sampled_from("abc"))
def test_who_has_chosen_from_a_list_may_choose_again(height, width, model):
    """Each slider's first steps, then every other choice."""
    controls, _ = hand()
    near = panel.next_values(controls, (height, width, model, True), controls[2])
    steps, choices = near[:-3], near[-3:]
    assert all(new[2:] == (model, True) for new in steps)
    assert set(choices) == {(height, width, other, True) for other in "abc" if other != model} | {
        (height, width, model, False)
    }


@given(side=sides, model=st.sampled_from("abc"))
def test_locked_sliders_step_together(side, model):
    controls, tied = hand()
    for moved in controls[:2]:
        near = panel.next_values(controls, (side, side, model, True), moved, tied)
        assert all(new[0] == new[1] for new in near)
        assert [abs(new[0] - side) for new in near[:2]] in (
            [1, 1],
            [1, 2],
        )  # one of them at an end of the range


@given(height=sides, width=sides)
def test_before_a_slider_is_moved_each_may_be(height, width):
    controls, tied = hand(square=False)
    for moved in (None, controls[2]):
        near = panel.next_values(controls, (height, width, "a", True), moved, tied)
        changed = {
            place
            for new in near
            for place in range(4)
            if new[place] != (height, width, "a", True)[place]
        }
        assert changed == {0, 1, 2, 3}
        assert len(near) <= 4 * 4 + 3


def test_a_slider_tells_its_moves_once():
    """The kernel sends none of them back."""
    slider, sent = panel.slider("height", range(16, 321), 100), []
    slider._send = lambda message, **_: sent.append(message)
    slider.set_state({"value": 101})
    assert (slider.value, sent) == (101, [])

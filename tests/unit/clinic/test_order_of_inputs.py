"""Whether several inputs fit in some order, without trying all orders."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.clinic.causes import order_of_inputs
from helpers.clinic.compare import fits

NAMES = "abcde"
SHAPES = st.tuples(st.none(), st.sampled_from((None, 2, 3)), st.sampled_from((None, 4, 5)))


@settings(max_examples=20 * settings().max_examples)
@given(
    st.lists(st.tuples(SHAPES, SHAPES), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_it_says_what_trying_all_orders_says(pairs, chance):
    wanted, came = zip(*pairs, strict=True)
    came = chance.sample(wanted, len(wanted)) if chance.random() < 0.5 else came
    some = any(all(map(fits, wanted, order)) for order in permutations(came))
    assert order_of_inputs.in_some_order(wanted, tuple(came)) == some
    clue = order_of_inputs.doors(tuple(NAMES[: len(wanted)]), wanted, tuple(came))
    assert (clue is not None) == (some and not all(map(fits, wanted, came)))


@pytest.mark.parametrize("inputs", [9, 40, order_of_inputs.MOST])
def test_the_work_does_not_grow_with_the_orders(monkeypatch, inputs):
    """Nine inputs have 362,880 orders."""
    asked = []
    monkeypatch.setattr(order_of_inputs, "fits", lambda *two: asked.append(two) or fits(*two))
    wanted = tuple((None, size) for size in range(1, inputs + 1))
    assert order_of_inputs.in_some_order(wanted, wanted[::-1])
    assert not order_of_inputs.in_some_order(wanted, (*wanted[1:], (None, 0)))
    assert len(asked) == 2 * inputs**2


def test_more_inputs_than_anybody_lists_are_told_one_by_one():
    wanted = tuple((None, size) for size in range(1, 2000))
    assert order_of_inputs.doors((), wanted, wanted[::-1]) is None

"""Lines to put in order: judged by the failure map that they result in, whatever their order."""

import json
from dataclasses import replace

import pytest

from helpers.clinic.trace import PASSED
from helpers.course import progress, visits
from helpers.course.exercises.order import Order

ORDER = Order(
    "test.order",
    "Put them in order.",
    (
        "keras.Input((None, None, 3))",
        "layers.Conv2D(4, 3)",
        "layers.MaxPooling2D(4)",
        "layers.Conv2D(4, 3)",
        "layers.GlobalAveragePooling2D()",
        "layers.Dense(10)",
    ),
    tuple(range(6, 22, 3)),
)


def test_the_target_is_what_the_lines_result_in_and_names_no_layer():
    passed = {
        (height, width)
        for height in ORDER.sizes
        for width in ORDER.sizes
        if ORDER.target.at(height, width) == (PASSED, "")
    }
    enough = (15, 18, 21)  # 14 is: 12 after the convolution, 3 after the pooling
    assert passed == {(height, width) for height in enough for width in enough}
    assert {layer for row in ORDER.target.refusers for layer in row} == {""}


def test_it_is_shuffled_the_same_way_each_time_and_never_into_a_right_order():
    again = replace(ORDER)
    assert again.shuffled == ORDER.shuffled and sorted(again.shuffled) == list(range(6))
    orders = [replace(ORDER, name=str(number), lines=ORDER.lines[:4]) for number in range(12)]
    assert len({one.shuffled for one in orders}) > 3
    assert [one.name for one in orders if one.judged(one.shuffled).right] == []


@pytest.mark.parametrize(
    "places",
    [
        (0, 1, 2, 3, 4, 5),
        (0, 3, 2, 1, 4, 5),  # the two convolutions are alike
    ],
)
def test_any_order_with_that_map_is_right(places):
    assert ORDER.judged(places).right


def test_an_order_with_a_map_that_is_the_same_on_other_grounds_is_right():
    """Dense before the mean is a model of its own, and takes the same sizes."""
    judgement = ORDER.judged((0, 1, 2, 3, 5, 4))
    assert judgement.right and judgement.found.outcomes == ORDER.target.outcomes


@pytest.mark.parametrize(
    "places, problem",
    [
        ((0, 2, 1, 3, 4, 5), ""),  # pooled first: others are refused
        ((0, 1, 3, 2, 4, 5), ""),
        ((0, 1, 2, 4, 3, 5), "expected min_ndim=4, found ndim=2"),
        ((0, 4, 1, 2, 3, 5), "expected min_ndim=4, found ndim=2"),
        ((0, 5, 4, 3, 2, 1), "expected min_ndim=4, found ndim=2"),
        ((1, 2, 3, 4, 5, 0), ""),
        ((5, 4, 3, 2, 1, 0), ""),
        ((2, 1, 0, 3, 4, 5), ""),
    ],
)
def test_a_wrong_order_is_told_by_its_map_or_by_what_keras_says(places, problem):
    judgement = ORDER.judged(places)
    assert not judgement.right
    assert bool(judgement.found) != bool(judgement.problem)
    assert problem in judgement.problem
    assert "Exception encountered" not in judgement.problem


def test_where_it_refuses_the_line_is_named():
    refusers = {one for row in ORDER.judged((0, 1, 3, 2, 4, 5)).found.refusers for one in row}
    assert refusers <= {"", *ORDER.lines} and len(refusers) > 1


@pytest.mark.parametrize("places", [(0, 1), (0, 0, 1, 2, 3, 4), (1, 2, 3, 4, 5, 6)])
def test_what_is_no_order_is_refused(places):
    with pytest.raises(ValueError, match="no order of 6 lines"):
        ORDER.judged(places)


def test_what_was_right_is_noted(tmp_path, monkeypatch):
    file = tmp_path / "progress.json"
    monkeypatch.setenv("SHAPE_CLINIC_PROGRESS", str(file))
    ORDER.check((0, 1, 3, 2, 4, 5))
    assert progress.read() == {}
    ORDER.check(range(6))
    assert json.loads(file.read_text()) == {"exercise": {"test.order": {}}}


def orders():
    return [
        pytest.param(f"{visits.room(visit).__name__.rpartition('.')[2]}.{name}", task, id=task.name)
        for visit in visits.ABOUT
        for name, task in visits.tasks(visit).items()
        if isinstance(task, Order)
    ]


@pytest.mark.parametrize("name, order", orders())
def test_every_visits_order_asks_for_something(name, order):
    """It is known by its name; its lines are right as they stand, and not as they are shown."""
    assert order.name == name
    assert PASSED in {outcome for row in order.target.outcomes for outcome in row}
    assert order.judged(range(len(order.lines))).right
    assert not order.judged(order.shuffled).right

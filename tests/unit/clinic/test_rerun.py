"""The lines that hang on a changed line give, run alone, what the whole changed program gives."""

import ast
import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.clinic import rerun
from helpers.clinic.guarded import NotTried

NAMES = st.sampled_from(["a", "b", "c"])
NUMBERS = st.integers(0, 9)
FIRST = ["a = 1", "b = 2", "c = 3", "listed = [a]"]
LAST = "answer = a + 10 * b + 100 * c + 1000 * sum(listed)"
LINES = st.one_of(
    st.builds("{} = {} + {}".format, NAMES, NAMES, NUMBERS),
    st.builds("{} = {} * {}".format, NAMES, NAMES, NAMES),
    st.builds("{} += {}".format, NAMES, NAMES),
    st.builds("{0}, {1} = {1}, {0}".format, NAMES, NAMES),
    st.builds("listed.append({})".format, NAMES),
    st.builds("listed[0] = {}".format, NAMES),
    st.builds("listed = [{}, {}]".format, NAMES, NUMBERS),
    st.builds("{} = sum(listed)".format, NAMES),
    st.builds("for k in range({}):\n    {} += k".format, NUMBERS, NAMES),
    st.builds("if {} > 3:\n    {} = {}".format, NAMES, NAMES, NUMBERS),
)


def ran(lines, values):
    exec("\n".join(lines), values)
    return values


@settings(max_examples=100)
@given(st.lists(LINES, min_size=1, max_size=8), st.data())
def test_the_needed_lines_give_what_all_lines_give(made, data):
    body = [ast.unparse(ast.parse(line)) for line in (*FIRST, *made)]  # as a line is told
    place = data.draw(st.integers(0, len(body) - 1))
    code = data.draw(LINES)
    if body.count(body[place]) > 1:
        return  # which of two equal lines is meant, nobody can say
    values = ran(body, {})
    values.pop("__builtins__")
    source = "\n".join([*body, LAST])
    needed = rerun.lines(source, LAST, body[place], code, copy.deepcopy(values))
    whole = [*body[:place], code, *body[place + 1 :], LAST]
    try:
        expected = ran(whole, {})["answer"]
    except NameError:
        return  # the changed line bound what others use
    assert ran([needed], copy.deepcopy(values))["answer"] == expected


SOURCE = """
import keras
x = load()
labels = x[:, 0]
model = keras.Sequential()
model.add(first)
model.add(second)
model.compile("sgd", "mse")
other = costly(x)
model.fit(x, labels)
"""


def test_what_a_line_reads_is_what_it_was_then():
    """`listed` is longer where it fails than where `c` was made of it."""
    body = ["a = 1", "b = 2", "listed = [a]", "c = 3", "c = sum(listed)", "listed.append(a)"]
    last = "(b, c, listed)"
    needed = rerun.lines("\n".join([*body, last]), last, "b = 2", "b = 9", ran(body, {}))
    values = ran(body, {})
    exec(needed.rpartition("\n")[0], values)
    assert eval(last, values) == (9, 1, [1, 1])


def lines(line, code, statement="model.fit(x, labels)", source=SOURCE, **values):
    told = {"x": 1, "labels": 2, "model": 3, "other": 4, "first": 5, "second": 6, "keras": 7}
    return rerun.lines(source, statement, line, code, told | values).splitlines()


def test_data_are_taken_as_they_are_and_the_model_is_built_anew():
    assert lines("model.add(second)", "model.add(third)") == [
        *("model = keras.Sequential()", "model.add(first)", "model.add(third)"),
        *("model.compile('sgd', 'mse')", "model.fit(x, labels)"),
    ]


def test_what_is_made_of_the_changed_line_is_made_anew():
    assert lines("x = load()", "x = y", y=0) == [
        "x = y",
        "labels = x[:, 0]",
        "model.fit(x, labels)",
    ]


def test_several_lines_in_the_stead_of_one_and_none():
    assert lines("labels = x[:, 0]", "a = 1\nlabels = a")[:2] == ["a = 1", "labels = a"]
    assert "model.add(second)" not in lines("model.add(second)", "pass")


BUILDER = """
def build(units):
    hidden = Dense(units)
    if units:
        units = 3
    return hidden

model = build(4)
model(x)
"""


def test_a_line_of_a_builder_changes_the_builder():
    came = lines("hidden = Dense(units)", "hidden = Dense(9)", "model(x)", BUILDER)
    assert came[0] == "def build(units):" and "    hidden = Dense(9)" in came
    assert came[-2:] == ["model = build(4)", "model(x)"]


def test_a_line_in_a_branch_of_a_builder():
    came = lines("units = 3", "units = 5", "model(x)", BUILDER)
    assert "        units = 5" in came and "        units = 3" not in came


def test_inside_a_function_its_own_lines_lead_to_the_failure():
    source = "a = 1\ndef f(x):\n    y = x + 1\n    z = a\n    return use(y)\nf(2)"
    assert lines("y = x + 1", "y = 7", "return use(y)", source) == ["y = 7", "return use(y)"]


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("model.fit(elsewhere)", "x = load()"),
        ("model.fit(x, labels)", "no = such(line)"),
        ("x = load()", "model.add(first)"),
    ],
)
def test_lines_that_are_not_to_be_had(statement, line):
    with pytest.raises(NotTried):
        lines(line, "pass", statement)


def test_without_a_source_there_are_no_lines():
    with pytest.raises(NotTried):
        lines("a = 1", "a = 2", source="")

"""The cases are what they claim to be: every call fails, under a name of its own, and there are enough of them."""

import pytest

from helpers.clinic import causes

from . import from_the_wild, judging, kept_aside, second_look

EVERY = from_the_wild.CASES + kept_aside.CASES + second_look.CASES


#: What is still wrong, by case; everything else must be right. A treatment that is advice only counts as missing.
MISSES = {
    "PyDataset that stacks what it reads": {"expected", "received", "helped"},
    "one label array for a model of two heads": {"helped"},
    "grayscale conversion of gray pictures in a map": {"helped"},
    "permuted maps projected": {"helped"},
    "padding to a size that one photo exceeds": {"expected", "received"},
    "decoder joins by tf.concat in evaluate": {"helped"},
    "checkpoint of a colour network": {"helped"},
    "bottleneck features kept as maps": {"helped"},
    "siamese pair of two sizes": {"helped"},
    "clips filmed with more pixels": {"helped"},
    "one normalisation for two widths": {"helped"},
    "ImageNet preprocessing of gray radiographs": {"helped"},
    "residual block halves only one way": {"layer", "helped"},
    "pooling a map that has shrunk to one pixel": {"helped"},
    "matmul of pixels with a saved matrix": {"helped"},
    "XLA matmul behind a reshape": {"helped"},
    "third batch of a generator is taller": {"helped"},
    "random crop larger than the photo": {"helped"},
    "photos copied into one large array": {"helped"},
    "borders cut off a small scan": {"helped"},
    "sample weights counted before the split": {"helped"},
}


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_the_call_fails_and_is_explained(case, tmp_path):
    """Each treatment's code is run as well: one at least makes the failure go away, and the first does no harm."""
    verdict = judging.judge(case, tmp_path)
    assert not verdict.crashed
    wrong = {name for name in judging.FIELDS if getattr(verdict, name) is False}
    assert wrong == MISSES.get(case.name, set()), "\n".join(
        [str(verdict.diagnosis), *verdict.notes]
    )
    assert verdict.diagnosis.original


def test_names_are_unique():
    assert len({case.name for case in EVERY}) == len(EVERY)


def test_every_cause_that_raises_has_a_case():
    raising = {room.NAME for room in causes.ROOMS if room.CODE < "SC200"}
    assert raising <= set().union(*(case.cause for case in EVERY))


@pytest.mark.parametrize(
    ("answer", "truths", "number", "right"),
    [
        ((2, 64, 64, 3), {(None, 64, 64, 3)}, None, True),
        ((None, 64, 64, 3), {(2, 64, 64, 3)}, None, False),
        ((1, 1800), {1800}, 1800, True),
        ((1, 1800), {1800}, None, False),
        ((64, 64), {(None, 64, 64)}, 64, False),
        (None, {3, None}, None, True),
        (None, {3}, None, False),
        ((3,), set(), 3, None),
    ],
)
def test_none_in_the_truth_fits_any_size(answer, truths, number, right):
    assert judging.compare(answer, truths, number) is right


@pytest.mark.parametrize(
    ("answer", "truth", "right"),
    [
        ("dense (Dense)", "Dense", True),
        ("dense_1 (Dense)", "dense (Dense)", False),
        ("MatMul (op)", "matmul", True),
        ("conv2d_1 (Conv2D)", "conv2d_1", True),
        ("conv2d_10 (Conv2D)", "conv2d_1", False),
        (None, "dense", False),
    ],
)
def test_a_layer_is_named_by_whole_words(answer, truth, right):
    assert judging.names_layer(answer, {truth}) is right

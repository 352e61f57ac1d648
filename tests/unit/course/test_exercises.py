"""The exercises accept every right answer, whatever its form, and say what is wrong with others."""

import keras
import pytest
import tensorflow as tf
from keras import layers

from helpers.course import exercises
from helpers.panels import predictions
from helpers.course import remedies
from helpers.clinic import silent
from helpers.clinic.silent import examine as diagnosis_of
from helpers.panels.stage import SEAM, key_of


def told(capsys, act, *args):
    act(*args)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["row_length", "lucky_size", "flexible_model"])
def test_the_printed_solution_is_right(name, capsys):
    exercise = getattr(exercises, name)
    solution = told(capsys, exercise.solution)
    answer = eval(solution, {"keras": keras, "layers": layers})
    assert told(capsys, exercise.check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("row_length", 127008, "127008"),
        ("row_length", "many", "many"),
        ("lucky_size", (225, 224), "shown"),
        ("lucky_size", (300, 300), "refuses"),
        ("lucky_size", (2, 12321), "between"),
        ("lucky_size", "37 x 333", "pair"),
        ("flexible_model", "no model", "TypeError"),
        ("flexible_model", lambda pictures: pictures, "(1, 224, 224, 3)"),
    ],
)
def test_a_wrong_answer_is_told_why(name, wrong, word, capsys):
    said = told(capsys, getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


def test_a_model_with_flatten_is_told_its_own_exception(capsys):
    model = keras.Sequential([keras.Input((224, 224, 3)), layers.Flatten(), layers.Dense(10)])
    said = told(capsys, exercises.flexible_model.check, model)
    assert "At 128 × 128 your model raises ValueError" in said


def test_other_models_that_work_are_right_as_well(capsys):
    resizing = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Resizing(8, 8), layers.Flatten(), layers.Dense(10)]
    )
    assert told(capsys, exercises.flexible_model.check, resizing) == "✓ Right.\n"


@pytest.mark.parametrize("nothing", [..., None])
def test_no_answer_is_not_a_wrong_one(nothing, capsys):
    assert told(capsys, exercises.row_length.check, nothing).startswith("Not answered yet")


def test_hints_say_more_each_time_and_do_not_end(capsys):
    exercise = exercises.Exercise(lambda answer: "", ("first", "second"), "")
    assert [told(capsys, exercise.hint) for _ in range(3)] == ["first\n", "second\n", "second\n"]


@pytest.fixture
def prediction():
    return predictions.Prediction("Which?", ["a", "b"], answer="b", because="Since b.")


def verdict(prediction, choice, committed):
    *_, stage = prediction.children
    return stage.frames[key_of((choice, committed))].split(SEAM)[1]


@pytest.mark.parametrize("choice", [None, "a", "b"])
def test_nothing_is_told_before_the_learner_commits(prediction, choice):
    assert verdict(prediction, choice, False) == ""


@pytest.mark.parametrize("choice, begin", [("b", "✓ Right."), ("a", "✗ The answer is: b."), (None, "Choose one")])
def test_the_verdict(prediction, choice, begin):
    said = verdict(prediction, choice, True)
    assert said.startswith(f"<p>{begin}")
    assert ("Since b." in said) == (choice is not None)


def test_a_prediction_reads_as_its_question(prediction):
    assert repr(prediction) == "Prediction('Which?')"


# --- the third visit -----------------------------------------------------------------------------


def decode(file):
    return tf.io.decode_png(file, channels=3)


def with_pad(file):
    return tf.image.resize_with_pad(decode(file), 64, 64) / 255


def in_buckets(model, pictures):
    buckets = remedies.by_size(pictures, 1)
    answers = [model(tf.stack([pictures[index] for index in bucket])) for bucket in buckets]
    return remedies.from_buckets(answers, buckets)


def with_mask(model, pictures):
    batch, mask = remedies.padded(pictures)
    return model.layers[-1](remedies.masked_mean(model.layers[0](batch), mask))


@pytest.mark.parametrize("name", ["padding_share", "safe_batches", "as_alone"])
def test_the_printed_solution_of_the_third_visit_is_right(name, capsys):
    exercise = getattr(exercises, name)
    answer = eval(told(capsys, exercise.solution), {"tf": tf})
    assert told(capsys, exercise.check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, answer",
    [
        ("padding_share", 0.47),
        ("padding_share", 47.2),
        ("padding_share", 17 / 36),
        ("safe_batches", lambda files: files.map(decode).padded_batch(2)),
        ("safe_batches", lambda files: files.map(decode).ragged_batch(3)),
        ("safe_batches", lambda files: files.map(with_pad).shuffle(3).batch(2)),
        ("safe_batches", lambda files: files.map(lambda f: tf.image.resize_with_crop_or_pad(decode(f), 90, 90)).batch(3)),
        ("safe_batches", lambda files: files.map(decode).batch(1)),
        ("safe_batches", lambda files: files.map(decode).padded_batch(3).map(lambda b: (tf.image.resize(b, (50, 70)), 0))),
        ("as_alone", in_buckets),
        ("as_alone", with_mask),
        ("as_alone", lambda model, pictures: [model(picture[None]).numpy()[0] for picture in pictures]),
    ],
)
def test_other_answers_of_the_third_visit_that_work_are_right(name, answer, capsys):
    assert told(capsys, getattr(exercises, name).check, answer) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("padding_share", 0.53, "0.53"),
        ("padding_share", 1, "1"),
        ("padding_share", "half", "half"),
        ("safe_batches", lambda files: files.map(decode, num_parallel_calls=1).batch(2), "scrambled"),
        ("safe_batches", lambda files: files.map(decode).shuffle(3).batch(3), "raises InvalidArgumentError"),
        ("safe_batches", lambda files: files.map(decode), "four axes"),
        ("safe_batches", lambda files: files.map(with_pad).batch(2, drop_remainder=True), "2 came out"),
        ("safe_batches", "files", "raises TypeError"),
        ("as_alone", lambda model, pictures: model(remedies.padded(pictures)[0]), "off by"),
        ("as_alone", lambda model, pictures: model(remedies.patches(pictures[0], 60)), "answers"),
        ("as_alone", lambda model, pictures: model(tf.stack(pictures)), "raises InvalidArgumentError"),
        ("as_alone", lambda model, pictures: in_buckets(model, pictures)[::-1], "off by"),
        ("as_alone", lambda model, pictures: in_buckets(model, pictures) * float("nan"), "off by"),
    ],
)
def test_a_wrong_answer_of_the_third_visit_is_told_why(name, wrong, word, capsys):
    said = told(capsys, getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


# --- the second visit ---------------------------------------------------------------------------


def test_guessed_answers(capsys):
    for answer, right in ((60, True), (90, False), (1, False)):
        exercises.guessed_answers.check(answer)
        assert capsys.readouterr().out.startswith("✓" if right else "✗")


def opened(data, **options):
    return tf.io.decode_image(data, **options)


@pytest.mark.parametrize(
    ("load", "right"),
    [
        (lambda data: opened(data, channels=3, expand_animations=False)[None] / 255, True),
        (lambda data: tf.image.resize(opened(data, channels=3, expand_animations=False), (64, 64))[None], True),
        (lambda data: opened(data, channels=3, expand_animations=False) / 255, False),  # no batch axis
        (lambda data: opened(data, channels=3)[None] / 255, False),  # five axes for the film
        (lambda data: (lambda x: x if x.ndim == 4 else x[None])(opened(data, channels=3)), False),  # three answers for it
        (lambda data: opened(data, expand_animations=False)[None] / 255, False),  # as many channels as the file has
    ],
)
def test_loader(capsys, load, right):
    exercises.loader.check(load)
    assert capsys.readouterr().out.startswith("✓" if right else "✗")


def test_the_second_visits_solutions_are_right(capsys):
    for exercise in (exercises.guessed_answers, exercises.loader):
        exercise.solution()
        exercise.check(eval(capsys.readouterr().out, {"tf": tf}))
        assert capsys.readouterr().out == "✓ Right.\n"


# --- the fifth visit -----------------------------------------------------------------------------


def examined(model, x):
    found = diagnosis_of(model, x)
    if found:
        raise ValueError(found[0].summary)
    return model(x)


def by_shape(model, x):
    """Without `examine`: the model's own shape is all that it may get."""
    if len(x.shape) != 4 or any(own not in (None, size) for own, size in zip(model.input_shape, x.shape)):
        raise ValueError("another shape")
    return model(x)


def last_by_hand(picture):
    picture = picture if len(picture.shape) == 4 else picture[None]
    return tf.stack([picture[:, k] for k in range(3)], axis=-1) if picture.shape[1] == 3 else picture


@pytest.mark.parametrize(
    "name, answer",
    [
        ("smallest_side", 14),
        ("channels_last", last_by_hand),
        ("channels_last", lambda picture: last_by_hand(picture).numpy()),
        ("checked", examined),
        ("checked", by_shape),
    ],
)
def test_answers_of_the_fifth_visit_that_work_are_right(name, answer, capsys):
    assert told(capsys, getattr(exercises, name).check, answer) == "✓ Right.\n"


@pytest.mark.parametrize("name", ["smallest_side", "channels_last", "checked"])
def test_the_printed_solution_of_the_fifth_visit_is_right(name, capsys):
    exercise, names = getattr(exercises, name), {"tf": tf, "diagnosis": silent}
    solution = told(capsys, exercise.solution)
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(capsys, exercise.check, names[name]) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("smallest_side", 13, "comes out empty"),
        ("smallest_side", 15, "not the smallest"),
        ("smallest_side", 1001, "whole number"),
        ("smallest_side", "14", "whole number"),
        ("channels_last", lambda picture: tf.reshape(picture, (1, 24, 36, 3)), "scrambled"),
        ("channels_last", lambda picture: picture, "came out as"),
        ("channels_last", lambda picture: tf.transpose(picture, (0, 2, 3, 1)), "came out as"),
        ("channels_last", lambda picture: tf.transpose(last_by_hand(picture), (0, 1, 2)), "Error"),
        ("checked", lambda model, x: model(x), "without a ValueError"),
        ("checked", lambda model, x: model(x) * 2, "another answer"),
        ("checked", lambda model: model, "TypeError"),
    ],
)
def test_a_wrong_answer_of_the_fifth_visit_is_told_why(name, wrong, word, capsys):
    said = told(capsys, getattr(exercises, name).check, wrong)
    assert said.startswith("✗ ") and word in said


def test_a_check_that_raises_something_else_is_told(capsys):
    def only_the_shape_it_knows(model, x):
        return examined(model, x) if len(x.shape) == 4 and x.shape[1:] != (60, 40, 3) else x.no_such_thing

    said = told(capsys, exercises.checked.check, only_the_shape_it_knows)
    assert "not ValueError" in said and "AttributeError" in said


# --- the seventh visit ---------------------------------------------------------------------------


def any_size(*inner):
    return keras.Sequential([keras.Input((None, None, 3)), *inner, layers.GlobalAveragePooling2D(), layers.Dense(10)])


@pytest.mark.parametrize("name", ["least_side", "any_from_forty", "whole_mask"])
def test_the_printed_solution_of_the_seventh_visit_is_right(name, capsys):
    exercise, names = getattr(exercises, name), {"tf": tf, "keras": keras, "layers": layers}
    solution = told(capsys, exercise.solution)
    exec(solution if solution.startswith("def") else f"{name} = {solution}", names)
    assert told(capsys, exercise.check, names[name]) == "✓ Right.\n"


@pytest.mark.parametrize(
    "name, wrong, word",
    [
        ("least_side", lambda: 21, "Not 21"),
        ("least_side", lambda: "22", "Not 22"),
        ("any_from_forty", lambda: any_size(layers.Conv2D(4, 41)), "at least 41"),
        ("any_from_forty", lambda: keras.Sequential([keras.Input((40, 40, 3)), layers.Flatten(), layers.Dense(10)]), "exactly 40"),
        ("any_from_forty", lambda: keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(10, 3)]), "not (1, 10)"),
        ("whole_mask", lambda: lambda unet, picture: unet(picture), "60 × 100"),
        ("whole_mask", lambda: lambda unet, picture: picture, "gave a mask of shape"),
        ("whole_mask", lambda: lambda unet, picture: picture[..., :1] * 0, "not the U-Net's"),
    ],
)
def test_a_wrong_answer_of_the_seventh_visit_is_told_why(name, wrong, word, capsys):
    said = told(capsys, getattr(exercises, name).check, wrong())
    assert said.startswith("✗ ") and word in said

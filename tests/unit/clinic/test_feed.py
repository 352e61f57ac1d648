"""On shapes a model's methods do what they really do, and the model stays as it is."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from helpers.clinic.feed import Call, Compiled
from helpers.clinic.guarded import NotTried

#: What came to the layers below: what a layer holds itself is put back after a call on shapes.
NOTED = []


class Batches(layers.Layer):
    """Notes the batch sizes that come to it."""

    def call(self, x):
        if x.shape[0] is not None:
            NOTED.append(x.shape[0])
        return x


Batches.__module__ = "keras.layers"  # what is of the person's own and notes things is not called


def model_of(loss="mse", units=3, **options):
    model = keras.Sequential([keras.Input((4,)), Batches(name="noted"), layers.Dense(units)])
    model.compile("sgd", loss, **options)
    NOTED.clear()
    return model


def rows(many, *shape):
    return np.zeros((many, *shape), "float32")


def raised(call):
    """The class of what a call raises, None for nothing."""
    try:
        call()
    except NotTried:
        raise
    except Exception as error:
        return type(error)
    return None


@pytest.mark.parametrize(
    ("method", "many", "options", "sizes"),
    [
        ("predict", 70, {}, [32, 6]),
        ("predict", 64, {}, [32]),
        ("predict", 5, {}, [5]),
        ("predict", 70, {"batch_size": 50}, [50, 20]),
        ("predict_on_batch", 70, {}, [70]),
        ("__call__", 70, {}, [70]),
        ("fit", 70, {"batch_size": 40}, [40, 30]),
        ("evaluate", 70, {}, [32, 6]),
        ("train_on_batch", 70, {}, [70]),
    ],
)
def test_arrays_come_in_batches_the_last_one_smaller(method, many, options, sizes):
    model = model_of()
    labelled = method in ("fit", "evaluate", "train_on_batch")
    given = (rows(many, 4), rows(many, 3)) if labelled else (rows(many, 4),)
    came = Call(model, method, given, options).answer()
    assert sizes == NOTED
    assert (came is None) == labelled
    assert labelled or came.shape == (many, 3)


#: name: (how the model is compiled, units, x, y, other parameters)
FITS = {
    "as many": ({}, 3, rows(70, 4), rows(70, 3), {}),
    "fewer labels": ({}, 3, rows(70, 4), rows(69, 3), {}),
    "weights of samples": ({}, 3, rows(8, 4), rows(8, 3), {"sample_weight": rows(8)}),
    "too few weights": ({}, 3, rows(8, 4), rows(8, 3), {"sample_weight": rows(7)}),
    "other labels": ({}, 3, rows(8, 4), rows(8, 2), {}),
    "other features": ({}, 3, rows(8, 5), rows(8, 3), {}),
    "categorical, class numbers": (
        {"loss": "categorical_crossentropy"}, 3, rows(8, 4), rows(8), {}
    ),
    "categorical, rows": ({"loss": "categorical_crossentropy"}, 3, rows(8, 4), rows(8, 3), {}),
    "sparse, in range": (
        {"loss": "sparse_categorical_crossentropy"}, 3, rows(8, 4), np.arange(8) % 3, {}
    ),
    "sparse, rows": ({"loss": "sparse_categorical_crossentropy"}, 3, rows(8, 4), rows(8, 3), {}),
    "validated": ({}, 3, rows(8, 4), rows(8, 3), {"validation_data": (rows(4, 4), rows(4, 3))}),
    "validated with others": (
        {}, 3, rows(8, 4), rows(8, 3), {"validation_data": (rows(4, 4), rows(4, 2))}
    ),
    "validated with wider ones": (
        {}, 3, rows(8, 4), rows(8, 3), {"validation_data": (rows(4, 5), rows(4, 3))}
    ),
    "weights of classes": (
        {"loss": "sparse_categorical_crossentropy"}, 3, rows(8, 4), np.arange(8) % 3,
        {"class_weight": {0: 1.0, 1: 2.0, 2: 1.0}},
    ),
    "a metric that refuses": (
        {"metrics": [keras.metrics.MeanIoU(2)]}, 3, rows(8, 4), rows(8, 3), {}
    ),
    "a dataset": ({}, 3, tf.data.Dataset.from_tensors((rows(2, 4), rows(2, 3))), None, {}),
    "a dataset of others": (
        {}, 3, tf.data.Dataset.from_tensors((rows(2, 4), rows(2, 2))), None, {}
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FITS)
def test_fit_is_refused_where_it_really_is(case):
    how, units, x, y, more = FITS[case]
    model = model_of(units=units, **how)
    told = raised(lambda: Call(model, "fit", (x, y), more).answer())
    really = raised(lambda: model.fit(x, y, verbose=0, **more))
    assert (told is None) == (really is None)


def test_numbers_of_samples_are_told_in_keras_words():
    model = model_of()
    words = []
    for call in (Call(model, "fit", (rows(8, 4), rows(7, 3)), {}).answer,
                 lambda: model.fit(rows(8, 4), rows(7, 3), verbose=0)):  # fmt: skip
        with pytest.raises(ValueError) as refused:
            call()
        words.append(" ".join(str(refused.value).split())[:110])
    assert words[0] == words[1]


def test_a_class_number_without_a_score():
    """TensorFlow finds that where it computes: on shapes alone, only the labels tell."""
    model = model_of("sparse_categorical_crossentropy")
    labels = np.array([0, 1, 2, 3])
    with pytest.raises(ValueError, match=r"label value of 3 .* \[0, 3\)"):
        Call(model, "fit", (rows(4, 4), labels), {}).answer()
    assert raised(lambda: model.fit(rows(4, 4), labels, verbose=0)) is not None
    Call(model, "fit", (rows(4, 4), labels % 3), {}).answer()


def test_class_weights_are_for_class_numbers():
    model = model_of()
    weights = {"class_weight": {0: 1.0}}
    for labels in (rows(8, 3, 1), [rows(8), rows(8)]):
        with pytest.raises(TypeError):
            Call(model, "fit", (rows(8, 4), labels), weights).answer()


def test_labels_that_are_repeated_are_refused_only_where_that_is_asked():
    """(8, 1) against (8, 3) runs in Keras, and means something else."""
    model = model_of()
    given = rows(8, 4), rows(8, 1)
    Call(model, "fit", given, {}).answer()
    model.fit(*given, verbose=0)
    with pytest.raises(ValueError, match="broadcast"):
        Call(model, "fit", given, {}, strict=True).answer()
    Call(model, "fit", (rows(8, 4), rows(8, 3)), {}, strict=True).answer()


@pytest.mark.parametrize("labels", [np.arange(8) % 3, (np.arange(8) % 3)[:, None]])
def test_class_numbers_are_not_repeated(labels):
    model = model_of("sparse_categorical_crossentropy")
    Call(model, "fit", (rows(8, 4), labels), {}, strict=True).answer()


def test_another_loss_stands_in_the_place_of_the_compiled_one():
    model = model_of("categorical_crossentropy")
    given = rows(8, 4), np.arange(8) % 3
    with pytest.raises(ValueError):
        Call(model, "fit", given, {}).answer()
    sparse = Compiled(loss="sparse_categorical_crossentropy")
    Call(model, "fit", given, {}, compiled=sparse).answer()
    assert model.loss == "categorical_crossentropy"


def state(model):
    return [
        *(model.built, len(model.losses), model.loss, model.compiled, model.train_function),
        *(model.predict_function, len(model.metrics), model.stop_training),
        *(weight.numpy().tolist() for weight in model.weights),
        *(variable.numpy().tolist() for variable in model.optimizer.variables),
        *(one.numpy().tolist() for metric in model.metrics for one in metric.variables),
    ]


@pytest.mark.parametrize("built", [True, False])
def test_the_model_stays_as_it_is(built):
    """Its weights, its optimizer's, its metrics', its losses, and whether it is built."""
    body = [
        layers.BatchNormalization(),
        layers.Dense(3, kernel_regularizer="l2", activity_regularizer="l2"),
        layers.Dropout(0.5),
    ]
    model = keras.Sequential([*([keras.Input((4,))] if built else []), *body])
    model.compile("adam", "mse", metrics=["mae", keras.metrics.MeanSquaredError()])
    if built:
        model.fit(np.ones((8, 4)), np.ones((8, 3)), verbose=0)
    before = repr(state(model))
    for method in ("fit", "evaluate", "train_on_batch"):
        Call(model, method, (rows(40, 4), rows(40, 3)), {}).answer()
    for method in ("predict", "__call__"):
        Call(model, method, (rows(40, 4),), {}).answer()
    assert repr(state(model)) == before and model.built == built


@pytest.mark.parametrize(
    ("method", "given", "options"),
    [
        ("fit", (rows(8, 4), rows(8, 3)), {"no_such_parameter": 1}),
        ("__call__", (rows(8, 4), rows(8, 4)), {}),
        ("predict", (np.float32(3),), {}),
    ],
)
def test_what_cannot_be_seen_on_shapes_is_not_tried(method, given, options):
    with pytest.raises(NotTried):
        Call(model_of(), method, given, options).answer()


def test_a_model_without_a_loss_is_not_tried():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    with pytest.raises(NotTried, match="loss"):
        Call(model, "fit", (rows(8, 4), rows(8, 3)), {}).answer()


def test_objects_are_refused_as_keras_refuses_them():
    model = model_of()
    x = np.array([np.zeros(4), np.zeros(5)], object)
    told = raised(lambda: Call(model, "fit", (x, rows(2, 3)), {}).answer())
    assert told is raised(lambda: model.fit(x, rows(2, 3), verbose=0)) is ValueError


def test_a_list_of_plain_values_is_refused_as_keras_refuses_it():
    model, texts = model_of(), [["a", "b"]]
    told = raised(lambda: Call(model, "predict", texts, {}).answer())
    assert told is raised(lambda: model.predict(*texts, verbose=0)) is ValueError


def test_what_was_fed_is_shown():
    call = Call(model_of(), "fit", (rows(70, 4), rows(70, 3)), {})
    call.answer()
    assert call.shown == "(32, 4) with labels (32, 3)"

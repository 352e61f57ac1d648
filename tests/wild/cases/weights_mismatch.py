"""Weights of another model."""

from ..case import Case
from ..models import POOLED

CASES = (
    Case(
        "weights of five classes for a model of three",
        """
def classifier(classes):
    return keras.Sequential([
        keras.Input((24, 24, 3)), layers.Conv2D(4, 3), layers.GlobalMaxPooling2D(),
        layers.Dense(classes, name="classes"),
    ])

classifier(5).save_weights(folder + "/five.weights.h5")
model = classifier(3)
""",
        'model.load_weights(folder + "/five.weights.h5")',
        {"weights-mismatch"},
        {"classes"},
        set(),
        {(4, 3), 3, (3,)},
        {(4, 5), 5, (5,)},
        inputs=None,
    ),
    Case(
        "kernel for gray set on a colour model",
        """
gray = keras.Sequential([keras.Input((16, 16, 1)), layers.Conv2D(6, 3)])
model = keras.Sequential([keras.Input((16, 16, 3)), layers.Conv2D(6, 3)])
""",
        "model.set_weights(gray.get_weights())",
        {"weights-mismatch"},
        {"conv2d_1", "sequential_1"},
        {2, -2, None},
        {(3, 3, 3, 6), 3},
        {(3, 3, 1, 6), 1},
        inputs=None,
    ),
    Case(
        "old file of a deeper network",
        """
def digits(depth):
    stack = [layers.Conv2D(4, 3, padding="same", activation="relu") for _ in range(depth)]
    return keras.Sequential([keras.Input((28, 28, 1)), *stack, layers.Flatten(), layers.Dense(10)])

digits(3).save(folder + "/deep.h5")
model = digits(2)
""",
        'model.load_weights(folder + "/deep.h5")',
        {"weights-mismatch"},
        set(),
        set(),
        {3, None},
        {4, None},
        inputs=None,
    ),
    Case(
        "checkpoint of a colour network",
        """
def network(channels):
    return keras.Sequential(
        [keras.Input((14, 14, channels)), layers.Conv2D(5, 3, name="first"), layers.Flatten()]
    )

path = tf.train.Checkpoint(net=network(3)).save(folder + "/colour")
model = network(1)
""",
        "tf.train.Checkpoint(net=model).restore(path)",
        {"weights-mismatch"},
        {"first"},
        {2, -2, None},
        {(3, 3, 1, 5), 1},
        {(3, 3, 3, 5), 3},
        inputs=None,
    ),
    Case(
        "bias of another length set on one layer",
        POOLED,
        "model.layers[-1].set_weights([np.zeros((8, 5)), np.zeros(4)])",
        {"weights-mismatch"},
        {"dense"},
        {0, -1, None},
        {5, (5,)},
        {4, (4,)},
        inputs=None,
    ),
    Case(
        "kernel of another library set as it is",
        """
stem = layers.Conv2D(8, 5, name="stem")
vision = keras.Sequential([keras.Input((32, 32, 3)), stem, layers.GlobalAveragePooling2D()])
state_dict = {"stem.weight": np.zeros((8, 3, 5, 5), "float32"), "stem.bias": np.zeros(8, "float32")}
""",
        'stem.set_weights([state_dict["stem.weight"], state_dict["stem.bias"]])',
        {"weights-mismatch"},
        {"stem"},
        set(),
        {(5, 5, 3, 8)},
        {(8, 3, 5, 5)},
        inputs=None,
        model="vision",
    ),
    Case(
        "weights by name from the old task",
        """
def make_model(num_classes):
    img = keras.Input((16, 16, 3))
    h = layers.Conv2D(4, 3, activation="relu", name="conv")(img)
    h = layers.GlobalAveragePooling2D(name="gap")(h)
    return keras.Model(img, layers.Dense(num_classes, name="fc")(h))

make_model(20).save(folder + "/pretrained.h5")
new_task = make_model(7)
""",
        'new_task.load_weights(folder + "/pretrained.h5", by_name=True)',
        {"weights-mismatch"},
        {"fc"},
        set(),
        {(4, 7), 7, (7,)},
        {(4, 20), 20, (20,)},
        inputs=None,
        model="new_task",
    ),
)

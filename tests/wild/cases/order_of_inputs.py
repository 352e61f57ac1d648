"""Several inputs in another order."""

from ..case import Case

CASES = (
    Case(
        "picture and table in the wrong order",
        """
wound = keras.Input((20, 20, 3), name="wound")
patient = keras.Input((5,), name="patient")
h = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(wound))
h = layers.Concatenate()([h, layers.Dense(4, activation="relu")(patient)])
risk = keras.Model([wound, patient], layers.Dense(1)(h))
pictures, table = np.zeros((3, 20, 20, 3), "float32"), np.zeros((3, 5), "float32")
data = [table, pictures]
""",
        "risk.predict(data, verbose=0)",
        {"order-of-inputs"},
        inputs="data",
        model="risk",
    ),
)

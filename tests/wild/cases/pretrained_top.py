"""A pretrained top asked for something else."""

from ..case import SIDES, Case, picture

CASES = (
    Case(
        "ImageNet weights and ten classes",
        "",
        'model = keras.applications.MobileNetV2(weights="imagenet", classes=10)',
        {"pretrained-top"},
        set(),
        set(),
        {1000},
        {10},
        inputs=None,
        model=None,
    ),
    Case(
        "ImageNet top and smaller photos",
        "",
        'model = keras.applications.ResNet50(weights="imagenet", input_shape=(160, 160, 3))',
        {"pretrained-top"},
        set(),
        SIDES,
        picture(224, 224, 3) | {224},
        picture(160, 160, 3) | {160},
        inputs=None,
        model=None,
    ),
    Case(
        "top on a network without a size",
        "",
        """
model = keras.applications.VGG16(
    weights=None, include_top=True, input_shape=(None, None, 3)
)
""",
        {"pretrained-top"},
        set(),
        SIDES,
        set(),
        picture(None, None, 3) | {None},
        inputs=None,
        model=None,
    ),
)

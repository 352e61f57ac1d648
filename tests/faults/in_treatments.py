"""Treatments: code that gives the right shape and wrong numbers, and rooms that fall over."""

from tests.faults.fault import ROOT, Fault

CAUSES = "helpers/clinic/causes"
TREAT = "helpers/clinic/treat.py"
BY_VALUE = "tests/unit/clinic/test_treatments_by_value.py"
WILD = "tests/wild/test_cases.py::test_the_call_fails_and_is_explained"
EXAMINE = "tests/unit/clinic/test_examine.py"
PIPELINES = "tests/unit/clinic/test_examine_pipelines.py"

WRONG_NUMBERS = (
    Fault(
        "gray and alpha turned to RGB by its alpha",
        TREAT,
        '"tf.image.grayscale_to_rgb(tf.convert_to_tensor({x})[..., :1])"',
        '"tf.image.grayscale_to_rgb(tf.convert_to_tensor({x})[..., 1:])"',
        (BY_VALUE,),
    ),
    Fault(
        "a padded alpha of 0 where the words say opaque",
        TREAT,
        "[0, 1]], constant_values=1)",
        "[0, 1]], constant_values=0)",
        (BY_VALUE,),
    ),
    Fault(
        "dropping the transparency drops red",
        TREAT,
        '"{x}[..., :3]",',
        '"{x}[..., 1:]",',
        (BY_VALUE,),
    ),
    Fault(
        "gray is the green channel",
        TREAT,
        '"tf.image.rgb_to_grayscale({x})",',
        '"{x}[..., 1:2]",',
        (BY_VALUE,),
    ),
    Fault(
        "channels last turns height and width round where nothing is raised",
        f"{CAUSES}/data_format.py",
        'turned = "tf.transpose({x}, (0, 2, 3, 1))"',
        'turned = "tf.transpose({x}, (0, 3, 2, 1))"',
        (BY_VALUE,),
    ),
    Fault(
        "channels last turns height and width round on the way to the model's shape",
        TREAT,
        'f"tf.transpose({expression}, (0, 2, 3, 1))"',
        'f"tf.transpose({expression}, (0, 3, 2, 1))"',
        (BY_VALUE,),
    ),
    Fault(
        "labels are brought to the size of the answer",
        f"{CAUSES}/label_shape.py",
        "return padded or [",
        'size = f"tf.image.resize({{y}}, {sides[0]})"\n'
        '    return relabelled(facts, "resize", "", size, Cost.KEPT) or [',
        (BY_VALUE,),
    ),
    Fault(
        "the batch axis is put on behind",
        TREAT,
        'else "tf.expand_dims({x}, 0)"',
        'else "tf.expand_dims({x}, -1)"',
        (f"{WILD}[predict on one picture]", f"{WILD}[first test digit by itself]"),
    ),
    Fault(
        "pictures are resized to width by height",
        TREAT,
        "({size[0]}, {size[1]}){how}",
        "({size[1]}, {size[0]}){how}",
        (f"{BY_VALUE}::test_pictures_come_at_the_models_height_and_width",),
    ),
    Fault(
        "an opened Input forgets the weights",
        "helpers/clinic/treat_sizes.py",
        'f"opened.set_weights({name}.get_weights())\\n"',
        'f""',
        (BY_VALUE,),
    ),
    Fault(
        "a treatment may change a variable from outside its function",
        TREAT,
        "outside = bool(changed & site.outside) and not fix.replaces",
        "outside = False",
        (BY_VALUE,),
    ),
)

#: A test that meets the room's treatments, by the room's file.
MEETS = {
    "size_pinned_by_dense": f"{WILD}[digits cut at 32 pixels]",
    "size_pinned_by_input": f"{WILD}[phone model fed at 64]",
    "rank_missing_batch": f"{WILD}[predict on one picture]",
    "channel_mismatch": f"{WILD}[PNG with transparency]",
    "data_format": f"{WILD}[channels first into an open convolution]",
    "dense_on_none": f"{WILD}[sequential with an open width]",
    "too_small": f"{WILD}[one convolution too many]",
    "mixed_sizes": f"{WILD}[np.stack of a folder]",
    "skip_odd_size": f"{WILD}[U-Net for 101 pixels]",
    "ragged": f"{WILD}[ragged batch into a convolution]",
    "label_shape": f"{WILD}[more pictures than labels]",
    "pretrained_top": f"{WILD}[top on a network without a size]",
    "weights_mismatch": f"{WILD}[checkpoint of a colour network]",
    "size_in_reshape": f"{WILD}[decoder with a grid baked in]",
    "size_in_table": f"{WILD}[patch embedding with a class token]",
    "number_of_axes": f"{WILD}[dataset batched twice]",
    "order_of_inputs": f"{WILD}[picture and table in the wrong order]",
    "size_of_batch": f"{WILD}[phone model and all photos at once]",
    "number_of_features": f"{WILD}[table with its label left in]",
    "flatten_fits_by_luck": EXAMINE,
    "rows_never_read": EXAMINE,
    "scrambled_in_batch": PIPELINES,
    "channels_grouped": EXAMINE,
    "empty_map": EXAMINE,
    "signature_ignores_shape": PIPELINES,
    "scrambled_by_reshape": "tests/unit/clinic/test_examine_reshapes.py",
}
#: Every room that has some; one that is not named above is met by one of all cases.
ROOMS = sorted(
    path.stem
    for path in (ROOT / CAUSES).glob("*.py")
    if "def treatments(" in path.read_text(encoding="utf-8")
)
DIVIDED = tuple(
    Fault(
        f"treatments of {room} are 1/0",
        f"{CAUSES}/{room}.py",
        "def treatments(facts: Facts) -> list[Fix]:\n",
        "def treatments(facts: Facts) -> list[Fix]:\n    return 1 / 0\n",
        (MEETS.get(room, WILD),),
    )
    for room in ROOMS
)
FAULTS = WRONG_NUMBERS + DIVIDED

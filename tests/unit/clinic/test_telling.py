"""Of a long message the line that says what was wrong, and nothing around it."""

import pytest

from helpers.clinic.words import telling

NODE = "'{{node stack}} = Pack[N=2, T=DT_FLOAT, axis=0](a, b)'"


@pytest.mark.parametrize(
    "message, line",
    [
        (
            "Exception encountered when calling Sequential.call().\n\n"
            "\x1b[1mInput 0 of layer 'dense' is incompatible.\x1b[0m\n\n"
            "Arguments received by Sequential.call():\n  • inputs=tf.Tensor(shape=(1, 2))",
            "Input 0 of layer 'dense' is incompatible.",
        ),
        (
            "Exception encountered when calling A.call().\n\n\x1b[1mCould not infer the output "
            f"shape. Error encountered:\n\nDimensions must be equal, but are 4 and 5 for {NODE} "
            "with input shapes: [3,4], [5,2].\x1b[0m\n\nArguments received by A.call():\n",
            "Dimensions must be equal, but are 4 and 5 with input shapes: [3,4], [5,2].",
        ),
        (
            'in user code:\n\n    File "<cell>", line 3, in None  *\n        lambda x: f(x)\n'
            '    File "<cell>", line 1, in f  *\n        tf.stack([x, y])\n\n'
            f"    ValueError: Shapes are [4] and [3]. for {NODE} with input shapes: [4], [3].\n",
            "Shapes are [4] and [3] with input shapes: [4], [3].",
        ),
        (
            "{{function_node __wrapped__IteratorGetNext}} Error in user-defined function passed "
            "to MapDataset:16 transformation with iterator: Iterator::Root::ParallelMapV2: "
            "Unknown image file format.\n\t [[{{node DecodePng}}]] [Op:IteratorGetNext] name: ",
            "Unknown image file format.",
        ),
        ("'int' object has no attribute 'shape'", "'int' object has no attribute 'shape'"),
        ("\n\n  the second line\nthe third", "the second line"),
        ("", ""),
    ],
)
def test_the_telling_line(message, line):
    assert telling(message) == line

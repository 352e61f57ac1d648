"""One mistake, many wordings: what TensorFlow 2.1 to 2.23, Keras 2 and 3, XLA, NumPy and TFLite have said of it."""

import pytest

from helpers.clinic import messages
from helpers.clinic import reading as r

DENSE, DOOR, RANK, CHANNELS = r.SIZE_PINNED_BY_DENSE, r.SIZE_PINNED_BY_INPUT, r.RANK_MISSING_BATCH, r.CHANNEL_MISMATCH
NONE, SMALL, MIXED, SKIP, RAGGED = r.DENSE_ON_NONE, r.TOO_SMALL, r.MIXED_SIZES, r.SKIP_ODD_SIZE, r.RAGGED

#: (message, cause, layer or op, axis, expected, received)
WORDINGS = (
    ("Input 0 of layer dense is incompatible with the layer: expected axis -1 of input shape to have value 98568 but received "
     "input with shape [None, 31752]", DENSE, "dense", -1, 98568, 31752),
    ('Input 0 of layer "dense" is incompatible with the layer: expected axis -1of input shape to have value 98568, but received '
     "input with shape (1, 31752)", DENSE, "dense", -1, 98568, 31752),
    ("\x1b[1mInput 0 with name 'None' of layer 'dense' is incompatible with the layer: expected axis -1 of input shape to have "
     "value 98568, but received input with shape (1, 31752)\x1b[0m", DENSE, "dense", -1, 98568, 31752),
    ("Matrix size-incompatible: In[0]: [1,127008], In[1]: [394272,10] [Op:MatMul]", DENSE, "MatMul", -1, 394272, 127008),
    ("In[0] mismatch In[1] shape: 8 vs. 9: [1,8] [9,4] 0 0 [Op:MatMul]", DENSE, "MatMul", -1, 9, 8),
    ("matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) "
     "(size 9 is different from 8)", DENSE, "", -1, 9, 8),
    ("Input 0 is incompatible with layer model: expected shape=(None, 224, 224, 3), found shape=(1, 128, 128, 3)",
     DOOR, "", 1, (None, 224, 224, 3), (1, 128, 128, 3)),
    ("Input 0 with name 'picture' of layer 'functional' is incompatible with the layer: expected shape=(None, 224, 224, 3), "
     "found shape=(1, 224, 128, 3)", DOOR, "functional", 2, (None, 224, 224, 3), (1, 224, 128, 3)),
    ("Error when checking input: expected conv2d_input to have shape (224, 224, 3) but got array with shape (128, 128, 3)",
     DOOR, "", 1, (None, 224, 224, 3), (None, 128, 128, 3)),
    ("Cannot set tensor: Dimension mismatch. Got 64 but expected 32 for dimension 1 of input 0.", DOOR, "", 1, 32, 64),
    ("Error when checking input: expected input to have shape (None, None, 3) but got array with shape (32, 32, 4)",
     CHANNELS, "", -1, 3, 4),
    ("Input 0 of layer sequential is incompatible with the layer: : expected min_ndim=4, found ndim=3. Full shape received: "
     "(224, 224, 3)", RANK, "sequential", 0, 4, (224, 224, 3)),
    ("Error when checking input: expected conv2d_input to have 4 dimensions, but got array with shape (224, 224, 3)",
     RANK, "", 0, 4, (224, 224, 3)),
    ('Layer "model" expects 1 input(s), but it received 2 input tensors. Inputs received: [<tf.Tensor', RANK, "", 0, 1, 2),
    ("Layer 'functional' expected 1 input(s). Received 2 instead.", RANK, "", 0, 1, 2),
    ("input depth must be evenly divisible by filter depth: 4 vs 3 [Op:Conv2D]", CHANNELS, "Conv2D", -1, 3, 4),
    ("Depth of input must be a multiple of depth of filter: 4 vs 3 for '{{node conv/Conv2D}}'", CHANNELS, "conv", -1, 3, 4),
    ("unsupported operand type(s) for %: 'NoneType' and 'int'", CHANNELS, "", -1, None, None),
    ("The channel dimension of the inputs should be defined. The input_shape received is (None, 32, 32, None)",
     CHANNELS, "", -1, None, None),
    ("The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given the format: NCHW [Op:Conv2D]",
     r.DATA_FORMAT, "Conv2D", None, None, None),
    ("The last dimension of the inputs to a Dense layer should be defined. Found None.", NONE, "", -1, None, None),
    ("Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: shape=(None, 10) for variable "
     "path='head/dense/kernel'", NONE, "dense", -1, None, None),
    ("Negative dimension size caused by subtracting 3 from 1 for 'model/conv2d/Conv2D' (op: 'Conv2D') with input shapes: "
     "[?,1,9,3], [3,3,3,8].", SMALL, "", 1, 3, 1),
    ("Computed output size would be zero or negative. Received `inputs shape=(1, 9, 2, 3)`, `kernel shape=(3, 3, 3, 8)`, "
     "`dilation_rate=[1 1]`", SMALL, "", 2, 3, 2),
    ("Computed output size would be zero or negative. Received: `inputs.shape=[None 1 1 3]`, `pool_size=[2 2]`", SMALL, "", 1, 2, 1),
    ("input_size + padding (2) must be at least effective_filter_size (3) [Op:Conv2D]", SMALL, "Conv2D", 1, 3, 2),
    ("The convolution operation resulted in an empty output. Output shape: (1, 0, 0, 8).", SMALL, "", 1, None, None),
    ("Exception encountered when calling Conv2D.call().\n\nIncompatible shapes: [1,2,2,3] vs. [1,1,1,8] [Op:AddV2]",
     SMALL, "", 1, None, 2),
    ("Cannot batch tensors with different shapes in component 0. First element had shape [16,16,3] and element 1 had shape "
     "[12,20,3].", MIXED, "", 0, (16, 16, 3), (12, 20, 3)),
    ("Cannot add tensor to the batch: number of elements does not match. Shapes are: [tensor]: [12,20,3], [batch]: [16,16,3]",
     MIXED, "", 0, (16, 16, 3), (12, 20, 3)),
    ("Shapes of all inputs must match: values[0].shape = [16,16,3] != values[1].shape = [16,20,3] [Op:Pack] name: stack",
     MIXED, "Pack", 1, (16, 16, 3), (16, 20, 3)),
    ("ConcatOp : Dimensions of inputs should match: shape[0] = [1,16,16,3] vs. shape[1] = [1,12,20,3] [Op:ConcatV2]",
     MIXED, "ConcatV2", 1, (1, 16, 16, 3), (1, 12, 20, 3)),
    ("Invalid dtype: object", MIXED, "", None, None, None),
    ("Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray).", MIXED, "", None, None, None),
    ("A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got inputs shapes: "
     "[(1, 16, 16, 8), (1, 17, 16, 4)]", SKIP, "Concatenate", 1, (1, 16, 16, 8), (1, 17, 16, 4)),
    ("All dimensions except 3 must match. Input 1 has shape [2 25 25 8] and doesn't match input 0 with shape [2 24 24 8].",
     SKIP, "", 1, (2, 24, 24, 8), (2, 25, 25, 8)),
    ("Layer conv2d does not support RaggedTensors as input. Inputs received: tf.RaggedTensor(values=", RAGGED, "", None, None, None),
    ("TypeError: object of type 'RaggedTensor' has no len()", RAGGED, "", None, None, None),
    ("logits and labels must have the same first dimension, got logits shape [196,10] and labels shape [64]",
     r.LABEL_SHAPE, "", 0, (196, 10), (64,)),
    ("Shapes (None, 1) and (None, 10) are incompatible", r.LABEL_SHAPE, "", 1, (None, 10), (None, 1)),
    ("Input to reshape is a tensor with 1296 values, but the requested shape requires a multiple of 1800 [Op:Reshape]",
     r.OTHER, "Reshape", None, 1800, 1296),
)


@pytest.mark.parametrize(("message", "cause", "where", "axis", "expected", "received"), WORDINGS, ids=lambda part: str(part)[:40])
def test_a_wording(message, cause, where, axis, expected, received):
    clue = messages.read(message)
    assert (clue.cause, clue.axis, clue.expected, clue.received) == (cause, axis, expected, received)
    assert where in (clue.layer, clue.kind, clue.op) or not where
    assert clue.summary.endswith((".", ":")) and "None" not in clue.summary or cause in (CHANNELS, NONE, r.LABEL_SHAPE)


@pytest.mark.parametrize("message", [
    "", "cat", "You must call `compile()` before using the model.", "[Errno 2] No such file or directory: 'a.png'",
    "OOM when allocating tensor with shape[64,224,224,64]", "module 'keras' has no attribute 'x'", "Attempt to convert a value (None)",
])
def test_no_clue_where_none_is(message):
    assert messages.read(message) is None


def test_shapes_are_read_however_they_are_written():
    assert [messages.shape_of(text) for text in ("(None, 2, 3)", "[?,2,3]", "[1 2 3]", "(16,)", "()")] == [
        (None, 2, 3), (None, 2, 3), (1, 2, 3), (16,), ()
    ]

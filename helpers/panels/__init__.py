"""What moves: widgets that bind controls to what the floors below decide. One file a panel."""

from helpers.panels.channels import ChannelsAndHeads
from helpers.panels.fixed_size import FixedInputSize
from helpers.panels.mixed_batch import MixedBatch
from helpers.panels.order import order
from helpers.panels.own_model import YourModel
from helpers.panels.picture_shape import PictureShape
from helpers.panels.predictions import Prediction, decide, predict
from helpers.panels.progress import again, calibration, visits
from helpers.panels.silent import RowLengths
from helpers.panels.tally import tally
from helpers.panels.trial import ClaimsOnTrial

__all__ = [
    "ChannelsAndHeads",
    "ClaimsOnTrial",
    "FixedInputSize",
    "MixedBatch",
    "PictureShape",
    "Prediction",
    "RowLengths",
    "YourModel",
    "again",
    "calibration",
    "decide",
    "order",
    "predict",
    "tally",
    "visits",
]

"""What the second visit asks: open sizes, channels, the batch axis."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "gray",
        "Who refuses the gray picture?",
        (
            Option(
                "the model's door, like the last one",
                "The door lets one channel in where three are expected; the convolution looks.",
            ),
            Option(
                "the first layer",
                "The door lets one channel in where three are expected; the convolution looks.",
                right=True,
            ),
            Option(
                "nobody",
                "The door lets one channel in where three are expected; the convolution looks.",
            ),
        ),
    ),
)

DECISIONS = ()

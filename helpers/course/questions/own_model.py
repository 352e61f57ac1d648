"""What the seventh visit asks: the sizes that a model of one's own takes."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "unet-sizes",
        "Which sizes does this U-Net take?",
        (
            Option(
                "all even ones",
                "Each of the three poolings halves, and drops the odd row: 2 × 2 × 2 = 8.",
            ),
            Option(
                "those divisible by 8",
                "Each of the three poolings halves, and drops the odd row: 2 × 2 × 2 = 8.",
                right=True,
            ),
            Option(
                "those divisible by 16",
                "Each of the three poolings halves, and drops the odd row: 2 × 2 × 2 = 8.",
            ),
        ),
    ),
)

DECISIONS = ()

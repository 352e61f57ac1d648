"""What the fifth visit asks: what raises nothing, and is wrong."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "sizes-without-exception",
        "Which sizes does it take without an exception?",
        (
            Option(
                "40 × 60 only",
                "Flatten makes a row, and Dense compares its length: 48 × 50 passes as well.",
            ),
            Option(
                "40 × 60 and 60 × 40",
                "Flatten makes a row, and Dense compares its length: 48 × 50 passes as well.",
            ),
            Option(
                "every size with 2400 pixels",
                "Flatten makes a row, and Dense compares its length: 48 × 50 passes as well.",
                right=True,
            ),
            Option(
                "every size",
                "Flatten makes a row, and Dense compares its length: 48 × 50 passes as well.",
            ),
        ),
    ),
)

DECISIONS = ()

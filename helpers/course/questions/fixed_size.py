"""What the first visit asks: a size pinned by Flatten and Dense."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "225",
        "What does the Sequential model do with a picture of 225 × 225?",
        (
            Option("refuse it", "Pooling leaves out what does not fill a window."),
            Option(
                "answer for the whole picture", "Pooling leaves out what does not fill a window."
            ),
            Option(
                "answer for a part of the picture",
                "Pooling leaves out what does not fill a window.",
                right=True,
            ),
        ),
    ),
)

DECISIONS = ()

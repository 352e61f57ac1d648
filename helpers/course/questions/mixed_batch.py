"""What the third visit asks: mixed sizes in one batch."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "lying-and-standing",
        "What does map(decode).batch(2) make of one lying and one standing photo?",
        (
            Option(
                "an exception, like tf.stack",
                "80 × 120 and 120 × 80 are the same number of pixels.",
            ),
            Option(
                "a batch in which both are whole",
                "80 × 120 and 120 × 80 are the same number of pixels.",
            ),
            Option(
                "a batch in which one is scrambled",
                "80 × 120 and 120 × 80 are the same number of pixels.",
                right=True,
            ),
        ),
    ),
)

DECISIONS = ()

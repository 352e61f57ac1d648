"""What the first page asks: what a shape is."""

from helpers.course.questions.question import Option, Question

QUESTIONS = (
    Question(
        "pil-size",
        "PIL says that a photo has size (600, 400). What shape does TensorFlow decode it to?",
        (
            Option(
                "(600, 400, 3)",
                "PIL says width first. TensorFlow and NumPy say height first: rows, then columns.",
            ),
            Option(
                "(400, 600, 3)",
                "PIL says width first. TensorFlow and NumPy say height first: rows, then columns.",
                right=True,
            ),
        ),
    ),
)

DECISIONS = ()

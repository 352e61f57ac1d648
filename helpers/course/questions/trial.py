"""What the sixth visit asks: whether a claim holds, and what to answer to one."""

from helpers.course.questions.question import Option, Question


def _see(claim, guess):
    """The moment of the panel at which a claim stands with that guess."""
    return {"claim": claim, "your guess": guess}


QUESTIONS = (
    Question(
        "overflow",
        "“Passing in a larger tensor would cause a buffer overflow.” A convolution is made at "
        "8 × 8 and then given 90 × 120. What happens?",
        (
            Option(
                "an exception: its buffers are too small",
                "It would need buffers of its own for that, made at 8 × 8. It owns a kernel and "
                "a bias. What it computes gets its memory at each call.",
                show=_see("memory buffers", "true"),
            ),
            Option(
                "an answer, and some of its numbers are wrong",
                "That is what an overflow would look like from outside. Each number is compared "
                "with one made by hand, and all agree.",
                show=_see("buffer overflow", "partly"),
            ),
            Option(
                "an answer, and each of its numbers is right",
                "The window slides over what comes. A larger picture gives more places, each "
                "computed as before.",
                right=True,
                show=_see("buffer overflow", "false"),
            ),
        ),
        second=Question(
            "smaller",
            "The same convolution, 3 × 3, made at 90 × 120 and then given 8 × 8. What happens?",
            (
                Option(
                    "an exception",
                    "None is raised: 8 × 8 has room for the window, and nothing else counts.",
                ),
                Option(
                    "an answer of 88 × 118, filled up",
                    "That is the size at which it was made. Its answer follows the picture: 6 × 6.",
                ),
                Option(
                    "an answer of 6 × 6, and each of its numbers is right",
                    "As many places as the window has in 8 × 8, whatever came first.",
                    right=True,
                ),
            ),
        ),
    ),
    Question(
        "programs",
        "A graph with open sizes gets pictures of three sizes, once as it comes and once compiled "
        "by XLA. What is made?",
        (
            Option(
                "three graphs in both cases",
                "So it is where the signature is left to tf.function: a graph for each shape. "
                "Here the signature leaves the sizes open, and one does for all.",
                show=_see("execution plans", "partly"),
            ),
            Option(
                "one graph, and nothing else depends on the size",
                "That is all there is as it comes. XLA goes on from the graph to a program, and "
                "writes the size of the picture into it.",
                show=_see("memory layouts", "partly"),
            ),
            Option(
                "one graph in both cases, and three programs with XLA",
                "One graph serves all sizes. XLA makes a program of it for each size that comes, "
                "when it comes.",
                right=True,
                show=_see("graph for fixed dimensions", "partly"),
            ),
        ),
        second=Question(
            "programs-again",
            "The same, compiled by XLA: ten pictures of 32 × 32, then ten of 48 × 20, then ten of "
            "32 × 32 once more. How many programs?",
            (
                Option("one", "There is one graph. Its programs have a size written in: two."),
                Option(
                    "two",
                    "One for each size. That for 32 × 32 is still there when it comes again.",
                    right=True,
                ),
                Option("thirty", "A program is made for a size and not for a call."),
            ),
        ),
    ),
    Question(
        "differentiation",
        "“Automatic differentiation mechanism relies heavily on static graph structures.” Three "
        "pictures of three sizes, no graph. What does `tape.gradient` give?",
        (
            Option(
                "an exception, or None",
                "It would, if the tape read a graph. It writes down the operations while they "
                "run, and goes back along that list.",
                show=_see("automatic differentiation", "true"),
            ),
            Option(
                "a gradient at the first size, and an exception at the second",
                "Nothing of the first picture is kept: each `with` writes a list of its own.",
                show=_see("automatic differentiation", "partly"),
            ),
            Option(
                "a gradient at each size, the same as from a graph",
                "The list of what ran is as good as a graph, and it is of this picture's size.",
                right=True,
                show=_see("automatic differentiation", "false"),
            ),
        ),
        second=Question(
            "one-step",
            "A model with open sizes trains with train_on_batch, on pictures of 16 × 16, then "
            "24 × 24. What happens at the second step?",
            (
                Option(
                    "an exception from the gradient",
                    "None: the gradient belongs to the kernel, whose shape is the same at both.",
                ),
                Option(
                    "it trains on",
                    "The kernel's gradient has the kernel's shape, whatever the picture's is.",
                    right=True,
                ),
                Option(
                    "it resizes 24 × 24 to 16 × 16 first",
                    "Nothing resizes unless a layer or a pipeline does.",
                ),
            ),
        ),
    ),
    Question(
        "static-dimensions",
        "A graph “requires a high degree of static dimensionality determination”. Which of batch, "
        "height, width and channels must it know for a convolution and an average?",
        (
            Option(
                "all four",
                "One trace with three of them open serves three shapes: see the count below.",
                show=_see("static dimensions", "true"),
            ),
            Option(
                "height, width and channels",
                "Height and width are open in the signature below, and it is traced once.",
                show=_see("static dimensions", "partly"),
            ),
            Option(
                "the channels",
                "The kernel has a depth, so the channels must be known. The other three may be "
                "None.",
                right=True,
                show=_see("channels at run time", "partly"),
            ),
            Option(
                "none of them",
                "A convolution on open channels cannot be built: how deep should its kernel be?",
                show=_see("channels at run time", "false"),
            ),
        ),
        second=Question(
            "static-dense",
            "And for Flatten and Dense behind the convolution, instead of the average?",
            (
                Option(
                    "the channels",
                    "Dense needs a row of weights for each number, so their count must be known.",
                ),
                Option(
                    "height, width and channels",
                    "Together they are the length of the row. The batch may still be None.",
                    right=True,
                ),
                Option("all four", "The batch may be None: Dense multiplies row by row."),
            ),
        ),
    ),
    Question(
        "thrown",
        "The article catches `InvalidArgumentError` at 128 × 128 and says “This will be thrown.” "
        "What holds?",
        (
            Option(
                "true",
                "So it was up to TensorFlow 2.3, where the matrix product found out.",
                show=_see("this will be thrown", "true"),
            ),
            Option(
                "false",
                "Here it is. It was true once, and what was written then still stands there.",
                show=_see("this will be thrown", "false"),
            ),
            Option(
                "it depends on the version",
                "Recorded up to TensorFlow 2.3: InvalidArgumentError. Since 2.4 Keras looks "
                "first, and raises ValueError.",
                right=True,
                show=_see("this will be thrown", "depends on the version"),
            ),
        ),
        second=Question(
            "enforced",
            "“A Sequential model refuses pictures of another size than its Input.” What holds?",
            (
                Option("true", "So it was recorded with TensorFlow 2.7 to 2.15."),
                Option("false", "So it is with Keras 3: its layers alone decide."),
                Option(
                    "it depends on the version",
                    "TensorFlow 2.7 to 2.15 refuse them; with Keras 3, which came with 2.16, the "
                    "layers decide.",
                    right=True,
                ),
            ),
        ),
    ),
)

DECISIONS = (
    Question(
        "06-answer",
        "Somebody's classifier, Sequential, for 224 × 224 with Flatten and Dense, fails at "
        "256 × 256. An answer on the web says: buffer overflow, pad everything to 1024 × 1024 so "
        "that the buffers are large enough. It has to run in an hour. What do you say?",
        (
            Option(
                "do so, padding does no harm",
                "At 1024 × 1024 the row is longer still, and Dense refuses it as well. There was "
                "no buffer to be enlarged.",
                show=_see("memory buffers", "false"),
            ),
            Option(
                "resize to 224 × 224: what refuses is Dense, which counts",
                "It keeps the trained weights, is one line, and is right for the cause: a row of "
                "another length.",
                right=True,
                show=_see("resizing is no fix", "false"),
            ),
            Option(
                "leave the graph: run eagerly",
                "A call is eager already, and it fails. What Dense compares is the same with a "
                "graph and without.",
                show=_see("who raises it", "depends on the version"),
            ),
            Option(
                "install the TensorFlow that the answer was written for",
                "It raises another exception for the same mistake: rows of another length do not "
                "fit there either.",
                show=_see("this will be thrown", "depends on the version"),
            ),
        ),
    ),
)

"""What the fifth visit asks: what raises nothing, and is wrong."""

from helpers.course.questions.question import Option, Question

#: A case for the panel, whose models are made for 80 × 120.
FLAT = {"reader": "Flatten, Dense", "photo": "astronaut"}

QUESTIONS = (
    Question(
        "sizes-without-exception",
        "Which sizes does it take without an exception?",
        (
            Option(
                "40 × 60 alone",
                "So it would be if the model compared height and width. A Sequential does not, and "
                "the astronaut above went through at 60 × 40. In the panel, whose model is made "
                "for 80 × 120, turn a photo.",
                show=FLAT | {"height": 120, "width": 80},
            ),
            Option(
                "40 × 60 and 60 × 40",
                "You have seen both go through. But nobody compares with 60 × 40 either: the row "
                "is counted, and 48 × 50 makes a row of 7200 numbers as well. In the panel, made "
                "for 80 × 120, it is 96 × 100.",
                show=FLAT | {"height": 96, "width": 100},
            ),
            Option(
                "each size with 2400 pixels",
                "Flatten makes one row of what comes, and Dense compares the row's length alone. "
                "In the panel the count is 9600 pixels: 64 × 150 has as many.",
                right=True,
                show=FLAT | {"height": 64, "width": 150},
            ),
            Option(
                "each size",
                "So it would be behind a mean over the picture. Behind Flatten, Dense has one "
                "weight for each number of the row and refuses a row of another length.",
                show=FLAT | {"height": 100, "width": 100},
            ),
        ),
        second=Question(
            "sizes-without-exception-again",
            "A Sequential is made for 30 × 80, with Flatten and Dense. Which of these sizes does "
            "it refuse?",
            (
                Option(
                    "80 × 30",
                    "Turned, it has the same 2400 pixels, so the row is as long as before.",
                ),
                Option(
                    "48 × 50",
                    "It looks like another picture altogether, but 48 times 50 is 2400 as well.",
                ),
                Option(
                    "40 × 50",
                    "It is the one with another count: 2000 pixels, and a row of 6000 numbers.",
                    right=True,
                ),
                Option(
                    "24 × 100",
                    "It looks longer, and yet 24 times 100 is 2400: it goes through.",
                ),
            ),
        ),
    ),
    Question(
        "digits-at-128",
        "A network for pictures of any size has learnt drawn digits at 32 × 32, and nearly all of "
        "its answers are right. Now the same digits at 128 × 128. How often is it right?",
        (
            Option(
                "as often: it takes any size",
                "It takes it: no exception, no warning. Taking a size and being good at it are two "
                "things. Its windows look at 3 × 3 pixels, and a stroke is now 4 times as wide.",
            ),
            Option(
                "more often: there is more to see",
                "For a person. The network has learnt what strokes look like at one width in "
                "pixels; at 128 × 128 they are four times as wide, and new to it.",
            ),
            Option(
                "a little less often",
                "Less often it is, and not by a little: below, less than half as often. Each "
                "stroke is four times as wide as those it has learnt.",
            ),
            Option(
                "less than half as often",
                "The shapes fit and the strokes do not: they are four times as wide as those it "
                "has learnt. Made smaller to 32 × 32 first, the same digits are told as before.",
                right=True,
            ),
        ),
        second=Question(
            "digits-at-16",
            "The same network, and digits drawn at 16 × 16. What is to be expected?",
            (
                Option(
                    "an exception: too small",
                    "Three poolings leave 2 × 2 of 16 × 16, and the mean of these is a number. "
                    "Nothing is raised.",
                ),
                Option(
                    "as many right answers as at 32 × 32",
                    "The digits are the same for us. For the network the strokes are half as wide "
                    "as those it has learnt.",
                ),
                Option(
                    "clearly fewer right answers, and no exception",
                    "Half as wide is strange to it as well. The size to bring them to "
                    "is the one of the training.",
                    right=True,
                ),
            ),
        ),
    ),
)

DECISIONS = (
    Question(
        "05-service",
        "The namer of this visit, a Sequential for 40 × 60, has been exported, and a service calls "
        "its `signatures`. Phones send standing photos, too, and some answers are wrong. It is to "
        "be mended today, without training. What do you do?",
        (
            Option(
                "resize each photo to 40 × 60, and call `serve` in place of `signatures`",
                "What comes in is of the right size, and what is not is refused and no longer "
                "guessed at. No weight changes. What it costs: a photo that stands is stretched; "
                "whether cutting it to 2 : 3 first is better, your photos can say.",
                right=True,
                show=FLAT | {"height": 80, "width": 120},
            ),
            Option(
                "drop answers below 90 %",
                "The wrong ones are not the unsure ones: the standing astronaut was called a cat "
                "with more than 90 %, and the right answer for her was less sure.",
                show=FLAT | {"height": 120, "width": 80},
            ),
            Option(
                "call `serve` in place of `signatures`, and nothing else",
                "It refuses what has another shape, and that is worth having. But then phones get "
                "an error for each standing photo: these are still to be brought to 40 × 60.",
                show=FLAT | {"height": 100, "width": 100},
            ),
            Option(
                "put a mean in place of Flatten",
                "Then each size is taken, but Dense has new weights, and those want training. And "
                "what was learnt at one size is not good at another one for that.",
                show={"reader": "mean, Dense", "height": 120, "width": 80},
            ),
        ),
    ),
)

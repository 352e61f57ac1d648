"""What the first visit asks: a size pinned by Flatten and Dense."""

from helpers.course.questions.question import Option, Question

FIXED = {"height": 225, "width": 225, "model": "Sequential, Flatten"}
POOLED = {"height": 225, "width": 225, "model": "Functional, pooling head"}

QUESTIONS = (
    Question(
        "225",
        "What does the Sequential model do with a picture of 225 × 225?",
        (
            Option(
                "refuse it",
                "It would, if its row had another length, as at 128 × 128. But of 225 `conv` "
                "leaves 223, and `pool` makes 111 windows of that, as many as at 224. The row is "
                "as long as ever, and it passes.",
                show=FIXED,
            ),
            Option(
                "answer for the whole picture",
                "For that, each row would have to fill a window. 223 is 111 windows of 2 and one "
                "row over: it passes, and the last row and column are never read.",
                show=FIXED,
            ),
            Option(
                "answer for a part of the picture",
                "`conv` leaves 223, `pool` makes 111 windows of 2 and drops what is over. `dense` "
                "gets a row of its own length, and answers without the last row and column.",
                right=True,
                show=FIXED,
            ),
        ),
        second=Question(
            "34",
            "A Sequential model for 32 × 32: Conv2D(8, 3), MaxPooling2D(3), Flatten, Dense. "
            "What does it do with 34 × 34?",
            (
                Option(
                    "refuse it",
                    "32 leaves 30, which is 10 windows of 3. 34 leaves 32, which is 10 windows "
                    "too: the row has its own length.",
                ),
                Option(
                    "answer for the whole picture",
                    "32 is 10 windows of 3 and 2 rows over. They are dropped.",
                ),
                Option(
                    "answer for a part of the picture",
                    "34 leaves 32, which is 10 windows of 3, as 30 is, and 2 rows over.",
                    right=True,
                ),
            ),
        ),
    ),
    Question(
        "225-pooled",
        "Does the model with the pooling head read all of the 225 × 225 pixels?",
        (
            Option(
                "yes: its head has no size",
                "The head has none, and averages all that it is given. But `pool` stands before "
                "it, and made 111 windows of 223: the last row and column are gone by then.",
                show=POOLED,
            ),
            Option(
                "no: the last row and column are missing here too",
                "The remainder is dropped in `pool`, before the head. Another head does not bring "
                "it back.",
                right=True,
                show=POOLED,
            ),
            Option(
                "no: it refuses 225 × 225",
                "It would, if a layer had weights for one size. This `dense` has 32 rows, one a "
                "channel, and 225 × 225 gives 32 means.",
                show=POOLED,
            ),
        ),
        second=Question(
            "64-strided",
            "Conv2D(8, 3, strides=2), GlobalAveragePooling2D, Dense, without any pooling between. "
            "Does it read all of 64 × 64 pixels?",
            (
                Option(
                    "yes: nothing pools before the head",
                    "A stride leaves a remainder as well: the last window that fits covers the "
                    "rows 61 to 63, and the 64th is in none.",
                ),
                Option(
                    "no: the last row and column are missing",
                    "Windows of 3 in steps of 2 end at 3, 5, 7, … 63. The 64th row is in none.",
                    right=True,
                ),
                Option(
                    "no: it refuses 64 × 64",
                    "Its weights depend on no size. It passes, and that is the trouble.",
                ),
            ),
        ),
    ),
    Question(
        "pooling-cost",
        "The average in place of Flatten, trained for as long: how many unseen digits are right?",
        (
            Option(
                "more than 6 in 10 as well",
                "The head would have to know as much as Flatten tells. An average over one "
                "convolution's maps says which small strokes there are, and not where.",
            ),
            Option(
                "between 4 and 6 in 10",
                "Strokes alone tell less than that: a 6 and a 9 have the same ones, and place is "
                "what tells them apart.",
            ),
            Option(
                "fewer than 4 in 10",
                "The average keeps which small strokes there are and drops where they stand. "
                "With one convolution, that is most of what makes a digit.",
                right=True,
            ),
        ),
        second=Question(
            "64-trained-at-32",
            "Three blocks and an average know more than 95 in 100 digits at 32 × 32, the size of "
            "the training. And the same digits at 64 × 64, which they take as well?",
            (
                Option(
                    "more than 95 in 100",
                    "Taking a size is a matter of shapes. The kernels were trained on strokes of "
                    "one width, and these are twice as wide.",
                ),
                Option(
                    "fewer, but more than 60 in 100",
                    "That is what comes back when they are resized to 32 × 32 first.",
                ),
                Option(
                    "fewer than 40 in 100",
                    "The kernels were trained on strokes of one width, and these are twice as "
                    "wide. Resized to 32 × 32 first, most are right again.",
                    right=True,
                ),
            ),
        ),
    ),
)

DECISIONS = (
    Question(
        "01-deadline",
        "A classifier for 224 × 224, Flatten and Dense, was trained by a colleague who has left; "
        "the training pictures are gone. From tomorrow on three teams send it photos of many "
        "sizes. What do you do?",
        (
            Option(
                "ask the three teams to resize to 224 × 224",
                "It works as long as each of them does it, and in the same way. Who forgets it is "
                "told at 128 × 128; at 225 × 225 the Sequential model says nothing and reads a "
                "part.",
                show=FIXED,
            ),
            Option(
                "put a Resizing to 224 × 224 in front, inside the model",
                "No training, the weights stay, and there is one place where it is done: 225 × "
                "225 is read to its edge too. It stretches other aspects; ask how the training "
                "pictures were resized, and do the same.",
                right=True,
            ),
            Option(
                "give it a pooling head",
                "Its `dense` is new, and there is nothing to train it on by tomorrow. With one "
                "convolution in front it would also lose most of what it knows.",
                show=POOLED,
            ),
            Option(
                "turn the Dense into a convolution",
                "It keeps all weights and needs no training. But it refuses what is smaller than "
                "224, and of larger photos it answers for each window of 224 × 224, at a scale "
                "that it has not seen in training.",
            ),
        ),
    ),
)

"""The upper floors: pictures, remedies, batches, exercises, drawings, panels."""

from tests.faults.fault import Fault

COURSE, PICTURES, PANELS = "helpers/course", "helpers/pictures", "helpers/panels"
TESTS = "tests/unit"
REMEDIES = f"{TESTS}/course/test_remedies.py"
EXERCISES = f"{TESTS}/course/exercises"

TAUGHT = (
    Fault(
        "a made-up alpha is transparent",
        f"{COURSE}/images.py",
        "opaque = tf.ones_like(pixels[..., :1])",
        "opaque = tf.zeros_like(pixels[..., :1])",
        (f"{TESTS}/course/test_images.py",),
    ),
    Fault(
        "a photo is resized to width by height",
        f"{COURSE}/images.py",
        "tf.image.resize(pixels, (height, width), ",
        "tf.image.resize(pixels, (width, height), ",
        (f"{TESTS}/course/test_images.py",),
    ),
    Fault(
        "a photo made smaller skips pixels",
        f"{COURSE}/images.py",
        "antialias=True",
        "antialias=False",
        (f"{TESTS}/course/test_images.py",),
    ),
    Fault(
        "EXIF says to turn the photo the other way",
        f"{COURSE}/images.py",
        "exif[0x0112] = 6",
        "exif[0x0112] = 8",
        (f"{TESTS}/course/test_images.py",),
    ),
    Fault(
        "padding stands at the top",
        f"{COURSE}/remedies.py",
        "[(0, height - pixels.shape[0]), (0, width",
        "[(height - pixels.shape[0], 0), (0, width",
        (REMEDIES,),
    ),
    Fault(
        "a masked mean is divided by all places",
        f"{COURSE}/remedies.py",
        "tf.reduce_sum(tf.cast(inside, features.dtype), axis=(1, 2))",
        "tf.reduce_sum(tf.ones_like(features), axis=(1, 2))",
        (REMEDIES,),
    ),
    Fault(
        "cropping is drawn one pixel beside where TensorFlow cuts",
        f"{COURSE}/batches.py",
        "-((side - SIDE) // 2)",
        "(SIDE - side) // 2",
        (f"{TESTS}/course/test_batches.py",),
    ),
    Fault(
        "company may move the logits by half",
        f"{COURSE}/batches.py",
        "NOTICED = 0.05 ",
        "NOTICED = 0.5 ",
        (f"{TESTS}/course/test_batches.py",),
    ),
    Fault(
        "what the treatment does is put down to the company",
        f"{COURSE}/batches.py",
        "return _moved(self.here, self.alone)",
        "return _moved(self.here, self.bare)",
        (f"{TESTS}/course/test_batches.py",),
    ),
    Fault(
        "what the treatment does is measured in company",
        f"{COURSE}/batches.py",
        "return _moved(self.alone, self.bare)",
        "return _moved(self.here, self.bare)",
        (f"{TESTS}/course/test_batches.py",),
    ),
    Fault(
        "shrinking leaves pixels out",
        f"{COURSE}/remedies.py",
        "tf.image.resize(picture, size, antialias=True)",
        "tf.image.resize(picture, size)",
        (REMEDIES,),
    ),
    Fault(
        "what went wrong while TensorFlow was imported is held back",
        f"{COURSE}/quiet.py",
        "            known = None\n",
        "",
        (f"{TESTS}/course/test_quiet.py",),
    ),
    Fault(
        "another version of a package is not noticed",
        f"{COURSE}/environment.py",
        "!=",
        "is",
        (f"{TESTS}/course/test_environment.py",),
    ),
)
EXERCISED = (
    Fault(
        "a loader is tried on one kind of file",
        f"{COURSE}/exercises/channels.py",
        "for kind in images.KINDS:",
        "for kind in images.KINDS[:1]:",
        (f"{EXERCISES}/test_channels_exercises.py",),
    ),
    Fault(
        "whatever has the right shape is the picture",
        f"{COURSE}/exercises/likeness.py",
        "ALIKE = 0.06",
        "ALIKE = 0.6",
        (f"{EXERCISES}/test_channels_exercises.py",),
    ),
    Fault(
        "a mean over all places keeps them",
        f"{COURSE}/exercises/channels.py",
        "> 1e-3 * seen, told)",
        ">= 0, told)",
        (f"{EXERCISES}/test_channels_exercises.py",),
    ),
    Fault(
        "a help that was not followed is shown",
        f"{COURSE}/helps.py",
        "        if seen.outcome == PASSED:",
        "        if seen:",
        ("tests/unit/panels/test_channels.py",),
    ),
    Fault(
        "a scrambled picture is a right answer",
        f"{COURSE}/exercises/mixed_batch.py",
        "tf.abs(rows - rows[0])) < 0.2)",
        "tf.abs(rows - rows[0])) < 2)",
        (f"{EXERCISES}/test_mixed_batch_exercises.py",),
    ),
    Fault(
        "what company does to an answer is not looked at",
        f"{COURSE}/exercises/mixed_batch.py",
        "expect(by < LIMIT, company)",
        "expect(by < 100 * LIMIT, company)",
        (f"{EXERCISES}/test_mixed_batch_exercises.py",),
    ),
    Fault(
        "what the treatment does to an answer is not looked at",
        f"{COURSE}/exercises/mixed_batch.py",
        "expect(by < LIMIT, treatment)",
        "expect(by < 100 * LIMIT, treatment)",
        (f"{EXERCISES}/test_mixed_batch_exercises.py",),
    ),
    Fault(
        "any side that is enough is the smallest",
        f"{COURSE}/exercises/least.py",
        "expect(side <= least, _larger(side, links))",
        "expect(True, _larger(side, links))",
        (f"{EXERCISES}/test_silent_exercises.py",),
    ),
    Fault(
        "a mask of another model is the U-Net's",
        f"{COURSE}/exercises/own_model.py",
        "expect(away.max() < 1e-5, told",
        "expect(True, told",
        (f"{EXERCISES}/test_own_model_exercises.py",),
    ),
)
DRAWN = (
    Fault(
        "the drawing of a failure map is transposed",
        f"{PICTURES}/failure_map.py",
        "return LEFT + column * wide, TOP + row * high, wide, high",
        "return LEFT + row * wide, TOP + column * high, wide, high",
        (f"{TESTS}/pictures/test_failure_map.py",),
    ),
    Fault(
        "names go into a page as they are",
        f"{PICTURES}/words.py",
        'answer = f"{escape(trace.model)} answers',
        'answer = f"{trace.model} answers',
        (f"{TESTS}/pictures/test_words.py",),
    ),
    Fault(
        "names of lines lie on each other",
        f"{PICTURES}/strip.py",
        "place = max(y + 4, free)",
        "place = y + 4",
        (f"{TESTS}/pictures/test_strip.py",),
    ),
    Fault(
        "refused and wrong have one mark",
        f"{PICTURES}/style.py",
        'WRONG: "⚠"}',
        'WRONG: "✗"}',
        (f"{TESTS}/pictures/test_style.py",),
    ),
    Fault(
        "a colour that cannot be read on white",
        f"{PICTURES}/style.py",
        '"#b54e00"',
        '"#f08a3c"',
        (f"{TESTS}/pictures/test_style.py",),
    ),
)
MOVED = (
    Fault(
        "a checkbox makes another key than in the page",
        f"{PANELS}/stage.py",
        "return str(value).lower() if isinstance(value, bool) else str(value)",
        "return str(value)",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "an exception goes into the page as it is",
        f"{PANELS}/stage.py",
        "<pre>{html.escape(text)}</pre>",
        "<pre>{text}</pre>",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "frames that are there are planned again",
        f"{PANELS}/stage.py",
        "[new for new in near if key_of(new) not in self.frames]",
        "list(near)",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "frames are drawn ahead while the hand moves",
        f"{PANELS}/stage.py",
        "if moves != self._moves or not planned:",
        "if not planned:",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "a frame of any cost is drawn ahead",
        f"{PANELS}/stage.py",
        "if cost[new] <= min(left, DEAR)",
        "if cost[new] <= left",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "a tied slider's value comes back to the page",
        f"{PANELS}/stage.py",
        'slider.set_state({"value": moved.value})',
        "slider.value = moved.value",
        (f"{TESTS}/panels/test_stage.py",),
    ),
    Fault(
        "a slider that moves is not drawn ahead farther than the others",
        f"{PANELS}/panel.py",
        "(FAR if slid else CLOSE)",
        "CLOSE",
        (f"{TESTS}/panels/test_panel.py",),
    ),
    Fault(
        "the answer can be read in the notebook's file",
        f"{PANELS}/predictions.py",
        "return base64.b64encode(json.dumps(told).encode()).decode()",
        "return json.dumps(told)",
        (f"{TESTS}/panels/test_predictions.py",),
    ),
    Fault(
        "a code with a slip in it counts",
        f"{COURSE}/codes.py",
        "if _check(written[:-1]) != written[-1]:",
        "if not written:",
        (f"{TESTS}/course/test_codes.py",),
    ),
    Fault(
        "a class sees what is right before it is asked for",
        f"{PICTURES}/tally.py",
        "if reveal and option.right",
        "if option.right",
        (f"{TESTS}/panels/test_tally.py",),
    ),
)
FAULTS = TAUGHT + EXERCISED + DRAWN + MOVED

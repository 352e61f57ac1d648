"""How a failure is read: wordings, doors, axes, the replay, confidence, silent forms, sizes."""

from tests.faults.fault import Fault

CLINIC, TESTS = "helpers/clinic", "tests/unit/clinic"
CAUSES = f"{CLINIC}/causes"
WORDINGS, EXAMINE = f"{TESTS}/test_wordings.py", f"{TESTS}/test_examine.py"
SAFE, DIAGNOSE = f"{TESTS}/test_explaining_is_safe.py", f"{TESTS}/test_diagnose.py"
WATCH, SIZES = f"{TESTS}/test_watch.py", f"{TESTS}/test_sizes.py"
SEARCH = f"{TESTS}/test_search.py"
WILD = "tests/wild/test_cases.py::test_the_call_fails_and_is_explained"

WORDS = (
    Fault(
        "TFLite's two numbers change places",
        f"{CLINIC}/wordings.py",
        r'Got (?P<came>\d+) but expected (?P<wanted>\d+)"' + "\n" + r'        r" for dimension',
        r'Got (?P<wanted>\d+) but expected (?P<came>\d+)"' + "\n" + r'        r" for dimension',
        (WORDINGS,),
    ),
    Fault(
        "a wording that no message has any more",
        f"{CAUSES}/channel_mismatch.py",
        "channels but instead has",
        "channels but rather has",
        (WORDINGS,),
    ),
    Fault(
        "an axis counted from the end stays so",
        f"{CLINIC}/wordings.py",
        "place = place % len(came) if came else place",
        "place = place",
        (WORDINGS,),
    ),
    Fault(
        "a message of megabytes is read at its beginning alone",
        f"{CLINIC}/words.py",
        r'message[:half] + "\n" + message[-half:]',
        "message[: 2 * half]",
        (f"{SAFE}::test_a_message_of_megabytes_is_read_at_both_ends",),
    ),
    Fault(
        "the layer that a message names is not read",
        f"{CLINIC}/words.py",
        'groups.get("name") or _layer_of_node(text)',
        "_layer_of_node(text)",
        (WORDINGS,),
    ),
)
QUESTIONS = (
    Fault(
        "channels first at a door are no longer known",
        f"{CAUSES}/data_format.py",
        "return _first(wanted[3], came) if came[1] == wanted[3] != came[3] else None",
        "return None",
        (
            f"{WILD}[channels first into an open convolution]",
            WORDINGS,
        ),
    ),
    Fault(
        "one picture without its batch axis is another number of axes",
        f"{CAUSES}/number_of_axes.py",
        "return None if len(came) == least - 1 else",
        "return",
        (WORDINGS,),
    ),
    Fault(
        "maps that meet differ on the last axis, not on the first that differs",
        f"{CLINIC}/meeting.py",
        "len(self.second)) + self.axes[0]",
        "len(self.second)) + self.axes[-1]",
        (WORDINGS, f"{WILD}[U-Net for 101 pixels]"),
    ),
    Fault(
        "the constant is taken for the pictures",
        f"{CAUSES}/channel_mismatch.py",
        "other = first if constant is second else second",
        "other = constant",
        (WORDINGS, f"{WILD}[mean of RGB taken from RGBA]"),
    ),
    Fault(
        "an open size differs from every size",
        f"{CLINIC}/compare.py",
        "if None not in pair and pair[0] != pair[1]]",
        "if pair[0] != pair[1]]",
        (WORDINGS,),
    ),
)
WEIGHED = (
    Fault(
        "the message alone is called sure",
        f"{CLINIC}/diagnose.py",
        'return said, Confidence.MEDIUM, ""',
        'return said, Confidence.HIGH, ""',
        (f"{SAFE}::test_the_message_alone",),
    ),
    Fault(
        "a disagreement between message and replay is not told",
        f"{CLINIC}/diagnose.py",
        "if said.cause == seen.cause or same_words:",
        "if True:",
        (f"{SAFE}::test_two_causes_are_both_told",),
    ),
    Fault(
        "any message is the replay's own",
        f"{CLINIC}/diagnose.py",
        "all(ratio() > 0.85 for",
        "all(ratio() >= 0 for",
        (f"{SAFE}::test_another_failure_is_not_pinned_on_a_wrong_picture",),
    ),
    Fault(
        "factors are made up",
        f"{CLINIC}/diagnose.py",
        "and count(factors) == number",
        "",
        (f"{DIAGNOSE}::test_factors_that_do_not_make_the_number_are_not_told",),
    ),
    Fault(
        "the clinic swallows its own errors under tests as well",
        f"{CLINIC}/strict.py",
        "    if on:\n",
        "    if False:\n",
        (f"{SAFE}::test_an_error_inside_a_room_is_loud_under_tests_and_kept_from_learners",),
    ),
    Fault(
        "the clinic's own errors reach the learner",
        f"{CLINIC}/strict.py",
        "    if on:\n",
        "    if True:\n",
        (f"{SAFE}::test_an_error_inside_a_room_is_loud_under_tests_and_kept_from_learners",),
    ),
)
REPLAYED = (
    Fault(
        "the replay runs the model",
        f"{CLINIC}/replay.py",
        "    return trace_shapes(model, spec)\n",
        "    try:\n"
        "        model(parts(inputs)[0])\n"
        "    except Exception:\n"
        "        pass\n"
        "    return trace_shapes(model, spec)\n",
        (f"{SAFE}::test_nothing_is_run",),
    ),
    Fault(
        "the replay builds a model that was not built yet",
        f"{CLINIC}/kept.py",
        "            around.callback(state.put_back)\n",
        "            pass\n",
        (f"{SAFE}::test_a_model_without_weights_yet_stays_without",),
    ),
    Fault(
        "Keras stays changed after a watch",
        f"{CLINIC}/watch.py",
        "                place.__call__ = call\n",
        "                pass\n",
        (f"{WATCH}::test_keras_is_as_before_after_a_trace",),
    ),
    Fault(
        "what another thread calls is watched too",
        f"{CLINIC}/watch.py",
        "if threading.get_ident() != here or _is_a_part(",
        "if _is_a_part(",
        (f"{WATCH}::test_what_another_thread_calls_is_not_recorded",),
    ),
    Fault(
        "feature maps of a refusal stay in memory",
        f"{CLINIC}/trace.py",
        "            frames.forget(error, handled)\n",
        "            pass\n",
        (f"{WATCH}::test_no_feature_map_stays_in_memory",),
    ),
    Fault(
        "a picture taken for many gray ones passes",
        f"{CLINIC}/trace.py",
        "return WRONG if self.misread or self.guessed else PASSED",
        "return WRONG if self.misread else PASSED",
        (f"{TESTS}/test_traces_of_other_models.py",),
    ),
)
SILENT = (
    Fault(
        "a noisy picture is taken for channels first",
        f"{CLINIC}/smoothness.py",
        "SMOOTH = 0.5",
        "SMOOTH = 5.0",
        (f"{EXAMINE}::test_no_false_alarm",),
    ),
    Fault(
        "spectra are taken for photos",
        f"{CAUSES}/data_format.py",
        "return simple and all(alike)",
        "return False",
        (f"{TESTS}/test_right_programs.py::test_nothing_is_found",),
    ),
    Fault(
        "pixels in their own order are taken for scrambled ones",
        f"{CAUSES}/scrambled_by_reshape.py",
        "rough = any(",
        "rough = not any(",
        (f"{TESTS}/test_examine_reshapes.py",),
    ),
    Fault(
        "a reshape that cuts rows is taken for one that joins them",
        f"{CAUSES}/scrambled_by_reshape.py",
        "return meets and not inside and not around",
        "return False",
        (f"{TESTS}/test_examine_reshapes.py::test_a_reshape_that_mixes_rows",),
    ),
    Fault(
        "the last window reads a row less",
        f"{CLINIC}/reach.py",
        "max(self.size, self.step) - 1",
        "max(self.size, self.step) - 2",
        (f"{TESTS}/test_examine_more.py",),
    ),
    Fault(
        "labels without a last axis are taken for too short",
        f"{CLINIC}/broadcast.py",
        "labels, answer = _same_rank(labels, answer)",
        "labels, answer = labels, answer",
        (f"{TESTS}/test_right_programs.py::test_nothing_is_found_beside_labels",),
    ),
    Fault(
        "of a pipeline one batch is looked at",
        f"{CAUSES}/scrambled_in_batch.py",
        "LOOKED_AT = 10",
        "LOOKED_AT = 1",
        (f"{TESTS}/test_examine_pipelines.py::test_a_pipeline_that_scrambles",),
    ),
    Fault(
        "of a pipeline a batch more is looked at",
        f"{CAUSES}/scrambled_in_batch.py",
        "LOOKED_AT = 10",
        "LOOKED_AT = 11",
        (f"{TESTS}/test_examine_pipelines.py::test_only_so_many_batches_are_looked_at",),
    ),
    Fault(
        "an empty batch is an empty map",
        f"{CLINIC}/case.py",
        "0 in step.shape_out[1:] and 0 not in step.shape_in[1:]",
        "0 in step.shape_out",
        (f"{EXAMINE}::test_no_false_alarm",),
    ),
    Fault(
        "examining computes with the model",
        f"{CLINIC}/examine.py",
        "seen = trace_shapes(model, spec, graphs.append) if spec is not None else None",
        "seen = trace_shapes(model, spec, graphs.append) if model(inputs) is not None else None",
        (f"{EXAMINE}::test_the_model_is_not_run",),
    ),
)
ASKED = (
    Fault(
        "the search by halves ends one too low",
        f"{CLINIC}/rules.py",
        "    return large\n",
        "    return too_small\n",
        (SEARCH,),
    ),
    Fault(
        "a size that empties a map passes",
        f"{CLINIC}/search.py",
        "return not any(0 in (step.shape_out or ())[1:] for step in seen.steps)",
        "return True",
        (SEARCH,),
    ),
    Fault(
        "a failure map is asked with height and width changed round",
        f"{CLINIC}/sizes.py",
        "yield point(shapes.at(height, width, channels))",
        "yield point(shapes.at(width, height, channels))",
        (f"{SIZES}::test_a_map_has_a_row_for_each_height_and_a_column_for_each_width",),
    ),
    Fault(
        "a transposed failure map",
        f"{CLINIC}/sizes.py",
        "        tuple(tuple(outcome for outcome, _ in row) for row in rows),\n"
        "        tuple(tuple(layer for _, layer in row) for row in rows),\n",
        "        tuple(tuple(outcome for outcome, _ in row) for row in zip(*rows)),\n"
        "        tuple(tuple(layer for _, layer in row) for row in zip(*rows)),\n",
        (f"{SIZES}::test_a_map_has_a_row_for_each_height_and_a_column_for_each_width",),
    ),
    Fault(
        "sides that break the rule are not told",
        f"{CLINIC}/rules.py",
        "return replace(rule, exceptions=tuple(broken))",
        "return rule",
        (f"{SIZES}::test_a_model_that_takes_nothing_and_one_without_a_rule",),
    ),
    Fault(
        "a picture too small for a convolution is run",
        f"{CLINIC}/sizes.py",
        'return not last.refusal or "Conv" in last.kind or "Pool" in last.kind',
        "return False",
        (f"{SIZES}::test_what_is_too_small_is_never_run",),
    ),
    Fault(
        "a dilated window counts as if its places lay together",
        f"{CLINIC}/guard.py",
        "(side - 1) * step + 1",
        "side",
        ("tests/unit/clinic/test_guard.py",),
    ),
    Fault(
        "graphs of shapes grow without end",
        f"{CLINIC}/shapes.py",
        "if self._asked > RENEWED:",
        "if False:",
        (f"{SIZES}::test_new_graphs_are_begun_and_the_answers_stay",),
    ),
)
FAULTS = WORDS + QUESTIONS + WEIGHED + REPLAYED + SILENT + ASKED

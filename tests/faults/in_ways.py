"""The ways in and out of the clinic: files from elsewhere, repairs, call sites, what is shown."""

from tests.faults.fault import Fault

CLINIC, TESTS = "helpers/clinic", "tests/unit/clinic"
LOADING, REPAIR = f"{TESTS}/test_loading.py", f"{TESTS}/test_repair.py"
HOSTILE, BOUNDS = f"{TESTS}/test_loading_hostile.py", f"{TESTS}/test_loading_bounds.py"
RENDER, WAYS = f"{TESTS}/test_render.py", f"{TESTS}/test_ways_in.py"
CALLSITE, COMMAND = f"{TESTS}/test_callsite.py", f"{TESTS}/test_command.py"

FILES = (
    Fault(
        "safe_mode=False",
        f"{CLINIC}/stored.py",
        "description, safe_mode=True",
        "description, safe_mode=False",
        (LOADING,),
    ),
    Fault(
        "the bound on an archive's whole swelling is gone",
        f"{CLINIC}/loading.py",
        "if total > MOST_SWELLING * size:",
        "if False:",
        (LOADING,),
    ),
    Fault(
        "a member may be a link",
        f"{CLINIC}/loading.py",
        "if (member.external_attr >> 16) & 0o170000 == 0o120000:",
        "if False:",
        (LOADING,),
    ),
    Fault(
        "a layer without its module is let through",
        f"{CLINIC}/described.py",
        "if module is None and kind in PLAIN:",
        "if module is None:",
        (LOADING,),
    ),
    Fault(
        "Lambda layers are no longer refused by name",
        f"{CLINIC}/described.py",
        '    "Lambda": RUNS_CODE,\n',
        "",
        (LOADING,),
    ),
)
BOUNDED = (
    Fault(
        "an array of the weights may lie in another file",
        f"{CLINIC}/stored.py",
        "if array.external or array.is_virtual:",
        "if False:",
        (HOSTILE,),
    ),
    Fault(
        "a link in the weights is followed",
        f"{CLINIC}/stored.py",
        "if not isinstance(group.get(name, getlink=True), h5py.HardLink):",
        "if False:",
        (HOSTILE,),
    ),
    Fault(
        "any function of Keras may be named",
        f"{CLINIC}/described.py",
        "if module not in FUNCTIONS or not _is_plain_name(name) or name in MAKERS:",
        "if not _is_plain_name(name):",
        (HOSTILE,),
    ),
    Fault(
        "a layer may be called on constants alone",
        f"{CLINIC}/described.py",
        "if not any(map(_is_tensor, inside)) and not _is_old_call(call):",
        "if False:",
        (BOUNDS,),
    ),
    Fault(
        "a Sequential costs no more than its layers",
        f"{CLINIC}/described.py",
        "calls * (len(each) - place)",
        "calls",
        (BOUNDS,),
    ),
    Fault(
        "the weights of a description are not counted",
        f"{CLINIC}/stored.py",
        "if total > held + MOST_MISSING:",
        "if total > held + 10**60:",
        (BOUNDS,),
    ),
    Fault(
        "home is no longer understood",
        f"{CLINIC}/places.py",
        "path = path.expanduser()",
        "path = path",
        (BOUNDS,),
    ),
)
REPAIRED = (
    Fault(
        "a repair forgets the weights that fit",
        f"{CLINIC}/remade.py",
        "layer.set_weights([weight.reshape(shape) for weight, shape in zip(kept, shapes)])",
        "pass",
        (REPAIR,),
    ),
    Fault(
        "a padded answer is cropped to width by height",
        f"{CLINIC}/remade.py",
        "rows, columns = places(both[1][0, :, 0, 0]), places(both[1][0, 0, :, 0])",
        "columns, rows = places(both[1][0, :, 0, 0]), places(both[1][0, 0, :, 0])",
        (REPAIR,),
    ),
    Fault(
        "a repaired model is padded to one step on both axes",
        f"{CLINIC}/repair.py",
        "step = takes.height.step, takes.width.step",
        "step = takes.height.step, takes.height.step",
        (REPAIR,),
    ),
    Fault(
        "a Dense layer's weights are laid out as columns by rows",
        f"{CLINIC}/remade.py",
        "weight.reshape(shape) for weight",
        "weight.reshape(shape, order='F') for weight",
        (REPAIR,),
    ),
)
SHOWN = (
    Fault(
        "shapes and products are broken at the end of a line",
        f"{CLINIC}/render.py",
        r'lambda found: found[0].replace(" ", "\u00a0"),',
        "lambda found: found[0],",
        (RENDER,),
    ),
    Fault(
        "a summary goes into a page as it is",
        f"{CLINIC}/render.py",
        "<p>{whole(diagnosis.summary)}</p>",
        "<p>{diagnosis.summary}</p>",
        (RENDER,),
    ),
    Fault(
        "TensorFlow's message goes into a page as it is",
        f"{CLINIC}/render.py",
        "original = escape(plain(diagnosis.original))",
        "original = (plain(diagnosis.original))",
        (RENDER,),
    ),
    Fault(
        "a number carries the class of another axis",
        f"{CLINIC}/marks.py",
        '("batch", "height", "width", "channels")',
        '("batch", "width", "height", "channels")',
        (RENDER,),
    ),
)
CALLED = (
    Fault(
        "the innermost of the learner's lines is not looked for",
        f"{CLINIC}/callsite.py",
        "if found and not theirs and not innermost:",
        "if found and not theirs:",
        (CALLSITE,),
    ),
    Fault(
        "the with block swallows what failed inside",
        f"{CLINIC}/ways_in.py",
        "        return False\n",
        "        return True\n",
        (WAYS,),
    ),
    Fault(
        "an interrupt is explained as a failure",
        f"{CLINIC}/ways_in.py",
        "if isinstance(error, Exception) and may_be_of_shapes(error):\n            self.diagnosis",
        "if error is not None:\n            self.diagnosis",
        (WAYS,),
    ),
)
TYPED = (
    Fault(
        "check ends well where a size does not pass",
        f"{CLINIC}/command.py",
        "return NO if failed else YES",
        "return YES",
        (f"{COMMAND}::test_check_ends_with_whether_every_size_passes",),
    ),
    Fault(
        "a size on the command line is width by height",
        f"{CLINIC}/command.py",
        "return int(found[1]), int(found[2])",
        "return int(found[2]), int(found[1])",
        (COMMAND,),
    ),
    Fault(
        "of several tracebacks the first is read",
        f"{CLINIC}/command.py",
        "text[frames[-1].start() :]",
        "text[frames[0].start() :]",
        (f"{COMMAND}::test_what_was_raised_last_is_what_is_read",),
    ),
    Fault(
        "a line for GitHub's runner is not escaped",
        f"{CLINIC}/command.py",
        'return "".join(f"%{ord(one):02X}" if one in letters else one for one in text)',
        "return text",
        (f"{COMMAND}::test_what_a_runner_would_take_for_its_own_is_escaped",),
    ),
)
FAULTS = FILES + BOUNDED + REPAIRED + SHOWN + CALLED + TYPED

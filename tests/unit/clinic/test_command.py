"""The clinic from a command line: what it prints, where, and how it ends."""

import io
import json
import os
import subprocess
import sys
import time

import keras
import pytest

from helpers.clinic import causes, command
from helpers.course import builders

MESSAGE = (
    "Exception encountered when calling Sequential.call().\n\n\x1b[1mMatrix size-incompatible: "
    "In[0]: [1,127008], In[1]: [394272,10] [Op:MatMul]\x1b[0m"
)
TRACEBACK = f"""Traceback (most recent call last):
  File "train.py", line 3, in <module>
    model(x)
  File "/somewhere/keras/src/utils/traceback_utils.py", line 122, in error_handler
    raise e.with_traceback(filtered_tb) from None
tensorflow.python.framework.errors_impl.InvalidArgumentError: {MESSAGE}
"""
FROM_IPYTHON = f"""---------------------------------------------------------------------------
InvalidArgumentError                      Traceback (most recent call last)
Cell In[3], line 1
----> 1 model(x)

File ~/lib/keras/src/utils/traceback_utils.py:122, in error_handler(*args, **kwargs)
--> 122     raise e.with_traceback(filtered_tb) from None

InvalidArgumentError: {MESSAGE}
"""


@pytest.fixture(autouse=True)
def no_clock(monkeypatch):
    """On a busy machine the command says that it is still at it; a test of that sets its own."""
    monkeypatch.setattr(command, "FIRST_TOLD", 600.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a model for 224 × 224, one that takes multiples of 8, and one of a table."""
    found = tmp_path_factory.mktemp("models")
    builders.fixed_sequential().save(found / "fixed.keras")
    builders.small_unet().save(found / "unet.keras")
    keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)]).save(found / "table.keras")
    return found


def run(capsys, *arguments):
    """(exit status, standard output, standard error) of the command."""
    try:
        status = command.main([str(one) for one in arguments])
    except SystemExit as ended:
        status = ended.code
    said = capsys.readouterr()
    return status, said.out, said.err


# --- explain, causes -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TRACEBACK, FROM_IPYTHON, MESSAGE])
def test_the_message_of_a_traceback_is_found(text):
    assert command.message_in(text) == command.re.sub(r"\x1b\[[\d;]*m", "", MESSAGE)


def test_what_was_raised_last_is_what_is_read():
    first = (
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'x'\n"
    )
    between = "\nDuring handling of the above exception, another exception occurred:\n\n"
    assert command.message_in(first + between + TRACEBACK).startswith("Exception encountered")


@pytest.mark.parametrize("text", [TRACEBACK, FROM_IPYTHON, MESSAGE])
@pytest.mark.parametrize("way", ["file", "stdin", "no name"])
def test_explain_says_cause_numbers_and_what_helps(capsys, monkeypatch, tmp_path, text, way):
    (tmp_path / "error.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    given = {"file": [tmp_path / "error.txt"], "stdin": ["-"], "no name": []}[way]
    status, out, err = run(capsys, "explain", *given)
    assert (status, err) == (0, "")
    for word in ("SC101", "size-pinned-by-dense", "394272", "127008", "advice, not tried:"):
        assert word in out


def test_explain_as_json(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(TRACEBACK))
    status, out, _ = run(capsys, "explain", "--json")
    found = json.loads(out)
    assert (status, found["cause"], found["received"]) == (
        0,
        "size-pinned-by-dense",
        [None, 127008],
    )
    assert found["fixes"]


def test_what_nothing_fits_is_told_by_the_exit_status(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("KeyError: 'cat'"))
    status, out, _ = run(capsys, "explain")
    assert status == 1 and "unknown" in out


@pytest.mark.parametrize("room", causes.ROOMS, ids=lambda room: room.CODE)
def test_each_cause_has_its_code_and_a_page_of_words(capsys, room):
    status, page, _ = run(capsys, "explain", room.CODE.lower())
    assert status == 0 and page.startswith(f"{room.CODE} {room.NAME}: ")
    assert len(page.split()) > 30
    status, listed, _ = run(capsys, "causes")
    assert status == 0 and f"{room.CODE}  {room.NAME}" in listed and room.TITLE in listed


# --- sizes, check
# ----------------------------------------------------------------------------------


def test_sizes(capsys, folder):
    status, out, _ = run(capsys, "sizes", folder / "unet.keras")
    assert status == 0 and "small_unet: height and width divisible by 8. Tried" in out


def test_sizes_as_json(capsys, folder):
    status, out, _ = run(capsys, "sizes", folder / "unet.keras", "--json")
    found = json.loads(out)
    assert (status, found["rule"]) == (0, "height and width divisible by 8")
    assert found["made_for"] == [None, None, None, 3] and found["broken"] == []
    assert found["height"] == {"least": 8, "step": 8, "exceptions": [], "most": None}
    assert {run["came"] for run in found["tried"]} == {"passed", "refused"}


def test_sizes_of_a_model_that_takes_none(capsys, tmp_path):
    never = keras.Sequential([keras.Input((None, None, 3)), keras.layers.Cropping2D(600)])
    never.add(keras.layers.Conv2D(2, 3))
    never.save(tmp_path / "never.keras")
    status, out, _ = run(capsys, "sizes", tmp_path / "never.keras")
    assert status == 1 and "no rule found" in out


@pytest.mark.parametrize(
    "sizes, ends", [(["64x64"], 0), (["64x64", "64×72"], 0), (["64x64", "65x64"], 1), (["8x12"], 1)]
)
def test_check_ends_with_whether_every_size_passes(capsys, folder, sizes, ends):
    given = [part for size in sizes for part in ("--size", size)]
    status, out, err = run(capsys, "check", folder / "unet.keras", *given)
    assert (status, err) == (ends, "")
    assert out.count("passed") == len(sizes) - ends
    assert out.count("refused at skip") == ends


def test_check_is_not_content_with_what_runs_and_is_wrong(capsys, folder):
    status, out, _ = run(capsys, "check", folder / "fixed.keras", "--size", "225x225")
    assert status == 1 and out.startswith("225 × 225: passed but wrong at pool (MaxPooling2D). ")


def test_check_for_github(capsys, folder):
    asked = ("check", folder / "unet.keras", "--format", "github", "--size", "64x64")
    assert run(capsys, *asked) == (0, "", "")
    status, out, _ = run(capsys, *asked, "--size", "65x64")
    assert status == 1 and out.count("\n") == 1
    head, title, message = out.split("::", 1)[1].replace("::", ",", 1).split(",", 2)
    assert head.startswith("error file=") and head.endswith("unet.keras")
    assert title == "title=65 × 64" and message.startswith("refused at skip")


def test_what_a_runner_would_take_for_its_own_is_escaped():
    line = command._annotation("a,b:c.keras", "x", "50 %,\nand: more")
    assert line == "::error file=a%2Cb%3Ac.keras,title=x::50 %25,%0Aand: more"


# --- what cannot be done -------------------------------------------------------------------------


@pytest.mark.parametrize("command_", [["sizes"], ["check", "--size", "8x8"]])
def test_a_file_that_is_missing_or_refused(capsys, tmp_path, command_):
    first, *rest = command_
    (tmp_path / "bad.keras").write_bytes(b"no zip")
    for name, why in (("none.keras", "no such file"), ("bad.keras", "no zip archive")):
        status, out, err = run(capsys, first, tmp_path / name, *rest)
        assert (status, out) == (2, "") and why in err and "The way out:" in err
        assert err.startswith(name)


def test_a_model_of_no_pictures(capsys, folder):
    status, out, err = run(capsys, "sizes", folder / "table.keras")
    assert (status, out) == (2, "") and "it takes (None, 5)" in err


@pytest.mark.parametrize("size", ["128", "0x8", "8x", "axb", "-8x8", "8x8x3", "1.5x2", "9999999x1"])
def test_a_bad_size(capsys, size):
    status, out, err = run(capsys, "check", "some.keras", f"--size={size}")
    assert (status, out) == (2, "") and "such as 128x160" in err


def test_nothing_to_explain(capsys, tmp_path):
    status, out, err = run(capsys, "explain", tmp_path / "none.txt")
    assert (status, out) == (2, "") and "No such file" in err and "a code such as SC104" in err
    status, out, err = run(capsys, "explain", "SC9999")
    assert (status, out) == (2, "") and "causes" in err


def test_no_command_and_help(capsys):
    assert run(capsys)[0] == 2
    status, out, _ = run(capsys, "--help")
    assert status == 0 and "exit status:" in out
    assert run(capsys, "--version")[1].startswith("shape-clinic ")


# --- as a process
# ----------------------------------------------------------------------------------


def process(repo, *arguments, **options):
    env = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"} | options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-m", "helpers.clinic", *arguments],
        **{"cwd": repo, "env": env, "capture_output": True, **options},
    )


def test_a_terminal_that_lacks_letters(repo, folder):
    asked = ("check", folder / "unet.keras", "--size", "64x64")
    done = process(repo, *asked, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout.split()) == (0, [b"64", b"?", b"64:", b"passed"])


def test_a_reader_that_goes_away(repo):
    """As `| head -1` does."""
    reading, writing = os.pipe()
    os.close(reading)
    done = process(repo, "causes", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == command.NOBODY_READS
    assert b"Traceback" not in done.stderr and b"BrokenPipe" not in done.stderr


def test_what_takes_long_says_so_on_standard_error(capsys, monkeypatch):
    with command._telling("small.keras: loading"):
        pass
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(command, "FIRST_TOLD", 0.01)
    told, until = "", time.monotonic() + 20
    with command._telling("big.keras: loading"):
        while not told and time.monotonic() < until:
            told = capsys.readouterr().err
    assert told == "big.keras: loading: 0 seconds so far\n"

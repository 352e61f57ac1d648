"""What counts as a failure in the log of the server under test."""

import textwrap

import pytest
from browser.jupyter import Lab

LEFT = """
ERROR | Task exception was never retrieved
future: <Task finished exception=WebSocketClosedError()>
Traceback (most recent call last):
  File "tornado/websocket.py", line 1140, in wrapper
    await fut
tornado.iostream.StreamClosedError: Stream is closed

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "tornado/websocket.py", line 1142, in wrapper
    raise WebSocketClosedError()
tornado.websocket.WebSocketClosedError
"""
OWN = """
Traceback (most recent call last):
  File "helpers/panels/stage.py", line 1, in draw
    1 / 0
ZeroDivisionError: division by zero
"""


def news_of(tmp_path, words):
    log = tmp_path / "log"
    log.write_text(words)
    return Lab("", "", log, tmp_path).news()


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_page_that_was_left_is_no_failure(tmp_path, indent):
    assert "Traceback" not in news_of(tmp_path, textwrap.indent(LEFT, indent))


@pytest.mark.parametrize("words", [OWN, OWN + LEFT, LEFT + OWN, LEFT + OWN + LEFT])
def test_any_other_traceback_is_one(tmp_path, words):
    assert news_of(tmp_path, words).count("Traceback") == 1

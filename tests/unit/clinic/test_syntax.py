"""A parser that trips over itself is asked again; a wrong source is wrong at once."""

import ast

import pytest

from helpers.clinic import syntax


def test_the_parsers_own_error_is_tried_again(monkeypatch):
    disturbed, parse = [1, 2], ast.parse

    def parsing(*given, **words):
        if disturbed:
            disturbed.pop()
            raise SystemError("AST constructor recursion depth mismatch (before=162, after=15)")
        return parse(*given, **words)

    monkeypatch.setattr(ast, "parse", parsing)
    assert ast.unparse(syntax.parsed("x = 1")) == "x = 1" and disturbed == []


def test_an_error_that_stays_is_raised(monkeypatch):
    def refuse(*given, **words):
        raise SystemError("for good")

    monkeypatch.setattr(ast, "parse", refuse)
    with pytest.raises(SystemError, match="for good"):
        syntax.parsed("x = 1")


def test_no_python_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        syntax.parsed("%matplotlib inline")

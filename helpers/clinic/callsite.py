"""Where in the learner's own code a call failed: the statement, its names and what they stand for.

Reads an exception's traceback and the source behind it; evaluates nothing but names.
"""

import ast
import linecache
import sysconfig
from dataclasses import dataclass, field, replace
from pathlib import Path

#: Files under these are not the learner's: Python's library, installed packages, and this one.
_NOT_THEIRS = tuple(
    str(Path(path)) for path in {
        sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), Path(__file__).parent
    }
)


@dataclass(frozen=True)
class CallSite:
    """The learner's statement that failed, "" where its source is not to be had.

    `values` are the variables in reach. `function` is the text of what was called, such as "model.predict",
    `arguments` the texts of what it was given, by position, and then `keywords` by name. `source` is the whole
    file or cell, and the cells before it; `outside` are the variables that do not belong to the function that the
    statement is in, () for a statement outside all functions.
    """

    statement: str = ""
    function: str = ""
    arguments: tuple = ()
    keywords: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict, repr=False)
    source: str = field(default="", repr=False)
    outside: frozenset = field(default=frozenset(), repr=False)

    def value(self, text):
        """What a bare name stands for, None for any other expression."""
        return self.values.get(text)

    def name_of(self, value, default):
        """The variable that holds `value`, one that the statement uses if it can be."""
        names = [name for name, held in self.values.items() if held is value and not name.startswith("_")]
        return min(names, key=lambda name: name not in self.used(), default=default)

    def used(self):
        """{name: value} of the variables on the line."""
        names = [node.id for node in ast.walk(ast.parse(self.statement or "0")) if isinstance(node, ast.Name)]
        return {name: self.values[name] for name in dict.fromkeys(names) if name in self.values}

    def definitions(self, name):
        """The statements that give a variable its value, as syntax trees: the last one, and where that starts from
        the variable itself, those before it. Empty where there are none to see.
        """
        made = [
            node for node in ast.walk(ast.parse(self.source or "0"))
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]
        ]
        chain = []
        for node in reversed(made):
            chain.insert(0, node)
            if name not in {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}:
                break
        return chain

    def argument(self, place, keyword):
        """The text of one argument, by its position or keyword; "" where it was not given."""
        return self.arguments[place] if len(self.arguments) > place else self.keywords.get(keyword, "")


def of(error, innermost=False):
    """The `CallSite` of an exception: the last of the learner's lines before a library's first. Never raises.

    `innermost`: the learner's very last line instead, which a library may have called, such as a layer's own `call`.
    """
    sites = trail(error, innermost)
    return sites[-1] if sites else CallSite()


def trail(error, innermost=False):
    """Every `CallSite` on the way, the outermost first, up to the one that `of` gives. Never raises."""
    try:
        return [_site(entry) for entry in _entries(error, innermost)]
    except Exception:  # sources can be missing, edited since or not Python: without them there are no names
        return []


def _entries(error, innermost):
    """The traceback's entries in the learner's own files."""
    found, entry = [], getattr(error, "__traceback__", None)
    while entry:
        theirs = not entry.tb_frame.f_code.co_filename.startswith(_NOT_THEIRS)
        if found and not theirs and not innermost:
            break
        found += [entry] if theirs else []
        entry = entry.tb_next
    return found


def _site(entry):
    frame = entry.tb_frame
    values = {**frame.f_globals, **frame.f_locals}
    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    source = source if _is_python(source) else ""
    told = "\n".join([*filter(_is_python, values.get("In", ())), source])
    in_function = frame.f_locals is not frame.f_globals
    outside = frozenset(frame.f_globals) - frozenset(frame.f_locals) if in_function else frozenset()
    site = CallSite(values=values, source=told, outside=outside)
    statement = _statement(ast.parse(source), entry.tb_lineno)
    if statement is None:
        return site
    call = _call(statement, _columns(entry))
    text = ast.unparse(statement)
    if call is None:
        return replace(site, statement=text)
    return replace(
        site,
        statement=text,
        function=ast.unparse(call.func),
        arguments=tuple(ast.unparse(part) for part in call.args),
        keywords={word.arg: ast.unparse(word.value) for word in call.keywords if word.arg},
    )


def _is_python(cell):
    """Whether a cell parses: magics do not."""
    try:
        ast.parse(cell)
    except SyntaxError:
        return False
    return True


def _statement(tree, line):
    """The smallest statement around a line."""
    around = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= node.end_lineno
    ]
    return min(around, key=lambda node: node.end_lineno - node.lineno, default=None)


def _columns(trail):
    """(line, end line, column, end column) of the expression that ran."""
    code = trail.tb_frame.f_code
    return list(code.co_positions())[trail.tb_lasti // 2]


def _call(statement, columns):
    """The call that ran, or the outermost one of the statement where that is not known."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    for call in calls:
        if (call.lineno, call.end_lineno, call.col_offset, call.end_col_offset) == tuple(columns):
            return call
    return calls[0] if calls else None

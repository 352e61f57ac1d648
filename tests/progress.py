"""A line for each group of tests that is done, and for each failure at once, instead of dots.

For the groups see groups.py.
"""

import time
from collections import Counter

import pytest
from groups import group_of

#: Seconds after which a group that is not done says how far it is.
SILENCE = 15


def pytest_configure(config):
    workers_own = hasattr(config, "workerinput")
    if not workers_own and config.get_verbosity() == 0 and not config.option.collectonly:
        config.pluginmanager.register(Progress(config))


class Progress:
    """Counts the tests that are done, in the process that hears of all of them."""

    def __init__(self, config):
        self.plugins = config.pluginmanager
        self.size, self.left, self.seconds, self.failed = (Counter() for _ in range(4))
        self.total = self.done = 0
        self.start = self.told = time.monotonic()

    def pytest_collection_finish(self, session):
        """Without workers, this process has collected the tests."""
        self._expect([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        """Each worker has collected them all."""
        self._expect(ids)

    def _expect(self, ids):
        self.total = len(ids)
        self.size = Counter(map(group_of, ids))
        self.left = self.size.copy()

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report):
        """No letter, and so no dot."""
        if report.when == "call" and report.passed:
            return "passed", "", ""
        return ("failed" if report.when == "call" else "error", "", "") if report.failed else None

    def pytest_runtest_logreport(self, report):
        """Say what failed, and what is done."""
        group = group_of(report.nodeid)
        self.seconds[group] += report.duration
        if report.failed:
            self.failed[group] += 1
            self._write(f"FAILED {report.nodeid}", red=True)
        if report.when == "teardown":
            self.left[group] -= 1
            self.done += 1
            failed = f", {self.failed[group]} failed" if self.failed[group] else ""
            if not self.left[group]:
                took = f"{self.seconds[group]:.1f} s"
                self._tell(f"{group}: {self.size[group]} tests{failed}, {took}")
            elif time.monotonic() - self.told > SILENCE:
                self._tell(f"{group}: {self.left[group]} to come{failed}")

    def _tell(self, what):
        self.told = time.monotonic()
        minutes, seconds = divmod(int(self.told - self.start), 60)
        self._write(f"{minutes:2}:{seconds:02}  {self.done:4} of {self.total}  {what}")

    def _write(self, line, **colour):
        terminal = self.plugins.getplugin("terminalreporter")
        terminal.ensure_newline()
        terminal.write_line(line, **colour)

"""Settings of the whole run: compiled kernels, and laws that try the same examples every time."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import trephine.evidence.kernel.special  # noqa: F401  (a command must not choose otherwise)

# New examples are for a search of one's own (HYPOTHESIS_PROFILE=default), not for every run.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def same_folder():
    """A test that leaves the run in another folder fails, not those after it."""
    before = Path.cwd()
    yield
    after = Path.cwd()
    os.chdir(before)
    assert after == before, f"the test left the run in {after}"


class _AtOnce:
    """Names a test that fails as it fails: a run that is cut off has said which."""

    def __init__(self, terminal) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            lines = report.longreprtext.rstrip().splitlines() or [""]
            said = next((one[1:].strip() for one in lines if one.startswith("E ")), lines[-1])
            self._terminal.write_line(f"\n{report.when} of {report.nodeid} failed: {said}")


def pytest_sessionstart(session) -> None:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:  # a process of several has none
        session.config.pluginmanager.register(_AtOnce(terminal), "at-once")

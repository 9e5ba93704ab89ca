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

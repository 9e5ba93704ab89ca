"""Compiled kernels on disk follow the files that they call."""

import subprocess
import sys

import pytest

from trephine.evidence.kernel import fit as fit_module
from trephine.evidence.kernel.mode import is_compiled
from trephine.evidence.kernel.stamp import stamp

CALLEE = "from trephine.evidence.kernel.mode import jit\n@jit\ndef inner(x):\n    return x + {}\n"
CALLER = "from trephine.evidence.kernel.mode import jit\nfrom {} import inner\n"
BODY = "@jit\ndef outer(x):\n    return 10.0 * inner(x)\nprint(outer(1.0))\n"


@pytest.mark.skipif(not is_compiled(), reason="needs compiled kernels")
def test_numba_keeps_the_stamp_where_we_put_it():
    """The place is private to Numba: a version that moves it fails here, not in silence."""
    kernel = fit_module.fit
    assert kernel._cache._cache_file._source_stamp == stamp(kernel.py_func)


@pytest.mark.skipif(not is_compiled(), reason="needs compiled kernels")
def test_a_changed_callee_is_compiled_anew(tmp_path):
    def ran(constant: float) -> float:
        (tmp_path / "callee.py").write_text(CALLEE.format(constant))
        (tmp_path / "caller.py").write_text(CALLER.format("callee") + BODY)
        command = [sys.executable, "-c", "import caller"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return float(done.stdout)

    assert ran(1.0) == 20.0
    assert ran(2.0) == 30.0
    assert ran(2.0) == 30.0

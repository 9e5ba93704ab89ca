"""Compiled code: kept on disk, found again, safe from torn files and from each other."""

import os
import subprocess
import sys
import textwrap

import llvmlite.binding as llvm
import numpy as np
import pytest

from tests.unit.mechanism.listing import listing
from tests.unit.mechanism.small_models import decay
from trephine.core.cache import _preferred
from trephine.mechanism.kernel import compile as compiling
from trephine.mechanism.kernel.compiled_model import compiled_model
from trephine.mechanism.kernel.methods import METHODS
from trephine.mechanism.kernel.programs import print_programs, programs
from trephine.mechanism.kernel.vector_math import vector_math
from trephine.mechanism.patients import typical
from trephine.mechanism.solve import solve
from trephine.mechanism.symbolic.system import system


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TREPHINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(compiling, "_loaded", {})
    return tmp_path / "cache"


def final():
    model = decay()
    found = solve(model, typical(model), start=0.0, end=3.0, names=("x",), times=(3.0,))
    return float(found.values[0, 0, 0])


def test_code_is_kept_and_found_again(empty_cache, monkeypatch):
    first = final()
    files = sorted(empty_cache.iterdir())
    assert [path.suffix for path in files] == [".code", ".code"]
    monkeypatch.setattr(compiling, "_loaded", {})

    def never(_text):
        raise AssertionError

    monkeypatch.setattr(compiling, "_object", never)
    assert final() == first


@pytest.mark.parametrize("damage", [b"", b"{", b'{"size": 3}\nabc', None])
def test_a_torn_file_is_compiled_anew(empty_cache, monkeypatch, damage):
    first = final()
    for path in empty_cache.iterdir():
        whole = path.read_bytes()
        path.write_bytes(whole[:-100] + b"x" * 100 if damage is None else damage)
    monkeypatch.setattr(compiling, "_loaded", {})
    assert final() == first
    monkeypatch.setattr(compiling, "_loaded", {})
    assert final() == first


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("TREPHINE_CACHE", str(blocked / "below"))
    monkeypatch.setattr(compiling, "_loaded", {})
    assert final() == pytest.approx(np.exp(-0.9), rel=1e-4)


def test_two_processes_may_compile_at_once(tmp_path):
    script = textwrap.dedent("""
        from tests.unit.mechanism.small_models import decay
        from trephine.mechanism.patients import typical
        from trephine.mechanism.solve import solve
        found = solve(decay(), typical(decay()), start=0.0, end=3.0, names=("x",), times=(3.0,))
        print(repr(float(found.values[0, 0, 0])))
    """)

    environment = {**os.environ, "TREPHINE_CACHE": str(tmp_path)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, text=True
        )
        for _ in range(2)
    ]
    said = {one.communicate()[0] for one in running}
    assert all(one.returncode == 0 for one in running)
    assert len(said) == 1
    assert not list(tmp_path.glob(".*-*"))


def test_the_folder_is_the_one_named_or_the_platforms(monkeypatch, tmp_path):
    monkeypatch.setenv("TREPHINE_CACHE", str(tmp_path))
    assert _preferred() == tmp_path
    monkeypatch.delenv("TREPHINE_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert _preferred() == tmp_path / "xdg" / "trephine"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert _preferred().parts[-3:] == ("Library", "Caches", "trephine")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert _preferred() == tmp_path / "local" / "trephine" / "cache"


def test_the_step_is_computed_on_whole_vectors():
    """No multiplication of single numbers is left in the step: the lanes go together."""
    if not compiling.is_x86():
        pytest.skip("reads x86 assembly")
    text = print_programs(programs(system(listing()), METHODS["rodas5p"]), x86=True)
    head = compiling._ATTRIBUTES + vector_math(fast_reciprocal=compiling.has_avx512())
    module = llvm.parse_assembly(head + text)
    assembly = compiling._target().emit_assembly(module)
    assert assembly.count("mulpd") > 500
    assert assembly.count("mulsd") == 0
    assert assembly.count("divsd") == 0
    if compiling.has_avx512():
        assert assembly.count("zmm") > 10 * assembly.count("ymm")


def test_one_model_in_two_readings_shares_its_step(empty_cache):
    model, method = decay(), METHODS["rodas4"]
    compiled_model(model, method, ("x",))
    compiled_model(model, method, ("z", "both"))
    assert len(list(empty_cache.iterdir())) == 3

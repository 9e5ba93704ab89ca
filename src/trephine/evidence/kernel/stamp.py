"""stamp: a compiled kernel on disk is stale when anything that it calls has changed.

Numba's cache looks at the source file of the kernel alone. Kernels call kernels of other files, and
machine code holds them inlined: after an update of one file the others would go on with the old
code. The stamp below covers all of it, contents rather than dates.
"""

import hashlib
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

_HOME = "trephine."
_CONSTANTS = (int, float, complex, str, tuple)


def stamped(kernel: Any) -> Any:
    """Return a Numba dispatcher whose cache is valid for this state of all it calls."""
    file: Any = getattr(getattr(kernel, "_cache", None), "_cache_file", None)
    if hasattr(file, "_source_stamp"):
        file._source_stamp = stamp(kernel.py_func)  # noqa: SLF001  (no public way; tests hold it)
    return kernel


@cache
def stamp(function: FunctionType) -> bytes:
    """Return a digest of a function's file, its constants and, in turn, the kernels it calls."""
    parts = {_digest(function.__code__.co_filename)}
    names = function.__code__.co_names
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType) and value.__name__.startswith(_HOME):
            parts.add(_digest(str(value.__file__)))
            callees = [getattr(value, inner, None) for inner in names]
        else:
            callees = [value]
        for callee in callees:
            inner = getattr(callee, "py_func", callee)  # itself where kernels are interpreted
            if isinstance(inner, FunctionType) and inner is not function:
                parts.add(stamp(inner))
            elif isinstance(callee, _CONSTANTS):
                parts.add(repr((name, callee)).encode())
    return hashlib.sha256(b"".join(sorted(parts))).digest()


@cache
def _digest(path: str) -> bytes:
    return hashlib.sha256(Path(path).read_bytes()).digest()

"""Compiled or interpreted: how the care room's kernels run in this process.

A kernel is the twin of an algorithm: a plain function over float64 arrays that Numba can compile
and CPython can run. A loop over millions of patients wants it compiled; a short command never
imports it. Compiled code is cached on disk and goes stale with the kernel's own file alone: a
kernel here calls nothing from another file. The default is compiled.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

_state = {"compiled": True, "decided": False}


def interpret() -> None:
    """Run kernels as plain Python in this process. Call before importing any kernel module."""
    if _state["decided"] and _state["compiled"]:
        message = "interpret() came after a kernel was compiled: call it first"
        raise RuntimeError(message)
    _state["compiled"] = False


def is_compiled() -> bool:
    """Tell whether kernels run compiled."""
    return _state["compiled"]


def jit(function: F) -> F:
    """Compile ``function`` on its first call, without the interpreter lock, or leave it."""
    _state["decided"] = True
    if not _state["compiled"]:
        return function
    import numba  # noqa: PLC0415  (the point of this module)

    return cast("F", numba.njit(cache=True, error_model="numpy", nogil=True)(function))

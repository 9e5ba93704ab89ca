"""Compiled or interpreted: how the numerical kernels run in this process.

A kernel is a plain function over floats and float64 arrays that Numba can compile and CPython can
run. Importing Numba costs about a second, more than a single fit of a usual meta-analysis takes in
plain Python; so a short-lived command may choose ``interpret()`` before it imports any kernel, and
``compile_alone`` one heavy kernel in it. All ways give the same figures (tests/laws). The default
is compiled, cached on disk.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from trephine.evidence.kernel.stamp import stamped

F = TypeVar("F", bound=Callable[..., Any])

_state = {"compiled": True, "decided": False}
_interpreted: list[Callable[..., Any]] = []


def interpret() -> None:
    """Run kernels as plain Python in this process. Call before importing any kernel module."""
    if _state["decided"] and _state["compiled"]:
        message = "interpret() came after a kernel was compiled: call it first"
        raise RuntimeError(message)
    _state["compiled"] = False


def is_decided() -> bool:
    """Tell whether a kernel was imported already, so that the choice can no longer change."""
    return _state["decided"]


def is_compiled() -> bool:
    """Tell whether kernels run compiled."""
    return _state["compiled"]


def jit(function: F) -> F:
    """Compile ``function`` on its first call, or leave it as it is (see the module's docstring)."""
    _state["decided"] = True
    if not _state["compiled"]:
        _interpreted.append(function)
        return function
    import numba  # noqa: PLC0415  (the point of this module)

    return cast("F", stamped(numba.njit(cache=True, error_model="numpy")(function)))


def jit_nogil(function: F) -> F:
    """Compile ``function`` so that several Python threads can run it at once."""
    _state["decided"] = True
    if not _state["compiled"]:
        _interpreted.append(function)
        return function
    import numba  # noqa: PLC0415  (the point of this module)

    return cast("F", stamped(numba.njit(cache=True, error_model="numpy", nogil=True)(function)))


def jit_parallel(function: F) -> F:
    """Compile ``function`` for several threads, releasing the interpreter lock."""
    _state["decided"] = True
    if not _state["compiled"]:
        _interpreted.append(function)
        return function
    import numba  # noqa: PLC0415  (the point of this module)

    return cast(
        "F",
        stamped(numba.njit(cache=True, error_model="numpy", nogil=True, parallel=True)(function)),
    )


@cache
def compile_alone(kernel: F) -> F:
    """Return a kernel compiled with all it calls, in a process that interprets the others.

    For long work behind one call: all subsets of 18 studies take minutes interpreted. Several
    Python threads can run it at once. In a compiled process: the kernel as it is.
    """
    if _state["compiled"]:
        return kernel
    import numba  # noqa: PLC0415  (the point of this module)
    from numba.extending import register_jitable  # noqa: PLC0415

    for function in _interpreted:
        register_jitable(function)
    _interpreted.clear()
    return cast("F", stamped(numba.njit(cache=True, error_model="numpy", nogil=True)(kernel)))

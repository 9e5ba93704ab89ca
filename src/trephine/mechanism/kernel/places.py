"""Where the driving loop finds what a model's code reads and writes, and how it calls that code.

Compiled loops are kept on disk and go stale with their own file alone: a change here is a change of
drive.py, too.
"""

from typing import Any

from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 8
# places of the layout in the array ``at``
H, W_, T, RTOL, ERROR, FACTOR, SHARE = range(7)
(A_N, A_Y, A_NEW, A_K, A_BENDS) = range(5)
(A_PARAMETERS, A_NP, A_KEPT, A_SEEN, A_NSEEN, A_NBENDS, A_ORDER, A_NKEPT) = range(5, 13)
# addresses of functions in the array ``code``
START, HOIST, RATES, STEP, BEND, OBSERVE, REACH, BEND_SEEN = range(8)
# what a patient's record stands at
FRESH, PENDING, REWIND, OVER = range(4)
# kinds of measure
PEAK, PEAK_AT, TROUGH, TROUGH_AT, AREA, VALUE = range(6)
FIRST_ABOVE, FIRST_BELOW, LAST_ABOVE, DAYS_ABOVE, DAYS_BELOW = range(6, 11)

MOST_STEPS = 200_000
LEAST_STEP = 1e-15
# Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.4: share of the states'
# own time scale, what counts as none, the step where there is none, largest growth of a guess
SHARE_OF_SCALE, NONE, SMALL_STEP, MOST_GROWTH = 0.01, 1e-5, 1e-6, 100.0


@intrinsic
def call(typing_context: Any, address: Any, pointer: Any) -> Any:  # noqa: ARG001  (Numba's form)
    """Call the function at an address with one pointer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        from llvmlite import ir  # type: ignore[import-untyped]  # noqa: PLC0415  (only while compiling)

        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t])
        function = builder.inttoptr(arguments[0], kind.as_pointer())
        builder.call(function, [builder.inttoptr(arguments[1], cgutils.voidptr_t)])
        return context.get_dummy_value()

    return types.none(types.int64, types.int64), generate

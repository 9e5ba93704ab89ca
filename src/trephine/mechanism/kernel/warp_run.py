"""Run patients by NVIDIA Warp: on a GPU, or on Warp's own CPU device."""

import hashlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

import numpy as np

from trephine.core.cache import cache_directory, write_atomically
from trephine.core.error import MethodError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.mechanism.doses import Doses
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.programs import Programs, programs
from trephine.mechanism.kernel.questions import Questions
from trephine.mechanism.kernel.run import Block, measure_limits, new_block
from trephine.mechanism.kernel.warp_print import print_warp
from trephine.mechanism.symbolic.system import system

MOST_AT_ONCE = 262_144
"""Patients on the device at a time: some 4 GB of workspace for a model of sixty states."""
_made: dict[str, tuple[Programs, Any]] = {}


def run_warp(
    model: Model,
    method: RosenbrockMethod,
    questions: Questions,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    *,
    start: float,
    end: float,
    rtol: float,
    device: str,
    room: np.ndarray,
) -> list[Block]:
    """Run all patients on ``device`` (``cpu`` or ``cuda``, Warp's own) and return their blocks.

    Schedules only: neither decisions nor a model's events. Raises MethodError where Warp or the
    device is missing.
    """
    wp = _warp(device)
    made, kernel = _kernel(model, method, questions.every)
    blocks = []
    for first in range(0, len(numbers), MOST_AT_ONCE):
        last = min(first + MOST_AT_ONCE, len(numbers))
        block = new_block(
            questions,
            first,
            numbers[first:last],
            parameters[first:last],
            doses.rows(first, last),
            room[first:last],
            recorded=False,
        )
        _launch(wp, kernel, made, questions, block, (start, end, rtol), device)
        blocks.append(block)
    return blocks


def _launch(
    wp: Any,
    kernel: Any,
    made: Programs,
    questions: Questions,
    block: Block,
    limits: tuple[float, float, float],
    device: str,
) -> None:
    n, q, place = len(block.numbers), len(questions.measures), made.layout
    derived = [i for i, one in enumerate(made.system.model.parameters) if one.formula]
    slots = place.size + max(len(questions.every), place.states + len(derived))
    with wp.ScopedDevice(device):
        w = wp.zeros((slots, n), dtype=wp.float64)
        first = place.parameters
        columns = wp.array(np.ascontiguousarray(block.parameters.T), dtype=wp.float64)
        if columns.shape[0]:
            wp.copy(w[first : first + columns.shape[0]], columns)

        def whole(table: Any) -> Any:
            return wp.array(np.ascontiguousarray(table, dtype=np.int32), dtype=wp.int32)

        def number(table: Any) -> Any:
            return wp.array(np.ascontiguousarray(table, dtype=np.float64), dtype=wp.float64)

        kinds, *bounds = measure_limits(questions.measures)
        values = number(np.full((*block.values.shape[1:], n), np.nan))
        reduced = number(np.full((q, n), np.nan))
        status, steps, rejected, given = (whole(np.zeros(n)) for _ in range(4))
        failed_at = number(np.full(n, np.nan))
        floors = [one.floor for one in made.system.model.states]
        inputs = [w, whole(derived), number(floors), *(wp.float64(one) for one in limits)]
        inputs += [number(block.times), whole(block.targets), number(block.amounts), given]
        inputs += [number(questions.samples), whole(questions.time_of), whole(questions.is_grid)]
        inputs += [whole(questions.out_columns), values, whole(kinds)]
        inputs += [whole(questions.measure_columns), number(np.stack(bounds)), reduced]
        inputs += [number(np.zeros((q, n))), number(np.zeros((q, n))), whole(np.ones((q, n)))]
        inputs += [number(np.zeros((q, n))), status, failed_at, steps, rejected]
        wp.launch(kernel, dim=n, inputs=inputs)
        block.values[:] = np.moveaxis(values.numpy(), -1, 0)
        block.status[:] = status.numpy()
        block.reduced[:] = np.where(block.status[:, None] == 0, reduced.numpy().T, np.nan)
        block.failed_at[:], block.steps[:] = failed_at.numpy(), steps.numpy()
        block.rejected[:], block.next_dose[:] = rejected.numpy(), given.numpy()


def _warp(device: str) -> Any:
    """Return the module. Raises MethodError where it, or the device, is missing."""
    if importlib.util.find_spec("warp") is None:
        raise _missing(part="warp-lang")
    import warp as wp  # noqa: PLC0415  (an extra, and half a second)

    wp.config.log_level = wp.LOG_ERROR
    wp.config.kernel_cache_dir = str(cache_directory() / "warp")
    wp.init()  # type: ignore[no-untyped-call]
    if device == "cuda" and not wp.is_cuda_available():
        raise _missing(part="CUDA")
    return wp


def _missing(*, part: str) -> MethodError:
    return MethodError(
        what=Text(zh="无法在此设备上求解", en="a run cannot be computed on this device"),
        where="solve(device=…)",
        found=f"{part}: not available",
        do=Text(
            zh='安装 trephine[gpu] 与显卡驱动，或改用 device="cpu"',
            en='install trephine[gpu] and the GPU\'s driver, or use device="cpu"',
        ),
    )


def _kernel(model: Model, method: RosenbrockMethod, names: tuple[str, ...]) -> tuple[Programs, Any]:
    from trephine.mechanism.kernel.warp_drive import make_kernel  # noqa: PLC0415  (imports Warp)

    digest = hashlib.sha256(repr((model, method, names)).encode()).hexdigest()
    if digest not in _made:
        made = programs(system(model), method)
        own = _module(print_warp(made, names))
        _made[digest] = made, make_kernel(own, made.layout, method.error_order)
    return _made[digest]


def _module(text: str) -> ModuleType:
    """Write a printed module into the cache folder, whole or not at all, and import it."""
    name = f"trephine_warp_{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    if name in sys.modules:
        return sys.modules[name]
    path = cache_directory() / "warp_models" / f"{name}.py"
    if not path.exists():
        write_atomically(path, text.encode())
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

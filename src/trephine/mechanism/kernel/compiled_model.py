"""A model's compiled code: where its parts are and how its workspace is laid out."""

import ctypes
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from trephine.core.model import Model
from trephine.mechanism.kernel.compile import Code, compiled, is_x86
from trephine.mechanism.kernel.layout import Layout
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.programs import (
    Programs,
    print_programs,
    print_reading,
    programs,
    used_by_reading,
    used_by_steps,
)
from trephine.mechanism.symbolic.system import system

_STEPPING = ("start", "hoist", "rates", "step", "bend", "watch")
_READING = ("observe", "reach", "bend_seen")
_SPARE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledModel:
    """Compiled code of one model, one method and one list of quantities to read.

    ``code`` int64[8] are the addresses and ``at`` int64[13] the layout that ``drive`` takes;
    ``derived`` int64 are the columns of parameters that have a formula, ``used`` those that a run
    reads once it has begun, ``floors`` float64 the sizes below which a state does not count.
    """

    model: Model
    layout: Layout
    code: np.ndarray
    at: np.ndarray
    derived: np.ndarray
    used: np.ndarray
    floors: np.ndarray
    seen: int
    parts: tuple[Code, ...]

    @property
    def driven(self) -> tuple[np.ndarray, ...]:
        """Return what the driving loops take of a model."""
        return self.code, self.at, self.derived, self.used, self.floors

    def workspace(self) -> np.ndarray:
        """Return an empty workspace, float64[slots, 8], aligned to 64 bytes."""
        slots = self.layout.size + self.seen + _SPARE
        plain = np.zeros(slots * 8 + 8)
        first = (-plain.ctypes.data // 8) % 8
        return plain[first : first + slots * 8].reshape(slots, 8)

    def call(self, name: str, w: np.ndarray) -> None:
        """Call one of the compiled functions on a workspace."""
        for part in self.parts:
            if name in part.addresses:
                ctypes.CFUNCTYPE(None, ctypes.c_void_p)(part.addresses[name])(w.ctypes.data)
                return
        raise KeyError(name)


def compiled_model(model: Model, method: RosenbrockMethod, names: tuple[str, ...]) -> CompiledModel:
    """Return a model's code, from memory, from the cache folder, or compiled now (seconds)."""
    digest = hashlib.sha256(f"{formulas_of(model)}\n{method}".encode()).hexdigest()
    made: list[Programs] = []

    def worked_out() -> Programs:
        if not made:
            made.append(programs(system(model), method))
        return made[0]

    def stepping() -> tuple[str, dict[str, Any]]:
        found = worked_out()
        notes = {"layout": asdict(found.layout), "used": used_by_steps(found)}
        return print_programs(found, x86=is_x86()), notes

    def reading() -> tuple[str, dict[str, Any]]:
        found = worked_out()
        return print_reading(found, names), {"used": used_by_reading(found, names)}

    step = compiled(f"step {digest}", _STEPPING, stepping)
    read = compiled(f"read {digest} {names}", _READING, reading)
    place = Layout(**step.notes["layout"])
    derived = [i for i, entry in enumerate(model.parameters) if entry.formula]
    seen = max(len(names), place.states + len(derived), _changes(model))
    at = [place.states, place.y, place.new, place.k, place.bends, place.parameters]
    at += [len(model.parameters), place.kept, place.size, seen, len(method.dense)]
    at += [method.error_order + 1, place.factors - place.kept]
    used = sorted({*step.notes["used"], *read.notes["used"]})
    code = [step.addresses[name] for name in _STEPPING[:-1]]
    code += [read.addresses[name] for name in _READING]
    return CompiledModel(
        model=model,
        layout=place,
        code=np.array(code, dtype=np.int64),
        at=np.array(at, dtype=np.int64),
        derived=np.array(derived, dtype=np.int64),
        used=np.array(used, dtype=np.int64),
        floors=np.array([one.floor for one in model.states], dtype=np.float64),
        seen=seen,
        parts=(step, read),
    )


def _changes(model: Model) -> int:
    return len(model.events) + sum(len(event.changes) for event in model.events)


def formulas_of(model: Model) -> str:
    """Return everything of a model that its code depends on."""
    states = [(one.id, one.initial, one.rate, one.floor) for one in model.states]
    parameters = [(one.id, one.formula) for one in model.parameters]
    rules = [(one.id, one.formula) for one in model.assignments]
    events = [(one.id, one.trigger, one.changes) for one in model.events]
    return repr((states, parameters, rules, events))

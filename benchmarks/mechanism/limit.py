"""How far a run is from what the processor can do: operations counted, its peak measured.

``python benchmarks/mechanism/limit.py [patients]`` prints: operations a step and a patient, counted
from the printed programs; the peak of fused multiply-adds of one core, measured here; microseconds
a patient on one core, the median of five; and the share. A reciprocal counts as one operation in
one column and as the eight it is made of in the other.
"""

import ctypes
import statistics
import sys
import time
from collections import Counter

import numpy as np

from trephine.core.measure import TrajectoryMeasure
from trephine.library.model_of import model as model_of
from trephine.mechanism.doses import doses_of
from trephine.mechanism.kernel.compile import compiled
from trephine.mechanism.kernel.methods import METHODS
from trephine.mechanism.kernel.print_llvm import order_of
from trephine.mechanism.kernel.programs import Programs, programs
from trephine.mechanism.kernel.vector_math import LANES, V
from trephine.mechanism.patients import Patients, typical
from trephine.mechanism.solve import METHOD, solve
from trephine.mechanism.symbolic.dormant import without_dormant
from trephine.mechanism.symbolic.system import system

MADE_OF = {"rcp": 8, "exp": 36, "log": 40, "logabs": 42, "pow": 50, "slope": 55}
FREE = {"const", "truth", "symbol", "neg", "select", "and", "or", "not"}
NAMES = ("MP", "G", "ANC", "PLT", "I6", "E1", "TT")
INTO = ("DL", "R1", "DT", "DS")


def operations(made: Programs) -> tuple[int, int, Counter[str]]:
    """Return operations a step: a reciprocal as one, and as the operations it is made of."""
    graph, n, method = made.system.graph, made.layout.states, made.method
    kinds: Counter[str] = Counter()
    begin = order_of(graph, [*made.factors, *made.begin], made.given)
    again = order_of(graph, made.again, made.stage_given)
    for nodes, times in ((begin, 1), (again, method.stages - 1)):
        for node in nodes:
            kind = graph.nodes[node][0]
            if kind not in FREE:
                kinds[kind] += times
    terms = sum(sum(map(bool, row)) for row in (*method.a[1:], *method.C[1:]))
    kinds["sums"] = 2 * n * terms + n
    kinds["error"] = 6 * n
    kinds["rcp"] += n
    plain = sum(kinds.values())
    return plain, sum(count * MADE_OF.get(kind, 1) for kind, count in kinds.items()), kinds


def peak() -> float:
    """Return the most operations a second of one core: sixteen chains of fused multiply-adds."""
    chains, turns = 16, 4000

    def text() -> tuple[str, dict]:
        lines = ["define void @peak(ptr %p) #0 {", "entry:"]
        for i in range(chains):
            lines += [
                f"  %q{i} = getelementptr {V}, ptr %p, i64 {i}",
                f"  %v{i} = load {V}, ptr %q{i}, align 64",
            ]
        lines += ["  br label %loop", "loop:", "  %i = phi i64 [0, %entry], [%j, %loop]"]
        lines += [f"  %a{i} = phi {V} [%v{i}, %entry], [%b{i}, %loop]" for i in range(chains)]
        for i in range(chains):
            lines.append(f"  %m{i} = fmul contract {V} %a{i}, %v0")
            lines.append(f"  %b{i} = fadd contract {V} %m{i}, %v1")
        lines += ["  %j = add i64 %i, 1", f"  %more = icmp ult i64 %j, {turns}"]
        lines += ["  br i1 %more, label %loop, label %out", "out:"]
        lines += [f"  store {V} %b{i}, ptr %q{i}, align 64" for i in range(chains)]
        return "\n".join([*lines, "  ret void", "}"]), {}

    call = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(
        compiled("peak", ("peak",), text).addresses["peak"]
    )
    plain = np.full(chains * LANES + 8, 0.5)
    pointer = plain.ctypes.data + (-plain.ctypes.data % 64)
    best = np.inf
    for _ in range(400):
        begun = time.perf_counter()
        call(pointer)
        best = min(best, time.perf_counter() - begun)
    return 2 * LANES * chains * turns / best


def cohort(n: int) -> Patients:
    """Return patients that differ in every parameter that has a spread; no population's."""
    model, draw = model_of("bcma_cart"), np.random.default_rng(0)
    patients = typical(model, n)
    for j, entry in enumerate(model.parameters):
        if entry.spread is None or entry.formula or entry.value <= 0:
            continue
        factor = np.exp(entry.spread.sd * np.clip(draw.standard_normal(n), -2, 2))
        value = entry.value * factor
        if entry.spread.kind == "logitnormal":
            odds = entry.value / (1 - entry.value) * factor
            value = odds / (1 + odds)
        patients.parameters[:, j] = np.clip(value, entry.low, entry.high)
    return patients


def main() -> None:
    """Count, measure, print."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2048
    model, method = model_of("bcma_cart"), METHODS[METHOD]
    patients = cohort(n)
    given = [(-5.0, "DL", 1.0), (-4.0, "DL", 1.0), (-3.0, "DL", 1.0), (0.0, "R1", 0.4)]
    doses = doses_of(model, [given] * n)
    measures = [TrajectoryMeasure(id=name, kind="peak", of=name) for name in NAMES]
    top = peak()
    print(f"peak of one core: {top / 1e9:.1f} Gflop/s (fused multiply-adds)")
    for into in (None, INTO):
        left = model if into is None else without_dormant(model, into)
        counted, made_of, kinds = operations(programs(system(left), method))
        times = []
        for _ in range(6):
            begun = time.thread_time()
            found = solve(
                model, patients, doses, end=730.0, measures=measures, threads=1, doses_into=into
            )
            times.append(time.thread_time() - begun)
        micro = statistics.median(times[1:]) / n * 1e6
        best = min(times[1:]) / n * 1e6
        tried = float((found.steps + found.rejected).mean())
        share = made_of * tried / (micro * 1e-6) / top
        print(f"{len(left.states)} states, doses into {'any' if into is None else ', '.join(into)}")
        print(f"  operations a step: {counted} ({made_of} with reciprocals taken apart)")
        print("  of them:", ", ".join(f"{k} {v}" for k, v in kinds.most_common(8)))
        print(f"  steps a patient: {found.steps.mean():.0f}, rejected {found.rejected.mean():.0f}")
        print(f"  {micro:.0f} us a patient and core (best {best:.0f}), failures {found.failures()}")
        print(f"  limit {made_of * tried / top * 1e6:.0f} us: {1 / share:.1f} times the limit")


if __name__ == "__main__":
    main()

"""simulate: virtual patients of a population, treated and followed, in chunks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.run_outcome import RunOutcomes
from trephine.mechanism.enrol import enrol
from trephine.mechanism.manifest import Manifest, digest_of, versions
from trephine.mechanism.outcomes import plan_outcomes
from trephine.mechanism.progress import Advance
from trephine.mechanism.run_store import RunStore, read_columns
from trephine.mechanism.simulate_check import check_run, with_values
from trephine.mechanism.simulate_chunk import CHUNK, RunGiven, curves_of, run_chunk
from trephine.mechanism.simulated import FAILED_AT, PATIENT, STATUS, FailedPatient, Simulated
from trephine.mechanism.virtual_arm import VirtualArm

SHOWN = 500


def simulate(
    model: Model,
    arm: VirtualArm,
    *,
    population: Population,
    regimens: Sequence[Regimen],
    outcomes: RunOutcomes,
    n: int,
    days: float,
    seed: int,
    out: Path | None = None,
    chunk: int = CHUNK,
    shown: int = SHOWN,
    threads: int = 0,
    products: Sequence[Product] = (),
    values: Mapping[str, float] | None = None,
    changes: Mapping[str, float] | None = None,
    advance: Advance | None = None,
) -> Simulated:
    """Enrol ``n`` virtual patients, treat them, follow them for ``days``, keep their outcomes.

    Patients are computed ``chunk`` at a time; of each only the outcomes are kept, and the curves of
    the first ``shown`` (patients are numbered before anything is drawn, so these are a random
    sample). With ``out`` every finished chunk is a file, and the same call goes on where an earlier
    one stopped. ``values`` set typical values of parameters before the products' presets (a member
    of an ensemble), ``changes`` after them and before the strategies. An interruption
    (KeyboardInterrupt) ends the run after the last finished chunk: the result then ``is_whole`` no
    longer. A patient whose integration fails is counted, with reason and day. The care of side
    effects is not simulated here. Raises InputError.
    """
    check_run(n=n, days=days, seed=seed, chunk=chunk, threads=threads)
    model = with_values(model, values or {})
    first = enrol(
        model, population, arm.product, arm.strategies, 1, seed, regimens, products=products,
        second=arm.second, changes=changes,
    )  # fmt: skip
    start = first.start  # the same for every patient of an arm
    plan = plan_outcomes(outcomes.outcomes, model, days=days, start=start, also=outcomes.shown)
    manifest = Manifest(
        ids={
            "model": model.id,
            "population": population.id,
            "product": arm.product.id,
            "second": arm.second.id if arm.second else "",
            "strategies": " ".join(one.id for one in arm.strategies),
        },
        digests={
            "model": digest_of(model),
            "population": digest_of(population),
            "product": digest_of((arm.product, arm.second)),
            "strategies": digest_of(arm.strategies),
            "regimens": digest_of(tuple(regimens)),
            "products": digest_of(tuple(products)),
            "outcomes": digest_of(outcomes),
        },
        patients=n,
        days=float(days),
        seed=seed,
        chunk=chunk,
        shown=shown,
        measures=tuple(one.id for one in outcomes.outcomes),
        values=dict(sorted((values or {}).items())),
        changes=dict(sorted((changes or {}).items())),
        versions=versions(),
    )
    store = RunStore(out, manifest) if out is not None else None
    given = RunGiven(
        model=model, arm=arm, population=population, regimens=tuple(regimens),
        products=tuple(products), plan=plan, start=start, days=days, seed=seed, threads=threads,
        shown=shown, names=outcomes.shown, changes=changes or {},
    )  # fmt: skip
    parts: dict[int, Any] = {}
    curves: dict[int, Any] = {}
    kept = sum(_size(manifest, one) for one in store.finished) if store else 0
    done = kept
    try:
        for number in range(manifest.chunk_count):
            if store and number in store.finished:
                parts[number] = store.path(number)
                continue
            columns, seen = run_chunk(given, number * chunk, _size(manifest, number))
            if store:
                store.keep(number, columns, seen)
                parts[number] = store.path(number)
            else:
                parts[number] = columns
                if seen:
                    curves[number] = seen
            done += _size(manifest, number)
            if advance:
                advance(done, n, kept)
    except KeyboardInterrupt:
        if advance:
            advance(done, done, kept)
    return _collected(given, outcomes, manifest, store, parts, curves)


def _size(manifest: Manifest, number: int) -> int:
    return min(manifest.chunk, manifest.patients - number * manifest.chunk)


def _collected(
    given: RunGiven,
    outcomes: RunOutcomes,
    manifest: Manifest,
    store: RunStore | None,
    parts: Mapping[int, Any],
    curves: Mapping[int, Any],
) -> Simulated:
    """Put the finished chunks together: failures and shown curves are read back from files."""
    ordered = [parts[number] for number in sorted(parts)]
    seen = []
    for number in sorted(parts):
        if number * manifest.chunk >= given.shown:
            break
        if store and store.curves_path(number).exists():
            names = ["patient", "day", *given.names]
            seen.append(read_columns(store.curves_path(number), names))
        elif number in curves:
            seen.append(curves[number])
    failed = [one for part in ordered for one in _failed(part)]
    return Simulated(
        manifest=manifest.with_chunks(list(parts)),
        outcomes=outcomes,
        columns=_names(ordered),
        covariates=_names(ordered)[4 : -len(outcomes.outcomes)],
        parts=tuple(ordered),
        total=manifest.patients,
        failed=tuple(failed),
        curves=curves_of(seen, given.names, given.plan.visits),
        folder=store.folder if store else None,
    )


def _names(parts: Sequence[Any]) -> tuple[str, ...]:
    if not parts:
        return ()
    if isinstance(parts[0], Path):
        import pyarrow.parquet as pq  # noqa: PLC0415  (only where a run has a folder)

        return tuple(pq.read_schema(parts[0]).names)
    return tuple(parts[0])


def _failed(part: Any) -> list[FailedPatient]:
    names = [PATIENT, STATUS, FAILED_AT]
    found = read_columns(part, names) if isinstance(part, Path) else part
    bad = np.flatnonzero(found[STATUS] != "ok")
    return [
        FailedPatient(
            number=int(found[PATIENT][i]),
            reason=str(found[STATUS][i]),
            day=float(found[FAILED_AT][i]),
        )
        for i in bad
    ]

"""run_trial: a virtual trial from its plan to its results, in chunks, on one machine or many."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.library.ensemble_table import ensemble
from trephine.loop.check_arms import check_arms
from trephine.loop.compare.member_spread import member_figures, member_spread
from trephine.loop.outcomes.patient_table import PatientTable, joined, patient_table
from trephine.loop.results import TrialResults, trial_results
from trephine.loop.run_chunk import Columns, chunk_of, given_for, run_chunk
from trephine.loop.trial_manifest import trial_manifest
from trephine.mechanism.compare_members import chosen_members
from trephine.mechanism.progress import Advance
from trephine.mechanism.run_store import RunStore, read_columns

Unit = tuple[int, int]
"""One piece of work: the place of an arm, and the number of a chunk of its patients."""


class Workers(Protocol):
    """Where chunks are computed: what is asked comes back in any order."""

    def results(
        self, trial: Trial, units: Iterable[Unit], chunk: int
    ) -> Generator[tuple[Unit, Columns]]:
        """Yield every unit with its columns, as they are finished."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrialRun:
    """A trial that was run: its tables of patients by arm, and what they answer.

    ``results`` is None where the run was interrupted before every arm was whole; ``finished`` of
    ``total`` patients are then done, and stay in ``folder`` where there is one.
    """

    trial: Trial
    tables: Mapping[str, PatientTable]
    results: TrialResults | None
    finished: int
    total: int
    folder: Path | None

    @property
    def is_whole(self) -> bool:
        """Whether every patient of every arm is there."""
        return self.results is not None


def run_trial(
    trial: Trial,
    *,
    on: str = "local",
    out: Path | None = None,
    advance: Advance | None = None,
    chunk: int = 0,
    workers: int = 0,
) -> TrialRun:
    """Enrol, treat and follow every arm's patients by the arm's rules, and answer the endpoints.

    ``on``: ``local`` (this machine's cores, ``workers`` processes, 0: as many as cores), ``dask``
    (a cluster of its own on this machine) or ``dask:ADDRESS`` (an existing scheduler). The results
    are the same to the last digit wherever, however many and in whatever order chunks are computed,
    on processors of one kind. With ``out`` a finished chunk is a file, and the same call goes on
    where an earlier one stopped (``chunk`` patients each, 0: as ``chunk_of`` has it); an
    interruption (KeyboardInterrupt) keeps what is finished.
    Where the trial asks for more members of an ensemble, each is run on the same patients, in a
    folder of its own under ``out``; ``tables`` are those of the first set alone.
    ``gpu`` is refused: the model on a GPU takes schedules, and a ward decides. Raises InputError,
    MethodError.
    """
    check_arms(trial)
    chunk = chunk or chunk_of(trial.patients)
    pool = _workers(on, workers)
    sets = _sets(trial)
    each = trial.patients * len(trial.arms)
    parts: list[_Part] = []
    for member, own in sets:
        folder = out if out is None or member is None else out / f"member-{member:03d}"
        part = _run_set(own, pool, folder, chunk, _counted(advance, parts, each, len(sets)))
        parts.append(part)
        if part.done < each:
            break
    finished = sum(one.done for one in parts)
    first = parts[0]
    results = None
    if finished == len(sets) * each:
        results = trial_results(trial, first.tables)
        if trial.ensemble is not None and len(sets) > 1:
            figures = [
                member_figures(own, member, part.tables)
                for (member, own), part in zip(sets, parts, strict=True)
                if member is not None
            ]
            results = replace(results, spread=member_spread(trial.ensemble.name, figures))
    return TrialRun(
        trial=trial,
        tables=first.tables,
        results=results,
        finished=finished,
        total=len(sets) * each,
        folder=out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What was run of one set of parameters."""

    tables: Mapping[str, PatientTable]
    done: int
    kept: int


def _sets(trial: Trial) -> list[tuple[int | None, Trial]]:
    """Return the trial, and the same under each further member of its ensemble."""
    found: list[tuple[int | None, Trial]] = [(None, trial)]
    chosen = trial.ensemble
    if chosen is not None and chosen.members:
        for member in chosen_members(ensemble(chosen.name), chosen.members):
            own = replace(chosen, member=member, members=0)
            found.append((member, replace(trial, ensemble=own)))
    return found


def _counted(
    advance: Advance | None, parts: Sequence[_Part], each: int, sets: int
) -> Advance | None:
    """Return a listener that counts the patients of all ``sets`` of ``each``, after ``parts``."""
    if advance is None:
        return None
    listener = advance
    before, finished = sum(one.done for one in parts), sum(one.kept for one in parts)

    def told(done: int, total: int, kept: int) -> None:
        stopped = total < each
        listener(before + done, before + done if stopped else sets * each, finished + kept)

    return told


def _run_set(
    trial: Trial, pool: Workers, out: Path | None, chunk: int, advance: Advance | None
) -> _Part:
    """Run every arm under one set of parameters; an interruption leaves it short."""
    units = [(a, k) for a in range(len(trial.arms)) for k in range(-(-trial.patients // chunk))]
    stores = _stores(trial, out, chunk)
    parts: dict[Unit, Columns] = {}
    waiting = []
    for unit in units:
        store = stores.get(unit[0])
        if store is not None and unit[1] in store.finished:
            parts[unit] = _kept(store, unit[1])
        else:
            waiting.append(unit)
    total = trial.patients * len(trial.arms)
    done = kept = sum(len(one["patient"]) for one in parts.values())
    try:
        with closing(pool.results(trial, waiting, chunk)) as results:
            for unit, columns in results:
                parts[unit] = columns
                if unit[0] in stores:
                    stores[unit[0]].keep(unit[1], columns, None)
                done += len(columns["patient"])
                if advance:
                    advance(done, total, kept)
    except KeyboardInterrupt:
        if advance:
            advance(done, done, kept)
    tables = {}
    for a, arm in enumerate(trial.arms):
        mine = [parts[unit] for unit in units if unit[0] == a and unit in parts]
        if mine:
            tables[arm.id] = joined([patient_table(one, arm=arm.id) for one in mine])
    return _Part(tables=tables, done=done, kept=kept)


def chunk_columns(trial: Trial, unit: Unit, chunk: int) -> Columns:
    """Compute one unit: what a worker, here or elsewhere, is asked for."""
    arm, number = unit
    first = number * chunk
    n = min(chunk, trial.patients - first)
    return run_chunk(trial, trial.arms[arm], first, n)[0]


class Local:
    """Processes of this machine; one alone works in this process."""

    def __init__(self, workers: int) -> None:
        """Take so many processes at most, 0 for as many as there are cores."""
        self._workers = workers or cpu_count() or 1

    def results(
        self, trial: Trial, units: Iterable[Unit], chunk: int
    ) -> Generator[tuple[Unit, Columns]]:
        """Yield every unit with its columns, as they are finished."""
        waiting = list(units)
        count = min(self._workers, len(waiting))
        if count < 2:
            for unit in waiting:
                yield unit, chunk_columns(trial, unit, chunk)
            return
        # compiled once here: what the processes need then lies in the cache folder
        for a in sorted({unit[0] for unit in waiting}):
            given_for(trial, trial.arms[a])
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
        try:
            asked = {pool.submit(chunk_columns, trial, unit, chunk): unit for unit in waiting}
            for future in as_completed(asked):
                yield asked[future], future.result()
        finally:
            # waited for: of a process that is itself a pool's, they would never hear that it ends
            pool.shutdown(wait=True, cancel_futures=True)


def _workers(on: str, workers: int) -> Workers:
    kind, _, address = on.partition(":")
    if on == "local":
        return Local(workers)
    if kind == "dask":
        from trephine.loop.on_dask import OnDask  # noqa: PLC0415  (an extra, and a second)

        return OnDask(address, workers)
    if on == "gpu":
        raise MethodError(
            what=Text(zh="闭环试验不能在显卡上运行", en="a trial with a ward cannot run on a GPU"),
            where="--on",
            found=on,
            do=Text(
                zh="用 local 或 dask：病房要边走边决定，显卡只能求解事先定好的给药"
                '（在 Python 中 solve(…, device="cuda")）；缘由见 docs/explanation/loop.zh.md',
                en="use local or dask: a ward decides as it goes, and a GPU solves doses fixed"
                ' beforehand alone (in Python: solve(…, device="cuda")); why:'
                " docs/explanation/loop.md",
            ),
        )
    raise InputError(
        what=Text(zh="没有这种运行方式", en="There is no such way to run"),
        where="--on",
        found=on,
        do=Text(zh="local、dask 或 dask:地址", en="local, dask or dask:ADDRESS"),
    )


def _stores(trial: Trial, out: Path | None, chunk: int) -> dict[int, RunStore]:
    if out is None:
        return {}
    return {
        a: RunStore(out / f"arm-{arm.id}", trial_manifest(trial, arm, chunk))
        for a, arm in enumerate(trial.arms)
    }


def _kept(store: RunStore, number: int) -> dict[str, NDArray[Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415  (only where a run has a folder)

    path = store.path(number)
    found = read_columns(path, pq.read_schema(path).names)
    return {name: np.asarray(column) for name, column in found.items()}

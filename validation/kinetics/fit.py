"""Fit the kinetics: python -m validation.kinetics.fit --sets 800 --waves 7 --patients 120.

Waves of runs close in on the figures of the fitting side (history matching on an emulator), draws
from the posterior are run again, weighted, and written as an ensemble; the held-out side is run
with the ensemble and with the starting values, and nothing is changed after that.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from trephine.core.error import TrephineError
from trephine.library.ensemble_table import ensemble
from trephine.mechanism.fit.fitted import scores_of
from trephine.mechanism.fit.match import Wave, loss, match, posterior
from validation.fitted_rows import rows, told_of, write_ensemble
from validation.kinetics.cohorts import MODEL, Cohorts

HERE = Path(__file__).parent
ENSEMBLE = HERE.parents[1] / "src" / "trephine" / "library" / "ensembles" / f"{MODEL}.csv"
ABOUT = (
    "Sets of parameters that describe the published kinetics about as well as each other;",
    "the first row is their weighted mean. Written by python -m validation.kinetics.fit.",
)
_WORKER: dict[str, Cohorts] = {}


def one(task: tuple[str, np.ndarray]) -> tuple[np.ndarray, dict[int, int]]:
    side, z = task
    cohorts = _WORKER[side]
    cohorts.failed = {}
    try:
        return cohorts.run(z), cohorts.failed
    except TrephineError as error:  # its four parts do not travel between processes
        raise RuntimeError(str(error)) from None


class Runner:
    """Points run side by side, with a line of progress."""

    def __init__(self, side: str, pool: ProcessPoolExecutor | None, total: int) -> None:
        self.side, self.pool, self.total = side, pool, total
        self.done, self.begun = 0, time.monotonic()
        self.failed: dict[int, int] = {}

    def __call__(self, points: np.ndarray) -> np.ndarray:
        tasks = [(self.side, z) for z in points]
        found = []
        results = self.pool.map(one, tasks, chunksize=2) if self.pool else map(one, tasks)
        for outputs, failed in results:
            found.append(outputs)
            for code, count in failed.items():
                self.failed[code] = self.failed.get(code, 0) + count
            self.done += 1
            if self.done % 20 == 0 or self.done == self.total:
                spent = time.monotonic() - self.begun
                left = spent / self.done * max(self.total - self.done, 0)
                print(f"{self.side}: {self.done}/{self.total}, {spent:.0f} s, {left:.0f} s left")
                sys.stdout.flush()
        return np.array(found)


def digest(cohorts: Cohorts) -> str:
    """Return a digest of what the fit rests on: model, free parameters, goals."""
    text = json.dumps(
        [
            [[s.id, s.initial, s.rate] for s in cohorts.model.states],
            [[a.id, a.formula] for a in cohorts.model.assignments],
            [[p.id, p.value, p.formula] for p in cohorts.model.parameters],
            [[f.id, f.typical, f.sd] for f in cohorts.free],
            [[g.id, g.error, g.slack, t.value] for g, t in cohorts.pairs],
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=800)
    parser.add_argument("--waves", type=int, default=7)
    parser.add_argument("--patients", type=int, default=120)
    parser.add_argument("--members", type=int, default=48)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--sweeps", type=int, default=60)
    parser.add_argument("--rtol", type=float, default=1e-3)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=HERE, help="where result.json is written")
    parser.add_argument("--ensemble", type=Path, default=ENSEMBLE)
    parser.add_argument(
        "--again",
        action="store_true",
        help="run the ensemble that is there under the model as it is now",
    )
    return parser.parse_args()


def again(asked: argparse.Namespace) -> None:
    """Run the ensemble there is once more: nothing is fitted, no weight changes."""
    path = asked.out / "result.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    held = ensemble(MODEL)
    weights = np.array(held.weights)
    goals, loss_of = [], {}
    for side in ("fit", "check"):
        cohorts = Cohorts((side,), result["patients"], result["seed"], asked.rtol)  # type: ignore[arg-type]
        values = np.array([held.typical, *held.members])
        points = scores_of(cohorts.free, values)
        before = cohorts.run(np.zeros(len(cohorts.free)))
        outputs = np.array([cohorts.run(z) for z in points])
        goals += told_rows(cohorts, side, before, outputs[0], outputs[1:], weights)
        if side == "fit":
            losses = loss(cohorts.goals, np.vstack([before[None], outputs]))
            loss_of = {
                "before": float(losses[0]),
                "typical": float(losses[1]),
                "members": [float(x) for x in losses[2:]],
            }
            result["digest"] = digest(cohorts)
    result |= {"goals": goals, "loss": loss_of, "fitted_under": held.digest}
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path} written: fitted under {held.digest}, run under {result['digest']}")


def main() -> None:
    asked = arguments()
    if asked.again:
        again(asked)
        return
    for side in ("fit", "check"):
        _WORKER[side] = Cohorts((side,), asked.patients, asked.seed, asked.rtol)  # type: ignore[arg-type]
    fit, check = _WORKER["fit"], _WORKER["check"]
    d = len(fit.free)
    middle = np.zeros((1, d))
    begun = time.monotonic()
    before = {side: _WORKER[side].run(middle[0]) for side in ("fit", "check")}
    print(f"one set of both sides, compiled: {time.monotonic() - begun:.1f} s")
    context = get_context("fork")
    pool = ProcessPoolExecutor(asked.processes, mp_context=context) if asked.processes > 1 else None
    runner = Runner("fit", pool, asked.sets)

    def told(wave: Wave) -> None:
        print(
            f"{wave.runs} runs: best loss {wave.best:.1f}, median miss foreseen "
            f"{wave.foreseen:.2f}, allowed share of the prior {wave.within:.3f}"
        )

    matched = match(
        runner,
        fit.goals,
        d,
        sets=asked.sets,
        waves=asked.waves,
        seed=asked.seed,
        sweeps=asked.sweeps,
        told=told,
    )
    generator = np.random.default_rng(asked.seed + 1)
    best = matched.points[np.argsort(matched.losses)[:40]]
    draws = posterior(matched.emulator, fit.goals, best, 2000, generator, sweeps=4 * asked.sweeps)
    chosen = draws[generator.choice(len(draws), asked.members, replace=False)]
    outputs = Runner("fit", pool, asked.members)(chosen)
    mean, spread = matched.emulator.predict(chosen)
    logs = loss(fit.goals, mean, np.nan_to_num(spread)) - loss(fit.goals, outputs)
    weights = np.exp(np.minimum(logs - np.median(logs), 3.0))
    weights /= weights.sum()
    typical = weights @ chosen
    held = Runner("check", pool, asked.members)(chosen)
    centre = {side: _WORKER[side].run(typical) for side in ("fit", "check")}
    if pool:
        pool.shutdown()
    result = {
        "digest": digest(fit),
        "fitted_under": digest(fit),
        "seed": asked.seed,
        "sets": asked.sets,
        "waves": [[w.runs, w.best, w.foreseen, w.within] for w in matched.waves],
        "patients": asked.patients,
        "members": asked.members,
        "effective": float(1.0 / (weights**2).sum()),
        "failed": {str(code): count for code, count in runner.failed.items()},
        "loss": {
            "before": float(loss(fit.goals, before["fit"][None])[0]),
            "typical": float(loss(fit.goals, centre["fit"][None])[0]),
            "members": [float(x) for x in loss(fit.goals, outputs)],
        },
        "goals": [
            *told_rows(fit, "fit", before["fit"], centre["fit"], outputs, weights),
            *told_rows(check, "check", before["check"], centre["check"], held, weights),
        ],
        "parameters": told_of(fit.free, chosen, weights, draws, mixtures=4),
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    path = asked.out / "result.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_ensemble(
        asked.ensemble,
        fit.free,
        fit.values(np.vstack([typical[None], chosen])),
        weights,
        result,
        model=MODEL,
        about=ABOUT,
    )
    print(f"{path} and {asked.ensemble} written, {time.monotonic() - begun:.0f} s")


def told_rows(
    cohorts: Cohorts,
    side: str,
    before: np.ndarray,
    typical: np.ndarray,
    members: np.ndarray,
    weights: np.ndarray,
) -> list[dict[str, object]]:
    """Return each goal of a side beside what the model gives."""
    return rows(cohorts.pairs, cohorts.goals, side, before, typical, members, weights)


if __name__ == "__main__":
    main()

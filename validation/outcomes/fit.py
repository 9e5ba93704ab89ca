"""Fit the outcomes: python -m validation.outcomes.fit --sets 240 --waves 4 --patients 120.

Waves of closed-loop runs close in on the outcomes of the fitting side (history matching on an
emulator), draws from the posterior are run again, weighted, and written as an ensemble; the
held-out side is run with them and with the starting values, and nothing is changed after that.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np

from trephine import library
from trephine.mechanism.fit.match import Wave, loss, match, posterior
from validation.fitted_rows import rounded, rows, told_of, write_ensemble
from validation.outcomes.cohorts import MODEL, Cohorts

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "src" / "trephine" / "library" / "ensembles"
ENSEMBLE = CONTENT / f"{MODEL}-outcomes.csv"
ABOUT = (
    "Sets of parameters that describe the published outcomes about equally well; the",
    "first row is their weighted mean. Written by python -m validation.outcomes.fit.",
)


class Runner:
    """Points run one batch after another, with a line of progress, kept as they come."""

    def __init__(self, cohorts: Cohorts, total: int, keep: Path | None) -> None:
        self.cohorts, self.total, self.keep = cohorts, total, keep
        self.points: list[np.ndarray] = []
        self.outputs: list[np.ndarray] = []
        self.begun = time.monotonic()

    def __call__(self, points: np.ndarray) -> np.ndarray:
        found = self.cohorts.run(points)
        self.points.append(points)
        self.outputs.append(found)
        done = sum(len(one) for one in self.points)
        spent = time.monotonic() - self.begun
        left = spent / done * max(self.total - done, 0)
        print(f"{done}/{self.total} points, {spent:.0f} s, {left:.0f} s left", flush=True)
        if self.keep is not None:
            np.savez(self.keep, points=np.vstack(self.points), outputs=np.vstack(self.outputs))
        return found


def digest(cohorts: Cohorts) -> str:
    """Return a digest of what the fit rests on: model, readings' schedules, parameters, goals."""
    model, readouts = library.model(MODEL), library.readouts(MODEL)
    text = json.dumps(
        [
            [[s.id, s.initial, s.rate] for s in model.states],
            [[a.id, a.formula] for a in model.assignments],
            [[p.id, p.value, p.formula] for p in model.parameters],
            [[r.observable, r.formula, r.schedule] for r in readouts.readouts],
            [[s.id, s.days, s.months] for s in readouts.schedules],
            [[f.id, f.typical, f.sd] for f in cohorts.free],
            [[g.id, g.endpoint, g.slack, t.value] for g, t in cohorts.pairs],
        ]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=240)
    parser.add_argument("--waves", type=int, default=4)
    parser.add_argument("--patients", type=int, default=120)
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--sweeps", type=int, default=60)
    parser.add_argument("--out", type=Path, default=HERE, help="where result.json is written")
    parser.add_argument("--ensemble", type=Path, default=ENSEMBLE)
    parser.add_argument("--keep", type=Path, help="where the runs so far are kept (.npz)")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    begun = time.monotonic()
    fit = Cohorts("fit", asked.patients, asked.seed)
    check = Cohorts("check", asked.patients, asked.seed)
    d = len(fit.free)

    def told(wave: Wave) -> None:
        print(
            f"{wave.runs} runs: best loss {wave.best:.1f}, median miss foreseen "
            f"{wave.foreseen:.2f}, allowed share of the prior {wave.within:.3f}",
            flush=True,
        )

    matched = match(
        Runner(fit, asked.sets, asked.keep),
        fit.goals,
        d,
        sets=asked.sets,
        waves=asked.waves,
        seed=asked.seed,
        sweeps=asked.sweeps,
        told=told,
    )
    generator = np.random.default_rng(asked.seed + 1)
    best = matched.points[np.argsort(matched.losses)[:30]]
    draws = posterior(matched.emulator, fit.goals, best, 2000, generator, sweeps=4 * asked.sweeps)
    chosen = draws[generator.choice(len(draws), asked.members, replace=False)]
    # the starting values and the members in one go, then their weighted mean and the best run
    outputs = fit.run(np.vstack([np.zeros((1, d)), chosen]))
    before, outputs = outputs[0], outputs[1:]
    mean, spread = matched.emulator.predict(chosen)
    logs = loss(fit.goals, mean, np.nan_to_num(spread)) - loss(fit.goals, outputs)
    weights = np.exp(np.minimum(logs - np.median(logs), 3.0))
    weights /= weights.sum()
    typical = weights @ chosen
    centre = fit.run(typical[None])[0]
    held = check.run(np.vstack([np.zeros((1, d)), typical[None], chosen]))
    result = {
        "digest": digest(fit),
        "seed": asked.seed,
        "sets": asked.sets,
        "waves": [[w.runs, w.best, w.foreseen, w.within] for w in matched.waves],
        "patients": asked.patients,
        "members": asked.members,
        "effective": float(1.0 / (weights**2).sum()),
        "loss": {
            "before": float(loss(fit.goals, before[None])[0]),
            "typical": float(loss(fit.goals, centre[None])[0]),
            "members": [float(x) for x in loss(fit.goals, outputs)],
        },
        "held_out_loss": {
            "before": float(loss(check.goals, held[:1])[0]),
            "typical": float(loss(check.goals, held[1:2])[0]),
            "members": [float(x) for x in loss(check.goals, held[2:])],
        },
        "goals": [
            *told_rows(fit, "fit", before, centre, outputs, weights),
            *told_rows(check, "check", held[0], held[1], held[2:], weights),
        ],
        "parameters": told_of(fit.free, chosen, weights, draws),
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
    """Return each goal of a side beside what the virtual arm gives, in percent or days."""
    found = rows(cohorts.pairs, cohorts.goals, side, before, typical, members, weights)
    return [row | {"sd": rounded(float(str(row["sd"])))} for row in found]


if __name__ == "__main__":
    main()

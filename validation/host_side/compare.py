"""Shares of toxicity in two virtual cohorts beside published ones.

``python -m validation.host_side.compare`` prints them; ``--write`` pins them.
No treatment of toxicity is given: no tocilizumab, glucocorticoid, growth factor or transfusion.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from trephine import library
from trephine.mechanism.enrol import enrol
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.infections import infections
from trephine.mechanism.solve import solve

HERE = Path(__file__).parent
NAMES = ("ancr", "PLT", "HB", "V", "N", "ND", "temp", "sbpu", "satu", "ice", "iggr", "igar", "GM")
HAZARD = ("ANC", "G", "alc", "ste", "TT")
COHORTS = {"ide-cel": "karmma", "cilta-cel": "cartitude-1"}
# Figures of the cohorts' reports and labels, per cent; None where none is at hand.
PUBLISHED = {
    "neutropenia, grade 3 to 4": (96, 95),
    "thrombocytopenia, grade 3 to 4": (63, 60),
    "anaemia, grade 3 to 4": (63, 68),
    "neutrophils below 1 on day 30": ("31 to 41", None),
    "platelets below 50 on day 30": ("28 to 39", None),
    "any cytopenia of grade 3 on day 7": (94, None),
    "any cytopenia of grade 3 on day 30": (65, None),
    "any cytopenia of grade 3 on day 90": (40, None),
    "CRS, any": (84, 95),
    "CRS, grade 3 to 4": (5.5, 4),
    "neurotoxicity, any": (18, 21),
    "neurotoxicity, grade 3 to 4": (3, 9),
    "parkinson-like signs": (None, 5),
    "first fever, median day": (1, 7),
    "infected within a year": (57, 57),
    "IgG of 7 g/L at a year": (53, 53),
    "IgA of 0.7 g/L at a year": (24, 24),
    "IgM of 0.4 g/L at a year": (73, 73),
}


def measured(product: str, n: int, seed: int) -> dict[str, float]:
    """Return the same figures of a virtual cohort."""
    model = library.model("bcma_cart")
    chosen = next(one for one in library.products() if one.id == product)
    whom = next(one for one in library.populations() if one.id == COHORTS[product])
    cohort = enrol(model, whom, chosen, (), n, seed, library.lymphodepletions())
    times = np.unique(np.concatenate([np.arange(-7, 30.1, 0.25), np.arange(30, 366.0, 2.5)]))
    times = np.unique(np.append(times, [30.0, 90.0, 365.0]))
    found = solve(
        model,
        cohort.patients,
        cohort.doses,
        start=cohort.start,
        end=365.0,
        names=(*NAMES, *HAZARD),
        times=times,
    )
    if found.failures():
        print(product, "failed:", found.failures())
    after = (times >= 0) & (times <= 60)
    anc, plt, hb = (found.of(name) for name in ("ancr", "PLT", "HB"))
    day = {d: int(np.argmin(np.abs(times - d))) for d in (7, 30, 90, 365)}

    def low(d: int) -> np.ndarray:
        return (anc[:, day[d]] < 1) | (plt[:, day[d]] < 50) | (hb[:, day[d]] < 80)

    temp, pressure, oxygen = found.of("temp"), found.of("sbpu"), found.of("satu")
    fever = (temp >= 38) & (times >= 0)
    grave = fever.any(axis=1) & ((pressure.min(axis=1) < 78) | (oxygen.min(axis=1) < 86))
    score = np.round(found.of("ice").min(axis=1))
    risk = evaluate(library.readouts().infection.hazard, {k: found.of(k) for k in HAZARD}, "hazard")
    ill = infections(
        library.readouts().infection, np.asarray(risk), times, cohort.patients.numbers, seed
    )
    first = [times[row][0] for row in fever if row.any()]
    share = {
        "neutropenia, grade 3 to 4": anc[:, after].min(axis=1) < 1,
        "thrombocytopenia, grade 3 to 4": plt[:, after].min(axis=1) < 50,
        "anaemia, grade 3 to 4": hb[:, after].min(axis=1) < 80,
        "neutrophils below 1 on day 30": anc[:, day[30]] < 1,
        "platelets below 50 on day 30": plt[:, day[30]] < 50,
        "any cytopenia of grade 3 on day 7": low(7),
        "any cytopenia of grade 3 on day 30": low(30),
        "any cytopenia of grade 3 on day 90": low(90),
        "CRS, any": fever.any(axis=1),
        "CRS, grade 3 to 4": grave,
        "neurotoxicity, any": score <= 9,
        "neurotoxicity, grade 3 to 4": score <= 2,
        "parkinson-like signs": found.of("ND").max(axis=1) > 1,
        "infected within a year": np.array([any(i.onset >= 0 for i in mine) for mine in ill]),
        "IgG of 7 g/L at a year": found.of("iggr")[:, day[365]] >= 7,
        "IgA of 0.7 g/L at a year": found.of("igar")[:, day[365]] >= 0.7,
        "IgM of 0.4 g/L at a year": found.of("GM")[:, day[365]] >= 0.4,
    }
    told = {name: round(100 * float(np.mean(which)), 1) for name, which in share.items()}
    told["first fever, median day"] = float(np.median(first))
    told |= phenotypes(anc[:, after], times[after])
    return told


def phenotypes(anc: np.ndarray, days: np.ndarray) -> dict[str, float]:
    """Return shares of recovery, per cent.

    Aplastic: below 0.5 for 14 days on end. Intermittent: back to 1, then below it again and at
    less than seven tenths of the best. Quick: neither.
    """
    longest = np.zeros(len(anc))
    running = np.zeros(len(anc))
    for k in range(1, len(days)):
        running = np.where(anc[:, k] < 0.5, running + days[k] - days[k - 1], 0.0)
        longest = np.maximum(longest, running)
    aplastic = longest >= 14
    again = np.zeros(len(anc), dtype=bool)
    for row, one in enumerate(anc):
        late = one[int(np.argmin(one[days <= 15])) :]
        best = np.maximum.accumulate(late)
        again[row] = ((late < 0.7 * best) & (late < 1) & (best >= 1)).any()
    return {
        "recovery: aplastic": round(100 * float(aplastic.mean()), 1),
        "recovery: intermittent": round(100 * float((again & ~aplastic).mean()), 1),
        "recovery: quick": round(100 * float((~again & ~aplastic).mean()), 1),
    }


def main() -> None:
    """Print the comparison; ``--write`` pins it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--patients", type=int, default=400)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    found = {one: measured(one, given.patients, given.seed) for one in COHORTS}
    for name in found["ide-cel"]:
        here = [found[one][name] for one in COHORTS]
        print(f"{name:38s} {here} published {PUBLISHED.get(name)}")
    if given.write:
        told = {"patients": given.patients, "seed": given.seed, "found": found}
        (HERE / "pinned.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Runs the trial that the pages show: ``python -m validation.readme_trial.run``.

Writes ``result.json`` and puts its figures into the READMEs, the limits and the page of the loop,
between their marks. A few minutes on two cores; run it again where the model, the rules, the acts
or the ward change. ``--pages`` fills the pages from the file that is there and runs nothing.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from trephine.core.text import Language
from trephine.core.trial import Trial
from trephine.library.ready_trial import ready_trial
from trephine.loop.check_same import check_same
from trephine.loop.results import TrialResults
from trephine.loop.run_chunk import run_chunk
from trephine.loop.run_trial import run_trial
from trephine.loop.trial_manifest import trial_manifest
from trephine.reports import trial_words as words
from trephine.reports.trial_text import arm_heading, furthest, head_words, pair_heading, row_line
from validation.readme_trial.pages import RESULT, fill

TRIAL, PATIENTS = "g-csf-timing", 40
SHOWN = ("INFECTION", "ORR", "CRS_G3P", "TOCILIZUMAB")
COUNTED = ("ORR", "CR", "CRS", "CRS_G3P")
CHANGED = "NEUTROPENIA_G3P_D30"
SAME_PATIENTS, SAME_DAYS = 4, 40
SAMPLE_PATIENTS, SAMPLE_DAYS = 3, 9


def the_trial() -> Trial:
    """Return the ready trial, as small as the pages run it."""
    return replace(ready_trial(TRIAL), patients=PATIENTS)


def shown(found: TrialResults, language: Language) -> list[str]:
    """Return the lines of the output that the pages show."""
    arm, pair = found.arms[0], found.pairs[0]
    lines = [
        words.SIMULATED[language],
        head_words(found.trial, language),
        arm_heading(found, arm, language),
    ]
    for key in SHOWN:
        one = arm.counts[key]
        label = one.endpoint.kind.label[language]
        lines.append(f"  {label}: {words.count_words(one, language)}")
    lines += ["  ...", f"  {words.WRONG[language]}"]
    lines += [f"    {row_line(one, language)}" for one in furthest(found.compared[0])[:2]]
    lines += ["  ...", pair_heading(found, pair, language)]
    lines += [f"  {words.pair_words(pair.shares[CHANGED], language)}", "  ..."]
    return lines


def rests_on(trial: Trial) -> dict[str, dict[str, str]]:
    """Return digests of the content that the figures follow from, by arm; code is not in them."""
    found = {}
    for arm in trial.arms:
        digests = dict(trial_manifest(trial, arm, 1).digests)
        digests.pop("code", None)
        found[arm.id] = digests
    return found


def sample(trial: Trial) -> dict[str, list[Any]]:
    """Return the rows of a few patients over a few days: enough to see that the ward is another."""
    short = replace(trial, patients=SAMPLE_PATIENTS, days=SAMPLE_DAYS)
    columns, _ = run_chunk(short, short.arms[0], 0, SAMPLE_PATIENTS)
    return {name: _plain(column) for name, column in sorted(columns.items())}


def _plain(column: np.ndarray) -> list[Any]:
    if column.dtype.kind == "f":
        return [None if np.isnan(x) else float(f"{x:.6g}") for x in column]
    return [x.item() if hasattr(x, "item") else str(x) for x in column]


def result(trial: Trial) -> Mapping[str, Any] | None:
    """Run the trial and return what is pinned; None where it was interrupted."""
    found = run_trial(trial).results
    if found is None:
        return None
    first = found.arms[0].counts
    same = check_same(replace(trial, days=SAME_DAYS), trial.arms[0].id, patients=SAME_PATIENTS)
    return {
        "trial": trial.id,
        "patients": trial.patients,
        "days": trial.days,
        "seed": trial.seed,
        "rests_on": rests_on(trial),
        "lines": {language: shown(found, language) for language in ("en", "zh")},
        "counts": {key: [first[key].events, first[key].n] for key in COUNTED},
        "same": {
            "patients": SAME_PATIENTS,
            "days": SAME_DAYS,
            "decisions": same.decisions,
            "orders": same.orders,
            "differences": len(same.differences),
        },
        "sample": sample(trial),
    }


def main() -> None:
    """Run, pin and fill the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", action="store_true", help="fill the pages alone")
    if not parser.parse_args().pages:
        found = result(the_trial())
        if found is None:
            return
        text = json.dumps(found, ensure_ascii=False, indent=1)
        RESULT.write_text(text + "\n", encoding="utf-8")
        print(f"{RESULT} written")
    for page in fill():
        print(f"{page} written")


if __name__ == "__main__":
    main()

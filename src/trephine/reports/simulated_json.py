"""simulated_json: a run of virtual patients as plain values."""

import json
from math import isfinite
from typing import Any

from trephine.mechanism.simulated import Simulated
from trephine.mechanism.simulated_summary import QUANTILES, RunSummary


def simulated_json(run: Simulated, summary: RunSummary) -> dict[str, Any]:
    """Return the summary of a run with its manifest; what is not known or infinite is null.

    A day-of-event quantile that is null was not reached by that many patients.
    """
    return {
        "origin": "simulated",
        "complete": run.is_whole,
        "patients": {
            "asked": summary.total,
            "finished": summary.finished,
            "failed": len(summary.failed),
        },
        "failed": [
            {"patient": one.number, "reason": one.reason, "day": number(one.day)}
            for one in summary.failed
        ],
        "outcomes": {
            one.outcome.id: {
                "zh": one.outcome.label.zh,
                "en": one.outcome.label.en,
                "unit": one.outcome.unit,
                "n": one.asked,
                "known": one.known,
                "share": number(one.share),
                "quantiles": {
                    f"{100 * q:g}": number(value)
                    for q, value in zip(QUANTILES, one.quantiles, strict=True)
                },
            }
            for one in summary.outcomes
        },
        "rule": {"zh": run.outcomes.rule.zh, "en": run.outcomes.rule.en},
        "folder": str(run.folder) if run.folder else None,
        "manifest": json.loads(run.manifest.as_json()),
    }


def number(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return float(value) if isfinite(value) else None

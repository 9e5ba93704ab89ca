"""summarise: a run in figures: each outcome's spread over the virtual patients."""

from dataclasses import dataclass

import numpy as np

from trephine.core.run_outcome import RunOutcome
from trephine.mechanism.simulated import STATUS, FailedPatient, Simulated

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSummary:
    """One outcome over the patients who have it.

    ``known`` are those with a value, out of ``asked`` whose integration succeeded; ``share`` is
    known over asked for the day of an event, and the share of ones for an outcome that is 1 or 0.
    ``quantiles`` (5, 25, 50, 75, 95 %) are of the known values; for the day of an event they are
    of all patients, those without it counted as later than the run: infinite where that many never
    had it.
    """

    outcome: RunOutcome
    asked: int
    known: int
    share: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run in figures. ``failed`` are all who failed, by reason and each by number and day."""

    total: int
    finished: int
    failed: tuple[FailedPatient, ...]
    outcomes: tuple[OutcomeSummary, ...]

    def reasons(self) -> dict[str, int]:
        """Return how many patients failed, by reason."""
        found: dict[str, int] = {}
        for one in self.failed:
            found[one.reason] = found.get(one.reason, 0) + 1
        return found


def summarise(run: Simulated) -> RunSummary:
    """Return a run's outcomes over its finished patients, a column in memory at a time.

    Failed patients are counted and in no figure.
    """
    good = run.column(STATUS) == "ok" if run.parts else np.zeros(0, dtype=bool)
    found = []
    for one in run.outcomes.outcomes:
        values = run.column(one.id)[good] if run.parts else np.zeros(0)
        found.append(_of(one, np.asarray(values, dtype=np.float64)))
    return RunSummary(
        total=run.total, finished=run.finished, failed=run.failed, outcomes=tuple(found)
    )


def _of(one: RunOutcome, values: np.ndarray) -> OutcomeSummary:
    known = values[~np.isnan(values)]
    share = len(known) / len(values) if len(values) else np.nan
    if one.kind in {"is_above", "is_below"}:
        share = float(known.mean()) if len(known) else np.nan
    ranked = np.where(np.isnan(values), np.inf, values) if one.ends else known
    # the order statistic itself: with infinite values an interpolation is not defined
    points = (
        tuple(float(np.quantile(ranked, q, method="inverted_cdf")) for q in QUANTILES)
        if len(ranked)
        else (np.nan,) * len(QUANTILES)
    )
    return OutcomeSummary(
        outcome=one, asked=len(values), known=len(known), share=float(share), quantiles=points
    )

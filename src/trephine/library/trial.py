"""The consensus's trials as rows of counts that can be pooled, each with what is doubtful in it."""

from dataclasses import dataclass, replace
from typing import Literal

from trephine.core.error import InputError
from trephine.core.mark import Derived, Mark
from trephine.core.percentage import (
    CountFit,
    counts_from_percentage,
    denominators_near,
    nearest_count,
)
from trephine.core.study import Counts, Outcome, Percentage, Study
from trephine.core.text import Text
from trephine.library.catalogue import outcome as outcome_of
from trephine.library.study_table import studies

REVIEW = "consensus2022"
Overlap = Literal["once", "naive"]
Impossible = Literal["nearest", "drop"]
CountOrigin = Literal[
    "single-fit", "reported", "nearest-of-several", "fit-by-truncation", "nearest-of-none"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One trial's count for one outcome, with how it was obtained from the printed percentage.

    ``events`` of ``n`` is what to pool. ``origin``: the only integer that prints as the percentage
    (``single-fit``); a count that the trial itself reports for the same people (``reported``); the
    nearest of several that print so; the first that does if decimals were cut off instead of
    rounded; or the nearest although none does (``nearest-of-none``: the percentage cannot be true
    of n people). ``fits`` are the counts that print as the percentage,
    ``denominators`` those of other group sizes that would, nearest first. ``gap`` is events/n minus
    the printed percentage, in percentage points. ``overlaps`` are rows of the same answer
    that share people with this one.
    """

    study: str
    label: Text
    events: int
    n: int
    printed: str
    origin: CountOrigin
    fits: tuple[CountFit, ...]
    denominators: tuple[CountFit, ...]
    gap: float
    costimulatory_domain: str
    overlaps: tuple[str, ...]
    mark: Mark

    @property
    def impossible(self) -> bool:
        """Whether no count of n people prints as the percentage, under any usual rounding."""
        return not self.fits

    @property
    def flags(self) -> tuple[str, ...]:
        """Kebab-case ids of what a reader must know: of the percentage, and of shared people."""
        flags = []
        if self.impossible:
            flags.append("no-integer-fits")
        elif len([fit for fit in self.fits if "half-up" in fit.roundings]) > 1:
            flags.append("several-integers-fit")
        if self.overlaps:
            flags.append("people-counted-twice")
        return tuple(flags)


def trial_table(
    outcome: str,
    *,
    overlap: Overlap = "once",
    impossible: Impossible = "nearest",
) -> tuple[TrialRow, ...]:
    """Return one row for each trial whose table prints a percentage for ``outcome``.

    ``overlap``: ``once`` counts every person once. Where a row is the sum of others, the parts
    are kept if each of them reports the outcome (they keep their own sizes, registrations and the
    heterogeneity between them, and add up to the sum), else the sum alone, else those parts that
    report. ``naive`` returns all rows of the table; ``overlaps`` then names the double counting.
    ``impossible``: a percentage that no count of n gives, and for which the trial itself states
    none, enters as the nearest count, flagged; ``drop`` leaves such rows out, for the sensitivity
    analysis. Trials that do not report the outcome are absent. Raises InputError for an outcome
    that no trial of the table reports.
    """
    kind = outcome_of(outcome)
    rows = {}
    table = studies(REVIEW)
    for trial in table:
        row = _row(trial, kind.key)
        if row is not None:
            rows[trial.id] = row
    if not rows:
        raise InputError(
            what=Text(zh="表中没有研究报告这一指标", en="no trial of the table reports it"),
            where="library.trial_table(outcome)",
            found=repr(outcome),
            do=Text(
                zh="换一个指标，见 library.outcomes()",
                en="choose another outcome, see library.outcomes()",
            ),
        )
    if overlap == "once":
        for trial in table:
            if trial.parts and trial.id in rows:
                whole = all(part in rows for part in trial.parts)
                for gone in (trial.id,) if whole else trial.parts:
                    rows.pop(gone, None)
    kept = [r for r in rows.values() if impossible == "nearest" or r.origin != "nearest-of-none"]
    return tuple(replace(row, overlaps=_overlaps(row, kept, table)) for row in kept)


def _overlaps(row: TrialRow, rows: list[TrialRow], table: tuple[Study, ...]) -> tuple[str, ...]:
    pairs = {(trial.id, part) for trial in table for part in trial.parts}
    return tuple(
        other.study
        for other in rows
        if (row.study, other.study) in pairs or (other.study, row.study) in pairs
    )


def _row(trial: Study, key: str) -> TrialRow | None:
    arm = trial.arms[0]
    found = [entry for entry in arm.outcomes if entry.key == key]
    printed = next((e for e in found if isinstance(e.value, Percentage)), None)
    if printed is None or not isinstance(printed.value, Percentage):
        return None
    share = printed.value
    fits = counts_from_percentage(share)
    rounded = [fit for fit in fits if "half-up" in fit.roundings]
    stated = _reported(found, share)
    formula = "counts_from_percentage" if len(rounded) == 1 else "nearest_count"
    mark: Mark = Derived(formula=f"{formula}({share.printed}/{share.n})", inputs=(trial.read_at,))
    events = nearest_count(share)
    origin: CountOrigin
    if len(rounded) == 1:
        events, origin = rounded[0].events, "single-fit"
    elif stated is not None:
        events, origin, mark = stated[0], "reported", stated[1]
    elif rounded:
        origin = "nearest-of-several"
    elif fits:
        events, origin = fits[0].events, "fit-by-truncation"
    else:
        origin = "nearest-of-none"
    return TrialRow(
        study=trial.id,
        label=trial.label,
        events=events,
        n=share.n,
        printed=share.printed,
        origin=origin,
        fits=fits,
        denominators=() if rounded else denominators_near(share),
        gap=100 * events / share.n - share.value,
        costimulatory_domain=arm.costimulatory_domain,
        overlaps=(),
        mark=mark,
    )


def _reported(found: list[Outcome], share: Percentage) -> tuple[int, Mark] | None:
    """Return the trial's own count for the same n, if it is no further off than one patient."""
    for entry in found:
        value = entry.value
        if not isinstance(value, Counts) or value.events is None or value.n != share.n:
            continue
        if abs(value.events - share.value * share.n / 100) < 1:
            return value.events, entry.mark
    return None

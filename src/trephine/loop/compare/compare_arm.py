"""compare_arm: a virtual arm beside the evidence: inside its intervals, or outside by how much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from trephine.core.product import Product
from trephine.core.text import Text
from trephine.loop.compare.evidence_row import EvidenceFigure, EvidenceRow
from trephine.loop.compare.review_rows import review_rows
from trephine.loop.compare.target_rows import target_rows
from trephine.loop.compare.trial_rows import trial_rows
from trephine.loop.outcomes.arm_results import ArmResults
from trephine.loop.outcomes.endpoint import MONTH

Verdict = Literal["inside-ci", "inside-pi", "outside", "shown", "silent", "no-result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualFigure:
    """The virtual result: a share (0 to 1) or months, with its interval; NaN where not reached."""

    estimate: float
    ci_lb: float
    ci_ub: float
    events: int | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstEvidence:
    """A virtual result against one reference.

    ``difference`` is virtual minus evidence and ``beyond`` how far outside the widest interval
    there is (0 inside): percentage points, or months for medians. ``sds`` is the distance from the
    middle of the prediction in its standard deviations; NaN where there is no prediction.
    ``reaches``: it is outside and its own interval reaches into the reference's widest one, so that
    more virtual patients might move it inside.
    """

    reference: EvidenceFigure
    verdict: Verdict
    difference: float
    beyond: float
    sds: float
    reaches: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One published result beside the virtual one; ``judged`` in the order of its references.

    ``verdict`` is that of the first reference; ``silent`` where the row may not judge (its figures
    are judged all the same in ``judged``, for the reader); ``no-result`` where the virtual trial
    has none, for ``missing``.
    """

    row: EvidenceRow
    virtual: VirtualFigure | None
    judged: tuple[AgainstEvidence, ...]
    verdict: Verdict
    missing: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparedArm:
    """A virtual arm beside all the evidence; ``held_out`` are rows kept from every fit.

    ``differs`` says what the arm does otherwise than the trials that its product stands for: where
    it is not None, how the arm stands is an answer to a what-if, no test of the model.
    """

    arm: str
    product: str
    n: int
    rows: tuple[ComparedRow, ...]
    differs: Text | None = None

    @property
    def held_out(self) -> tuple[ComparedRow, ...]:
        """Rows whose patients no fit may use: checks, and pooled rows."""
        return tuple(one for one in self.rows if one.row.side != "fit")

    def tally(self, rows: Sequence[ComparedRow] | None = None) -> dict[Verdict, int]:
        """Return how many rows (all by default) came to each verdict."""
        found: dict[Verdict, int] = {}
        for one in self.rows if rows is None else rows:
            found[one.verdict] = found.get(one.verdict, 0) + 1
        return found


def compare_arm(
    results: ArmResults,
    product: Product,
    *,
    evidence: Sequence[EvidenceRow] | None = None,
    differs: Text | None = None,
) -> ComparedArm:
    """Hold one arm against zhan2025's pooled results and what was published of its own trials.

    ``evidence`` replaces those rows. The virtual point is judged; its own interval, which shrinks
    with the number of virtual patients and says nothing of how wrong the model is, is shown. A row
    that the audit found inconsistent is shown and judges nothing.
    """
    n = max(results.n, 1)
    rows = (
        (*review_rows(), *trial_rows(product, n), *target_rows(product, n))
        if evidence is None
        else evidence
    )
    return ComparedArm(
        arm=results.arm,
        product=product.id,
        n=results.n,
        rows=tuple(_compared(one, results) for one in rows),
        differs=differs,
    )


def _compared(row: EvidenceRow, results: ArmResults) -> ComparedRow:
    virtual = _figure(results, row.outcome)
    if virtual is None:
        return ComparedRow(
            row=row,
            virtual=None,
            judged=(),
            verdict="no-result",
            missing=results.left_out.get(
                row.outcome, Text(zh="未计算这一终点", en="this endpoint was not computed")
            ),
        )
    judged = tuple(judge(virtual, one) for one in row.references)
    verdict: Verdict = "silent" if row.silent is not None else judged[0].verdict
    return ComparedRow(row=row, virtual=virtual, judged=judged, verdict=verdict)


def _figure(results: ArmResults, key: str) -> VirtualFigure | None:
    if key in results.counts:
        one = results.counts[key]
        return VirtualFigure(
            estimate=one.share, ci_lb=one.ci_lb, ci_ub=one.ci_ub, events=one.events, n=one.n
        )
    if key in results.times:
        own = results.times[key]
        return VirtualFigure(
            estimate=own.median, ci_lb=own.ci_lb, ci_ub=own.ci_ub, events=None, n=own.curve.n
        )
    if key in results.days and results.days[key].n:
        days = results.days[key]
        return VirtualFigure(
            estimate=days.median / MONTH,
            ci_lb=days.ci_lb / MONTH,
            ci_ub=days.ci_ub / MONTH,
            events=None,
            n=days.n,
        )
    return None


def judge(virtual: VirtualFigure, reference: EvidenceFigure) -> AgainstEvidence:
    """Say where a virtual result stands in a reference's intervals; ends count as inside.

    A median that is not reached is outside where its interval's lower end lies above the reference,
    by at least so much.
    """
    own = virtual.estimate
    unit = 1.0 if reference.scale == "months" else 100.0
    inside_ci = reference.ci_lb <= own <= reference.ci_ub
    inside_pi = reference.pi_lb <= own <= reference.pi_ub
    known = not math.isnan(reference.ci_lb) and not math.isnan(own)
    # A median that is not reached lies above its lower end: outside where that already is.
    least = _least_beyond(virtual, reference)
    verdict: Verdict = (
        "outside"
        if least > 0
        else "shown"
        if not known
        else "inside-ci"
        if inside_ci
        else "inside-pi"
        if inside_pi
        else "outside"
    )
    beyond, reaches = 0.0, False
    if verdict == "outside" and known:
        low = min(v for v in (reference.ci_lb, reference.pi_lb) if not math.isnan(v))
        high = max(v for v in (reference.ci_ub, reference.pi_ub) if not math.isnan(v))
        beyond = unit * (own - low if own < low else own - high)
        # an upper end of a median that is not reached lies above everything
        reaches = virtual.ci_lb <= high and not virtual.ci_ub < low
    sds = math.nan
    if reference.sd > 0 and not math.isnan(own):
        sds = (_scaled(virtual, reference) - reference.centre) / reference.sd
        if own in {0.0, 1.0} and sds * (own - reference.estimate) < 0:
            sds = math.nan  # none or all of so few that half an event lies beyond the centre
    return AgainstEvidence(
        reference=reference,
        verdict=verdict,
        difference=unit * (own - reference.estimate),
        beyond=beyond if known else least if least > 0 else math.nan,
        sds=sds,
        reaches=reaches,
    )


def _least_beyond(virtual: VirtualFigure, reference: EvidenceFigure) -> float:
    """Return by how much at least a median that is not reached lies above the reference, or 0."""
    ends = [v for v in (reference.ci_ub, reference.pi_ub) if not math.isnan(v)]
    if reference.scale != "months" or not math.isnan(virtual.estimate) or not ends:
        return 0.0
    return max(virtual.ci_lb - max(ends), 0.0) if not math.isnan(virtual.ci_lb) else 0.0


def _scaled(virtual: VirtualFigure, reference: EvidenceFigure) -> float:
    """Return the virtual share on the reference's scale; none and all by half an event."""
    share = virtual.estimate
    if reference.scale == "arcsine":
        return math.asin(math.sqrt(share))
    if reference.scale == "logit":
        half = 0.5 / (virtual.n + 1.0)
        held = min(max(share, half), 1.0 - half)
        return math.log(held / (1.0 - held))
    return share

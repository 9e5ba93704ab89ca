"""EvidenceRow: one published result to hold a virtual trial against, with all its intervals."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

_NAN = float("nan")
Basis = Literal["recomputed", "printed", "trial"]
Scale = Literal["logit", "arcsine", "share", "months"]
# fit: patients whose figures a fit may use; check: kept to check it; pooled: never fitted.
RowSide = Literal["fit", "check", "pooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFigure:
    """One set of figures of a published result; shares from 0 to 1, times in months.

    ``basis``: ``recomputed`` by our own pooling of the counts that are public (``k`` of ``k_of``
    studies); ``printed`` in the review, with a prediction interval that follows from its I2 and the
    studies' sizes; ``trial``, one trial's own counts, with the interval in which a repeat of it
    with as many patients as the virtual one would fall. ``centre`` and ``sd`` are the middle and
    the standard deviation of the prediction on ``scale``; NaN where there is none.
    """

    basis: Basis
    estimate: float
    ci_lb: float = _NAN
    ci_ub: float = _NAN
    pi_lb: float = _NAN
    pi_ub: float = _NAN
    scale: Scale = "share"
    centre: float = _NAN
    sd: float = _NAN
    k: int = 1
    k_of: int = 1
    events: int | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One published result: whose, of which outcome, its figures, and whether it may judge.

    ``references`` hold the one that judges first, others beside it. ``silent`` is why the row
    judges nothing: the audit found it inconsistent, or the papers do not give the treatment; its
    figures are shown all the same. ``errata`` are the ids of what the register says of it.
    ``cohort`` is who was treated, ``side`` whether a fit may have used these patients.
    """

    id: str
    source: str
    label: Text
    outcome: str
    at: Locator
    references: tuple[EvidenceFigure, ...]
    side: RowSide
    printed: str
    silent: Text | None = None
    errata: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    counts: tuple[tuple[str, int, int], ...] = ()

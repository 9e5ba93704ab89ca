"""review_rows: every pooled result of zhan2025, redone from public counts and as printed."""

import math
from functools import cache

import numpy as np
from scipy import stats

from trephine.core.erratum import Erratum
from trephine.core.mark import Assumed, Read
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator
from trephine.core.study import Counts, Outcome, Study
from trephine.core.text import Text
from trephine.evidence.audit.count_free_se import count_free_se
from trephine.evidence.audit.printed_range import PrintedRange
from trephine.evidence.meta import meta
from trephine.library import counts_behind, errata, outcome, published, study
from trephine.loop.compare.evidence_row import EvidenceFigure, EvidenceRow

REVIEW = "zhan2025"
_Z = float(stats.norm.isf(0.025))
_PRINTED = Text(
    zh="各研究的计数未公开，只能与所印的数字比较",
    en="the studies' counts are not public, so that only the printed figures can be compared with",
)
_PARTIAL = Text(
    zh="只有 {known}/{k} 项研究的计数公开", en="counts are public for {known} of {k} studies alone"
)
_INCONSISTENT = Text(
    zh="核查发现与原文他处矛盾或不可能，不作判断：{ids}",
    en="found inconsistent by the audit, so it judges nothing: {ids}",
)


@cache
def review_rows(*, sensitivity: bool = False) -> tuple[EvidenceRow, ...]:
    """Return the review's pooled results in its order, ``sensitivity`` analyses too where asked.

    Where two counts or more are public they are pooled by their exact likelihood, and that judges;
    the printed figures stand beside it. Where not, the printed ones judge, and the row says so.
    Counts that could not be checked against a source are not pooled. None of these rows is ever
    fitted.
    """
    return tuple(_row(one) for one in published(REVIEW) if sensitivity or one.analysis == "primary")


def _row(row: PublishedEstimate) -> EvidenceRow:
    known = [(s, o) for s, o in counts_behind(row) if not _unchecked(o)]
    counts = tuple(_count(s, o) for s, o in known)
    printed = _printed(row)
    register = _concerning(row)
    silent = tuple(one.id for one in register if _silences(one, row))
    notes = []
    if len(counts) < 2:
        references: tuple[EvidenceFigure, ...] = (printed,)
        notes.append(_PRINTED)
    else:
        references = (_recomputed(counts, row.k), printed)
        if len(counts) < row.k:
            notes.append(
                Text(**{
                    language: _PARTIAL[language].format(known=len(counts), k=row.k)
                    for language in ("zh", "en")
                })
            )  # fmt: skip
    mark = row.mark
    return EvidenceRow(
        id=f"{REVIEW}/{row.id}",
        source=REVIEW,
        label=outcome(row.outcome).label,
        outcome=row.outcome,
        at=mark.locator if isinstance(mark, Read) else Locator(source=REVIEW, place=""),
        references=references,
        side="pooled",
        printed=f"{row.estimate.text}% ({row.ci_lb.text}–{row.ci_ub.text}%)",
        silent=_silence(silent) if silent else None,
        errata=tuple(one.id for one in register),
        notes=tuple(notes),
        counts=counts,
    )


def _silence(ids: tuple[str, ...]) -> Text:
    named = ", ".join(ids)
    return Text(zh=_INCONSISTENT.zh.format(ids=named), en=_INCONSISTENT.en.format(ids=named))


def _unchecked(found: Outcome) -> bool:
    return isinstance(found.mark, Assumed) and found.confidence == "low"


def _count(entry: Study, found: Outcome) -> tuple[str, int, int]:
    value = found.value
    if not isinstance(value, Counts) or value.events is None:
        message = f"{entry.id}: no count"
        raise TypeError(message)
    return entry.label.en, value.events, value.n


def _recomputed(counts: tuple[tuple[str, int, int], ...], k_of: int) -> EvidenceFigure:
    """Pool the known counts by their exact likelihood; the prediction is normal on the logit."""
    labels, events, sizes = (list(column) for column in zip(*counts, strict=True))
    found = meta({"study": labels, "xi": events, "ni": sizes}).estimate
    natural = found.back["natural"]
    return EvidenceFigure(
        basis="recomputed",
        estimate=natural.estimate,
        ci_lb=natural.ci_lb,
        ci_ub=natural.ci_ub,
        pi_lb=natural.pi_lb,
        pi_ub=natural.pi_ub,
        scale="logit",
        centre=found.estimate,
        sd=math.hypot(found.se, math.sqrt(found.tau2) if found.tau2 > 0 else 0.0),
        k=len(counts),
        k_of=k_of,
        events=sum(events),
        n=sum(sizes),
    )


def _printed(row: PublishedEstimate) -> EvidenceFigure:
    """Return the printed figures, with the prediction interval that I2 and the n's leave.

    On the arcsine scale, whose variances know no count, by DerSimonian and Laird's tau2 and
    Student's t with k - 2 degrees of freedom (Higgins, Thompson and Spiegelhalter 2009); for a
    common effect, and for two studies, there is none.
    """
    share = row.estimate.value / 100.0
    low = high = sd = math.nan
    centre = math.asin(math.sqrt(share))
    sizes = [study(key).arms[0].n for key in row.studies]
    if row.I2.text and len(sizes) > 2:
        i2 = PrintedRange(low=row.I2.value, high=row.I2.value)
        left = count_free_se(np.array([sizes], dtype=np.float64), i2)
        sd = math.hypot(float(left.low[0]), math.sqrt(float(left.tau2_low[0])))
        if row.model == "fixed":
            sd = math.nan
        else:
            half = float(stats.t.isf(0.025, len(sizes) - 2)) * sd
            low = math.sin(max(centre - half, 0.0)) ** 2
            high = math.sin(min(centre + half, math.pi / 2)) ** 2
    return EvidenceFigure(
        basis="printed",
        estimate=share,
        ci_lb=row.ci_lb.value / 100.0,
        ci_ub=row.ci_ub.value / 100.0,
        pi_lb=low,
        pi_ub=high,
        scale="arcsine",
        centre=centre,
        sd=sd,
        k=row.k,
        k_of=row.k,
        n=sum(sizes),
    )


def _concerning(row: PublishedEstimate) -> tuple[Erratum, ...]:
    return errata(REVIEW, concerns=row.id)


def _silences(one: Erratum, row: PublishedEstimate) -> bool:
    """Tell whether the audit found the row's own figures to be impossible or contradicted.

    A contradiction in how studies are listed, in the model or in the words is shown, but does not
    silence: the figures may be right. Of two results that cannot both be, one of which is itself
    impossible, only that one is silenced.
    """
    if one.status == "corrected" or one.kind not in {"impossible", "contradiction"}:
        return False
    own = f"{REVIEW}/count-free-interval/{row.id}"
    here = isinstance(row.mark, Read) and one.at == row.mark.locator
    if one.kind == "impossible":
        return here or own in one.findings
    return any(
        name.startswith(f"{REVIEW}/outcome-logic/") and row.id in name for name in one.findings
    )

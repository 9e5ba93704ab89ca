"""row_reach: what a publication's own n's and I2 let each of its pooled intervals be."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

import numpy as np

from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.interval_reach import Reach, interval_reach
from trephine.evidence.audit.way_back import WAYS, WayBack
from trephine.evidence.effect_set import Vector

Model = Literal["common", "random", ""]
Basis = Literal["named", "shown", "likely", "no"]
_SHOWN = 12
_FREE = {"", "PFT"}
_MOMENTS = {"", "DL", "EE", "FE", "CE"}

ASSUMES = (
    Text(zh="表中的 n 就是合并时的分母", en="the n of the table is the n that was pooled"),
    Text(
        zh="率经 Freeman-Tukey 双反正弦变换后以逆方差加权，两端截于 0 与 100%",
        en="proportions were pooled by inverse variance after the Freeman-Tukey double arcsine"
        " transformation and cut at 0 and 100%",
    ),
    Text(zh="τ² 为 DerSimonian-Laird 法", en="tau² is that of DerSimonian and Laird"),
    Text(
        zh="合并值按 Miller 公式取 n 的调和均数反变换，区间用正态分位数",
        en="the way back is Miller's at the harmonic mean of the n's; the interval is normal",
    ),
    Text(
        zh="I² = 1 − df/Q；打印值为四舍五入（含两次）或截尾",
        en="I² = 1 − df/Q; printed figures are rounded, once or twice, or cut off",
    ),
)


def row_reach(
    publication: Publication, row: PublishedEstimate, *, way: WayBack = WAYS[0]
) -> Reach | Text:
    """Return what the n's of the table and the printed I2 predict for a row, or why nothing.

    The n of a study is that of its first arm, the one the table prints. A paper that names another
    measure than PFT, or another estimator of tau2 than DL, is out of reach: the variances of logit,
    log and raw proportions hold the counts, and other tau2 do not follow from Q.
    """
    methods = publication.methods
    measure = "" if methods is None else methods.measure.upper()
    if measure not in _FREE:
        return Text(
            zh=f"{measure} 的方差含事件数，没有事件数便无从推算",
            en=f"the variances of {measure} hold the counts: nothing follows without them",
        )
    estimator = "" if methods is None else methods.estimator.upper()
    if estimator not in _MOMENTS and row.model != "fixed":
        return Text(
            zh=f"{estimator} 的 τ² 不由 Q 决定", en=f"tau² of {estimator} does not follow from Q"
        )
    n = table_n(publication, row.studies)
    if isinstance(n, Text):
        return n
    if not all(one.text.strip() for one in (row.estimate, row.ci_lb, row.ci_ub)):
        return Text(zh="估计值或区间未印全", en="estimate or interval is not printed in full")
    level = 95.0 if methods is None else methods.level
    return _remembered(row, tuple(n.tolist()), way, level)


@lru_cache(maxsize=1024)
def _remembered(row: PublishedEstimate, n: tuple[float, ...], way: WayBack, level: float) -> Reach:
    """Predict once: three checks ask for the same rows."""
    return interval_reach(row, np.array(n), way=way, level=level)


def table_n(publication: Publication, studies: tuple[str, ...]) -> Vector | Text:
    """Return the n of each study in the table, or which of them has none."""
    if not studies:
        return Text(zh="文中未列出研究", en="the paper lists no studies")
    if len(studies) < 2:
        return Text(zh="不足两项研究", en="fewer than two studies")
    known = {one.id: one.arms[0].n for one in publication.studies if one.arms and one.arms[0].n > 0}
    missing = [one for one in studies if one not in known]
    if missing:
        names = ", ".join(missing)
        return Text(zh=f"表中没有这些研究的 n：{names}", en=f"the table has no n of {names}")
    return np.array([known[one] for one in studies], dtype=np.float64)


def named_model(row: PublishedEstimate) -> Model:
    """Return the model that the paper names for a row, in one word; empty where it names none."""
    return {"fixed": "common", "random": "random"}.get(row.model, "")  # type: ignore[return-value]


def reproduces(row: PublishedEstimate, reach: Reach) -> bool:
    """Tell whether the printed interval is reached under the model named, any if none is."""
    named = named_model(row)
    return named in reach.models if named else bool(reach.models)


def double_arcsine_basis(publication: Publication, reach: Mapping[str, Reach | Text]) -> Basis:
    """Return how far it is known that the paper pooled double arcsine proportions.

    ``named``: it says so. ``shown``: at least ``_SHOWN`` of its printed intervals, and three in
    four, are reached by it. ``likely``: three in four, of fewer. ``no``: it was probably pooled in
    another way, and an interval out of reach says nothing. ``reach`` holds the rows by id. Of made
    up papers pooled by the logit, nearly one in three has three in four of its few intervals in
    reach by chance (validation/audit): so ``likely`` carries no more than a suspicion.
    """
    if publication.methods is not None and publication.methods.measure:
        return "named"
    known = {key: one for key, one in reach.items() if isinstance(one, Reach)}
    good = sum(reproduces(publication.row(key), one) for key, one in known.items())
    if not good or 4 * good < 3 * len(known):
        return "no"
    return "shown" if good >= _SHOWN else "likely"

"""begg: rank correlation of standardised effects with their variances."""

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RankTest
from trephine.evidence.bias.kendall import kendall
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def begg(effects: Effects, *, exact: bool = True, continuity: bool = False) -> RankTest:
    """Test for funnel-plot asymmetry by Begg and Mazumdar's rank correlation.

    ``exact`` uses the exact distribution of Kendall's tau where there are no ties (metafor's
    ranktest); False uses the normal approximation (R meta's metabias), with ``continuity`` if asked
    for. Needs at least three studies; all variances equal gives NaN. Source: Begg and Mazumdar
    1994, Biometrics.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Begg 秩相关检验", en="Begg's rank test"))
    w = 1.0 / studies.vi
    mean = float(np.sum(w * studies.yi) / np.sum(w))
    standard = (studies.yi - mean) / np.sqrt(studies.vi - 1.0 / np.sum(w))
    rank = kendall(standard, studies.vi, exact=exact, continuity=continuity)
    return RankTest(
        name="begg",
        k=studies.k,
        tau=rank.tau,
        S=rank.S,
        se_S=rank.se_S,
        z=rank.z,
        pval=rank.pval,
        exact=rank.exact,
        continuity=continuity,
        cautions=(*studies.cautions, *trust(studies)),
        methods=("begg-mazumdar-1994",),
    )

"""trust: when a test for small-study effects should not be relied on."""

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.bias.usable import Usable

PROPORTIONS = frozenset({"PR", "PLN", "PLO", "PAS", "PFT"})
ONE_ARM = PROPORTIONS | frozenset({"IR", "IRLN", "IRS", "IRFT", "MN", "MNLN"})
# Variance of these measures is a function of the effect itself, so yi and sei are correlated
# without any bias (Sterne 2011; Hunter 2014; Macaskill 2001).
TIED_VARIANCE = frozenset({"PR", "PLN", "PLO", "IR", "IRLN", "OR", "RR", "RD", "IRR"})
FEW_STUDIES = 10  # Sterne 2011, recommendation on power


def trust(studies: Usable, *, predictor: str = "sei", I2: float | None = None) -> list[Caution]:
    """Return the cautions that a test of asymmetry on these studies has to carry.

    ``predictor`` is what the effects are regressed on or ranked against (``sei``, ``vi``, or one of
    the sample-size forms). ``I2`` (percent) is computed from Cochran's Q where not given. It does
    not decide whether the test is done.

    Sources: Sterne 2011, BMJ (fewer than ten studies, similar sizes, heterogeneity, OR); Hunter
    2014, J Clin Epidemiol (proportions: plot and test against sample size); Ioannidis 2007, CMAJ.
    """
    found: list[Caution] = []
    if studies.k < FEW_STUDIES:
        found.append(
            Caution(
                kind="few-studies",
                text=Text(
                    zh=f"仅 {studies.k} 项研究：少于 10 项时检验效能过低，"
                    "不能区分偶然与真实的不对称。",
                    en=f"Only {studies.k} studies: with fewer than ten the test has too little "
                    "power to tell chance from real asymmetry.",
                ),
            )
        )
    by_error = predictor in {"sei", "vi"}
    if studies.measure in ONE_ARM:
        found.append(_one_arm(studies.measure, by_error=by_error))
    elif by_error and studies.measure in TIED_VARIANCE:
        found.append(
            Caution(
                kind="effect-tied-to-variance",
                text=Text(
                    zh="该效应量的标准误与效应本身相关，检验可能在没有偏倚时也显示不对称；"
                    "比值比可改用 Harbord 或 Peters 检验。",
                    en="The standard error of this measure depends on the effect itself, so the "
                    "test may show asymmetry where there is no bias; for odds ratios use Harbord "
                    "or Peters.",
                ),
            )
        )
    heterogeneity = _inconsistency(studies) if I2 is None else I2
    if heterogeneity >= 50.0:
        found.append(
            Caution(
                kind="heterogeneous",
                text=Text(
                    zh=f"研究间异质性较大（I² = {heterogeneity:.0f}%）："
                    "不对称可能来自异质性而非发表偏倚。",
                    en=f"Heterogeneity is large (I² = {heterogeneity:.0f} %): asymmetry may come "
                    "from it and not from publication bias.",
                ),
            )
        )
    if _similar_size(studies):
        found.append(
            Caution(
                kind="similar-precision",
                text=Text(
                    zh="各研究精度几乎相同：漏斗图没有高度，检验没有意义。",
                    en="All studies are of nearly the same precision: the funnel has no height and "
                    "the test says nothing.",
                ),
            )
        )
    return found


def _one_arm(measure: str, *, by_error: bool) -> Caution:
    """Say what a funnel of single-arm results can and cannot show."""
    zh = "单臂结果没有可供“阳性/阴性”发表选择的比较：不对称不能直接解释为发表偏倚。"
    en = (
        "A single-arm result has no comparison whose significance could decide publication: "
        "asymmetry is no direct sign of publication bias."
    )
    if by_error and measure in PROPORTIONS - {"PAS", "PFT"}:
        zh += "且率的标准误随率本身变化，接近 0 或 1 时漏斗图必然不对称，宜以样本量为纵轴。"
        en += (
            " The standard error moves with the proportion, so the funnel is skewed near 0 and 1 "
            "without any bias: test against sample size."
        )
    return Caution(kind="single-arm-asymmetry", text=Text(zh=zh, en=en))


def _inconsistency(studies: Usable) -> float:
    """I2 in percent from Cochran's Q."""
    w = 1.0 / studies.vi
    Q = float(np.sum(w * (studies.yi - np.sum(w * studies.yi) / np.sum(w)) ** 2))
    return max(0.0, 100.0 * (Q - (studies.k - 1)) / Q) if Q > 0 else 0.0


def _similar_size(studies: Usable) -> bool:
    """Tell whether the largest standard error is within a tenth of the smallest."""
    sei = np.sqrt(studies.vi)
    return bool(sei.max() <= 1.1 * sei.min())

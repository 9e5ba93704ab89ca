"""paper_rule: the rule by which zhan2025 chooses between common and random effects."""

import math
from dataclasses import dataclass
from typing import Literal

from trephine.core.error import MethodError
from trephine.core.estimate import Estimate
from trephine.core.source import Locator
from trephine.core.text import Text

# The paper's own thresholds, as printed at LOCATOR: common effect if P > 0.1 and I2 < 50 %, random
# effects if P < 0.1 or I2 > 50 %. Neither half holds where one figure equals its threshold.
LOCATOR = Locator(source="zhan2025", place="§1.5")
P_LIMIT = 0.1
I2_LIMIT = 50.0
# A figure within this relative distance of its threshold is the threshold: rounding is no finding.
_SAME = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRule:
    """The model that the rule chooses, the P of Q and I2 (percent) it looked at, and why."""

    model: Literal["common", "random", "undefined"]
    P: float
    I2: float
    reason: Text
    locator: Locator = LOCATOR

    @property
    def method(self) -> str:
        """Return ``EE`` or ``DL``, the methods of ``pool``; raise MethodError where undefined."""
        if self.model == "undefined":
            raise MethodError(
                what=Text(
                    zh="论文的规则在此没有规定模型", en="the paper's rule names no model here"
                ),
                where=f"paper_rule ({self.locator})",
                found=self.reason.en,
                do=Text(
                    zh="自行选定模型并说明理由；默认是随机效应。",
                    en="Choose the model yourself and say why; random effects are the default.",
                ),
            )
        return "EE" if self.model == "common" else "DL"


def paper_rule(common: Estimate) -> PaperRule:
    """Apply the rule of zhan2025 §1.5 to the common-effect fit ``common``.

    Common effect if P > 0.1 and I2 < 50 %, random effects if P < 0.1 or I2 > 50 %; the paper leaves
    P = 0.1 and I2 = 50 % undefined, and so do a single study or a fit without Q. I2 is
    max(0, (Q - df) / Q) of Higgins and Thompson 2002, Statistics in Medicine 21:1539-1558. The
    paper sets clinically heterogeneous studies aside first; this verb can't judge that. Never the
    default of anything: choosing a model by a test of heterogeneity finds little with few studies.
    Raises MethodError for a fit that is not a common-effect one.
    """
    if common.method.upper() not in {"EE", "FE", "CE"}:
        raise MethodError(
            what=Text(
                zh="该规则要求共同效应模型的 Q", en="the rule needs the Q of a common-effect fit"
            ),
            where="paper_rule",
            found=f"method {common.method}",
            do=Text(zh="请用 pool(..., method='EE')。", en="Use pool(..., method='EE')."),
        )
    Q, df, P = common.Q, common.Q_df, common.Qp
    if common.k < 2 or math.isnan(Q) or math.isnan(P):
        return PaperRule(
            model="undefined",
            P=math.nan,
            I2=math.nan,
            reason=Text(
                zh=f"仅 {common.k} 项研究，没有 Q，规则无法应用",
                en=f"k = {common.k}: there is no Q that the rule could be applied to",
            ),
        )
    I2 = 100.0 * max(0.0, (Q - df) / Q) if Q > 0.0 else 0.0
    model = _chosen(P, I2)
    shown = "P < 0.001" if P < 0.001 else f"P = {P:.3f}"  # as reports print it
    zh, en = f"{shown.replace(' ', '')}，I²={I2:.1f}%", f"{shown}, I² = {I2:.1f}%"
    if model == "common":
        zh, en = f"{zh}：P>0.1 且 I²<50%", f"{en}: P > 0.1 and I² < 50%"
    elif model == "random":
        zh, en = f"{zh}：P<0.1 或 I²>50%", f"{en}: P < 0.1 or I² > 50%"
    else:
        zh = f"{zh}：等于界值，论文未作规定"
        en = f"{en}: equal to a threshold, which the paper leaves undefined"
    return PaperRule(model=model, P=P, I2=I2, reason=Text(zh=zh, en=en))


def _chosen(P: float, I2: float) -> Literal["common", "random", "undefined"]:
    on_P = math.isclose(P, P_LIMIT, rel_tol=_SAME)
    on_I2 = math.isclose(I2, I2_LIMIT, rel_tol=_SAME)
    if (P < P_LIMIT and not on_P) or (I2 > I2_LIMIT and not on_I2):
        return "random"
    return "undefined" if on_P or on_I2 else "common"

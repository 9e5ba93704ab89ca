"""What the choices of an analysis are called in a paper's methods section, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.reports.number import Scale

ESTIMATORS: Mapping[str, Text] = MappingProxyType(
    {
        "DL": Text(zh="DerSimonian–Laird 法", en="the DerSimonian–Laird estimator"),
        "DL2": Text(zh="两步 DerSimonian–Laird 法", en="the two-step DerSimonian–Laird estimator"),
        "HE2": Text(zh="两步 Hedges 法", en="the two-step Hedges estimator"),
        "CA2": Text(zh="两步 Hedges 法", en="the two-step Hedges estimator"),
        "MP": Text(zh="Paule–Mandel 法", en="the Paule–Mandel estimator"),
        "DLIT": Text(zh="迭代 DerSimonian–Laird 法", en="the iterated DerSimonian–Laird estimator"),
        "HE": Text(zh="Hedges 法", en="the Hedges estimator"),
        "HS": Text(zh="Hunter–Schmidt 法", en="the Hunter–Schmidt estimator"),
        "HSK": Text(
            zh="小样本校正的 Hunter–Schmidt 法",
            en="the Hunter–Schmidt estimator with small-sample correction",
        ),
        "SJ": Text(zh="Sidik–Jonkman 法", en="the Sidik–Jonkman estimator"),
        "SJIT": Text(zh="迭代 Sidik–Jonkman 法", en="the iterated Sidik–Jonkman estimator"),
        "PM": Text(zh="Paule–Mandel 法", en="the Paule–Mandel estimator"),
        "PMM": Text(
            zh="中位数无偏的 Paule–Mandel 法", en="the median-unbiased Paule–Mandel estimator"
        ),
        "EB": Text(zh="经验贝叶斯法", en="the empirical Bayes estimator"),
        "ML": Text(zh="最大似然法（ML）", en="maximum likelihood (ML)"),
        "REML": Text(zh="限制性最大似然法（REML）", en="restricted maximum likelihood (REML)"),
        "GENQ": Text(zh="广义 Q 统计量法", en="the generalized Q-statistic estimator"),
        "GENQM": Text(
            zh="中位数无偏的广义 Q 统计量法",
            en="the median-unbiased generalized Q-statistic estimator",
        ),
    }
)
COMMON_EFFECT = frozenset({"EE", "FE", "CE"})
COMMON_MODELS = frozenset({"mantel-haenszel", "peto"})

# Models other than the normal one of effect sizes, by the name that an Estimate gives.
MODELS: Mapping[str, Text] = MappingProxyType(
    {
        "binomial-normal": Text(
            zh="二项–正态模型（精确似然）合并事件数",
            en="Event counts were pooled by exact likelihood in a binomial–normal model",
        ),
        "poisson-normal": Text(
            zh="Poisson–正态模型（精确似然）合并事件数",
            en="Event counts were pooled by exact likelihood in a Poisson–normal model",
        ),
        "beta-binomial": Text(
            zh="贝塔–二项模型（精确似然）合并事件数",
            en="Event counts were pooled by exact likelihood in a beta–binomial model",
        ),
        "UM.FS": Text(
            zh="研究截距为固定效应的非条件模型（精确似然）合并事件数",
            en="Event counts were pooled by exact likelihood in an unconditional model with fixed "
            "study intercepts",
        ),
        "UM.RS": Text(
            zh="研究截距为随机效应的非条件模型（精确似然）合并事件数",
            en="Event counts were pooled by exact likelihood in an unconditional model with random "
            "study intercepts",
        ),
        "CM.EL": Text(
            zh="条件模型（精确似然）合并事件数",
            en="Event counts were pooled in a conditional model by exact likelihood",
        ),
        "CM.AL": Text(
            zh="条件模型（二项近似似然）合并事件数",
            en="Event counts were pooled in a conditional model by its binomial approximation",
        ),
        "mantel-haenszel": Text(
            zh="Mantel–Haenszel 法合并（共同效应模型）",
            en="Studies were pooled by the Mantel–Haenszel method (common effect)",
        ),
        "bayes-normal": Text(
            zh="贝叶斯正态–正态层次模型合并，后验分布用数值积分计算",
            en="Studies were pooled in a Bayesian normal–normal hierarchical model, its posterior "
            "computed by numerical integration",
        ),
        "bayes-binomial-normal": Text(
            zh="贝叶斯二项–正态层次模型合并事件数，后验分布用数值积分计算",
            en="Event counts were pooled in a Bayesian binomial–normal hierarchical model, its "
            "posterior computed by numerical integration",
        ),
        "henmi-copas": Text(
            zh="逆方差法按共同效应权重合并，研究间方差（*τ*²）用 DerSimonian–Laird 法估计",
            en="Studies were pooled with common-effect weights, allowing for a between-study "
            "variance (*τ*²) estimated by the DerSimonian–Laird estimator",
        ),
        "peto": Text(
            zh="Peto 法合并（共同效应模型）",
            en="Studies were pooled by Peto's method (common effect)",
        ),
    }
)
EXACT = frozenset(
    {"binomial-normal", "poisson-normal", "beta-binomial", "UM.FS", "UM.RS", "CM.EL", "CM.AL"}
)

TESTS: Mapping[str, Text] = MappingProxyType(
    {
        "z": Text(zh="正态分布（Wald 型）", en="the normal distribution (Wald-type)"),
        "t": Text(zh="t 分布", en="the t distribution"),
        "knha": Text(
            zh="Hartung–Knapp 法（t 分布）", en="the Hartung–Knapp method (t distribution)"
        ),
        "adhoc": Text(
            zh="比例因子不低于 1 的 Hartung–Knapp 法（t 分布）",
            en="the Hartung–Knapp method with its scale factor truncated at 1 (t distribution)",
        ),
        "knha_ci": Text(
            zh="Hartung–Knapp 法与 Wald 型区间中较宽者",
            en="the wider of the Hartung–Knapp and the Wald-type interval",
        ),
        "knha_iqwig6": Text(
            zh="Hartung–Knapp 法（窄于 DerSimonian–Laird 区间时比例因子不低于 1）",
            en="the Hartung–Knapp method, its scale factor truncated at 1 where it would be "
            "narrower than the DerSimonian–Laird interval",
        ),
        "henmi-copas": Text(zh="Henmi–Copas 法", en="the Henmi–Copas method"),
        "kr97": Text(
            zh="Kenward–Roger 法（原文的自由度，t 分布）",
            en="the Kenward–Roger method with its original degrees of freedom (t distribution)",
        ),
        "kr": Text(zh="Kenward–Roger 法（t 分布）", en="the Kenward–Roger method (t distribution)"),
    }
)

TAU2_INTERVALS: Mapping[str, Text] = MappingProxyType(
    {
        "QP": Text(zh="Q 轮廓法", en="the Q-profile method"),
        "GENQ": Text(zh="广义 Q 统计量法（Jackson）", en="generalized Q statistics (Jackson)"),
        "BJ": Text(zh="Biggerstaff–Jackson 法", en="the Biggerstaff–Jackson method"),
        "J": Text(zh="Jackson 法", en="Jackson's method"),
        "PL": Text(zh="轮廓似然法", en="profile likelihood"),
    }
)

_T2 = Text(zh="自由度为 k−2 的 t 分布", en="the t distribution with k − 2 degrees of freedom")
_T1 = Text(zh="自由度为 k−1 的 t 分布", en="the t distribution with k − 1 degrees of freedom")
_WALD = Text(zh="以 Wald 型标准误，", en=" and the Wald-type standard error")
_HK = Text(zh="以 Hartung–Knapp 标准误，", en=" and the Hartung–Knapp standard error")
_KR = Text(zh="以 Kenward–Roger 标准误，", en=" and the Kenward–Roger standard error")


def _with(error: Text, distribution: Text) -> Text:
    return Text(zh=f"{error.zh}按{distribution.zh}", en=f"{distribution.en}{error.en}")


_KR_DF = Text(
    zh="Kenward–Roger 自由度的 t 分布",
    en="the t distribution with Kenward–Roger degrees of freedom",
)
_KR_DF1 = Text(
    zh="Kenward–Roger 自由度减 1 的 t 分布",
    en="the t distribution with Kenward–Roger degrees of freedom less one",
)
_NORMAL = Text(zh="正态分布", en="the normal distribution")
PREDICTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "riley": Text(zh=f"按{_T2.zh}", en=_T2.en),
        "HTS": _with(_WALD, _T2),
        "V": _with(_WALD, _T1),
        "HK": _with(_HK, _T1),
        "HK-PR": _with(_HK, _T2),
        "KR": _with(_KR, _KR_DF),
        "KR-PR": _with(_KR, _KR_DF1),
        "S": _with(_WALD, _NORMAL),
        "z": Text(zh="按正态分布", en="the normal distribution"),
        "test": Text(
            zh="按与置信区间相同的分布", en="the same distribution as the confidence interval"
        ),
        "simple": Text(
            zh="仅据 *τ*²、按与置信区间相同的分布",
            en="*τ*² alone and the same distribution as the confidence interval",
        ),
    }
)


def is_common(estimate: Estimate) -> bool:
    """Tell whether an estimate assumes one effect for all studies."""
    return estimate.method.upper() in COMMON_EFFECT or estimate.model in COMMON_MODELS


def is_bayesian(estimate: Estimate) -> bool:
    """Tell whether an estimate's intervals are credible intervals."""
    return estimate.model.startswith("bayes")


# What a value of the natural scale is printed as; measures not named here: two decimals.
SCALES: Mapping[str, Scale] = MappingProxyType(
    dict.fromkeys(("PR", "PLN", "PLO", "PAS", "PFT", "RD"), "percent")
)

# Which back-transformation a sentence quotes where there are several.
BACKS: tuple[str, ...] = (
    "natural",
    "miller_hm",
    "inverse_hm",
    "barendregt_doi",
    "miller_total_n",
    "inverse_total_t",
    "sin2",
    "square",
)

# Where a paper is cited in the methods sentence; those not named here stand with the model.
CLAUSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "measure": frozenset(
            {
                "freeman-tukey-1950",
                "miller-1978",
                "barendregt-doi-2013",
                "schwarzer-chemaitelly-2019",
                "rover-friede-2022",
                "sweeting-sutton-2004",
            }
        ),
        "interval": frozenset(
            {
                "viechtbauer-2007",
                "jackson-2013",
                "biggerstaff-jackson-2008",
                "jackson-turner-2014",
                "hardy-thompson-1996",
            }
        ),
        "test": frozenset(
            {
                "hartung-1999",
                "hartung-knapp-2001",
                "hartung-knapp-2001-binary",
                "knapp-hartung-2003",
                "sidik-jonkman-2002",
                "inthout-ioannidis-2014",
                "rover-knapp-2015",
                "jackson-law-2017",
                "kenward-roger-1997",
                "henmi-copas-2010",
            }
        ),
        "prediction": frozenset(
            {
                "higgins-thompson-2009",
                "riley-higgins-2011",
                "nagashima-noma-2019",
                "partlett-riley-2017",
                "skipka-2006",
                "veroniki-jackson-2019",
            }
        ),
        "heterogeneity": frozenset(
            {"cochran-1954", "higgins-thompson-2002", "higgins-thompson-2003"}
        ),
    }
)

BACK_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "miller_hm": Text(
            zh="Miller 公式（样本量取调和均数）",
            en="Miller's formula at the harmonic mean sample size",
        ),
        "miller_total_n": Text(
            zh="Miller 公式（样本量取总和）", en="Miller's formula at the total sample size"
        ),
        "barendregt_doi": Text(
            zh="Barendregt–Doi 公式（按合并方差）",
            en="the formula of Barendregt and Doi at the pooled variance",
        ),
        "sin2": Text(zh="sin² 近似", en="the sin² approximation"),
        "inverse_hm": Text(
            zh="人时取调和均数的反变换", en="the inverse at the harmonic mean person-time"
        ),
        "inverse_total_t": Text(zh="人时取总和的反变换", en="the inverse at the total person-time"),
        "square": Text(zh="平方近似", en="the square approximation"),
    }
)

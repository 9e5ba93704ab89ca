"""What the choices of an analysis are called in a paper's methods section, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from trephine.core.text import Text
from trephine.reports.number import Scale

ESTIMATORS: Mapping[str, Text] = MappingProxyType(
    {
        "DL": Text(zh="DerSimonian–Laird 法", en="the DerSimonian–Laird estimator"),
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
COMMON_EFFECT = frozenset({"EE", "FE", "CE", "MH", "PETO"})

# Exact likelihood: the model by the key that its Estimate names as method.
EXACT: Mapping[str, Text] = MappingProxyType({})

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
        "kr": Text(zh="Kenward–Roger 法（t 分布）", en="the Kenward–Roger method (t distribution)"),
        "hksj": Text(
            zh="Hartung–Knapp 法（t 分布）", en="the Hartung–Knapp method (t distribution)"
        ),
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

PREDICTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "RILEY": Text(
            zh="自由度为 k−2 的 t 分布（Riley）",
            en="the t distribution with k − 2 degrees of freedom",
        ),
        "HTS": Text(
            zh="自由度为 k−2 的 t 分布（Higgins–Thompson–Spiegelhalter）",
            en="the t distribution with k − 2 degrees of freedom (Higgins–Thompson–Spiegelhalter)",
        ),
        "T": Text(
            zh="自由度为 k−1 的 t 分布", en="the t distribution with k − 1 degrees of freedom"
        ),
        "SIMPLE": Text(zh="正态分布", en="the normal distribution"),
        "NORMAL": Text(zh="正态分布", en="the normal distribution"),
        "S": Text(zh="正态分布", en="the normal distribution"),
    }
)

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

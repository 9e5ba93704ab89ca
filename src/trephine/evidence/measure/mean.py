"""One arm, means: MN, MNLN, from mi, sdi and ni, or from a median with quartiles or range."""

from collections.abc import Callable

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import not_negative, positive
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given
from trephine.evidence.measure.median import check_quantiles

Formula = Callable[[Given], tuple[Vector, Vector]]
_QUANTILES = ("medi", "q1i", "q3i", "mini", "maxi")


def _compute(formula: Formula) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
        not_negative(given, "sdi")
        positive(given, "ni")
        given, cautions = _completed(given)
        yi, vi = formula(given)
        return Computed(yi, vi, given["ni"], given.columns, cautions)

    return compute


def _completed(given: Given) -> tuple[Given, tuple[Caution, ...]]:
    """Return mi and sdi complete: estimated from quantiles where a study gives only these."""
    mean, sd = given.get("mi"), given.get("sdi")
    if "medi" not in given:
        return given, ()
    from trephine.evidence.measure.quantiles import mean_sd_from_quantiles  # noqa: PLC0415

    check_quantiles(given)
    found = mean_sd_from_quantiles(ni=given["ni"], **{name: given.get(name) for name in _QUANTILES})
    use = (np.isnan(mean) | np.isnan(sd)) & ~np.isnan(found.mean) & ~np.isnan(found.sd)
    given = given.having(mi=np.where(use, found.mean, mean), sdi=np.where(use, found.sd, sd))
    cautions = []
    if use.any():
        text = Text(
            zh="以下研究的均数与标准差由中位数和四分位数或极差推算。",
            en="Mean and standard deviation of these studies were derived from a median with"
            " quartiles or range.",
        )
        cautions.append(Caution(kind="mean-from-quantiles", text=text, studies=given.named(use)))
    if (use & found.skewed).any():
        text = Text(
            zh="以下研究的数据偏态明显，推算的均数可能不可靠；可改用中位数（MED）。",
            en="The data of these studies look skewed: a mean derived from quantiles may mislead;"
            " consider the median (MED).",
        )
        cautions.append(
            Caution(kind="skewed-quantiles", text=text, studies=given.named(use & found.skewed))
        )
    return given, tuple(cautions)


def _mn(g: Given) -> tuple[Vector, Vector]:
    return g["mi"], g["sdi"] ** 2 / g["ni"]


def _mnln(g: Given) -> tuple[Vector, Vector]:
    positive(g, "mi")
    return np.log(g["mi"]), g["sdi"] ** 2 / (g["ni"] * g["mi"] ** 2)


_COLUMNS = (
    ("mi", "sdi", "ni"),
    ("medi", "q1i", "q3i", "ni"),
    ("medi", "mini", "maxi", "ni"),
)
_MEAN = Text(zh="均数", en="Mean")

MEASURES = by_key(
    Measure(
        key="MN",
        name=_MEAN,
        natural=_MEAN,
        columns=_COLUMNS,
        compute=_compute(_mn),
        optional=_QUANTILES,
    ),
    Measure(
        key="MNLN",
        name=Text(zh="对数均数", en="Log mean"),
        natural=_MEAN,
        columns=_COLUMNS,
        compute=_compute(_mnln),
        optional=_QUANTILES,
        inverse=np.exp,
        limits=(0.0, np.inf),
    ),
)

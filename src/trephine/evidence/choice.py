"""The choices of a pooled estimate by name: estimator, test, prediction and tau2 interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from trephine.core.error import MethodError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.evidence.kernel import layout as at
from trephine.evidence.kernel import tau2 as code


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One name, its kernel code and the keys of the papers behind it."""

    name: str
    code: int
    methods: tuple[str, ...] = ()


def _table(**entries: tuple[int, tuple[str, ...]]) -> dict[str, Choice]:
    return {
        name: Choice(name=name, code=number, methods=keys)
        for name, (number, keys) in entries.items()
    }


_LIKELIHOOD = ("hardy-thompson-1996", "raudenbush-2009")
METHODS = _table(
    EE=(code.EE, ("cochran-1954",)),
    FE=(code.EE, ("cochran-1954",)),
    CE=(code.EE, ("cochran-1954",)),
    DL=(code.DL, ("dersimonian-laird-1986",)),
    HE=(code.HE, ("hedges-1983", "hedges-olkin-1985")),
    HS=(code.HS, ("hunter-schmidt-1990", "viechtbauer-lopezlopez-2015")),
    HSk=(code.HSK, ("brannick-potter-2019",)),
    SJ=(code.SJ, ("sidik-jonkman-2005", "sidik-jonkman-2007")),
    SJIT=(code.SJIT, ("sidik-jonkman-2005", "sidik-jonkman-2007")),
    PM=(code.PM, ("paule-mandel-1982",)),
    MP=(code.PM, ("paule-mandel-1982",)),
    PMM=(code.PMM, ("paule-mandel-1982", "viechtbauer-2021-median")),
    EB=(code.EB, ("morris-1983", "berkey-hoaglin-1995")),
    ML=(code.ML, _LIKELIHOOD),
    REML=(code.REML, (*_LIKELIHOOD, "viechtbauer-2005")),
    DLIT=(code.DLIT, ("dersimonian-laird-1986",)),
    DL2=(code.DL2, ("dersimonian-kacker-2007",)),
    HE2=(code.HE2, ("dersimonian-kacker-2007",)),
    CA2=(code.HE2, ("dersimonian-kacker-2007",)),
    GENQ=(code.GENQ, ("dersimonian-kacker-2007", "jackson-turner-2014")),
    GENQM=(code.GENQM, ("jackson-turner-2014", "viechtbauer-2021-median")),
)
_HK = ("hartung-1999", "hartung-knapp-2001", "sidik-jonkman-2002")
TESTS = _table(
    z=(at.TEST_Z, ()),
    t=(at.TEST_T, ()),
    knha=(at.TEST_KNHA, _HK),
    adhoc=(at.TEST_ADHOC, (*_HK, "knapp-hartung-2003")),
    kr=(at.TEST_KR, ("kenward-roger-1997", "partlett-riley-2017")),
    kr97=(at.TEST_KR97, ("kenward-roger-1997",)),
    knha_ci=(at.TEST_KNHA_CI, (*_HK, "jackson-law-2017")),
    knha_iqwig6=(at.TEST_KNHA_IQWIG6, (*_HK, "knapp-hartung-2003")),
)
PREDICTIONS = {
    "none": Choice(name="none", code=at.PI_NONE),
    "test": Choice(name="test", code=at.PI_TEST, methods=("higgins-thompson-2009",)),
    "riley": Choice(name="riley", code=at.PI_RILEY, methods=("riley-higgins-2011",)),
    "simple": Choice(name="simple", code=at.PI_SIMPLE),
    "HTS": Choice(name="HTS", code=at.PI_HTS, methods=("higgins-thompson-2009",)),
    "higgins": Choice(name="HTS", code=at.PI_HTS, methods=("higgins-thompson-2009",)),
    "V": Choice(name="V", code=at.PI_V, methods=("veroniki-jackson-2019",)),
    "HK": Choice(name="HK", code=at.PI_HK, methods=("partlett-riley-2017",)),
    "HK-PR": Choice(name="HK-PR", code=at.PI_HK_PR, methods=("partlett-riley-2017",)),
    "KR": Choice(name="KR", code=at.PI_KR, methods=("partlett-riley-2017",)),
    "KR-PR": Choice(name="KR-PR", code=at.PI_KR_PR, methods=("partlett-riley-2017",)),
    "S": Choice(name="S", code=at.PI_S, methods=("skipka-2006",)),
}
INTERVALS = _table(
    none=(at.CI_NONE, ()),
    QP=(at.CI_QP, ("viechtbauer-2007",)),
    PL=(at.CI_PL, ("hardy-thompson-1996",)),
    BJ=(at.CI_BJ, ("biggerstaff-jackson-2008",)),
    J=(at.CI_J, ("jackson-2013",)),
    GENQ=(at.CI_GENQ, ("jackson-turner-2014",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one estimate was asked for, checked; ``methods`` are the papers behind it, in order."""

    method: Choice
    test: Choice
    prediction: Choice
    interval: Choice
    level: float
    methods: tuple[str, ...]

    @property
    def is_common_effect(self) -> bool:
        """Whether the model has no variance between studies."""
        return self.method.code == code.EE


@lru_cache(maxsize=256)
def plan(method: str, test: str, level: float, pi: str, tau2_ci: str) -> Plan:
    """Look the names up and refuse combinations that do not exist. Raises MethodError.

    The choice of PL for an estimator without a likelihood, or of Kenward-Roger for it, is refused.
    """
    parts = (
        _named(METHODS, method, "method"),
        _named(TESTS, test, "test"),
        _named(PREDICTIONS, pi, "pi"),
        _named(INTERVALS, tau2_ci, "tau2_ci"),
    )
    used = parts[:2] if parts[0].code == code.EE else parts
    keys = dict.fromkeys(key for part in used for key in part.methods)
    out = Plan(
        method=parts[0],
        test=parts[1],
        prediction=parts[2],
        interval=parts[3],
        level=level,
        methods=(*keys, "higgins-thompson-2002"),
    )
    if not 0.0 < level < 100.0:
        raise MethodError(
            what=Text(zh="置信水平须在 0 与 100 之间", en="The level lies between 0 and 100"),
            where="level",
            found=f"{level!r}",
            do=Text(zh="例如 level=95", en="For example level=95"),
        )
    likelihood = out.method.code in {code.ML, code.REML}
    wants_likelihood = {
        "test": out.test.code in {at.TEST_KR, at.TEST_KR97},
        "pi": out.prediction.code in {at.PI_KR, at.PI_KR_PR},
        "tau2_ci": out.interval.code == at.CI_PL,
    }
    for what, wants in wants_likelihood.items():
        if wants and not likelihood:
            raise _only_likelihood(what, {"test": test, "pi": pi, "tau2_ci": tau2_ci}[what], method)
    return out


def _named(table: Mapping[str, Choice], name: str, what: str) -> Choice:
    if name in table:
        return table[name]
    raise MethodError(
        what=Text(zh=f"没有名为 {name!r} 的 {what}", en=f"There is no {what} named {name!r}"),
        where=what,
        found=f"{name!r}",
        do=advice(name, table),
    )


def _only_likelihood(what: str, name: str, method: str) -> MethodError:
    return MethodError(
        what=Text(
            zh=f"{name} 只适用于 ML 与 REML 估计",
            en=f"{name} exists for ML and REML only",
        ),
        where=what,
        found=f"method={method!r}, {what}={name!r}",
        do=Text(
            zh="请改用 method='REML'，或另选 " + what,
            en=f"Use method='REML', or another {what}",
        ),
    )

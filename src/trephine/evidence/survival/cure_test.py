"""cure_test: do the curves carry a plateau, a share of patients who never have the event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.kernel.special import chi2_isf, chi2_sf
from trephine.evidence.survival.fit_survival import (
    SurvivalFit,
    SurvivalLikelihood,
    fit_survival,
    plain_model,
)
from trephine.evidence.survival.follow_up import FollowUp
from trephine.evidence.survival.maximise import maximise
from trephine.evidence.survival.sufficient_follow_up import FollowUpTest, sufficient_follow_up

_ALLOWED = ("weibull", "log-logistic", "log-normal")


@dataclass(frozen=True, slots=True, kw_only=True)
class CureTest:
    """A distribution with and without a cured share, and the test between them.

    LR: twice the gain in log-likelihood; pval: half of chi2 with 1 df (the share cannot be below 0:
    Self and Liang 1987; Maller and Zhou 1996), 1 where nothing is gained. cured with its profile
    limits: 0 as lower limit where the data do not exclude it, NaN as upper limit where they
    exclude nothing. ``follow_up`` by study. ``plain`` and ``cure`` are the fits.
    """

    distribution: str
    LR: float
    pval: float
    cured: float
    cured_lb: float
    cured_ub: float
    plain: SurvivalFit
    cure: SurvivalFit
    follow_up: tuple[FollowUpTest, ...]
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]


def cure_test(
    groups: FollowUp | Sequence[FollowUp],
    distribution: str = "weibull",
    *,
    study: str = "none",
    level: float = 95.0,
) -> CureTest:
    """Test whether a share of patients never has the event, against none.

    The question is asked within one distribution of the others' times, weibull, log-logistic or
    log-normal: a heavy tail and a plateau look alike for as long as follow-up lasts, so the answer
    can differ between them, and that is a result too. ``study`` as in ``fit_survival``, with the
    cured share common. Where follow-up is insufficient (alpha of 0.05 or more in every study that
    does not end with an event) a caution says that a plateau cannot be told from late events.
    Raises InputError, MethodError.
    """
    if distribution not in _ALLOWED:
        raise MethodError(
            what=Text(
                zh="治愈比例的检验只用于三种分布",
                en="The test of a cured share is for three distributions",
            ),
            where="distribution",
            found=repr(distribution),
            do=Text(zh=f"可选：{'、'.join(_ALLOWED)}", en=f"Choose one of {', '.join(_ALLOWED)}"),
        )
    given = [groups] if isinstance(groups, FollowUp) else list(groups)
    plain = fit_survival(given, distribution, study=study, level=level)
    cure = fit_survival(given, distribution, cure=True, study=study, level=level)
    LR = max(0.0, 2.0 * (cure.log_likelihood - plain.log_likelihood))
    if LR < 1e-7:
        LR = 0.0
    share = cure.value("cured") if LR > 0.0 else 0.0
    low, high = _profile(given, plain, cure, share, float(chi2_isf(1.0 - level / 100.0, 1.0)))
    tests = tuple(sufficient_follow_up(group) for group in given if group.events)
    cautions = [c for c in cure.cautions if c.kind != "cured-at-zero"]
    open_end = [test for test in tests if test.latest > test.last_event]
    if open_end and all(test.alpha >= 0.05 for test in open_end):
        cautions.append(_TOO_SHORT)
    return CureTest(
        distribution=distribution,
        LR=LR,
        pval=0.5 * float(chi2_sf(LR, 1.0)) if LR > 0.0 else 1.0,
        cured=share,
        cured_lb=low,
        cured_ub=high,
        plain=plain,
        cure=cure,
        follow_up=tests,
        cautions=tuple(cautions),
        methods=("boag-1949", "farewell-1982", "self-liang-1987", "maller-zhou-1994"),
    )


def _profile(
    groups: list[FollowUp], plain: SurvivalFit, cure: SurvivalFit, share: float, drop: float
) -> tuple[float, float]:
    """Return the shares at which twice the profile log-likelihood has fallen by ``drop``."""
    likelihood = SurvivalLikelihood(groups, plain_model(cure))
    top = max(cure.log_likelihood, plain.log_likelihood)
    at = likelihood.cured_at
    begin = np.delete(np.array(cure.vector), at)
    begin[: likelihood.model.locations] -= np.log(likelihood.unit)

    def fallen(p: float) -> float:
        logit = float(np.log(p / (1.0 - p)))
        _, value = maximise(
            lambda x: likelihood(np.insert(x, at, logit)), [begin], "cure_test", newton=0
        )
        return 2.0 * (top - value) - drop

    low = 0.0
    if 2.0 * (top - plain.log_likelihood) > drop:
        low = _root(fallen, 1e-9, share)
    start, most = max(share, 1e-6), 1.0 - 1e-6
    return low, _root(fallen, start, most) if fallen(most) > 0.0 else float("nan")


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq  # noqa: PLC0415  (half a second)

    return float(brentq(f, low, high, xtol=1e-7, rtol=1e-7))


_TOO_SHORT = Caution(
    kind="follow-up-insufficient",
    text=Text(
        zh="各研究的随访均不足以判断平台期（Maller-Zhou 检验的 alpha 均不小于 0.05）："
        "治愈比例与较晚的事件无法区分。",
        en="Follow-up is insufficient in every study (alpha of Maller and Zhou's test is 0.05 or"
        " more): a cured share cannot be told from events that come late.",
    ),
)

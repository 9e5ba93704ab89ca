"""fit_survival: a parametric survival model by maximum likelihood, cured share or not."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel import parametric as code
from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.survival.checks import check_level
from trephine.evidence.survival.follow_up import FollowUp, same_unit
from trephine.evidence.survival.maximise import hessian, maximise

DISTRIBUTIONS = {
    "exponential": code.EXPONENTIAL,
    "weibull": code.WEIBULL,
    "log-logistic": code.LOG_LOGISTIC,
    "log-normal": code.LOG_NORMAL,
    "generalised-gamma": code.GENERALISED_GAMMA,
    "gompertz": code.GOMPERTZ,
}
STUDIES = ("none", "fixed", "random")
_NODES = 21
_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class FitParameter:
    """A parameter of a fitted model with Wald error and limits; NaN at a boundary."""

    name: str
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurvivalFit:
    """A parametric survival model at its maximum likelihood.

    parameters: location ``mu`` and scale ``sigma`` of log time (Gompertz: ``rate`` and ``shape``,
    per unit of time), ``Q`` of the generalised gamma, ``cured`` (a share), ``tau`` (sd of the
    location over studies), one location a study (``mu: label``) where studies are fixed. Limits
    come from the log scale, for ``cured`` from the logit. ``vector`` is what the kernel takes.
    """

    distribution: str
    is_cure: bool
    study: str
    unit: str
    n: int
    events: int
    log_likelihood: float
    AIC: float
    BIC: float
    level: float
    parameters: tuple[FitParameter, ...]
    labels: tuple[str, ...]
    shares: tuple[float, ...]
    vector: tuple[float, ...]
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]

    def value(self, name: str) -> float:
        """Return one parameter's estimate by name."""
        return next(one.estimate for one in self.parameters if one.name == name)

    def at(self, times: ArrayLike) -> Vector:
        """Return S at ``times``, (m,): of the typical study, averaged by size over fixed ones."""
        t = np.atleast_1d(np.asarray(times, dtype=np.float64))
        a, b, c, cured, _ = _split(self, np.array(self.vector))
        kind = DISTRIBUTIONS[self.distribution]
        rows = [code.survival_values(kind, t, float(one), b, c, cured) for one in a]
        return np.asarray(np.average(rows, axis=0, weights=self.shares if len(rows) > 1 else None))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    distribution: str
    is_cure: bool
    study: str
    labels: tuple[str, ...]

    @property
    def locations(self) -> int:
        return len(self.labels) if self.study == "fixed" else 1


def plain_model(fit: SurvivalFit) -> _Model:
    """Return what a fit was asked for, without its result."""
    return _Model(
        distribution=fit.distribution, is_cure=fit.is_cure, study=fit.study, labels=fit.labels
    )


def _split(model: _Model | SurvivalFit, x: Vector) -> tuple[Vector, float, float, float, float]:
    """Return locations, log scale, Q, cured share and tau of a parameter vector."""
    many = len(model.labels) if model.study == "fixed" else 1
    rest = list(x[many:])
    b = rest.pop(0) if model.distribution != "exponential" else 0.0
    c = rest.pop(0) if model.distribution == "generalised-gamma" else 0.0
    logit = rest.pop(0) if model.is_cure else -math.inf
    cured = _expit(logit)
    tau = _exp(rest.pop(0)) if model.study == "random" else 0.0
    return x[:many], float(b), float(c), cured, tau


def fit_survival(
    groups: FollowUp | Sequence[FollowUp],
    distribution: str = "weibull",
    *,
    cure: bool = False,
    study: str = "none",
    level: float = 95.0,
) -> SurvivalFit:
    """Fit a survival distribution to the patients of one or several studies.

    distribution: exponential, weibull, log-logistic, log-normal, generalised-gamma (Prentice 1974:
    Q = 1 is Weibull, 0 log-normal) or gompertz (a negative shape has a plateau of its own).
    ``cure`` adds a share of patients who never have the event (mixture model: Boag 1949; Farewell
    1982). study: none (one population), fixed (a location each), random (normal locations, by
    adaptive quadrature). The cured share and the scale are common to all studies. It takes no
    covariates, and a cured share found by it rests on the tail of the curve: see ``cure_test`` and
    ``sufficient_follow_up``. Raises InputError, MethodError.
    """
    one_of("distribution", distribution, DISTRIBUTIONS)
    one_of("study", study, STUDIES)
    check_level(level)
    given = [groups] if isinstance(groups, FollowUp) else list(groups)
    unit = same_unit(given)
    if len(given) < 2:
        study = "none"
    labels = tuple(group.label or str(i + 1) for i, group in enumerate(given))
    model = _Model(distribution=distribution, is_cure=cure, study=study, labels=labels)
    _check(given, model)
    likelihood = SurvivalLikelihood(given, model)
    x, value = maximise(likelihood, likelihood.starts(), f"fit_survival, {distribution}")
    return _report(likelihood, given, x, value, unit, float(level))


def _check(groups: list[FollowUp], model: _Model) -> None:
    silent = [g.label for g in groups if not g.events]
    at_once = [g.label for g in groups if ((g.time <= 0.0) & (g.event > 0.0)).any()]
    needed = 2 + model.is_cure + (model.distribution == "generalised-gamma")
    if at_once or sum(g.events for g in groups) < needed or (silent and model.study == "fixed"):
        raise MethodError(
            what=Text(
                zh="这些数据不足以拟合该模型（时间 0 的事件、没有事件的研究或事件过少）",
                en="These patients cannot carry the model: events at time 0, a fixed study without"
                " events, or too few events",
            ),
            where="fit_survival",
            found=", ".join(at_once or silent) or f"{sum(g.events for g in groups)} events",
            do=Text(
                zh="请更正时间 0 的事件，或换用更简单的模型",
                en="Correct events at time 0, or choose a simpler model",
            ),
        )


class SurvivalLikelihood:
    """The log-likelihood of a model as a function of its parameter vector, times divided by one."""

    def __init__(self, groups: list[FollowUp], model: _Model) -> None:
        """Put the studies' patients one after the other."""
        kept = [(g.time[g.time > 0.0], g.event[g.time > 0.0]) for g in groups]
        self.model = model
        self.kind = DISTRIBUTIONS[model.distribution]
        self.unit = float(np.mean(np.concatenate([t for t, _ in kept])))
        self.t = np.concatenate([t for t, _ in kept]) / self.unit
        self.d = np.concatenate([d for _, d in kept])
        self.first = np.concatenate(([0.0], np.cumsum([t.size for t, _ in kept])))
        x, w = np.polynomial.hermite.hermgauss(_NODES)
        self.nodes, self.weights = np.asarray(x), np.asarray(w)
        self.offset = -float(self.d.sum()) * math.log(self.unit)

    def __call__(self, x: Vector) -> float:
        """Return the log-likelihood for times as given; scaled parameters."""
        a, b, c, cured, tau = _split(self.model, x)
        if self.model.study == "random":
            value = code.mixed_log_likelihood(
                self.kind, self.t, self.d, self.first, float(a[0]), b, c, cured, tau, self.nodes,
                self.weights,
            )  # fmt: skip
        else:
            locations = np.full(self.first.size - 1, a[0]) if a.size == 1 else np.array(a)
            value = code.log_likelihood(
                self.kind, self.t, self.d, self.first, locations, b, c, cured
            )
        return float(value) + self.offset

    @property
    def cured_at(self) -> int:
        """The position of the cured share's logit in the parameter vector."""
        has_scale = self.model.distribution != "exponential"
        has_q = self.model.distribution == "generalised-gamma"
        return self.model.locations + has_scale + has_q

    def starts(self) -> list[Vector]:
        """Return starting points: exponential rates, a few shapes, a few cured shares."""
        rate = self.d.sum() / self.t.sum()
        sizes = [(int(self.first[s]), int(self.first[s + 1])) for s in range(self.first.size - 1)]
        own = np.array([max(self.d[i:j].sum(), 0.5) / self.t[i:j].sum() for i, j in sizes])
        rates = own if self.model.study == "fixed" else np.array([rate])
        out = []
        last = self.d[np.argsort(self.t)][-max(3, self.d.size // 10) :].mean()
        shares = (0.05, 0.3 if last < 0.5 else 0.15, 0.6) if self.model.is_cure else (0.0,)
        for share in shares:
            quick = self.model.distribution == "exponential" or self.model.study == "random"
            for b in (0.0,) if quick else (0.0, -0.5):
                grown = rates / max(1.0 - share, 0.2) * (1.0 + 2.0 * share)
                location = np.log(grown) if self.kind == code.GOMPERTZ else -np.log(grown)
                x = list(location)
                if self.model.distribution != "exponential":
                    x.append(b)
                if self.model.distribution == "generalised-gamma":
                    x.append(0.7)
                if self.model.is_cure:
                    x.append(math.log(share / (1.0 - share)))
                if self.model.study == "random":
                    x.append(-1.2)
                out.append(np.array(x))
        return out


def _report(
    likelihood: SurvivalLikelihood,
    groups: list[FollowUp],
    x: Vector,
    value: float,
    unit: str,
    level: float,
) -> SurvivalFit:
    model, n = likelihood.model, sum(group.n for group in groups)
    with np.errstate(all="ignore"):
        try:
            covariance = np.linalg.inv(-hessian(likelihood, x))
        except np.linalg.LinAlgError:
            covariance = np.full((x.size, x.size), np.nan)
        se = np.sqrt(np.where(covariance.diagonal() > 0.0, covariance.diagonal(), np.nan))
    vector = _in_time(likelihood, x)
    cautions = [c for c in _boundary(model, vector) if c is not None]
    many = model.locations
    shares = tuple(group.n / n for group in groups) if many > 1 else (1.0,)
    return SurvivalFit(
        distribution=model.distribution,
        is_cure=model.is_cure,
        study=model.study,
        unit=unit,
        n=n,
        events=sum(group.events for group in groups),
        log_likelihood=value,
        AIC=2.0 * x.size - 2.0 * value,
        BIC=math.log(n) * x.size - 2.0 * value,
        level=level,
        parameters=tuple(_parameters(likelihood, vector, se, level)),
        labels=model.labels,
        shares=shares,
        vector=tuple(float(one) for one in vector),
        cautions=tuple(cautions),
        methods=_methods(model),
    )


def _methods(model: _Model) -> tuple[str, ...]:
    keys: tuple[str, ...] = ("prentice-1974",) if model.distribution == "generalised-gamma" else ()
    keys += ("boag-1949", "farewell-1982") if model.is_cure else ()
    return keys + (("pinheiro-bates-1995",) if model.study == "random" else ())


def _in_time(likelihood: SurvivalLikelihood, x: Vector) -> Vector:
    """Return the parameter vector for times as given."""
    out, many = np.array(x, dtype=np.float64), likelihood.model.locations
    if likelihood.kind == code.GOMPERTZ:
        out[:many] -= math.log(likelihood.unit)
        out[many] /= likelihood.unit
    else:
        out[:many] += math.log(likelihood.unit)
    return out


def _parameters(
    likelihood: SurvivalLikelihood, x: Vector, se: Vector, level: float
) -> list[FitParameter]:
    model, z = likelihood.model, float(norm_isf(0.5 - level / 200.0))
    se = np.array(se)
    many, gompertz = model.locations, likelihood.kind == code.GOMPERTZ
    if gompertz:
        se[many] /= likelihood.unit
    base = "rate" if gompertz else "mu"
    names = [base] if many == 1 else [f"{base}: {label}" for label in model.labels]
    scales = ["log" if gompertz else "plain"] * many
    if model.distribution != "exponential":
        names.append("shape" if gompertz else "sigma")
        scales.append("plain" if gompertz else "log")
    if model.distribution == "generalised-gamma":
        names.append("Q")
        scales.append("plain")
    if model.is_cure:
        names.append("cured")
        scales.append("logit")
    if model.study == "random":
        names.append("tau")
        scales.append("log")
    out = []
    for name, scale, v, s in zip(names, scales, x.tolist(), se.tolist(), strict=True):
        back = _BACK[scale]
        slope = {"plain": 1.0, "log": back(v), "logit": back(v) * (1.0 - back(v))}[scale]
        out.append(
            FitParameter(
                name=name,
                estimate=back(v),
                se=s * slope,
                ci_lb=back(v - z * s),
                ci_ub=back(v + z * s),
            )
        )
    return out


def _exp(x: float) -> float:
    return math.exp(min(x, 700.0))


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


_BACK: dict[str, Callable[[float], float]] = {"plain": float, "log": _exp, "logit": _expit}


def _boundary(model: _Model, x: Vector) -> list[Caution | None]:
    _, _, _, cured, tau = _split(model, x)
    found: list[Caution | None] = [None, None]
    if model.is_cure and cured < 1e-4:
        text = Text(
            zh="治愈比例估计为 0：没有平台期的迹象，其标准误与可信限不存在。",
            en="The cured share is estimated as 0: there is no sign of a plateau, and its error and"
            " limits do not exist.",
        )
        found[0] = Caution(kind="cured-at-zero", text=text)
    if model.study == "random" and tau < 1e-4:
        text = Text(
            zh="研究间标准差 tau 估计为 0，结果与不分研究时相同。",
            en="tau is estimated as 0: the result is that without study effects.",
        )
        found[1] = Caution(kind="tau-at-zero", text=text)
    return found

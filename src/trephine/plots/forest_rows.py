"""What a forest plot is drawn from: study rows, pooled rows, subgroups. No fitting."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.plots.kit.metrics import Label

_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One study as it stands in the plot.

    ``estimate``, ``ci_lb`` and ``ci_ub`` are on the natural scale (a proportion from 0 to 1, an
    odds ratio); the interval is the study's own, exact for proportions. NaN where not estimable.
    ``weight`` is its percentage in the first summary, NaN where it has none. Counts are None
    where the source states none: the plot then says "not reported". ``excluded`` gives the reason
    why a study stands in grey in its place and is not pooled. ``flags`` are single characters
    explained by ``flag_notes`` of ``forest``; ``id`` becomes the data-row hook.
    """

    label: Label
    estimate: float = _NAN
    ci_lb: float = _NAN
    ci_ub: float = _NAN
    weight: float = _NAN
    events: int | None = None
    n: int | None = None
    control_events: int | None = None
    control_n: int | None = None
    minors: int | None = None
    tag: Label = ""
    year: int | None = None
    subgroup: str = ""
    excluded: Label | None = None
    flags: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSummary:
    """One pooled row: diamond, prediction interval, heterogeneity and the words of its model.

    ``estimate`` to ``pi_ub`` are on the natural scale. ``I2`` with its limits is a percentage;
    ``tau2`` is on the scale of the measure. ``label`` names the model, ``estimator`` and
    ``interval`` how tau2 and the confidence interval were found (``REML``, ``Hartung–Knapp``).
    ``note`` is added to the model's line. ``hollow`` draws an open diamond: a second method.
    ``studies``: of how many studies the ``k`` rows are; None: of as many.
    """

    label: Label
    estimate: float
    ci_lb: float
    ci_ub: float
    pi_lb: float = _NAN
    pi_ub: float = _NAN
    weight: float = _NAN
    k: int | None = None
    studies: int | None = None
    events: int | None = None
    n: int | None = None
    I2: float = _NAN
    I2_lb: float = _NAN
    I2_ub: float = _NAN
    tau2: float = _NAN
    tau2_lb: float = _NAN
    tau2_ub: float = _NAN
    Q: float = _NAN
    Q_df: float = _NAN
    Qp: float = _NAN
    estimator: str = ""
    interval: str = ""
    note: Label = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSubgroup:
    """A subgroup: the key its rows carry, its heading, and its own pooled row if it has one."""

    key: str
    label: Label
    summary: ForestSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupTest:
    """The test of differences between subgroups."""

    Q: float
    df: float
    p: float


def summary_of(
    estimate: Estimate,
    *,
    label: Label,
    back: str = "natural",
    weight: float = _NAN,
    events: int | None = None,
    n: int | None = None,
    hollow: bool = False,
    note: Label = "",
    studies: int | None = None,
) -> ForestSummary:
    """Return the pooled row of an Estimate, on the natural scale of its ``back`` entry.

    A measure without a back-transformation is shown as it is. The limits of I2 follow from those
    of tau2 by the same typical variance, tau2 (100 - I2) / I2; NaN where I2 is 0 or unknown.
    """
    natural = estimate.back.get(back)
    shown = natural if natural is not None else estimate
    i2, tau2 = estimate.I2, estimate.tau2
    typical = tau2 * (100 - i2) / i2 if i2 > 0 and tau2 > 0 else _NAN

    def share(limit: float) -> float:
        return 100 * limit / (limit + typical)

    return ForestSummary(
        label=label,
        estimate=shown.estimate,
        ci_lb=shown.ci_lb,
        ci_ub=shown.ci_ub,
        pi_lb=shown.pi_lb,
        pi_ub=shown.pi_ub,
        weight=weight,
        k=estimate.k,
        studies=studies,
        events=events,
        n=n,
        I2=i2,
        I2_lb=share(estimate.tau2_lb),
        I2_ub=share(estimate.tau2_ub),
        tau2=tau2,
        tau2_lb=estimate.tau2_lb,
        tau2_ub=estimate.tau2_ub,
        Q=estimate.Q,
        Q_df=estimate.Q_df,
        Qp=estimate.Qp,
        estimator=estimate.method,
        interval=estimate.test,
        note=note,
        hollow=hollow,
    )

"""A virtual arm's figures on a model whose trajectories are exponentials."""

from datetime import date

import numpy as np
import pytest

from tests.unit.mechanism.small_models import model_of
from trephine.core.kinetics import KineticArm, KineticGoal
from trephine.core.mark import Assumed
from trephine.core.product import CellDose, Product
from trephine.core.target import Target
from trephine.core.text import both_of
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import no_doses
from trephine.mechanism.fit.run_arm import (
    ProgressionRule,
    published,
    run_arm,
    times_of,
    variance,
)
from trephine.mechanism.patients import typical
from trephine.mechanism.treatment import Infusion, Treatment

WHY = Assumed(reason=both_of("test"), on=date(2026, 11, 23))
RULE = ProgressionRule(protein="MP", marrow="TM")
HALF = 20.0


@pytest.fixture(scope="module")
def cohort():
    model = model_of(
        "falling",
        {
            "C": (10000.0, f"-{float(np.log(2) / HALF)!r} * C"),
            "MP": ("p0", "g * MP"),
            "TM": (1.0, "0"),
        },
        {"p0": 20.0, "g": 0.0},
    )
    cell = CellDose(printed="1", unit="cells", value=1.0, mark=WHY)
    product = Product(
        id="p", label=both_of("p"), targets=(), costimulation=(), binder="",
        source_of_cells="autologous", dose=cell, regimen="none", changes=(), mixes=both_of("x"),
        at=(),
    )  # fmt: skip
    infusions = (Infusion(product=product, day=0.0, place=1),)
    patients = typical(model, 40)
    # Half of them progress: their protein falls by half and then doubles every ten days.
    patients.parameters[20:, 1] = np.log(2) / 10
    found = Cohort(
        patients=patients, covariates={}, doses=no_doses(40), administrations=(),
        treatment=Treatment(product=product, second=None, infusions=infusions, courses=()),
        population="p", strategies=(), seed=1, start=0.0, held={},
    )  # fmt: skip
    return model, found


def arm(**more):
    return KineticArm(
        id="a", cohort="c", product="p", population="p", n=40,
        days=(1.0, 7, 14, 28, 42, 56, 84, 112, 140, 168), window=0.5, followed=(150.0, 200.0),
        mark=WHY, **more,
    )  # fmt: skip


def goal(kind, statistic, value, unit="", threshold=100.0, sd=None, **more):
    target = Target(
        id="T", row="T", cohort="c", endpoint="e", statistic=statistic, unit=unit, printed="",
        mark=WHY, value=value, sd=sd,
    )  # fmt: skip
    scale = "percent" if statistic == "share" else "log"
    one = KineticGoal(
        id="g", target="T", arm="a", kind=kind, of=("C",), threshold=(threshold,), scale=scale,
        error=0.1, slack=0.2, mark=WHY, **more,
    )  # fmt: skip
    return one, target


def figure(cohort, arm, pair):
    model, people = cohort
    found, failed = run_arm(model, people, arm, [pair], RULE, seed=3, rtol=1e-6)
    assert failed == {}
    return found[0] if pair[0].scale == "percent" else np.exp(found[0])


def test_half_life_area_and_last_sample(cohort):
    found = figure(cohort, arm(), goal("half_life", "median", HALF))
    assert found == pytest.approx(HALF, rel=1e-3)
    area = figure(cohort, arm(), goal("area", "mean", 1.0, threshold=0.0, high=28.0))
    exact = 10000 * HALF / np.log(2) * (2 ** (-1 / HALF) - 2 ** (-28 / HALF))
    assert area == pytest.approx(exact, rel=0.08), "trapezoids between visits, not a grid"
    last = figure(cohort, arm(), goal("last_above", "median", 1.0, threshold=100.0))
    assert last == pytest.approx(112.0, abs=1.0), "the limit is passed on day 133"


def test_those_who_progress_are_no_longer_seen(cohort):
    late = goal("above_at", "share", 50.0, threshold=100.0, low=80.0, high=90.0)
    stays = arm(to_progression=True)
    assert figure(cohort, arm(), late) == 100.0
    assert figure(cohort, stays, late) == 100.0
    mean = goal("last_above", "mean", 1.0, threshold=1.0)
    everyone, seen = figure(cohort, arm(), mean), figure(cohort, stays, mean)
    assert seen < 0.75 * everyone, "half of the arm ends soon after day 28"


def test_responders_alone(cohort):
    none = figure(cohort, arm(responders=True), goal("peak", "mean", 1.0))
    assert np.isnan(none), "nobody's protein fell by half"


def test_a_spread_and_a_time_in_months():
    one, target = goal("peak", "mean", 48692.0, sd=27174.0, spread=True)
    assert published(one, target) == pytest.approx(np.log(27174))
    one, target = goal("time_of_trough", "median", 7.0, unit="mo")
    assert np.exp(published(one, target)) == pytest.approx(7 * 30.4375)
    with pytest.raises(ValueError, match="no number"):
        published(*goal("peak", "mean", None))


def test_variance_holds_error_noise_and_slack():
    one, target = goal("peak", "mean", 1.0)
    assert variance(one, target, 100, 50) == pytest.approx(0.01 * 3 + 0.04)


def test_days_are_daily_and_then_weekly():
    t = times_of(-7.0, 200.5)
    assert t[0] == -7
    assert t[-1] == 200.5
    assert set(np.diff(t[t <= 100])) == {1.0}
    assert np.diff(t[(t > 100) & (t < 200)]).max() == 7.0

import math

import numpy as np
import pytest
from scipy.stats import norm

from trephine.core.error import MethodError
from trephine.evidence.bias.contour import contour_lines, nice_levels
from trephine.evidence.bias.copas import copas
from trephine.evidence.bias.copas_path import copas_path
from trephine.evidence.effects import effects
from trephine.evidence.kernel.copas import copas_loglik
from trephine.evidence.pool import pool


def _studies(yi, sei):
    return effects("GEN", yi=np.array(yi), vi=np.array(sei) ** 2)


SKEWED = _studies(
    [0.22, 0.02, 0.31, 0.08, 0.62, 0.21, 1.10, 0.70],
    [0.06, 0.08, 0.12, 0.18, 0.22, 0.30, 0.36, 0.42],
)


Y, S = np.array([0.3, -0.5, 1.1, 0.2]), np.array([0.5, 0.9, 1.4, 0.7])
U, X = np.array([-0.4, 0.2, 1.0, 0.6]), np.array([0.2, 0.7, 0.16, 0.1])


def _at(x):
    grad, hess = np.empty(4), np.empty((4, 4))
    return copas_loglik(x, U, Y, S, grad, hess), grad, hess


def test_the_likelihood_is_that_of_copas_and_shi() -> None:
    mu, rho, tau2, beta = X
    mills = norm.pdf(U) / norm.cdf(U)
    sigma = np.sqrt(S**2 / (1 - rho**2 * mills * (U + mills)))
    total = sigma**2 + tau2
    r = Y - mu - beta * S
    tilde = rho * sigma / np.sqrt(total)
    v = (U + tilde * r / np.sqrt(total)) / np.sqrt(1 - tilde**2)
    direct = norm.logpdf(r, 0, np.sqrt(total)) + norm.logcdf(v) - norm.logcdf(U)
    assert _at(X)[0] == pytest.approx(direct.sum(), rel=1e-14)


def test_derivatives_are_those_of_the_likelihood() -> None:
    _, grad, hess = _at(X)
    steps = 1e-6 * np.eye(4)
    slopes = [(_at(X + h)[0] - _at(X - h)[0]) / 2e-6 for h in steps]
    assert grad == pytest.approx(slopes, rel=1e-6)
    bends = np.array([(_at(X + h)[1] - _at(X - h)[1]) / 2e-6 for h in steps])
    assert hess == pytest.approx(bends, rel=1e-6, abs=1e-8)
    assert hess == pytest.approx(hess.T, rel=0, abs=0)


def test_without_selection_it_is_the_maximum_likelihood_model() -> None:
    first = copas(SKEWED, grid=4).points[0]
    plain = pool(SKEWED, method="ML", test="z")
    assert first.estimate == pytest.approx(plain.estimate, rel=1e-9)
    assert first.tau2 == pytest.approx(plain.tau2, rel=1e-8)
    assert first.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)
    assert math.isnan(first.rho)


def test_selection_takes_back_an_effect_that_small_studies_carry() -> None:
    found = copas(SKEWED, grid=4)
    assert len(found.points) > 1
    first, last = found.points[0], found.points[-1]
    assert first.published == pytest.approx(1.0)
    assert first.unpublished < 1e-9
    assert last.published < first.published
    assert last.unpublished > 0
    assert last.estimate < first.estimate
    chosen = next(p for p in found.points if p.residual_p > 0.1)
    assert (found.estimate, found.se) == (chosen.estimate, chosen.se)
    assert found.ci_lb < found.estimate < found.ci_ub


def test_units_do_not_matter() -> None:
    a = copas(SKEWED, grid=5)
    b = copas(_studies(1e3 * SKEWED.yi, 1e3 * np.sqrt(SKEWED.vi)), grid=5)
    assert len(a.points) == len(b.points)
    for p, q in zip(a.points, b.points, strict=True):
        assert q.estimate == pytest.approx(1e3 * p.estimate, rel=1e-7)
        assert q.se == pytest.approx(1e3 * p.se, rel=1e-6)
        assert q.published == pytest.approx(p.published, rel=1e-7)


def test_mirrored_effects_are_missing_on_the_other_side() -> None:
    a = copas(SKEWED, grid=5)
    b = copas(_studies(-SKEWED.yi, np.sqrt(SKEWED.vi)), grid=5)
    assert a.left is True
    assert b.left is False
    assert [-p.estimate for p in b.points] == pytest.approx(
        [p.estimate for p in a.points], rel=1e-8
    )


def test_contours_join_and_lie_on_their_level() -> None:
    axis = np.linspace(-1.0, 1.0, 21)
    bowl = axis[:, None] ** 2 + axis[None, :] ** 2
    (line,) = contour_lines(axis, axis, bowl, 0.5)
    assert np.hypot(*line) == pytest.approx(np.full(len(line[0]), math.sqrt(0.5)), abs=5e-3)
    assert len(contour_lines(axis, axis, bowl, 1.5)) == 4, "one line a corner"
    saddle = axis[:, None] * axis[None, :]
    assert len(contour_lines(axis, axis, saddle, 0.1)) == 2


def test_levels_are_round() -> None:
    assert nice_levels(-0.7419, -0.5987, 10) == pytest.approx(
        [-0.76, -0.74, -0.72, -0.7, -0.68, -0.66, -0.64, -0.62, -0.6, -0.58]
    )
    assert nice_levels(1.0, 1.0, 10) == []


def test_equal_precision_is_refused() -> None:
    with pytest.raises(MethodError, match="equal standard errors"):
        copas(_studies([0.1, 0.4, 0.3], [0.2, 0.2, 0.2]))


def test_the_path_stands_upright_on_straight_contours() -> None:
    axis = np.linspace(0.0, 1.0, 9)
    plane = axis[:, None] * 1.0 + axis[None, :] * 2.0
    for x, y in copas_path(axis, axis, plane):
        assert 1.0 - y == pytest.approx(2.0 * (1.0 - x))
    assert len(copas_path(axis, axis, plane)) > 3
    assert copas_path(axis, axis, np.zeros((9, 9))) == ()


def test_asymmetry_that_no_selection_explains_has_no_estimate_and_says_so() -> None:
    """Effects that are six times their standard errors, all but exactly."""
    sei = np.linspace(0.05, 0.9, 25)
    noise = np.random.default_rng(0).normal(0.0, 0.3 * sei)
    found = copas(_studies(6.0 * sei + noise, sei), grid=4)
    assert max(point.residual_p for point in found.points) < 0.1
    assert math.isnan(found.estimate)
    assert math.isnan(found.unpublished)
    assert "copas-no-adjustment" in {caution.kind for caution in found.cautions}
    told = {caution.kind for caution in copas(SKEWED, grid=4).cautions}
    assert "copas-no-adjustment" not in told

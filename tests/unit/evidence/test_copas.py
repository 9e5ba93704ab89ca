import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.evidence.bias.copas import copas
from trephine.evidence.bias.copas_fit import _negative, fit_copas
from trephine.evidence.bias.copas_path import copas_path
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool


def _studies(yi, sei):
    return effects("GEN", yi=np.array(yi), vi=np.array(sei) ** 2)


SKEWED = _studies(
    [0.22, 0.02, 0.31, 0.08, 0.62, 0.21, 1.10, 0.70],
    [0.06, 0.08, 0.12, 0.18, 0.22, 0.30, 0.36, 0.42],
)


def test_the_gradient_is_that_of_the_likelihood() -> None:
    y, s = np.array([0.3, -0.5, 1.1, 0.2]), np.array([0.5, 0.9, 1.4, 0.7])
    u, x = np.array([-0.4, 0.2, 1.0, 0.6]), np.array([0.2, 0.4, 0.7, 0.1])
    numeric = [
        (_negative(x + h, y, s, u)[0] - _negative(x - h, y, s, u)[0]) / 2e-6
        for h in 1e-6 * np.eye(4)
    ]
    assert _negative(x, y, s, u)[1] == pytest.approx(numeric, rel=1e-6)


def test_without_selection_it_is_the_maximum_likelihood_model() -> None:
    sei = np.sqrt(SKEWED.vi)
    fit = fit_copas(SKEWED.yi, sei, (10.0, 0.0), starts=((0.2, 0.4, 0.1),))
    plain = pool(SKEWED, method="ML", test="z")
    assert fit.mu == pytest.approx(plain.estimate, rel=1e-6)
    assert fit.tau**2 == pytest.approx(plain.tau2, rel=1e-5)


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
    sei = np.sqrt(SKEWED.vi)
    a = fit_copas(SKEWED.yi, sei, (-0.2, 0.1), starts=((0.2, 0.4, 0.1),))
    b = fit_copas(1e3 * SKEWED.yi, 1e3 * sei, (-0.2, 100.0), starts=((200.0, 0.4, 100.0),))
    assert b.mu == pytest.approx(1e3 * a.mu, rel=1e-6)
    assert b.se == pytest.approx(1e3 * a.se, rel=1e-4)


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

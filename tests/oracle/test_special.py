"""Distribution functions against SciPy, and against 40-digit values where it has fewer digits."""

import math

import numpy as np
import pytest
from scipy import special, stats

from trephine.evidence.kernel import special as ours

TAILS = np.r_[10.0 ** -np.arange(1, 290, 9.0), np.linspace(0.02, 0.98, 33), 1 - 1e-9]
MODERATE = TAILS[(TAILS > 1e-15)]
DF = [0.3, 1.0, 2.0, 3.0, 4.5, 8.0, 17.0, 30.0, 100.0, 999.0]

# Computed with 60-digit arithmetic (series of the incomplete beta and gamma functions).
EXACT = [
    (ours.t_sf, (5.0, 100.0), 1.2250867067519001e-06),
    (ours.t_sf, (1.7, 100.0), 0.04611966350150963),
    (ours.t_sf, (1.0, 100.0), 0.1598620778920617),
    (ours.t_ppf, (0.05, 100.0), -1.6602343260853396),
    (ours.chi2_sf, (1000.0, 30.0), 5.131435321572533e-191),
    (ours.chi2_sf, (1778.2794100389228, 999.0), 1.7005659291020922e-46),
    (ours.norm_sf, (14.909999999999634,), 1.4187627998138544e-50),
    (ours.norm_logsf, (-0.969999999999998,), -0.1815497499897028),
    (ours.chi2_ppf, (1e-15, 0.3), 1.2599925262770254e-100),
]


@pytest.mark.parametrize(("function", "arguments", "value"), EXACT)
def test_forty_digits(function, arguments, value):
    assert function(*arguments) == pytest.approx(value, rel=1e-13)


def grid(function, reference, *axes, rtol=2e-13):
    mesh = [axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")]
    got = np.array([function(*map(float, point)) for point in zip(*mesh, strict=True)])
    np.testing.assert_allclose(got, reference(*mesh), rtol=rtol, atol=1e-290)


def test_normal():
    x = np.arange(-37.0, 37.0, 0.37)
    grid(ours.norm_sf, stats.norm.sf, x, rtol=3e-13)  # SciPy loses x^2 units in the last place
    grid(ours.norm_cdf, stats.norm.cdf, x, rtol=3e-13)
    grid(ours.norm_logsf, stats.norm.logsf, np.arange(-9.0, 90.0, 0.7), rtol=1e-12)
    grid(ours.norm_logcdf, stats.norm.logcdf, np.arange(-90.0, 9.0, 0.7), rtol=1e-12)
    grid(ours.norm_ppf, stats.norm.ppf, TAILS, rtol=1e-14)
    grid(ours.norm_isf, stats.norm.isf, TAILS, rtol=1e-14)
    grid(ours.norm_logpdf, stats.norm.logpdf, x, rtol=1e-14)
    grid(ours.norm_pdf, stats.norm.pdf, x)


def test_logistic():
    x = np.r_[np.arange(-700.0, 700.0, 7.3), -1e-9, 0.0, 1e-9]
    grid(ours.expit, special.expit, x, rtol=1e-14)
    grid(ours.log1pexp, lambda z: np.logaddexp(0.0, z), x, rtol=1e-14)
    grid(ours.logit, special.logit, MODERATE, rtol=1e-13)


def test_student():
    # SciPy 1.16 is off by 3e-9 near t = 0 (t_sf(1e-8, 1) is 0.5 - 1e-8 / pi): not compared there
    assert ours.t_sf(1e-8, 1.0) == pytest.approx(0.5 - 1e-8 / math.pi, rel=1e-15)
    x = np.r_[0.0, 10.0 ** np.arange(-2, 4.1, 0.5), -3.0, -0.5]
    grid(ours.t_sf, stats.t.sf, x, DF, rtol=1e-12)
    grid(ours.t_cdf, stats.t.cdf, x, DF, rtol=1e-12)
    grid(ours.t_logpdf, stats.t.logpdf, x, DF, rtol=1e-12)
    grid(ours.t_ppf, stats.t.ppf, MODERATE, DF, rtol=5e-13)
    assert ours.t_ppf(0.975, math.inf) == ours.norm_ppf(0.975)


def test_student_inverse_returns_on_wide_degrees_of_freedom():
    for df in (12.7, 1e3, 1e5, 1e7, 1e11):
        for q in (1e-200, 1e-12, 0.025, 0.2, 0.4, 0.499):
            assert ours.t_sf(ours.t_isf(q, df), df) == pytest.approx(q, rel=1e-12)
    assert ours.t_isf(0.025, 1e9) == pytest.approx(ours.norm_isf(0.025), rel=1e-8)


def test_chi_squared_and_gamma():
    x = 10.0 ** np.arange(-8, 3.6, 0.25)
    grid(ours.chi2_sf, stats.chi2.sf, x, DF, rtol=5e-12)
    grid(ours.chi2_cdf, stats.chi2.cdf, x, DF, rtol=5e-12)
    grid(ours.gammaincc, special.gammaincc, DF, x, rtol=5e-12)
    grid(ours.gammainc, special.gammainc, DF, x, rtol=5e-12)
    grid(ours.gammaln, special.gammaln, np.r_[DF, 0.01, 1e4, 1e9], rtol=2e-14)
    grid(ours.chi2_ppf, stats.chi2.ppf, MODERATE, DF, rtol=2e-12)
    grid(ours.chi2_isf, stats.chi2.isf, MODERATE, DF, rtol=2e-12)
    # k = 100,000: Q on 99,999 degrees of freedom
    grid(ours.chi2_sf, stats.chi2.sf, [9.8e4, 1e5, 1.02e5], [99_999.0], rtol=1e-11)
    grid(ours.chi2_ppf, stats.chi2.ppf, [0.025, 0.5, 0.975], [99_999.0], rtol=1e-12)


def test_beta_and_f():
    parameters = [0.05, 0.5, 1.0, 2.5, 7.0, 30.0, 200.0, 2000.0]
    x = np.r_[10.0 ** -np.arange(1, 12, 3.0), np.linspace(0.02, 0.98, 13), 1 - 1e-6]
    grid(ours.betainc, special.betainc, parameters, parameters, x, rtol=1e-11)
    grid(ours.betaincc, special.betaincc, parameters, parameters, x, rtol=1e-11)
    grid(ours.betaln, special.betaln, parameters, parameters, rtol=1e-11)
    p = np.r_[1e-9, np.linspace(0.02, 0.98, 13)]
    grid(ours.beta_ppf, stats.beta.ppf, p, parameters[1:], parameters[1:], rtol=1e-10)
    grid(ours.f_sf, stats.f.sf, 10.0 ** np.arange(-4, 3, 0.5), [1, 2, 5, 17.3], DF, rtol=1e-11)
    grid(ours.f_cdf, stats.f.cdf, 10.0 ** np.arange(-4, 3, 0.5), [1, 2, 5, 17.3], DF, rtol=1e-11)
    grid(ours.f_ppf, stats.f.ppf, p, [1, 2, 5, 17.3], DF[1:], rtol=1e-10)


@pytest.mark.parametrize("function", [ours.t_sf, ours.chi2_sf, ours.t_ppf, ours.chi2_ppf])
def test_impossible_degrees_of_freedom_give_nan(function):
    assert math.isnan(function(0.5, 0.0))
    assert math.isnan(function(0.5, -1.0))
    assert math.isnan(function(math.nan, 3.0))


def test_ends():
    assert ours.norm_ppf(0.0) == -math.inf
    assert ours.norm_ppf(1.0) == math.inf
    assert ours.t_isf(0.0, 3.0) == math.inf
    assert ours.chi2_ppf(0.0, 3.0) == 0.0
    assert ours.beta_ppf(1.0, 2.0, 3.0) == 1.0
    assert ours.chi2_sf(0.0, 4.0) == 1.0
    assert ours.f_sf(-1.0, 2.0, 3.0) == 1.0
    assert ours.log1pexp(1e6) == 1e6
    assert ours.expit(-1e6) == 0.0

"""Survival figures against R's survival package: the pinned output always, R itself where it is."""

import json
import shutil
import subprocess
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import linalg, stats

from trephine.evidence.survival.band_quantile import equal_precision, hall_wellner
from validation.survival.compare import (
    HERE,
    cabibbo2010,
    compare,
    compare_band,
    compare_critical,
    compare_likelihood,
    compare_pooled,
    compare_survreg,
)

RTOL = 1e-12  # closed forms; worst observed 2e-14


def pinned() -> dict[str, Any]:
    return json.loads((HERE / "reference.json").read_text(encoding="utf-8"))


@cache
def from_r(mode: str) -> dict[str, Any]:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    done = subprocess.run(
        ["Rscript", str(HERE / "reference.R"), mode], check=False, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"R has no survival or no jsonlite: {done.stderr[-200:]}")
    return json.loads(done.stdout)


def assert_close(found: dict[str, float], rtol: float = RTOL) -> None:
    assert found
    assert not {name: gap for name, gap in found.items() if not gap <= rtol}


def test_pinned_figures_of_r() -> None:
    assert_close(compare(pinned()))


@pytest.mark.r
def test_r_still_says_what_is_pinned() -> None:
    again = from_r("simulated")
    assert again["groups"]["many"]["input"] == pinned()["groups"]["many"]["input"]
    assert_close(compare(again))


@pytest.mark.r
def test_data_sets_that_come_with_r() -> None:
    """lung, veteran, ovarian: read from R, not kept here."""
    assert_close(compare(from_r("package")))


def test_bands_of_km_ci() -> None:
    """km.ci looks critical values up on a grid of 0.02: three decimals is what it can say."""
    reference = pinned()
    for name, found in reference["bands"].items():
        assert_close(compare_band(found, reference["groups"][name]["input"]), 5e-4)


@pytest.mark.r
def test_printed_tables_of_critical_values() -> None:
    reference = from_r("package")
    if "critical" not in reference:
        pytest.skip("R has no km.ci")
    gaps = compare_critical(reference["critical"])
    # four decimals; one printed entry at 99 % is off by 6e-4
    assert all(gap < 1e-3 for name, gap in gaps.items() if "hall" in name), gaps


@pytest.mark.parametrize("level", [80.0, 95.0, 99.0])
def test_the_whole_bridge_is_kolmogorovs(level: float) -> None:
    assert hall_wellner(0.0, 1.0, level) == pytest.approx(
        stats.kstwobign.ppf(level / 100.0), rel=1e-10
    )


@pytest.mark.parametrize(("low", "high"), [(0.1, 0.9), (0.42, 0.5), (0.02, 0.98)])
def test_equal_precision_against_the_diffusion_equation(low: float, high: float) -> None:
    """Finite differences for h_t = h'' - x h' on (-c, c), h = 0 at the ends, begun at h = 1."""
    c = equal_precision(low, high, 95.0)
    x = np.linspace(-c, c, 1201)
    step = x[1] - x[0]
    inner = x[1:-1]
    up, down = 1.0 / step**2 - inner / (2 * step), 1.0 / step**2 + inner / (2 * step)
    rates, vectors = linalg.eigh_tridiagonal(
        np.full(inner.size, -2.0 / step**2), np.sqrt(up[:-1] * down[1:])
    )
    scale = np.concatenate(([1.0], np.cumprod(np.sqrt(down[1:] / up[:-1]))))
    duration = 0.5 * np.log(high * (1 - low) / (low * (1 - high)))
    h = scale * (vectors @ (np.exp(rates * duration) * (vectors.T @ (1.0 / scale))))
    assert np.sum(stats.norm.pdf(inner) * h) * step == pytest.approx(0.95, abs=1e-4)


def test_summary_curves_of_risca() -> None:
    """RISCA gives missing times the variance 1e12 instead of leaving them out: 7 digits there."""
    found = json.loads((HERE / "pooled.json").read_text(encoding="utf-8"))
    assert_close(compare_pooled(found["full"], found["full"]["input"]))
    assert_close(compare_pooled(found["cabibbo2010"], cabibbo2010()), 2e-6)


def test_maximum_likelihood_of_survreg() -> None:
    reference = pinned()
    for name, models in reference["models"].items():
        assert_close(compare_survreg(models, reference["groups"][name]["input"]), 1e-8)


def test_other_likelihoods_written_in_r() -> None:
    """Generalised gamma, Gompertz, and cure models of three distributions."""
    for found in pinned()["others"].values():
        assert_close(compare_likelihood(found["models"], found["input"]), 1e-7)

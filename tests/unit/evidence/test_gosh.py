"""GOSH: all subsets, samples, bins and what drives them apart."""

import subprocess
import sys

import numpy as np
import pytest

from trephine.evidence.effects import effects
from trephine.evidence.gosh import gosh
from trephine.evidence.gosh_set import masks
from trephine.evidence.pool import pool

RNG = np.random.default_rng(4)
VI = RNG.uniform(0.02, 0.3, 14)
YI = RNG.normal(0.5, np.sqrt(VI))
YI[6] += 3.0
STUDIES = effects("GEN", yi=YI, vi=VI)


@pytest.mark.parametrize(
    "method", ["EE", "DL", "PM", "REML", "ML", "HE", "HS", "SJ", "PMM", "DLIT"]
)
def test_each_subset_is_its_own_pooled_estimate(method):
    every = gosh(STUDIES, method=method)
    for index in (2, 76, 4093, 9000, 16382):
        inside = [i for i in range(14) if (index + 1) >> i & 1]
        part = effects("GEN", yi=YI[inside], vi=VI[inside])
        one = pool(part, method=method, test="z", pi="none", tau2_ci="none")
        for name in ("estimate", "tau2", "I2", "Q"):
            ours = getattr(every, name)[index]
            assert ours == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-12), (name, index)


def test_bins_count_every_subset_of_two_and_more():
    every = gosh(STUDIES, method="DL")
    assert every.count == 2**14 - 1
    assert every.counts.sum() == 2**14 - 1 - 14
    several = every.sizes() > 1
    x, y = every.estimate[several], every.I2[several]
    expected = np.histogram2d(x, y, bins=[every.x_edges, every.y_edges])[0]
    # a value on an edge may round to either side
    assert np.abs(every.counts - expected).sum() <= 4
    study = STUDIES.labels[6]
    inside = every.includes(study)
    assert every.with_study[6].sum() == every.n_with[6] == (inside & several).sum()
    with_it, without = x[inside[several]], x[~inside[several]]
    assert every.mean_with[6, 0] == pytest.approx(with_it.mean(), rel=1e-12)
    assert every.mean_without[6, 0] == pytest.approx(without.mean(), rel=1e-12)


def test_threads_change_nothing():
    one, many = (gosh(STUDIES, threads=n) for n in (1, 5))
    for name in ("estimate", "tau2", "I2", "Q", "counts", "with_study", "mean_with", "separation"):
        np.testing.assert_array_equal(getattr(one, name), getattr(many, name))


def test_bins_alone_are_the_same_bins():
    kept, binned = gosh(STUDIES), gosh(STUDIES, keep=False)
    np.testing.assert_array_equal(kept.counts, binned.counts)
    assert binned.estimate.size == 0


def test_the_odd_study_out_is_found():
    every = gosh(STUDIES)
    assert STUDIES.labels[6] in every.drivers
    assert every.separation.argmax() == 6
    assert every.separation[6] > 0.95
    assert gosh(STUDIES, clusters=2).drivers == (STUDIES.labels[6],)
    assert sum(cluster.share for cluster in every.clusters) == pytest.approx(1.0)
    assert every.mean_with[6, 1] > every.mean_without[6, 1] + 20.0


def test_like_studies_have_no_driver():
    rng = np.random.default_rng(1)
    v = np.full(12, 0.1)
    calm = effects("GEN", yi=rng.normal(0.0, np.sqrt(v)), vi=v)
    assert gosh(calm, clusters=1).drivers == ()
    assert len(gosh(calm, clusters=2).clusters) == 2


def test_a_sample_is_fixed_by_its_seed_and_grows_without_change():
    small = gosh(STUDIES, subsets=3000, seed=7)
    large = gosh(STUDIES, subsets=9000, seed=7, threads=3)
    assert not small.is_exact
    np.testing.assert_array_equal(small.estimate, large.estimate[:3000])
    assert not np.array_equal(small.estimate, gosh(STUDIES, subsets=3000, seed=8).estimate)
    assert gosh(STUDIES, subsets=10**9).is_exact


def test_sampled_subsets_are_fair_and_never_empty():
    words = masks(0, 20000, 5, is_exact=False, seed=3)[:, 0]
    assert words.min() >= 1
    counts = np.bincount(words, minlength=32)[1:]
    # chi-squared with 30 degrees of freedom: 99.99 % below 69
    assert ((counts - 20000 / 31) ** 2 / (20000 / 31)).sum() < 69


def test_more_studies_than_bits_in_a_word():
    rng = np.random.default_rng(2)
    v = rng.uniform(0.05, 0.5, 150)
    many = effects("GEN", yi=rng.normal(0.0, np.sqrt(v + 0.1)), vi=v)
    sampled = gosh(many, subsets=500, method="DL")
    inside = np.array([sampled.includes(label) for label in sampled.labels])
    assert 0.4 < inside.mean() < 0.6
    rows = np.flatnonzero(inside[:, 3])
    part = effects("GEN", yi=many.yi[rows], vi=many.vi[rows])
    one = pool(part, method="DL", test="z", pi="none", tau2_ci="none")
    assert sampled.estimate[3] == pytest.approx(one.estimate, rel=1e-10)


def test_equal_effects_have_a_range_too():
    flat = effects("GEN", yi=[0.3, 0.3, 0.3], vi=[0.1, 0.2, 0.3])
    every = gosh(flat)
    assert np.nanmax(every.tau2) == 0.0
    assert every.counts.sum() == 4


def test_an_interpreted_process_compiles_the_subsets_alone(tmp_path):
    """8,191 subsets, whose bins, sums and clusters are those of a compiled process."""
    code = (
        "import sys, numpy as np\n"
        "from trephine.evidence.kernel import mode\n"
        "mode.interpret()\n"
        "from trephine.evidence.effects import effects\n"
        "from trephine.evidence.gosh import gosh\n"
        "given = np.loadtxt(sys.argv[1])\n"
        "found = gosh(effects('GEN', yi=given[:13, 0], vi=given[:13, 1]), keep=False)\n"
        "print('numba' in sys.modules)\n"
        "print(*(repr(float(x)) for x in (*found.mean_with.ravel(), *found.separation)))\n"
    )
    np.savetxt(tmp_path / "given.txt", np.column_stack([YI, VI]))
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "given.txt")],
        check=True,
        capture_output=True,
        text=True,
    )
    compiled, figures = run.stdout.splitlines()
    assert compiled == "True"
    ours = gosh(effects("GEN", yi=YI[:13], vi=VI[:13]), keep=False)
    expected = [*ours.mean_with.ravel(), *ours.separation]
    assert [float(x) for x in figures.split()] == pytest.approx(expected, rel=1e-9)

"""Effect measures and intervals against SciPy and R, and golden back-transformations."""

import json
import math
import shutil
import subprocess
from functools import cache

import numpy as np
import pytest

from trephine.evidence.effects import back_transform, effects
from trephine.evidence.measure.hedges import hedges_correction
from trephine.evidence.natural_scale import natural_scale
from trephine.evidence.study_ci import study_ci
from validation.metafor.compare.escalc import as_effects
from validation.metafor.ledger import GOLDEN

X = np.array([0, 1, 3, 10, 11, 49, 50, 200, 1, 99999])
N = np.array([10, 10, 10, 10, 29, 50, 50, 1000, 100000, 100000])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("clopper_pearson", "exact"), ("wilson", "wilson"), ("wilson_cc", "wilsoncc")],
)
@pytest.mark.parametrize("level", [80.0, 95.0, 99.0])
def test_intervals_of_scipy(ours, theirs, level) -> None:
    stats = pytest.importorskip("scipy.stats")
    found = study_ci(effects("PR", xi=X, ni=N), method=ours, level=level)
    for row, (x, n) in enumerate(zip(X, N, strict=True)):
        interval = stats.binomtest(int(x), int(n)).proportion_ci(level / 100, method=theirs)
        # SciPy's exact method stops its root search at 2e-12 absolute
        assert found.ci_lb[row] == pytest.approx(interval.low, rel=1e-10, abs=1e-11)
        assert found.ci_ub[row] == pytest.approx(interval.high, rel=1e-10, abs=1e-11)


def test_quantiles_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    jeffreys = study_ci(effects("PR", xi=X, ni=N), method="jeffreys", level=90)
    clopper = study_ci(effects("PR", xi=X, ni=N), level=90)
    inside = (X > 0) & (X < N)
    prior = stats.beta(X + 0.5, N - X + 0.5)
    assert jeffreys.ci_lb[inside] == pytest.approx(prior.ppf(0.05)[inside], rel=1e-12)
    assert jeffreys.ci_ub[inside] == pytest.approx(prior.ppf(0.95)[inside], rel=1e-12)
    assert clopper.ci_lb[X > 0] == pytest.approx(
        stats.beta(X[X > 0], (N - X + 1)[X > 0]).ppf(0.05), rel=1e-12
    )
    rates = study_ci(effects("IRLN", xi=X, ti=N), level=95)
    lower = stats.chi2.ppf(0.025, 2 * X[X > 0]) / 2 / N[X > 0]
    assert rates.ci_lb[X > 0] == pytest.approx(lower, rel=1e-12)
    assert rates.ci_lb[0] == 0
    assert rates.ci_ub == pytest.approx(stats.chi2.isf(0.025, 2 * X + 2) / 2 / N, rel=1e-12)


def test_agresti_and_coull_by_their_definition() -> None:
    z2 = 1.959963984540054**2
    found = study_ci(effects("PLO", xi=[8], ni=[20]), method="agresti_coull")
    p, n = (8 + z2 / 2) / (20 + z2), 20 + z2
    half = math.sqrt(z2 * p * (1 - p) / n)
    assert found.ci_lb[0] == pytest.approx(p - half, rel=1e-13)
    assert found.ci_ub[0] == pytest.approx(p + half, rel=1e-13)


def test_wald_of_other_measures() -> None:
    found = study_ci(effects("OR", ai=4, n1i=20, ci=9, n2i=22))
    y, se = math.log(4 / 16) - math.log(9 / 13), math.sqrt(1 / 4 + 1 / 16 + 1 / 9 + 1 / 13)
    assert found.estimate[0] == pytest.approx(math.exp(y), rel=1e-13)
    assert found.ci_lb[0] == pytest.approx(math.exp(y - 1.959963984540054 * se), rel=1e-13)
    pft = study_ci(effects("PFT", xi=3, ni=10), method="wald")
    assert pft.estimate[0] == pytest.approx(0.3, rel=1e-13)


def test_hedges_correction_by_log_gamma() -> None:
    mpmath = pytest.importorskip("scipy.special")
    df = np.array([2.0, 3.0, 10.5, 39.0, 39.9, 40.0, 41.0, 100.0, 300.0])
    theirs = np.exp(mpmath.gammaln(df / 2) - mpmath.gammaln((df - 1) / 2)) / np.sqrt(df / 2)
    assert hedges_correction(df) == pytest.approx(theirs, rel=1e-12)
    assert np.isnan(hedges_correction(np.array([1.0, 0.5]))).all()
    # 1 - 3/(4 df) - 7/(32 df^2) + ... where log-gammas have lost their digits
    assert hedges_correction(np.array([1e9]))[0] == pytest.approx(1 - 0.75e-9, rel=1e-15)


R = """
suppressPackageStartupMessages(library(metafor))
m <- list(m1i=c(5,10,-2),sd1i=c(2,3,1),n1i=c(10,40,7),m2i=c(3,11,-5),sd2i=c(3,2,2),n2i=c(12,38,5))
p <- list(xi=c(1,5,9),ni=c(10,12,30)); r <- list(ri=c(.1,-.5,.9),ni=c(20,6,9))
t <- list(x1i=c(0,4,6),t1i=c(10,20,30),x2i=c(3,0,8),t2i=c(12,22,35))
o <- list(mi=c(5,10,2),sdi=c(2,3,1),ni=c(10,40,7)); q <- list(xi=c(0,3,8),ti=c(10,20,30))
b <- list(ai=c(0,4,7),n1i=c(10,20,7),ci=c(3,0,8),n2i=c(12,22,35))
run <- function(measure, x, ...) {
  e <- suppressWarnings(do.call(escalc, c(list(measure=measure, ...), x)))
  cat(sprintf('"%s": {"yi": [%s], "vi": [%s]},\\n', measure,
    paste(sprintf("%.17g", e$yi), collapse=","), paste(sprintf("%.17g", e$vi), collapse=",")))
}
cat("{")
for (k in c("MD","SMD","VR")) run(k, if (k=="VR") m[c(2,3,5,6)] else m)
for (k in c("PR","PLN","PLO","PAS","PFT")) run(k, p)
for (k in c("COR","ZCOR")) run(k, r)
for (k in c("MN","MNLN")) run(k, o)
for (k in c("IR","IRLN","IRS","IRFT")) run(k, q, add=.5, to="all")
for (k in c("IRR","IRD","IRSD")) run(k, t, add=.5, to="if0all")
for (k in c("OR","RR","RD","PETO")) run(k, b, add=.25, to="all")
cat('"version": 0}')
"""


@cache
def metafor() -> dict:
    if shutil.which("Rscript") is None:
        pytest.skip("no R on this machine")
    done = subprocess.run(["Rscript", "-e", R], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"R without metafor: {done.stderr.strip()[-80:]}")
    return json.loads(done.stdout)


M = {
    "m1i": [5, 10, -2],
    "sd1i": [2, 3, 1],
    "n1i": [10, 40, 7],
    "m2i": [3, 11, -5],
    "sd2i": [3, 2, 2],
    "n2i": [12, 38, 5],
}
P = {"xi": [1, 5, 9], "ni": [10, 12, 30]}
CORRELATIONS = {"ri": [0.1, -0.5, 0.9], "ni": [20, 6, 9]}
MEANS = {"mi": [5, 10, 2], "sdi": [2, 3, 1], "ni": [10, 40, 7]}
RATES = {"xi": [0, 3, 8], "ti": [10, 20, 30], "cc": 0.5, "cc_to": "all"}
PAIRS = {
    "x1i": [0, 4, 6],
    "t1i": [10, 20, 30],
    "x2i": [3, 0, 8],
    "t2i": [12, 22, 35],
    "cc": 0.5,
    "cc_to": "if0all",
}
TABLES = {
    "ai": [0, 4, 7],
    "n1i": [10, 20, 7],
    "ci": [3, 0, 8],
    "n2i": [12, 22, 35],
    "cc": 0.25,
    "cc_to": "all",
}
CASES = {
    **dict.fromkeys(("MD", "SMD"), M),
    "VR": {name: M[name] for name in ("sd1i", "n1i", "sd2i", "n2i")},
    **dict.fromkeys(("PR", "PLN", "PLO", "PAS", "PFT"), P),
    **dict.fromkeys(("COR", "ZCOR"), CORRELATIONS),
    **dict.fromkeys(("MN", "MNLN"), MEANS),
    **dict.fromkeys(("IR", "IRLN", "IRS", "IRFT"), RATES),
    **dict.fromkeys(("IRR", "IRD", "IRSD"), PAIRS),
    **dict.fromkeys(("OR", "RR", "RD", "PETO"), TABLES),
}


@pytest.mark.r
@pytest.mark.parametrize("measure", list(CASES))
def test_escalc_of_metafor(measure) -> None:
    """Measures and corrections of which the golden files hold no example, or only one kind."""
    theirs = metafor()[measure]
    found = effects(measure, **CASES[measure])
    assert found.yi == pytest.approx(theirs["yi"], rel=1e-12)
    assert found.vi == pytest.approx(theirs["vi"], rel=1e-12)


def golden_backs():
    """Yield every stored fit with a back-transformation, and the studies behind it."""
    for path in sorted(GOLDEN.glob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        cases = (
            [(doc["kind"], doc["data"], doc["measures"], doc.get("escalc_options"))]
            if (doc.get("schema") == "meta-golden/1")
            else []
        )
        asked = {"add": 0.5, "to": "only0", "drop00": False}
        cases += [("proportion", case, case, None) for case in doc.get("prop", ())]
        cases += [("two_group_binary", case, case, asked) for case in doc.get("bin", ())]
        for kind, columns, measures, options in cases:
            for measure, tree in measures.items():
                for key, fit in tree.get("fits", {}).items() if isinstance(tree, dict) else ():
                    if "back" in fit:
                        yield path.name, kind, columns, options, measure, key, fit


def number(value) -> float:
    return math.nan if value is None else float(value)


def test_golden_back_transformations_from_golden_estimates() -> None:
    """Given metafor's estimate and limits, each of its back-transformations to 1e-10."""
    compared = clamped = 0
    for file, kind, columns, options, measure, key, fit in golden_backs():
        studies = as_effects(measure, kind, columns, options)
        names = ("estimate", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub")
        ours = natural_scale(studies, **{name: number(fit[name]) for name in names})
        theirs = fit["back"] if "miller_hm" in fit["back"] else {"natural": fit["back"]}
        for how, back in ours.items():
            for name, value in theirs[how].items():
                if name in {"n", "n_equiv"}:
                    continue
                mine = getattr(back, "estimate" if name == "pred" else name)
                if measure == "PLN" and number(value) > 1:
                    # metafor prints a proportion above 1; ours ends at 1
                    assert mine == 1
                    assert back_transform("PLN", number(fit[name]), clamp=False) == pytest.approx(
                        value
                    )
                    clamped += 1
                    continue
                compared += 1
                where = (file, measure, key, how, name)
                assert mine == pytest.approx(number(value), rel=1e-10, nan_ok=True), where
    assert compared > 5000
    assert clamped > 50

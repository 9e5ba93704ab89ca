"""The audit on made-up papers: nothing false is called proved, planted errors are found.

The full run, 10,000 clean papers, is ``python -m validation.audit.simulate``; its counts are
pinned in validation/audit/results.json and told in validation/audit/README.md.
"""

import json
import shutil
import subprocess

import numpy as np
import pytest

from trephine.evidence.audit.interval_reach import interval_reach
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from validation.audit.checks import checks
from validation.audit.clean import clean, result
from validation.audit.plant import KINDS, transposed
from validation.audit.pooling import pooled
from validation.audit.printing import p_shown, percent_shown, shown
from validation.audit.simulate import RESULTS, clean_papers, planted_papers

# 0.2 s a paper between them; the full run has them all.
SLOW = frozenset({"grim", "overlap", "row-sums"})
MINE = {"count-free-interval", "denominator-profile", "heterogeneity-triple", "model-rule"}


def test_200_clean_papers_have_nothing_proved_and_every_interval_in_reach():
    found = clean_papers(range(200), skip=SLOW)
    assert found["results"] > 1000
    assert found["proved"] == []
    assert not any(key.startswith("count-free-interval") for key in found["findings"])
    assert not any(key.startswith("model-rule") for key in found["findings"])
    assert not any(key.startswith("denominator-profile") for key in found["findings"])


def test_the_slow_checks_prove_nothing_false_either():
    assert clean_papers(range(1000, 1020))["proved"] == []


def test_the_pinned_run_has_10000_clean_papers_and_nothing_proved():
    pinned = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert pinned["clean"]["papers"] == 10_000
    assert pinned["clean"]["proved"] == []
    assert not any(key.endswith("/ proved") for key in pinned["clean"]["findings"])
    assert set(pinned["planted"]) == set(KINDS)
    assert set(pinned["checks"]) >= MINE


@pytest.mark.parametrize(
    ("kind", "check", "least"),
    [
        ("interval of the other model", "count-free-interval", 0.8),
        ("model named against the rule", "model-rule / proved", 0.9),
        ("transposed digits: P", "heterogeneity-triple", 0.7),
        ("wrong total of patients", "stated-totals / proved", 1.0),
    ],
)
def test_planted_errors_are_found(kind, check, least):
    found = planted_papers(kind, 12)
    by = sum(value for key, value in found["by_check"].items() if key.startswith(check))
    assert found["papers"] == 12
    assert by >= least * 12


def test_the_figures_behind_the_print_lie_in_the_predicted_ranges():
    """1,000 pooled results: both models' own bounds, and the unrounded ones, are inside."""
    rows = 0
    for seed in range(5000, 5150):
        made = clean(seed)
        for row in made.publication.pooled:
            n = np.array([made.behind.n[key] for key in row.studies], dtype=float)
            true = {one: result(made, row, model=one) for one in ("common", "random")}
            random = true["common"].P < 0.1 or true["common"].I2 > 50.0
            model = "random" if random else "common"
            reach = interval_reach(row, n)
            assert model in reach.models, (seed, row.id)
            predicted, exact = getattr(reach, model), true[model]
            assert predicted.ci_lb.low - 1e-6 <= exact.ci_lb <= predicted.ci_lb.high + 1e-6
            assert predicted.ci_ub.low - 1e-6 <= exact.ci_ub <= predicted.ci_ub.high + 1e-6
            assert reach.tau2.low - 1e-9 <= exact.tau2 <= reach.tau2.high + 1e-9
            rows += 1
    assert rows > 1000


@pytest.mark.parametrize("seed", range(20))
def test_the_simulation_pools_as_pool_does(seed):
    rng = np.random.default_rng([3, seed])
    n = rng.integers(4, 120, int(rng.integers(2, 15)))
    x = rng.binomial(n, rng.beta(1, 1))
    for model, method in (("common", "EE"), ("random", "DL")):
        ours = pooled(x, n, model=model)
        theirs = pool(effects("PFT", xi=x, ni=n), method=method, test="z")
        back = theirs.back["miller_hm"]
        assert [ours.estimate, ours.ci_lb, ours.ci_ub] == pytest.approx(
            [100 * back.estimate, 100 * back.ci_lb, 100 * back.ci_ub], rel=1e-9, abs=1e-9
        )
        if method == "DL":
            assert ours.tau2 == pytest.approx(theirs.tau2, rel=1e-10, abs=1e-14)
        assert pytest.approx(theirs.Qp, rel=1e-9) == ours.P


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_simulation_pools_as_metafor_does():
    tables = [([9, 16, 33, 5], [10, 21, 36, 7]), ([0, 0, 1], [13, 37, 21]), ([8, 2], [10, 13])]
    script = (
        "suppressMessages(library(metafor)); o <- NULL\n"
        + "".join(
            f"for (m in c('EE', 'DL')) {{ x <- c({', '.join(map(str, x))})"
            f"; n <- c({', '.join(map(str, n))})\n"
            "f <- rma(measure='PFT', xi=x, ni=n, method=m)\n"
            "p <- predict(f, transf=transf.ipft.hm, targs=list(ni=n))\n"
            "o <- c(o, 100*p$pred, 100*p$ci.lb, 100*p$ci.ub, f$tau2) }\n"
            for x, n in tables
        )
        + "cat(format(o, digits=15), sep='\\n')"
    )
    found = subprocess.run(
        ["Rscript", "-"], input=script, capture_output=True, text=True, check=True, timeout=60
    )
    theirs = [float(one) for one in found.stdout.split()]
    ours = []
    for x, n in tables:
        for model in ("common", "random"):
            one = pooled(x, n, model=model)
            ours += [one.estimate, one.ci_lb, one.ci_ub, 0.0 if model == "common" else one.tau2]
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_printing():
    assert [shown(2.5, 0, way) for way in ("half-up", "half-even", "truncation")] == ["3", "2", "2"]
    assert shown(2.449, 0, "half-up") == "2"
    assert shown(2.45, 0, "twice") == "3"  # 2.45 is 2.4500000000000001776 and goes to 2.5 first
    assert shown(-0.2, 0, "half-up") == "0"
    assert percent_shown(66, 125, 2, "truncation") == "52.80"
    assert shown(100 * 66 / 125, 2, "truncation") == "52.79"  # of the float, which lies below
    assert p_shown(0.004, 2, "half-up") == "<0.01"
    assert p_shown(0.996, 2, "half-up") == "1.00"
    rng = np.random.default_rng(1)
    assert transposed("77", rng) is None
    assert transposed("82", rng) == "28"


def test_every_check_is_found_by_its_name():
    assert set(checks()) >= MINE | {"grim", "stated-totals", "listed-studies"}

"""The R scripts that Trephine writes, run with metafor, give Trephine's own figures."""

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trephine.core.text import Text
from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.egger import egger
from trephine.evidence.cumulative import cumulative
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.leave_one_out import leave_one_out
from trephine.evidence.pool import pool
from trephine.evidence.regression import regress
from trephine.evidence.subgroup import subgroup
from trephine.reports.analysis import Analysis
from trephine.reports.script import script
from validation.metafor.ledger import GOLDEN

pytestmark = pytest.mark.r


def golden(file: str, *names: str) -> dict[str, tuple[float, ...]]:
    data = json.loads((GOLDEN / file).read_text(encoding="utf-8"))["data"]
    return {name: tuple(map(float, data[name])) for name in names}


def analysis(measure: str, columns: dict[str, tuple[float, ...]], **choices: Any) -> Analysis:
    k = len(next(iter(columns.values())))
    return Analysis(
        measure=measure, columns=columns, labels=tuple(f'研究 "{i}"' for i in range(k)),
        title=Text(zh="总反应率 */", en="ORR # */"), **choices,
    )  # fmt: skip


PROPORTIONS = golden("prop_debruin2009.json", "xi", "ni")
ETHNICITY = tuple(
    json.loads((GOLDEN / "prop_debruin2009.json").read_text(encoding="utf-8"))["data"]["ethnicity"]
)
AGE = tuple(golden("prop_debruin2009.json", "scq")["scq"])
TRIALS = golden("bin_bcg.json", "ai", "n1i", "ci", "n2i")
SPARSE = golden("bin_nielweise2007.json", "ai", "n1i", "ci", "n2i")
MEANS = golden("cont_normand1999_SMD.json", "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
RATES = golden("rate1_nielweise2008c_IRLN.json", "xi", "ti")
TWO_RATES = golden("rate_nielweise2008_IRR.json", "x1i", "t1i", "x2i", "t2i")
FULL = analysis(
    "PLO", PROPORTIONS, method="REML", test="knha", subgroup_name="人种", subgroup=ETHNICITY,
    moderators={"scq": AGE, "ethnicity": ETHNICITY},
    extras=("leave-one-out", "cumulative", "egger", "begg"),
)  # fmt: skip
POOLED = [
    FULL,
    analysis("PFT", PROPORTIONS, method="DL", test="z", level=90),
    analysis("PR", PROPORTIONS, method="EE", test="z"),
    analysis("PAS", PROPORTIONS, method="HSk", test="t", pi="test"),
    analysis("PLN", PROPORTIONS, method="PM", test="adhoc"),
    analysis("OR", SPARSE, method="REML", test="z", cc=0.5, cc_to="only0", drop00=True),
    analysis("RR", SPARSE, method="SJ", test="knha", cc=0.5, cc_to="all"),
    analysis("RD", TRIALS, method="ML", test="z"),
    analysis("AS", SPARSE, method="HE", test="knha"),
    analysis("PETO", SPARSE, method="DL", test="z"),
    analysis("SMD", MEANS, method="REML", test="knha"),
    analysis("MD", MEANS, method="EB", test="z"),
    analysis("ROM", MEANS, method="PMM", test="z", pi="simple"),
    analysis("IRLN", RATES, method="REML", test="knha"),
    analysis("IRFT", RATES, method="ML", test="knha"),
    analysis("IRR", TWO_RATES, method="REML", test="knha", cc=0.5, cc_to="only0"),
    analysis("ZCOR", golden("cor_molloy2014.json", "ri", "ni"), method="HS", test="z"),
    analysis("GEN", {"yi": (0.1, 0.3, -0.2, 0.5), "vi": (0.01, 0.02, 0.03, 0.005)}, method="DL"),
    analysis("MED", {"medi": (5.0, 7.0, 6.0), "q1i": (3.0, 5.0, 4.0), "q3i": (8.0, 9.0, 9.0),
                     "ni": (40.0, 50.0, 60.0)}, method="REML", test="z"),
]  # fmt: skip
EXACT = [
    analysis("PLO", golden("prop_pritz1997.json", "xi", "ni"), model="binomial-normal", test="z"),
    analysis("IRLN", RATES, model="poisson-normal", test="z"),
]


def r_has(package: str) -> bool:
    if shutil.which("Rscript") is None:
        return False
    code = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", code], capture_output=True, check=False).returncode == 0


def run(scripts: list[str], folder: Path) -> list[dict[str, Any]]:
    """Run all in one R process and return the JSON line of each."""
    path = folder / "all.R"
    path.write_text("\n".join(scripts), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", "--encoding=UTF-8", str(path)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    lines = done.stdout.decode().splitlines()
    return [json.loads(line) for line in lines if line.startswith('{"pooled"')]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    if not r_has("metafor"):
        pytest.skip("R with metafor is not installed: its scripts can't be run")
    wanted = [*POOLED, *EXACT] if r_has("lme4") else POOLED
    return run([script(a, "r") for a in wanted], tmp_path_factory.mktemp("r"))


def same(ours: float, theirs: float | None, rtol: float = 1e-7) -> bool:
    """Tell whether both agree; metafor's roots stop at 1e-12 of a variance, tau2 = 0 included."""
    if theirs is None:
        return math.isnan(ours)
    return math.isclose(ours, theirs, rel_tol=rtol, abs_tol=1e-9)


@pytest.mark.parametrize("number", range(len(POOLED)), ids=lambda n: POOLED[n].measure)
def test_pooled_figures(number: int, pooled: list[dict[str, Any]]) -> None:
    a, found = POOLED[number], pooled[number]
    e = pool(a.measured(), method=a.method, test=a.test, level=a.level, pi=a.pi)
    for name in ("k", "estimate", "se", "ci_lb", "ci_ub", "tau2", "Q", "Qp"):
        assert same(getattr(e, name), found["pooled"][name]), (name, getattr(e, name), found)
    assert same(e.pi_lb, found["prediction"]["pi_lb"])
    assert same(e.pi_ub, found["prediction"]["pi_ub"])
    back = next((e.back[n] for n in ("natural", "miller_hm", "inverse_hm") if n in e.back), None)
    if "back" in found:
        assert back is not None
        for name in ("estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub"):
            assert same(getattr(back, name), found["back"][name]), name


def test_further_analyses(pooled: list[dict[str, Any]]) -> None:
    found, measured = pooled[0], FULL.measured()
    test = egger(measured)
    assert same(test.stat, found["egger"]["stat"])
    assert same(test.pval, found["egger"]["pval"])
    assert same(begg(measured).tau, found["begg"]["tau"])
    model = regress(measured, dict(FULL.moderators))
    assert np.allclose([c.estimate for c in model.coefficients], found["regression"]["estimate"])
    assert np.allclose([c.se for c in model.coefficients], found["regression"]["se"])
    assert same(model.QM, found["regression"]["QM"])
    by = [g.estimate for g in subgroup(measured, FULL.subgroup).subgroups]
    assert np.allclose([e.estimate for e in by], found["subgroups"]["estimate"])
    assert np.allclose([e.tau2 for e in by], found["subgroups"]["tau2"])
    assert np.allclose(leave_one_out(measured).estimate, found["leave-one-out"], rtol=1e-7)
    assert np.allclose(cumulative(measured).estimate, found["cumulative"], rtol=1e-7)


def test_exact_likelihoods(pooled: list[dict[str, Any]]) -> None:
    found = pooled[len(POOLED) :]
    if not found:
        pytest.skip("R's lme4 is not installed: scripts of exact likelihoods can't be run")
    verbs = {"binomial-normal": binomial_normal, "poisson-normal": poisson_normal}
    for a, theirs in zip(EXACT, found, strict=True):
        ours = verbs[a.model](a.measured())
        # glmer stops by its own tolerances: 1e-4, as the golden files say
        for name in ("estimate", "se", "tau2", "Q"):
            assert same(getattr(ours, name), theirs["pooled"][name], 1e-4), (a.model, name)

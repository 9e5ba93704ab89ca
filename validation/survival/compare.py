"""Hold Trephine's survival figures against those of R; prints the largest difference of each."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from trephine.evidence.survival.band_quantile import equal_precision, hall_wellner
from trephine.evidence.survival.conditional import from_table
from trephine.evidence.survival.confidence_band import confidence_band
from trephine.evidence.survival.fit_survival import fit_survival
from trephine.evidence.survival.follow_up import FollowUp, follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier
from trephine.evidence.survival.landmark import landmark
from trephine.evidence.survival.log_rank import log_rank
from trephine.evidence.survival.pool_curves import pool_curves
from trephine.evidence.survival.restricted_mean import restricted_mean
from trephine.evidence.survival.survival_quantile import survival_quantile

HERE = Path(__file__).parent
Differences = dict[str, float]


def array(values: Any) -> np.ndarray:
    given = values if isinstance(values, list) else [values]
    return np.array([np.nan if v in (None, "NA", "NaN") else float(v) for v in given])


def differs(ours: Any, theirs: Any) -> float:
    """Return the largest relative difference; infinite where one exists and the other does not."""
    a, b = np.atleast_1d(np.asarray(ours, float)).ravel(), array(theirs)
    a = np.where(np.isinf(a), np.nan, a)
    b = np.where(np.isinf(b), np.nan, b)
    if a.shape != b.shape or (np.isnan(a) != np.isnan(b)).any():
        return float("inf")
    known = ~np.isnan(a)
    gap = np.abs(a[known] - b[known]) / np.maximum(np.abs(b[known]), 1e-3)
    return float(gap.max(initial=0.0))


def group_of(given: dict[str, Any]) -> FollowUp:
    return follow_up(given["time"], given["status"], unit="day")


def compare_group(found: dict[str, Any]) -> Differences:
    """Kaplan-Meier with five kinds of limits, quantiles, landmark rates, restricted mean."""
    group = group_of(found["input"])
    out: Differences = {}
    for kind, r in found["ci"].items():
        curve = kaplan_meier(group, ci=kind)
        # R's S is not quite 1 or 0 at the ends for some transformations; neither has limits there
        inside = (curve.survival > 0.0) & (curve.survival < 1.0)
        out[f"lower {kind}"] = differs(curve.ci_lb[inside], array(r["lower"])[inside].tolist())
        out[f"upper {kind}"] = differs(curve.ci_ub[inside], array(r["upper"])[inside].tolist())
        if kind == "logit":
            continue  # R has limits of 0 or 1 where S is 1: its quantiles are met by the others
        quantiles = [survival_quantile(curve, p) for p in (0.25, 0.5, 0.75)]
        out[f"quantile {kind}"] = differs([q.estimate for q in quantiles], r["quantile"])
        out[f"quantile lower {kind}"] = differs([q.ci_lb for q in quantiles], r["q_lower"])
        out[f"quantile upper {kind}"] = differs([q.ci_ub for q in quantiles], r["q_upper"])
    for name in ("time", "at_risk", "n_event", "n_censor", "survival", "se"):
        out[name] = differs(getattr(curve, name), found[name])
    inside = (curve.survival > 0.0) & (curve.survival < 1.0)
    ninety = kaplan_meier(group, level=90.0).ci_lb
    out["lower 90 %"] = differs(ninety[inside], array(found["lower90"])[inside].tolist())
    mean = restricted_mean(curve, float(found["tau"]))
    out["restricted mean"] = differs(mean.estimate, found["rmean"])
    out["restricted mean, se"] = differs(mean.se, found["rmean_se"])
    rates = landmark(curve, [float(t) for t in found["landmark"]["time"]])
    for name, theirs in (("at_risk", "n_risk"), ("estimate", "survival"), ("se", "se")):
        ours = [getattr(rate, name) for rate in rates]
        out[f"landmark {name}"] = differs(ours, found["landmark"][theirs])
    return out


def compare_test(found: dict[str, Any]) -> Differences:
    """The log-rank test and its weighted version for two and more groups."""
    given = found["input"]
    labels = np.array(given["group"])
    time, status = np.array(given["time"]), np.array(given["status"])
    groups = [follow_up(time[labels == one], status[labels == one]) for one in np.unique(labels)]
    out: Differences = {}
    for rho in (0, 1):
        ours, r = log_rank(groups, rho=rho), found[f"rho{rho}"]
        for name, theirs in (("chi2", "chisq"), ("observed", "obs"), ("expected", "exp")):
            out[f"{name}, rho {rho}"] = differs(getattr(ours, name), r[theirs])
        out[f"variance, rho {rho}"] = differs(ours.variance, np.ravel(r["var"]).tolist())
        out[f"P, rho {rho}"] = differs(ours.pval, r["pval"])
    return out


BANDS = {
    "epband": ("equal-precision", "plain"), "logep": ("equal-precision", "log-log"),
    "hall-wellner": ("hall-wellner", "plain"), "loghall": ("hall-wellner", "log-log"),
}  # fmt: skip


def compare_critical(grids: dict[str, Any]) -> Differences:
    """Critical values of bands against the printed tables (4 decimals, a grid of 0.02)."""
    out: Differences = {}
    for name, grid in grids.items():
        level = float(name[-2:])
        values = [array(row) for row in grid["values"]]
        columns = [int(column[2:]) / 100.0 for column in grid["columns"]]
        solve = equal_precision if "nair" in name else hall_wellner
        worst = 0.0
        for i, row in enumerate(values[::9]):
            for j, value in list(enumerate(row))[::7]:
                high = 0.1 + 0.02 * 9 * i
                if not np.isnan(value) and columns[j] < high - 1e-9:
                    worst = max(worst, abs(solve(columns[j], min(high, 1.0), level) - value))
        out[name] = worst
    return out


def compare_band(found: dict[str, Any], given: dict[str, Any]) -> Differences:
    """Simultaneous bands; km.ci rounds a to the table's grid of 0.02, so this is to 3 digits."""
    curve = kaplan_meier(group_of(given))
    out: Differences = {}
    for name, (kind, ci) in BANDS.items():
        ours = confidence_band(curve, kind=kind, ci=ci, low=found["tl"], high=found["tu"])
        rows = np.searchsorted(found[name]["time"], ours.time)
        for side, limit in (("lower", ours.ci_lb), ("upper", ours.ci_ub)):
            theirs = np.clip(array(found[name][side])[rows], 0.0, 1.0)  # km.ci goes beyond 0 and 1
            out[f"{name} {side}"] = float(np.max(np.abs(limit - theirs)))
    return out


_NAMES = {"loglogistic": "log-logistic", "lognormal": "log-normal"}


def compare_survreg(models: dict[str, Any], given: dict[str, Any]) -> Differences:
    """Maximum likelihood of four distributions against survreg."""
    out: Differences = {}
    for name, r in models.items():
        fit = fit_survival(group_of(given), _NAMES.get(name, name))
        out[f"{name} mu"] = differs(fit.value("mu"), r["mu"])
        out[f"{name} log-likelihood"] = differs(fit.log_likelihood, r["loglik"])
        out[f"{name} se of mu"] = differs(fit.parameters[0].se, np.sqrt(np.ravel(r["var"])[0]))
        if name != "exponential":
            out[f"{name} sigma"] = differs(fit.value("sigma"), r["sigma"])
    return out


def compare_likelihood(models: dict[str, Any], given: dict[str, Any]) -> Differences:
    """Generalised gamma, Gompertz and cure models against likelihoods written in R."""
    out: Differences = {}
    for name, r in models.items():
        kind = name.removeprefix("cure ")
        fit = fit_survival(group_of(given), _NAMES.get(kind, kind), cure=kind != name)
        out[f"{name} log-likelihood"] = differs(fit.log_likelihood, r["loglik"])
        out[f"{name} parameters"] = differs(fit.vector, r["par"])
    return out


def compare_pooled(found: dict[str, Any], table: dict[str, Any]) -> Differences:
    """Summary curves of RISCA: survival, error of its log, median, mean, Q."""
    rows = {name: np.asarray(table[name], dtype=float) for name in ("time", "survival", "at_risk")}
    given = from_table(
        [str(one) for one in table["study"]], rows["time"], rows["survival"], rows["at_risk"]
    )
    out: Differences = {}
    for model, name in (("common", "fixed"), ("random", "random")):
        ours = pool_curves(given, model=model)
        r = np.array(found[name], dtype=float)
        out[f"{model} survival"] = differs(ours.survival, r[:, 1].tolist())
        out[f"{model} se"] = differs(ours.se, (np.log(r[:, 3] / r[:, 1]) / 1.96).tolist())
        out[f"{model} median"] = differs(ours.median, found[f"median_{name}"])
        out[f"{model} mean"] = differs(ours.mean, found[f"mean_{name}"])
        out[f"{model} Q"] = differs(ours.Q, found["heterogeneity"][0])
    return out


def cabibbo2010() -> dict[str, Any]:
    """Return the worked example's table by column."""
    columns = np.genfromtxt(HERE / "cabibbo2010.csv", delimiter=",", names=True, skip_header=2)
    return {name: columns[name] for name in ("study", "time", "survival", "at_risk")}


def compare(found: dict[str, Any]) -> Differences:
    """Return every comparison by name."""
    out: Differences = {}
    for section, one in (("groups", compare_group), ("tests", compare_test)):
        for name, case in found[section].items():
            out |= {f"{section} {name}: {key}": gap for key, gap in one(case).items()}
    return out


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "reference.json"
    reference = json.loads(file.read_text(encoding="utf-8"))
    for key, gap in sorted(compare(reference).items(), key=lambda item: -item[1])[:40]:
        print(f"{gap:9.2e}  {key}")
    for name, found in reference.get("bands", {}).items():
        print(name, compare_band(found, reference["groups"][name]["input"]))
    for name, found in reference["models"].items():
        print(name, compare_survreg(found, reference["groups"][name]["input"]))
    for name, found in reference.get("others", {}).items():
        print(name, compare_likelihood(found["models"], found["input"]))
    print(compare_critical(reference.get("critical", {})))

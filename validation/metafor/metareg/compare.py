"""Compare our models with moderators with the figures that reference.R wrote."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from trephine.evidence.baujat import baujat
from trephine.evidence.blup import blup
from trephine.evidence.effect_set import Effects
from trephine.evidence.influence import influence
from trephine.evidence.likelihood_ratio import likelihood_ratio
from trephine.evidence.multimodel import multimodel
from trephine.evidence.permutation import permutation
from trephine.evidence.predict import predict
from trephine.evidence.regression import regress
from trephine.evidence.residuals import residuals
from trephine.evidence.subgroup import subgroup, take
from validation.metafor.compare._given import given
from validation.metafor.ledger import GOLDEN

REFERENCE = Path(__file__).with_name("reference.json")
_COEFFICIENTS = ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub")


def studies(file: str, measure: str) -> tuple[Effects, dict[str, list[Any]]]:
    doc = json.loads((GOLDEN / f"{file}.json").read_text(encoding="utf-8"))
    stated = doc["measures"][measure]["escalc"]
    return given(stated["yi"], stated["vi"]), doc["data"]


class Comparison:
    """Counts figures and keeps what disagrees."""

    def __init__(self) -> None:
        self.count = 0
        self.mismatches: list[str] = []
        self.stopped: list[str] = []  # metafor gave an error, we a result

    def check(self, place: str, golden: Any, ours: Any, *, rtol: float, atol: float = 0.0) -> None:
        theirs = np.atleast_1d(np.array(_numbers(golden), dtype=float))
        mine = np.atleast_1d(np.asarray(ours, dtype=float))
        if theirs.shape != mine.shape:
            self.mismatches.append(f"{place}: {mine.shape} for {theirs.shape}")
            return
        self.count += theirs.size
        for i, (a, b) in enumerate(zip(theirs, mine, strict=True)):
            both_absent = math.isnan(a) and math.isnan(b)
            if not both_absent and not math.isclose(a, b, rel_tol=rtol, abs_tol=atol):
                self.mismatches.append(f"{place}[{i}]: metafor {a!r} ours {b!r}")


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return math.nan if value is None or value == {} else value


def compare(reference: dict[str, Any]) -> Comparison:
    found = Comparison()
    for name, entry in reference["sets"].items():
        _regressions(found, name, entry)
    for name, entry in reference["common_tau2"].items():
        _common_tau2(found, name, entry)
    if "multimodel" in reference:
        _multimodel(found, reference["multimodel"])
        _permutation(found, reference["permutation"])
    return found


def _regressions(found: Comparison, name: str, entry: dict[str, Any]) -> None:
    effects, data = studies(entry["file"], entry["measure"])
    moderators = {m: data[m] for m in entry["moderators"]}
    typical = float(np.median(effects.vi))
    for key, theirs in entry["fits"].items():
        method, test = key.split("|")
        weights = 1.0 / (effects.vi + typical) if method == "GENQ" else None
        ours = regress(effects, moderators, method=method, test=test, weights=weights)
        _fit(found, f"{name} {key}", theirs, ours, typical)
    for key, theirs in entry["diagnostics"].items():
        method, test = key.split("|")
        ours = regress(effects, moderators, method=method, test=test)
        for place, golden, mine, tolerance in _diagnostics(theirs, ours):
            found.check(f"{name} {key} {place}", golden, mine, rtol=tolerance, atol=1e-9 * typical)
    if "likelihood_ratio" in entry:
        first = entry["moderators"][0]
        full = regress(effects, moderators, method="ML")
        less = regress(effects, {first: data[first]}, method="ML")
        ours = likelihood_ratio(full, less)
        theirs = entry["likelihood_ratio"]
        found.check(f"{name} LRT", theirs["stat"], ours.stat, rtol=1e-6, atol=1e-9)
        found.check(f"{name} LRT p", theirs["pval"], ours.pval, rtol=1e-6)
        if less.tau2 > 1e-9 * typical:
            found.check(f"{name} LRT R2", theirs["R2"], ours.R2, rtol=1e-6)
        theirs = entry["no_intercept"]
        ours = regress(effects, moderators, intercept=False, test="z")
        small = 1e-9 * typical
        found.check(f"{name} no intercept", theirs["beta"], ours.beta, rtol=1e-5)
        found.check(f"{name} no intercept", theirs["tau2"], ours.tau2, rtol=1e-5, atol=small)
        mine = [c.se for c in ours.coefficients]
        found.check(f"{name} no intercept", theirs["se"], mine, rtol=1e-5)
        golden = theirs["log_likelihood_restricted"]
        mine = ours.log_likelihood_restricted
        found.check(f"{name} no intercept", golden, mine, rtol=1e-8)


def _fit(found: Comparison, place: str, theirs: dict[str, Any], ours: Any, typical: float) -> None:
    if "error" in theirs:
        found.stopped.append(place)
        return
    golden = {**theirs, "estimate": theirs["beta"]}
    for field in _COEFFICIENTS:
        mine = [getattr(c, field) for c in ours.coefficients]
        found.check(f"{place} {field}", golden[field], mine, rtol=1e-6, atol=1e-12)
    small = {"tau2": 1e-9 * typical, "I2": 1e-6, "R2": 1e-5}
    for field in (
        "tau2", "I2", "H2", "QE", "QEp", "QM", "QMp", "log_likelihood", "AIC", "BIC", "AICc",
        "log_likelihood_restricted", "AIC_restricted", "BIC_restricted",
    ):  # fmt: skip
        mine = getattr(ours, field)
        if not (field == "AICc" and math.isnan(mine)):  # it does not exist: metafor extrapolates
            atol = small.get(field, 1e-11)
            found.check(f"{place} {field}", golden[field], mine, rtol=1e-6, atol=atol)
    found.check(f"{place} se_tau2", golden["se_tau2"], ours.se_tau2, rtol=1e-6)
    if golden["R2"] not in ({}, None) and not math.isnan(ours.R2):
        found.check(f"{place} R2", golden["R2"], ours.R2, rtol=1e-6, atol=small["R2"])


def _diagnostics(theirs: dict[str, Any], ours: Any) -> Iterator[tuple[str, Any, Any, float]]:
    found = influence(ours)
    for field in ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", "hat", "weight"):
        yield field, theirs[field], getattr(found, field), 1e-6
    yield "is_infl", [bool(flag) for flag in theirs["is_infl"]], found.is_infl, 0.0
    for j, column in enumerate(theirs["dfbetas"]):
        yield f"dfbetas {j}", column, found.dfbetas[:, j], 1e-6
    left = residuals(ours)
    yield "resid", theirs["resid"], left.resid, 1e-6
    yield "rstandard", theirs["rstandard"], left.rstandard, 1e-6
    yield "conditional", theirs["conditional"], residuals(ours, kind="conditional").rstandard, 1e-6
    if ours.method != "FE":
        shrunk = blup(ours)
        yield "blup", theirs["blup"], shrunk.estimate, 1e-6
        yield "blup se", theirs["blup_se"], shrunk.se, 1e-6
        yield "blup pi_lb", theirs["blup_pi_lb"], shrunk.pi_lb, 1e-6
        lb, ub = theirs["tau2_ci"]
        yield "tau2_ci", [lb, ub], [ours.tau2_lb, ours.tau2_ub], 1e-6
    points = baujat(ours)
    yield "baujat x", theirs["baujat_x"], points.x, 1e-6
    yield "baujat y", theirs["baujat_y"], points.y, 1e-6
    fitted = predict(ours, pi="test")
    yield "fitted", theirs["fitted"], fitted.estimate, 1e-6
    yield "fitted ci_lb", theirs["fitted_ci_lb"], fitted.ci_lb, 1e-6
    if ours.method != "FE":
        yield "fitted pi_ub", theirs["fitted_pi_ub"], fitted.pi_ub, 1e-6


def _common_tau2(found: Comparison, name: str, entry: dict[str, Any]) -> None:
    effects, data = studies(entry["file"], entry["measure"])
    ours = subgroup(effects, data["subgroup"], common_tau2=True, test="z", levels=entry["levels"])
    parts = [part.estimate for part in ours.subgroups]
    for field in ("estimate", "se"):
        mine = [getattr(part, field) for part in parts]
        found.check(f"{name} {field}", entry[field], mine, rtol=1e-6)
    found.check(f"{name} tau2", entry["tau2"], ours.tau2, rtol=1e-6)
    found.check(f"{name} Q", entry["QM"], ours.Q_between, rtol=1e-6)
    found.check(f"{name} Qp", entry["QMp"], ours.Qp, rtol=1e-6)
    hk = subgroup(effects, data["subgroup"], common_tau2=True).regression
    assert hk is not None
    found.check(f"{name} F", entry["QM_knha"], hk.QM, rtol=1e-6)
    found.check(f"{name} F p", entry["QMp_knha"], hk.QMp, rtol=1e-6)


def _multimodel(found: Comparison, models: list[dict[str, Any]]) -> None:
    effects, data = studies("bin_bcg", "OR")
    ours = multimodel(effects, {m: data[m] for m in ("ablat", "year", "alloc")})
    mine = {model.terms: model.criterion for model in ours.models}
    values = np.array([model["AICc"] for model in models])
    weights = np.exp(-0.5 * (values - values.min()))
    weights /= weights.sum()
    for model in models:
        terms = tuple(model["moderators"])
        found.check(f"AICc {terms}", model["AICc"], mine[terms], rtol=1e-6)
    for j, name in enumerate(("intrcpt", "ablat", "year", "allocrandom", "allocsystematic")):
        pairs = [
            dict(zip(m["names"], zip(m["beta"], m["se"], strict=True), strict=True)) for m in models
        ]
        b, se = np.array([pair.get(name, (0.0, 0.0)) for pair in pairs]).T
        mean = float(weights @ b)
        error = math.sqrt(weights @ (se**2 + (b - mean) ** 2))
        found.check(f"averaged {name}", mean, ours.averaged[j].estimate, rtol=1e-6)
        found.check(f"averaged {name} se", error, ours.averaged[j].se, rtol=1e-6)
        if name in ours.importance:
            has = [name in m["moderators"] for m in models]
            found.check(f"importance {name}", weights[has].sum(), ours.importance[name], rtol=1e-6)


def _permutation(found: Comparison, entry: dict[str, Any]) -> None:
    effects, data = studies("bin_bcg", "OR")
    for kind, moderator in (("flips", None), ("number", "ablat"), ("factor", "alloc")):
        for theirs in entry[kind]:
            rows = [row - 1 for row in theirs["rows"]]
            values = {moderator: [data[moderator][row] for row in rows]} if moderator else None
            part = take(effects, rows)
            ours = permutation(
                part, values, exact=True, method=theirs["method"], test=theirs["test"]
            )
            place = f"permutation {kind} {theirs['method']}"
            found.check(f"{place} p", theirs["pval"], ours.pval, rtol=1e-12)
            found.check(f"{place} QMp", theirs["QMp"], ours.QMp, rtol=1e-12)

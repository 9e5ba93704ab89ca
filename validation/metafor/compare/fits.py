"""Single fits: estimate, test, heterogeneity, likelihood, tau2 intervals, natural scale.

Converged figures to 1e-6 relative (1e-10 where nothing is iterated), the standard error of tau2 and
profile likelihood limits to 1e-4, as the golden files are stated.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.information import information
from trephine.evidence.pool import pool
from validation.metafor.compare._given import settings
from validation.metafor.compare.escalc import as_effects
from validation.metafor.ledger import Ledger, Path_

CLOSED = {"EE", "FE", "DL", "HE", "HS", "HSk", "SJ"}
PLAIN = ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "ddf", "pi_lb", "pi_ub", "Q", "Q_df")
ONE = "one study has no heterogeneity, prediction interval or Q test: metafor gives 0 or 1, we NaN"
INFINITE = "an estimate over a standard error of 0: ours is infinite (NaN for 0 over 0)"
ABOVE = "a proportion above 1: ours is set to 1"


GIVEN = ("id", "note", "xi", "ni", "ai", "n1i", "ci", "n2i", "yi", "vi")


def compare(ledger: Ledger) -> None:
    if ledger.doc["schema"] == "meta-golden/edge-1":
        for section in ("prop", "bin", "gen"):
            for index in range(len(ledger.at(section))):
                for name in GIVEN:
                    ledger.skip((section, index, name), "what was handed in, not a result")
    for path, studies in sections(ledger):
        for key in ledger.at(*path, "fits", default={}):
            _fit(ledger, (*path, "fits", key), studies, **settings(key))


def sections(ledger: Ledger) -> list[tuple[Path_, Effects]]:
    """Every place of a document that has fits, with its effects as our own measures give them."""
    doc = ledger.doc
    if doc["schema"] == "meta-golden/1":
        options = doc.get("escalc_options")
        return [
            (("measures", name), as_effects(name, doc["kind"], doc["data"], options))
            for name in doc["measures"]
        ]
    if doc["schema"] != "meta-golden/edge-1":
        return []
    out: list[tuple[Path_, Effects]] = []
    for index, case in enumerate(doc["prop"]):
        out += [
            (("prop", index, name), as_effects(name, "proportion", case))
            for name in ("PR", "PLN", "PLO", "PAS", "PFT")
        ]
    for index, case in enumerate(doc["bin"]):
        options = {"add": 0.5, "to": "only0", "drop00": False}
        out += [
            (("bin", index, name), as_effects(name, "two_group_binary", case, options))
            for name in ("OR", "RR", "RD", "AS", "PETO")
        ]
    out += [(("gen", i), effects("GEN", yi=c["yi"], vi=c["vi"])) for i, c in enumerate(doc["gen"])]
    return out


def check(
    ledger: Ledger, path: Path_, figures: Mapping[str, Any], rtol: float, atol: float = 0.0
) -> None:
    """Check the figures that are there and not skipped already."""
    for name, ours in figures.items():
        place = (*path, name)
        if ledger.at(*place, default=KeyError) is not KeyError and place not in ledger.skipped:
            ledger.check(place, ours, rtol=rtol, atol=atol)


def _fit(ledger: Ledger, path: Path_, effects: Effects, *, method: str, test: str) -> None:
    golden = ledger.at(*path)
    ledger.skip((*path, "ctrl"), "a setting of the reference run, not a result")
    ledger.skip((*path, "p"), "always 1: the number of coefficients")
    ours = pool(effects, method=method, test=test, pi="test")
    if golden["k"] == 1:
        _one_study(ledger, path, ours)
    if ours.se == 0.0 and golden["stat"] is None:
        assert not np.isfinite(ours.stat)
        ledger.skip((*path, "stat"), INFINITE)
    rtol = 1e-10 if method in CLOSED else 1e-6
    if ours.extras["variance_ratio"] > 1e6:
        rtol = max(rtol, 1e-8)  # metafor's own figures have no more digits left, see the README
    # An effect is known to its rounding; tau2 to what the reference run iterated to.
    check(ledger, path, {"k": ours.k}, 0.0)
    size = 1e-14 * float(np.nanmax(np.abs(effects.yi)))
    check(ledger, path, {name: getattr(ours, name) for name in PLAIN}, rtol, size)
    check(ledger, path, {"Qp": ours.Qp, "se_tau2": ours.se_tau2}, rtol)
    floor = 2e-11 * float(np.nanmedian(effects.vi))
    check(ledger, path, {"tau2": ours.tau2}, rtol, floor)
    check(ledger, path, {"I2": ours.I2}, rtol, 2e-9)
    check(ledger, path, {"H2": ours.H2}, rtol)
    facts = information(ours)
    logs = {
        "logLik_ML": ours.log_likelihood,
        "logLik_REML": ours.log_likelihood_restricted,
        "AIC_ML": facts.AIC,
        "BIC_ML": facts.BIC,
        "AICc_ML": facts.AICc,
        "AIC_REML": facts.AIC_restricted,
    }
    check(ledger, path, logs, 1e-9, 1e-12)
    _intervals(ledger, path, effects, ours)
    if "back" in golden:
        _back(ledger, (*path, "back"), effects, ours)


def _one_study(ledger: Ledger, path: Path_, ours: Estimate) -> None:
    """Settle what needs two studies: ours is NaN, with a caution."""
    assert [caution.kind for caution in ours.cautions if caution.kind == "one-study"]
    for name in ("tau2", "I2", "H2", "Qp", "pi_lb", "pi_ub"):
        if ledger.at(*path, name) is not None:
            assert np.isnan(getattr(ours, name))
            ledger.skip((*path, name), ONE)
    for place in (("back",), ("back", "miller_hm")):
        for name in ("pi_lb", "pi_ub"):
            if ledger.at(*path, *place, name) is not None:
                ledger.skip((*path, *place, name), ONE)


def _intervals(ledger: Ledger, path: Path_, effects: Effects, ours: Estimate) -> None:
    floor = 2e-11 * float(np.nanmedian(effects.vi))
    for kind, rtol in (("QP", 1e-6), ("PL", 1e-4)):
        place: Path_ = (*path, f"tau2_ci_{kind}")
        if ledger.at(*place) is None:
            continue
        if kind == "PL":
            ours = pool(effects, method=ours.method, test=ours.test, tau2_ci="PL")
        limits = np.array([ours.tau2_lb, ours.tau2_ub])
        check(ledger, place, {"tau2": limits}, rtol, floor)
        check(ledger, place, {"tau": np.sqrt(limits)}, rtol, float(np.sqrt(floor)))
        if kind == "QP":
            names = ("I2", "H2")
            ends = {n: [ours.extras[f"{n}_lb"], ours.extras[f"{n}_ub"]] for n in names}
            check(ledger, place, ends, rtol, 2e-9)
            empty = any(c.kind == "tau2-interval-empty" for c in ours.cautions)
            sign = "<" if empty else ""
            check(ledger, place, {"lb_sign": sign, "ub_sign": sign}, 0.0)


def _back(ledger: Ledger, path: Path_, effects: Effects, ours: Estimate) -> None:
    golden = ledger.at(*path)
    if "miller_hm" not in golden:
        _one_back(ledger, path, ours, "natural")
        return
    n = effects.ni[~np.isnan(effects.yi)]
    check(ledger, path, {"harmonic_n": n.size / float((1.0 / n).sum())}, 1e-10)
    for way in ("miller_hm", "barendregt_doi", "miller_total_n", "sin2"):
        _one_back(ledger, (*path, way), ours, way)
    check(ledger, (*path, "miller_total_n"), {"n": float(n.sum())}, 1e-10)
    if ours.se > 0.0:
        check(ledger, (*path, "barendregt_doi"), {"n_equiv": 0.25 / ours.se**2}, 1e-6)


def _one_back(ledger: Ledger, path: Path_, ours: Estimate, way: str) -> None:
    figures = ours.back[way].as_dict()
    figures["pred"] = figures.pop("estimate")
    for name, value in figures.items():
        if ours.measure == "PLN" and value == 1.0 and (ledger.at(*path, name) or 0.0) > 1.0:
            ledger.skip((*path, name), ABOVE)
    check(ledger, path, figures, 1e-6, 1e-14)

"""R's meta and metasens: tests of asymmetry, LFK index, limit meta-analysis, Copas model."""

import math
from collections.abc import Callable
from typing import Any

from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.copas import copas
from trephine.evidence.bias.deeks import deeks
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.harbord import harbord
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.bias.limit import limit
from trephine.evidence.bias.macaskill import macaskill
from trephine.evidence.bias.peters import peters
from trephine.evidence.bias.pustejovsky import pustejovsky
from trephine.evidence.bias.schwarzer import schwarzer
from trephine.evidence.bias.thompson_sharp import thompson_sharp
from trephine.evidence.effect_set import Effects
from trephine.evidence.pool import pool
from validation.metafor.compare.escalc import as_effects
from validation.metafor.compare.rmeta import MEASURES, RTOL
from validation.metafor.ledger import Ledger

TESTS: dict[str, Callable[[Effects], Any]] = {
    "Begg": lambda studies: begg(studies, exact=False),
    "Egger": egger,
    "Thompson": thompson_sharp,
    "Schwarzer": schwarzer,
    "Harbord": harbord,
    "Peters": peters,
    "Deeks": deeks,
    "Pustejovsky": pustejovsky,
    "Macaskill": macaskill,
}


def compare(ledger: Ledger) -> None:
    if ledger.doc["schema"] != "meta-golden/rmeta-1":
        return
    measure = MEASURES[ledger.doc["name"].split()[-1]]
    studies = as_effects(measure, ledger.doc["kind"], ledger.doc["data"])
    for name, verb in TESTS.items():
        stated = ledger.at("metabias", name)
        if "error" in stated:
            ledger.skip(("metabias", name), "the reference stopped with an error, no figure")
            continue
        found = verb(studies)
        rank = hasattr(found, "z")
        ours = {
            "stat": found.z if rank else found.stat,
            "df": math.nan if rank else found.df,
            "pval": found.pval,
            "bias": math.nan if rank else found.bias,
            "se_bias": math.nan if rank else found.se_bias,
        }
        ledger.check(("metabias", name), ours, rtol=RTOL)
    index = lfk(studies)
    ledger.check(
        ("small_study", "LFK"), {"lfk": index.index, "interp": index.interpretation}, rtol=RTOL
    )
    random = pool(studies, method="REML", test="z")
    adjusted = limit(studies, tau2=random.tau2)
    ledger.check(
        ("small_study", "limitmeta"),
        {
            "TE_adjust": adjusted.estimate,
            "lower": adjusted.ci_lb,
            "upper": adjusted.ci_ub,
            "G2": adjusted.G2,
            "Q_small": adjusted.Q_small,
        },
        rtol=RTOL,
    )
    # The reference reports the point without selection for all three sets: a coarse grid will do.
    selected = copas(studies, grid=5)
    ledger.check(
        ("small_study", "copas"),
        {"TE_adjust": selected.estimate, "se": selected.se},
        rtol=RTOL,
    )

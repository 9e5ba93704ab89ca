"""Times Trephine on the tasks and prints one JSON line: seconds per call, medians.

Usage: ``python ours.py tasks.json``. Compiled code is warm: each call runs once before.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from peers import clock

import trephine
from trephine.evidence.bayes.prior import half_normal
from trephine.evidence.permutation import permutation


def tasks(d: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    def given(name: str, k: int | None = None) -> Any:
        yi, vi = (np.array(d[name][column])[:k] for column in ("yi", "vi"))
        return trephine.effects("GEN", yi=yi, vi=vi)

    small, large, huge = given("k18"), given("k1000"), given("k100000")
    twelve, thirteen = given("k18", 12), given("k18", 13)
    counts = trephine.effects("PLO", xi=d["counts18"]["xi"], ni=d["counts18"]["ni"])
    pool = trephine.pool

    def normal(effects: Any, method: str) -> Any:
        return pool(effects, method=method, test="z", tau2_ci="none")

    return {
        "fit_dl_18": lambda: normal(small, "DL"),
        "fit_reml_18": lambda: normal(small, "REML"),
        "fit_reml_1000": lambda: normal(large, "REML"),
        "fit_dl_100000": lambda: normal(huge, "DL"),
        "fit_reml_100000": lambda: normal(huge, "REML"),
        "leave_one_out_reml_18": lambda: trephine.leave_one_out(small, method="REML", test="z"),
        "influence_reml_18": lambda: trephine.influence(small, method="REML", test="z"),
        "gosh_dl_12": lambda: trephine.gosh(twelve, method="DL"),
        "gosh_reml_12": lambda: trephine.gosh(twelve, method="REML"),
        "gosh_dl_18": lambda: trephine.gosh(small, method="DL"),
        "gosh_reml_18": lambda: trephine.gosh(small, method="REML"),
        "permutation_13": lambda: permutation(thirteen, method="DL", test="z"),
        "selection_model_18": lambda: trephine.selection_model(small, steps=(0.025,)),
        "binomial_normal_18": lambda: trephine.binomial_normal(counts, tau2_ci="none"),
        "bayes_18": lambda: trephine.bayes_pool(small, tau_prior=half_normal(0.5)),
    }


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123  (a script of its own)
        found = tasks(json.load(file))
    seconds = {name: clock(call) for name, call in found.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer = f"trephine {trephine.__version__}"
    print(json.dumps({"peer": peer, "seconds": seconds, "reasons": {}, "peak_mb": memory}))


if __name__ == "__main__":
    main()

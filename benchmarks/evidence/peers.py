"""Times one Python peer on the tasks and prints one JSON line: seconds per call, medians.

Run with the environment made from peers.lock: ``python peers.py tasks.json pimeta``.
A task that the peer does not offer, or fails at, is null, with the reason beside it.
"""

import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

warnings.filterwarnings("ignore")


def clock(call: Callable[[], Any], limit: float = 6.0, most: int = 200) -> float:
    """Return the median seconds of a call after a warm-up, within about ``limit`` seconds."""
    call()
    times: list[float] = []
    begin = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - begin < limit and len(times) < most):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        if times[-1] > limit:
            break
    return statistics.median(times)


def pimeta_tasks(d: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    import pimeta as pm  # noqa: PLC0415  (one peer an environment)

    y, v = (np.array(d["k18"][name]) for name in ("yi", "vi"))
    dl = pm.rma(y[:13], v[:13], method="DL")
    return {
        "fit_dl_18": lambda: pm.rma(y, v, method="DL"),
        "fit_reml_18": lambda: pm.rma(y, v, method="REML"),
        "fit_reml_1000": lambda: pm.rma(d["k1000"]["yi"], d["k1000"]["vi"], method="REML"),
        "leave_one_out_reml_18": lambda: pm.leave1out(y, v, method="REML"),
        "influence_reml_18": lambda: pm.influence(y, v, method="REML"),
        "gosh_dl_12": lambda: pm.gosh(y[:12], v[:12], method="DL"),
        "gosh_reml_12": lambda: pm.gosh(y[:12], v[:12], method="REML"),
        "gosh_dl_18": lambda: pm.gosh(y, v, method="DL"),
        "permutation_13": lambda: pm.permutest(dl, exact=True),
        "selection_model_18": lambda: pm.selmodel(
            pm.rma(y, v, method="ML"), type="stepfun", steps=[0.025], alternative="greater"
        ),
        "binomial_normal_18": lambda: pm.rma_glmm(
            measure="PLO", xi=d["counts18"]["xi"], ni=d["counts18"]["ni"]
        ),
    }


def pymetaanalysis_tasks(d: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    import meta_analyze as ma  # noqa: PLC0415  (one peer an environment)
    import pandas as pd  # noqa: PLC0415

    def frame(name: str) -> Any:
        y, v = np.array(d[name]["yi"]), np.array(d[name]["vi"])
        return pd.DataFrame({"study": [str(i) for i in range(len(y))], "yi": y, "sei": v**0.5})

    small, large = frame("k18"), frame("k1000")

    def fit(table: Any, method: str) -> Any:
        return ma.meta_analysis(
            table, study="study", effect="yi", standard_error="sei", tau2_method=method
        )

    return {
        "fit_dl_18": lambda: fit(small, "DL"),
        "fit_reml_18": lambda: fit(small, "REML"),
        "fit_reml_1000": lambda: fit(large, "REML"),
    }


def pymare_tasks(d: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    from pymare import Dataset  # noqa: PLC0415  (one peer an environment)
    from pymare.estimators import (  # noqa: PLC0415
        DerSimonianLaird,
        VarianceBasedLikelihoodEstimator,
    )

    def arrays(name: str) -> tuple[Any, Any]:
        return np.array(d[name]["yi"])[:, None], np.array(d[name]["vi"])[:, None]

    def fit(estimator: Any, name: str) -> Any:
        y, v = arrays(name)
        return estimator.fit_dataset(Dataset(y, v)).summary().get_fe_stats()

    return {
        "fit_dl_18": lambda: fit(DerSimonianLaird(), "k18"),
        "fit_reml_18": lambda: fit(VarianceBasedLikelihoodEstimator(method="REML"), "k18"),
        "fit_reml_1000": lambda: fit(VarianceBasedLikelihoodEstimator(method="REML"), "k1000"),
        "fit_dl_100000": lambda: fit(DerSimonianLaird(), "k100000"),
        "fit_reml_100000": lambda: fit(VarianceBasedLikelihoodEstimator(method="REML"), "k100000"),
    }


def statsmodels_tasks(d: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    from statsmodels.stats.meta_analysis import combine_effects  # noqa: PLC0415

    def fit(name: str, method: str) -> Any:
        return combine_effects(
            np.array(d[name]["yi"]), np.array(d[name]["vi"]), method_re=method
        ).summary_frame()

    return {
        "fit_dl_18": lambda: fit("k18", "dl"),
        "fit_dl_100000": lambda: combine_effects(
            np.array(d["k100000"]["yi"]), np.array(d["k100000"]["vi"]), method_re="dl"
        ),
    }


PEERS = {
    "pimeta": pimeta_tasks,
    "pymetaanalysis": pymetaanalysis_tasks,
    "pymare": pymare_tasks,
    "statsmodels": statsmodels_tasks,
}


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123  (a script of its own)
        tasks = PEERS[sys.argv[2]](json.load(file))
    seconds: dict[str, float | None] = {}
    reasons: dict[str, str] = {}
    for name, call in tasks.items():
        try:
            seconds[name] = clock(call)
        except Exception as error:  # noqa: BLE001  (whatever a peer raises is its result)
            seconds[name] = None
            reasons[name] = f"{type(error).__name__}: {error}"[:200]
    peer = f"{sys.argv[2]} {version(sys.argv[2])}"
    print(json.dumps({"peer": peer, "seconds": seconds, "reasons": reasons}))


if __name__ == "__main__":
    main()

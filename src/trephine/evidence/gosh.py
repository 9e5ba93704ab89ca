"""gosh: pool every subset of the studies (graphical display of study heterogeneity)."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.choice import plan
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.gosh_cluster import find_clusters
from trephine.evidence.gosh_set import Gosh, masks
from trephine.evidence.kernel import tau2 as code
from trephine.evidence.kernel.mode import compile_alone
from trephine.evidence.kernel.special import chi2_ppf
from trephine.evidence.kernel.subsets import pool_subsets

_LARGEST = 22  # all 4,194,303 subsets: 4 s on two cores
_WIDEST = 1000
_SAMPLE = 1_000_000
_CHUNK = 4096
_DRIVES = 0.5


def gosh(
    effects: Effects,
    *,
    method: str = "REML",
    subsets: int | None = None,
    seed: int = 1,
    bins: tuple[int, int] = (90, 50),
    keep: bool = True,
    clusters: int | None = None,
    threads: int | None = None,
) -> Gosh:
    """Pool all 2^k - 1 subsets of up to 22 studies; a sample beyond, or where ``subsets`` is fewer.

    ``method`` as in ``pool``, without GENQ and GENQM. ``subsets`` is the size of the sample
    (1,000,000 unless given), drawn by ``seed`` from a counter. ``keep`` the results of each subset
    (32 bytes a subset) or only the bins. ``clusters``: how many, or None to let the bins decide.
    Results do not depend on ``threads`` (all cores unless given). Memory: the results kept, and
    8 k nx ny bytes a thread.

    It does not test anything: subsets overlap. A cluster of subsets that a study separates points
    to a source of heterogeneity, no more. Olkin, Dahabreh and Trikalinos 2012, Research Synthesis
    Methods 3:214-223. Raises MethodError.
    """
    chosen = plan(method, "z", 95.0, "none", "none")
    studies = complete(effects)
    k = studies.v.size
    _check(chosen.method.code, k, bins)
    everything = 2**k - 1 if k <= _LARGEST else 0
    is_exact = everything > 0 and (subsets is None or subsets >= everything)
    count = everything if is_exact else (_SAMPLE if subsets is None else subsets)
    order = np.argsort(studies.v, kind="stable").astype(np.int64)
    y, v = studies.y[order], studies.v[order]
    medians = np.zeros(k + 1)
    if chosen.method.code == code.PMM:
        medians[2:] = [chi2_ppf(0.5, n - 1.0) for n in range(2, k + 1)]
    low, high = _reach(y, v)
    results = np.empty((count if keep else 0, 4))
    workers = min(threads or os.cpu_count() or 1, -(-count // (4 * _CHUNK)))
    counts = np.zeros((workers, *bins), dtype=np.int64)
    with_study = np.zeros((workers, *bins, k), dtype=np.int64)
    totals = np.zeros((-(-count // _CHUNK), k + 1, 3))
    pool_all = compile_alone(pool_subsets) if count > _CHUNK else pool_subsets

    def work(worker: int) -> None:
        for chunk in range(worker, totals.shape[0], workers):
            start, stop = chunk * _CHUNK, min((chunk + 1) * _CHUNK, count)
            pool_all(
                y,
                v,
                order,
                masks(start, stop, k, is_exact=is_exact, seed=seed),
                chosen.method.code,
                medians,
                results[start:stop],
                low,
                high,
                counts[worker],
                with_study[worker],
                totals[chunk],
            )

    if workers == 1:
        work(0)
    else:
        with ThreadPoolExecutor(workers) as threadpool:
            list(threadpool.map(work, range(workers)))
    x_edges, y_edges = np.linspace(low, high, bins[0] + 1), np.linspace(0.0, 100.0, bins[1] + 1)
    total, inside = counts[0], with_study[0]
    for worker in range(1, workers):
        total += counts[worker]
        inside += with_study[worker]
    inside = np.ascontiguousarray(np.moveaxis(inside, -1, 0))
    found = find_clusters(total, inside, x_edges, y_edges, clusters)
    shares = np.array([one.with_study for one in found])
    separation = shares.max(axis=0) - shares.min(axis=0) if found else np.zeros(k)
    labels = np.array(effects.labels, dtype=object)
    labels = labels if studies.rows is None else labels[studies.rows]
    sums = totals.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_with = sums[:k, 1:] / sums[:k, :1]
        mean_without = (sums[k, 1:] - sums[:k, 1:]) / (sums[k, :1] - sums[:k, :1])
    arrays = (results[:, i].copy() for i in range(4)) if keep else (np.empty(0) for _ in range(4))
    estimate, tau2, I2, Q = arrays
    return Gosh(
        measure=effects.measure,
        method=chosen.method.name,
        labels=tuple(labels),
        count=count,
        is_exact=is_exact,
        seed=seed,
        estimate=estimate,
        tau2=tau2,
        I2=I2,
        Q=Q,
        counts=total,
        with_study=inside,
        x_edges=x_edges,
        y_edges=y_edges,
        n_with=sums[:k, 0].astype(np.int64),
        mean_with=mean_with,
        mean_without=mean_without,
        clusters=found,
        separation=separation,
        drivers=tuple(labels[np.flatnonzero(separation >= _DRIVES)]),
        cautions=studies.cautions,
        methods=(*chosen.method.methods, "olkin-dahabreh-2012"),
    )


def _reach(y: Vector, v: Vector) -> tuple[float, float]:
    """Return limits that no subset of two or more can leave.

    At any tau2 a weighted mean of several is a mixture of those of pairs, and a pair's lies between
    its common-effect mean and its middle.
    """
    first, second = np.triu_indices(y.size, 1)
    a, b = y[first], y[second]
    weighted = a + (b - a) * (v[first] / (v[first] + v[second]))
    middle = 0.5 * (a + b)
    low = float(min(weighted.min(), middle.min()))
    high = float(max(weighted.max(), middle.max()))
    slack = 1e-9 * (high - low) if high > low else 0.5 * abs(low) or 0.5
    return low - slack, high + slack


def _check(method: int, k: int, bins: tuple[int, int]) -> None:
    if method in {code.GENQ, code.GENQM}:
        raise MethodError(
            what=Text(zh="GOSH 不支持自定权重的估计", en="GOSH has no weights of one's own"),
            where="gosh",
            found="method GENQ or GENQM",
            do=Text(zh="请另选 method", en="Choose another method"),
        )
    if not 2 <= k <= _WIDEST:
        raise MethodError(
            what=Text(
                zh=f"GOSH 需要 2 至 {_WIDEST} 项研究", en=f"GOSH takes 2 to {_WIDEST} studies"
            ),
            where="gosh",
            found=f"k = {k}",
            do=Text(zh="请检查所选研究", en="Check the selection of studies"),
        )
    if min(bins) < 1:
        raise MethodError(
            what=Text(zh="分格数须为正", en="There is at least one bin each way"),
            where="gosh",
            found=f"bins={bins!r}",
            do=Text(zh="例如 (90, 50)", en="For example (90, 50)"),
        )

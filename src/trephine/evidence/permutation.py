"""permutation: tests that hold whatever the distribution of the true effects."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.evidence.arrangement import arrangement, count
from trephine.evidence.design import Design, seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.estimator import code_of_test, estimator
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.mode import is_compiled
from trephine.evidence.kernel.permute import flip, flip_exactly, shuffle, shuffle_exactly
from trephine.evidence.refit import fitted_model
from trephine.evidence.regression import kernel_choice

_BLOCK = 4096  # refits a block: the same blocks whatever the number of threads
_EXACT = 2**18  # refits that are done exactly without being asked: seconds
_MOST = 2**27  # refits that are refused: hours
_TIE = 1e-8  # two statistics this close are the same one, computed in another order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Permutation:
    """Permutation P values, one per coefficient of the model.

    pval: (p,); QMp: of all moderators together, two-sided by nature. ``permutations`` counts the
    arrangements, the observed one among them: all of them if ``exact``, else drawn with ``seed``.
    ``failed`` are those whose statistic does not exist; they are left out. ``distribution``:
    (permutations - failed, p) statistics, empty unless asked for.
    """

    names: tuple[str, ...]
    observed: Vector
    pval: Vector
    QM: float
    QMp: float
    exact: bool
    permutations: int
    failed: int
    seed: int | None
    statistic: str
    alternative: str
    distribution: Vector
    model: Regression
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def permutation(
    model: Regression | Effects,
    moderators: Mapping[str, Any] | None = None,
    *,
    exact: bool | None = None,
    permutations: int = 10_000,
    seed: int = 1,
    statistic: Literal["test", "estimate"] = "test",
    alternative: Literal["two.sided", "less", "greater"] = "two.sided",
    keep: bool = False,
    threads: int | None = None,
    **options: Any,
) -> Permutation:
    """Test the coefficients of a fitted model, or of effects with regress' options.

    Without moderators, signs of effects are flipped: the null is a symmetric distribution around
    0, so the question is only sensible for measures whose 0 means no effect. With moderators,
    their rows are shuffled against the studies (all together; the intercept's P value is then of
    little meaning). ``exact`` None: all arrangements if there are at most 2^18, else
    ``permutations`` of them drawn with ``seed``, the observed one included; the result does not
    depend on ``threads``. tau2 is estimated anew each time. It gives no interval. Raises
    MethodError for an exact test of more than 2^27 refits. Follmann and Proschan 1999, Biometrics;
    Higgins and Thompson 2004, Statistics in Medicine.
    """
    _check(permutations, statistic, alternative)
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    flips = frame.p == 1 and frame.intercept
    total = 2**frame.k if flips else count(_groups(frame)[0])
    refits = total // 2 if flips else total
    exact = refits <= _EXACT if exact is None else exact
    if exact and refits > _MOST:
        raise MethodError(
            what=Text(zh="精确置换检验的次数过多", en="too many arrangements for an exact test"),
            where="exact",
            found=str(total),
            do=Text(zh="用 exact=False 抽样", en="draw some: exact=False"),
        )
    draw = _flips if flips else _shuffles
    rows = _gather(draw(fitted, exact, permutations, seed), threads)
    p = frame.p
    if flips:
        rows = np.column_stack((rows, rows[:, 1] ** 2))
        if exact:
            mirrored = rows * np.array([-1.0, -1.0, 1.0])
            rows = np.concatenate((rows, mirrored))
    stats = np.array([c.stat for c in fitted.coefficients])
    own = np.concatenate((fitted.beta, stats, [fitted.QM]))
    if not exact:
        rows[0] = own
    column = 0 if statistic == "estimate" else p
    drawn, observed = rows[:, column : column + p], own[column : column + p]
    scale = np.array([c.se for c in fitted.coefficients]) if statistic == "estimate" else 1.0
    good = ~np.isnan(drawn).any(axis=1)
    pval = _p_value(drawn[good], observed, scale, alternative)
    QM = rows[good, 2 * p]
    QMp = float(_p_value(QM[:, None], np.array([fitted.QM]), 1.0, "greater")[0])
    failed = int((~good).sum())
    return seal(
        Permutation(
            names=frame.names,
            observed=observed,
            pval=pval,
            QM=fitted.QM,
            QMp=QMp,
            exact=exact,
            permutations=len(rows),
            failed=failed,
            seed=None if exact else seed,
            statistic=statistic,
            alternative=alternative,
            distribution=drawn[good] if keep else np.empty((0, p)),
            model=fitted,
            cautions=(*fitted.cautions, *_doubt(failed)),
            methods=(
                *fitted.methods,
                "follmann-proschan-1999" if flips else "higgins-thompson-2004",
            ),
        )
    )


def _check(permutations: int, statistic: str, alternative: str) -> None:
    asked = {
        "permutations": (permutations >= 2, repr(permutations), "2, 3, ..."),
        "statistic": (statistic in {"test", "estimate"}, repr(statistic), "test estimate"),
        "alternative": (
            alternative in {"two.sided", "less", "greater"},
            repr(alternative),
            "two.sided less greater",
        ),
    }
    for name, (good, found, choices) in asked.items():
        if not good:
            raise InputError(
                what=Text(zh=f"{name} 取值无效", en=f"{name} cannot be that"),
                where=name,
                found=found,
                do=Text(zh=f"可选：{choices}", en=f"choose from {choices}"),
            )


def _p_value(drawn: Vector, observed: Vector, scale: Vector | float, alternative: str) -> Vector:
    tie = _TIE * np.maximum(scale, np.abs(observed))
    if alternative == "less":
        hits = drawn <= observed + tie
    elif alternative == "greater":
        hits = drawn >= observed - tie
    else:
        hits = np.abs(drawn) >= np.abs(observed) - tie
    share = hits.sum(axis=0) / len(hits) if len(hits) else np.full(len(observed), np.nan)
    return np.where(np.isnan(observed), np.nan, share)


Task = Callable[[], Vector]


def _gather(tasks: Iterator[Task], threads: int | None) -> Vector:
    """Run the blocks, on several threads where kernels are compiled, and join them in order."""
    workers = (threads or os.cpu_count() or 1) if is_compiled() else 1
    if workers == 1:
        return np.concatenate([task() for task in tasks])
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return np.concatenate(list(pool.map(lambda task: task(), tasks)))


def _kernel(fitted: Regression) -> tuple[Any, ...]:
    frame = fitted.design
    tau2 = fitted.tau2 if fitted.tau2_fixed else None
    chosen = estimator(fitted.method)
    code, value = kernel_choice(chosen, frame, tau2=tau2, weights=fitted.weights)
    Zt, _y, v = frame.arrays()
    a = v if fitted.weights is None else fitted.weights.copy()
    return code, code_of_test(fitted.test), Zt, v, a, value


def _random(seed: int, block: int, size: int) -> NDArray[np.uint64]:
    """Return raw 64-bit numbers of the block's own stream (Philox: counter-based)."""
    bits = np.random.Philox(key=[seed % 2**64, block])
    return np.asarray(bits.random_raw(size), dtype="<u8")


def _flips(fitted: Regression, exact: bool, permutations: int, seed: int) -> Iterator[Task]:  # noqa: FBT001  (private)
    code, test, Zt, vi, a, value = _kernel(fitted)
    y, back = fitted.design.yi.copy(), float(fitted.design.back[0, 0])
    k = len(y)
    total = 2 ** (k - 1) if exact else permutations

    def task(block: int, n: int) -> Task:
        def run() -> Vector:
            out = np.empty((n, 2))
            if exact:
                flip_exactly(code, test, Zt, y, vi, a, value, back, block * _BLOCK, out)
            else:
                words = _random(seed, block, n * -(-k // 64)).view(np.uint8).reshape(n, -1)
                signs: Vector = 1.0 - 2.0 * np.unpackbits(words, axis=1)[:, :k].astype(np.float64)
                flip(code, test, Zt, y, vi, a, value, back, signs, out)
            return out

        return run

    for block in range(-(-total // _BLOCK)):
        yield task(block, min(_BLOCK, total - block * _BLOCK))


def _groups(frame: Design) -> tuple[list[int], NDArray[np.int64], list[int]]:
    """Return sizes of the groups of equal rows, the studies' groups, a study of each group."""
    _rows, places, groups, sizes = np.unique(
        frame.X, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    return (
        [int(n) for n in sizes],
        np.asarray(groups.ravel(), dtype=np.int64),
        [int(i) for i in places],
    )


def _shuffles(fitted: Regression, exact: bool, permutations: int, seed: int) -> Iterator[Task]:  # noqa: FBT001  (private)
    code, test, Zt, vi, a, value = _kernel(fitted)
    frame = fitted.design
    y, k, p = frame.y, frame.k, frame.p
    first = 1 if frame.intercept and p > 1 else 0
    sizes, _own, places = _groups(frame)
    total = count(sizes) if exact else permutations
    model = (code, test, Zt, y, vi, a, value, frame.back, frame.centre, first)

    def task(block: int, n: int) -> Task:
        def run() -> Vector:
            out = np.empty((n, 2 * p + 1))
            if exact:
                groups = np.array(arrangement(sizes, block * _BLOCK), dtype=np.int64)
                shuffle_exactly(*model, groups, np.array(places, dtype=np.int64), out)
            else:
                keys = _random(seed, block, n * k).reshape(n, k)
                orders = np.argsort(keys, axis=1, kind="stable")
                shuffle(*model, orders.astype(np.int64), out)
            return out

        return run

    for block in range(-(-total // _BLOCK)):
        yield task(block, min(_BLOCK, total - block * _BLOCK))


def _doubt(failed: int) -> tuple[Caution, ...]:
    if not failed:
        return ()
    return (
        Caution(
            kind="permutations-failed",
            text=Text(
                zh=f"{failed} 个置换没有检验统计量，未计入",
                en=f"{failed} arrangements have no test statistic and are left out",
            ),
        ),
    )

"""back_solve: every vector of counts behind a printed pooled result."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.percentage import Rounding
from trephine.core.text import Text, counted
from trephine.evidence.audit.back_solution import BackSolution
from trephine.evidence.audit.back_solve_counted import solve_counted
from trephine.evidence.audit.back_solve_edge import on_edge
from trephine.evidence.audit.back_solve_figures import (
    Figure,
    checked_roundings,
    figure_ranges,
    read_figures,
)
from trephine.evidence.audit.back_solve_halves import Counts, split
from trephine.evidence.audit.back_solve_known import Known, possible_counts, sizes
from trephine.evidence.audit.back_solve_sized import (
    Solved,
    asked_of,
    by_chance,
    sized,
    solve_sized,
)
from trephine.evidence.kernel.normal import norm_isf

_BY_SIZE = ("PFT", "PAS")
_MEASURES = (*_BY_SIZE, "PR", "PLO")
_METHODS = {"EE": "EE", "FE": "EE", "CE": "EE", "DL": "DL"}
_BACKS = ("miller_hm", "miller_total_n", "sin2")
_LARGEST = 2**61
_CHANCE = 3_000_000_000  # comparisons: less than a minute
_REFERENCES = {
    "PFT": ("freeman-tukey-1950",),
    "DL": ("dersimonian-laird-1986",),
    "miller_hm": ("miller-1978",),
    "miller_total_n": ("miller-1978",),
}


def back_solve(
    ni: Sequence[int] | NDArray[np.int64],
    *,
    method: str,
    estimate: Figure = None,
    ci_lb: Figure = None,
    ci_ub: Figure = None,
    I2: Figure = None,
    p: Figure = None,
    measure: str = "PFT",
    back: str = "miller_hm",
    cc: float = 0.5,
    cc_to: str = "only0",
    level: float = 95.0,
    rounding: Rounding | Iterable[Rounding] = "half-up",
    known: Mapping[int, Known] | Sequence[Known] | None = None,
    labels: Sequence[object] | None = None,
    limit: int = 1_000_000,
    budget: int = 5_000_000_000,
    chance: bool = True,
    threads: int | None = None,
) -> BackSolution:
    """Find all vectors of event counts that reproduce each printed figure to its last digit.

    ni: (k,) people a study. Figures as printed, as text with their decimals: ``estimate``,
    ``ci_lb``, ``ci_ub`` and ``I2`` in percent, ``p`` of heterogeneity also as ``'<0.001'``; None
    where not printed. ``method``: EE (FE, CE), common effect, or DL; both by inverse variance with
    normal intervals at ``level`` percent. ``measure``: PFT (``back``: miller_hm, miller_total_n,
    sin2), PAS, and PR and PLO with ``cc`` and ``cc_to`` as in ``effects`` (a study without an
    effect is then left out, as ``pool`` does). ``rounding``: rules of which one must fit all
    figures. ``known``: by position from 0, a count, a range (a tuple of two) or a list of counts.

    The search is exhaustive; a figure within 1e-9 percentage points of its last unit's edge counts
    as on either side. ``limit``: solutions listed. ``budget``: comparisons (some 5e7 a second)
    after which bounds come back with a caution. Memory stays below 3 GB. Results do not depend on
    ``threads`` nor on the order of the studies. It does not say that the model was the one used;
    solved counts are no data: never pool them as if extracted. Raises InputError, MethodError.

    The method is our own: docs/explanation/back-solving.
    """
    measure, model = _checked(measure, method, back, level, limit)
    n = sizes(ni)
    names = _labels(labels, len(n))
    counts = possible_counts(n, known)
    rules = checked_roundings(rounding)
    figures = read_figures(estimate=estimate, ci_lb=ci_lb, ci_ub=ci_ub, I2=I2, p=p)
    ranges = [figure_ranges(figures, rule) for rule in rules]
    space = math.prod(len(one) for one in counts)
    z = float(norm_isf(0.5 * (1.0 - level / 100.0)))
    expected = math.nan
    by_size = measure in _BY_SIZE
    if _is_too_large(counts, n, by_size=by_size):
        solved = _nothing_done(counts, space)
    elif by_size:
        studies = sized(measure, n, counts, z=z, method=model)
        asked = asked_of(ranges, studies, measure, back)
        solved = solve_sized(studies, asked, limit=limit, budget=budget, threads=threads)
        if chance:
            expected = by_chance(
                studies, asked, solved, budget=min(budget // 2, _CHANCE), threads=threads
            )
    else:
        solved = solve_counted(
            measure,
            n,
            counts,
            ranges,
            cc=cc,
            cc_to=cc_to,
            method=model,
            z=z,
            limit=limit,
            budget=budget // 4,  # a comparison takes a full fit here
            threads=threads,
        )
    solutions = solved.vectors
    if solutions is None:
        solutions = np.empty((0, len(n)), dtype=np.int64)
    edge = on_edge(solutions, n, ranges, measure, model, back, cc, cc_to, z)
    for array in (solutions, edge):
        array.flags.writeable = False
    exact = solved.open == 0
    return BackSolution(
        measure=measure,
        method=model,
        roundings=rules,
        labels=names,
        ni=_frozen(n),
        solutions=solutions,
        n_solutions=solved.found,
        n_upper=solved.found + solved.open,
        is_exact=exact,
        space=space,
        covered=1.0 if exact else float((space - solved.open) / space),
        admissible=tuple(
            tuple(np.array(one)[mask].tolist())
            for one, mask in zip(counts, solved.seen, strict=True)
        ),
        expected_by_chance=expected,
        on_edge=edge,
        region=solved.region,
        work=solved.work,
        cautions=_cautions(solved, solutions, space, edge),
        methods=(
            *_REFERENCES.get(measure, ()),
            *_REFERENCES.get(model, ()),
            *(_REFERENCES.get(back, ()) if measure == "PFT" else ()),
        ),
    )


def _is_too_large(counts: Sequence[Counts], n: Sequence[int], *, by_size: bool) -> bool:
    """Tell whether numbers of vectors leave 62 bits: those of a half, or of all."""
    parts = split(counts, n) if by_size else (range(len(n)),)
    return any(math.prod(len(counts[i]) for i in part) > _LARGEST for part in parts)


def _nothing_done(counts: Sequence[Counts], space: int) -> Solved:
    nan = math.nan
    return Solved(
        found=0,
        open=space,
        seen=tuple(np.ones(len(one), dtype=bool) for one in counts),
        vectors=None,
        work=0,
        region=(nan, nan, nan, nan),
    )


def _checked(measure: str, method: str, back: str, level: float, limit: int) -> tuple[str, str]:
    for name, value, choices in (
        ("measure", measure, _MEASURES),
        ("method", method, tuple(_METHODS)),
        ("back", back, _BACKS),
    ):
        if value not in choices:
            raise MethodError(
                what=Text(zh=f"反解不支持该 {name}", en=f"Back-solving does not know this {name}"),
                where=f"back_solve, {name}",
                found=repr(value),
                do=Text(zh="请从以下选择：" + "、".join(choices), en=f"Choose of {choices}"),
            )
    if not 0.0 < level < 100.0 or limit < 0:
        raise MethodError(
            what=Text(
                zh="level 须在 0 与 100 之间，limit 不得为负",
                en="level lies between 0 and 100, and limit is not negative",
            ),
            where="back_solve",
            found=f"level={level!r}, limit={limit!r}",
            do=Text(zh="请更正", en="Correct it"),
        )
    return measure, _METHODS[method]


def _labels(labels: Sequence[object] | None, k: int) -> tuple[str, ...]:
    names = tuple(str(i + 1) for i in range(k)) if labels is None else tuple(map(str, labels))
    if len(names) != k:
        raise InputError(
            what=Text(zh="每项研究须有一个名称", en="There is one label a study"),
            where="back_solve, labels",
            found=f"{counted(len(names), 'label')} for {counted(k, 'study', 'studies')}",
            do=Text(zh="请更正名称的个数", en="Correct the number of labels"),
        )
    return names


def _frozen(n: Sequence[int]) -> NDArray[np.int64]:
    out = np.array(n, dtype=np.int64)
    out.flags.writeable = False
    return out


def _cautions(
    solved: Solved, solutions: NDArray[np.int64], space: int, edge: NDArray[np.bool_]
) -> tuple[Caution, ...]:
    out = []
    if solved.open:
        upper = solved.found + solved.open
        share = 100.0 * (space - solved.open) / space
        out.append(
            Caution(
                kind="back-solving-bounded",
                text=Text(
                    zh=f"可能的计数组合太多，未能逐一判定：解的个数至少 {solved.found}，"
                    f"至多 {upper}；已判定 {share:.6g}%。",
                    en="There are too many vectors to decide each: at least"
                    f" {solved.found} and at most {upper} solutions; {share:.6g}% were decided.",
                ),
            )
        )
    elif solved.found == 0:
        out.append(
            Caution(
                kind="back-solving-impossible",
                text=Text(
                    zh="在所给样本量、模型与舍入规则下，没有任何计数能给出这些数字。",
                    en="No counts at all give these figures with these sizes, this model and"
                    " these rounding rules.",
                ),
            )
        )
    elif not solutions.shape[0]:
        out.append(
            Caution(
                kind="back-solving-not-listed",
                text=Text(
                    zh="解未逐一列出（超过上限，或两半之一大到只能成组计数），"
                    "只给出个数与各研究可能的计数。",
                    en="Solutions are counted, not listed: they are more than the limit, or half of"
                    " the studies was too large to hold but in groups.",
                ),
            )
        )
    if edge.any():
        out.append(
            Caution(
                kind="back-solving-edge",
                text=Text(
                    zh=f"{int(edge.sum())} 个解有数字恰在舍入的边界上，取决于所用程序的舍入误差。",
                    en=f"{int(edge.sum())} of the solutions have a figure on the edge of rounding:"
                    " it depends on the rounding errors of the program used.",
                ),
            )
        )
    return tuple(out)

"""kappa: how far two people agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Any

from trephine.core.agreement import Agreement
from trephine.core.review import Review
from trephine.core.review_protocol import Stage


def kappa(review: Review, stage: Stage) -> tuple[Agreement, ...]:
    """Return the agreement of each pair of reviewers on the reports that both voted on.

    Categories are include, unsure, exclude; reasons do not enter. Ordered by the pair's names.
    Of each report the votes count as they stood when all were in for the first time: who then sees
    the others' and votes anew agrees no better by it. A blinded review gives that of the reports
    with all their votes. Empty where no two people judged the same report.
    """
    cast: dict[str, dict[str, str]] = {}
    for vote in review.first_votes:
        if vote.stage == stage:
            cast.setdefault(vote.reviewer, {})[vote.report] = vote.verdict
    return _pairs(cast, ("include", "unsure", "exclude"), weights=False)


def kappa_minors(review: Review, item: int = 0) -> tuple[Agreement, ...]:
    """Return the agreement of each pair of readers on the scores of MINORS (0, 1, 2).

    Of one item (1 to 12), or of all items together (0). Weighted linearly: 0 against 2 is twice the
    disagreement of 0 against 1.
    """
    given: dict[str, dict[tuple[str, int], int]] = {}
    for one in review.minors:
        if item in {0, one.item}:
            given.setdefault(one.reader, {})[one.study, one.item] = one.score
    return _pairs(given, (0, 1, 2), weights=True)


def cohen_kappa(
    pairs: Sequence[tuple[Hashable, Hashable]],
    categories: Sequence[Hashable],
    *,
    weighted: bool = False,
    level: float = 95.0,
    one: str = "",
    other: str = "",
) -> Agreement:
    """Return Cohen's kappa of paired judgements, with its large-sample interval.

    ``weighted``: linear weights 1 - |i - j| / (c - 1) over the categories in order. The standard
    error is that of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72:323-327), the limits
    are kept within -1 and 1. Kappa is None where both people used one category alone, or where
    there is no pair: agreement beyond chance cannot then be told.
    """
    n = len(pairs)
    count = len(categories)
    place = {name: at for at, name in enumerate(categories)}
    cells = Counter((place[a], place[b]) for a, b in pairs)
    table = tuple(tuple(cells[i, j] for j in range(count)) for i in range(count))
    empty = Agreement(
        one=one, other=other, n=n, categories=tuple(map(str, categories)), table=table
    )
    if n == 0:
        return empty
    rows = [sum(table[i]) / n for i in range(count)]
    columns = [sum(row[j] for row in table) / n for j in range(count)]

    def weight(i: int, j: int) -> float:
        return 1 - abs(i - j) / (count - 1) if weighted else float(i == j)

    spots = [(i, j) for i in range(count) for j in range(count)]
    observed = sum(weight(i, j) * table[i][j] / n for i, j in spots)
    expected = sum(weight(i, j) * rows[i] * columns[j] for i, j in spots)
    same = sum(table[i][i] for i in range(count)) / n
    if expected >= 1:
        return Agreement(
            one=one, other=other, n=n, categories=empty.categories, table=table, observed=same
        )
    estimate = (observed - expected) / (1 - expected)
    mean_row = [sum(weight(i, j) * columns[j] for j in range(count)) for i in range(count)]
    mean_column = [sum(weight(i, j) * rows[i] for i in range(count)) for j in range(count)]
    total = sum(
        table[i][j]
        / n
        * (weight(i, j) * (1 - expected) - (mean_row[i] + mean_column[j]) * (1 - observed)) ** 2
        for i, j in spots
    )
    total -= (observed * expected - 2 * expected + observed) ** 2
    se = sqrt(max(total, 0.0) / n) / (1 - expected) ** 2
    reach = NormalDist().inv_cdf(0.5 + level / 200) * se
    return Agreement(
        one=one,
        other=other,
        n=n,
        categories=empty.categories,
        table=table,
        observed=same,
        expected=expected,
        kappa=estimate,
        se=se,
        ci_lb=max(-1.0, estimate - reach),
        ci_ub=min(1.0, estimate + reach),
    )


def _pairs(
    given: Mapping[str, Mapping[Any, Any]],
    categories: Sequence[Hashable],
    *,
    weights: bool,
) -> tuple[Agreement, ...]:
    found = []
    for one, other in combinations(sorted(given), 2):
        shared = sorted(given[one].keys() & given[other].keys(), key=str)
        if shared:
            judged = [(given[one][key], given[other][key]) for key in shared]
            found.append(cohen_kappa(judged, categories, weighted=weights, one=one, other=other))
    return tuple(found)

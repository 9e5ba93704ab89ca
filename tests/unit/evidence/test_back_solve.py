"""back_solve against trying every vector, and what it says where nothing or too much is left."""

import itertools
import math
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from scipy.stats import chi2

from trephine.core.error import InputError, MethodError
from trephine.core.published import Printed
from trephine.evidence.audit import back_solve_halves, back_solve_sized
from trephine.evidence.audit.back_solve import back_solve
from trephine.evidence.effects import back_transform, effects
from trephine.evidence.pool import pool

MODES = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "truncation": ROUND_FLOOR,
}
FIGURES = ("estimate", "ci_lb", "ci_ub", "I2", "p")


def exact_figures(x, n, *, method, measure="PFT", **correction) -> tuple[float, ...] | None:
    """Pool through the public verbs; None where no study has an effect."""
    made = effects(measure, xi=x, ni=n, **correction)
    if np.isnan(made.yi).all():
        return None
    one = pool(made, method=method, test="z", pi="none", tau2_ci="none")
    natural = one.back["miller_hm" if measure == "PFT" else "natural"]
    percent = [100 * v for v in (natural.estimate, natural.ci_lb, natural.ci_ub)]
    return (*percent, one.I2, one.Qp)


def printed(value: float, decimals: int, rule: str = "half-up") -> str:
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), MODES[rule]))


def paper(x, n, *, digits=(0, 0, 0, 2, 2), rule="half-up", **how) -> dict[str, str]:
    """Print a pooled result as a paper does."""
    values = exact_figures(x, n, **how)
    out = {
        name: printed(value, d, rule)
        for name, value, d in zip(FIGURES, values, digits, strict=True)
        if not math.isnan(value)
    }
    if float(out.get("p", 1)) == 0.0:
        out["p"] = f"<{10.0 ** -digits[4]:.{digits[4]}f}"
    return out


def every_figure(vectors, n, *, method, measure="PFT", **correction):
    """Pool many vectors at once by the textbook formulas, (m, 5); NaN where there is no effect."""
    m, k = vectors.shape
    if correction.get("cc_to") == "if0all":
        zero = ((vectors == 0) | (vectors == np.array(n))).any(axis=1)
        out = np.empty((m, 5))
        for rows, cc, cc_to in ((zero, correction["cc"], "all"), (~zero, 0.0, "none")):
            if rows.any():
                change = {"method": method, "measure": measure, "cc": cc, "cc_to": cc_to}
                out[rows] = every_figure(vectors[rows], n, **change)
        return out
    made = effects(measure, xi=vectors.ravel(), ni=np.tile(n, m), **correction)
    y, v = (np.ma.masked_invalid(a.reshape(m, k)) for a in (made.yi, made.vi))
    w, df = 1 / v, y.count(axis=1) - 1
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    Q = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    if method == "DL":
        tau2 = (Q - df) / (w.sum(axis=1) - (w**2).sum(axis=1) / w.sum(axis=1))
        w = 1 / (v + np.where(df > 0, np.maximum(0.0, tau2.filled(0.0)), 0.0)[:, None])
        mean = (w * y).sum(axis=1) / w.sum(axis=1)
    half = 1.959963984540054 / np.sqrt(w.sum(axis=1))
    how = {"how": "miller_hm", "ni": n} if measure == "PFT" else {}
    out = np.full((m, 5), np.nan)
    for i, t in enumerate((mean, mean - half, mean + half)):
        out[:, i] = 100 * back_transform(measure, np.ma.filled(t, np.nan), **how)
    Q, df = np.ma.filled(Q, np.nan), np.where(df > 0, df, np.nan)
    out[:, 3] = np.where(Q > 0, 100 * np.maximum(0, 1 - df / np.where(Q > 0, Q, 1)), 0 * df)
    out[:, 4] = chi2.sf(Q, df)
    return out


def by_trying(n, figures, *, rule="half-up", counts=None, **how):
    """Try every vector: those that print so, and those that could but for an edge."""
    vectors = np.array(list(itertools.product(*(counts or [range(m + 1) for m in n]))))
    values = every_figure(vectors, n, **how)
    fits = np.ones(len(vectors), dtype=bool)
    near = fits.copy()
    for i, name in enumerate(FIGURES):
        text = figures.get(name)
        if text is None:
            exists = i > 2 or ~np.isnan(values[:, i])
            fits &= exists
            near &= exists
        elif text[0] == "<":
            fits &= values[:, i] < float(text[1:])
            near &= values[:, i] < float(text[1:]) + 1e-8
        else:
            decimals = len(text.partition(".")[2])
            close = np.abs(values[:, i] - float(text)) <= 1.1 * 10.0**-decimals
            for row in range(len(vectors)):
                value = values[row, i]
                if not (close[row] and near[row]):
                    fits[row] = near[row] = False
                    continue
                fits[row] &= printed(value, decimals, rule) == text
                near[row] = any(
                    printed(max(value + d, 0.0), decimals, rule) == text for d in (-1e-8, 0, 1e-8)
                )
    rows = [tuple(x) for x in vectors.tolist()]
    sure = [x for x, yes in zip(rows, fits, strict=True) if yes]
    return sure, [x for x, yes, no in zip(rows, near, fits, strict=True) if yes and not no]


def agree(solved, sure, edge) -> None:
    got = {tuple(row) for row in solved.solutions.tolist()}
    assert set(sure) <= got
    assert got <= {*sure, *edge}
    assert solved.is_exact
    assert solved.n_solutions == solved.n_upper == len(got) == len(solved.solutions)
    assert len(got) - len(sure) <= solved.on_edge.sum()
    for i, admissible in enumerate(solved.admissible):
        assert set(admissible) == {row[i] for row in got}


CASES = [
    ((4, 3, 5), (6, 7, 9), (0, 0, 0, 0, 2)),
    ((2, 9), (12, 15), (1, 1, 1, 1, 3)),
    ((0, 1, 0, 2), (4, 5, 3, 6), (0, 0, 0, 2, 2)),
    ((5, 2, 6, 1), (6, 6, 6, 6), (0, 0, 0, 0, 2)),
    ((1, 2, 2, 3, 4), (3, 3, 3, 4, 4), (0, 0, 0, 1, 2)),
]


@pytest.mark.parametrize("method", ["EE", "DL"])
@pytest.mark.parametrize("measure", ["PFT", "PAS", "PLO", "PR"])
@pytest.mark.parametrize(("x", "n", "digits"), CASES)
def test_finds_what_trying_finds(x, n, digits, measure, method):
    correction = {"cc": 0.5, "cc_to": "only0"} if measure in {"PLO", "PR"} else {}
    how = {"method": method, "measure": measure, **correction}
    figures = paper(x, n, digits=digits, **how)
    agree(back_solve(n, chance=False, **how, **figures), *by_trying(n, figures, **how))


@pytest.mark.parametrize("cc_to", ["none", "only0", "all", "if0all"])
@pytest.mark.parametrize("method", ["EE", "DL"])
@pytest.mark.parametrize("measure", ["PLO", "PR"])
def test_continuity_rules(measure, method, cc_to):
    n, x = (4, 5, 6), (1, 2, 5)
    how = {
        "method": method,
        "measure": measure,
        "cc": 0.0 if cc_to == "none" else 0.5,
        "cc_to": cc_to,
    }
    for counts in (x, (0, 3, 4)):
        figures = paper(counts, n, digits=(0, 0, 0, 0, 1), **how)
        agree(back_solve(n, **how, **figures), *by_trying(n, figures, **how))


@pytest.mark.parametrize("rule", ["half-up", "half-even", "truncation"])
@pytest.mark.parametrize("method", ["EE", "DL"])
def test_rounding_rules(rule, method):
    n, x = (6, 8, 5), (4, 3, 5)
    figures = paper(x, n, rule=rule, digits=(0, 0, 0, 0, 2), method=method)
    solved = back_solve(n, method=method, rounding=rule, **figures)
    agree(solved, *by_trying(n, figures, rule=rule, method=method))


@pytest.mark.parametrize("method", ["EE", "DL"])
def test_one_rule_fits_all_figures(method):
    """Two rules admitted: the union of what each gives, never a mixture of both."""
    n, x = (9, 8, 7), (4, 3, 5)
    figures = paper(x, n, digits=(0, 0, 0, 0, 1), method=method)
    each = [
        {
            tuple(r)
            for r in back_solve(n, method=method, rounding=rule, **figures).solutions.tolist()
        }
        for rule in ("half-up", "truncation")
    ]
    both = back_solve(n, method=method, rounding=("half-up", "truncation"), **figures)
    assert {tuple(row) for row in both.solutions.tolist()} == each[0] | each[1]
    assert both.n_solutions == len(each[0] | each[1])


@pytest.mark.parametrize("given", [("estimate",), ("I2",), ("p",), ("ci_lb",), ("ci_ub", "I2")])
@pytest.mark.parametrize("method", ["EE", "DL"])
def test_any_figure_may_be_missing(given, method):
    n, x = (6, 8, 5), (4, 3, 5)
    figures = {k: v for k, v in paper(x, n, method=method).items() if k in given}
    agree(back_solve(n, method=method, **figures), *by_trying(n, figures, method=method))


def test_a_tie_is_kept_and_marked():
    """Counts 2/3 and 3/6 pool to 56 % exactly: cut off, a program prints 56, or 55 by its error."""
    n = (3, 9, 6, 2)
    how = {"measure": "PR", "method": "DL", "cc": 0.0, "cc_to": "none"}
    for text in ("55", "56"):
        solved = back_solve(n, estimate=text, rounding="truncation", **how)
        at = solved.solutions.tolist().index([2, 0, 3, 0])
        assert solved.on_edge[at]
        assert "back-solving-edge" in {c.kind for c in solved.cautions}
        agree(solved, *by_trying(n, {"estimate": text}, rule="truncation", **how))


def test_known_counts_and_ranges():
    n, x = (6, 8, 5), (4, 3, 5)
    figures = paper(x, n, digits=(0, 0, 0, 0, 1), method="EE")
    figures.pop("I2")
    solved = back_solve(n, method="EE", known={0: 4, 1: (2, 5), 2: [0, 3, 5]}, **figures)
    sure, edge = by_trying(n, figures, method="EE", counts=[[4], range(2, 6), [0, 3, 5]])
    agree(solved, sure, edge)
    assert solved.space == 12


def test_a_unique_solution_is_told_as_such():
    n, x = (14, 23, 31), (13, 11, 24)
    solved = back_solve(n, method="DL", **paper(x, n, digits=(2, 2, 2, 2, 3), method="DL"))
    assert solved.is_unique
    assert solved.solutions.tolist() == [list(x)]
    assert solved.admissible == ((13,), (11,), (24,))
    assert solved.expected_by_chance < 0.05


def test_an_interval_of_another_width_is_impossible():
    """With the sizes given, the width of a common-effect interval leaves no freedom."""
    n = (40, 50, 60)
    solved = back_solve(n, method="EE", estimate="50", ci_lb="30", ci_ub="70")
    assert solved.is_impossible
    assert solved.work == 0
    assert solved.expected_by_chance == 0.0
    assert [c.kind for c in solved.cautions] == ["back-solving-impossible"]


def test_more_solutions_than_the_limit_are_counted():
    n, x = (12, 14, 16, 18), (6, 7, 9, 10)
    figures = paper(x, n, digits=(0, 0, 0, 0, 1), method="DL")
    every = back_solve(n, method="DL", **figures)
    few = back_solve(n, method="DL", limit=3, **figures)
    assert every.n_solutions == len(every.solutions) > 3
    assert few.n_solutions == every.n_solutions
    assert few.solutions.shape == (0, 4)
    assert few.admissible == every.admissible
    assert "back-solving-not-listed" in {c.kind for c in few.cautions}


@pytest.mark.parametrize("method", ["EE", "DL"])
def test_threads_change_nothing(method):
    n = (31, 44, 27, 52, 38)
    x = (20, 25, 19, 30, 22)
    figures = paper(x, n, method=method)
    one, two = (back_solve(n, method=method, threads=t, **figures) for t in (1, 2))
    assert np.array_equal(one.solutions, two.solutions)
    assert one.work == two.work
    assert one.expected_by_chance == two.expected_by_chance


@pytest.mark.parametrize("method", ["EE", "DL"])
def test_boxes_bound_what_points_count(method, monkeypatch):
    """Halves too large to hold give bounds around the truth; admissible counts only grow."""
    n = (15, 18, 21, 19)
    x = (8, 13, 11, 9)
    figures = paper(x, n, digits=(0, 0, 0, 0, 2), method=method)
    exact = back_solve(n, method=method, **figures)
    monkeypatch.setattr(back_solve_sized, "_ROWS", 5)
    monkeypatch.setattr(back_solve_halves, "_BINS", dict.fromkeys((False, True), (6, 3, 4)))
    monkeypatch.setattr(back_solve_sized, "_WITHIN", 500)
    bounded = back_solve(n, method=method, **figures)
    assert not bounded.is_exact
    assert 0 < bounded.n_solutions <= exact.n_solutions <= bounded.n_upper < exact.space
    for some, more in zip(exact.admissible, bounded.admissible, strict=True):
        assert set(some) <= set(more)
    assert "back-solving-bounded" in {c.kind for c in bounded.cautions}
    assert 0.0 < bounded.covered < 1.0


@pytest.mark.parametrize("measure", ["PFT", "PLO"])
def test_a_small_budget_gives_bounds(measure):
    n = (61, 84, 57, 92, 78, 66)
    x = (40, 45, 39, 50, 42, 30)
    correction = {"cc": 0.5, "cc_to": "only0"} if measure == "PLO" else {}
    figures = paper(x, n, digits=(0, 0, 0, 0, 2), method="EE", measure=measure, **correction)
    some = back_solve(n, measure=measure, method="EE", budget=5000, chance=False, **figures)
    again = back_solve(
        n, measure=measure, method="EE", budget=5000, chance=False, threads=1, **figures
    )
    assert not some.is_exact
    assert some.n_solutions < some.n_upper <= some.space
    assert (some.n_solutions, some.n_upper) == (again.n_solutions, again.n_upper)
    assert 0.0 <= some.covered < 1.0
    assert not some.is_unique


def test_spaces_beyond_counting_are_refused_politely():
    solved = back_solve([60000] * 14, method="EE", estimate="50")
    assert not solved.is_exact
    assert solved.n_upper == solved.space
    assert solved.covered == 0.0


def test_figures_are_taken_with_their_decimals():
    n = (20, 30)
    coarse = back_solve(n, method="EE", estimate=Printed(text="61"))
    fine = back_solve(n, method="EE", estimate="61.0")
    assert fine.n_solutions < coarse.n_solutions
    assert back_solve(n, method="EE", estimate="61.0%").n_solutions == fine.n_solutions


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"estimate": "80"}, "estimate"),
        ({"estimate": "20"}, "estimate"),
        ({"ci_lb": "70", "estimate": None}, "ci_lb"),
        ({"estimate": "101"}, "101"),
        ({"I2": "-3"}, "-3"),
        ({"estimate": 50.0}, "50.0"),
        ({"p": "1.2"}, "1.2"),
        ({"p": "n.s."}, "n.s."),
        ({"ni": [20]}, "1 size"),
        ({"ni": [20, -3]}, "-3"),
        ({"ni": [20, 0]}, "0"),
        ({"ni": [20, 7.5]}, "7.5"),
        ({"known": {0: 21}}, "21"),
        ({"known": {0: -1}}, "-1"),
        ({"known": {0: (3, 40)}}, "40"),
        ({"known": {0: (5, 3)}}, "(5, 3)"),
        ({"known": {7: 3}}, "7"),
        ({"known": [3]}, "1 for 2"),
        ({"known": {0: "many"}}, "many"),
        ({"labels": ["a"]}, "1 label"),
        ({"estimate": None, "ci_lb": None, "ci_ub": None}, "None"),
    ],
)
def test_what_cannot_be_is_named(change, found):
    asked = {"ni": [20, 30], "method": "EE", "estimate": "50", "ci_lb": "40", "ci_ub": "60"}
    with pytest.raises(InputError) as caught:
        back_solve(**(asked | change))
    error = caught.value
    assert found in error.found + error.where
    assert all((error.what.zh, error.do.zh, error.what.en, error.do.en))


@pytest.mark.parametrize(
    "change", [{"method": "REML"}, {"measure": "PLN"}, {"back": "miller"}, {"rounding": "up"},
               {"rounding": ()}, {"level": 100.0}, {"limit": -1}],
)  # fmt: skip
def test_methods_that_do_not_apply_are_refused(change):
    with pytest.raises(MethodError):
        back_solve(**({"ni": [20, 30], "method": "EE", "estimate": "50"} | change))

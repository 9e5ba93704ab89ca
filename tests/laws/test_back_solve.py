"""What back-solving obeys, whatever was printed."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trephine.evidence.audit.back_solve import back_solve
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool

STUDIES = st.lists(
    st.integers(4, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=5,
)
DIGITS = st.tuples(*(st.integers(0, 2),) * 2, st.integers(1, 3))
MODELS = st.sampled_from(["EE", "DL"])
RULES = st.sampled_from(["half-up", "truncation"])
NAMES = ("estimate", "ci_lb", "ci_ub", "I2", "p")


def cut(value: float, decimals: int, rule: str) -> str:
    mode = ROUND_HALF_UP if rule == "half-up" else ROUND_FLOOR
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), mode))


def printed(rows, method, measure, digits, rule) -> dict[str, str]:
    """Pool by the public verbs and print the figures."""
    x, n = zip(*rows, strict=True)
    correction = {"cc": 0.5, "cc_to": "only0"} if measure in {"PLO", "PR"} else {}
    made = effects(measure, xi=x, ni=n, **correction)
    one = pool(made, method=method, test="z", pi="none", tau2_ci="none")
    natural = one.back["miller_hm" if measure == "PFT" else "natural"]
    values = [100 * v for v in (natural.estimate, natural.ci_lb, natural.ci_ub)]
    out = [cut(v, digits[0], rule) for v in values] + [cut(one.I2, digits[1], rule)]
    p = cut(one.Qp, digits[2], rule)
    smallest = 10.0 ** -digits[2]
    # The estimate is printed inside its interval, as the bounds of a clamped one are not.
    assume(float(out[1]) <= float(out[0]) <= float(out[2]))
    if one.Qp < smallest:
        p = f"<{smallest:.{digits[2]}f}"
    return dict(zip(NAMES, (*out, p), strict=True))


@given(
    rows=STUDIES, method=MODELS, digits=DIGITS, rule=RULES, measure=st.sampled_from(["PFT", "PAS"])
)
@settings(max_examples=100)
def test_what_was_planted_is_found(rows, method, digits, rule, measure):
    x, n = zip(*rows, strict=True)
    figures = printed(rows, method, measure, digits, rule)
    solved = back_solve(
        n, method=method, measure=measure, rounding=rule, chance=False, limit=200_000, **figures
    )
    assert solved.is_exact
    if len(solved.solutions):
        assert list(x) in solved.solutions.tolist()
    else:
        assert solved.n_solutions > 200_000
    assert all(one in many for one, many in zip(x, solved.admissible, strict=True))


@given(rows=STUDIES.filter(lambda r: len(r) < 4), method=MODELS, digits=DIGITS, rule=RULES,
       measure=st.sampled_from(["PR", "PLO"]))  # fmt: skip
@settings(max_examples=60)
def test_what_was_planted_is_found_where_variances_depend_on_counts(
    rows, method, digits, rule, measure
):
    x, n = zip(*rows, strict=True)
    figures = printed(rows, method, measure, digits, rule)
    solved = back_solve(n, method=method, measure=measure, rounding=rule, **figures)
    assert solved.is_exact
    assert list(x) in solved.solutions.tolist()


@given(rows=STUDIES, method=MODELS, seed=st.integers(0, 99))
@settings(max_examples=25)
def test_order_of_studies_does_not_matter(rows, method, seed):
    figures = printed(rows, method, "PFT", (0, 1, 2), "half-up")
    order = np.random.default_rng(seed).permutation(len(rows))
    n = np.array([m for _, m in rows])
    ours = back_solve(n, method=method, limit=50_000, **figures)
    other = back_solve(n[order], method=method, limit=50_000, **figures)
    assert ours.n_solutions == other.n_solutions
    assert [ours.admissible[i] for i in order] == list(other.admissible)
    mixed = ours.solutions[:, order]
    assert np.array_equal(mixed[np.lexsort(mixed.T[::-1])], other.solutions)
    assert np.isclose(ours.expected_by_chance, other.expected_by_chance, rtol=1e-6, atol=1e-9)


@given(rows=STUDIES, method=MODELS, dropped=st.sampled_from(NAMES), data=st.data())
@settings(max_examples=25)
def test_more_is_asked_less_is_left(rows, method, dropped, data):
    figures = printed(rows, method, "PFT", (1, 2, 2), "half-up")
    n = [m for _, m in rows]
    full = back_solve(n, method=method, chance=False, **figures)
    study = data.draw(st.integers(0, len(n) - 1))
    known = back_solve(n, method=method, chance=False, known={study: rows[study][0]}, **figures)
    fewer = back_solve(
        n, method=method, chance=False, **{k: v for k, v in figures.items() if k != dropped}
    )
    assert 1 <= known.n_solutions <= full.n_solutions <= fewer.n_solutions
    for one, more in zip(full.admissible, fewer.admissible, strict=True):
        assert set(one) <= set(more)

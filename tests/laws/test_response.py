"""Laws of response over a sequence: what must hold for every patient."""

from dataclasses import fields, replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.care.response.compile_response import (
    ResponseArrays,
    compile_response,
    level_names,
)
from trephine.care.response.options import standard_options
from trephine.care.response.respond import respond
from trephine.care.response.visit import Visit
from trephine.core.response import depth
from trephine.library.response_criteria import response_criteria

CRITERIA = response_criteria()
STANDARD = standard_options(CRITERIA)

# Amounts on and beside every threshold for the baselines below, and others between.
SERUM = ["0", "2", "3.999", "4", "5", "9", "10", "19.9", "20", "25", "30", "40", "50", "60", "80"]
URINE = ["0", "50", "99.9", "100", "199", "200", "300", "450", "900", "1000", "2000"]
CHAIN = ["0", "5", "10", "16.5", "16.6", "26", "38.4", "90", "100", "110.1", "210", "410", "810"]
MARROW = ["0", "3", "4.9", "5", "14", "15", "25", "30", "40", "60"]
SPD = ["0", "100", "200", "199", "300", "1000", "1001", "1500", "2000"]


def maybe(values, none=2):
    return st.sampled_from([None] * none + [Decimal(value) for value in values])


WORDS = {
    "serum_ife": ["negative", "negative", "positive", None],
    "urine_ife": ["negative", "negative", "positive", None],
    "clonality": ["absent", "present", None],
    "new_lesion": [*[None] * 12, False, False, True],
}


@st.composite
def visits(draw, at, calm=False):  # noqa: FBT002  (a strategy's switch)
    upto = 5 if calm else None  # low values alone: few visits progress, so the rest is reached
    found = {
        "serum_m": draw(maybe(SERUM[:upto])),
        "urine_m": draw(maybe(URINE[:upto])),
        "kappa": draw(maybe(CHAIN[:upto])),
        "lambda_": draw(maybe(CHAIN[: upto or 9])),
        "marrow_pc": draw(maybe(MARROW[:upto], 6)),
        "spd": draw(maybe(SPD[:upto], 6)),
        **{name: draw(st.sampled_from(words)) for name, words in WORDS.items()},
    }
    if draw(st.booleans()):  # near remission: where CR and sCR are decided
        found |= {"serum_m": Decimal(0), "urine_m": Decimal(0), "serum_ife": "negative"}
        found |= {"urine_ife": "negative", "marrow_pc": draw(maybe(["0", "4.9", "5"], 1))}
    return Visit(at=at, **found)


@st.composite
def courses(draw, least=1):
    kind = draw(st.sampled_from(["serum", "urine", "both", "flc", "marrow", "none", "any"]))
    spd = draw(st.sampled_from([None, Decimal(0), Decimal(0), Decimal(2000)]))
    marrow = Decimal(draw(st.sampled_from(["20", "30", "60"])))
    stated = {
        "serum": {"serum_m": Decimal(40), "urine_m": Decimal(draw(st.sampled_from([0, 150])))},
        "urine": {"serum_m": Decimal(0), "urine_m": Decimal(1000)},
        "both": {"serum_m": Decimal(30), "urine_m": Decimal(1000)},
        "flc": {"serum_m": Decimal(0), "urine_m": Decimal(0), "kappa": 810, "lambda_": 10},
        "marrow": {"serum_m": Decimal(0), "urine_m": Decimal(0)},
        "none": {"serum_m": Decimal(9), "urine_m": Decimal(0), "kappa": 90, "lambda_": 10},
        "any": {name: draw(maybe(SERUM)) for name in ("serum_m",)},
    }[kind]
    baseline = Visit(at=0, marrow_pc=marrow, spd=spd, **stated)
    if kind == "any":
        baseline = replace(draw(visits(0)), **stated)
    days = draw(st.lists(st.integers(1, 260), min_size=least, max_size=5, unique=True))
    calm = draw(st.sampled_from([True, True, False]))
    return baseline, tuple(draw(visits(day, calm)) for day in sorted(days))


@st.composite
def options(draw):
    chosen = {}
    for convention in CRITERIA.conventions:
        if convention.id == "serum_m_by_immunoglobulin":
            continue
        if convention.days is not None:
            chosen[convention.id] = draw(st.sampled_from([0, 30, convention.days]))
        elif draw(st.booleans()):
            names = [choice.id for choice in convention.choices]
            chosen[convention.id] = draw(st.sampled_from(names))
    return replace(STANDARD, **chosen)


def course_of(course, chosen=STANDARD, new_therapy=None):
    baseline, after = course
    return respond(baseline, after, criteria=CRITERIA, options=chosen, new_therapy=new_therapy)


@given(courses(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_duplicates_do_not_matter(course, random):
    baseline, after = course
    mixed = [*after, random.choice(after)]
    random.shuffle(mixed)
    assert course_of((baseline, tuple(mixed))) == course_of(course)


@given(courses(least=2), options(), st.sampled_from([None, 60, 120]))
@settings(max_examples=60, deadline=None)
def test_a_later_visit_never_changes_an_earlier_level(course, chosen, therapy):
    baseline, after = course
    whole = course_of(course, chosen, therapy)
    part = course_of((baseline, after[:-1]), chosen, therapy)
    assert whole.visits[:-1] == part.visits


@given(courses(), options(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_deeper_fall_is_never_worse_at_its_visit(course, chosen, data):
    baseline, after = course
    last = after[-1]
    name = data.draw(st.sampled_from(["serum_m", "urine_m", "marrow_pc", "spd"]))
    value = getattr(last, name)
    if value is None:
        return
    deeper = data.draw(st.sampled_from([Decimal(0), value / 2, value * Decimal("0.9")]))
    before = course_of(course, chosen).visits[-1].level
    after_fall = course_of((baseline, (*after[:-1], replace(last, **{name: deeper}))), chosen)
    fallen = after_fall.visits[-1].level
    # A rise that was progression by itself hides that another marker is missing: without it the
    # visit is not evaluable, which is no worse than progression.
    assert depth(fallen) >= depth(before) or (before, fallen) == ("PD", "NE")


BEST = {
    "serum_m": 0,
    "urine_m": 0,
    "marrow_pc": 0,
    "spd": 0,
    "serum_ife": "negative",
    "urine_ife": "negative",
    "clonality": "absent",
    "new_lesion": False,
}


@given(courses(), options(), st.sampled_from([*BEST, "flc"]))
@settings(max_examples=100, deadline=None)
def test_a_missing_value_is_never_better_than_its_best(course, chosen, name):
    baseline, after = course
    last = after[-1]
    if name == "flc":
        without = replace(last, kappa=None, lambda_=None)
        best = replace(last, kappa=10, lambda_=10)
    else:
        without, best = replace(last, **{name: None}), replace(last, **{name: BEST[name]})
    lacking = course_of((baseline, (*after[:-1], without)), chosen).visits[-1].level
    known = course_of((baseline, (*after[:-1], best)), chosen).visits[-1].level
    assert depth(lacking) <= depth(known)


@given(courses(), options())
@settings(max_examples=60, deadline=None)
def test_what_is_missing_brackets_the_level_or_explains_it(course, chosen):
    for visit in course_of(course, chosen).visits:
        for test in visit.missing:
            assert depth(test.at_worst) <= depth(test.at_best)
            if visit.level != "PD":
                assert depth(visit.level) <= depth(test.at_best)
            assert test.changes == ({test.at_best, test.at_worst} != {visit.level})


@given(courses(), options(), st.sampled_from([None, 60, 120]))
@settings(max_examples=60, deadline=None)
def test_confirmed_is_never_deeper_than_seen(course, chosen, therapy):
    found = course_of(course, chosen, therapy)
    levels = [visit.level for visit in found.visits]
    assert depth(found.best_confirmed) <= max(*map(depth, levels), depth("SD"))
    assert (found.best_confirmed == "NE") == (set(levels) == {"NE"})
    assert (found.best_confirmed == "PD") == (found.confirmed_pd is not None)


NAMES = [field.name for field in fields(ResponseArrays)]
CODES = {"positive": 1, "negative": 0, "present": 1, "absent": 0, True: 1, False: 0}


def number(value):
    if value is None:
        return np.nan
    return float(CODES[value]) if isinstance(value, str | bool) else float(value)


def arrays(visits):
    return {name: np.array([number(getattr(one, name)) for one in visits]) for name in NAMES}


@given(courses(), options(), st.sampled_from([None, None, 60, 120]))
@settings(max_examples=200, deadline=None)
def test_compiled_equals_respond(course, chosen, therapy):
    baseline, after = course
    expected = course_of(course, chosen, therapy)
    first = ResponseArrays(**arrays([baseline]))
    later = ResponseArrays(**{name: row[None] for name, row in arrays(after).items()})
    days = np.array([[float(one.at) for one in after]])
    start = np.array([np.nan if therapy is None else float(therapy)])
    found = compile_response(CRITERIA, chosen)(first, later, days, start)
    assert level_names(found.levels[0]) == [visit.level for visit in expected.visits]
    assert level_names(found.best_confirmed) == [expected.best_confirmed]
    pd = expected.confirmed_pd
    index = -1 if pd is None else [one.at for one in after].index(pd.first_day)
    assert found.progression[0] == index
    assert level_names(found.best_before_pd) == [expected.best_before_pd or "NE"]


def test_compiled_takes_gaps_and_many_patients():
    """Visits that are not there lie anywhere in a row, and patients do not touch each other."""
    nan = np.nan
    days = np.array([[nan, 28.0, nan, 56.0], [28.0, 56.0, 84.0, 112.0]])
    serum = np.array([[nan, 19.0, nan, 18.0], [4.0, 3.0, 9.0, 9.0]])
    first = ResponseArrays(serum_m=np.array([40.0, 40.0]), urine_m=np.zeros(2), spd=np.zeros(2))
    later = ResponseArrays(serum_m=serum, urine_m=np.where(np.isnan(serum), nan, 0.0))
    found = compile_response(CRITERIA)(first, later, days, None)
    assert level_names(found.levels[0]) == ["", "PR", "", "PR"]
    assert level_names(found.levels[1]) == ["VGPR", "VGPR", "PD", "PD"]
    assert level_names(found.best_confirmed) == ["PR", "PD"]
    assert list(found.progression) == [-1, 2]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_batch_equals_its_patients_one_by_one(seed):
    rng = np.random.default_rng(seed)
    patients, number_of = 50, 6
    serum = np.round(40 * rng.random((patients, number_of)), 1)
    days = np.cumsum(rng.integers(20, 60, (patients, number_of)), axis=1).astype(float)
    judge = compile_response(CRITERIA)
    base = ResponseArrays(serum_m=np.full(patients, 40.0), urine_m=np.zeros(patients))
    whole = judge(base, ResponseArrays(serum_m=serum), days, None)
    for row in range(patients):
        one = slice(row, row + 1)
        alone = judge(
            ResponseArrays(serum_m=base.serum_m[one], urine_m=base.urine_m[one]),
            ResponseArrays(serum_m=serum[one]),
            days[one],
            None,
        )
        assert (alone.levels == whole.levels[one]).all()
        assert alone.progression == whole.progression[one]

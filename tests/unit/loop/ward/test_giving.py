"""Giving: doses into the model, readings into the record, support held, protection lacking."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.care.small import other, quantity
from tests.unit.loop.ward.small_acts import act, acts, pathway, support, support_state
from trephine.core.act import ActEffect, ActHold, ActProtection, ActReading
from trephine.core.error import InputError
from trephine.loop.ward.acting import Acting, Carried
from trephine.loop.ward.giving import Giving
from trephine.loop.ward.support import SupportGiven

WEIGHT = np.array([50.0, 60.0, 80.0, 100.0])
OBSERVABLES = {
    "drug": quantity("drug", "mg", possible=("0", "10000"), step="0.5"),
    "given": other("given", "event"),
    "started": other("started", "event"),
    "ended": other("ended", "event"),
}
STATES = [support_state("place", 1), support_state("cooled", 2, hours=6.0)]


def giving(*carried_out, states=STATES):
    every = replace(acts(carried_out), support=support(states, ()))
    return Giving(carried_out, every, OBSERVABLES, {"weight": WEIGHT}, len(WEIGHT))


def carried(one, rows, amount=None, minute=0, first=None):
    rows = np.asarray(rows, dtype=np.intp)
    return Carried(
        act=one,
        minute=minute,
        rows=rows,
        amount=np.zeros(len(rows)) if amount is None else np.asarray(amount, dtype=float),
        is_first=np.zeros(len(rows), bool) if first is None else np.asarray(first, dtype=bool),
    )


DOSED = act(
    "dosed",
    ["o"],
    effects=(
        ActEffect(state="D", formula="amount / 10"),
        ActEffect(state="E", formula="2 * amount / weight"),
    ),
)


def test_each_effect_goes_into_its_state_in_the_states_unit() -> None:
    (d, e) = giving(DOSED).doses([carried(DOSED, [1, 3], [30.0, 20.0])], 0, 10)
    assert (d.state, e.state) == ("D", "E")
    assert d.mask.tolist() == [False, True, False, True]
    assert d.amount.tolist() == [0, 3.0, 0, 2.0]
    assert e.amount.tolist() == [0, 1.0, 0, 0.4]


def test_a_dose_is_in_the_patient_minutes_after_the_round_or_after_its_own_hour() -> None:
    both = [carried(DOSED, [0], [1.0], minute=240), carried(DOSED, [0], [1.0], minute=360)]
    now, _, later, _ = giving(DOSED).doses(both, 240, 10)
    assert now.after * 1440 == pytest.approx(10)
    assert later.after * 1440 == pytest.approx(130)
    at_once, _ = giving(DOSED).doses([carried(DOSED, [0], [1.0], minute=240)], 240, 0)
    assert at_once.after == 0


def test_nobody_carried_and_an_act_without_effect_give_nothing() -> None:
    plain = act("plain", ["o"])
    assert giving(plain).doses([carried(plain, [0, 1])], 0, 10) == []
    assert list(giving(plain).writes([carried(plain, [0, 1])], 10)) == []
    assert giving(DOSED).doses([], 0, 10) == []


def test_an_effect_that_is_one_number_is_given_to_each_alike() -> None:
    fixed = act("fixed", ["o"], effects=(ActEffect(state="G", formula="1"),))
    (one,) = giving(fixed).doses([carried(fixed, [0, 2])], 0, 10)
    assert one.amount.tolist() == [1, 0, 1, 0]


def test_a_covariate_that_there_is_not_is_refused() -> None:
    wrong = act("wrong", ["o"], effects=(ActEffect(state="D", formula="amount / bsa"),))
    with pytest.raises(InputError, match="bsa"):
        giving(wrong).doses([carried(wrong, [0], [1.0])], 0, 10)


READ = act(
    "read",
    ["o"],
    readings=(
        ActReading(observable="drug", formula="amount * weight / 100"),
        ActReading(observable="given"),
        ActReading(observable="started", of="first"),
        ActReading(observable="ended", of="last"),
    ),
)


def test_what_is_given_is_written_in_the_observables_encoding() -> None:
    one = carried(READ, [0, 2], [7.0, 7.0], minute=480, first=[False, True])
    found = list(giving(READ).writes([one], 10))
    told = {each.observable: (each.rows.tolist(), each.values.tolist()) for each in found}
    # 3.5 and 5.6, rounded to the resolution of 0.5
    assert told == {
        "drug": ([0, 2], [3.5, 5.5]),
        "given": ([0, 2], [1, 1]),
        "started": ([2], [1]),
    }
    assert {each.minute for each in found} == {490}
    assert found[1].values.dtype == np.int8


def test_the_last_of_a_course_is_never_written_and_the_first_only_where_it_is() -> None:
    one = carried(READ, [1], [1.0], first=[False])
    told = {each.observable: each.rows.tolist() for each in giving(READ).writes([one], 0)}
    assert told == {"drug": [1], "given": [1], "started": []}


def test_an_amount_that_is_not_known_is_written_as_none() -> None:
    (drug, *_) = giving(READ).writes([carried(READ, [0], [np.nan])], 0)
    assert np.isnan(drug.values).all()


HOLD = act("hold", ["o"], holds=(ActHold(state="place"),))
COOL = act("cool", ["o"], holds=(ActHold(state="cooled", level=2),))


EVERYBODY = np.arange(4)


def standing(**masks):
    return SimpleNamespace(standing=lambda name: np.asarray(masks[name], dtype=bool))


def test_what_is_held_stays_while_its_advice_stands_and_goes_with_it() -> None:
    one, given = giving(HOLD), SupportGiven(support(STATES, ()), {}, 4)
    one.hold([carried(HOLD, [1, 2])], standing(hold=[0, 1, 1, 0]), given, 0, EVERYBODY)
    assert given.levels["place"].tolist() == [0, 1, 1, 0]
    # not carried out again, but advised still: it stays; no longer advised: it goes
    one.hold([], standing(hold=[0, 0, 1, 0]), given, 240, EVERYBODY)
    assert given.levels["place"].tolist() == [0, 0, 1, 0]


def test_whom_a_round_does_not_see_keeps_what_is_held() -> None:
    one, given = giving(HOLD), SupportGiven(support(STATES, ()), {}, 4)
    given.put("place", EVERYBODY, 1, 0)
    one.hold([], standing(hold=[0, 0, 0, 0]), given, 0, np.array([1, 3]))
    assert given.levels["place"].tolist() == [1, 0, 1, 0]


def test_a_state_that_two_acts_hold_stays_while_either_stands() -> None:
    again = act("again", ["p"], holds=(ActHold(state="place"),))
    one, given = giving(HOLD, again), SupportGiven(support(STATES, ()), {}, 4)
    given.put("place", np.arange(4), 1, 0)
    one.hold([], standing(hold=[1, 0, 1, 0], again=[0, 1, 1, 0]), given, 0, EVERYBODY)
    assert given.levels["place"].tolist() == [1, 1, 1, 0]


def test_what_lapses_by_its_own_hours_is_not_taken_down_with_the_advice() -> None:
    one, given = giving(COOL), SupportGiven(support(STATES, ()), {}, 4)
    one.hold([carried(COOL, [0])], standing(cool=[1, 0, 0, 0]), given, 60, EVERYBODY)
    one.hold([], standing(cool=[0, 0, 0, 0]), given, 120, EVERYBODY)
    assert given.levels["cooled"].tolist() == [2, 0, 0, 0]
    given.lapse(60 + 6 * 60 - 1)
    assert given.levels["cooled"].tolist() == [2, 0, 0, 0]
    given.lapse(60 + 6 * 60)
    assert given.levels["cooled"].tolist() == [0, 0, 0, 0]


def protected(name, where, without, hours=36.0):
    return act(name, ["o"], protection=ActProtection(where=where, hours=hours, without=without))


def since(**hours):
    return SimpleNamespace(since=lambda name, _, rows: np.asarray(hours[name], dtype=float)[rows])


def test_the_hazard_is_raised_where_protection_is_due_and_was_not_given() -> None:
    one = giving(protected("a", "grade >= 3", 1.5))
    rows = np.arange(4)
    told = {"grade": np.array([3.0, 3.0, 2.0, 3.0])}
    last = since(a=[36.0, 36.1, np.inf, np.inf])
    assert one.risk(rows, last, 0, told).tolist() == [1.0, 1.5, 1.0, 1.5]


def test_what_the_trial_does_not_carry_out_is_lacking_too() -> None:
    one = Giving((), acts([protected("a", "grade >= 3", 1.5)]), OBSERVABLES, {}, 2)
    acting = Acting(acts(()), (), pathway(), 2)
    found = one.risk(np.arange(2), acting, 0, {"grade": np.array([3.0, 2.0])})
    assert found.tolist() == [1.5, 1.0]


def test_several_that_lack_multiply_and_rows_are_places_in_the_ward() -> None:
    one = giving(protected("a", "grade >= 3", 1.5), protected("b", "low", 2.0), act("c", ["o"]))
    rows = np.array([3, 1])
    told = {"grade": np.array([4.0, 4.0]), "low": np.array([1.0, 0.0])}
    last = since(a=[0, 0.0, 0, 99.0], b=[0, np.inf, 0, np.inf])
    assert one.risk(rows, last, 0, told).tolist() == [3.0, 1.0]


def test_a_grade_that_is_no_number_is_not_due() -> None:
    one = giving(protected("a", "grade >= 3", 1.5))
    found = one.risk(np.array([0]), since(a=[np.inf] * 4), 0, {"grade": np.array([np.nan])})
    assert found.tolist() == [1.0]

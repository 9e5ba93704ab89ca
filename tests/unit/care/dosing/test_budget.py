"""The dose budget at and round each limit, with doses whose time is not known."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from trephine.care.dosing.budget import budget
from trephine.care.dosing.gate import gate
from trephine.core.dose import GivenDose
from trephine.core.error import InputError
from trephine.core.rule import Order
from trephine.library.dosing import dose_budgets

RULE = dose_budgets()["tocilizumab"]
DRUG = "tocilizumab"
ZERO = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=8)))
SECOND = timedelta(seconds=1)


def at(hours):
    return ZERO + timedelta(hours=hours)


def doses(*hours, **more):
    return [GivenDose(drug=DRUG, start=None if one is None else at(one), **more) for one in hours]


def allowed(state):
    return {check.limit: check.holds for check in state.checks}


def test_the_first_dose():
    state = budget([], at(0), RULE)
    assert state.allowed
    assert state.earliest == at(0)
    assert (state.left_total, state.left_window) == ((4, 4), (3, 3))


def test_the_interval_is_closed():
    before = budget(doses(0), at(8) - SECOND, RULE)
    assert before.allowed is False
    assert allowed(before) == {"total": True, "window": True, "interval": False}
    assert before.earliest == at(8)
    assert budget(doses(0), at(8), RULE).allowed


@pytest.mark.parametrize(
    ("given", "now", "words"),
    [
        ((), 0, "none given before"),
        ((0,), 8, "8 h since the start of the one before, at least 8 h"),
        ((0, 3), 10.5, "7 h 30 min since the start of the one before, at least 8 h"),
        ((None,), 10, "≥ 0 h since the start of the one before, at least 8 h"),
    ],
)
def test_the_words_of_the_interval(given, now, words):
    interval = budget(doses(*given), at(now), RULE).checks[2]
    assert interval.text.en == words


def test_a_second_short_does_not_read_as_kept():
    interval = budget(doses(0), at(8) - SECOND, RULE).checks[2]
    assert interval.text.zh == "距上一次开始 7 h 59 min，至少须 8 h"
    day = budget(doses(3, day_only=True), at(31), RULE).checks[2]
    assert day.text.en.startswith("7 h ~ 31 h since")
    ended = [replace(doses(0)[0], end=at(1))]
    assert (
        "since the end" in budget(ended, at(9), replace(RULE, counted_from="end")).checks[2].text.en
    )


@pytest.mark.parametrize(("given", "said"), [((10, 20), "2"), ((None, 8), "1~2")])
def test_the_words_of_the_window(given, said):
    window = budget(doses(*given), at(30), RULE).checks[1]
    assert window.text.en.startswith(f"{said} started in the 24 h before")
    assert window.text.zh.startswith(f"此前 24 h 内（不含起点）已开始 {said} 次，最多 3 次")


def test_the_window_is_half_open():
    close = doses(0, 4, 8)  # as given, though 4 h apart
    state = budget(close, at(24) - SECOND, RULE)
    assert allowed(state) == {"total": True, "window": False, "interval": True}
    assert state.left_window == (0, 0)
    assert state.earliest == at(24)
    assert budget(close, at(24), RULE).allowed


def test_the_printed_limit_stands_beside_the_one_used():
    window = next(
        one for one in budget(doses(0, 4, 8), at(20), RULE).checks if one.limit == "window"
    )
    assert (window.holds, window.printed_holds) == (False, True)
    assert "原文作 4 次" in window.text.zh
    assert "prints 4" in window.text.en
    assert window.rule.errata == ("consensus-tocilizumab-24h",)


def test_the_total_never_ends():
    state = budget(doses(0, 8, 16, 24), at(2000), RULE)
    assert state.allowed is False
    assert state.earliest is None
    assert state.left_total == (0, 0)
    assert len(state.reasons) == 1


def test_an_earlier_episode_counts_in_the_interval_alone():
    earlier = doses(0, 8, 16, 24)
    assert budget(earlier, at(30), RULE, since=at(25)).allowed is False
    later = budget(earlier, at(32), RULE, since=at(25))
    assert later.allowed
    assert later.left_total == (4, 4)


def test_indication_does_not_matter_and_other_drugs_do_not_count():
    mixed = [replace(one, indication="ICANS") for one in doses(0, 8)] + doses(16, 24)
    assert budget(mixed, at(48), RULE).allowed is False
    other = [replace(one, drug="another") for one in doses(0, 8, 16, 24)]
    assert budget(other, at(24), RULE).left_total == (4, 4)


def test_a_dose_without_a_time_leaves_it_open():
    state = budget(doses(None), at(10), RULE)
    assert state.allowed is None
    assert allowed(state) == {"total": True, "window": True, "interval": None}
    assert state.earliest == at(18)
    assert budget(doses(None), at(10), RULE).left_window == (2, 3)


def test_a_dose_without_a_time_does_not_hide_a_limit_that_is_reached():
    assert budget(doses(None, None, None, None), at(10), RULE).allowed is False
    assert budget(doses(None, 8), at(10), RULE).allowed is False


def test_a_dose_known_to_the_day():
    day = doses(3, day_only=True)  # some time from 0 h to 24 h
    assert budget(day, at(31), RULE).allowed is None
    assert budget(day, at(32), RULE).allowed
    assert budget(day, at(8), RULE).allowed is None
    assert budget(day, at(9), RULE).allowed is None
    # It may belong to this episode or to the one before it.
    three = [*doses(30, 40, 50), *day]
    assert allowed(budget(three, at(60), RULE, since=at(12)))["total"] is None
    assert allowed(budget(three, at(60), RULE, since=at(25)))["total"] is True
    assert budget(day, at(7), RULE).allowed is False
    assert budget([*day, *doses(6)], at(7), RULE).allowed is False


def test_counted_from_the_end():
    rule = replace(RULE, counted_from="end")
    ended = [replace(doses(0)[0], end=at(1))]
    assert budget(ended, at(9) - SECOND, rule).allowed is False
    assert budget(ended, at(9), rule).allowed
    assert budget(doses(0), at(9), rule).allowed is None
    assert budget(ended, at(8), RULE).allowed


def test_too_short_an_infusion_is_a_caution():
    short = budget([], at(0), RULE, hours=Decimal("0.5"))
    assert short.allowed
    assert [one.kind for one in short.cautions] == ["infusion-too-short"]
    exactly = budget([replace(doses(0)[0], end=at(1))], at(10), RULE)
    assert [one.kind for one in exactly.cautions] == ["infusion-at-limit"]
    assert not budget([], at(0), RULE, hours=Decimal(2)).cautions
    bolus = budget([replace(doses(0)[0], end=at(0))], at(10), RULE).cautions
    assert [one.kind for one in bolus] == ["infusion-too-short"]
    assert (
        "0.33 h, shorter than 1 h"
        in budget([replace(doses(0)[0], end=at(0) + timedelta(minutes=20))], at(10), RULE)
        .cautions[0]
        .text.en
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: budget(doses(1), at(0), RULE),
        lambda: budget([], datetime(2026, 3, 2), RULE),  # noqa: DTZ001  (what is refused)
        lambda: budget(
            [GivenDose(drug=DRUG, start=datetime(2026, 3, 1))],  # noqa: DTZ001  (what is refused)
            at(0),
            RULE,
        ),
        lambda: budget([replace(doses(0)[0], end=at(-1))], at(3), RULE),
        lambda: budget([], at(0), RULE, hours=Decimal(-1)),
        lambda: budget([], at(0), RULE, hours=Decimal(0)),
    ],
    ids=["future", "at without zone", "dose without zone", "ends first", "negative", "zero"],
)
def test_bad_input(call):
    with pytest.raises(InputError) as refusal:
        call()
    assert len(str(refusal.value).splitlines()) == 4
    assert len(refusal.value.render("zh").splitlines()) == 4


def order():
    return Order(
        id="x",
        drug=DRUG,
        label=RULE.label,
        mark=RULE.mark,
        amount=Decimal(8),
        unit="mg",
        per="kg",
        needs=("weight",),
    )


@pytest.mark.parametrize(
    ("given", "weight", "expected"),
    [((), "70", True), ((), None, None), ((0, 8, 16, 24), None, False), ((None,), "70", None)],
)
def test_the_gate_needs_both(given, weight, expected):
    weight = None if weight is None else Decimal(weight)
    assert (
        gate(order(), doses(*given), at(40 if given != (None,) else 2), RULE, weight=weight).allowed
        is expected
    )

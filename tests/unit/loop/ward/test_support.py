"""SupportGiven: up, down and set as decisions say, tried down once a round, and lapsing."""

import numpy as np

from tests.unit.care.small import other
from tests.unit.loop.ward.small_acts import decided, move, support, support_state
from trephine.loop.ward.support import SupportGiven

CODES = {"pressure": ("hold", "fluids", "add", "withdraw"), "oxygen": ("air", "mask", "tube")}
GIVEN = support(
    [
        support_state("agents", 3, observable="drugs", levels=("", "a", "a,b", "a,b,c")),
        support_state("device", 2, observable="device", levels=("air", "mask", "tube")),
        support_state("fluids", 1, hours=24.0),
        support_state("held", 1, observable="place"),
    ],
    [
        move("pressure", "fluids", "fluids", "set", 1),
        move("pressure", "add", "agents", "up"),
        move("pressure", "withdraw", "agents", "down"),
        *(move("oxygen", code, "device", "set", k) for k, code in enumerate(CODES["oxygen"])),
    ],
)
OBSERVABLES = {
    "drugs": other("drugs", "choices", "c b a"),
    "device": other("device", "choice", "tube air mask"),
    "place": other("place", "yesno"),
}


def given(n=1):
    return SupportGiven(GIVEN, OBSERVABLES, n)


def say(*pressures, oxygen=()):
    rows = range(len(pressures))
    every = set(CODES["oxygen"])
    return decided(
        rows,
        CODES,
        {"pressure": pressures, "oxygen": [{one} for one in oxygen] or [every for _ in rows]},
    )


def test_up_and_down_stay_between_none_and_most() -> None:
    one, row = given(), np.array([0])
    for level in (1, 2, 3, 3):
        one.moved(say({"add"}), row, 0, first=True)
        assert one.levels["agents"].tolist() == [level]
    changed, made = one.moved(say({"add"}), row, 0, first=True)
    assert (len(changed), made) == (0, []), "who has all there is does not move"
    for level in (2, 1, 0, 0):
        one.moved(say({"withdraw"}), row, 0, first=True)
        assert one.levels["agents"].tolist() == [level]


def test_support_is_taken_away_at_the_first_reading_alone() -> None:
    one, rows = given(2), np.array([0, 1])
    one.put("agents", rows, 2, 0)
    one.put("device", rows, 1, 0)
    changed, _ = one.moved(say({"withdraw"}, {"add"}, oxygen=("air", "tube")), rows, 0, first=False)
    assert one.levels["agents"].tolist() == [2, 3]
    assert one.levels["device"].tolist() == [1, 2]
    assert changed.tolist() == [1]
    changed, _ = one.moved(say({"withdraw"}, {"hold"}, oxygen=("air", "tube")), rows, 0, first=True)
    assert one.levels["agents"].tolist() == [1, 3]
    assert one.levels["device"].tolist() == [0, 2]
    assert changed.tolist() == [0]


def test_only_what_is_sure_moves_anything() -> None:
    one, rows = given(2), np.array([0, 1])
    changed, made = one.moved(say({"add", "hold"}, set(CODES["pressure"])), rows, 0, first=True)
    assert (len(changed), made) == (0, [])


def test_rows_of_a_decision_are_places_in_the_ward() -> None:
    one, rows = given(5), np.array([4, 2])
    changed, made = one.moved(say({"add"}, {"fluids"}), rows, 0, first=True)
    assert one.levels["agents"].tolist() == [0, 0, 0, 0, 1]
    assert one.levels["fluids"].tolist() == [0, 0, 1, 0, 0]
    assert changed.tolist() == [4, 2]
    assert [(each.value, mine.tolist()) for each, mine in made] == [("fluids", [2]), ("add", [4])]


def test_what_lasts_some_hours_lapses_and_is_given_again_from_the_last() -> None:
    one, row = given(), np.array([0])
    one.moved(say({"fluids"}), row, 0, first=True)
    one.lapse(24 * 60 - 1)
    assert one.levels["fluids"].tolist() == [1]
    changed, made = one.moved(say({"fluids"}), row, 12 * 60, first=False)
    assert (changed.tolist(), len(made)) == ([0], 1), "another bolus, though one is at work"
    one.lapse(24 * 60)
    assert one.levels["fluids"].tolist() == [1]
    one.lapse(36 * 60)
    assert one.levels["fluids"].tolist() == [0]


def test_what_has_no_hours_stays() -> None:
    one = given()
    one.put("agents", np.array([0]), 9, 0)
    one.lapse(10**9)
    assert one.levels["agents"].tolist() == [3], "no more than there is"


def test_levels_are_written_in_the_encoding_of_their_observable() -> None:
    one = given(4)
    for row in range(4):
        one.put("agents", np.array([row]), row, 0)
        one.put("device", np.array([row]), row, 0)
        one.put("held", np.array([row]), row, 0)
    found = one.readings(np.array([0, 1, 2, 3]))
    assert set(found) == {"drugs", "device", "place"}, "fluids are written as they are given"
    assert found["drugs"].tolist() == [0, 0b100, 0b110, 0b111]
    assert found["device"].tolist() == [1, 2, 0, 0]
    assert found["place"].tolist() == [0, 1, 1, 1]
    assert one.readings(np.array([2]))["device"].tolist() == [0]

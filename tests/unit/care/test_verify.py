"""The proof finds every planted defect, with a witness, and none in a table that is sound."""

from dataclasses import replace

import pytest

from tests.unit.care.small import by_id, number, other, quantity, rule, table
from trephine.care import verify as module
from trephine.care.holds import holds
from trephine.care.verify import verify
from trephine.core.error import MethodError
from trephine.core.rule import Defect
from trephine.core.value import Truth

KNOWN = by_id(
    quantity("x", possible=("0", "10")),
    quantity("y", possible=("0", "10"), step="0.5"),
    other("a", "yesno"),
    other("b", "yesno"),
    other("c", "yesno"),
    other("k", "choice", "p q r s"),
    other("s", "choices", "p q r"),
)


def unique(*conditions, **more):
    rules = [rule(f"r{i}", text, value="vw"[i % 2]) for i, text in enumerate(conditions, 1)]
    return table(*rules, hit="unique", values="v w", **more)


def graded(*conditions, **more):
    return table(*[rule(f"r{i}", t, grade=i) for i, t in enumerate(conditions, 1)], **more)


def flaws(made):
    return {
        (one.kind, one.rules): (one.count, dict(one.witness)) for one in verify(made, KNOWN).flaws
    }


SOUND = [
    unique("x < 3", "x >= 3"),
    unique("x < 3", "3 <= x < 5", "x >= 5"),
    unique("a", "not a"),
    unique('k == "p"', 'k != "p"'),
    unique('k in ("p", "q")', 'k in ("r", "s")'),
    unique('"p" in s', '"p" not in s'),
    unique("a and x < 3", "not a or x >= 3"),
    unique("fever", "not fever", define={"fever": "x >= 3 and not a"}),
    unique("a", "b", assumes="(a and not b) or (b and not a)"),
    unique("x < 3", "x > 3", assumes="x != 3"),
    graded("x >= 3", "x >= 5", "x >= 7", monotone={"x": "up"}),
    graded("x <= 7", "x <= 5", monotone={"x": "down"}),
    graded("x >= 3", "x >= 3 and a", monotone={"x": "up", "a": "up"}),
    graded("x >= 3 and not a", monotone={"x": "up", "a": "down"}),
    graded("a", "b", floor=0),
]


@pytest.mark.parametrize("made", SOUND, ids=range(len(SOUND)))
def test_nothing_is_found_in_a_sound_table(made):
    assert flaws(made) == {}


def test_a_gap_between_two_ranges():
    assert flaws(unique("x < 3", "x > 3")) == {("gap", ()): (1, {"x": "= 3"})}
    assert flaws(unique("x <= 3", "x >= 5")) == {("gap", ()): (1, {"x": "3 < … < 5"})}


def test_a_gap_of_codes_that_nothing_names():
    assert flaws(unique('k == "p"', 'k == "q"')) == {("gap", ()): (1, {"k": "r"})}


def test_a_gap_in_a_set():
    assert flaws(unique('"p" in s', '"q" in s and "p" not in s'))["gap", ()][1] == {"s": "none"}


def test_a_gap_of_what_another_table_decides():
    assert flaws(unique('phase == "before"', 'phase == "after"'))["gap", ()][0] == 1


def test_an_overlap_of_two_ranges():
    assert flaws(unique("x <= 3", "x >= 3")) == {("overlap", ("r1", "r2")): (1, {"x": "= 3"})}


def test_an_overlap_of_three_rules_is_three_pairs():
    found = flaws(unique("x < 5", "x < 4", "x < 3 or x >= 5"))
    assert {kind_rules for kind_rules in found if kind_rules[0] == "overlap"} == {
        ("overlap", ("r1", "r2")),
        ("overlap", ("r1", "r3")),
        ("overlap", ("r2", "r3")),
    }


def test_a_graded_table_may_overlap_and_leave_gaps():
    assert flaws(graded("x >= 3", "x >= 5")) == {}


def test_a_table_as_printed_is_tried_for_gaps_and_overlaps_all_the_same():
    printed = Defect(kind="gap", rules=(), erratum="e")
    found = flaws(replace(graded("x >= 3", "x >= 5"), defects=(printed,)))
    assert set(found) == {("gap", ()), ("overlap", ("r1", "r2"))}


def test_a_grade_that_falls():
    found = flaws(graded("x >= 3 and x < 6", "x >= 4 and x < 5", monotone={"x": "up"}))
    ((kind, rules),) = found
    assert (kind, rules) == ("monotone", ("x",))
    count, witness = found[kind, rules]
    assert count == 2  # from 5 on it is 1 after 2, from 6 on 0
    assert witness == {"x": "= 5"}


def test_a_grade_that_falls_the_other_way():
    assert set(flaws(graded("x >= 3", monotone={"x": "down"}))) == {("monotone", ("x",))}
    assert set(flaws(graded("a", monotone={"a": "down"}))) == {("monotone", ("a",))}
    assert set(flaws(graded("not a", monotone={"a": "up"}))) == {("monotone", ("a",))}


def test_a_fall_across_what_cannot_occur_is_seen():
    # 1 below 3, nothing above 5, and between them a region that the table takes for granted.
    made = graded("x < 3", monotone={"x": "up"}, assumes="x < 3 or x > 5")
    assert set(flaws(made)) == {("monotone", ("x",))}


def test_a_fall_into_what_cannot_occur_does_not_count():
    made = graded("x < 3", "x > 5", monotone={"x": "up"}, assumes="x < 3 or x > 5")
    assert flaws(made) == {}


def test_a_witness_is_a_place_where_it_happens():
    made = unique("x < 3 and a", "x >= 3 or b")
    for (kind, _), (_, witness) in flaws(made).items():
        values = {
            name: Truth(low=word == "true", high=word == "true")
            if name in "ab"
            else number({"< 3": 2, "= 3": 3, "> 3": 4}[word])
            for name, word in witness.items()
        }
        held = [holds(one.condition, values.__getitem__, {}).low for one in made.rules]
        assert sum(held) == {"gap": 0, "overlap": 2}[kind]


def test_rules_that_never_hold():
    for dead in ("x < 3 and x > 5", "a and not a", 'k == "p" and k == "q"', "False and a"):
        assert ("never", ("r2",)) in flaws(graded("x >= 3", dead))
        made = table(rule("r1", "x >= 3", note="n"), rule("r2", dead, note="n"), hit="collect")
        assert flaws(made) == {("never", ("r2",)): (1, {})}


def test_rules_that_always_hold():
    for sure in ("x < 3 or x >= 3", "a or not a", 'k in ("p", "q", "r", "s")', "x >= 0"):
        assert ("always", ("r2",)) in flaws(graded("x >= 3", sure))
        made = table(rule("r1", "x >= 3", note="n"), rule("r2", sure, note="n"), hit="collect")
        assert flaws(made) == {("always", ("r2",)): (1, {})}


def test_a_rule_that_is_meant_to_hold_always_says_true():
    made = table(rule("r1", "True", note="n"), rule("r2", "a", note="n"), hit="collect")
    assert flaws(made) == {}


def test_a_grade_outside_the_possible_range_is_never_reached():
    assert flaws(graded("x >= 3", "x > 10")) == {("never", ("r2",)): (1, {})}


def test_assumptions_count_for_collecting_tables_too():
    made = table(rule("r", "a and b", note="n"), hit="collect", assumes="not (a and b)")
    assert flaws(made) == {("never", ("r",)): (1, {})}


def test_applicability_is_not_assumed():
    assert ("gap", ()) in flaws(unique("a and x < 3", "a and x >= 3", when="a"))


def test_cells_that_nothing_tells_apart_are_tried_once():
    proof = verify(graded("x >= 3", "x >= 5", monotone={"x": "up"}), KNOWN)
    assert proof.cells == 3  # below 3, below 5, from 5 on: not five
    proof = verify(graded("x == 3 and a", "x > 3"), KNOWN)
    assert proof.cells == 2 * 3


def test_a_table_too_large_to_try_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 3)
    for made in (unique("a and b", "not a or not b"),):
        with pytest.raises(MethodError, match="too many cells"):
            verify(made, KNOWN)
    collecting = table(rule("r", "a and b", note="n"), hit="collect")
    with pytest.raises(MethodError, match="too many cells"):
        verify(collecting, KNOWN)


def test_chunks_are_as_one(monkeypatch):
    made = unique("x <= 3 and a", "x >= 3 and b", "x >= 5 and c")
    whole = verify(made, KNOWN)
    monkeypatch.setattr(module, "_CHUNK", 7)
    assert verify(made, KNOWN) == whole


def test_a_defect_planted_anywhere_is_found():
    """Of an exact partition, a rule taken out leaves a gap, and a rule put in twice an overlap."""
    conditions = ["x < 3 and a", "x < 3 and not a", "3 <= x < 5", 'x >= 5 and k == "p"']
    conditions += ['x >= 5 and k != "p" and b', 'x >= 5 and k != "p" and not b']
    assert flaws(unique(*conditions)) == {}
    for i in range(len(conditions)):
        assert ("gap", ()) in flaws(unique(*conditions[:i], *conditions[i + 1 :]))
        doubled = flaws(unique(*conditions, conditions[i]))
        assert set(doubled) == {("overlap", (f"r{i + 1}", "r7"))}


def test_outputs_as_inputs_take_their_own_values():
    known = {**KNOWN, "g": quantity("g", possible=("0", "4"))}
    made = unique("g < 2", "2 <= g <= 4")
    assert verify(made, known).flaws == ()

"""Laws of a record: order and duplicates say nothing, and what is later changes nothing."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.care.small import AT, by_id, derived, other, quantity, valid
from trephine.care.decide import decide
from trephine.care.resolve import Known
from trephine.core.record import Reading, Record
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

SMALL = by_id(
    quantity("x", possible=("0", "9"), validity=valid("grading", "6")),
    quantity("y", possible=("0", "9")),
    other("a", "yesno"),
    other("e", "event"),
    derived(quantity("over", possible=("0", "100")), "ratio_to_uln", "x"),
    derived(quantity("since", possible=("0", "1000")), "hours_since_last", "e"),
    derived(quantity("first", possible=("0", "1000")), "hours_since_first", "e"),
    derived(quantity("times", possible=("0", "1000")), "count", "e", within="6"),
    derived(quantity("least", possible=("0", "9")), "lowest", "x", within="8"),
    derived(quantity("both", possible=("0", "18")), "sum", "x", "y"),
)


@st.composite
def readings(draw):
    name = draw(st.sampled_from(["x", "y", "a", "e"]))
    number = st.integers(0, 3).map(Decimal)
    value = draw(number if name in {"x", "y"} else st.booleans())
    hours = draw(st.integers(-4, 10))
    time = AT - timedelta(hours=hours)
    late = draw(st.none() | st.integers(0, 12))
    return Reading(
        time=time,
        observable=name,
        value=value,
        recorded=None if late is None else time + timedelta(hours=late),
        high=draw(st.none() | st.sampled_from([Decimal(2), Decimal(3)])) if name == "x" else None,
        day_only=draw(st.booleans()),
        withdrawn=draw(st.integers(0, 5)) == 0,
        line=draw(st.integers(1, 99)),
    )


FEW = st.lists(readings(), max_size=8)


def known(found, at=AT):
    one = Known(Record(patient="P", readings=tuple(found)), at, SMALL)
    return {(name, use): one.value(name, use) for name in SMALL for use in ("grading", "course")}


@settings(max_examples=200)
@given(FEW, st.data())
def test_order_and_duplicates_say_nothing(found, data):
    again = found + data.draw(st.lists(st.sampled_from(found), max_size=3)) if found else found
    assert known(data.draw(st.permutations(again))) == known(found)


@settings(max_examples=150)
@given(FEW, FEW)
def test_what_becomes_known_later_changes_nothing_now(found, more):
    later = [one for one in more if one.known_from > AT]
    assert known([*found, *later]) == known(found)
    assert known([one for one in found if one.known_from <= AT]) == known(found)


LIBRARY = observables()
PATHWAY = pathway(outside=True)


@st.composite
def stated(draw):
    one = LIBRARY[draw(st.sampled_from(sorted(LIBRARY)))]
    time = AT - timedelta(hours=draw(st.integers(-48, 900)))
    if one.kind in {"yesno", "event"}:
        value = draw(st.booleans())
    elif one.kind == "choice":
        value = draw(st.sampled_from([choice.code for choice in one.choices]))
    elif one.kind == "choices":
        value = tuple(sorted(draw(st.sets(st.sampled_from([c.code for c in one.choices])))))
    elif one.kind == "moment":
        value = time - timedelta(days=draw(st.integers(-30, 20_000)))
    else:
        low, high = (int(end / one.resolution) for end in one.possible)
        value = draw(st.integers(low, high)) * one.resolution
    return Reading(time=time, observable=one.id, value=value, unit=one.unit)


@settings(max_examples=40)
@given(st.lists(stated(), min_size=5, max_size=60), st.data())
def test_decisions_of_the_library_follow_from_what_was_known(found, data):
    """No reading makes a table fail; none after the moment, and no order of them, matters."""
    moments = sorted(AT - timedelta(hours=data.draw(st.integers(-40, 300))) for _ in range(2))
    whole = Record(patient="P", readings=tuple(found))
    mixed = Record(patient="P", readings=tuple(data.draw(st.permutations(found))))
    for earlier, later in pairwise(moments):
        before, _ = decide(whole, earlier, PATHWAY, LIBRARY)
        decide(whole, later, PATHWAY, LIBRARY)
        again, _ = decide(mixed, earlier, PATHWAY, LIBRARY)
        seen = tuple(one for one in found if one.time <= earlier)
        alone, _ = decide(Record(patient="P", readings=seen), earlier, PATHWAY, LIBRARY)
        assert before == again == alone

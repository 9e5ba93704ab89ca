"""The fast readers of a record and of a condition say what the plain definitions say."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.care.holds import holds
from trephine.care.resolve import Known, visible
from trephine.core.expression import All, Compared, Constant, Contains, Not, OneOf, Some, Stated
from trephine.core.record import Reading, Record
from trephine.core.value import Coded, CodedSet, Number, Truth

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ZONES = (UTC, timezone(timedelta(hours=8)))

# Few moments and values, so that many readings are of one moment, equal or in conflict.
readings = st.builds(
    lambda hour, zone, late, **rest: Reading(
        time=(START + timedelta(hours=hour)).astimezone(zone),
        recorded=None if late is None else START + timedelta(hours=hour + late),
        **rest,
    ),
    hour=st.integers(0, 4),
    zone=st.sampled_from(ZONES),
    late=st.sampled_from([None, None, 0, 2]),
    observable=st.sampled_from(["a", "b"]),
    value=st.sampled_from([True, False, Decimal(1), Decimal("1.0"), Decimal(2), "1", None]),
    high=st.sampled_from([None, Decimal(5)]),
    day_only=st.booleans(),
    withdrawn=st.sampled_from([False, False, False, True]),
    line=st.integers(0, 3),
)
moments = st.integers(-1, 7).map(lambda hour: START + timedelta(hours=hour))


def _stated(one):
    return (one.observable, one.time, type(one.value), one.value)


@given(st.lists(readings, max_size=12), moments)
@settings(max_examples=200)
def test_what_is_visible_is_what_the_definition_says(found, at):
    record = Record(patient="p", readings=tuple(found))
    known = [one for one in found if one.known_from <= at]
    expected = {}
    for one in known:
        taken_back = [o for o in known if o.withdrawn and _stated(o) == _stated(one)]
        # What is written down again after it was withdrawn counts again.
        if not one.withdrawn and all(one.known_from > o.known_from for o in taken_back):
            expected.setdefault((*_stated(one), one.low, one.high), []).append(one)
    seen = visible(record, at)
    kept = [one for same in seen.values() for one in same]
    assert {(*_stated(one), one.low, one.high) for one in kept} == set(expected)
    assert len(kept) == len(expected)
    for one in kept:
        same = expected[(*_stated(one), one.low, one.high)]
        assert (one.day_only, one.known_from) == min((o.day_only, o.known_from) for o in same)
    for name, same in seen.items():
        assert {one.observable for one in same} <= {name}
        assert [one.time for one in same] == sorted(one.time for one in same)
    assert Known(record, at, {}).later == len(found) - len(known)


@given(st.lists(readings, max_size=12), moments, st.randoms(use_true_random=False))
def test_the_order_of_a_record_does_not_matter(found, at, random):
    shuffled = random.sample(found, len(found))
    first, second = (
        visible(Record(patient="p", readings=tuple(order)), at) for order in (found, shuffled)
    )

    def shown(seen):
        return {name: [_stated(one) for one in same] for name, same in seen.items()}

    assert shown(first) == shown(second)


numbers = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda pair: Number(low=Decimal(min(pair)), high=Decimal(max(pair)))
)
truths = st.sampled_from([Truth(low=a, high=b) for a, b in ((0, 0), (0, 1), (1, 1))])
codes = st.sets(st.sampled_from("xyz"), min_size=1).map(lambda s: Coded(possible=frozenset(s)))
sets = st.tuples(st.sets(st.sampled_from("xy")), st.sets(st.sampled_from("xy"))).map(
    lambda pair: CodedSet(sure=frozenset(pair[0]), possible=frozenset(pair[0] | pair[1]))
)
leaf = st.one_of(
    st.builds(Constant, value=st.booleans()),
    st.builds(Stated, name=st.sampled_from(["truth", "named"])),
    st.builds(OneOf, name=st.just("code"), codes=st.sampled_from([("x",), ("x", "y"), ("w",)])),
    st.builds(Contains, name=st.just("set"), code=st.sampled_from("xyw")),
    st.builds(
        Compared,
        name=st.just("number"),
        comparator=st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        limit=st.integers(0, 4).map(Decimal),
    ),
)
conditions = st.recursive(
    leaf,
    lambda part: st.one_of(
        st.builds(Not, part=part),
        st.builds(All, parts=st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(Some, parts=st.lists(part, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
_COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _can_be(condition, known, named):
    """Return the set of truth values that a condition can take, each leaf on its own."""
    match condition:
        case Constant():
            return {condition.value}
        case Not():
            return {not one for one in _can_be(condition.part, known, named)}
        case All() | Some():
            join = all if isinstance(condition, All) else any
            parts = [_can_be(one, known, named) for one in condition.parts]
            return {join(map(max, parts)), join(map(min, parts))}
        case Stated():
            if condition.name == "named":
                return _can_be(named, known, None)
            return {known["truth"].low, known["truth"].high}
        case OneOf():
            return {code in condition.codes for code in known["code"].possible}
        case Contains():
            return {condition.code in known["set"].sure, condition.code in known["set"].possible}
        case Compared():
            low, high = int(known["number"].low), int(known["number"].high)
            compare = _COMPARE[condition.comparator]
            return {compare(value, condition.limit) for value in range(low, high + 1)}


@given(
    conditions,
    leaf.filter(lambda one: getattr(one, "name", "") != "named"),
    st.fixed_dictionaries({"truth": truths, "code": codes, "set": sets, "number": numbers}),
)
@settings(max_examples=200)
def test_a_condition_is_open_where_its_parts_can_be_either(condition, named, known):
    found = holds(condition, known.__getitem__, {"named": named})
    can_be = _can_be(condition, known, named)
    assert found.low == (can_be == {True})
    assert found.high == (True in can_be)

"""Laws of decision tables, on tables and inputs made at random.

What is not known can only leave more open; the compiled table says what the interpreted one says;
and a table is proved sound exactly where trying it value by value finds nothing.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.care.small import AT, by_id, coded, coded_set, number, other, quantity, rule, table
from trephine.care.cells import cells, inputs
from trephine.care.compile_table import compile_table
from trephine.care.evaluate import evaluate, narrowing, output_of
from trephine.care.verify import verify
from trephine.core.value import Coded, CodedSet, Number, Truth

KNOWN = by_id(
    quantity("x", possible=("0", "6")),
    quantity("y", possible=("0", "6")),
    other("a", "yesno"),
    other("b", "yesno"),
    other("k", "choice", "p q r"),
    other("s", "choices", "p q"),
)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LEAVES = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["x", "y"]), SIGNS, st.integers(0, 6)),
    st.sampled_from(["a", "b", 'k == "p"', 'k != "q"', 'k in ("p", "q")', '"p" in s', '"q" in s']),
    st.sampled_from(["True", "False"]),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds("not ({})".format, part),
        st.builds("({}) and ({})".format, part, part),
        st.builds("({}) or ({})".format, part, part),
    ),
    max_leaves=6,
)
FULL = {
    "x": st.integers(0, 6).map(number),
    "y": st.integers(0, 6).map(number),
    "a": st.booleans().map(lambda b: Truth(low=b, high=b)),
    "b": st.booleans().map(lambda b: Truth(low=b, high=b)),
    "k": st.sampled_from("pqr").map(coded),
    "s": st.sets(st.sampled_from("pq")).map(lambda codes: coded_set(" ".join(sorted(codes)))),
}
PATIENTS = st.fixed_dictionaries(FULL)


@st.composite
def tables(draw, *, complete=False):
    conditions = draw(st.lists(CONDITIONS, min_size=1, max_size=4))
    when = draw(st.none() | LEAVES)
    define = {"part": draw(CONDITIONS)} if draw(st.booleans()) else {}
    if define:
        conditions[0] = f"part and ({conditions[0]})"
    hit = draw(st.sampled_from(["max", "unique", "collect"]))
    if hit == "unique":  # each only where none before it holds: two never hold at once
        conditions += ["True"] if complete else []
        conditions = [
            " and ".join([f"({one})", *[f"not ({before})" for before in conditions[:i]]])
            for i, one in enumerate(conditions)
        ]
        said = [{"value": "vwuzt"[i]} for i in range(len(conditions))]
    elif hit == "max":
        said = [{"grade": draw(st.integers(1, 4))} for _ in conditions]
    else:
        said = [{"note": "n"} for _ in conditions]
    rules = [rule(f"r{i}", c, **said[i]) for i, c in enumerate(conditions)]
    return table(*rules, hit=hit, values="v w u z t", when=when, define=define)


@st.composite
def widened(draw, value):
    """Draw what is known of the same thing by somebody who knows less, or as much."""
    if draw(st.booleans()):
        return value
    match value:
        case Truth():
            return Truth(reason="not done")
        case Number():
            if draw(st.booleans()):
                return Number(reason="stale")
            low, high = draw(st.integers(0, 3)), draw(st.integers(0, 3))
            return number(value.low - low, value.high + high)
        case Coded():
            return Coded(possible=value.possible | draw(st.frozensets(st.sampled_from("pqr"))))
        case CodedSet():
            sure = frozenset(code for code in value.sure if draw(st.booleans()))
            more = draw(st.frozensets(st.sampled_from("pq")))
            return CodedSet(sure=sure, possible=value.possible | more)


def within(narrow, wide):
    """Return whether all that one output leaves possible is left possible by the other."""
    if isinstance(narrow, tuple):
        return all(
            one.low >= two.low and one.high <= two.high
            for one, two in zip(narrow, wide, strict=True)
        )
    if isinstance(narrow, Number):
        return wide.low <= narrow.low and narrow.high <= wide.high
    return narrow.possible <= wide.possible


@settings(max_examples=150)
@given(tables(), PATIENTS, st.data())
def test_knowing_less_only_leaves_more_open(made, patient, data):
    less = {name: data.draw(widened(value), label=name) for name, value in patient.items()}
    assert within(output_of(made, patient.__getitem__), output_of(made, less.__getitem__))
    applies = [evaluate(made, one.__getitem__, AT).applies for one in (patient, less)]
    assert (applies[0].low >= applies[1].low, applies[0].high <= applies[1].high) == (True, True)


@settings(max_examples=80)
@given(tables(), st.lists(PATIENTS, min_size=1, max_size=4), st.data())
def test_the_compiled_table_says_the_same(made, patients, data):
    patients += [
        {name: data.draw(widened(value)) for name, value in one.items()} for one in patients
    ]
    compiled = compile_table(made)
    columns = []
    for column in compiled.columns:
        rows = np.array([column.encoded(one[column.name]) for one in patients]).T
        columns += [np.ascontiguousarray(row) for row in rows]
    found = [np.broadcast_to(out, len(patients)) for out in compiled.vectorised()(*columns)]
    for i, one in enumerate(patients):
        expected = output_of(made, one.__getitem__)
        got = [int(out[i]) for out in found]
        if made.hit == "max":
            assert got[:2] == [expected.low, expected.high]
        elif made.hit == "unique":
            codes = {c.code for n, c in enumerate(made.values) if got[0] >> n & 1}
            assert codes == expected.possible
        else:
            pairs = [(got[0] >> n & 1, got[1] >> n & 1) for n in range(len(made.rules))]
            assert pairs == [(one.low, one.high) for one in expected]


def everybody(made):
    """Yield every patient of the small world, over the inputs that a table rests on."""
    axes = {
        "x": [number(n) for n in range(7)],
        "y": [number(n) for n in range(7)],
        "a": [Truth(low=b, high=b) for b in (True, False)],
        "b": [Truth(low=b, high=b) for b in (True, False)],
        "k": [coded(code) for code in "pqr"],
        "s": [coded_set(codes) for codes in ("", "p", "q", "p q")],
    }
    found = [{}]
    for name in inputs(made):
        found = [{**one, name: value} for one in found for value in axes[name]]
    return found


def tried(made):
    """Return the rules that hold for each patient of the small world."""
    wanted = replace(made, hit="collect", when=None)
    return [
        [i for i, one in enumerate(output_of(wanted, person.__getitem__)) if one.low]
        for person in everybody(wanted)
    ]


@settings(max_examples=60)
@given(tables())
def test_the_proof_finds_what_trying_everybody_finds(made):
    made = replace(made, when=None)
    held = tried(made)
    expected = {
        ("never", (r.id,)) for i, r in enumerate(made.rules) if not any(i in h for h in held)
    }
    constant = {r.id for r in made.rules if type(r.condition).__name__ == "Constant"}
    expected |= {
        ("always", (r.id,))
        for i, r in enumerate(made.rules)
        if r.id not in constant and all(i in h for h in held)
    }
    if made.hit == "collect":
        expected = {one for one in expected if one[1][0] not in constant}
    if made.hit == "unique":
        expected |= {("gap", ())} if any(not h for h in held) else set()
        pairs = {(h[i], h[j]) for h in held for i in range(len(h)) for j in range(i + 1, len(h))}
        expected |= {("overlap", tuple(made.rules[i].id for i in pair)) for pair in pairs}
    found = {(one.kind, one.rules) for one in verify(made, KNOWN).flaws}
    assert found == expected


@settings(max_examples=60)
@given(tables(complete=True), PATIENTS, st.data())
def test_what_is_open_asks_for_something_and_what_is_settled_for_nothing(made, patient, data):
    less = {name: data.draw(widened(value)) for name, value in patient.items()}
    known = less.__getitem__
    decision = evaluate(made, known, AT)
    found = narrowing(decision, known, cells(made, KNOWN))
    if made.hit == "collect" or decision.status == "not applicable":
        assert found == decision
        return
    asked = [one.name for one in found.missing if one.narrows]
    settled = decision.status != "interval" and decision.applies.known
    assert bool(asked) == (not settled)


@settings(max_examples=80)
@given(tables(), PATIENTS)
def test_a_change_is_what_the_table_says_there(made, patient):
    known = patient.__getitem__
    axes = cells(made, KNOWN)
    found = narrowing(evaluate(made, known, AT), known, axes)
    for one in found.changes:
        cell = dict(axes[one.name])[one.to]
        there = {**patient, one.name: cell}
        assert output_of(made, there.__getitem__) == one.value != found.value

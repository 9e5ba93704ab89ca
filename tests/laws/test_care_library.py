"""Laws held over the whole library: every table, every direction, every unit, every code."""

import random
import re
from decimal import Decimal
from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.care.small import AT
from trephine.care.cells import cells, conditions, inputs
from trephine.care.compile_table import compile_table
from trephine.care.derive.formulas import FORMULAS
from trephine.care.enter import enter
from trephine.care.evaluate import output_of
from trephine.care.holds import holds
from trephine.care.with_outputs import with_outputs
from trephine.core.error import InputError
from trephine.core.expression import Compared, leaves
from trephine.core.value import Coded, CodedSet, Number, Truth
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

OBSERVABLES = observables()
PATHWAY = pathway(outside=True)
KNOWN = with_outputs(PATHWAY, OBSERVABLES)
TABLES = {table.id: table for table in PATHWAY.tables}
GRADED = [name for name, table in TABLES.items() if table.hit in {"max", "sum"}]
# Numba takes a second for each; the ones with few inputs are alike.
COMPILED = sorted(GRADED, key=lambda name: -len(inputs(TABLES[name])))[:5]
# All cells of a table are tried where there are no more of them; beyond that, so many at random.
MOST, SOME = 20_000, 1_500


def sampler(seed):
    return random.Random(seed)  # noqa: S311  (a sample, no secret)


def unknown(axis):
    """Return a value that leaves every cell of an input possible."""
    first = axis[0][1]
    if isinstance(first, Truth):
        return Truth(reason="not done")
    if isinstance(first, Number):
        return Number(reason="not done")
    if isinstance(first, Coded):
        return Coded(possible=frozenset().union(*(cell.possible for _, cell in axis)))
    return CodedSet(sure=frozenset(), possible=frozenset().union(*(c.possible for _, c in axis)))


def patients(table, chance):
    """Return inputs: every cell of a table where they are few, then some at random, with gaps."""
    axes = cells(table, KNOWN)
    names = list(axes)
    total = prod(len(axis) for axis in axes.values())
    found = []
    if total <= MOST:
        for index in range(total):
            one, rest = {}, index
            for name in names:
                rest, at = divmod(rest, len(axes[name]))
                one[name] = axes[name][at][1]
            found.append(one)
    for _ in range(SOME if total > MOST else 200):
        share = chance.choice((0.1, 0.4, 0.8))
        found.append(
            {
                name: unknown(axis) if chance.random() < share else chance.choice(axis)[1]
                for name, axis in axes.items()
            }
        )
    return found


def columns(compiled, people):
    found = []
    for column in compiled.columns:
        rows = np.array([column.encoded(one[column.name]) for one in people]).T
        found += [np.ascontiguousarray(row) for row in rows]
    return found


def expected(table, person):
    output = output_of(table, person.__getitem__)
    if table.hit in {"max", "sum"}:
        return [float(output.low), float(output.high)]
    if table.hit == "unique":
        return [sum(1 << n for n, c in enumerate(table.values) if c.code in output.possible)]
    return [
        sum(1 << n for n, one in enumerate(output) if one.low),
        sum(1 << n for n, one in enumerate(output) if one.high),
    ]


@pytest.mark.parametrize("name", TABLES)
def test_the_compiled_table_says_what_evaluate_says(name):
    table = TABLES[name]
    people = patients(table, sampler(name))
    compiled = compile_table(table)
    outs = compiled.vectorised()(*columns(compiled, people))
    width = 1 if table.hit == "unique" else 2
    found = np.stack([np.broadcast_to(out, len(people)) for out in outs[:width]], axis=1)
    assert found.tolist() == [expected(table, one) for one in people]


@pytest.mark.parametrize("name", COMPILED)
def test_numba_says_what_numpy_says(name):
    table = TABLES[name]
    compiled = compile_table(table)
    given_ = columns(compiled, patients(table, sampler(name)))
    by_numpy, by_numba = compiled.vectorised()(*given_), compiled.compiled()(*given_)
    for one, two in zip(by_numpy, by_numba, strict=True):
        assert np.array_equal(np.broadcast_to(one, len(two)), two)


MONOTONE = [
    (table.id, one.name, one.direction) for table in TABLES.values() for one in table.monotone
]


@pytest.mark.parametrize(("name", "sign", "direction"), MONOTONE)
def test_a_grade_never_falls_when_a_sign_worsens(name, sign, direction):
    """Both ends of the interval, whatever else is known or not."""
    table, chance = TABLES[name], sampler(name + sign)
    axes = cells(table, KNOWN)
    rising = [cell for _, cell in axes[sign]]
    if isinstance(rising[0], Truth):
        rising = [Truth(low=False, high=False), Truth(), Truth(low=True, high=True)]
    if direction == "down":
        rising.reverse()
    definitions = {entry.name: entry.condition for entry in table.definitions}
    for _ in range(60):
        share = chance.choice((0.0, 0.2, 0.5, 0.9))
        rest = {
            other: unknown(axis) if chance.random() < share else chance.choice(axis)[1]
            for other, axis in axes.items()
        }
        before = None
        for cell in rising:
            person = {**rest, sign: cell}
            if (
                table.assumes is not None
                and not holds(table.assumes, person.__getitem__, definitions).low
            ):
                continue
            after = output_of(table, person.__getitem__)
            assert before is None or (before.low <= after.low and before.high <= after.high)
            before = after


def test_every_threshold_lies_on_the_resolution_of_its_input():
    off = [
        f"{table.id}: {leaf.name} {leaf.comparator} {leaf.limit}"
        for table in TABLES.values()
        for one in conditions(table)
        for leaf in leaves(one)
        if isinstance(leaf, Compared) and leaf.limit % KNOWN[leaf.name].resolution
    ]
    assert off == []


def test_every_threshold_can_be_passed_on_one_side_at_least():
    for table in TABLES.values():
        for one in conditions(table):
            for leaf in leaves(one):
                if isinstance(leaf, Compared):
                    low, high = KNOWN[leaf.name].possible
                    assert low <= leaf.limit <= high, (table.id, leaf)


def test_no_two_inputs_of_a_table_are_confused_in_its_source():
    for table in TABLES.values():
        arguments = compile_table(table).arguments
        assert len(set(arguments)) == len(arguments)
        assert {column.name for column in compile_table(table).columns} == set(inputs(table))


# Units.

QUANTITIES = [one for one in OBSERVABLES.values() if one.units]
PAIRS = [(one.id, unit.code) for one in QUANTITIES for unit in one.units]


@settings(max_examples=12)
@given(share=st.fractions(0, 1, max_denominator=997))
@pytest.mark.parametrize(("name", "code"), PAIRS)
def test_a_value_is_the_same_in_whatever_unit_it_is_entered(name, code, share):
    one = OBSERVABLES[name]
    unit = next(unit for unit in one.units if unit.code == code)
    low, high = (Fraction(end) for end in one.possible)
    step = Fraction(one.resolution)
    steps = round((low + share * (high - low)) / step)
    value = min(max(steps, -(-low // step)), high // step) * step  # a multiple that is possible
    abroad = value / unit.factor + unit.offset
    written = round(abroad, 12)
    # Exact on the way back: canonical is a fraction, and what was cut off is all that differs.
    digits = Decimal(written.numerator) / Decimal(written.denominator)
    assert unit.canonical(digits) == (Fraction(digits) - unit.offset) * unit.factor
    assert unit.canonical(digits) / unit.factor + unit.offset == Fraction(digits)
    reading = enter(one, format(digits, "f"), code, AT, where="law")
    assert Fraction(reading.value) == value


def test_fahrenheit():
    one = OBSERVABLES["temperature"]
    for entered, value in (("100.4", "38"), ("98.6", "37"), ("104", "40"), ("102.2", "39")):
        assert enter(one, entered, "[degF]", AT, where="x").value == Decimal(value)
    assert enter(one, "100.39", "[degF]", AT, where="x").value < 38
    with pytest.raises(InputError):
        enter(one, "98.6", "Cel", AT, where="x")


def test_the_possible_range_can_be_entered_and_nothing_beyond_it():
    for one in QUANTITIES:
        for end, way in zip(one.possible, (-1, 1), strict=True):
            if end % one.resolution == 0:
                assert enter(one, str(end), one.unit, AT, where="x").value == end
            with pytest.raises(InputError):
                enter(
                    one, str(end + way * max(one.resolution, Decimal(1))), one.unit, AT, where="x"
                )


def test_what_is_plausible_is_possible():
    for one in QUANTITIES:
        if one.plausible is not None:
            assert one.possible[0] <= one.plausible[0] < one.plausible[1] <= one.possible[1], one.id


# Derivations: the library cannot look into the formulae, so that it is done here.

NUMBERS = {"quantity"}
HAPPENED = {"event", "dose", "yesno", "moment"}
TAKES = {
    "age": ([{"moment"}], "quantity"),
    "choice_is": ([{"choice"}], "yesno"),
    "days_until": ([{"moment"}], "quantity"),
    "days_between": ([HAPPENED, HAPPENED], "quantity"),
    "hours_between": ([HAPPENED, HAPPENED], "quantity"),
    "ratio": ([NUMBERS] * 2, "quantity"),
    "difference": ([NUMBERS] * 2, "quantity"),
    "ratio_to_uln": ([NUMBERS], "quantity"),
    "ratio_to_lln": ([NUMBERS], "quantity"),
    "lowest": ([NUMBERS], "quantity"),
    "highest": ([NUMBERS], "quantity"),
    "set_size": ([{"choices"}], "quantity"),
    "mosteller": ([NUMBERS] * 2, "quantity"),
    "dubois": ([NUMBERS] * 2, "quantity"),
    "stevenson": ([NUMBERS] * 2, "quantity"),
    "cockcroft_gault": ([NUMBERS, NUMBERS, NUMBERS, {"choice"}], "quantity"),
    "ckd_epi_2021": ([NUMBERS, NUMBERS, {"choice"}], "quantity"),
}
MANY = {
    "any_stated": ({"yesno", "event", "dose"}, "yesno"),
    "all_stated": ({"yesno", "event", "dose"}, "yesno"),
    "ever": ({"yesno", "event", "dose"}, "yesno"),
    "recorded": ({"event", "dose", "yesno"}, "yesno"),
    "count": ({"event", "dose", "quantity", "yesno", "choice", "choices"}, "quantity"),
    "hours_since_last": ({"event", "dose"}, "quantity"),
    "hours_since_first": ({"event", "dose"}, "quantity"),
    "days_since_last": ({"event", "dose"}, "quantity"),
    "months_since_last": ({"event", "dose"}, "quantity"),
    "sum": ({"quantity", "yesno", "event"}, "quantity"),
    "first_known": ({"quantity"}, "quantity"),
}


def test_derivations_fit_their_formulae():
    assert set(TAKES) | set(MANY) == set(FORMULAS)
    wrong = []
    for one in OBSERVABLES.values():
        how = one.derivation
        if how is None:
            continue
        kinds = [OBSERVABLES[name].kind for name in how.of]
        if how.formula in TAKES:
            wanted, result = TAKES[how.formula]
            fits = len(kinds) == len(wanted) and all(
                kind in allowed for kind, allowed in zip(kinds, wanted, strict=False)
            )
        elif how.formula in MANY:
            allowed, result = MANY[how.formula]
            fits = bool(kinds) and all(kind in allowed for kind in kinds)
        else:
            fits, result = False, one.kind
        if not fits or one.kind != result:
            wrong.append(f"{one.id}: {how.formula} of {kinds} gives {one.kind}")
    assert wrong == []


def test_codes_that_derivations_ask_for_exist():
    for one in OBSERVABLES.values():
        how = one.derivation
        if how is not None and how.formula in {"choice_is", "set_size"}:
            codes = {choice.code for choice in OBSERVABLES[how.of[0]].choices}
            assert set(how.value.split("|")) <= codes, one.id
        if how is not None and how.formula.startswith("ratio_to_"):
            assert OBSERVABLES[how.of[0]].limits, one.id
        if how is not None and how.value.startswith("episode:"):
            assert how.value.removeprefix("episode:") in OBSERVABLES, one.id


# Codes.


def mod10(code):
    """Return whether the digit behind the hyphen is the Luhn check digit of those before it."""
    body, _, check = code.partition("-")
    digits = [int(d) for d in reversed(body)]
    doubled = [sum(divmod(2 * d, 10)) if i % 2 == 0 else d for i, d in enumerate(digits)]
    return check == str(-sum(doubled) % 10)


_D = [[(i + j) % 5 if i < 5 and j < 5 else 0 for j in range(10)] for i in range(10)]
for _i in range(10):  # the dihedral group of the pentagon
    for _j in range(10):
        _r = (_i + _j if _i < 5 else _i - _j) % 5
        _D[_i][_j] = _r + 5 * ((_i >= 5) ^ (_j >= 5))
_P = [list(range(10)), [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]]
for _ in range(6):
    _P.append([_P[-1][n] for n in _P[1]])


def verhoeff(code):
    """Return whether the last digit is the Verhoeff check digit of the others."""
    found = 0
    for i, digit in enumerate(reversed(code)):
        found = _D[found][_P[i % 8][int(digit)]]
    return found == 0


def test_the_check_digits_are_those_that_the_systems_publish():
    assert [mod10(code) for code in ("8310-5", "2160-0", "8310-4", "2610-0")] == [1, 1, 0, 0]
    # 236 and its check digit 3 are the usual worked example; 73211009 is diabetes mellitus.
    assert [verhoeff(code) for code in ("2363", "73211009", "73211008", "37211009")] == [1, 1, 0, 0]


CODES = [(one.id, one.code) for one in OBSERVABLES.values() if one.code is not None]


@pytest.mark.parametrize(("name", "code"), CODES, ids=[name for name, _ in CODES])
def test_codes_of_public_systems_have_their_form(name, code):
    if code.system == "LOINC":
        assert re.fullmatch(r"\d{1,5}-\d", code.code)
        assert mod10(code.code), code.code
    elif code.system == "SNOMED":
        assert re.fullmatch(r"\d{6,18}", code.code)
        assert verhoeff(code.code), code.code
    elif code.system == "ATC":
        assert re.fullmatch(r"[A-Z]\d\d[A-Z]{2}(\d\d)?", code.code), code.code
    else:
        assert code.code.isdigit()

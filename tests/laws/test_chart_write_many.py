"""What is written of many observables in one go is what is written of each by itself."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.care.chart.chart import Chart
from trephine.core.error import InputError
from trephine.library.observable_table import observables

KNOWN = observables()
ORIGIN = datetime(2026, 3, 2, 10, tzinfo=UTC)
# of every kind, some with limits of normal, some of which every reading is kept
NAMES = ("temperature", "ferritin", "vasopressors", "sex", "infusion", "tocilizumab", "anc", "crp")
LIMITS = {"ferritin": (20.0, np.nan), "crp": (np.nan, 8.0)}
WORTH = {
    "quantity": st.sampled_from([np.nan, 36.6, 38.2504, 900.0]),
    "dose": st.sampled_from([np.nan, -1.0, np.inf, 564.0]),
    "event": st.sampled_from([-1.0, 0.0, 1.0]),
    "choice": st.sampled_from([-1.0, 0.0, 1.0]),
    "choices": st.sampled_from([-1.0, 0.0, 5.0]),
}
N = 5


@st.composite
def rounds(draw):
    """Some rounds, each of a minute, some patients and some observables."""
    minute, found = 0, []
    for _ in range(draw(st.integers(1, 12))):
        minute += draw(st.sampled_from([0, 10, 240]))
        rows = sorted(draw(st.sets(st.integers(0, N - 1))))
        names = draw(st.lists(st.sampled_from(NAMES), unique=True))
        told = {name: [draw(WORTH[KNOWN[name].kind]) for _ in rows] for name in names}
        found.append((minute, rows, told))
    return found


def state(chart):
    """Return all that a chart holds, by observable."""
    found = {}
    for name in NAMES:
        at = chart.places[name]
        column, limit, log = chart.column[at], chart.limit[at], chart.logs.row[at]
        own = []
        if column >= 0:
            seen = chart.state[column, :N] != 0
            own += [chart.state[column, :N].tolist(), chart.minute[column, :N][seen].tolist()]
            own += [np.where(seen, chart.value[column, :N], 0.0).tolist()]
        if limit >= 0:
            seen = chart.state[column, :N] != 0
            own += [repr(one[limit, :N][seen].tolist()) for one in (chart.lln, chart.uln)]
        if log >= 0:
            filled, room = chart.logs.filled[log], int(chart.logs.room[log])
            begin = int(chart.logs.offset[log])
            places = [
                (begin + (k % room) * N + row, row)
                for row in range(N)
                for k in range(max(0, int(filled[row]) - room), int(filled[row]))
            ]
            own += [(row, chart.logs.minute[p], chart.logs.value[p]) for p, row in places]
        found[name] = own
    return found, chart.latest.tolist()


@given(rounds())
@settings(max_examples=150, deadline=None)
def test_a_round_in_one_go_is_the_round_one_by_one(each):
    together, apart = (Chart(KNOWN, N, ORIGIN, (0, 3)) for _ in range(2))
    for minute, rows, told in each:
        together.write_many(minute, told, np.array(rows, dtype=np.intp), LIMITS)
        for name, values in told.items() if rows else ():
            apart.write(name, minute, np.array(values), np.array(rows), LIMITS.get(name))
    assert state(together) == state(apart)
    for row in (0, 3):
        assert together.record(row, "a") == apart.record(row, "a")


def test_logs_grow_in_the_middle_of_a_round():
    chart = Chart(KNOWN, N, ORIGIN)
    rows = np.arange(N)
    for k in range(40):
        chart.write_many(10 * k, {"anc": [1.0] * N, "infusion": [1] * N, "tocilizumab": [k] * N})
    log = chart.logs.row[chart.places["tocilizumab"]]
    assert chart.logs.filled[log].tolist() == [40] * N
    begin, room = int(chart.logs.offset[log]), int(chart.logs.room[log])
    table = chart.logs.value[begin : begin + room * N].reshape(room, N)
    assert table[:40, rows].T.tolist() == [list(range(40))] * N


def test_what_cannot_be_written_is_refused_as_one_by_one():
    chart = Chart(KNOWN, N, ORIGIN)
    chart.write_many(100, {"anc": [1.0] * N, "temperature": [37.0] * N})
    with pytest.raises(InputError, match="temperature, 2"):
        chart.write_many(100, {"anc": [1.0] * N, "temperature": [37.0, 37, np.inf, 37, 37]})
    with pytest.raises(InputError, match=r"anc, 0"):
        chart.write_many(99, {"temperature": [np.nan] * N, "anc": [1.0] * N})
    with pytest.raises(InputError, match="takes no limits"):
        chart.write_many(100, {"infusion": [1] * N}, limits={"infusion": (0.0, 1.0)})
    with pytest.raises(InputError, match="no such observable"):
        chart.write_many(100, {"temperatur": [1] * N})

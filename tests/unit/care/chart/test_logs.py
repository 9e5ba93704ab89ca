"""What took place is kept while a log grows, each patient's and each log's apart."""

from datetime import UTC, datetime

import numpy as np

from trephine.care.chart.chart import Chart
from trephine.library.observable_table import observables

ORIGIN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_logs_that_grow_keep_every_entry():
    known = observables()
    names = [name for name, one in known.items() if one.kind == "event"][:2]
    chart = Chart(known, 3, ORIGIN)
    for k in range(21):
        for at, name in enumerate(names):
            mask = np.array([True, k % 2 == 0, k % 5 == at])
            chart.write(name, 10 * k + at, 1, np.flatnonzero(mask))
    logs = chart.logs
    for at, name in enumerate(names):
        row = logs.row[chart.places[name]]
        begin, room = logs.offset[row], int(logs.room[row])
        table = logs.minute[begin : begin + room * 3].reshape(room, 3)
        for patient, every in enumerate((1, 2, 5)):
            want = [10 * k + at for k in range(21) if k % every == (at if patient == 2 else 0)]
            assert logs.filled[row, patient] == len(want)
            assert table[: len(want), patient].tolist() == want

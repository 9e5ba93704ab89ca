"""Random histories of many patients, written to a Chart and, by other code, to Records."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import numpy as np

from trephine.care.chart.chart import Chart
from trephine.care.chart.encode import GIVEN, NEVER_GIVEN
from trephine.core.expression import Compared, leaves
from trephine.core.record import Reading, Record

ORIGIN = datetime(2026, 2, 27, 21, 40, tzinfo=timezone(timedelta(hours=8)))
DAY = 1440
# From these ``assess`` makes visits, which it refuses where two are too near: kept patients go
# without them.
RESPONSE = ("mrd", "serum_ife")


def limits_of(tables):
    """Return the figures with which the tables compare each number."""
    found = {}
    for table in tables:
        conditions = [rule.condition for rule in table.rules]
        conditions += [one.condition for one in table.definitions]
        conditions += [table.when] if table.when is not None else []
        for condition in conditions:
            for leaf in leaves(condition):
                if isinstance(leaf, Compared):
                    found.setdefault(leaf.name, set()).add(leaf.limit)
    return {name: sorted(limits) for name, limits in found.items()}


@dataclass(kw_only=True)
class Histories:
    """A Chart and the readings of the same patients, which ``advance`` continues at random."""

    observables: dict
    names: list
    limits: dict
    n: int
    seed: int
    kept: tuple = ()
    budgets: tuple | None = None
    chart: Chart = field(init=False)
    readings: list = field(init=False)
    now: int = field(init=False, default=-60 * DAY)

    def __post_init__(self):
        self.chart = Chart(self.observables, self.n, ORIGIN, self.kept, self.budgets)
        self.readings = [[] for _ in range(self.n)]
        self.random = np.random.default_rng(self.seed)
        # Who was, nearly always, stated never to have been given any drug.
        self.naive = self.random.random(self.n) < 0.3

    def record(self, row):
        return Record(patient=f"p{row}", readings=tuple(self.readings[row]))

    def advance(self, to, *, seldom=(), often=()):
        """Write readings of many observables between the last moment and ``to``."""
        for name in self.names:
            share = self.random.choice([0.0, 0.3, 0.8, 1.0])
            if self.observables[name].derivation is not None and name not in often:
                # What is stated goes before what would be computed, mostly for good.
                share = self.random.choice([0.0, 0.02, 0.2])
            if name in seldom:
                share = 0.03
            if name in often:
                share = 0.97
            rows = np.flatnonzero(self.random.random(self.n) < share)
            if not len(rows):
                continue
            near = self.random.random() < 0.5
            first = max(self.now + 1, to - 25 * 60) if near else self.now + 1
            minutes = self.random.integers(first, to + 1, len(rows))
            if self.random.random() < 0.4:
                minutes = np.maximum(self.now + 1, to - self._at_a_limit(name, len(rows)))
            if self.random.random() < 0.1:
                minutes = np.full(len(rows), to - self.random.integers(0, 2) * (to - first))
            self.write(name, rows, minutes)
            if self.random.random() < 0.15:
                # Of the same moment, equal or not.
                some = self.random.random(len(rows)) < 0.3
                self.write(name, rows[some], minutes[some])
        self.now = to

    def _at_a_limit(self, name, n):
        """Return ages of readings, in minutes, on and beside those at which they matter."""
        one = self.observables[name]
        hours = [float(entry.hours) for entry in one.validity if entry.hours is not None]
        hours += [24.0, 24.0] if not hours else []
        hours += [8.0, 24.0, 48.0] if one.kind in {"dose", "event"} else []
        ages = self.random.choice(hours, n) * 60 + self.random.choice([-1, 0, 0, 1], n)
        return np.maximum(ages, 0).astype(int)

    def write(self, name, rows, minutes):
        """Write one random reading a row, to both."""
        if name in RESPONSE:
            apart = ~np.isin(rows, list(self.kept))
            rows, minutes = rows[apart], minutes[apart]
        one = self.observables[name]
        drawn = [self._drawn(one, int(minute)) for minute in minutes]
        if one.kind == "dose":
            never = self.naive[rows] & (self.random.random(len(rows)) < 0.95)
            drawn = [(False, NEVER_GIVEN) if no else x for no, x in zip(never, drawn, strict=True)]
        limits = None
        if one.kind == "quantity" and one.limits and self.random.random() < 0.8:
            step = one.resolution
            low = [step * int(self.random.integers(0, 40)) for _ in drawn]
            high = [step * int(self.random.integers(40, 900)) for _ in drawn]
            limits = (low, high)
        for i, (row, minute) in enumerate(zip(rows, minutes, strict=True)):
            number = isinstance(drawn[i][0], Decimal)
            reading = Reading(
                time=ORIGIN + timedelta(minutes=int(minute)),
                observable=name,
                value=drawn[i][0],
                unit=one.unit if number else "",
                origin="simulated",
                entered=str(drawn[i][0]) if isinstance(drawn[i][0], Decimal | str) else "",
                entered_unit=one.unit if number else "",
                low=limits[0][i] if limits else None,
                high=limits[1][i] if limits else None,
            )
            self.readings[row].append(reading)
        values = np.array([code for _, code in drawn], dtype=np.float64)
        spread = None if limits is None else tuple(np.array(x, dtype=float) for x in limits)
        self.chart.write(name, minutes, values, rows, spread)

    def _drawn(self, one, minute):
        """Return a value as a Reading holds it, and its code."""
        random = self.random
        if one.kind in {"yesno", "event"}:
            value = bool(random.random() < (0.45 if one.kind == "yesno" else 0.8))
            return value, float(value)
        if one.kind == "choice":
            place = int(random.integers(len(one.choices)))
            return one.choices[place].code, float(place)
        if one.kind == "choices":
            bits = int(random.integers(1 << len(one.choices)) & random.integers(1 << 20))
            bits = 0 if random.random() < 0.3 else bits
            codes = [c.code for i, c in enumerate(one.choices) if bits >> i & 1]
            return tuple(sorted(codes)), float(bits)
        if one.kind == "moment":
            back = -365 * DAY * int(random.integers(17, 90)) if one.id == "birth_date" else 0
            when = minute + back + int(random.integers(-9 * DAY, 9 * DAY))
            return ORIGIN + timedelta(minutes=when), float(when)
        if one.kind == "dose" and random.random() < 0.15:
            return (False, NEVER_GIVEN) if random.random() < 0.6 else (True, GIVEN)
        value = self._number(one)
        return value, float(value)

    def _number(self, one):
        step = one.resolution or Decimal(1)
        low, high = one.possible or (Decimal(0), Decimal(500))
        limits = self.limits.get(one.id, ())
        if limits and self.random.random() < 0.75:
            found = limits[int(self.random.integers(len(limits)))]
            found = (found / step).quantize(Decimal(1)) * step
            found += step * int(self.random.integers(-1, 2)) * int(self.random.choice([1, 1, 7]))
        else:
            low_, high_ = one.plausible or (low, high)
            found = low_ + step * int(self.random.random() * float((high_ - low_) / step))
        return min(max(found, low), high).quantize(step)

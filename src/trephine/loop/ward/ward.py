"""ward: the policy of a virtual ward: a block of patients read, titrated, decided and acted on."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.chart import Chart
from trephine.care.chart.decided import Decided
from trephine.care.chart.release import Released, release
from trephine.core.record import Record
from trephine.loop.outcomes.columns import COLUMNS, OK
from trephine.loop.ward.acting import Acting
from trephine.loop.ward.clinician import Clinician
from trephine.loop.ward.disease import Disease
from trephine.loop.ward.giving import Giving
from trephine.loop.ward.late import Late
from trephine.loop.ward.living import Hazards
from trephine.loop.ward.names import Names, PastAt, of_rows, wide
from trephine.loop.ward.past import Past
from trephine.loop.ward.round_plan import DAY
from trephine.loop.ward.support import SupportGiven
from trephine.loop.ward.tally import Tally
from trephine.loop.ward.ward_given import VITAL, WardGiven
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.evaluate import names_in
from trephine.mechanism.observe.illness_batch import Infections
from trephine.mechanism.observe.rounds import Rounds
from trephine.mechanism.policy import Decided as Answer
from trephine.mechanism.policy import DecidedDose, Moment
from trephine.mechanism.random.stream import Stream

Rows = NDArray[np.intp]
Columns = Mapping[str, NDArray[Any]]
_FIRST = 1000 * DAY


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taken:
    """The decisions of one round, or of one step of titration, as they were taken."""

    minute: int
    decided: Decided
    released: Mapping[str, Released]


class Ward:
    """A ward that sees ``cohort``'s patients: asked by a run, it answers with what is given.

    ``kept`` are rows whose Record can be told afterwards, and whose decisions are remembered. All
    that it knows of a patient it has from the Chart; what is true of a patient it uses to make
    readings, and for nothing else.
    """

    def __init__(self, given: WardGiven, cohort: Cohort, kept: Sequence[int] = ()) -> None:
        """Open the charts and write down what is known before treatment."""
        n = len(cohort)
        self.given, self._n = given, n
        numbers = np.asarray(cohort.patients.numbers, dtype=np.int64)
        trial = given.trial
        self.numbers = numbers
        self.covariates = {name: np.asarray(one) for name, one in cohort.covariates.items()}
        self.chart = Chart(given.observables, n, trial.start, kept)
        # whose Record nobody asks for is read no more than decisions and endpoints need
        self._everything = bool(len(kept))
        readouts = given.readouts
        if not self._everything:
            mine = tuple(r for r in readouts.readouts if r.observable in given.needed)
            readouts = replace(readouts, readouts=mine)
        self.rounds = Rounds(readouts, given.observables, cohort.covariates, numbers, trial.seed)
        self.infections = Infections(given.readouts.infection, numbers, trial.seed)
        self.support = SupportGiven(given.acts.support, given.observables, n)
        values = {
            table.decides: table.values
            for table in given.handbook.pathway.tables
            if table.hit == "unique"
        }
        self.past = Past(given.acts.past, given.observables, values, n)
        self.acting = Acting(given.acts, given.carried, given.handbook.pathway, n)
        self.disease = Disease(given.observables, given.criteria, trial.start, n)
        self.hazards = Hazards(
            given.acts.deaths, numbers, trial.seed, trial.missing.dropout_per_year
        )
        self.tally = Tally(COLUMNS, n)
        self.alive = np.ones(n, dtype=np.bool_)
        self.death_day = np.full(n, np.nan)
        self.death_cause = np.full(n, -1, dtype=np.int64)
        self.dropped_day = np.full(n, np.nan)
        self.progressed = np.zeros(n, dtype=np.bool_)
        self.taken: list[Taken] = []
        self._kept = np.zeros(n, dtype=np.bool_)
        self._kept[list(kept)] = True
        self.late = Late(given.readouts, trial.missing, numbers, trial.seed)
        self._missed = Stream(seed=trial.seed, purpose="missed round")
        self._treated = np.zeros(n, dtype=np.int64)
        self._hazard = np.zeros(n)
        self._risk = np.ones(n)
        self._last = round(cohort.start * DAY)
        self._terms = {
            one.id: compiled_formula(one.formula, f"term {one.id}")
            for one in given.acts.support.terms
        }
        # what is ordered is in the patient so many minutes later: no decision sees its own
        self._after = given.acts.rounds.given_after
        self._stays = compiled_formula(given.acts.rounds.in_hospital, "rounds: in_hospital")
        self.clinician = Clinician(given.acts.statements, given.observables, n)
        self.giving = Giving(
            given.carried, given.acts.support, given.observables, self.covariates, n
        )
        self._planned = sorted(
            (
                *self.rounds.before(self._last, given.stated, infusion=trial.start),
                *self.rounds.planned(
                    cohort.doses, [one.id for one in given.model.states], cohort.administrations
                ),
            ),
            key=lambda one: one.minute,
        )

    @property
    def watched(self) -> tuple[str, ...]:
        """The model's quantities that a run has to show at every round."""
        terms = {one.id for one in self.given.readouts.terms}
        states = {one.id for one in self.given.acts.support.states}
        schedules = {one.id for one in self.given.readouts.schedules}
        found = {*self.rounds.names(schedules, states), *self.rounds.hazard_names}
        model = {one.id for one in self.given.model.states}
        model |= {one.id for one in self.given.model.assignments}
        for text in self._formula_texts():
            found |= names_in(text) & model - terms
        return tuple(sorted(found))

    def __call__(self, now: Moment) -> Answer:
        """Go round at one moment."""
        minute = round(now.t * DAY)
        gone = self._between(minute)
        asked = now.asked & self.alive & np.isnan(self.dropped_day)
        rows = self._not_missed(np.flatnonzero(asked), minute)
        doses: list[DecidedDose] = []
        if len(rows):
            doses = self._round(minute, rows, now.values)
        self._last = minute
        return Answer(doses=doses, next_at=self._next(minute, asked), ends=gone)

    def record(self, row: int) -> Record:
        """Return the Record of a kept patient."""
        return self.chart.record(row, f"V-{int(self.numbers[row])}")

    # -- between rounds ---------------------------------------------------------------------------

    def _between(self, minute: int) -> NDArray[np.bool_]:
        """Let infections begin, and patients die and drop out, since the last round."""
        factor = self._hazard * self._risk
        begun = self.infections.advance(self._last / DAY, minute / DAY, factor)
        after = begun.onset >= 0
        self.tally.infection_any[begun.rows[after]] = 1
        self.tally.infection_serious[begun.rows[after & begun.serious]] = 1
        self._onset = np.full(self._n, np.inf)
        self._onset[begun.rows] = begun.onset * DAY
        gone = np.zeros(self._n, dtype=np.bool_)
        # who is in the trial was infused: nobody dies before
        there = np.flatnonzero(self.alive & np.isnan(self.dropped_day) & (minute > 0))
        died, causes = self.hazards.deaths(minute, max(self._last, 0), there)
        if len(died):
            acts = self.given.acts
            when = minute + acts.support.minutes[0] - acts.rounds.found_before
            self._flush(when)
            self.alive[died] = False
            self.death_day[died] = when / DAY
            self.death_cause[died] = causes
            gone[died] = True
            self._write("death", when, died, np.ones(len(died), dtype=np.int8))
            for k, cause in enumerate(self.hazards.causes):
                if cause.stated:
                    self._write(cause.stated, when, died, (causes == k).astype(np.int8))
        left = self.hazards.leaving(minute, self._last, np.flatnonzero(self.alive & (minute > 0)))
        left = left[np.isnan(self.dropped_day[left])]
        self.dropped_day[left] = self._last / DAY
        return gone

    def _not_missed(self, rows: Rows, minute: int) -> Rows:
        share = self.given.trial.missing.missed
        if not share or not len(rows):
            return rows
        u = self._missed.uniforms(self.numbers[rows], 1, minute + _FIRST)[:, 0]
        return rows[u >= share]

    def _next(self, minute: int, asked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the day from which each patient is to be seen again."""
        found = np.full(self._n, np.nan)
        planned = self.given.plan.next_planned(minute)
        found[asked] = planned / DAY
        ill = self._in_hospital(minute)
        found[asked & ill] = (minute + 1) / DAY
        # who falls ill at home comes the day after
        found[np.isfinite(self._onset) & ~asked] = minute / DAY
        return found

    def _in_hospital(self, minute: int) -> NDArray[np.bool_]:
        everyone = np.arange(self._n)
        names = self._names(everyone, minute, {}, self.infections.illness(minute))
        stays = wide(self._stays(names), everyone) != 0
        return np.asarray(stays & (minute >= 0))

    # -- a round ----------------------------------------------------------------------------------

    def _round(self, minute: int, rows: Rows, values: Columns) -> list[DecidedDose]:
        back = self.given.acts.support.minutes
        self.support.lapse(minute + back[0])
        self._flush(minute + back[0])
        ill = self.infections.illness(minute)
        self._read(minute, minute + back[0], rows, values, ill, first=True)
        moving = rows
        for k, offset in enumerate(back[:-1]):
            moving = self._titrate(moving, minute + offset, first=k == 0)
            if not len(moving):
                break
            self._read(minute, minute + back[k + 1], moving, values, ill, first=False)
        # what has come by now and no reading of this round has overtaken
        for name, came, whom, column in self.late.arrived(minute):
            alive = self.alive[whom]
            self._write(name, came, whom[alive], column[alive])
        names = self._names(rows, minute, values, ill)
        for name, whom, column in self.clinician.states(rows, names):
            self._write(name, minute, whom, column)
        self._flush(minute)
        decided = self.given.decides.decide(self.chart, minute, rows)
        self._conclude(decided, rows, minute)
        released = release(
            decided, self.chart, minute, self.given.handbook.pathway.orders,
            self.given.handbook.budgets,
        )  # fmt: skip
        names = self._names(rows, minute, values, ill)
        until = self.given.plan.next_round(minute)
        carried = self.acting.carried(decided, released, rows, minute, names, until)
        self.tally.take(decided, rows, minute)
        for one in carried:
            self.tally.given(one.act.kind, one.rows, one.minute)
            if one.act.shortens:
                self._treat(one.rows, one.minute + self._after, one.act.shortens)
        for told in self.giving.writes(carried, self._after):
            if told.minute == minute + self._after:
                self._write(told.observable, told.minute, told.rows, told.values)
            else:  # written when the next round comes, of who still lives then
                insort(self._planned, told, key=lambda each: each.minute)
        self.giving.hold(carried, self.acting, self.support, minute)
        self.tally.held(self.support.levels)
        self._progress(minute)
        names = self._names(rows, minute, values, ill)
        self.hazards.update(rows, names)
        self._hazard[rows] = self.rounds.hazard(values)[rows]
        self._risk[rows] = self.giving.risk(rows, self.acting, minute, names)
        if self._kept[rows].any():
            self.taken.append(Taken(minute=minute, decided=decided, released=released))
        return self.giving.doses(carried, minute, self._after)

    def _read(
        self, minute: int, at: int, rows: Rows, values: Columns, ill: Columns, *, first: bool
    ) -> None:
        """Read what is due, in the state of the round, as of minute ``at``."""
        due = self.given.plan.due.get(minute, frozenset())
        schedules = (due or self._unplanned(minute)) if first else frozenset({VITAL})
        read = self.rounds.read(
            schedules, at, values, rows,
            support={name: of_rows(one, rows) for name, one in self.support.levels.items()},
            ill={name: of_rows(one, rows) for name, one in ill.items()},
        )  # fmt: skip
        read |= self.support.readings(rows)
        on_time = self.late.on_time(rows, minute) if first else None
        for name, column in read.items():
            if on_time is None or name not in self.late.laboratory:
                self._write(name, at, rows, column)
            else:
                self._write(name, at, rows[on_time], column[on_time])
                self.late.known(name, at, rows[on_time])
                self.late.wait(name, at, rows[~on_time], column[~on_time])
        if first and self.disease.take(at, rows, read):
            self._judged = rows
        elif first:
            self._judged = rows[:0]

    def _unplanned(self, minute: int) -> frozenset[str]:
        each = self.given.readouts.schedules
        daily = {one.id for one in each if one.admitted and minute % DAY == 0}
        return frozenset(daily | ({VITAL} & {one.id for one in each}))

    def _titrate(self, rows: Rows, at: int, *, first: bool) -> Rows:
        if at < 0:
            return rows[:0]
        decided = self.given.titrates.decide(self.chart, at, rows)
        if self._kept[rows].any():
            self.taken.append(Taken(minute=at, decided=decided, released={}))
        changed, moves = self.support.moved(decided, rows, at, first=first)
        for move, mine in moves:
            for one in move.readings:
                self._write(
                    one.observable,
                    at + self.given.acts.rounds.moved_after,
                    mine,
                    np.full(len(mine), float(one.formula)),
                )
        return changed

    def _conclude(self, decided: Decided, rows: Rows, minute: int) -> None:
        """Let the past know what was concluded: of a grade its lower end, where that says more."""
        for table in self.given.remembered:
            if table.hit == "max":
                low, high = decided.number(table.decides)
                known = (low == high) | (low > (table.floor or 0))
                told = np.where(known & np.isfinite(low), low, np.nan)
                self.past.concluded(table.decides, minute, rows, told)
            else:
                bits = decided.coded(table.decides)
                self.past.concluded(table.decides, minute, rows, bits)

    def _treat(self, rows: Rows, minute: int, share: float) -> None:
        """Let what is left of each infection go faster, once for each."""
        ill = self.infections.illness(minute, rows)["ill"] > 0
        mine = rows[ill & (self._treated[rows] != self.infections.count[rows])]
        self._treated[mine] = self.infections.count[mine]
        self.infections.controlled(mine, minute, share)

    def _progress(self, minute: int) -> None:
        """Judge the disease of those who were read, and write relapse where it is confirmed."""
        if minute <= 0 or not len(self._judged):
            return
        mine = self._judged[~self.progressed[self._judged]]
        if not len(mine):
            return
        course = self.disease.course(mine)
        new = mine[np.isfinite(course.progression_day)]
        self.progressed[new] = True
        self._write("relapse", minute + self._after, new, np.ones(len(new), dtype=np.int8))

    # -- names and writing ------------------------------------------------------------------------

    def _names(self, rows: Rows, minute: int, values: Columns, ill: Columns) -> Names:
        """Return what statements, acts and hazards may name, columns of ``rows``."""
        return Names(
            rows,
            (values, self.covariates, PastAt(self.past, minute), self.support.levels, ill),
            self._terms,
            {
                "day": np.full(len(rows), minute / DAY),
                "progressed": self.progressed[rows].astype(np.float64),
            },
        )

    def _write(self, name: str, minute: int, rows: Rows, column: NDArray[Any]) -> None:
        if not len(rows) or not (self._everything or name in self.given.needed):
            return
        low, high = (np.nan if x is None else float(x) for x in self.rounds.limits_of(name))
        limits = None if np.isnan(low) and np.isnan(high) else (low, high)
        self.chart.write(name, minute, column, rows, limits)
        if self.past.needs(name):
            self.past.read(name, minute, rows, column)

    def _flush(self, minute: int) -> None:
        """Write what was planned for minutes up to this one."""
        while self._planned and self._planned[0].minute <= minute:
            one = self._planned.pop(0)
            there = self.alive[one.rows]
            self._write(one.observable, one.minute, one.rows[there], one.values[there])

    def _formula_texts(self) -> list[str]:
        acts = self.given.acts
        texts = [one.hazard for one in acts.deaths] + [one.formula for one in acts.support.terms]
        for one in acts.statements:
            texts += [one.formula, one.when or "1"]
        return texts

    # -- the end ----------------------------------------------------------------------------------

    def columns(self, days: float) -> dict[str, NDArray[Any]]:
        """Return the table of patients: what came of each, as ``COLUMNS`` has it."""
        everyone = np.arange(self._n)
        causes = np.array(["", *(one.id for one in self.hazards.causes)])
        last = np.where(np.isnan(self.death_day), days, self.death_day)
        last = np.where(np.isnan(self.dropped_day), last, np.minimum(last, self.dropped_day))
        dead = np.isfinite(self.death_day) & (self.death_day <= last)
        return {
            "patient": self.numbers,
            "status": np.full(self._n, OK, dtype=object),
            "last_day": last,
            "death_day": np.where(dead, self.death_day, np.nan),
            "death_cause": causes[np.where(dead, self.death_cause + 1, 0)],
            "dropped_day": self.dropped_day,
            "new_therapy_day": np.full(self._n, np.nan),
            **self.disease.course(everyone).columns(),
            **self.tally.columns(),
        }

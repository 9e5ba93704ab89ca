"""ward: the policy of a virtual ward: a block of patients read, titrated, decided and acted on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.chart import Chart
from trephine.care.chart.release import release
from trephine.core.record import Record
from trephine.loop.outcomes.columns import COLUMNS
from trephine.loop.second_products import SecondProducts
from trephine.loop.ward.acting import Acting
from trephine.loop.ward.charting import Charting
from trephine.loop.ward.clinician import Clinician
from trephine.loop.ward.clock import Clock
from trephine.loop.ward.conclude import conclude
from trephine.loop.ward.course import Course
from trephine.loop.ward.giving import Giving
from trephine.loop.ward.late import Late
from trephine.loop.ward.living import Hazards
from trephine.loop.ward.names import Names, PastAt, of_rows, wide
from trephine.loop.ward.past import Past
from trephine.loop.ward.round_plan import DAY
from trephine.loop.ward.second_infusion import SecondInfusions
from trephine.loop.ward.support import SupportGiven
from trephine.loop.ward.table_of import table_of
from trephine.loop.ward.taken import Taken
from trephine.loop.ward.tallies import Tallies
from trephine.loop.ward.ward_given import VITAL, WardGiven
from trephine.loop.ward.watched import watched
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.observe.illness_batch import Infections
from trephine.mechanism.observe.rounds import Rounds
from trephine.mechanism.policy import Decided as Answer
from trephine.mechanism.policy import DecidedDose, Moment, Renewed
from trephine.mechanism.random.stream import Stream

Rows = NDArray[np.intp]
Columns = Mapping[str, NDArray[Any]]
_FIRST = 1000 * DAY


class Ward:
    """A ward that sees ``cohort``'s patients: asked by a run, it answers with what is given.

    ``kept`` are rows whose Record can be told afterwards, and whose decisions are remembered. All
    that it knows of a patient it has from the Chart; what is true of a patient it uses to make
    readings, and for nothing else.
    """

    def __init__(
        self,
        given: WardGiven,
        cohort: Cohort,
        kept: Sequence[int] = (),
        second: SecondProducts | None = None,
    ) -> None:
        """Open the charts and write down what is known; ``second`` may follow a relapse."""
        n = len(cohort)
        self.given, self._n = given, n
        numbers = np.asarray(cohort.patients.numbers, dtype=np.int64)
        trial = given.trial
        self.numbers = numbers
        self.covariates = {name: np.asarray(one) for name, one in cohort.covariates.items()}
        self.chart = Chart(given.observables, n, trial.start, kept, given.handbook.budgets)
        # whose Record nobody asks for is read no more than decisions and endpoints need
        self._everything = bool(len(kept))
        readouts = given.readouts if self._everything else given.needed_readouts
        self.rounds = Rounds(readouts, given.observables, cohort.covariates, numbers, trial.seed)
        self.infections = Infections(given.readouts.infection, numbers, trial.seed)
        self.support = SupportGiven(given.acts.support, given.observables, n)
        tables = given.handbook.pathway.tables
        values = {one.decides: one.values for one in tables if one.hit == "unique"}
        self.past = Past(given.acts.past, given.observables, values, n)
        self.acting = Acting(given.acts, given.carried, given.handbook.pathway, n)
        self.clock = Clock(given.plan, n, round(cohort.start * DAY))
        self.course = Course(
            given.observables, given.criteria, self.chart.origin, self.clock, given.acts.rounds, n
        )
        self.second = None
        if second is not None:
            self.second = SecondInfusions(second, self.clock, self.rounds, given.observables, n)
        self.hazards = Hazards(
            given.acts.deaths, numbers, trial.seed, trial.missing.dropout_per_year
        )
        self.tally = Tallies(COLUMNS, self.clock, n)
        self.alive = np.ones(n, dtype=np.bool_)
        self.death_day = np.full(n, np.nan)
        self.death_cause = np.full(n, -1, dtype=np.int64)
        self.dropped_day = np.full(n, np.nan)
        self.taken: list[Taken] = []
        self._kept = np.zeros(n, dtype=np.bool_)
        self._kept[list(kept)] = True
        self.late = Late(given.readouts, trial.missing, numbers, trial.seed)
        self._missed = Stream(seed=trial.seed, purpose="missed round")
        self._treated = np.zeros(n, dtype=np.int64)
        self._hazard = np.zeros(n)
        self._risk = np.ones(n)
        self._terms = {
            one.id: compiled_formula(one.formula, f"term {one.id}")
            for one in given.acts.support.terms
        }
        # what is ordered is in the patient so many minutes later: no decision sees its own
        self._after = given.acts.rounds.given_after
        self._stays = compiled_formula(given.acts.rounds.in_hospital, "rounds: in_hospital")
        self.clinician = Clinician(given.acts.statements, given.observables, n)
        self.giving = Giving(given.carried, given.acts, given.observables, self.covariates, n)
        needed = None if self._everything else given.needed
        self.charting = Charting(
            self.chart, self.tally, self.past, self.alive, needed, self.rounds.number_limits
        )
        before = round(cohort.start * DAY)
        self.charting.plan(self.rounds.before(before, given.stated, infusion=trial.start))
        states = [one.id for one in given.model.states]
        self.charting.plan(self.rounds.planned(cohort.doses, states, cohort.administrations))

    @property
    def watched(self) -> tuple[str, ...]:
        """The model's quantities that a run has to show at every round."""
        return watched(self.given, self.rounds)

    def __call__(self, now: Moment) -> Answer:
        """Go round at one moment."""
        minute = round(now.t * DAY)
        again = self.clock.begin(minute)
        if len(again):
            self.past.again(again)
            self.acting.again(again)
        present = self.clock.present(minute)
        if not present.any():
            return Answer()
        gone = self._between(minute, present)
        asked = np.flatnonzero(now.asked & present & self.alive & np.isnan(self.dropped_day))
        rows = self._not_missed(asked, minute)
        doses: list[DecidedDose] = []
        renewed = None
        if len(rows):
            doses, renewed = self._round(minute, rows, now.values)
        self.clock.last[present] = minute
        next_at = self._next(minute, asked)
        return Answer(doses=doses, next_at=next_at, ends=gone, renewed=renewed)

    def record(self, row: int) -> Record:
        """Return the Record of a kept patient."""
        return self.chart.record(row, f"V-{int(self.numbers[row])}")

    # -- between rounds ---------------------------------------------------------------------------

    def _between(self, minute: int, present: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Let infections begin, and who is ``present`` die and drop out, since the last round."""
        last, those = self.clock.last, np.flatnonzero(present)
        ill = []
        for since in np.unique(last[those]):
            if np.ceil(since / DAY) >= np.ceil(minute / DAY):
                continue  # infections are drawn for whole days
            mine = those[last[those] == since]
            factor = self._hazard[mine] * self._risk[mine]
            begun = self.infections.advance(since / DAY, minute / DAY, factor, mine)
            ill.append((begun.rows, begun.onset >= 0, begun.serious))
        self._fell_ill = np.concatenate([one[0] for one in ill]) if ill else those[:0]
        known = self.alive.copy()  # until this round
        gone = np.zeros(self._n, dtype=np.bool_)
        # who is in the trial was infused: nobody dies before
        here = those[self.alive[those] & (minute > 0)]
        there = here[np.isnan(self.dropped_day[here])]
        died, causes = self.hazards.deaths(minute, np.maximum(last[there], 0), there)
        if len(died):
            acts = self.given.acts
            when = minute + acts.support.minutes[0] - acts.rounds.found_before
            self.charting.flush(when)
            self.alive[died] = False
            self.death_day[died] = when / DAY
            self.death_cause[died] = causes
            gone[died] = True
            self.charting.write("death", when, died, np.ones(len(died), dtype=np.int8))
            for k, cause in enumerate(self.hazards.causes):
                if cause.stated:
                    self.charting.write(cause.stated, when, died, (causes == k).astype(np.int8))
        here = here[self.alive[here]]  # still
        left = self.hazards.leaving(minute, here)
        left = left[np.isnan(self.dropped_day[left])]
        self.dropped_day[left] = last[left] / DAY
        known &= np.isnan(self.dropped_day)
        for rows, after, serious in ill:  # the dead and the lost go on being drawn, uncounted
            counted = after & known[rows]
            self.tally.infected(rows[counted], minute, serious[counted])
        return gone

    def _not_missed(self, rows: Rows, minute: int) -> Rows:
        share = self.given.trial.missing.missed
        if not share or not len(rows):
            return rows
        u = self._missed.uniforms(self.numbers[rows], 1, minute + _FIRST)[:, 0]
        return rows[u >= share]

    def _next(self, minute: int, asked: Rows) -> NDArray[np.float64]:
        """Return the day from which each patient is to be seen again."""
        found = np.full(self._n, np.nan)
        found[asked] = self.clock.next_planned(asked, minute)
        # who falls ill at home comes to the next round, as who is ill already
        soon = np.zeros(self._n, dtype=np.bool_)
        soon[self._fell_ill] = True
        if len(asked):
            soon[asked] = self._in_hospital(asked, minute)
        called = soon if self.second is None else self.second.called
        rows = np.flatnonzero(soon | called)
        found[rows] = self.clock.next_round(rows, minute)
        found[asked] = np.fmin(found[asked], self.course.next_round(asked, minute))
        # nobody is late for the first round before a second infusion; who was not asked stays
        rows = self.clock.to_come[~np.isnan(found[self.clock.to_come])]
        found[rows] = np.fmin(found[rows], self.clock.first_again(rows, minute))
        return found / DAY

    def _in_hospital(self, rows: Rows, minute: int) -> NDArray[np.bool_]:
        names = self._names(rows, minute, {}, self.infections.illness(minute, rows))
        return np.asarray((wide(self._stays(names), rows) != 0) & (minute >= 0))

    # -- a round ----------------------------------------------------------------------------------

    def _round(
        self, minute: int, rows: Rows, values: Columns
    ) -> tuple[list[DecidedDose], Renewed | None]:
        back = self.given.acts.support.minutes
        self.support.lapse(minute + back[0])
        self.charting.flush(minute + back[0])
        ill = self.infections.illness(minute)  # of all: some are read apart from the others
        self._read(minute, minute + back[0], rows, values, ill, first=True)
        moving = rows
        for k, offset in enumerate(back[:-1]):
            moving = self._titrate(moving, minute + offset, first=k == 0)
            if not len(moving):
                break
            self._read(minute, minute + back[k + 1], moving, values, ill, first=False)
        # what has come by now and no reading of this round has overtaken
        for name, came, whom, column in self.late.arrived(minute, self.clock.present(minute)):
            self.charting.write_living(name, came, whom, column)
        confirmed = self.course.judge(minute)
        names = self._names(rows, minute, values, ill)
        self._state(minute, rows, names)
        self.charting.flush(minute)
        decided = self.given.decides.decide(self.chart, minute, rows)
        conclude(self.past, self.given.remembered, decided, rows, minute)
        released = release(
            decided, self.chart, minute, self.given.handbook.pathway.orders,
            self.given.handbook.budgets, self._after,
        )  # fmt: skip
        names = self._names(rows, minute, values, ill, self._after)
        until = self.clock.until(rows, minute)
        carried = self.acting.carried(decided, released, rows, minute, names, until)
        self.tally.take(decided, rows, minute)
        for one in carried:
            self.tally.given(one)
            if one.act.shortens:
                self._treat(one.rows, one.minute + self._after, one.act.shortens)
        for told in self.giving.writes(carried, self._after):
            if told.minute == minute + self._after:
                self.charting.write(told.observable, told.minute, told.rows, told.values)
            else:  # when the next round comes
                self.charting.plan([told])
        self.giving.hold(carried, self.acting, self.support, minute, rows)
        self.tally.held(self.support.levels, rows, minute)
        self.charting.write(
            "relapse", minute + self._after, confirmed, np.ones(len(confirmed), np.int8)
        )
        names = self._names(rows, minute, values, ill)
        self.hazards.update(rows, names)
        self._hazard[rows] = self.rounds.hazard(values, rows)
        self._risk[rows] = self.giving.risk(rows, self.acting, minute, names)
        if self._kept[rows].any():
            self.taken.append(Taken(minute=minute, decided=decided, released=released))
        doses = self.giving.doses(carried, minute, self._after)
        if self.second is None:
            return doses, None
        ordered = self.second.seen(rows, confirmed, carried, minute)
        self.charting.plan(ordered.writings)
        return [*doses, *ordered.doses], ordered.renewed

    def _read(
        self, minute: int, at: int, rows: Rows, values: Columns, ill: Columns, *, first: bool
    ) -> None:
        """Read what is due, in the state of the round, as of minute ``at``."""
        if not first:
            self._read_of(frozenset({VITAL}), at, rows, (values, ill), None)
            return
        self.course.begin_round()
        lots: dict[frozenset[str], list[Rows]] = {}
        for offset, whom in self.clock.lots(rows):
            due = self.given.plan.due.get(minute - offset) or self._unplanned(minute)
            for asked, some in self.course.asked(due, whom, minute):
                parts = [(asked, some)] if self.second is None else self.second.asked(asked, some)
                for schedules, mine in parts:
                    lots.setdefault(schedules, []).append(mine)
        for due, each in lots.items():
            self._read_of(due, at, np.sort(np.concatenate(each)), (values, ill), minute)

    def _read_of(
        self,
        due: frozenset[str],
        at: int,
        rows: Rows,
        seen: tuple[Columns, Columns],
        late: int | None,
    ) -> None:
        values, ill = seen
        held = {name: of_rows(one, rows) for name, one in self.support.levels.items()}
        ill = {name: of_rows(one, rows) for name, one in ill.items()}
        read = self.rounds.read(due, at, values, rows, support=held, ill=ill)
        read |= self.support.readings(rows)
        on_time = None if late is None else self.late.on_time(rows, late)
        if on_time is None:
            self.charting.write_many(at, rows, read)
        else:
            laboratory = self.late.laboratory
            bedside = {name: own for name, own in read.items() if name not in laboratory}
            self.charting.write_many(at, rows, bedside)
            come = {name: own[on_time] for name, own in read.items() if name in laboratory}
            self.charting.write_many(at, rows[on_time], come)
            for name in come:
                self.late.known(name, at, rows[on_time])
                self.late.wait(name, at, rows[~on_time], read[name][~on_time])
        if late is not None:
            self.course.take(at, rows, read)

    def _state(self, minute: int, rows: Rows, names: Names) -> None:
        """Write what the clinician states: no statement of a round is seen by another of it."""
        told = list(self.clinician.states(rows, names))
        self.charting.write_many(
            minute, rows, {name: own for name, whom, own in told if whom is rows}
        )
        for name, whom, column in told:
            if whom is not rows:
                self.charting.write(name, minute, whom, column)

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
                self.charting.write(
                    one.observable,
                    at + self.given.acts.rounds.moved_after,
                    mine,
                    np.full(len(mine), float(one.formula)),
                )
        return changed

    def _treat(self, rows: Rows, minute: int, share: float) -> None:
        """Let what is left of each infection go faster, once for each."""
        ill = self.infections.illness(minute, rows)["ill"] > 0
        mine = rows[ill & (self._treated[rows] != self.infections.count[rows])]
        self._treated[mine] = self.infections.count[mine]
        self.infections.controlled(mine, minute, share)

    # -- names ------------------------------------------------------------------------------------

    def _names(
        self, rows: Rows, minute: int, values: Columns, ill: Columns, after: int = 0
    ) -> Names:
        """Return what statements, acts and hazards may name, hours since as of ``after``."""
        past = PastAt(self.past, minute, rows, after)
        day = self.clock.since(rows, minute) / DAY
        return Names(
            rows,
            (values, self.covariates, past, self.support.levels, ill),
            self._terms,
            {"day": day, **self.course.names(rows)},
        )

    # -- the end ----------------------------------------------------------------------------------

    def columns(self, days: float) -> dict[str, NDArray[Any]]:
        """Return the table of patients: what came of each, as ``COLUMNS`` has it."""
        return table_of(self, days)

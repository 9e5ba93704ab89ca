"""Run one patient of a model with events: each step is searched for a trigger turned true."""

from dataclasses import dataclass

import numpy as np

from trephine.mechanism.kernel.compiled_model import CompiledModel
from trephine.mechanism.kernel.first_steps import first_steps
from trephine.mechanism.kernel.layout import HEAD
from trephine.mechanism.kernel.places import LANES, LEAST_STEP
from trephine.mechanism.solution import RunStatus

_H, _T, _RTOL, _ERROR, _FACTOR, _SHARE = (
    HEAD.index(name) for name in ("h", "t", "rtol", "error", "factor", "share")
)
_LOOKS = (0.25, 0.5, 0.75, 1.0)
"""Shares of a step at which triggers are looked at: one that is true for less may be missed."""
_MOST_AT_ONCE = 100
_MOST_STEPS = 200_000
_CLOSE = 1e-12
"""The share of a step to which a trigger's moment is found."""


@dataclass(slots=True, kw_only=True)
class EventRun:
    """One patient's run, advanced from moment to moment; doses rise in time.

    A slow path for models that a user brings along: a step costs some tens of microseconds.
    """

    model: CompiledModel
    w: np.ndarray
    trial: np.ndarray
    t: float
    h: float
    doses: list[tuple[float, int, float]]
    samples: np.ndarray
    sampled: np.ndarray
    next_dose: int = 0
    next_sample: int = 0
    status: RunStatus = RunStatus.DONE
    failed_at: float = np.nan
    steps: int = 0
    rejected: int = 0
    begins: bool = True
    truths: tuple[bool, ...] = ()

    @classmethod
    def begin(
        cls,
        model: CompiledModel,
        parameters: np.ndarray,
        doses: list[tuple[float, int, float]],
        samples: np.ndarray,
        n_seen: int,
        start: float,
        rtol: float,
    ) -> "EventRun":
        """Start a patient; events whose condition holds at the start happen where they should."""
        place, w = model.layout, model.workspace()
        first = place.parameters
        w[first : first + len(parameters)] = parameters[:, None]
        w[_T], w[_RTOL], w[_H] = start, rtol, 1.0
        run = cls(
            model=model,
            w=w,
            trial=model.workspace(),
            t=start,
            h=np.nan,
            doses=doses,
            samples=samples,
            sampled=np.full((n_seen, len(samples)), np.nan),
        )
        run.call("start")
        seen = w[place.size :]
        n, derived = place.states, model.derived
        w[place.y : place.y + n] = seen[:n]
        w[first + derived] = seen[n : n + len(derived)]
        if not np.isfinite(seen[: n + len(derived)]).all():
            run.fail(RunStatus.BAD_START)
            return run
        run.call("hoist")
        begun = run.look(run.w[place.y : place.y + n, 0], start)
        run.truths = tuple(
            truth and not event.at_start
            for truth, event in zip(begun, model.model.events, strict=True)
        )
        run.give()
        return run

    def call(self, name: str) -> None:
        """Call a compiled function on the workspace."""
        self.model.call(name, self.w)

    def fail(self, why: RunStatus) -> None:
        """Note a failure and when it was."""
        self.status, self.failed_at = why, self.t

    @property
    def states(self) -> np.ndarray:
        """Return the states now, a view."""
        found: np.ndarray = self.w[self.model.layout.y : self.model.layout.new, 0]
        return found

    def look(self, y: np.ndarray, t: float) -> tuple[bool, ...]:
        """Return which triggers hold at given states and time."""
        return tuple(bool(one) for one in self.watch(y, t)[: len(self.model.model.events)])

    def watch(self, y: np.ndarray, t: float) -> np.ndarray:
        """Return the triggers, and what all events would set, at given states and time."""
        place, trial = self.model.layout, self.trial
        trial[: place.size] = self.w[: place.size]
        trial[place.y : place.new] = y[:, None]
        trial[_T] = t
        self.model.call("watch", trial)
        found: np.ndarray = trial[place.size : place.size + self.model.seen, 0].copy()
        return found

    def advance(self, until: float, *, last: bool) -> None:
        """Bring the patient to ``until``; samples at that time wait unless ``last``."""
        while self.status is RunStatus.DONE:
            self.sample(self.t, until, last=last)
            if self.t >= until:
                return
            self.step(until)

    def give(self) -> None:
        """Give the doses whose time has come, then let the events happen."""
        while self.next_dose < len(self.doses) and self.doses[self.next_dose][0] <= self.t:
            _, target, amount = self.doses[self.next_dose]
            self.w[self.model.layout.y + target] += amount
            self.next_dose += 1
            self.begins = True
        self.happen()

    def happen(self) -> None:
        """Carry out the events that have just turned true, then those that these turn true."""
        place, model = self.model.layout, self.model.model
        states = {entry.id: place.y + i for i, entry in enumerate(model.states)}
        slots = states | {e.id: place.parameters + i for i, e in enumerate(model.parameters)}
        for _ in range(_MOST_AT_ONCE):
            found = self.watch(self.states, self.t)
            now = tuple(bool(one) for one in found[: len(model.events)])
            fired = [now[i] and not self.truths[i] for i in range(len(now))]
            self.truths = now
            if not any(fired):
                return
            at = len(model.events)
            for event, fires in zip(model.events, fired, strict=True):
                for name, _text in event.changes:
                    if fires:
                        self.w[slots[name]] = found[at]
                    at += 1
            self.call("hoist")
            self.begins = True
        self.fail(RunStatus.TOO_MANY_EVENTS)

    def read(self) -> np.ndarray:
        """Return the quantities that are read off, now."""
        place, n = self.model.layout, len(self.sampled)
        self.w[place.new : place.stage] = self.w[place.y : place.new]
        self.w[place.bends : place.slopes] = 0.0
        self.w[_T], self.w[_H], self.w[_SHARE] = self.t, 1.0, 0.0
        self.call("observe")
        found: np.ndarray = self.w[place.size : place.size + n, 0].copy()
        return found

    def step(self, until: float) -> None:
        """Take one step, no further than the next dose, ``until`` or a trigger that turns true."""
        self.w[_T] = self.t
        if self.begins:
            model, guess, one = self.model, np.zeros(LANES), np.zeros(LANES, dtype=np.bool_)
            one[0] = True
            first_steps(model.driven, self.w, float(self.w[_RTOL, 0]), one, guess)
            self.h, self.begins = float(guess[0]), False
        due = self.doses[self.next_dose][0] if self.next_dose < len(self.doses) else np.inf
        stop = min(due, until)
        left = stop - self.t
        clipped = self.h * 1.01 >= left
        taken = left if clipped else self.h
        self.w[_H] = taken
        self.call("step")
        norm = float(self.w[_ERROR, 0])
        wished = taken * float(self.w[_FACTOR, 0])
        if not norm <= 1.0:
            self.rejected += 1
            self.h = wished
            if self.h < LEAST_STEP or self.t + self.h == self.t:
                fine = np.isfinite(norm)
                self.fail(RunStatus.STEP_TOO_SMALL if fine else RunStatus.NOT_FINITE)
            return
        self.steps += 1
        self.h = max(self.h, wished) if clipped else wished
        self.call("bend")
        share = self.first_turn(taken)
        ends = stop if clipped and share == 1.0 else self.t + share * taken
        self.sample(ends, until, last=False, taken=taken)
        y = self.reach(share, taken)
        self.w[self.model.layout.y : self.model.layout.new] = y[:, None]
        self.t = ends
        self.give()
        if self.steps + self.rejected > _MOST_STEPS:
            self.fail(RunStatus.TOO_MANY_STEPS)

    def reach(self, share: float, taken: float) -> np.ndarray:
        """Return the states at a share of the step just taken."""
        place = self.model.layout
        if share == 1.0:
            whole: np.ndarray = self.w[place.new : place.stage, 0].copy()
            return whole
        self.w[_SHARE], self.w[_H] = share, taken
        self.call("reach")
        found: np.ndarray = self.w[place.size : place.size + place.states, 0].copy()
        return found

    def turns(self, share: float, taken: float) -> bool:
        """Tell whether a trigger that was false holds at a share of the step."""
        now = self.look(self.reach(share, taken), self.t + share * taken)
        return any(new and not old for new, old in zip(now, self.truths, strict=True))

    def first_turn(self, taken: float) -> float:
        """Return the share of the step at which a trigger first turns true; 1 where none does."""
        low = 0.0
        for look in _LOOKS:
            if self.turns(look, taken):
                high = look
                while high - low > _CLOSE:
                    middle = 0.5 * (low + high)
                    low, high = (low, middle) if self.turns(middle, taken) else (middle, high)
                return high
            now = self.look(self.reach(look, taken), self.t + look * taken)
            # what turned false within the step may turn true again
            self.truths = tuple(a and b for a, b in zip(self.truths, now, strict=True))
            low = look
        return 1.0

    def sample(self, before: float, until: float, *, last: bool, taken: float = 0.0) -> None:
        """Read off the samples within a step up to ``before``, or without one those of now."""
        while self.next_sample < len(self.samples):
            at = self.samples[self.next_sample]
            inside = at < before if taken else at <= self.t and (last or at < until)
            if not inside:
                return
            if taken:
                self.w[_T], self.w[_H] = self.t, taken
                self.w[_SHARE] = (at - self.t) / taken
                self.call("observe")
                first = self.model.layout.size
                found = self.w[first : first + len(self.sampled), 0]
            else:
                found = self.read()
            self.sampled[:, self.next_sample] = found
            self.next_sample += 1

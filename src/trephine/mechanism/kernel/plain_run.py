"""Run patients without compiled code."""

from dataclasses import dataclass, field

import numpy as np

from trephine.mechanism.doses import Doses
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.plain import PlainModel, plain_step
from trephine.mechanism.solution import RunStatus

_MOST_STEPS = 100_000
_LEAST_STEP = 1e-10


@dataclass(slots=True, kw_only=True)
class PlainRun:
    """The state of a run of n patients: advanced to one time after another by ``advance``."""

    model: PlainModel
    method: RosenbrockMethod
    rtol: float
    floors: np.ndarray
    p: np.ndarray
    y: np.ndarray
    t: np.ndarray
    h: np.ndarray
    status: np.ndarray
    failed_at: np.ndarray
    steps: np.ndarray
    rejected: np.ndarray
    next_dose: np.ndarray
    samples: np.ndarray
    sampled: np.ndarray
    at_sample: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def begin(
        cls,
        model: PlainModel,
        method: RosenbrockMethod,
        rtol: float,
        parameters: np.ndarray,
        start: float,
        samples: np.ndarray,
        n_names: int,
    ) -> "PlainRun":
        """Start every patient."""
        n = len(parameters)
        p = parameters.copy()
        t = np.full(n, start)
        y = model.start(p, t)
        bad = ~(np.isfinite(y).all(axis=1) & np.isfinite(p).all(axis=1))
        return cls(
            model=model,
            method=method,
            rtol=rtol,
            floors=np.array([entry.floor for entry in model.system.model.states]),
            p=p,
            y=y,
            t=t,
            h=np.full(n, 1e-3),
            status=np.where(bad, RunStatus.BAD_START, RunStatus.DONE).astype(np.int8),
            failed_at=np.where(bad, start, np.nan),
            steps=np.zeros(n, dtype=np.int64),
            rejected=np.zeros(n, dtype=np.int64),
            next_dose=np.zeros(n, dtype=np.int64),
            samples=samples,
            sampled=np.full((n, n_names, len(samples)), np.nan),
            at_sample=np.zeros(n, dtype=np.int64),
        )

    def advance(self, until: float, doses: Doses, *, last: bool) -> None:
        """Bring every patient to ``until``; doses and samples at that time wait unless ``last``."""
        n = len(self.t)
        padded = np.hstack([doses.times, np.full((n, 1), np.inf)])
        rows = np.arange(n)
        while True:
            alive = self.status == 0
            self.give(doses, padded, alive)
            due = padded[rows, self.next_dose]
            self.sample_at(np.where(alive, self.t, -np.inf), until, last=last)
            going = alive & (self.t < until)
            if not going.any():
                return
            self.step(going, np.minimum(due, until))

    def give(self, doses: Doses, padded: np.ndarray, alive: np.ndarray) -> None:
        """Give every dose whose time has come."""
        rows = np.arange(len(self.t))
        while True:
            now = alive & (padded[rows, self.next_dose] <= self.t)
            if not now.any():
                return
            hit = rows[now]
            j = self.next_dose[hit]
            self.y[hit, doses.targets[hit, j]] += doses.amounts[hit, j]
            self.h[hit] = np.minimum(self.h[hit], 1e-3)
            self.next_dose[hit] += 1

    def sample_at(self, t: np.ndarray, until: float, *, last: bool) -> None:
        """Read off the samples that are due exactly now (their doses given)."""
        if not len(self.samples):
            return
        while True:
            place = np.minimum(self.at_sample, len(self.samples) - 1)
            now = (self.at_sample < len(self.samples)) & (self.samples[place] <= t)
            if not last:
                now &= self.samples[place] < until
            if not now.any():
                return
            hit = np.flatnonzero(now)
            self.sampled[hit, :, place[hit]] = self.model.observe(
                self.t[hit], self.y[hit], self.p[hit]
            )
            self.at_sample[hit] += 1

    def step(self, going: np.ndarray, stop: np.ndarray) -> None:
        """Take one step of the patients still going, none beyond its stop."""
        hit = np.flatnonzero(going)
        t, y, p = self.t[hit], self.y[hit], self.p[hit]
        left = stop[hit] - t
        ends = self.h[hit] * 1.01 >= left
        h = np.where(ends, left, self.h[hit])
        with np.errstate(all="ignore"):  # a step that is not finite is rejected below
            new, error, dense = plain_step(self.model, self.method, t, h, y, p)
        size = np.maximum(np.abs(y), np.abs(new)) + self.floors
        norm = np.sqrt(np.mean((error / (self.rtol * size)) ** 2, axis=1))
        fine = np.isfinite(norm)
        norm = np.where(fine, np.maximum(norm, 1e-8), 1e8)
        factor = np.clip(0.9 * norm ** (-1.0 / (self.method.error_order + 1)), 0.2, 5.0)
        ok = fine & (norm <= 1.0)
        self.h[hit] = np.where(ok & ends, np.maximum(self.h[hit], h * factor), h * factor)
        kept = hit[ok]
        at = np.where(ends[ok], stop[kept], t[ok] + h[ok])
        self.dense(kept, t[ok], h[ok], at, y[ok], new[ok], [one[ok] for one in dense])
        self.y[kept], self.t[kept] = new[ok], at
        self.steps[kept] += 1
        self.rejected[hit[~ok]] += 1
        small = self.h[hit] < _LEAST_STEP
        self.fail(hit[small & fine], RunStatus.STEP_TOO_SMALL)
        self.fail(hit[small & ~fine], RunStatus.NOT_FINITE)
        self.fail(hit[self.steps[hit] + self.rejected[hit] > _MOST_STEPS], RunStatus.TOO_MANY_STEPS)

    def fail(self, rows: np.ndarray, why: RunStatus) -> None:
        """Note a failure and when it was."""
        self.status[rows] = why
        self.failed_at[rows] = self.t[rows]

    def dense(
        self,
        rows: np.ndarray,
        t: np.ndarray,
        h: np.ndarray,
        end: np.ndarray,
        y0: np.ndarray,
        y1: np.ndarray,
        k: list[np.ndarray],
    ) -> None:
        """Read off the samples that lie inside the steps just taken."""
        if not len(self.samples):
            return
        while True:
            place = np.minimum(self.at_sample[rows], len(self.samples) - 1)
            now = (self.at_sample[rows] < len(self.samples)) & (self.samples[place] < end)
            if not now.any():
                return
            x = ((self.samples[place] - t) / h)[now, None]
            bend = k[-1][now]
            for one in reversed(k[:-1]):
                bend = one[now] + x * bend
            y = (1 - x) * y0[now] + x * (y1[now] + (1 - x) * bend)
            self.sampled[rows[now], :, place[now]] = self.model.observe(
                self.samples[place[now]], y, self.p[rows[now]]
            )
            self.at_sample[rows[now]] += 1

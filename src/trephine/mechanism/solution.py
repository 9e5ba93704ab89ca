"""Solution: what a run gave: values, measures, and how each patient's integration ended."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from trephine.core.text import Text
from trephine.mechanism.doses import Doses


class RunStatus(IntEnum):
    """How the integration of one patient ended. Everything but DONE is a failure with its time."""

    DONE = 0
    STEP_TOO_SMALL = 1
    NOT_FINITE = 2
    TOO_MANY_STEPS = 3
    BAD_START = 4
    TOO_MANY_EVENTS = 5


STATUS_TEXT: dict[RunStatus, Text] = {
    RunStatus.DONE: Text(zh="完成", en="done"),
    RunStatus.STEP_TOO_SMALL: Text(zh="步长过小", en="the step became too small"),
    RunStatus.NOT_FINITE: Text(zh="出现非有限数值", en="a value was not finite"),
    RunStatus.TOO_MANY_STEPS: Text(zh="步数过多", en="too many steps"),
    RunStatus.BAD_START: Text(zh="起始值不是有限数值", en="an initial value was not finite"),
    RunStatus.TOO_MANY_EVENTS: Text(zh="事件过多", en="too many events"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """What ``solve`` gave for n patients.

    ``values`` float64[n, len(names), len(times)] (None where no times were asked) and ``measures``
    float64[n, q]; both are not-a-number from the time of a failure on (a measure of a failed
    patient is not-a-number). ``status`` int8[n] holds ``RunStatus``, ``failed_at`` the time of
    failure (not-a-number where there was none), ``steps`` the accepted and ``rejected`` the
    rejected steps. ``given`` are the doses really given: the schedule's and the policy's, in order.
    """

    names: tuple[str, ...]
    times: np.ndarray
    values: np.ndarray | None
    measures: np.ndarray
    status: np.ndarray
    failed_at: np.ndarray
    steps: np.ndarray
    rejected: np.ndarray
    given: Doses

    def failures(self) -> dict[RunStatus, int]:
        """Return how many patients failed, by reason; empty where all are done."""
        codes, counts = np.unique(self.status, return_counts=True)
        return {RunStatus(int(c)): int(k) for c, k in zip(codes, counts, strict=True) if c != 0}

    def of(self, name: str) -> np.ndarray:
        """Return one quantity's values, float64[n, len(times)]. Raises KeyError."""
        if self.values is None or name not in self.names:
            raise KeyError(name)
        return self.values[:, self.names.index(name), :]

"""What every peer reads and writes: a folder with the job, a file with the trajectories."""

import itertools
import json
import sys
import time
from pathlib import Path

import numpy as np


class Job:
    """The same patients, doses and times for everyone.

    ``parameters`` [n, m] and ``start`` [n, states] are each patient's; all are dosed on the same
    ``dose_days``, into the states ``dose_states``, with ``dose_amounts`` [n, k]. ``times`` are the
    days on which the states ``outputs`` are wanted; the first is the start of the run.
    """

    def __init__(self) -> None:
        self.folder = Path(sys.argv[1])
        self.rtol = float(sys.argv[2])
        self.n = int(sys.argv[3])
        self.out = Path(sys.argv[4])
        stored = np.load(self.folder / "job.npz")
        self.parameters = stored["parameters"][: self.n]
        self.start = stored["start"][: self.n]
        self.dose_days = stored["dose_days"]
        self.dose_states = stored["dose_states"]
        self.dose_amounts = stored["dose_amounts"][: self.n]
        self.times = stored["times"]
        self.floors = stored["floors"]
        self.names = json.loads((self.folder / "names.json").read_text())
        self.outputs = self.names["outputs"]
        self.columns = [self.names["states"].index(name) for name in self.outputs]

    def pieces(self) -> list[tuple[float, float, np.ndarray, list[int]]]:
        """Return the stretches between doses: from, to, wanted days in it, doses at its start."""
        cuts = sorted({float(self.times[0]), *map(float, self.dose_days), float(self.times[-1])})
        found = []
        for low, high in itertools.pairwise(cuts):
            last = high == cuts[-1]
            inside = (self.times >= low) & ((self.times <= high) if last else (self.times < high))
            doses = [k for k, day in enumerate(self.dose_days) if day == low]
            found.append((low, high, self.times[inside], doses))
        return found


def finish(job: Job, values: np.ndarray, seconds: float, version: str) -> None:
    """Write trajectories [n, times, outputs], the CPU seconds and the version."""
    np.savez(job.out, values=values, seconds=seconds, version=version)


def clock() -> float:
    """Return the process's CPU seconds."""
    return time.process_time()

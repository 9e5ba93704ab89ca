"""numbalsoda (LSODA in C++), the right-hand side compiled by Numba."""

from importlib.metadata import version

import numpy as np
from common import Job, clock, finish
from numba import carray, cfunc, njit
from numbalsoda import lsoda, lsoda_sig

job = Job()
scope: dict = {}
exec((job.folder / "rhs.py").read_text(), scope)  # noqa: S102  (printed by sources.py)
rhs = njit(scope["rhs"])
N, M = len(job.floors), job.parameters.shape[1]


@cfunc(lsoda_sig)
def called(t, y, dy, p):
    rhs(t, carray(y, N), carray(p, M), carray(dy, N))


address = called.address
pieces = job.pieces()
atol = float(job.rtol * np.min(job.floors))


def run(i):
    y = job.start[i].copy()
    p = np.ascontiguousarray(job.parameters[i])
    found = np.empty((len(job.times), N))
    at = 0
    for low, high, days, doses in pieces:
        for k in doses:
            y[job.dose_states[k]] += job.dose_amounts[i, k]
        inner = days[days > low]
        grid = np.concatenate(([low], inner, [high] if not len(inner) or inner[-1] < high else []))
        sol, ok = lsoda(address, y, grid, p, rtol=job.rtol, atol=atol)
        if not ok:
            found[at:] = np.nan
            return found
        here = sol[np.searchsorted(grid, days)]
        found[at : at + len(days)] = here
        at += len(days)
        y = sol[-1].copy()
    return found


run(0)
begin = clock()
values = np.array([run(i) for i in range(job.n)])
finish(job, values[:, :, job.columns], clock() - begin, version("numbalsoda"))

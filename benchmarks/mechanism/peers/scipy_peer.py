"""SciPy's LSODA or Radau (fifth argument) with the right-hand side compiled by Numba."""

import sys
from importlib.metadata import version

import numpy as np
from common import Job, clock, finish
from numba import njit
from scipy.integrate import solve_ivp

job = Job()
method = sys.argv[5]
scope: dict = {}
exec((job.folder / "rhs.py").read_text(), scope)  # noqa: S102  (printed by sources.py)
inner = njit(scope["rhs"])
N = len(job.floors)


@njit
def rhs(t, y, p):
    dy = np.empty_like(y)
    inner(t, y, p, dy)
    return dy


pieces = job.pieces()
atol = job.rtol * job.floors


def run(i):
    y = job.start[i].copy()
    p = job.parameters[i]
    found = []
    for low, high, days, doses in pieces:
        for k in doses:
            y[job.dose_states[k]] += job.dose_amounts[i, k]
        grid = np.unique(np.concatenate((days, [high])))
        sol = solve_ivp(
            rhs, (low, high), y, method, t_eval=grid, args=(p,), rtol=job.rtol, atol=atol
        )
        found.append(sol.y.T[np.searchsorted(grid, days)])
        y = sol.y[:, -1].copy()
    return np.concatenate(found)


run(0)
begin = clock()
values = np.array([run(i) for i in range(job.n)])
finish(job, values[:, :, job.columns], clock() - begin, version("scipy"))

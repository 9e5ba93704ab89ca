"""diffrax on the CPU (fifth argument: Tsit5 or Kvaerno5), patients mapped with vmap."""

import sys
from importlib.metadata import version

import jax

jax.config.update("jax_enable_x64", True)
import diffrax  # noqa: E402  (after the precision is set)
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from common import Job, clock, finish  # noqa: E402

job = Job()
solver = {"Tsit5": diffrax.Tsit5, "Kvaerno5": diffrax.Kvaerno5}[sys.argv[5]]()
scope: dict = {}
exec((job.folder / "rhs_jax.py").read_text(), scope)  # noqa: S102  (printed by sources.py)
term = diffrax.ODETerm(scope["rhs"])
pieces = job.pieces()
control = diffrax.PIDController(rtol=job.rtol, atol=jnp.asarray(job.rtol * job.floors))


def one(y, p, amounts):
    found = []
    for low, high, days, doses in pieces:
        for k in doses:
            y = y.at[int(job.dose_states[k])].add(amounts[k])
        grid = np.unique(np.concatenate((days, [high])))
        sol = diffrax.diffeqsolve(
            term,
            solver,
            low,
            high,
            None,
            y,
            p,
            saveat=diffrax.SaveAt(ts=grid),
            stepsize_controller=control,
            max_steps=200_000,
            throw=False,
        )
        found.append(sol.ys[np.searchsorted(grid, days)])
        y = sol.ys[-1]
    return jnp.concatenate(found)


many = jax.jit(jax.vmap(one))
inputs = (jnp.asarray(job.start), jnp.asarray(job.parameters), jnp.asarray(job.dose_amounts))
many(*inputs).block_until_ready()
begin = clock()
values = np.asarray(many(*inputs).block_until_ready())
finish(job, values[:, :, job.columns], clock() - begin, version("diffrax"))

"""libRoadRunner (CVODE) on the exported SBML, whose dose events have amounts as parameters."""

from importlib.metadata import version

import numpy as np
import roadrunner
from common import Job, clock, finish

job = Job()
model = roadrunner.RoadRunner(str(job.folder / "model.xml"))
states, parameters = job.names["states"], job.names["parameters"]
model.integrator.setValue("relative_tolerance", job.rtol)
model.integrator.setValue("absolute_tolerance", float(job.rtol * np.min(job.floors)))
model.integrator.setValue("variable_step_size", False)
model.integrator.setValue("maximum_num_steps", 200_000)
model.timeCourseSelections = job.outputs
shift = job.times[0]
amounts = [f"dose_{k}" for k in range(len(job.dose_days))]
grid = list(job.times - shift)


def run(i):
    model.reset()
    for name, value in zip(parameters, job.parameters[i], strict=True):
        model[name] = value
    for name, value in zip(amounts, job.dose_amounts[i], strict=True):
        model[name] = value
    for name, value in zip(states, job.start[i], strict=True):
        model[name] = value
    return np.array(model.simulate(times=grid))


run(0)
begin = clock()
values = np.array([run(i) for i in range(job.n)])
finish(job, values, clock() - begin, version("libroadrunner"))

"""COPASI (LSODA) on the exported SBML, through its own Python binding."""

from importlib.metadata import version

import COPASI
import numpy as np
from common import Job, clock, finish

job = Job()
space = COPASI.CRootContainer.addDatamodel()
space.importSBML(str(job.folder / "model.xml"))
model = space.getModel()
states, parameters = job.names["states"], job.names["parameters"]
amounts = [f"dose_{k}" for k in range(len(job.dose_days))]
found = {}
for i in range(model.getNumModelValues()):
    value = model.getModelValue(i)
    found[value.getSBMLId() or value.getObjectName()] = value
task = space.getTask("Time-Course")
task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
problem, method = task.getProblem(), task.getMethod()
method.getParameter("Relative Tolerance").setDblValue(job.rtol)
method.getParameter("Absolute Tolerance").setDblValue(float(job.rtol * np.min(job.floors)))
method.getParameter("Max Internal Steps").setUIntValue(1_000_000)
shift = float(job.times[0])
step = float(job.times[1] - job.times[0])
problem.setDuration(float(job.times[-1]) - shift)
problem.setStepNumber(len(job.times) - 1)
problem.setTimeSeriesRequested(True)
problem.setAutomaticStepSize(False)
assert np.allclose(np.diff(job.times), step)


def run(i):
    for names, values in (
        (parameters, job.parameters[i]),
        (amounts, job.dose_amounts[i]),
        (states, job.start[i]),
    ):
        for name, value in zip(names, values, strict=True):
            found[name].setInitialValue(float(value))
    model.applyInitialValues()
    model.updateInitialValues(COPASI.CCore.Framework_ParticleNumbers)
    if not task.process(True):
        raise RuntimeError(COPASI.CCopasiMessage.getAllMessageText())
    series = task.getTimeSeries()
    place = {series.getSBMLId(j, space): j for j in range(series.getNumVariables())}
    columns = [place[name] for name in job.outputs]
    kept = {round(series.getData(k, 0), 9): k for k in range(series.getRecordedSteps())}
    rows = [kept[round(float(t) - shift, 9)] for t in job.times]
    return np.array([[series.getConcentrationData(k, j) for j in columns] for k in rows])


run(0)
begin = clock()
values = np.array([run(i) for i in range(job.n)])
finish(job, values, clock() - begin, version("python-copasi"))

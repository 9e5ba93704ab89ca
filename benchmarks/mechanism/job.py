"""Writes the job that all simulators get: virtual patients of one product, every state, daily."""

import json
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import libsbml
import numpy as np
from sources import c_source, python_source

from trephine.core.model import Model
from trephine.interop.write_sbml import write_sbml
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import Patients
from trephine.mechanism.solve import solve

START, END = -7.0, 730.0
# What a trial would read daily: CAR-T effectors and memory, sBCMA, IL-6, M-protein, neutrophils,
# platelets, IgG.
OUTPUTS = ("E1", "M1", "S", "I6", "MP", "ANC", "PLT", "G")
DESOLVE = """
static double parms[{m}];
void initmod(void (*odeparms)(int *, double *)) {{ int n = {m}; odeparms(&n, parms); }}
void derivs(int *neq, double *t, double *y, double *dy, double *out, int *ip) {{
  rhs(*t, y, parms, dy);
}}
"""


@dataclass(frozen=True, kw_only=True)
class Work:
    """The patients of the job and the days on which every state is wanted."""

    model: Model
    patients: Patients
    doses: Doses
    days: np.ndarray

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states' names in the model's order."""
        return tuple(state.id for state in self.model.states)

    @property
    def columns(self) -> list[int]:
        """Return the places of the outputs among the states."""
        return [self.states.index(name) for name in OUTPUTS]

    @property
    def floors(self) -> np.ndarray:
        """Return each state's floor."""
        return np.array([state.floor for state in self.model.states])

    def first(self, n: int) -> "Work":
        """Return the work for the first ``n`` patients."""
        patients = Patients(
            numbers=self.patients.numbers[:n], parameters=self.patients.parameters[:n]
        )
        return Work(
            model=self.model, patients=patients, doses=self.doses.rows(0, n), days=self.days
        )


def work_of(model: Model, cohort: Cohort) -> Work:
    """Return the job of a cohort whose patients are all dosed on the same days."""
    doses = cohort.doses
    if not (doses.times == doses.times[0]).all() or not (doses.targets == doses.targets[0]).all():
        message = "the peers need the same days of dosing for all: take a product with fixed days"
        raise ValueError(message)
    return Work(
        model=model, patients=cohort.patients, doses=doses, days=np.arange(START, END + 1.0)
    )


def write_job(folder: Path, work: Work) -> None:
    """Write the job for every peer: arrays, SBML with dose events, right-hand sides."""
    folder.mkdir(parents=True, exist_ok=True)
    model = work.model
    names = [entry.id for entry in model.parameters]
    filled = solve(model, work.patients, start=START, end=START, names=names, times=[START])
    begun = solve(model, work.patients, start=START, end=START, names=work.states, times=[START])
    assert filled.values is not None
    assert begun.values is not None
    used = np.isfinite(work.doses.times[0])
    arrays = {
        "parameters": filled.values[:, :, 0],
        "start": begun.values[:, :, 0],
        "dose_days": work.doses.times[0][used],
        "dose_states": work.doses.targets[0][used],
        "dose_amounts": work.doses.amounts[:, used],
        "times": work.days,
        "floors": work.floors,
    }
    np.savez(folder / "job.npz", **arrays)
    (folder / "names.json").write_text(
        json.dumps({"states": work.states, "parameters": names, "outputs": OUTPUTS})
    )
    (folder / "rhs.py").write_text(python_source(model))
    (folder / "rhs_jax.py").write_text(python_source(model, functional=True))
    (folder / "model.xml").write_text(_with_events(write_sbml(model, start=START), arrays, work))
    for name in ("start", "parameters", "times", "floors"):
        np.savetxt(folder / f"{name}.csv", np.atleast_2d(arrays[name]), delimiter=",", fmt="%.17g")
    np.savetxt(folder / "amounts.csv", arrays["dose_amounts"], delimiter=",", fmt="%.17g")
    days, states = arrays["dose_days"], arrays["dose_states"]
    rows = [f"{day},{state}" for day, state in zip(days, states, strict=True)]
    (folder / "doses.csv").write_text("\n".join(["day,state", *rows, ""]))
    source = c_source(model)
    (folder / "rhs.c").write_text(source)
    (folder / "desolve_rhs.c").write_text(source + DESOLVE.format(m=len(names)))
    library = folder / f"desolve_rhs{'.dll' if sysconfig.get_platform() == 'win-amd64' else '.so'}"
    line = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library)]
    subprocess.run([*line, str(folder / "desolve_rhs.c"), "-lm"], check=True)


def _with_events(text: str, arrays: dict[str, np.ndarray], work: Work) -> str:
    """Return the SBML with one event a dose, the amount a parameter: set anew for each patient."""
    document = libsbml.readSBMLFromString(text)
    model = document.getModel()
    pairs = zip(arrays["dose_days"], arrays["dose_states"], strict=True)
    for k, (day, state) in enumerate(pairs):
        amount = model.createParameter()
        amount.setId(f"dose_{k}")
        amount.setConstant(True)
        amount.setValue(0.0)
        event = model.createEvent()
        event.setId(f"dosing_{k}")
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        trigger.setPersistent(True)
        trigger.setInitialValue(False)
        trigger.setMath(libsbml.parseL3Formula(f"time >= {float(day - START)!r}"))
        change = event.createEventAssignment()
        change.setVariable(work.states[state])
        change.setMath(libsbml.parseL3Formula(f"{work.states[state]} + dose_{k}"))
    return libsbml.writeSBMLToString(document)

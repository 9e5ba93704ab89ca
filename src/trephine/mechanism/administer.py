"""administer: a treatment as doses into the states of a model, patient by patient."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.regimen import DrugDose
from trephine.core.text import Text
from trephine.mechanism.cohort import Administration
from trephine.mechanism.doses import Doses, unknown_state
from trephine.mechanism.treatment import Infusion, Treatment, days_of

INFUSED = "R"
LYMPHODEPLETION = "DL"
# Amounts of cells in the model are in 1e9 cells.
_GIGACELL = 1e9
_PER_KG = "/kg"
_PER_M2 = "/m2"

Row = tuple[float, str, NDArray[np.float64]]


def administer(
    model: Model, given: Treatment, covariates: Mapping[str, NDArray[Any]], n: int
) -> tuple[Doses, tuple[Administration, ...]]:
    """Return the doses ``[n, k]`` and what a ward would write down of them.

    Cells per kg are turned into cells by the patient's ``weight`` (kg), drugs per m2 and per kg
    into mg by ``bsa`` (m2) and ``weight``. A day's lymphodepletion is the sum over its drugs of
    mg/m2 (mg where the dose is flat) times the drug's strength, on the scale on which a day of the
    standard regimen is 1. Renal function does not enter. Raises InputError where a covariate or a
    state is missing, or a regimen's drug has no strength.
    """
    rows: list[Row] = []
    notes: list[Administration] = []
    for one in given.infusions:
        _lymphodepletion(one, covariates, n, rows, notes)
        _cells(one, covariates, n, rows, notes)
    for course in given.courses:
        for day in days_of(course):
            amount = np.full(n, course.amount)
            rows.append((day, course.state, amount))
            notes.append(
                Administration(drug=course.state, day=day, amounts=amount, unit="model unit")
            )
    place = {state.id: at for at, state in enumerate(model.states)}
    for _, state, _ in rows:
        if state not in place:
            raise unknown_state(model, state)
    rows.sort(key=lambda row: row[0])
    notes.sort(key=lambda note: note.day)
    shape = (n, len(rows))
    doses = Doses(
        times=np.ascontiguousarray(np.broadcast_to([row[0] for row in rows], shape)),
        targets=np.ascontiguousarray(
            np.broadcast_to(np.array([place[row[1]] for row in rows], dtype=np.int32), shape)
        ),
        amounts=np.ascontiguousarray(np.stack([row[2] for row in rows], axis=1)),
    )
    return doses, tuple(notes)


def one_day(
    drug: DrugDose, covariates: Mapping[str, NDArray[Any]], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return one day's dose of a drug in mg, ``[n]``, and as its strength counts it.

    That is mg/m2, or mg of a drug that is given in mg. Raises InputError for other units.
    """
    if drug.dose is not None and drug.unit == "mg":
        return np.full(n, drug.dose), np.full(n, drug.dose)
    if drug.dose is not None and drug.unit == "mg/m2":
        return drug.dose * _column(covariates, "bsa", drug.unit), np.full(n, drug.dose)
    if drug.dose is not None and drug.unit == "mg/kg":
        mg = drug.dose * _column(covariates, "weight", drug.unit)
        return mg, mg / _column(covariates, "bsa", drug.unit)
    raise InputError(
        what=Text(zh="无法换算此剂量单位", en="a dose in a unit that is not converted"),
        where=drug.drug,
        found=f"{drug.dose} {drug.unit}",
        do=Text(zh="用 mg/m2、mg/kg 或 mg", en="use mg/m2, mg/kg or mg"),
    )


def _lymphodepletion(
    one: Infusion,
    covariates: Mapping[str, NDArray[Any]],
    n: int,
    rows: list[Row],
    notes: list[Administration],
) -> None:
    if one.regimen is None:
        return
    amounts: dict[float, NDArray[np.float64]] = {}
    for drug in one.regimen.drugs:
        if not drug.given:
            continue
        if drug.strength <= 0:
            raise InputError(
                what=Text(
                    zh="此药未给出预处理强度", en="a drug without a strength of lymphodepletion"
                ),
                where=one.regimen.id,
                found=drug.drug,
                do=Text(
                    zh="使用 library.lymphodepletions() 的方案",
                    en="use the regimens of library.lymphodepletions()",
                ),
            )
        mg, counted = one_day(drug, covariates, n)
        for day in drug.days:
            when = one.day + day
            amounts[when] = amounts.get(when, np.zeros(n)) + drug.strength * counted
            notes.append(Administration(drug=drug.drug, day=when, amounts=mg, unit="mg"))
    rows += [(when, LYMPHODEPLETION, amount) for when, amount in amounts.items()]


def _cells(
    one: Infusion,
    covariates: Mapping[str, NDArray[Any]],
    n: int,
    rows: list[Row],
    notes: list[Administration],
) -> None:
    dose = one.product.dose
    if not (np.isfinite(dose.value) and dose.value > 0):
        raise InputError(
            what=Text(zh="不可能的细胞剂量", en="a dose of cells that cannot be"),
            where=one.product.id,
            found=f"{dose.value:g} {dose.unit}",
            do=Text(zh="给出大于 0 的数", en="give a number above 0"),
        )
    cells = np.full(n, dose.value * one.share)
    if dose.unit.endswith(_PER_KG):
        cells = cells * _column(covariates, "weight", dose.unit)
    for day, share in dose.fractions:
        when = one.day + day
        rows.append((when, f"{INFUSED}{one.place}", cells * share / _GIGACELL))
        notes.append(
            Administration(drug=one.product.id, day=when, amounts=cells * share, unit="cells")
        )


def _column(covariates: Mapping[str, NDArray[Any]], name: str, unit: str) -> NDArray[np.float64]:
    if name not in covariates:
        raise InputError(
            what=Text(
                zh=f"以 {unit} 计的剂量需要协变量 {name}",
                en=f"a dose in {unit} needs the covariate {name}",
            ),
            where="population",
            found=", ".join(covariates) or "-",
            do=Text(zh=f"在人群中加入 {name}", en=f"add {name} to the population"),
        )
    return np.asarray(covariates[name], dtype=np.float64)

"""Patients: whom a run computes: their numbers and their parameters."""

from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patients:
    """Virtual patients: ``numbers`` int64[n] and ``parameters`` float64[n, k].

    The columns are the model's parameters in its order. Those with a formula are computed when a
    run starts, whatever stands in their column. It does not know how the numbers were drawn.
    """

    numbers: np.ndarray
    parameters: np.ndarray

    def __len__(self) -> int:
        """Return how many patients there are."""
        return len(self.numbers)


def typical(model: Model, n: int = 1, **values: float) -> Patients:
    """Return ``n`` equal patients with the model's own values, some replaced by name.

    Raises InputError for a name that is no parameter of the model.
    """
    names = [entry.id for entry in model.parameters]
    row = np.array([entry.value for entry in model.parameters], dtype=np.float64)
    for name, value in values.items():
        if name not in names:
            raise InputError(
                what=Text(zh="模型没有这个参数", en="the model has no such parameter"),
                where=model.id,
                found=name,
                do=Text(
                    zh="使用模型列出的参数名", en="use a parameter's name that the model lists"
                ),
            )
        row[names.index(name)] = value
    return Patients(numbers=np.arange(n, dtype=np.int64), parameters=np.tile(row, (n, 1)))


def check_patients(model: Model, patients: Patients) -> None:
    """Refuse patients whose shape does not fit or whose parameters no run accepts.

    Raises InputError that names the first patient and parameter.
    """
    numbers, values = patients.numbers, patients.parameters
    wanted = (len(numbers), len(model.parameters))
    if numbers.ndim != 1 or values.shape != wanted or values.dtype != np.float64:
        raise InputError(
            what=Text(zh="患者参数表的形状不对", en="the table of parameters has another shape"),
            where=model.id,
            found=f"numbers {numbers.shape}, parameters {values.shape} {values.dtype}",
            do=Text(
                zh=f"给出 float64 数组，每位患者一行，{wanted[1]} 列",
                en=f"give a float64 array, a row a patient, {wanted[1]} columns",
            ),
        )
    for column, entry in enumerate(model.parameters):
        if entry.formula:
            continue
        given = values[:, column]
        bad = ~np.isfinite(given)
        if entry.low is not None:
            bad |= given < entry.low
        if entry.high is not None:
            bad |= given > entry.high
        if bad.any():
            row = int(np.argmax(bad))
            low = "-∞" if entry.low is None else f"{entry.low:g}"
            high = "∞" if entry.high is None else f"{entry.high:g}"
            raise InputError(
                what=Text(zh="参数值超出可接受的范围", en="a parameter's value is not accepted"),
                where=f"{model.id}: {entry.id}, patient {int(numbers[row])}",
                found=f"{given[row]:g} {entry.unit}".strip(),
                do=Text(
                    zh=f"给出 {low} 到 {high} 之间的有限数值",
                    en=f"give a finite value from {low} to {high}",
                ),
            )

"""write_sbml: a model and one run's doses as SBML Level 3 Version 2."""

from collections.abc import Iterable, Mapping

from trephine.core.model import Model
from trephine.interop.sbml.check_doses import check_doses
from trephine.interop.sbml.writing import Writing

Dose = tuple[float, str, float]


def write_sbml(
    model: Model,
    *,
    doses: Iterable[Dose] = (),
    values: Mapping[str, float] | None = None,
    start: float = 0.0,
    name: str = "",
) -> str:
    """Return SBML text that any simulator runs: states, parameters and assignments as they are.

    SBML's time is 0 when the run starts: ``start`` is what the model's own time is then, in its
    unit, and the text holds a quantity (``model_time``, where that id is free) that is the model's
    time. ``doses`` are (model time, state, amount added) and become events; doses of one moment
    become one event. ``values`` take the place of the parameters' own; a derived parameter named
    there no longer follows its formula. Labels in both languages, marks, spreads and bounds are in
    annotations, so that ``read_sbml`` gives the same model. States are written as parameters with
    rate rules: species, compartments and reactions of a model that was read are not brought back.
    Raises InputError: a dose before the start, of an unknown state, or not a number; a value of an
    unknown parameter.
    """
    given = check_doses(model, doses, values or {}, start)
    return Writing(model, values or {}, start, name).text(given)

"""write_antimony: a model and one run's doses as Antimony text."""

from collections.abc import Iterable, Mapping

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.interop.write_sbml import Dose, write_sbml

_BROKEN = Text(zh="模型不能写成 Antimony", en="the model cannot be written as Antimony")
_USE = Text(zh="请改用 SBML", en="use SBML instead")


def write_antimony(
    model: Model,
    *,
    doses: Iterable[Dose] = (),
    values: Mapping[str, float] | None = None,
    start: float = 0.0,
    name: str = "",
) -> str:
    """Return Antimony text of what ``write_sbml`` writes; the arguments are the same.

    Antimony has no place for marks, spreads, bounds and Chinese labels: the equations, numbers,
    units and English names are there, the rest is not. Raises InputError, as ``write_sbml`` does.
    """
    import antimony  # noqa: PLC0415  (loads libSBML, a second: only when Antimony is written)

    text = write_sbml(model, doses=doses, values=values, start=start, name=name)
    antimony.clearPreviousLoads()
    if antimony.loadSBMLString(text) < 0:
        message = " ".join(antimony.getLastError().split())
        raise InputError(what=_BROKEN, where=model.id, found=message, do=_USE)
    found = str(antimony.getAntimonyString(antimony.getMainModuleName()))
    antimony.clearPreviousLoads()
    return found

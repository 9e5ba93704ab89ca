"""read_antimony: a model from Antimony text."""

import re

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.interop.read_sbml import read_sbml

_BROKEN = Text(zh="这份 Antimony 文本有错", en="this Antimony text has an error")
_CORRECT = Text(zh="请改正该行", en="correct that line")


def read_antimony(text: str, name: str) -> Model:
    """Return the last model of Antimony text, as ``read_sbml`` reads its SBML form.

    ``name`` is what errors call the text (its file). Comments and layout are lost. In Antimony
    ``log(x)`` is the natural logarithm. Not for several threads at once: the library behind it
    holds one model at a time. Raises InputError: a line that is not Antimony; likewise what
    ``read_sbml`` refuses.
    """
    return read_sbml(sbml_of_antimony(text, name), name)


def sbml_of_antimony(text: str, name: str) -> str:
    """Return the SBML Level 3 text of Antimony text. Raises InputError."""
    import antimony  # noqa: PLC0415  (loads libSBML, a second: only when Antimony is read)

    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(text) < 0:
        message = " ".join(antimony.getLastError().split())
        at = re.search(r"line (\d+)", message)
        where = f"{name}:{at.group(1)}" if at else name
        raise InputError(what=_BROKEN, where=where, found=message, do=_CORRECT)
    found = str(antimony.getSBMLString(antimony.getMainModuleName()))
    antimony.clearPreviousLoads()
    return found

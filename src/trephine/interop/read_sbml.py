"""read_sbml: a model from SBML text, Levels 1 to 3."""

from trephine.core.model import Model
from trephine.interop.sbml.document import document
from trephine.interop.sbml.laws import laws
from trephine.interop.sbml.model_of import model_of
from trephine.interop.sbml.quantities import quantities


def read_sbml(text: str, name: str) -> Model:
    """Return the model of SBML text; ``name`` is what errors call the text (its file).

    Every reaction becomes an assignment of its rate under its own id, and enters the rates of its
    species. A species counts as SBML counts it: as an amount or as a concentration. What nothing
    moves is a parameter; what an event sets is a state whose rate may be 0. First values are
    formulas over parameters alone. A parameter without a value is read as nan: it is for the
    caller to give it one. Constraints and what packages draw are passed over. Raises InputError
    for what is malformed and for constructs that do not run: algebraic rules, delays, priorities,
    fast reactions, random functions, packages that change the mathematics.
    """
    found = document(text, name)
    symbols = quantities(found.getModel())
    read = laws(found.getModel(), symbols, name)
    return model_of(found.getModel(), symbols, read, name)

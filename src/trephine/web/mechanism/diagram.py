"""diagram_of: the structure of the model as a figure, made from its equations."""

from trephine import library
from trephine.core.text import Language
from trephine.library.state_groups import state_groups
from trephine.mechanism.influences import influences
from trephine.plots.figure import Figure
from trephine.plots.model_diagram import DiagramGroup, model_diagram
from trephine.web.mechanism.treatments import MODEL


def diagram_of(language: Language) -> Figure:
    """Return groups of states with what depends on what between them."""
    model = library.model(MODEL)
    groups = [DiagramGroup(id=one.id, label=one.label, states=one.states) for one in state_groups()]
    return model_diagram(groups, influences(model), measure=model.label, language=language)

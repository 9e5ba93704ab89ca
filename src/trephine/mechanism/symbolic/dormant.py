"""Leave out of a model the states that nothing sets going."""

from collections.abc import Collection
from dataclasses import replace

from trephine.core.model import Assignment, Model
from trephine.mechanism.symbolic.system import system


def without_dormant(model: Model, dosed: Collection[str]) -> Model:
    """Return a model in which states that never move are assignments of their initial value.

    A state never moves where its initial value is a plain number and its rate is zero as long as
    all such states stand still, it is not among the ``dosed`` and no event sets it: the second
    product's cells where none is given, a drug's effect where it is not dosed. All quantities keep
    their names; formulas are simplified by what is then known.
    """
    held = set(dosed) | {name for event in model.events for name, _ in event.changes}
    found = system(model)
    asleep = {
        name: value
        for name, node in found.initial.items()
        if name not in held and (value := found.graph.value(node)) is not None
    }
    while asleep:
        tried = _asleep(model, asleep)
        read = system(tried)
        moving = {name for name in asleep if read.graph.value(read.quantities[f"{name}'"]) != 0.0}
        if not moving:
            rules = tuple(one for one in tried.assignments if not one.id.endswith("'"))
            return replace(tried, assignments=rules)
        asleep = {name: value for name, value in asleep.items() if name not in moving}
    return model


def _asleep(model: Model, values: dict[str, float]) -> Model:
    """Return the model with the named states as assignments, and their rates as ones after all."""
    still = [entry for entry in model.states if entry.id in values]
    first = [
        Assignment(id=one.id, label=one.label, unit=one.unit, formula=repr(values[one.id]))
        for one in still
    ]
    last = [
        Assignment(id=f"{one.id}'", label=one.label, unit=one.unit, formula=one.rate)
        for one in still
    ]
    return replace(
        model,
        states=tuple(entry for entry in model.states if entry.id not in values),
        assignments=(*first, *model.assignments, *last),
    )

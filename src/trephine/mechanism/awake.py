"""Leave out of a run what its doses cannot set going."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.mechanism.doses import Doses, unknown_state
from trephine.mechanism.kernel.compiled_model import formulas_of
from trephine.mechanism.solution import Solution
from trephine.mechanism.symbolic.dormant import without_dormant

_kept: dict[str, Model] = {}


def awake(model: Model, doses: Doses, doses_into: Collection[str]) -> tuple[Model, Doses]:
    """Return a model without its dormant states, and the doses into it.

    Raises InputError for a name that is no state, and for a dose into a state that is not named.
    """
    names = [entry.id for entry in model.states]
    for name in doses_into:
        if name not in names:
            raise unknown_state(model, name)
    used = np.isfinite(doses.times) & (doses.targets >= 0)
    for place in np.unique(doses.targets[used]):
        if names[place] not in doses_into:
            raise not_named(model, names[place])
    key = f"{sorted(doses_into)} {formulas_of(model)}"
    if key not in _kept:
        if len(_kept) > 16:  # a session works with few models: what is old can be made again
            _kept.clear()
        _kept[key] = without_dormant(model, doses_into)
    left = _kept[key]
    places = {entry.id: at for at, entry in enumerate(left.states)}
    moved = np.array([places.get(name, 0) for name in names], dtype=np.int32)
    return left, replace(doses, targets=moved[np.where(used, doses.targets, 0)])


def targets_of(whole: Model, left: Model, doses: Doses) -> Doses:
    """Return doses into a model without its dormant states as doses into the whole."""
    if left is whole:
        return doses
    names = [entry.id for entry in whole.states]
    back = np.array([names.index(entry.id) for entry in left.states], dtype=np.int32)
    targets = np.where(np.isfinite(doses.times), back[doses.targets], 0)
    return replace(doses, targets=targets.astype(np.int32))


def targets_in(whole: Model, left: Model, found: Solution) -> Solution:
    """Return a solution whose doses name the whole model's states."""
    return replace(found, given=targets_of(whole, left, found.given))


def not_named(model: Model, state: str) -> InputError:
    """Return the refusal of a dose into a state that the run was not told of."""
    return InputError(
        what=Text(
            zh="给药的目标不在 doses_into 之列",
            en="a dose goes into a state that doses_into does not name",
        ),
        where=model.id,
        found=state,
        do=Text(zh="把它加入 doses_into，或不给 doses_into", en="name it, or leave doses_into out"),
    )

"""influences: which states the rate of each state of a model depends on."""

import re
from functools import cache

from trephine.core.model import Model

_NAME = re.compile(r"[A-Za-z_]\w*")


def influences(model: Model) -> dict[str, frozenset[str]]:
    """Return for each state the states that stand in its rate, through whatever is in between.

    A state that stands in its own rate is left out of its set: nearly all do. Parameters and time
    are no states. It tells that a rate depends, not how much, nor when.
    """
    states = {one.id for one in model.states}
    formulas = {one.id: one.formula for one in model.assignments}

    @cache
    def behind(name: str) -> frozenset[str]:
        if name in states:
            return frozenset((name,))
        return frozenset().union(*(behind(one) for one in _named(formulas.get(name, ""))))

    return {
        one.id: frozenset().union(*(behind(name) for name in _named(one.rate))) - {one.id}
        for one in model.states
    }


def _named(formula: str) -> set[str]:
    return set(_NAME.findall(formula))

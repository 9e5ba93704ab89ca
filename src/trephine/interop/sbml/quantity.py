"""Quantity: an SBML symbol while a model is being read, before it is known what moves it."""

import math
from dataclasses import dataclass, field

from trephine.interop.formula.node import Call, Name, Node, added
from trephine.interop.sbml.own_marks import Own


@dataclass(slots=True, kw_only=True)
class Quantity:
    """A compartment, species, parameter or stoichiometry by its id. It is filled step by step.

    ``value`` is its number at the start (nan: not given), ``start`` the formula that takes its
    place, ``assigned`` what it equals at every moment, ``rate`` its change per time; ``changed``:
    an event sets it. Of a species, ``amount`` says that its id stands for an amount, not a
    concentration; ``compartment`` where it is, ``flow`` the change of its amount by reactions;
    ``fixed``: reactions don't change it.
    ``own``: what an annotation of ours adds.
    """

    id: str
    label: str
    unit: str
    line: int = 0
    value: float = math.nan
    start: Node | None = None
    assigned: Node | None = None
    rate: Node | None = None
    changed: bool = False
    amount: bool = True
    compartment: str = ""
    fixed: bool = False
    flow: Node | None = None
    own: Own = field(default_factory=Own)

    @property
    def moves(self) -> bool:
        """Return whether it can have another value later than at the start."""
        return self.assigned is not None or self.rate is not None or self.changed

    def gain(self, flow: Node) -> None:
        """Add a flow of amount per time."""
        self.flow = added(self.flow, flow)

    def at_start(self) -> Node | None:
        """Return the formula of its first value, None where nothing gives it one."""
        if self.assigned is not None:
            return self.assigned
        if self.start is not None:
            return self.start
        return None if math.isnan(self.value) else self.value


def share(of: Node, whole: str) -> Node:
    """Return a formula divided by a quantity."""
    return Call("/", (of, Name(whole)))

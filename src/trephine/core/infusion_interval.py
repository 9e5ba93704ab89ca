"""InfusionInterval: how long after lymphodepletion the cells are infused."""

from dataclasses import dataclass

from trephine.core.dose import StatedLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionInterval:
    """Days between the last day of lymphodepletion and the infusion.

    ``rest_least`` and ``rest_most`` bound the days of rest in between; ``elapsed_most`` the days
    that pass from the last dose to the infusion.
    """

    rest_least: StatedLimit
    rest_most: StatedLimit
    elapsed_most: StatedLimit

"""Published estimates: a pooled result exactly as a paper printed it."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A number as it stands on the page, with its decimals: ``61.40`` is not ``61.4``."""

    text: str

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return len(self.text.partition(".")[2])

    @property
    def half_unit(self) -> float:
        """Half of the last printed decimal: how far the unrounded number may lie."""
        return 0.5 * 10.0**-self.decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEstimate:
    """One pooled result of a review as printed: nothing in it is computed.

    ``outcome`` is a key of the catalogue of outcomes. ``estimate``, ``ci_lb``, ``ci_ub`` and
    ``I2`` are percentages. ``k_stated`` is the number of studies in words of the paper, None where
    it names none; ``studies`` the studies behind its reference numbers, in its order, empty where
    the paper lists none; ``I2`` has an empty text where it is not printed; ``excluded``
    those that a sensitivity analysis leaves out (its ``studies`` are then derived: the primary set
    without them). ``p_heterogeneity`` and ``model`` are as printed, empty where not printed.
    It does not hold the forest plot: that is an image in the source.
    """

    id: str
    review: str
    outcome: str
    analysis: Literal["primary", "sensitivity"]
    k_stated: int | None
    studies: tuple[str, ...]
    excluded: tuple[str, ...]
    I2: Printed
    p_heterogeneity: str
    model: Literal["fixed", "random", ""]
    estimate: Printed
    ci_lb: Printed
    ci_ub: Printed
    mark: Mark
    figure: int | None = None
    egger_p: Printed | None = None
    egger_mark: Mark | None = None

    @property
    def k(self) -> int:
        """Number of studies: those listed, else the number stated, 0 where there is neither."""
        return len(self.studies) or self.k_stated or 0

"""Predictive: what other meta-analyses say of the heterogeneity to expect in one like them."""

import math
from dataclasses import dataclass

from trephine.core.mark import Mark
from trephine.core.source import Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictive:
    """A distribution of log(tau2): normal, or t where ``df`` is finite, with location and scale.

    ``measure`` is the effect measure on whose scale tau is (OR: log odds ratios); ``outcome`` and
    ``comparison`` say which meta-analyses it sums up, both empty for all. ``at`` is its place,
    ``mark`` how the numbers came here, ``method`` the key to cite.
    """

    measure: str
    outcome: str
    comparison: str
    location: float
    scale: float
    at: Locator
    mark: Mark
    method: str
    df: float = math.inf

"""Every effect measure by key, and the other names the field uses for them."""

from collections.abc import Mapping
from types import MappingProxyType

from trephine.core.error import MethodError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.evidence.measure import (
    binary,
    continuous,
    correlation,
    generic,
    mean,
    median,
    proportion,
    rate,
    rate_pair,
    survival,
    survival_rate,
)
from trephine.evidence.measure.declaration import Measure

_FAMILIES = (
    proportion, rate, mean, median, survival_rate, binary, rate_pair, continuous, survival,
    correlation, generic,
)  # fmt: skip
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {key: measure for family in _FAMILIES for key, measure in family.MEASURES.items()}
)
# names in meta (R), Stata and everyday use, for the same thing
ALIASES: Mapping[str, str] = MappingProxyType(
    {"PRAW": "PR", "PLOGIT": "PLO", "LOGIT": "PLO", "IRAW": "IR", "WMD": "MD", "ASD": "AS",
     "PETO-OR": "PETO", "MRAW": "MN", "MLN": "MNLN", "SMD-HEDGES": "SMD", "RATIO-OF-MEANS": "ROM"}
)  # fmt: skip


def measure_of(key: str) -> Measure:
    """Return a measure by key, in any case; raises MethodError for one that does not exist."""
    upper = key.upper()
    found = MEASURES.get(ALIASES.get(upper, upper))
    if found is None:
        raise MethodError(
            what=Text(zh="没有这种效应量", en="There is no such effect measure"),
            where="measure",
            found=repr(key),
            do=advice(key, MEASURES),
        )
    return found

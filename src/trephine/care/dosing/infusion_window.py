"""infusion_window: the days on which cells may follow the last dose of lymphodepletion."""

from dataclasses import dataclass
from datetime import date, timedelta

from trephine.core.infusion_interval import InfusionInterval


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionWindow:
    """From ``first`` to ``last`` as advised; ``limit`` is the last day at all."""

    first: date
    last: date
    limit: date


def infusion_window(last_dose: date, rule: InfusionInterval) -> InfusionWindow:
    """Return the days by the days of rest in between, and the limit by the days elapsed."""
    return InfusionWindow(
        first=last_dose + timedelta(days=int(rule.rest_least.value) + 1),
        last=last_dose + timedelta(days=int(rule.rest_most.value) + 1),
        limit=last_dose + timedelta(days=int(rule.elapsed_most.value)),
    )

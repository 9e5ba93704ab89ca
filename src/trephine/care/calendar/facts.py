"""Facts: what an entry of the calendar rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from trephine.care.calendar.timeline import Timeline
from trephine.core.calendar import Addition
from trephine.core.expression import Expression
from trephine.core.text import Text
from trephine.core.value import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Anchors, what was read, and what is known of conditions, all as of ``at``."""

    anchors: dict[str, datetime]
    at: datetime
    seen: Timeline
    holds: Callable[[Expression], Truth]
    labels: dict[str, Text]
    begun: dict[str, datetime]

    def label(self, observable: str) -> Text:
        """Return the words for an observable, its id where there are none."""
        return self.labels.get(observable, Text(zh=observable, en=observable))

    def today(self, zone: tzinfo | None) -> date:
        """Return the day of ``at`` in ``zone``."""
        return self.at.astimezone(zone).date()

    def known(self, condition: Expression | None) -> bool | None:
        """Return whether a condition holds; None where it is not known; no condition holds."""
        if condition is None:
            return True
        found = self.holds(condition)
        return found.low if found.known else None

    def added(self, entry: str, wanted: Iterable[Addition]) -> tuple[tuple[str, str], ...]:
        """Return the contents that additions bring to ``entry``, each with the addition's id.

        One whose condition is not known is brought as well: leaving it out would be to decide.
        """
        return tuple(
            (observable, one.id)
            for one in wanted
            if entry in one.visits and self.known(one.only_if) is not False
            for observable in one.contents
        )

"""Scope: what a formula may ask of a Record at one moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from trephine.core.observable import Observable, Use
from trephine.core.record import Reading
from trephine.core.value import Value


class Scope(Protocol):
    """Readings and values visible at ``at``."""

    at: datetime
    observables: Mapping[str, Observable]

    def value(self, name: str, use: Use) -> Value:
        """Return what is known of an input."""

    def history(self, name: str) -> tuple[Reading, ...]:
        """Return the readings of an observable, oldest first."""

    def happened(self, *names: str) -> tuple[Reading, ...]:
        """Return the events and doses that took place, oldest first."""

"""ChecklistItem: one thing that two people check before cells are infused."""

from dataclasses import dataclass

from trephine.core.mark import Mark
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One item with its place, or the reason why it is asked without one."""

    id: str
    text: Text
    mark: Mark

"""review_entry: what somebody does in a review, as an entry that the journal can take."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from trephine.core.event import Entry
from trephine.core.review_event import REVIEW_KINDS

_KIND_OF = {shape: kind for kind, shape in REVIEW_KINDS.items()}


def review_entry(payload: Any) -> Entry:
    """Return the entry of a payload, its kind found from its class.

    Texts, lists and absent values that are empty by default are left out: ten thousand references
    weigh half. Numbers and yes/no are always written, so that a changed default changes no event.
    Raises KeyError for a class that is no kind of event of a review.
    """
    return Entry(kind=_KIND_OF[type(payload)], payload=plain(payload))


def plain(value: Any) -> Any:
    """Return a noun as JSON holds it: objects, lists, texts, numbers; dates in ISO form."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {}
        for one in fields(value):
            found = getattr(value, one.name)
            empty = found in ("", ()) or found is None
            if empty and one.default is not MISSING and found == one.default:
                continue
            kept[one.name] = plain(found)
        return kept
    if isinstance(value, tuple | list | frozenset):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

"""grim_on_entry: whether a percentage that is being entered can be a share of its n."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.percentage import (
    CountFit,
    counts_from_percentage,
    counts_rounded_twice,
    denominators_near,
)
from trephine.core.review_event import ExtractedValue
from trephine.core.study import Percentage
from trephine.evidence.audit.grim import percentage_fit

GrimState = Literal["fits", "twice", "truncated", "none", "any", "not-checked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrimEntry:
    """What the GRIM check says of one entered value.

    ``state``: ``fits`` by rounding; ``twice``, ``truncated`` only so; ``none`` by no count;
    ``any``: n is too large to tell; ``not-checked``: no percentage of a known n was entered.
    ``counts`` are the counts that print as the percentage; ``contradicts`` is true where the count
    entered beside it is none of them; ``others`` are denominators near n that would do.
    """

    state: GrimState
    counts: tuple[int, ...] = ()
    contradicts: bool = False
    others: tuple[CountFit, ...] = ()


def grim_on_entry(value: ExtractedValue) -> GrimEntry:
    """Return what counts the printed percentage of a value allows; the audit's own check.

    It reads ``printed`` (``66.7%``) and ``n``; a value that is not reported is not checked, and
    nothing is filled in: a count that fits is no count that was reported.
    """
    text = value.printed.strip().rstrip("%％").strip()
    if value.state != "reported" or value.n is None or value.n < 1 or not _is_percentage(value):
        return GrimEntry(state="not-checked")
    percentage = Percentage(printed=text, n=value.n)
    fit = percentage_fit(percentage)
    counts = counts_from_percentage(percentage) or counts_rounded_twice(percentage)
    found = tuple(one.events for one in counts)
    return GrimEntry(
        state="fits" if fit == "rounded" else fit,  # type: ignore[arg-type]
        counts=found,
        contradicts=value.events is not None and value.events not in found,
        others=denominators_near(percentage) if fit == "none" else (),
    )


def _is_percentage(value: ExtractedValue) -> bool:
    text = value.printed.strip()
    if not text.endswith(("%", "％")):
        return False
    figure = text.rstrip("%％").strip()
    whole, _, part = figure.partition(".")
    plain = (
        whole.isdigit() and whole.isascii() and (part == "" or (part.isdigit() and part.isascii()))
    )
    return plain and not figure.endswith(".") and float(figure) <= 100

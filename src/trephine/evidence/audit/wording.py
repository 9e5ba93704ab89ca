"""Wording that several checks share: results, places and ranges, in both languages."""

from collections.abc import Iterable

from trephine.core.place import place_words
from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.verdict import outcome_name

NONE = Text(zh="无", en="none")


def row_name(publication: Publication, row: PublishedEstimate) -> Text:
    """Return a pooled result as its outcome's short name and its place."""
    name, at = outcome_name(publication, row.outcome), place_words(place_of(publication, row))
    return Text(zh=f"{name.zh}（{at.zh}）", en=f"{name.en} ({at.en})")


def row_names(publication: Publication, keys: Iterable[str]) -> Text:
    """Return several pooled results, given by id, as names and places; none where there is none."""
    return joined(row_name(publication, publication.row(key)) for key in keys)


def joined(texts: Iterable[Text]) -> Text:
    """Return several texts as one list, the word for none where there is none."""
    every = tuple(texts)
    if not every:
        return NONE
    return Text(zh="、".join(one.zh for one in every), en=", ".join(one.en for one in every))


def places_said(places: Iterable[Locator]) -> Text:
    """Return places in words, each once."""
    return joined(place_words(at) for at in dict.fromkeys(places))


def range_said(low: str, high: str) -> Text:
    """Return a range as figures, one figure where both ends read alike."""
    if low == high:
        return Text(zh=low, en=low)
    return Text(zh=f"{low}~{high}", en=f"{low} to {high}")


def result_said(row: PublishedEstimate) -> Text:
    """Return estimate and interval as printed."""
    ends = range_said(f"{row.ci_lb.text}%", f"{row.ci_ub.text}%")
    return Text(zh=f"{row.estimate.text}% ({ends.zh})", en=f"{row.estimate.text}% ({ends.en})")


def follow_up_said(printed: str) -> Text:
    """Return a follow-up with its unit in words where it is that of days or months."""
    figure, _, unit = printed.rpartition(" ")
    words = {"d": Text(zh="天", en="days"), "mo": Text(zh="个月", en="months")}.get(unit)
    if not figure or words is None:
        return Text(zh=printed, en=printed)
    return Text(zh=f"{figure} {words.zh}", en=f"{figure} {words.en}")

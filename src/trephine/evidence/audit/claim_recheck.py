"""claim_recheck: what of a checked claim can be checked again without reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trephine.core.claim import Claim
from trephine.core.published import Printed
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.evidence.audit.printed_range import PrintedRange, printed_range

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHARES = {
    "most": (50.0, 100.0),
    "majority": (50.0, 100.0),
    "多数": (50.0, 100.0),
    "大多数": (50.0, 100.0),
    "minority": (0.0, 50.0),
    "少数": (0.0, 50.0),
    "all": (100.0, 100.0),
    "所有": (100.0, 100.0),
    "全部": (100.0, 100.0),
    "none": (0.0, 0.0),
    "无": (0.0, 0.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecheck:
    """What a claim gave when it was checked again, a line a step.

    ``excluded``: what the paper's own reference list or a cited title rules out; ``apart``:
    figures that cannot be the same, and words that a reader set against each other; ``missing``:
    words that no cited title holds; ``steps``: everything compared, those included.
    """

    excluded: tuple[Text, ...] = ()
    apart: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()


def claim_recheck(claim: Claim, cited: Mapping[int, Source]) -> ClaimRecheck:
    """Compare a claim's numbers, names, year, words and figures with the reference list.

    ``cited`` are the entries of the paper's own list by number. Names are compared with first
    authors, pair by pair where there are as many names as numbers, else with any of them. Two
    figures agree where they are equal or the one with more decimals may have been rounded or cut
    off to the other; words for shares (most, none) are ranges in percent. It sees no text but the
    list's.
    """
    absent = [number for number in claim.numbers if number not in cited]
    listed = [cited[number] for number in claim.numbers if number in cited]
    excluded = [
        Text(
            zh=f"[{number}]：不在 {len(cited)} 条文献之中",
            en=f"[{number}]: not in the list of {len(cited)} references",
        )
        for number in absent
    ]
    steps = [*excluded]
    missing: list[Text] = []
    apart: list[Text] = []
    for name, among in _named(claim, cited):
        fits = any(_folded(name) == _folded(_first_author(one)) for one in among)
        authors = " / ".join(_first_author(one) for one in among)
        steps.append(
            _told(
                f"所写：{name}；第一作者：{authors}",
                f"named: {name}; first author: {authors}",
                fits,
            )
        )
        excluded += [] if fits else [steps[-1]]
    if claim.year is not None and listed:
        years = sorted({one.year for one in listed})
        fits = claim.year in years
        listing = ", ".join(map(str, years))
        steps.append(
            _told(
                f"年份：{claim.year}；文献表：{listing}",
                f"year: {claim.year}; reference list: {listing}",
                fits,
            )
        )
        excluded += [] if fits else [steps[-1]]
    titles = [_folded(one.title) for one in listed]
    for term in claim.title_lacks:
        if any(_folded(term) in title for title in titles):
            steps.append(
                Text(
                    zh=f"{claim.cites} 的题名含 {term!r}，与该句不容",
                    en=f"title of {claim.cites} holds {term!r}, which the sentence rules out",
                )
            )
            excluded.append(steps[-1])
    for term in claim.title_has if titles else ():
        holds = any(_folded(term) in title for title in titles)
        steps.append(
            Text(
                zh=f"{claim.cites} 的题名：{'有' if holds else '没有'} {term!r}",
                en=f"title of {claim.cites}: {term!r} {'stands' if holds else 'is not'} there",
            )
        )
        missing += [] if holds else [steps[-1]]
    for printed, there in claim.figures:
        if not there:
            steps.append(
                Text(zh=f"{printed}：没有可比的数", en=f"{printed}: nothing to compare it with")
            )
            continue
        same = _agree(printed, there)
        if same is None:
            same = claim.verdict != "differs"
        steps.append(_told(f"{printed}；该处 {there}", f"{printed}; there {there}", same))
        apart += [] if same else [steps[-1]]
    return ClaimRecheck(
        excluded=tuple(excluded),
        apart=tuple(apart),
        missing=tuple(missing),
        steps=tuple(steps),
    )


def _told(zh: str, en: str, same: bool) -> Text:  # noqa: FBT001  (one word of the line)
    return Text(zh=zh if same else f"{zh}（不同）", en=en if same else f"{en} (differ)")


def _named(claim: Claim, cited: Mapping[int, Source]) -> list[tuple[str, tuple[Source, ...]]]:
    """Return each named author with the sources that it may belong to."""
    if len(claim.names) == len(claim.numbers):
        pairs = zip(claim.names, claim.numbers, strict=True)
        return [(name, (cited[number],)) for name, number in pairs if number in cited]
    listed = tuple(cited[number] for number in claim.numbers if number in cited)
    return [(name, listed) for name in claim.names if listed]


def _first_author(source: Source) -> str:
    """Return the surname of the first author, or the whole of a Chinese name or of a body."""
    first = source.authors.split(",")[0].strip()
    return re.sub(r"(?: [A-Z]{1,4})+$", "", first)


def _folded(text: str) -> str:
    """Return a text without case, blanks and the differences between dashes."""
    return re.sub(r"\s", "", re.sub("[‐‑–—]", "-", text)).casefold()


def _agree(printed: str, there: str) -> bool | None:
    """Tell whether two figures can be one; None where they are words that cannot be compared."""
    if _folded(printed) == _folded(there):
        return True
    bare = [part.strip().removesuffix("%").strip() for part in (printed, there)]
    if all(_NUMBER.fullmatch(part) for part in bare):
        fine, coarse = sorted((Printed(text=part) for part in bare), key=lambda one: -one.decimals)
        if fine.decimals == coarse.decimals:
            return fine.value == coarse.value
        return printed_range(coarse).holds(fine.value)
    ranges = [_range(part) for part in bare]
    first, second = ranges
    if first is None or second is None:
        return None
    return first.meets(second)


def _range(part: str) -> PrintedRange | None:
    if part.casefold() in _SHARES:
        low, high = _SHARES[part.casefold()]
        return PrintedRange(low=low, high=high)
    return printed_range(Printed(text=part)) if _NUMBER.fullmatch(part) else None

"""study_rows: the included studies of a review as Study rows, from their final values alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from trephine.core.mark import Read
from trephine.core.reference import Reference
from trephine.core.review import Review, ReviewStudy
from trephine.core.review_event import ExtractedValue
from trephine.core.review_protocol import ExtractionItem
from trephine.core.source import Locator, Source
from trephine.core.study import (
    Arm,
    Counts,
    Enrolment,
    NotReported,
    Outcome,
    Percentage,
    RiskOfBias,
    Study,
    Survival,
    Value,
)
from trephine.core.text import Text
from trephine.evidence.review.arms import study_arms
from trephine.evidence.review.extraction_progress import extraction_progress
from trephine.evidence.review.minors_progress import minors_progress
from trephine.evidence.review.sum_arms import sum_arms

_ALL = Text(zh="该结局所计的患者", en="those counted for the outcome")
_UNNAMED = Text(zh="未命名", en="unnamed")
TWICE = Text(
    zh="提取表有两项给出这一结局，二者不同：先修订方案，只留一项",
    en="two items of the form give this outcome and differ: amend the protocol to keep one",
)
_DAY = re.compile(r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2}))?[日月]?$")
_REGISTRY = "registry:"
_END_OF_YEAR = 12
_ARM = "§"  # between a study and an arm in the id of a row


def study_rows(
    review: Review, items: Sequence[ExtractionItem], *, apart: bool = False
) -> tuple[Study, ...]:
    """Return one row a study that two people have read (or a publication states) to the end.

    A value that is open, unclear or not reported is no outcome: nothing is filled in, a percentage
    stays a percentage. ``items`` is the form; the ids of its facts (``n``, ``registration``,
    ``centre``, ``enrolled-from`` ...) are those of the library's form. A study whose n is not known
    has no arm; where arms are read apart, neither has one with an arm of unknown n.

    Arms that were read apart are one row, people and counts added (``sum_arms``). With ``apart``
    each is a row of its own, id and label followed by its name (``study_of`` leads back): rows of
    one study are not independent of each other.
    """
    held = {one.study.id: one for one in minors_progress(review, "") if one.both}
    rows: list[Study] = []
    for one in extraction_progress(review, items, ""):
        if not one.both:
            continue
        finals: dict[str, dict[str, ExtractedValue]] = {}
        for cell in one.cells:
            if cell.final is not None and cell.final.state == "reported":
                finals.setdefault(cell.arm, {})[cell.item] = cell.final
        sheet = held[one.study.id].sheet if one.study.id in held else None
        risk = (
            RiskOfBias(
                tool="MINORS",
                total=sheet.total,
                maximum=sheet.maximum,
                mark=Read(locator=Locator(source=one.study.id, place="MINORS")),
                items=tuple(score for score in sheet.items if score is not None),
            )
            if sheet is not None and sheet.total is not None
            else None
        )
        named = study_arms(review, one.study.id)
        found = [_arm(one.study, key, finals.get(key, {}), items) for key in named or ("",)]
        arms = [arm for arm in found if arm is not None]
        row = _row(review, one.study, finals.get("", {}), risk)
        if named and apart:
            rows += [
                replace(
                    row,
                    id=f"{row.id}{_ARM}{key}",
                    label=Text(zh=f"{row.label.zh} · {key}", en=f"{row.label.en} · {key}"),
                    arms=(arm,) if arm else (),
                )
                for key, arm in zip(named, found, strict=True)
            ]
        else:
            whole = len(arms) == len(found)
            rows.append(replace(row, arms=(sum_arms(arms),) if whole else ()))
    return tuple(rows)


def study_of(row: str) -> str:
    """Return the study whose row an id names, where its arms are rows of their own."""
    return row.partition(_ARM)[0]


def report_sources(review: Review) -> tuple[Source, ...]:
    """Return the main reports of the review as sources, authors in Vancouver form."""
    return tuple(_source(one.merged) for one in review.reports.values())


def day_of(printed: str, *, end: bool = False) -> date | None:
    """Return a printed day (``2018-03-01``, ``2018-03``); of a month its first, or its last day."""
    found = _DAY.match(printed.strip())
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        if found[3]:
            return date(year, month, int(found[3]))
        if not end:
            return date(year, month, 1)
        after = date(year + month // _END_OF_YEAR, month % _END_OF_YEAR + 1, 1)
    except ValueError:
        return None
    return after - timedelta(days=1)


def _arm(
    study: ReviewStudy,
    name: str,
    final: Mapping[str, ExtractedValue],
    items: Sequence[ExtractionItem],
) -> Arm | None:
    n = _number(final.get("n"))
    if n is None or n < 1:
        return None
    return Arm(
        name=name,
        n=int(n),
        product=_printed(final.get("product")),
        costimulatory_domain=_printed(final.get("costimulatory-domain")),
        age_median=_number(final.get("age-median")),
        outcomes=tuple(_outcomes(study, final, items)),
    )


def _row(
    review: Review,
    study: ReviewStudy,
    final: Mapping[str, ExtractedValue],
    risk: RiskOfBias | None,
) -> Study:
    main = review.reports[study.reports[0]].merged
    place = Locator(source=study.id, place="")
    return Study(
        id=study.id,
        label=study.label or _UNNAMED,
        year=main.year,
        read_at=place,
        arms=(),
        source=main.id,
        registrations=_registrations(review, study, final),
        risk_of_bias=risk,
        enrolment=_enrolment(place, final),
    )


def _outcomes(
    study: ReviewStudy, final: Mapping[str, ExtractedValue], items: Sequence[ExtractionItem]
) -> list[Outcome]:
    found: dict[str, Outcome] = {}
    for item in items:
        value = final.get(item.id)
        if not item.outcome or value is None:
            continue
        one = Outcome(
            key=item.outcome,
            value=_value(value),
            mark=Read(locator=Locator(source=study.id, place=value.place)),
            population=_ALL,
        )
        other = found.get(item.outcome)
        if other is not None and other.value != one.value:  # neither is the one that was meant
            one = replace(one, value=NotReported(printed=""), note=TWICE)
        found[item.outcome] = one
    return list(found.values())


def _value(value: ExtractedValue) -> Value:
    if value.n is not None and value.events is not None:
        return Counts(events=value.events, n=value.n)
    if value.n is not None and value.printed.endswith("%"):
        return Percentage(printed=value.printed[:-1], n=value.n)
    if value.number is not None:
        return Survival(median_months=value.number, printed=value.printed, n=value.n or 0)
    return NotReported(printed=value.printed)


def _registrations(
    review: Review, study: ReviewStudy, final: Mapping[str, ExtractedValue]
) -> tuple[str, ...]:
    """Return the numbers as extracted, then those that the records themselves carry."""
    given = re.split(r"[\s,;，、；]+", _printed(final.get("registration")))
    for key in study.reports:
        held = review.reports[key].merged.ids
        given += [one.removeprefix(_REGISTRY) for one in held if one.startswith(_REGISTRY)]
    return tuple(dict.fromkeys(one for one in given if one))


def _enrolment(place: Locator, final: Mapping[str, ExtractedValue]) -> Enrolment | None:
    centre = _printed(final.get("centre"))
    first, last = (
        day_of(_printed(final.get(key)), end=end)
        for key, end in (("enrolled-from", False), ("enrolled-to", True))
    )
    if not centre and first is None and last is None:
        return None
    named = " ".join(centre.split())
    return Enrolment(
        at=place, centre=Text(zh=named, en=named) if named else None, first=first, last=last
    )


def _number(value: ExtractedValue | None) -> float | None:
    return None if value is None else value.number


def _printed(value: ExtractedValue | None) -> str:
    return "" if value is None else value.printed.strip()


def _source(one: Reference) -> Source:
    kind: Literal["article", "abstract"] = "abstract" if one.kind == "abstract" else "article"
    return Source(
        id=one.id,
        kind=kind,
        authors=", ".join(_vancouver(name) for name in one.authors),
        title=one.title,
        container=one.journal,
        year=one.year,
        volume=one.volume,
        issue=one.issue,
        pages=one.pages,
        doi=one.doi,
        language="zh" if one.language == "zh" else "en",
    )


def _vancouver(name: str) -> str:
    """Return ``Zhang, Xiaoyuan`` as ``Zhang X``; a name without a comma as it is."""
    surname, _, given = name.partition(",")
    if not given.strip() or not name.isascii():
        return name.strip()
    initials = "".join(part[0].upper() for part in re.split(r"[\s\-.]+", given) if part)
    return f"{surname.strip()} {initials}"

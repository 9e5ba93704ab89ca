"""review_events: a published review as the events that would have made it, as far as it tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from trephine.core.error import InputError
from trephine.core.event import Entry
from trephine.core.publication import Criterion, Publication
from trephine.core.reference import Reference
from trephine.core.review_entry import review_entry
from trephine.core.review_event import (
    CountStated,
    ExtractedValue,
    FlowBox,
    MinorsStated,
    ProtocolRegistered,
    ReferencesImported,
    ReviewOpened,
    SearchRecorded,
    ValueStated,
    VerdictStated,
)
from trephine.core.review_protocol import (
    ExtractionItem,
    Pico,
    PrespecifiedMethods,
    ReviewCriterion,
    ReviewProtocol,
)
from trephine.core.source import Locator, Source
from trephine.core.study import NotReported, Study, Survival
from trephine.core.text import Text
from trephine.library.bibliography import source
from trephine.library.content import ROOT, read_toml
from trephine.library.publication_file import publication
from trephine.library.screening import selection

READY_REVIEWS = ("zhan2025",)
_EXCLUDES = {"duplicates": "E1", "language": "E3"}
_ITEMS = (
    ExtractionItem(id="n", label=Text(zh="例数", en="patients"), kind="number"),
    ExtractionItem(
        id="age-median", label=Text(zh="中位年龄", en="median age"), kind="number", unit="a"
    ),
    ExtractionItem(id="male", label=Text(zh="男性", en="men"), kind="percentage"),
    ExtractionItem(
        id="median-pfs",
        label=Text(zh="中位无进展生存期", en="median progression-free survival"),
        kind="number",
        outcome="MEDIAN_PFS",
        unit="mo",
    ),
    ExtractionItem(
        id="median-os",
        label=Text(zh="中位总生存期", en="median overall survival"),
        kind="number",
        outcome="MEDIAN_OS",
        unit="mo",
    ),
)
_OF_OUTCOME = {one.outcome: one.id for one in _ITEMS if one.outcome}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Database:
    id: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    at: Locator
    strategy: str
    databases: tuple[_Database, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    publication: str
    title: Text
    included_at: Locator
    question: Pico
    criterion: tuple[ReviewCriterion, ...]
    methods: PrespecifiedMethods
    search: _Search


@cache
def review_events(review: str) -> tuple[Entry, ...]:
    """Return a published review as entries that the journal can take, in their order.

    Protocol, searches, counts, the included studies with their table and MINORS totals, each at its
    place in the paper. There are no votes, since the paper reports none, and what it does not
    report has no entry: the flow then says so. Raises InputError for a review that is not held.
    """
    if review not in READY_REVIEWS:
        raise InputError(
            what=Text(zh="没有这一评价", en="there is no such review"),
            where="library.review_events(review)",
            found=repr(review),
            do=Text(
                zh="可选：" + "、".join(READY_REVIEWS),
                en="choose one of: " + ", ".join(READY_REVIEWS),
            ),
        )
    file = read_toml(ROOT / "reviews" / f"{review}.toml", _File)
    paper = publication(file.publication)
    return tuple(review_entry(one) for one in _payloads(file, paper))


def _payloads(file: _File, paper: Publication) -> Iterator[Any]:
    yield ReviewOpened(title=file.title)
    yield ProtocolRegistered(protocol=_protocol(file, paper))
    for one in file.search.databases:
        yield SearchRecorded(
            database=one.id, label=one.label, strategy=file.search.strategy, at=file.search.at
        )
    told = selection(paper.id)
    counts: tuple[tuple[FlowBox, int | None], ...] = (
        ("identified", told.records),
        ("duplicates", told.duplicates),
        ("screened", told.screened),
        ("assessed", told.assessed),
        ("studies", told.studies),
        ("participants", told.participants),
    )
    for box, n in counts:
        if n is not None:
            yield CountStated(box=box, n=n, at=told.at)
    yield ReferencesImported(
        batch=paper.id,
        file=f"{paper.id} {paper.studies[0].read_at.place.partition(' [')[0]}",
        references=tuple(_reference(study, place) for place, study in enumerate(paper.studies, 1)),
        whole=False,
    )
    for study in paper.studies:
        yield VerdictStated(
            report=study.id, stage="full-text", verdict="include", at=file.included_at
        )
    for study in paper.studies:
        yield from _values(study)
        if study.risk_of_bias is not None:
            yield MinorsStated(
                study=study.id,
                total=study.risk_of_bias.total,
                maximum=study.risk_of_bias.maximum,
                at=study.read_at,
            )


def _protocol(file: _File, paper: Publication) -> ReviewProtocol:
    numbered = []
    include = 0
    for one in paper.criteria:
        number = _EXCLUDES.get(one.kind)
        if number is None:
            include += 1
            number = str(include)
        numbered.append(_criterion(number, one))
    every = sorted((*numbered, *file.criterion), key=lambda one: (one.id.startswith("E"), one.id))
    return ReviewProtocol(
        title=file.title,
        question=file.question,
        criteria=tuple(every),
        items=_ITEMS,
        methods=file.methods,
        languages=("zh", "en"),
        at=file.search.at,
    )


def _criterion(number: str, one: Criterion) -> ReviewCriterion:
    return ReviewCriterion(id=number, text=one.text, includes=not number.startswith("E"), at=one.at)


def _reference(study: Study, place: int) -> Reference:
    """Return a study's entry in the paper's list of references; its id is the study's."""
    held: Source = source(study.source)
    chinese = held.language == "zh"
    return Reference(
        id=study.id,
        title=held.title,
        title_zh=held.title if chinese else "",
        title_en=held.title_en or ("" if chinese else held.title),
        authors=tuple(
            name.strip() for name in held.authors.split(",") if name.strip() not in {"et al", "等"}
        ),
        year=held.year,
        journal=held.container,
        volume=held.volume,
        issue=held.issue,
        pages=held.pages,
        doi=held.doi.lower(),
        ids=tuple(f"registry:{one}" for one in study.registrations),
        language=held.language,
        kind="abstract" if held.kind == "abstract" else "article",
        file=study.read_at.source,
        line=place,
    )


def _values(study: Study) -> Iterator[ValueStated]:
    """Yield what table 1 prints of a study; a dash is a value that is not reported."""
    arm = study.arms[0]
    where = study.read_at
    nothing = ExtractedValue(state="not-reported", place=where.place)

    def stated(item: str, value: ExtractedValue) -> ValueStated:
        return ValueStated(study=study.id, item=item, value=value, at=where)

    def read(printed: str, **figures: Any) -> ExtractedValue:
        return ExtractedValue(state="reported", printed=printed, place=where.place, **figures)

    yield stated("n", read(str(arm.n), number=arm.n))
    if arm.age_median is None:
        yield stated("age-median", nothing)
    else:
        span = f" ({arm.age_range[0]:g}, {arm.age_range[1]:g})" if arm.age_range else ""
        yield stated("age-median", read(f"{arm.age_median:g}{span}", number=arm.age_median))
    if arm.male is None:
        yield stated("male", nothing)
    else:
        yield stated("male", read(f"{arm.male.printed}%", n=arm.male.n))
    for outcome in arm.outcomes:
        item = _OF_OUTCOME.get(outcome.key)
        if item is None:
            continue
        if isinstance(outcome.value, NotReported):
            yield stated(item, nothing)
        elif isinstance(outcome.value, Survival):
            yield stated(item, read(outcome.value.printed, number=outcome.value.median_months))

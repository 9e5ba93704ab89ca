"""extractions_shown, sheet_shown, adjudication_shown: extraction as one of the readers sees it."""

from collections.abc import Mapping, Sequence

from trephine.core.error import InputError
from trephine.core.extraction import ExtractionCell
from trephine.core.review import Review, ReviewStudy
from trephine.core.review_event import ArmsNamed, ExtractedValue, ValueExtracted, ValueSettled
from trephine.core.review_protocol import ExtractionItem
from trephine.core.text import Text
from trephine.evidence.review.arms import asked_values, study_arms
from trephine.evidence.review.entered_value import entered_value
from trephine.evidence.review.extraction_progress import StudyReading, extraction_progress
from trephine.evidence.review.grim_on_entry import grim_on_entry
from trephine.library.extraction_form import extraction_form
from trephine.web.errors import NotFoundError
from trephine.web.review.extraction_shape import (
    AdjudicationShown,
    ArmsAsked,
    DisagreementShown,
    ExtractionField,
    ExtractionRow,
    ExtractionSheet,
    ExtractionsShown,
    GrimShown,
    NearCount,
    ReadValue,
    ValueAsked,
    ValuesAsked,
    ValueSettlement,
)
from trephine.web.review.shape import ReferenceShown
from trephine.web.review.shown import UNTITLED, report_shown

_NEAR = 3  # denominators named beside one that no count fits


def items_of(review: Review) -> tuple[ExtractionItem, ...]:
    """Return the form: what the protocol lists, or else the library's."""
    held = review.protocol.items if review.protocol else ()
    return held or extraction_form()


def may_read(review: Review, me: str, *roles: str) -> bool:
    """Tell whether somebody takes part in a role; a demonstration takes nothing."""
    person = review.reviewer(me)
    active = person is not None and person.active and not review.demo
    return active and person is not None and bool(set(person.roles) & set(roles))


def extractions_shown(review: Review, me: str) -> ExtractionsShown:
    """Return the included studies; ``review`` is blinded for the asker."""
    return ExtractionsShown(
        version=review.version,
        may=may_read(review, me, "extractor"),
        studies=tuple(
            ExtractionRow(
                study=one.study.id,
                label=one.study.label or UNTITLED,
                reports=len(one.study.reports),
                mine=one.mine,
                items=one.items,
                both=one.both,
                differ=len(one.differ),
                open=sum(cell.state == "differ" for cell in one.differ),
            )
            for one in extraction_progress(review, items_of(review), me)
        ),
    )


def sheet_shown(review: Review, me: str, study: str) -> ExtractionSheet:
    """Return one study's form with the asker's own values. Raises NotFoundError."""
    found = reading_of(review, me, study)
    mine = {
        (cell.arm, cell.item): next((it.value for it in cell.readings if it.reader == me), None)
        for cell in found.cells
    }
    stated = {(cell.arm, cell.item): cell.final for cell in found.cells if cell.state == "stated"}
    return ExtractionSheet(
        version=review.version,
        may=may_read(review, me, "extractor"),
        study=study,
        label=found.study.label or UNTITLED,
        reports=reports_of(review, found.study),
        arms=study_arms(review, study),
        fields=tuple(
            ExtractionField(
                item=item,
                arm=arm,
                mine=mine.get((arm, item.id)),
                stated=stated.get((arm, item.id)),
                grim=_grim_of(mine.get((arm, item.id)) or stated.get((arm, item.id))),
            )
            for arm, item in asked_values(review, study, items_of(review))
        ),
        both=found.both,
    )


def adjudication_shown(review: Review, me: str, names: Mapping[str, str]) -> AdjudicationShown:
    """Return the cells on which two readers differ, of the studies that both have read."""
    items = {one.id: one for one in items_of(review)}
    read = extraction_progress(review, tuple(items.values()), me)
    done = [one for one in read if one.both]
    return AdjudicationShown(
        version=review.version,
        may=may_read(review, me, "extractor", "third"),
        cells=tuple(
            _disagreement(one.study, cell, items[cell.item], names)
            for one in done
            for cell in one.differ
            if cell.item in items
        ),
        studies=len(done),
        agreed=sum(cell.state == "agreed" for one in done for cell in one.cells),
        waiting=len(read) - len(done),
    )


def grim_shown(printed: str, n: int, events: int | None) -> GrimShown:
    """Return what a percentage that is being entered allows."""
    text = printed if printed.strip().endswith(("%", "％")) else f"{printed}%"
    found = grim_on_entry(ExtractedValue(state="reported", printed=text, n=n, events=events))
    return GrimShown(
        state=found.state,
        counts=found.counts,
        contradicts=found.contradicts,
        others=tuple(NearCount(events=one.events, n=one.n) for one in found.others[:_NEAR]),
    )


def values(review: Review, asked: ValuesAsked) -> tuple[ValueExtracted, ...]:
    """Return what is written of a study's values. Raises InputError."""
    form = asked_values(review, asked.study, items_of(review))
    open_ = {(arm, one.id) for arm, one in form}
    for one in asked.values:
        if one.arm and (one.arm, one.item) not in open_:
            raise InputError(
                what=Text(
                    zh="该研究没有这一组的这一项", en="the study has no such item of such an arm"
                ),
                where=f"{asked.study} {one.item}"[:120],
                found=one.arm[:60],
                do=Text(zh="刷新后重试", en="reload and try again"),
            )
    return tuple(
        ValueExtracted(study=asked.study, item=one.item, arm=one.arm, value=_value(review, one))
        for one in asked.values
    )


def arms_named(review: Review, asked: ArmsAsked) -> tuple[ArmsNamed, ...]:
    """Return what is written of a study's arms; nothing where they are as asked already."""
    arms = tuple(" ".join(one.split()) for one in asked.arms)
    if arms == study_arms(review, asked.study):
        return ()
    return (ArmsNamed(study=asked.study, arms=arms),)


def settled(review: Review, me: str, asked: ValueSettlement) -> tuple[ValueSettled]:
    """Return the end of a disagreement. ``review`` is not blinded; both are done by then."""
    found = reading_of(review, me, asked.study)
    cell = next(
        (one for one in found.differ if (one.item, one.arm) == (asked.item, asked.arm)), None
    )
    taken = next(
        (one.value for one in (cell.readings if cell else ()) if one.version == asked.take), None
    )
    if cell is None or (asked.take is None) == (asked.value is None) or not asked.why.strip():
        raise InputError(
            what=Text(
                zh="裁决须针对一处分歧，取其一或另填，并说明理由",
                en="a settlement names a disagreement, one value for it, and why",
            ),
            where=f"{asked.study} {asked.item}",
            found=asked.why or "—",
            do=Text(zh="刷新后重试", en="reload and try again"),
        )
    if asked.value is not None:
        taken = _value(review, asked.value)
    if taken is None:
        raise InputError(
            what=Text(zh="没有这份读数", en="there is no such reading"),
            where=f"{asked.study} {asked.item}",
            found=str(asked.take),
            do=Text(zh="刷新后重试", en="reload and try again"),
        )
    return (
        ValueSettled(
            study=asked.study, item=asked.item, arm=asked.arm, value=taken, why=asked.why.strip()
        ),
    )


def reading_of(review: Review, me: str, study: str) -> StudyReading:
    """Return how far an included study has been read. Raises NotFoundError."""
    for one in extraction_progress(review, items_of(review), me):
        if one.study.id == study:
            return one
    raise NotFoundError(
        what=Text(zh="没有这项纳入的研究", en="there is no such included study"),
        where="study",
        found=study[:60],
        do=Text(zh="见纳入研究的列表", en="see the list of included studies"),
    )


def reports_of(review: Review, study: ReviewStudy) -> tuple[ReferenceShown, ...]:
    """Return the reports of a study as they are read, the main one first."""
    return tuple(report_shown(review.reports[key]) for key in study.reports)


def _value(review: Review, asked: ValueAsked) -> ExtractedValue:
    items: Sequence[ExtractionItem] = items_of(review)
    item = next((one for one in items if one.id == asked.item), None)
    if item is None:
        raise InputError(
            what=Text(zh="提取表没有这一项", en="the form has no such item"),
            where="item",
            found=asked.item[:60],
            do=Text(zh="刷新后重试", en="reload and try again"),
        )
    return entered_value(
        item,
        state=asked.state,
        printed=asked.printed,
        events=asked.events,
        n=asked.n,
        number=asked.number,
        low=asked.low,
        high=asked.high,
        quote=asked.quote,
        place=asked.place,
        report=asked.report,
        note=asked.note,
    )


def _grim_of(value: ExtractedValue | None) -> GrimShown | None:
    if value is None or value.n is None or not value.printed.endswith(("%", "％")):
        return None
    return grim_shown(value.printed, value.n, value.events)


def _disagreement(
    study: ReviewStudy, cell: ExtractionCell, item: ExtractionItem, names: Mapping[str, str]
) -> DisagreementShown:
    made = cell.decision
    return DisagreementShown(
        study=study.id,
        label=study.label or UNTITLED,
        item=item,
        arm=cell.arm,
        state=cell.state,
        readings=tuple(
            ReadValue(version=one.version, by=names.get(one.reader, one.reader), value=one.value)
            for one in sorted(cell.readings, key=lambda one: names.get(one.reader, one.reader))
        ),
        final=cell.final,
        why=made.why if made else "",
        by=names.get(made.settler, made.settler) if made else "",
    )

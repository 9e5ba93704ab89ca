"""minors_shown, scores_shown and the figures: MINORS as one of its readers sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_event import MinorsScored, MinorsSettled
from trephine.core.text import Language, Text
from trephine.evidence.review.minors_progress import (
    StudyScoring,
    items_scored,
    minors_agreement,
    minors_progress,
)
from trephine.library.minors_anchors import MinorsAnchor, minors_anchors
from trephine.plots.figure import Figure
from trephine.plots.minors_items import COMPARATIVE, NON_COMPARATIVE
from trephine.plots.minors_summary import minors_summary
from trephine.plots.traffic_light import MinorsRow, traffic_light
from trephine.web.errors import NotFoundError
from trephine.web.review.extraction import may_read, reports_of
from trephine.web.review.shape import ReferenceShown
from trephine.web.review.shown import UNTITLED

Score = Literal[0, 1, 2]
MinorsFigure = Literal["traffic-light", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsStudy:
    """One included study in the list: how far it is scored; ``total`` None: not settled yet."""

    study: str
    label: Text
    mine: int
    both: bool
    stated: bool
    total: int | None
    maximum: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    """One reader's score of an item, with its place and reason."""

    by: str
    score: int
    place: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDisagreement:
    """An item that two readers scored differently, and how it was settled."""

    study: str
    label: Text
    item: int
    name: Text
    scores: tuple[ScoreShown, ...]
    final: int | None
    why: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsAgreementShown:
    """Weighted kappa of two readers over all items; None where it cannot be told."""

    one: str
    other: str
    n: int
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsShown:
    """The included studies and their scores, disagreements and agreement."""

    version: int
    may: bool
    settles: bool
    items: int
    studies: tuple[MinorsStudy, ...]
    differ: tuple[ScoreDisagreement, ...]
    agreement: tuple[MinorsAgreementShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScored:
    """One item of the sheet with its anchors and the asker's own score."""

    name: Text
    anchor: MinorsAnchor
    score: int | None
    place: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresShown:
    """The sheet of one study; nobody else's scores are in it."""

    version: int
    may: bool
    study: str
    label: Text
    reports: tuple[ReferenceShown, ...]
    items: tuple[ItemScored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAsked:
    """A score of one item; 1 and 2 name their place."""

    item: int
    score: Score
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresAsked:
    """Scores of one study to keep: all of them or none."""

    after: int
    study: str
    scores: tuple[ScoreAsked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSettlement:
    """The final score of an item on which two readers differ, and why."""

    after: int
    study: str
    item: int
    score: Score
    why: str


def minors_shown(review: Review, me: str, names: Mapping[str, str]) -> MinorsShown:
    """Return the studies and what differs; ``review`` is blinded for the asker."""
    found = minors_progress(review, me)
    return MinorsShown(
        version=review.version,
        may=may_read(review, me, "extractor"),
        settles=may_read(review, me, "extractor", "third"),
        items=items_scored(review),
        studies=tuple(_study(review, one) for one in found),
        differ=tuple(one for study in found if study.both for one in _differ(review, study, names)),
        agreement=tuple(
            MinorsAgreementShown(
                one=names.get(one.one, one.one),
                other=names.get(one.other, one.other),
                n=one.n,
                kappa=one.kappa,
                low=one.ci_lb,
                high=one.ci_ub,
            )
            for one in minors_agreement(review, me)
        ),
    )


def scores_shown(review: Review, me: str, study: str) -> ScoresShown:
    """Return one study's sheet with the asker's own scores. Raises NotFoundError."""
    found = _scoring(review, me, study)
    given = found.sheet.readings if found.sheet else ()
    mine = {one.item: one for one in given if one.reader == me}
    return ScoresShown(
        version=review.version,
        may=may_read(review, me, "extractor"),
        study=study,
        label=found.study.label or UNTITLED,
        reports=reports_of(review, found.study),
        items=tuple(
            ItemScored(
                name=_names(review)[one.number - 1],
                anchor=one,
                score=mine[one.number].score if one.number in mine else None,
                place=mine[one.number].place if one.number in mine else "",
                why=mine[one.number].why if one.number in mine else "",
            )
            for one in minors_anchors(items_scored(review))
        ),
    )


def scores(review: Review, me: str, asked: ScoresAsked) -> tuple[MinorsScored, ...]:
    """Return what is written of a study's scores. Raises InputError."""
    _scoring(review, me, asked.study)
    bare = [one for one in asked.scores if one.score and not one.place.strip()]
    if bare:
        raise InputError(
            what=Text(zh="1 分与 2 分须写明出处", en="a score of 1 or 2 names its place"),
            where=f"MINORS {bare[0].item}",
            found=str(bare[0].score),
            do=Text(zh="写明页码或段落", en="name the page or the section"),
        )
    return tuple(
        MinorsScored(
            study=asked.study,
            item=one.item,
            score=one.score,
            place=one.place.strip(),
            why=one.why.strip(),
        )
        for one in asked.scores
    )


def settled_score(review: Review, me: str, asked: ScoreSettlement) -> tuple[MinorsSettled]:
    """Return the end of a disagreement. Raises InputError where there is none, or no reason."""
    found = _scoring(review, me, asked.study)
    given = found.sheet.readings if found.sheet else ()
    differing = {one.score for one in given if one.item == asked.item}
    if not found.both or len(differing) < 2 or not asked.why.strip():
        raise InputError(
            what=Text(
                zh="裁决须针对一处分歧，并说明理由",
                en="a settlement names a disagreement and why it ends so",
            ),
            where=f"MINORS {asked.item}",
            found=asked.why or "—",
            do=Text(zh="刷新后重试", en="reload and try again"),
        )
    return (
        MinorsSettled(study=asked.study, item=asked.item, score=asked.score, why=asked.why.strip()),
    )


def minors_figure(review: Review, me: str, figure: MinorsFigure, language: Language) -> Figure:
    """Draw the scores that are final; a study that two have not scored yet has none."""
    rows = []
    for one in minors_progress(review, me):
        sheet = one.sheet if one.both else None
        rows.append(
            MinorsRow(
                label=one.study.label or UNTITLED,
                items=sheet.items if sheet else (),
                total=sheet.total if sheet else None,
                maximum=sheet.maximum if sheet else 2 * items_scored(review),
                id=one.study.id,
            )
        )
    draw = traffic_light if figure == "traffic-light" else minors_summary
    return draw(rows, items=_names(review), language=language)


def _names(review: Review) -> tuple[Text, ...]:
    return (*NON_COMPARATIVE, *COMPARATIVE)[: items_scored(review)]


def _scoring(review: Review, me: str, study: str) -> StudyScoring:
    for one in minors_progress(review, me):
        if one.study.id == study:
            return one
    raise NotFoundError(
        what=Text(zh="没有这项纳入的研究", en="there is no such included study"),
        where="study",
        found=study[:60],
        do=Text(zh="见纳入研究的列表", en="see the list of included studies"),
    )


def _study(review: Review, one: StudyScoring) -> MinorsStudy:
    sheet = one.sheet if one.both else None
    return MinorsStudy(
        study=one.study.id,
        label=one.study.label or UNTITLED,
        mine=one.mine,
        both=one.both,
        stated=sheet is not None and sheet.stated,
        total=sheet.total if sheet else None,
        maximum=sheet.maximum if sheet else 2 * items_scored(review),
        open=len(sheet.differ) if sheet else 0,
    )


def _differ(
    review: Review, one: StudyScoring, names: Mapping[str, str]
) -> tuple[ScoreDisagreement, ...]:
    given = one.sheet.readings if one.sheet else ()
    final = {made.item: made for made in one.final}
    found = []
    for at, name in enumerate(_names(review), 1):
        held = [score for score in given if score.item == at]
        if len({score.score for score in held}) < 2:
            continue
        made = final.get(at)
        found.append(
            ScoreDisagreement(
                study=one.study.id,
                label=one.study.label or UNTITLED,
                item=at,
                name=name,
                scores=tuple(
                    ScoreShown(
                        by=names.get(score.reader, score.reader),
                        score=score.score,
                        place=score.place,
                        why=score.why,
                    )
                    for score in sorted(held, key=lambda one: names.get(one.reader, one.reader))
                ),
                final=made.score if made else None,
                why=made.why if made else "",
                by=names.get(made.reader, made.reader) if made else "",
            )
        )
    return tuple(found)

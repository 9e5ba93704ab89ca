"""full_texts_shown and what is written of full texts: obtained or not, and of which study."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_event import FullTextRecorded, ReportsGrouped
from trephine.core.text import Text
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings
from trephine.web.review.shape import ReferenceShown, VoteShown
from trephine.web.review.shown import report_shown, vote_shown

TextState = Literal["sought", "obtained", "not-retrieved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextShown:
    """One report at the full-text stage as the asker may see it.

    ``text`` is empty where nobody has said whether it was obtained; ``open``: it waits for the
    asker; ``study`` is the study it belongs to once it is included.
    """

    report: ReferenceShown
    text: Literal["", "sought", "obtained", "not-retrieved"]
    note: str
    state: Literal["waiting", "included", "excluded", "conflict"]
    reason: str
    open: bool
    mine: VoteShown | None
    study: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextsShown:
    """The reports that reached the full text, and how many were obtained and not."""

    version: int
    reports: tuple[FullTextShown, ...]
    left: int
    obtained: int
    not_retrieved: int
    unmarked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextAsked:
    """Whether the text of a report was obtained; ``note`` says how it was sought."""

    after: int
    report: str
    state: TextState
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsked:
    """A report that is of the same study as the report ``of``; ``of`` empty: a study of its own."""

    after: int
    report: str
    of: str = ""


def full_texts_shown(review: Review, me: str, names: Mapping[str, str]) -> FullTextsShown:
    """Return the reports at the full-text stage; ``review`` is blinded for the asker."""
    waiting = set(queue(review, me, "full-text"))
    held = standings(review, "full-text")
    study_of = {key: one.id for one in included_studies(review) for key in one.reports}
    found = []
    for key, standing in held.items():
        report = review.reports[key]
        mine = next((one for one in standing.votes if one.reviewer == me), None)
        found.append(
            FullTextShown(
                report=report_shown(report),
                text=report.full_text.state if report.full_text else "",
                note=report.full_text.note if report.full_text else "",
                state=standing.state,
                reason=standing.reason,
                open=key in waiting,
                mine=None if mine is None else vote_shown(review, mine, names),
                study=study_of.get(key, ""),
            )
        )
    states = [one.text for one in found]
    return FullTextsShown(
        version=review.version,
        reports=tuple(found),
        left=len(waiting),
        obtained=states.count("obtained"),
        not_retrieved=states.count("not-retrieved"),
        unmarked=states.count("") + states.count("sought"),
    )


def full_text(review: Review, asked: FullTextAsked) -> tuple[FullTextRecorded]:
    """Return what is written of a text. Raises InputError for a report not at this stage."""
    _reached(review, asked.report)
    if asked.state == "not-retrieved" and not asked.note.strip():
        raise InputError(
            what=Text(zh="“未获得全文”须说明找过何处", en="'not retrieved' says where one looked"),
            where=asked.report,
            found="—",
            do=Text(
                zh="写明途径，如馆际互借、联系作者",
                en="name the ways: interlibrary loan, a letter to the authors",
            ),
        )
    return (FullTextRecorded(report=asked.report, state=asked.state, note=asked.note.strip()),)


def grouped(review: Review, asked: GroupAsked) -> tuple[ReportsGrouped, ...]:
    """Return the groups as they are once a report is of another's study, or of its own."""
    _reached(review, asked.report)
    written = []
    for one in review.studies:
        if asked.report in one.reports and asked.of not in one.reports:
            rest = tuple(key for key in one.reports if key != asked.report)
            written.append(ReportsGrouped(study=one.id, reports=rest, label=one.label))
    if asked.of and asked.of != asked.report:
        _reached(review, asked.of)
        group = next((one for one in review.studies if asked.of in one.reports), None)
        reports = group.reports if group else (asked.of,)
        if asked.report not in reports:
            written.append(
                ReportsGrouped(
                    study=group.id if group else asked.of,
                    reports=(*reports, asked.report),
                    label=group.label if group else None,
                )
            )
    return tuple(written)


def _reached(review: Review, report: str) -> None:
    if report not in standings(review, "full-text", among={report}):
        raise InputError(
            what=Text(zh="该文献尚未进入全文阶段", en="the report has not reached the full text"),
            where="report",
            found=report[:60],
            do=Text(zh="刷新后重试", en="reload and try again"),
        )

"""paper_analyses: what each paper's numbers allow to pool, study by study; it pools nothing."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine import library
from trephine.core.mark import Assumed
from trephine.core.outcome import OutcomeKind
from trephine.core.published import PublishedEstimate
from trephine.core.study import Counts, Study
from trephine.core.text import Text
from trephine.evidence.review.study_rows import study_of
from trephine.library.trial import Impossible, Overlap
from trephine.reports.reproduce.consensus2022 import OUTCOMES
from trephine.reports.reproduce.consensus2022 import REVIEW as CONSENSUS
from trephine.reports.reproduce.zhan2025 import REVIEW as ZHAN
from trephine.reports.reproduce.zhan2025 import recompute
from trephine.web.errors import NotFoundError

Paper = Literal["consensus2022", "zhan2025"]
PAPERS: tuple[Paper, ...] = ("consensus2022", "zhan2025")
ELSEWHERE = "counted-elsewhere"
_ELSEWHERE = Text(
    zh="其患者已计入表中其他行", en="its patients are counted in other rows of the table"
)
_IMPOSSIBLE = Text(
    zh="没有整数例数与印出的百分数相符", en="no count of n gives the printed percentage"
)
_UNKNOWN = Text(zh="没有公开的计数", en="no public count")
_UNCHECKED = Text(zh="计数未能与原文核对", en="its count could not be checked against its source")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedStudy:
    """One study of an analysis: its count, how it came about, and what is doubtful in it.

    ``excluded`` says why it is not pooled; ``events`` is None where no count is known.
    ``origin``: ``read``, or how a printed percentage became a count (see ``TrialRow``), or
    ``inferred``. ``group`` is the costimulatory domain, ``printed`` the percentage as printed.
    """

    study: str
    label: Text
    year: int
    n: int
    events: int | None
    origin: str
    printed: str = ""
    flags: tuple[str, ...] = ()
    group: str = ""
    product: str = ""
    minors: int | None = None
    excluded: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAnalysis:
    """One outcome of one paper with the studies behind it; ``printed`` is the paper's own result.

    ``sensitivity``: the paper's own sensitivity analysis of the outcome. ``paper`` is the id of a
    paper, or of a review that is being made here.
    """

    paper: str
    id: str
    outcome: OutcomeKind
    sensitivity: bool
    studies: tuple[CountedStudy, ...]
    printed: PublishedEstimate | None = None

    @property
    def known(self) -> tuple[CountedStudy, ...]:
        """The studies that can be pooled."""
        return tuple(one for one in self.studies if one.excluded is None)

    @property
    def k(self) -> int:
        """How many studies the analysis is of; a row whose people others count is none of them.

        Rows of one study, its arms kept apart, are one.
        """
        return len({study_of(one.study) for one in self.studies if one.origin != ELSEWHERE})

    @property
    def rows_of(self) -> dict[str, str]:
        """The study behind every row, by the row's label."""
        return {one.label.en: study_of(one.study) for one in self.studies}


@cache
def paper_analyses(paper: Paper) -> tuple[PaperAnalysis, ...]:
    """Return every analysis of a paper, in its order, by the library's defaults."""
    if paper == CONSENSUS:
        return tuple(_of_consensus(key) for key in OUTCOMES)
    return tuple(_of_zhan(row) for row in library.published(ZHAN))


@cache
def paper_analysis(
    paper: Paper, name: str, overlap: Overlap = "once", impossible: Impossible = "nearest"
) -> PaperAnalysis:
    """Return one analysis. Raises NotFoundError.

    ``overlap`` and ``impossible`` are those of ``library.trial_table``: they change nothing in a
    paper whose counts are read.
    """
    for one in paper_analyses(paper):
        if one.id == name:
            return one if paper != CONSENSUS else _of_consensus(name, overlap, impossible)
    names = ", ".join(one.id for one in paper_analyses(paper))
    raise NotFoundError(
        what=Text(zh="该文献没有这项分析", en="The paper has no such analysis"),
        where=paper,
        found=name,
        do=Text(zh=f"可选：{names}", en=f"Choose one of: {names}"),
    )


def _of_consensus(
    key: str, overlap: Overlap = "once", impossible: Impossible = "nearest"
) -> PaperAnalysis:
    table = {study.id: study for study in library.studies(CONSENSUS)}
    kept = {
        row.study: row for row in library.trial_table(key, overlap=overlap, impossible=impossible)
    }
    once = {row.study for row in library.trial_table(key, overlap=overlap)}
    return PaperAnalysis(
        paper="consensus2022",
        id=key,
        outcome=library.outcome(key),
        sensitivity=False,
        studies=tuple(
            CountedStudy(
                study=row.study,
                label=row.label,
                year=table[row.study].year,
                n=row.n,
                events=row.events,
                origin=row.origin if row.study in once else ELSEWHERE,
                printed=row.printed,
                excluded=_left_out(row.study in kept, row.study in once),
                flags=kept.get(row.study, row).flags,
                group=row.costimulatory_domain,
                product=table[row.study].arms[0].product,
            )
            for row in library.trial_table(key, overlap="naive")
        ),
    )


def _left_out(kept: bool, once: bool) -> Text | None:  # noqa: FBT001  (two facts of a row)
    if kept:
        return None
    return _IMPOSSIBLE if once else _ELSEWHERE


def _of_zhan(row: PublishedEstimate) -> PaperAnalysis:
    found = recompute(row)
    known = {study.id: outcome for study, outcome in found.known}
    studies = []
    for key in row.studies:
        entry = library.study(key)
        outcome = known.get(key)
        counts = outcome.value if outcome is not None else None
        if outcome is None or not isinstance(counts, Counts):
            reason = _UNCHECKED if key in found.unchecked else _UNKNOWN
            studies.append(_without_count(entry, reason))
            continue
        inferred = isinstance(outcome.mark, Assumed)
        studies.append(
            CountedStudy(
                study=key,
                label=entry.label,
                year=entry.year,
                n=counts.n,
                events=counts.events,
                origin="inferred" if inferred else "read",
                flags=("count-inferred",) if inferred else (),
                group=entry.arms[0].costimulatory_domain,
                product=entry.arms[0].product,
                minors=_minors(entry),
            )
        )
    return PaperAnalysis(
        paper="zhan2025",
        id=row.id,
        outcome=library.outcome(row.outcome),
        sensitivity=row.analysis == "sensitivity",
        studies=tuple(studies),
        printed=row,
    )


def _without_count(entry: Study, reason: Text) -> CountedStudy:
    return CountedStudy(
        study=entry.id,
        label=entry.label,
        year=entry.year,
        n=entry.arms[0].n,
        events=None,
        origin="unknown",
        product=entry.arms[0].product,
        minors=_minors(entry),
        excluded=reason,
    )


def _minors(entry: Study) -> int | None:
    return entry.risk_of_bias.total if entry.risk_of_bias else None

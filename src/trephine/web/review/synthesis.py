"""review_analysis and its answers: the included studies of a review pooled, outcome by outcome."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from trephine import library
from trephine.core.outcome import OutcomeCategory
from trephine.core.percentage import counts_from_percentage
from trephine.core.review import Review
from trephine.core.review_protocol import PrespecifiedMethods
from trephine.core.study import Counts, Percentage, Study
from trephine.core.text import Text
from trephine.evidence.review.departures import departures
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.study_rows import study_of, study_rows
from trephine.evidence.review.sum_arms import INFERRED
from trephine.reports.wording import COMMON_EFFECT
from trephine.web.errors import NotFoundError
from trephine.web.evidence.analyses import CountedStudy, PaperAnalysis
from trephine.web.evidence.options import ArmRows, Measure, PoolOptions
from trephine.web.evidence.pooled import PooledAnswer, fitted, kept_of, pooled_answer
from trephine.web.review.arms_said import arms_said, of_rows
from trephine.web.review.extraction import items_of
from trephine.web.review.shown import UNTITLED

_UNREAD = Text(zh="尚未由两人读完", en="not read by two people to the end yet")
_ABSENT = Text(zh="未报告这一结局", en="the outcome is not reported")
_UNSIZED = Text(zh="该研究的例数未知", en="how many patients the study has is not known")
_UNCOUNTED = Text(
    zh="只有百分数，且不止一个整数或没有整数与之相符",
    en="a percentage alone, and not exactly one count gives it",
)
_TESTS = {"knha": "hartung-knapp", "adhoc": "hartung-knapp", "z": "normal"}
_GROUP = "costimulatory-domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOutcome:
    """An outcome of the form with how many of the included studies can be pooled."""

    outcome: str
    label: Text
    short: Text
    category: OutcomeCategory
    k: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOutcomes:
    """What a review can pool, and the protocol that it is held against; empty: none."""

    outcomes: tuple[ReviewOutcome, ...]
    unread: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPooled:
    """An outcome pooled, and in which ways that departs from the protocol (none: as announced).

    ``in_force`` are the options with what the query leaves open filled in from the protocol.
    ``arms`` says, of each study whose arms were read apart, how they stand in this answer.
    """

    pooled: PooledAnswer
    in_force: PoolOptions
    departures: tuple[Text, ...]
    arms: tuple[Text, ...]
    digest: str


def review_outcomes(review: Review) -> ReviewOutcomes:
    """Return the outcomes of the form; ``review`` is blinded for the asker."""
    found = []
    for key in _keys(review):
        made = review_analysis("", review, key)
        found.append(
            ReviewOutcome(
                outcome=key,
                label=made.outcome.label,
                short=made.outcome.short,
                category=made.outcome.category,
                k=made.k,
                known=len(made.known),
            )
        )
    read = {one.id for one in study_rows(review, items_of(review))}
    return ReviewOutcomes(
        outcomes=tuple(found),
        unread=sum(one.id not in read for one in included_studies(review)),
        digest=_digest(review),
    )


def review_analysis(
    name: str, review: Review, outcome: str, arms: ArmRows = "summed"
) -> PaperAnalysis:
    """Return one outcome with every included study, those without a count and why.

    ``arms``: those of one study that were read apart are one row, or a row each.

    Raises NotFoundError for an outcome that the form does not ask for as a count.
    """
    if outcome not in _keys(review):
        keys = ", ".join(_keys(review))
        raise NotFoundError(
            what=Text(zh="提取表没有这一结局", en="the form has no such outcome"),
            where="outcome",
            found=outcome[:60],
            do=Text(zh=f"可选：{keys}", en=f"choose one of: {keys}"),
        )
    rows: dict[str, list[Study]] = {}
    for one in study_rows(review, items_of(review), apart=arms == "apart"):
        rows.setdefault(study_of(one.id), []).append(one)
    years = {key: one.merged.year for key, one in review.reports.items()}
    labels = _labels({one.id: one.label or UNTITLED for one in included_studies(review)})
    return PaperAnalysis(
        paper=name,
        id=outcome,
        outcome=library.outcome(outcome),
        sensitivity=False,
        studies=tuple(
            counted
            for one in included_studies(review)
            for counted in (
                _rows(rows[one.id], labels[one.id], outcome)
                if one.id in rows
                else (
                    CountedStudy(
                        study=one.id,
                        label=labels[one.id],
                        year=years[one.reports[0]],
                        n=0,
                        events=None,
                        origin="unknown",
                        excluded=_UNREAD,
                    ),
                )
            )
        ),
    )


def review_pooled(name: str, review: Review, outcome: str, options: PoolOptions) -> ReviewPooled:
    """Return an outcome pooled as asked, and how that departs from the protocol."""
    own = planned(review, options)
    analysis = review_analysis(name, review, outcome, own.arms)
    found = pooled_answer(analysis, own)
    away: tuple[Text, ...] = ()
    if len(kept_of(analysis, own)) > 1:
        away = departures(review.protocol, _chosen(analysis, own))
    arms = arms_said(review, analysis, own.arms)
    result = found.result
    if result is not None and arms:  # the sentence counts rows: it says so wherever it is copied to
        zh = result.zh + "".join(f"{one.zh}。" for one in arms)
        result = Text(zh=zh, en=" ".join((result.en, *(f"{one.en}." for one in arms))))
    if found.rows is not None and found.estimate is not None:
        found = replace(
            found,
            estimate=replace(found.estimate, cautions=of_rows(found.estimate.cautions)),
            beside=tuple(replace(one, cautions=of_rows(one.cautions)) for one in found.beside),
        )
    return ReviewPooled(
        pooled=replace(found, deviates=bool(away), result=result),
        in_force=own,
        departures=away,
        arms=arms,
        digest=_digest(review),
    )


def planned(review: Review, options: PoolOptions) -> PoolOptions:
    """Return options with what they leave open filled in from the protocol's methods."""
    methods = review.protocol.methods if review.protocol else PrespecifiedMethods()
    level = methods.level if options.level is None else options.level
    options = replace(options, level=level)
    if options.model or options.measure or options.method:
        return options
    common = methods.model == "common"
    if not methods.measure and not methods.estimator and not common:
        return options
    method = "EE" if common else methods.estimator or None
    test = "z" if methods.interval == "normal" or common else options.test
    return replace(
        options,
        model="normal",
        measure=cast("Measure | None", methods.measure or None),  # checked when registered
        method=method,  # type: ignore[arg-type]
        test=test,
    )


def _chosen(analysis: PaperAnalysis, options: PoolOptions) -> Mapping[str, str | float]:
    """Return what was done in the words of a protocol."""
    found = fitted(analysis, options).estimate
    common = found.method in COMMON_EFFECT
    chosen: dict[str, str | float] = {
        "measure": found.measure,
        "model": "common" if common else "random",
        "interval": _TESTS.get(found.test, found.test),
        "level": found.level,
    }
    if not common:  # the exact likelihood of the counts has an estimator of its own
        chosen["estimator"] = f"{found.method} ({found.model})" if found.model else found.method
    if options.group:
        chosen["subgroup"] = _GROUP
    done = []
    if options.without:
        left = [one.label.en for one in analysis.studies if one.study in options.without]
        done.append("without " + ", ".join(left))
    if any(study_of(one.study) != one.study for one in analysis.studies):
        done.append("arms apart")
    if done:
        chosen["sensitivity"] = "; ".join(done)
    return chosen


def _keys(review: Review) -> tuple[str, ...]:
    """Return the outcomes of the form that are counts, each once."""
    asked = [one for one in items_of(review) if one.kind in {"count", "percentage"}]
    return tuple(dict.fromkeys(one.outcome for one in asked if one.outcome))


def _digest(review: Review) -> str:
    return review.registrations[-1].digest if review.registrations else ""


def _labels(held: Mapping[str, Text]) -> dict[str, Text]:
    """Return labels of which no two are alike: the second Wang 2019 becomes Wang 2019 (2)."""
    seen: Counter[str] = Counter()
    found = {}
    for key, label in held.items():
        seen[label.en] += 1
        at = seen[label.en]
        found[key] = label if at == 1 else Text(zh=f"{label.zh} ({at})", en=f"{label.en} ({at})")
    return found


def _rows(rows: Sequence[Study], label: Text, outcome: str) -> Iterator[CountedStudy]:
    for row in rows:
        arm = row.id.removeprefix(study_of(row.id))[1:]
        said = Text(zh=f"{label.zh} · {arm}", en=f"{label.en} · {arm}") if arm else label
        yield _counted(row, said, outcome)


def _counted(row: Study, label: Text, outcome: str) -> CountedStudy:
    arm = row.arms[0] if row.arms else None
    held = next((one for one in arm.outcomes if one.key == outcome), None) if arm else None
    value = held.value if held else None
    events: int | None = None
    origin, printed = "unknown", ""
    flags: tuple[str, ...] = ()
    n = arm.n if arm else 0
    excluded: Text | None = _ABSENT if arm else _UNSIZED
    if isinstance(value, Counts):
        events, n, origin, excluded = value.events, value.n, "read", None
        if held and held.note == INFERRED:
            origin, flags = "inferred", ("count-inferred",)
    elif isinstance(value, Percentage):
        counts = counts_from_percentage(value)
        n, printed, excluded = value.n, value.printed, _UNCOUNTED
        if len(counts) == 1:
            events, origin, excluded = counts[0].events, "inferred", None
            flags = ("count-inferred",)
    elif held and held.note:
        excluded = held.note
    return CountedStudy(
        study=row.id,
        label=label,
        year=row.year,
        n=n,
        events=events,
        origin=origin,
        printed=printed,
        flags=flags,
        group=arm.costimulatory_domain if arm else "",
        product=arm.product if arm else "",
        minors=row.risk_of_bias.total if row.risk_of_bias else None,
        excluded=excluded,
    )

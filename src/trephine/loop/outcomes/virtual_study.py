"""virtual_study: a virtual trial's results as a Study, marked as simulated, failures named."""

from collections.abc import Sequence
from math import isnan

from trephine.core.endpoint import EndpointKind
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.source import Locator
from trephine.core.study import (
    Arm,
    Continuous,
    Counts,
    Outcome,
    Percentage,
    Study,
    Survival,
    Value,
)
from trephine.core.text import Text
from trephine.core.trial import Trial
from trephine.loop.outcomes.arm_results import ArmResults, CountResult, DayResult, TimeResult

NOT_REACHED = "NR"


def virtual_study(trial: Trial, arms: Sequence[ArmResults]) -> Study:
    """Return the trial as a Study of virtual patients, one arm for each arm of the trial.

    A count stands as a count; a landmark share with patients censored before it as a percentage,
    which is no count; a median as a survival time, ``NR`` where it is not reached; days as mean and
    standard deviation. Every population says that it is virtual, who was left aside and how many
    runs failed. A definition that is ours is ``assumed``, all else ``derived`` from the trial.
    Raises KeyError for results of an arm that the trial does not have.
    """
    at = Locator(source=trial.id, place=f"seed {trial.seed}{_fitted(trial)}")
    return Study(
        id=trial.id,
        label=Text(zh=f"{trial.title.zh}（虚拟）", en=f"{trial.title.en} (virtual)"),
        year=trial.written.year,
        read_at=at,
        arms=tuple(_arm(trial, one, at) for one in arms),
        simulated=True,
    )


def _fitted(trial: Trial) -> str:
    chosen = trial.ensemble
    if chosen is None:
        return ""
    return f", {chosen.name} {'mean' if chosen.member is None else chosen.member}"


def _arm(trial: Trial, found: ArmResults, at: Locator) -> Arm:
    planned = trial.arm(found.arm)
    place = Locator(source=at.source, place=f"{at.place}, arm {found.arm}")
    outcomes = [_count(one, found, place) for one in found.counts.values()]
    outcomes += [_time(one, found, place) for one in found.times.values()]
    outcomes += [_day(one, found, place) for one in found.days.values() if one.n > 1]
    return Arm(name=found.arm, n=found.n, product=planned.product, outcomes=tuple(outcomes))


def _count(one: CountResult, found: ArmResults, at: Locator) -> Outcome:
    value: Counts | Percentage = (
        Percentage(printed=f"{100 * one.share:.1f}", n=one.n)
        if one.events is None
        else Counts(events=one.events, n=one.n)
    )
    how = "product-limit" if one.events is None else "count"
    return _outcome(one.endpoint.kind, value, how, one.aside, found, at)


def _time(one: TimeResult, found: ArmResults, at: Locator) -> Outcome:
    reached = not isnan(one.median)
    value = Survival(
        median_months=one.median if reached else None,
        printed=f"{one.median:.1f}" if reached else NOT_REACHED,
        n=one.curve.n,
    )
    return _outcome(one.endpoint.kind, value, "product-limit median", one.aside, found, at)


def _day(one: DayResult, found: ArmResults, at: Locator) -> Outcome:
    value = Continuous(mean=one.mean, sd=one.sd, n=one.n, unit="d")
    return _outcome(one.endpoint.kind, value, "mean", (), found, at)


def _outcome(
    kind: EndpointKind,
    value: Value,
    how: str,
    aside: Sequence[tuple[Text, int]],
    found: ArmResults,
    at: Locator,
) -> Outcome:
    """Return the outcome: assumed where its definition is ours, else derived from the trial."""
    mark: Mark = kind.mark
    if not isinstance(mark, Assumed):
        read = (mark.locator,) if isinstance(mark, Read) else mark.inputs
        mark = Derived(formula=f"{how}({kind.definition.en})", inputs=(at, *read))
    return Outcome(
        key=kind.id,
        value=value,
        mark=mark,
        population=_population(kind.among, aside, found),
        note=kind.definition,
    )


def _population(whom: Text, aside: Sequence[tuple[Text, int]], found: ArmResults) -> Text:
    """Return who was counted, and who not."""
    zh, en = [], []
    for reason, k in aside:
        zh.append(f"{reason.zh} {k} 例")
        en.append(f"{reason.en}: {k}")
    failed = sum(len(numbers) for numbers in found.failed.values())
    if failed:
        zh.append(f"运行失败 {failed} 例")
        en.append(f"runs that failed: {failed}")
    if not zh:
        return whom
    return Text(
        zh=f"{whom.zh}（不计：{'，'.join(zh)}）", en=f"{whom.en} (not counted: {', '.join(en)})"
    )

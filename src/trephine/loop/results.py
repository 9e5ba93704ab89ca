"""trial_results: all that a virtual trial's tables of patients answer, in one."""

from collections.abc import Mapping
from dataclasses import dataclass

from trephine.core.study import Study
from trephine.core.text import Text
from trephine.core.trial import Trial, TrialArm
from trephine.library import product
from trephine.library.endpoints import weighed_endpoint
from trephine.loop.compare.compare_arm import ComparedArm, compare_arm
from trephine.loop.compare.member_spread import MemberSpread
from trephine.loop.compare.paired_arms import PairedArms, paired_arms
from trephine.loop.compare.pooled_with import PooledWith, pooled_with
from trephine.loop.compare.trade_off import TradeOff, trade_off
from trephine.loop.outcomes.arm_results import ArmResults, CountInterval, arm_results
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.loop.outcomes.virtual_study import virtual_study


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrialResults:
    """What came of a virtual trial: the Study, its arms, each beside the evidence and the first.

    ``compared`` and ``pooled`` are by arm; ``pairs`` hold every other arm against the first, and
    ``trade_offs`` a severe reaction against a response in those pairs, where both are known.
    ``spread`` is how far figures differ between fitted sets of parameters, where some were run.
    """

    trial: Trial
    study: Study
    arms: tuple[ArmResults, ...]
    compared: tuple[ComparedArm, ...]
    pooled: tuple[tuple[PooledWith, ...], ...]
    pairs: tuple[PairedArms, ...]
    trade_offs: tuple[TradeOff | None, ...]
    spread: MemberSpread | None = None


def trial_results(
    trial: Trial,
    tables: Mapping[str, PatientTable],
    *,
    level: float = 95.0,
    interval: CountInterval = "wilson",
) -> TrialResults:
    """Answer the trial's endpoints for every arm and hold them against evidence and first arm.

    ``tables`` are by arm; every arm of the trial needs one. A trial that names its endpoints is
    answered for those, but the evidence is compared with on all. Raises KeyError for a missing arm,
    InputError.
    """
    whole = [tables[one.id] for one in trial.arms]
    asked = set(trial.endpoints)
    every = [arm_results(one, level=level, interval=interval) for one in whole]
    arms = [
        one if not asked else arm_results(table, keys=asked, level=level, interval=interval)
        for one, table in zip(every, whole, strict=True)
    ]
    compared = [
        compare_arm(one, product(planned.product), differs=_differs(trial, planned))
        for one, planned in zip(every, trial.arms, strict=True)
    ]
    first = whole[0]
    return TrialResults(
        trial=trial,
        study=virtual_study(trial, arms),
        arms=tuple(arms),
        compared=tuple(compared),
        pooled=tuple(
            tuple(
                found
                for row in one.rows
                if row.row.side == "pooled"
                and (found := pooled_with(row, planned.label.en)) is not None
            )
            for one, planned in zip(compared, trial.arms, strict=True)
        ),
        pairs=tuple(
            paired_arms(first, other, days=trial.days, keys=trial.endpoints, level=level)
            for other in whole[1:]
        ),
        trade_offs=tuple(_trade(first, other, level) for other in whole[1:]),
    )


_OTHERWISE = {
    "strategies": Text(zh="策略", en="strategies"),
    "second": Text(zh="二次输注的产品", en="a second product"),
    "changes": Text(zh="参数改动", en="changed parameters"),
    "overrides": Text(zh="规则改动", en="overridden rules"),
    "lymphodepletion": Text(zh="清淋方案", en="another lymphodepletion"),
}
_POPULATION = Text(zh="人群", en="another population")


def _differs(trial: Trial, planned: TrialArm) -> Text | None:
    """Return what an arm does otherwise than its product's own trials; None for nothing."""
    found = [words for name, words in _OTHERWISE.items() if getattr(planned, name)]
    if trial.population != product(planned.product).population:
        found.append(_POPULATION)
    if not found:
        return None
    return Text(zh="、".join(one.zh for one in found), en=", ".join(one.en for one in found))


def _trade(first: PatientTable, other: PatientTable, level: float) -> TradeOff | None:
    needed = [*weighed_endpoint("harm").columns, *weighed_endpoint("benefit").columns]
    if not (first.has(*needed) and other.has(*needed)):
        return None
    return trade_off(first, other, level=level)

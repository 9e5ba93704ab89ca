"""check_trial, check_figures: refuse a trial's plan that the library cannot carry out."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import isfinite

from trephine.core.check_override import check_override
from trephine.core.error import InputError
from trephine.core.handbook import Handbook
from trephine.core.option import advice, names_near
from trephine.core.text import Text
from trephine.core.trial import Trial, TrialArm, TrialEnsemble
from trephine.library.acts import acts
from trephine.library.endpoints import endpoints
from trephine.library.ensemble_table import ensemble, ensemble_names
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.model_of import model
from trephine.library.population_table import populations
from trephine.library.product_table import products
from trephine.library.readout_table import readouts
from trephine.library.strategy_table import strategies
from trephine.library.trial_handbook import trial_handbook

MODEL = "bcma_cart"
NO_REGIMEN = "none"
Where = Callable[..., str]
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_MOST_PATIENTS = 50_000_000  # as a run has it
_MOST_DAYS = 36_525.0  # 100 years
_MOST_ARMS = 20
# A record holds dates from 1880 to 2200: room for a history before and for 100 years after.
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_MOST_HOURS = 24.0 * 366


def check_trial(trial: Trial, where: Where) -> None:
    """Refuse a trial that the library cannot carry out. Raises InputError.

    ``where`` gives the place of a key by its steps in the file: ``where("arm", 0, "product")``.
    Overrides are looked at one by one, as ``check_override`` does.
    """
    check_figures(trial, where)
    _check_id(trial.id, where("id"))
    for i, arm in enumerate(trial.arms):
        _check_id(arm.id, where("arm", i, "id"))
    _named(trial.population, (one.id for one in populations()), "populations", where("population"))
    _check_arms(trial.arms, where)
    try:
        handbook = trial_handbook(trial.pathway, ward=True)
    except InputError as error:
        error.where = where("pathway", error.where)
        raise
    for i, arm in enumerate(trial.arms):
        _check_arm(arm, handbook, where, i)
    _check_monitoring(trial, where)
    if trial.ensemble is not None:
        _check_ensemble(trial.ensemble, where)
    if trial.endpoints:
        _check_catalogue("endpoints", trial.endpoints, (one.id for one in endpoints()), where)
    if trial.acts:
        _check_catalogue("acts", trial.acts, (one.id for one in acts(MODEL).kinds), where)


def _check_id(name: str, place: str) -> None:
    if not _ID.fullmatch(name):
        what = Text(zh="标识不合要求", en="This is no fit id")
        do = Text(
            zh="用小写字母、数字、连字符与点，64 个以内",
            en="Use lower-case letters, figures, hyphens and points, up to 64",
        )
        raise _refused(what, place, repr(name)[:80], do)


def check_figures(trial: Trial, where: Where) -> None:
    """Refuse figures that cannot be: patients, days, seed, shares, the start. Raises InputError."""
    missing = trial.missing
    share = Text(zh="0 至 1 的比例，小于 1", en="a share from 0 on, below 1")
    limits: tuple[tuple[tuple[str, ...], float, bool, Text], ...] = (
        (
            ("patients",),
            trial.patients,
            1 <= trial.patients <= _MOST_PATIENTS,
            Text(
                zh=f"1 至 {_MOST_PATIENTS:,} 的整数", en=f"a whole number, 1 to {_MOST_PATIENTS:,}"
            ),
        ),
        (
            ("days",),
            trial.days,
            1 <= trial.days <= _MOST_DAYS,
            Text(zh=f"1 至 {_MOST_DAYS:g} 天", en=f"1 to {_MOST_DAYS:g} days"),
        ),
        (
            ("seed",),
            trial.seed,
            0 <= trial.seed < 2**63,
            Text(zh="不小于 0 的整数", en="a whole number of 0 or more, below 2^63"),
        ),
        (("missing", "missed"), missing.missed, 0 <= missing.missed < 1, share),
        (("missing", "late"), missing.late, 0 <= missing.late <= 1, share),
        (
            ("missing", "late_hours"),
            missing.late_hours,
            0 <= missing.late_hours <= _MOST_HOURS
            and (missing.late == 0 or missing.late_hours > 0),
            Text(
                zh=f"0 至 {_MOST_HOURS:g} 小时；有晚到的结果时须大于 0",
                en=f"0 to {_MOST_HOURS:g} hours; above 0 where results come late",
            ),
        ),
        (
            ("missing", "dropout_per_year"),
            missing.dropout_per_year,
            0 <= missing.dropout_per_year <= 365,
            Text(zh="每年 0 至 365 的率", en="a rate, 0 to 365 a year"),
        ),
    )
    for steps, value, fits, do in limits:
        if not fits or not isfinite(value):
            name = ".".join(steps)
            what = Text(zh=f"{name} 不能取此值", en=f"{name} cannot have this value")
            raise _refused(what, where(*steps), f"{value:g}", do)
    if trial.start.utcoffset() is None:
        raise _refused(
            Text(zh="start 没有时区", en="start has no time zone"),
            where("start"),
            trial.start.isoformat(),
            Text(
                zh="写出时区，例如 2026-03-02T08:00:00+08:00",
                en="state the zone, as in 2026-03-02T08:00:00+08:00",
            ),
        )
    if not _FIRST_YEAR <= trial.start.year <= _LAST_YEAR:
        raise _refused(
            Text(zh="start 不可能", en="start cannot be"),
            where("start"),
            trial.start.isoformat(),
            Text(
                zh=f"年份取 {_FIRST_YEAR} 至 {_LAST_YEAR}",
                en=f"Take a year from {_FIRST_YEAR} to {_LAST_YEAR}",
            ),
        )


def _check_arms(arms: Sequence[TrialArm], where: Where) -> None:
    if not 1 <= len(arms) <= _MOST_ARMS:
        raise _refused(
            Text(zh="组数不合要求", en="That is no fit number of arms"),
            where("arm"),
            str(len(arms)),
            Text(zh=f"写 1 至 {_MOST_ARMS} 个 [[arm]]", en=f"Write 1 to {_MOST_ARMS} [[arm]]"),
        )
    for (i, one), (j, other) in combinations(enumerate(arms), 2):
        places = f"{where('arm', i, 'id')} & {where('arm', j, 'id')}"
        if one.id == other.id:
            what = Text(zh="两组标识相同", en="Two arms have the same id")
            do = Text(zh="给每组不同的 id", en="Give each an id of its own")
            raise _refused(what, places, one.id, do)
        for zh_or_en, a, b in zip(("zh", "en"), one.label, other.label, strict=True):
            if a.strip() == b.strip():
                what = Text(zh="两组同名", en="Two arms have the same name")
                do = Text(zh="给每组不同的 label", en="Give each a label of its own")
                raise _refused(what, places, f"{zh_or_en} = {a}", do)
        if replace(one, id=other.id, label=other.label) == other:
            raise _refused(
                Text(zh="两组除名称外完全相同", en="Two arms are alike in all but their names"),
                places,
                f"{one.id}, {other.id}",
                Text(zh="删去一组，或写出差别", en="Leave one out, or write what tells them apart"),
            )


def _check_arm(arm: TrialArm, handbook: Handbook, where: Where, i: int) -> None:
    known = {one.id: one for one in strategies()}
    made = [one.id for one in products()]
    _named(arm.product, made, "products", where("arm", i, "product"))
    if arm.second:
        _named(arm.second, made, "products", where("arm", i, "second"))
    place = where("arm", i, "strategies")
    for name in arm.strategies:
        _named(name, known, "strategies", place)
    twice = [name for name in dict.fromkeys(arm.strategies) if arm.strategies.count(name) > 1]
    if twice:
        what = Text(zh="同一策略写了两次", en="A strategy is named twice")
        raise _refused(what, place, ", ".join(twice), Text(zh="只写一次", en="Name it once"))
    if arm.lymphodepletion:
        place = where("arm", i, "lymphodepletion")
        choices = [NO_REGIMEN, *(one.id for one in lymphodepletions())]
        _named(arm.lymphodepletion, choices, "", place)
        of = [name for name in arm.strategies if known[name].regimen]
        if of:
            raise _refused(
                Text(zh="两种预处理方案互相矛盾", en="Two lymphodepletions contradict each other"),
                place,
                f"{arm.lymphodepletion}; {', '.join(of)}",
                Text(
                    zh="写 lymphodepletion 或带方案的策略，只写其一",
                    en="Keep lymphodepletion or the strategy that has a regimen, not both",
                ),
            )
    _check_changes(arm, where, i)
    seen: list[tuple[str, ...]] = []
    for j, one in enumerate(arm.overrides):
        steps = ("arm", i, "override", j)
        try:
            check_override(one, handbook)
        except InputError as error:
            error.where = where(*steps, error.where)
            raise
        key = (one.budget, str(one.field)) if one.kind == "budget" else (one.table, one.rule)
        if key in seen:
            what = Text(zh="同一处改了两次", en="The same is overridden twice")
            do = Text(zh="合为一项", en="Make one override of the two")
            raise _refused(what, where(*steps), " ".join(key), do)
        seen.append(key)


def _check_changes(arm: TrialArm, where: Where, i: int) -> None:
    if not arm.changes:
        return
    known = {one.id: one for one in model(MODEL).parameters}
    for name, value in arm.changes.items():
        place = where("arm", i, "changes", name)
        found = known.get(name) or known.get(f"{name}1")
        if found is None:
            what = Text(zh="模型没有这个参数", en="The model has no such parameter")
            do = names_near(name, known, listed="trephine model show --parameters")
            raise _refused(what, place, name, do)
        low = -float("inf") if found.low is None else found.low
        high = float("inf") if found.high is None else found.high
        if found.formula or not isfinite(value) or not low <= value <= high:
            what = Text(zh="参数不能取此值", en="The parameter cannot have this value")
            do = Text(
                zh=f"请给出 {low:g} 至 {high:g} 的数（{found.unit}）",
                en=f"Give a number from {low:g} to {high:g} ({found.unit})",
            )
            if found.formula:
                do = Text(
                    zh="此参数由公式算出，请改其中的参数",
                    en="It follows from a formula: set the parameters in it",
                )
            raise _refused(what, place, found.formula or f"{value:g}", do)


def _check_monitoring(trial: Trial, where: Where) -> None:
    plan = trial.monitoring
    if not plan.every and not plan.without:
        return
    known = [one.id for one in readouts(MODEL).schedules]
    for name, hours in plan.every.items():
        place = where("monitoring", "every", name)
        _named(name, known, "", place)
        if not (isfinite(hours) and 0.5 <= hours <= _MOST_HOURS):
            what = Text(zh="间隔不能取此值", en="The interval cannot have this value")
            do = Text(zh=f"0.5 至 {_MOST_HOURS:g} 小时", en=f"0.5 to {_MOST_HOURS:g} hours")
            raise _refused(what, place, f"{hours:g}", do)
    for name in plan.without:
        _named(name, known, "", where("monitoring", "without"))


def _check_ensemble(asked: TrialEnsemble, where: Where) -> None:
    _named(asked.name, ensemble_names(), "", where("ensemble", "name"))
    found = ensemble(asked.name)
    if found.model != MODEL:
        mine = [name for name in ensemble_names() if ensemble(name).model == MODEL]
        raise _refused(
            Text(zh="这些参数组属于另一个模型", en="The ensemble is of another model"),
            where("ensemble", "name"),
            f"{asked.name}: {found.model} ≠ {MODEL}",
            Text(zh=f"可用：{'、'.join(mine)}", en=f"Choose one of: {', '.join(mine)}"),
        )
    most = len(found.members)
    if asked.member is not None and not 0 <= asked.member < most:
        raise _refused(
            Text(zh="没有这一组拟合参数", en="There is no such member of the ensemble"),
            where("ensemble", "member"),
            str(asked.member),
            Text(zh=f'写 "mean"，或 0 至 {most - 1}', en=f'Write "mean", or 0 to {most - 1}'),
        )
    if asked.members and not 2 <= asked.members <= most:
        raise _refused(
            Text(zh="没有这么多组拟合参数", en="That is no fit number of members"),
            where("ensemble", "members"),
            str(asked.members),
            Text(zh=f"写 2 至 {most}，或不写", en=f"Write 2 to {most}, or leave it out"),
        )
    if asked.members and asked.member is not None:
        raise _refused(
            Text(zh="member 与 members 不能同写", en="member and members do not go together"),
            where("ensemble", "members"),
            f"member = {asked.member}, members = {asked.members}",
            Text(
                zh="只算一组写 member；要看各组之间的差异写 members",
                en="Write member for one set alone, members to see how far sets differ",
            ),
        )


def _check_catalogue(key: str, names: Iterable[str], known: Iterable[str], where: Where) -> None:
    asked, choices = tuple(names), tuple(known)
    twice = [name for name in dict.fromkeys(asked) if asked.count(name) > 1]
    if twice:
        what = Text(zh=f"{key} 有重复", en=f"One of {key} is named twice")
        raise _refused(what, where(key), ", ".join(twice), Text(zh="只写一次", en="Name it once"))
    for name in asked:
        _named(name, choices, "", where(key))


def _named(name: str, choices: Iterable[str], listed: str, place: str) -> None:
    known = list(choices)
    if name in known:
        return
    if listed:
        what = Text(zh="库中没有这一项", en="The library has no such entry")
        do = names_near(name, known, listed=f"trephine model show --{listed}")
        raise _refused(what, place, repr(name), do)
    what = Text(zh="没有这一取值", en="There is no such choice")
    raise _refused(what, place, repr(name), advice(name, known))


def _refused(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found, do=do)

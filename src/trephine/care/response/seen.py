"""seen: visits checked, put in order, one a day, with exact numbers."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trephine.care.response.options import ResponseOptions
from trephine.care.response.visit import Mrd, Visit
from trephine.core.error import InputError
from trephine.core.response import ResponseCriteria
from trephine.core.text import Text

_NUMBERS = (
    "serum_m",
    "urine_m",
    "kappa",
    "lambda_",
    "flc_ratio",
    "iga",
    "igd",
    "marrow_pc",
    "spd",
    "longest_diameter",
    "short_axis",
    "circulating_pc",
)
_KEPT_APART = ("at", "mrd", "clinical_relapse", "clonality_method", "unit_missing", "conflict")
_FIELDS = tuple(field.name for field in fields(Visit) if field.name not in _KEPT_APART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A day's visits as one, with exact numbers; ``mrd`` holds every test of that day.

    ``serum`` is what stands for serum M-protein under the options. ``ratio_normal`` is None where
    the ratio is unknown. Units as in Visit.
    """

    day: int
    visit: Visit
    serum: Fraction | None
    urine: Fraction | None
    kappa: Fraction | None
    lambda_: Fraction | None
    ratio_normal: bool | None
    marrow: Fraction | None
    spd: Fraction | None
    diameter: Fraction | None
    axis: Fraction | None
    circulating: Fraction | None
    mrd: tuple[Mrd, ...]

    @property
    def conflicting(self) -> bool:
        """Whether two different results of one day stand unresolved."""
        return bool(self.visit.conflict)


def seen(
    baseline: Visit,
    visits: tuple[Visit, ...],
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> tuple[Seen, tuple[Seen, ...]]:
    """Return the baseline and, day by day, what was seen after it.

    Raises InputError for a float, a negative or impossible amount, a lesion count that
    contradicts the SPD, a time without zone, a mixture of day numbers and moments, a visit not
    after the baseline, and, where the options say so, for two results on one day.
    """
    for visit in (baseline, *visits):
        check_visit(visit, criteria)
    first = _exact(baseline, 0, (baseline.mrd,), criteria, options)
    days: dict[int, list[Visit]] = {}
    for visit in visits:
        day = day_of(visit.at, baseline.at)
        if day <= day_of(baseline.at, baseline.at):
            raise _refused(
                visit,
                Text(zh="访视不在基线之后", en="a visit that is not after the baseline"),
                f"{visit.at} / {baseline.at}",
                Text(
                    zh="改正日期，或换用更早的基线",
                    en="correct the day, or take the right baseline",
                ),
            )
        days.setdefault(day, []).append(visit)
    start = day_of(baseline.at, baseline.at)
    found = tuple(
        _exact(_merged(days[day], options), day, tuple(v.mrd for v in days[day]), criteria, options)
        for day in sorted(days)
    )
    return replace(first, day=start), found


def day_of(at: int | datetime, origin: int | datetime) -> int:
    """Return the day: as given, or counted in the zone of ``origin``, which is day 0."""
    if isinstance(at, datetime) and at.tzinfo is None:
        raise InputError(
            what=Text(zh="时刻没有时区", en="a moment without a time zone"),
            where=f"at = {at}",
            found=repr(at),
            do=Text(zh="写明时区，如 +08:00", en="state the zone, +08:00 for instance"),
        )
    if isinstance(at, datetime) and isinstance(origin, datetime):
        return (at.astimezone(origin.tzinfo).date() - origin.date()).days
    if isinstance(at, int) and isinstance(origin, int):
        return at
    raise InputError(
        what=Text(zh="日数与时刻混用", en="day numbers and moments are mixed"),
        where=f"at = {at}",
        found=f"{at!r} / {origin!r}",
        do=Text(zh="全程只用一种", en="use one kind throughout"),
    )


def check_visit(visit: Visit, criteria: ResponseCriteria) -> None:
    """Refuse a visit that cannot be true. Raises InputError."""
    if isinstance(visit.at, datetime) and visit.at.tzinfo is None:
        raise _refused(
            visit,
            Text(zh="时刻没有时区", en="a moment without a time zone"),
            f"at = {visit.at}",
            Text(zh="写明时区，如 +08:00", en="state the zone, +08:00 for instance"),
        )
    if isinstance(visit.at, bool) or not isinstance(visit.at, int | datetime):
        raise _refused(
            visit,
            Text(zh="访视时间须为整日数或时刻", en="a visit is on a whole day or at a moment"),
            f"at = {visit.at!r}",
            Text(zh="写整数或带时区的时刻", en="give an integer or a moment with its zone"),
        )
    highest = {one.id: one for one in criteria.highest}
    for name in _NUMBERS:
        value = getattr(visit, name)
        if value is not None:
            _check_number(visit, name, value, highest[name].value, highest[name].unit)
    for name in (*visit.unit_missing, *visit.conflict):
        if name not in _FIELDS or getattr(visit, name) is not None:
            raise _refused(
                visit,
                Text(
                    zh="标为单位缺失或冲突的项目不存在，或仍有值",
                    en="what is marked without unit or conflicting does not exist, or has a value",
                ),
                f"{name} = {getattr(visit, name, '?')!r}",
                Text(zh="改正名称，或删去数值", en="correct the name, or leave the value out"),
            )
    _check_lesions(visit)


def _check_number(visit: Visit, name: str, value: object, highest: Decimal, unit: str) -> None:
    exact = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not exact or not Decimal(str(value)).is_finite():
        raise _refused(
            visit,
            Text(zh="数值须为整数或十进制数", en="an amount is an integer or a Decimal"),
            f"{name} = {value!r}",
            Text(zh='写作 Decimal("0.1")，不用浮点数', en='write Decimal("0.1"), not a float'),
        )
    if not 0 <= Decimal(str(value)) <= highest:
        raise _refused(
            visit,
            Text(zh="数值不可能", en="an impossible amount"),
            f"{name} = {value} {unit}",
            Text(
                zh=f"核对数值和单位：应在 0 至 {highest} {unit} 之间",
                en=f"check value and unit: between 0 and {highest} {unit}",
            ),
        )


def _check_lesions(visit: Visit) -> None:
    count, spd = visit.lesions, visit.spd
    wrong = count is not None and (
        isinstance(count, bool)
        or not isinstance(count, int)
        or count < 0
        or (spd is not None and (spd > 0) != (count > 0))
        or (count == 0 and visit.longest_diameter is not None and visit.longest_diameter > 0)
    )
    if wrong:
        raise _refused(
            visit,
            Text(zh="病灶数与大小矛盾", en="the number of lesions contradicts their size"),
            f"lesions = {count}, spd = {spd}, longest_diameter = {visit.longest_diameter}",
            Text(zh="核对影像报告", en="check the imaging report"),
        )


def _merged(visits: list[Visit], options: ResponseOptions) -> Visit:
    """Return one day's visits as one: what agrees or completes is kept, the rest conflicts."""
    merged: dict[str, Any] = {}
    conflict = {name for visit in visits for name in visit.conflict}
    for name in _FIELDS:
        found = {getattr(visit, name) for visit in visits} - {None}
        if len(found) > 1 and name == "antibody_interference":
            found = {True}
        if len(found) > 1:
            conflict.add(name)
        merged[name] = found.pop() if len(found) == 1 and name not in conflict else None
    if conflict and options.same_day_conflict == "error":
        raise _refused(
            visits[0],
            Text(zh="同日有两个不同结果", en="two different results on one day"),
            ", ".join(
                f"{name} = {[getattr(visit, name) for visit in visits]}"
                for name in sorted(conflict)
            ),
            Text(zh="核对后只留一个", en="find out which is right and keep it alone"),
        )
    signs = [visit.clinical_relapse for visit in visits if visit.clinical_relapse is not None]
    return Visit(
        at=min(visit.at for visit in visits),
        clonality_method=", ".join(sorted({v.clonality_method for v in visits} - {""})),
        clinical_relapse=tuple(sorted({one for some in signs for one in some})) if signs else None,
        unit_missing=tuple(sorted({name for visit in visits for name in visit.unit_missing})),
        conflict=tuple(sorted(conflict)),
        **merged,
    )


def _exact(
    visit: Visit,
    day: int,
    tests: tuple[Mrd | None, ...],
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> Seen:
    by = options.serum_m_by_immunoglobulin
    kappa, lambda_ = _fraction(visit.kappa), _fraction(visit.lambda_)
    ratio = _fraction(visit.flc_ratio)
    normal: bool | None = None
    if kappa is not None and lambda_:
        ratio = kappa / lambda_
    elif kappa and lambda_ == 0:
        ratio, normal = None, False
    if ratio is not None:
        normal = criteria.ratio_low.met(ratio) and criteria.ratio_high.met(ratio)
    return Seen(
        day=day,
        visit=visit,
        serum=_fraction(visit.serum_m if by == "not_used" else getattr(visit, by)),
        urine=_fraction(visit.urine_m),
        kappa=kappa,
        lambda_=lambda_,
        ratio_normal=normal,
        marrow=_fraction(visit.marrow_pc),
        spd=_fraction(visit.spd),
        diameter=_fraction(visit.longest_diameter),
        axis=_fraction(visit.short_axis),
        circulating=_fraction(visit.circulating_pc),
        mrd=tuple(sorted({test for test in tests if test is not None}, key=repr)),
    )


def _fraction(value: Decimal | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _refused(visit: Visit, what: Text, found: str, do: Text) -> InputError:
    return InputError(what=what, where=f"visit at {visit.at}", found=found, do=do)

"""enter: a value as it was written becomes a Reading, converted exactly and rounded once."""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import NoReturn

from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.record import Origin, Reading, ReadingValue
from trephine.core.text import Text

# Written in notes, but not UCUM (`K/uL` is, and means kelvin): pointed out, never converted.
# More digits than any result has before or behind the point: a number written so is no result,
# and an exact fraction of 10**999999999 would fill the memory.
_MOST_DIGITS = 30
_EXACT = Context(prec=3 * _MOST_DIGITS, rounding=ROUND_HALF_EVEN)
# Nobody alive was born before; and dates at the ends of the calendar cannot change their zone.
_FIRST_YEAR, _LAST_YEAR = 1880, 2200
_ASK = {
    "mmHg": "mm[Hg]",
    "℃": "Cel",
    "°C": "Cel",
    "C": "Cel",
    "°F": "[degF]",
    "F": "[degF]",
    "10^9/L": "10*9/L",
    "K/uL": "10*3/uL",
    "μmol/L": "umol/L",
    "µmol/L": "umol/L",
    "mg/24h": "mg/(24.h)",
    "g/dl": "g/dL",
    "mg/dl": "mg/dL",
    "IU/L": "U/L",
}


def enter(
    one: Observable,
    value: object,
    unit: str,
    time: datetime,
    *,
    where: str,
    origin: Origin = "entered",
    recorded: datetime | None = None,
    low: object = None,
    high: object = None,
    day_only: bool = False,
    withdrawn: bool = False,
    line: int = 0,
) -> Reading:
    """Return a Reading of ``one``. ``where`` names file and line, or record and time, for errors.

    A number needs a unit that the observable accepts, unless it is a mere score or count; it is
    converted by exact fractions and rounded half to even, once, to the observable's resolution.
    Raises InputError for a missing or foreign unit, a value outside the possible range, an unknown
    code, a moment without a time zone, or a moment that lies after the one it was recorded at.
    """
    _check_moment(time, where)
    if recorded is not None:
        _check_moment(recorded, where)
        if time > recorded:
            _refuse(
                Text(zh="读数的时间晚于记录时间", en="the reading lies after it was recorded"),
                where,
                f"{one.id} {time.isoformat()} > {recorded.isoformat()}",
                Text(
                    zh="改正时间；计划中的事用相应的计划项记录",
                    en="correct the time; what is planned has observables of its own",
                ),
            )
    number = one.kind in {"quantity", "dose"} and not isinstance(value, bool)
    lowest = None if low is None else _converted(one, low, unit, where)
    highest = None if high is None else _converted(one, high, unit, where)
    if (lowest is not None and lowest < 0) or (
        lowest is not None and highest is not None and lowest > highest
    ):
        _refuse(
            Text(zh="参考范围不成立", en="the limits of normal cannot be true"),
            where,
            f"{one.id}: {low} … {high}",
            Text(
                zh="下限不小于 0，不大于上限", en="the lower is 0 or more and not above the upper"
            ),
        )
    return Reading(
        time=time,
        observable=one.id,
        value=_quantity(one, value, unit, where) if number else _stated(one, value, where),
        unit=one.unit if number else "",
        origin=origin,
        recorded=recorded,
        entered="" if isinstance(value, bool | list | tuple) else str(value),
        entered_unit=unit,
        low=lowest,
        high=highest,
        day_only=day_only,
        withdrawn=withdrawn,
        line=line,
    )


def check_zone(time: datetime, where: str) -> None:
    """Refuse a moment without a time zone. Raises InputError."""
    if time.tzinfo is None:
        _refuse(
            Text(zh="时间没有时区", en="the time has no zone"),
            where,
            time.isoformat(),
            Text(zh="写成 2026-03-02T08:00+08:00", en="write it as 2026-03-02T08:00+08:00"),
        )


def _check_moment(time: datetime, where: str) -> None:
    check_zone(time, where)
    if not _FIRST_YEAR <= time.year < _LAST_YEAR:
        _refuse(
            Text(zh="年份不可能", en="an impossible year"),
            where,
            time.isoformat(),
            Text(
                zh=f"年份在 {_FIRST_YEAR} 与 {_LAST_YEAR} 之间；核对日期",
                en=f"years lie between {_FIRST_YEAR} and {_LAST_YEAR}; check the date",
            ),
        )


def _refuse(what: Text, where: str, found: str, do: Text) -> NoReturn:
    raise InputError(what=what, where=where, found=found, do=do)


def _quantity(one: Observable, value: object, unit: str, where: str) -> Decimal:
    exact = _exact(one, value, unit, where)
    rounded = _rounded(exact, one.resolution or Decimal(1))
    low, high = one.possible or (rounded, rounded)
    if not low <= rounded <= high:
        _refuse(
            Text(zh=f"{one.label.zh}的值不可能", en=f"an impossible value of {one.label.en}"),
            where,
            f"{one.id} = {value} {unit} ({rounded} {one.unit})",
            Text(
                zh=f"可能范围 {low}~{high} {one.unit}；核对数值与单位",
                en=f"possible is {low} to {high} {one.unit}; check value and unit",
            ),
        )
    return rounded


def _converted(one: Observable, value: object, unit: str, where: str) -> Decimal:
    return _rounded(_exact(one, value, unit, where), one.resolution or Decimal(1))


def _exact(one: Observable, value: object, unit: str, where: str) -> Fraction | Decimal:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not _writable(number):
        _refuse(
            Text(zh="不是数字", en="not a number"),
            where,
            f"{one.id} = {value!r}",
            Text(zh="写十进制数字，如 38.2", en="write a decimal number, such as 38.2"),
        )
    accepted = ", ".join(known.code for known in one.units)
    if not unit:
        if one.unit in {"", "1"} or one.unit.startswith("{"):
            return number
        _refuse(
            Text(zh="没有单位", en="the value has no unit"),
            where,
            f"{one.id} = {value}",
            Text(zh=f"写明单位：{accepted}", en=f"give a unit: {accepted}"),
        )
    for known in one.units:
        if known.code == unit:
            same = known.factor == 1 and not known.offset
            return number if same else known.canonical(number)
    hint = f" ({unit} → {_ASK[unit]})" if unit in _ASK else ""
    _refuse(
        Text(zh="单位不能用于此项", en="the unit does not fit"),
        where,
        f"{one.id} = {value} {unit}",
        Text(
            zh=f"可用单位（UCUM）：{accepted}{hint}", en=f"accepted units (UCUM): {accepted}{hint}"
        ),
    )


def _writable(number: Decimal) -> bool:
    digits, exponent = len(number.as_tuple().digits), number.as_tuple().exponent
    return digits <= _MOST_DIGITS and abs(int(exponent)) <= _MOST_DIGITS


def _rounded(exact: Fraction | Decimal, step: Decimal) -> Decimal:
    """Return the multiple of ``step`` nearest to an exact value, half to even."""
    if isinstance(exact, Decimal):
        if step.as_tuple().digits == (1,):  # the same, at twice the rate
            return exact.quantize(step, context=_EXACT)
        exact = Fraction(exact)
    steps = exact / Fraction(step)
    return _EXACT.multiply(Decimal(round(steps)), step).quantize(step, context=_EXACT)


def _stated(one: Observable, value: object, where: str) -> ReadingValue:
    if one.kind in {"yesno", "event", "dose"} and isinstance(value, bool):
        return value
    if one.kind == "choice" and isinstance(value, str):
        return _code(one, value, where)
    if one.kind == "choices" and isinstance(value, list | tuple):
        return tuple(sorted({_code(one, str(part), where) for part in value}))
    if one.kind == "moment":
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            pass
        else:
            _check_moment(moment, where)
            return moment
    expected = {
        "choice": Text(zh="一个编码", en="one code"),
        "choices": Text(zh="编码的列表", en="a list of codes"),
        "moment": Text(zh="带时区的时间", en="a time with its zone"),
    }.get(one.kind, Text(zh="true 或 false", en="true or false"))
    _refuse(
        Text(zh="值的类型不符", en="the value is of another kind"),
        where,
        f"{one.id} = {value!r}",
        Text(zh=f"此项为{expected.zh}", en=f"it takes {expected.en}"),
    )


def _code(one: Observable, written: str, where: str) -> str:
    found = one.choice(written)
    if found is None:
        codes = ", ".join(choice.code for choice in one.choices)
        _refuse(
            Text(zh="没有这一编码", en="there is no such code"),
            where,
            f"{one.id} = {written!r}",
            Text(zh=f"可用：{codes}", en=f"choose from: {codes}"),
        )
    return found

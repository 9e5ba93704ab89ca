"""Printed figures of a pooled result: read, checked, and turned into ranges by a rounding rule."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trephine.core.error import InputError, MethodError
from trephine.core.percentage import Rounding
from trephine.core.published import Printed
from trephine.core.text import Text

Figure = Printed | Decimal | str | int | None
ROUNDINGS: tuple[Rounding, ...] = ("half-up", "half-even", "truncation")
SLACK = 1e-9  # of a percentage point: sixty times less than 1e-13 of error in the transformed mean
P_SLACK = 1e-11
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_P_VALUE = re.compile(r"([<>=≤≥＜＞＝]?)\s*(\d*\.\d+|[01])")
_BELOW, _ABOVE = "<≤＜", ">≥＞"
Range = tuple[float, float]
EVERYTHING: Range = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigures:
    """What a paper printed of one pooled result; None or empty where it printed nothing."""

    estimate: Printed | None
    ci_lb: Printed | None
    ci_ub: Printed | None
    I2: Printed | None
    p_sign: str
    p: Printed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRanges:
    """The figures as one rounding rule leaves them; proportions in percent, widened by a slack."""

    estimate: Range
    ci_lb: Range
    ci_ub: Range
    I2: Range
    p: Range


def read_figures(
    *, estimate: Figure, ci_lb: Figure, ci_ub: Figure, I2: Figure, p: Figure
) -> PrintedFigures:
    """Read figures with their decimals; raises InputError for what cannot have been printed."""
    found = {
        name: _percentage(name, value)
        for name, value in (("estimate", estimate), ("ci_lb", ci_lb), ("ci_ub", ci_ub), ("I2", I2))
    }
    sign, value = _p_value(p)
    if value is None and all(one is None for one in found.values()):
        raise InputError(
            what=Text(zh="没有任何打印数字可供反解", en="There is no printed figure to solve for"),
            where="back_solve",
            found="estimate, ci_lb, ci_ub, I2, p: None",
            do=Text(zh="请至少给出一个打印的数字", en="Give at least one figure as printed"),
        )
    _ordered(found["ci_lb"], found["estimate"], "ci_lb", "estimate")
    _ordered(found["estimate"], found["ci_ub"], "estimate", "ci_ub")
    _ordered(found["ci_lb"], found["ci_ub"], "ci_lb", "ci_ub")
    return PrintedFigures(**found, p_sign=sign, p=value)


def figure_ranges(figures: PrintedFigures, rule: Rounding) -> FigureRanges:
    """Return the ranges that ``rule`` leaves. Half-even and half-up differ at ties alone."""
    return FigureRanges(
        estimate=_range(figures.estimate, rule, SLACK),
        ci_lb=_range(figures.ci_lb, rule, SLACK),
        ci_ub=_range(figures.ci_ub, rule, SLACK),
        I2=_range(figures.I2, rule, SLACK),
        p=_p_range(figures, rule),
    )


def checked_roundings(roundings: Rounding | Iterable[Rounding]) -> tuple[Rounding, ...]:
    """Return the rules without repetition; raises MethodError for others or none."""
    asked = (roundings,) if isinstance(roundings, str) else tuple(dict.fromkeys(roundings))
    if not asked or set(asked) - set(ROUNDINGS):
        raise MethodError(
            what=Text(zh="没有这种舍入规则", en="There is no such rounding rule"),
            where="back_solve, rounding",
            found=repr(roundings),
            do=Text(zh="请从以下选择：" + "、".join(ROUNDINGS), en=f"Choose of {ROUNDINGS}"),
        )
    return asked


def _range(printed: Printed | None, rule: Rounding, slack: float) -> Range:
    if printed is None:
        return EVERYTHING
    unit = Decimal(1).scaleb(-printed.decimals)
    value = Decimal(printed.text)
    if rule == "truncation":
        low, high = value, value + unit
    else:
        low, high = value - unit / 2, value + unit / 2
    return float(low) - slack, float(high) + slack


def _p_range(figures: PrintedFigures, rule: Rounding) -> Range:
    if figures.p is None:
        return EVERYTHING
    if figures.p_sign and figures.p_sign in _BELOW:
        return -math.inf, figures.p.value + P_SLACK
    if figures.p_sign and figures.p_sign in _ABOVE:
        return figures.p.value - P_SLACK, math.inf
    return _range(figures.p, rule, P_SLACK)


def _percentage(name: str, value: Figure) -> Printed | None:
    if value is None:
        return None
    text = value.text if isinstance(value, Printed) else str(value)
    text = text.strip().removesuffix("%").removesuffix("％").strip()
    if isinstance(value, float | bool) or _NUMBER.fullmatch(text) is None:
        raise InputError(
            what=Text(
                zh="打印的数字须带其小数位数", en="A printed figure is given with its decimals"
            ),
            where=f"back_solve, {name}",
            found=repr(value),
            do=Text(
                zh="请按印出的样子写成文字，如 '61.40'",
                en="Write it as printed, as text: '61.40'",
            ),
        )
    if not 0.0 <= float(text) <= 100.0:
        raise InputError(
            what=Text(zh="百分数须在 0 与 100 之间", en="A percentage lies between 0 and 100"),
            where=f"back_solve, {name}",
            found=text,
            do=Text(zh="请核对印出的数字", en="Check the figure as printed"),
        )
    return Printed(text=text)


def _p_value(value: Figure) -> tuple[str, Printed | None]:
    if value is None:
        return "", None
    text = value.text if isinstance(value, Printed) else str(value)
    text = text.strip()
    if not text:
        return "", None
    found = _P_VALUE.fullmatch(text)
    if isinstance(value, float | bool) or found is None or float(found.group(2)) > 1.0:
        raise InputError(
            what=Text(zh="不是 P 值", en="This is no P value"),
            where="back_solve, p",
            found=repr(value),
            do=Text(zh="请写成 '0.12' 或 '<0.001'", en="Write '0.12' or '<0.001'"),
        )
    return found.group(1), Printed(text=found.group(2))


def _ordered(low: Printed | None, high: Printed | None, low_name: str, high_name: str) -> None:
    if low is None or high is None or low.value <= high.value:
        return
    raise InputError(
        what=Text(
            zh="打印的估计值在其区间之外，或上下限颠倒",
            en="The printed estimate lies outside its own interval, or the limits are swapped",
        ),
        where=f"back_solve, {low_name} and {high_name}",
        found=f"{low_name} = {low.text}, {high_name} = {high.text}",
        do=Text(zh="请核对印出的数字", en="Check the figures as printed"),
    )

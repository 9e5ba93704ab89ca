"""Checks of what is given: counts that cannot be true are refused, with their place.

Missing values (NaN) pass: a study that reports nothing is set aside later, by name.
"""

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.measure.given import Given


def _refuse(
    given: Given, name: str, bad: NDArray[np.bool_], what: Text, do: Text, beside: str = ""
) -> None:
    rows = np.flatnonzero(bad)
    if not rows.size:
        return
    row = int(rows[0])
    found = f"{name} = {_plain(given[name][row])}"
    if beside:
        found += f", {beside} = {_plain(given[beside][row])}"
    found += f" (study {given.labels[row]!r})"
    if rows.size > 1:
        found += f"; {counted(rows.size - 1, 'more such value')}"
    raise InputError(what=what, where=given.place(name, row), found=found, do=do)


def _plain(value: float) -> str:
    return f"{value:.15g}"


def not_negative(given: Given, *names: str) -> None:
    """Refuse values below 0."""
    what = Text(zh="数值不能为负", en="The value cannot be negative")
    do = Text(zh="请核对原文并更正", en="Check the source and correct the value")
    for name in names:
        if name in given:
            _refuse(given, name, given[name] < 0, what, do)


def positive(given: Given, *names: str) -> None:
    """Refuse 0 and values below it."""
    what = Text(zh="数值必须大于 0", en="The value must be above 0")
    do = Text(zh="请核对原文并更正", en="Check the source and correct the value")
    for name in names:
        if name in given:
            _refuse(given, name, given[name] <= 0, what, do)


def counts(given: Given, *names: str) -> None:
    """Refuse counts of people or events that are negative or not whole."""
    not_negative(given, *names)
    what = Text(zh="人数或事件数必须是整数", en="A count must be a whole number")
    do = Text(
        zh="请填写人数，不要填写百分比或比例",
        en="Give the number of people, not a percentage or a proportion",
    )
    for name in names:
        if name in given:
            _refuse(given, name, np.abs(given[name] - np.rint(given[name])) > 0, what, do)


def group_sizes(given: Given, *names: str) -> None:
    """Refuse group sizes that are not whole or below 1."""
    counts(given, *names)
    positive(given, *names)


def at_least(given: Given, smallest: float, *names: str) -> None:
    """Refuse sample sizes too small for the formula."""
    what = Text(
        zh=f"样本量至少为 {smallest:g} 才能计算",
        en=f"The sample size must be at least {smallest:g}",
    )
    do = Text(zh="请核对原文并更正，或剔除该研究", en="Check the source, or leave the study out")
    for name in names:
        if name in given:
            _refuse(given, name, given[name] < smallest, what, do)


def not_above(given: Given, name: str, total: str) -> None:
    """Refuse more events than people."""
    what = Text(zh="事件数不能大于总人数", en="There cannot be more events than people")
    do = Text(
        zh="请核对这两列是否对调，并更正数值",
        en="Check whether the two columns are swapped, and correct the value",
    )
    _refuse(given, name, given[name] > given[total], what, do, beside=total)


def within(given: Given, name: str, low: float, high: float) -> None:
    """Refuse values outside a closed interval."""
    what = Text(
        zh=f"数值必须在 {low:g} 与 {high:g} 之间", en=f"The value must lie in {low:g} to {high:g}"
    )
    do = Text(zh="请核对原文并更正", en="Check the source and correct the value")
    if name in given:
        _refuse(given, name, (given[name] < low) | (given[name] > high), what, do)


def signs(given: Given, name: str) -> None:
    """Refuse a direction that is neither -1 nor 1."""
    what = Text(zh="方向只能是 -1 或 1", en="A direction is -1 or 1")
    do = Text(
        zh="第 1 组更好（风险比小于 1）写 -1，否则写 1",
        en="Write -1 where group 1 does better (hazard ratio below 1), 1 otherwise",
    )
    if name in given:
        _refuse(given, name, np.abs(np.abs(given[name]) - 1.0) > 0, what, do)


def in_order(given: Given, low: str, high: str) -> None:
    """Refuse a lower limit above the upper one."""
    what = Text(zh=f"{low} 不能大于 {high}", en=f"{low} cannot be above {high}")
    do = Text(
        zh="请核对这两列是否对调，并更正数值",
        en="Check whether the two columns are swapped, and correct the value",
    )
    if low in given and high in given:
        _refuse(given, low, given[low] > given[high], what, do, beside=high)


def same(given: Given, name: str, other: NDArray[np.float64], how: str) -> None:
    """Refuse a column that contradicts what the others add up to."""
    what = Text(zh=f"各列互相矛盾：应有 {how}", en=f"The columns contradict each other: {how}")
    do = Text(zh="请核对并更正，或删去多余的列", en="Correct them, or leave the spare column out")
    clash = ~np.isnan(given[name]) & ~np.isnan(other) & (given[name] != other)
    _refuse(given, name, clash, what, do)

"""What the figures of points share: effect axes, values in words, the first checks."""

from collections.abc import Sequence
from math import isfinite

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots import words
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number, percent
from trephine.plots.kit.panel import Axis
from trephine.plots.kit.scale import Transform, natural, padded, transformed_ticks

MARGIN = 4.0


def effect_axis(
    values: Sequence[float],
    *,
    transform: Transform,
    title: str,
    language: Language,
    share: float = 0.06,
) -> Axis:
    """Return the axis of an effect: placed as transformed, labelled on the natural scale."""
    low, high = padded(values, share)
    if transform in {"logit", "arcsine"}:
        title = words.AXIS_PERCENT[language].format(measure=title)
    return Axis(low=low, high=high, ticks=transformed_ticks(low, high, transform), title=title)


def effect_text(value: float, transform: Transform, digits: int | None = None) -> str:
    """Write a transformed effect on its natural scale, proportions as percentages."""
    shown = natural(value, transform)
    if transform in {"logit", "arcsine"}:
        return percent(shown, 1 if digits is None else digits, sign=True)
    return number(shown, 2 if digits is None else digits)


def need_points(count: int, found: Sequence[float], where: str) -> None:
    """Refuse a figure without points, or with coordinates that are no numbers."""
    if count == 0:
        raise InputError(
            what=Text(zh="图中没有任何点", en="a figure without any point"),
            where=where,
            found="0",
            do=Text(zh="请至少给出一个点", en="give at least one point"),
        )
    for at, value in enumerate(found):
        if not isfinite(value):
            raise InputError(
                what=Text(
                    zh="点的坐标不是有限数", en="a point's coordinate is not a finite number"
                ),
                where=f"{where}, value {at + 1}",
                found=str(value),
                do=Text(
                    zh="请先去掉不可估计的研究",
                    en="leave out studies whose effect is not estimable",
                ),
            )


def need_positive(found: Sequence[float], where: str) -> None:
    """Refuse standard errors, variances and sample sizes that are not above 0."""
    for at, value in enumerate(found):
        if not value > 0:
            raise InputError(
                what=Text(zh="此值须大于 0", en="the value must be above 0"),
                where=f"{where}, value {at + 1}",
                found=f"{value:g}",
                do=Text(zh="请更正或去掉该研究", en="correct the study or leave it out"),
            )


def heading(title: Label | None, default: Text, language: Language, **parts: str) -> str:
    """Return the title asked for, or the figure's usual one."""
    return say(title, language) if title else default[language].format(**parts)

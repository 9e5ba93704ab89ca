"""check_run, with_values: what a run refuses before it begins, and the parameters it sets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import names_near
from trephine.core.text import Text

MOST = 50_000_000


def with_values(model: Model, values: Mapping[str, float]) -> Model:
    """Return the model with other typical values. Raises InputError for what it lacks or refuses.

    A parameter that follows from others by a formula cannot be set.
    """
    if not values:
        return model
    known = {one.id: one for one in model.parameters}
    for name, value in values.items():
        if name not in known:
            raise InputError(
                what=Text(zh="模型没有这个参数", en="The model has no such parameter"),
                where=name,
                found=f"{value:g}",
                do=names_near(name, known, listed="trephine model show --parameters"),
            )
        one = known[name]
        low = -np.inf if one.low is None else one.low
        high = np.inf if one.high is None else one.high
        if one.formula or not np.isfinite(value) or not low <= value <= high:
            fixed = Text(
                zh="此参数由公式算出，请改其中的参数",
                en="It follows from a formula: set the parameters in it",
            )
            range_ = Text(
                zh=f"请给出 {low:g} 至 {high:g} 的数（{one.unit}）",
                en=f"Give a number from {low:g} to {high:g} ({one.unit})",
            )
            raise InputError(
                what=Text(zh="参数不能取此值", en="The parameter cannot have this value"),
                where=name,
                found=one.formula or f"{value:g}",
                do=fixed if one.formula else range_,
            )
    return replace(
        model,
        parameters=tuple(
            replace(one, value=float(values[one.id])) if one.id in values else one
            for one in model.parameters
        ),
    )


def check_run(*, n: int, days: float, seed: int, chunk: int = 1, threads: int = 0) -> None:
    """Refuse a run of no patients, of no time or of an absurd amount. Raises InputError."""
    limits: tuple[tuple[str, Any, Callable[[Any], bool], Text], ...] = (
        (
            "patients",
            n,
            lambda v: 1 <= v <= MOST,
            Text(zh=f"请给出 1 至 {MOST:,} 的整数", en=f"Give a whole number, 1 to {MOST:,}"),
        ),
        (
            "days",
            days,
            lambda v: 1 <= v <= 36_525,
            Text(zh="请给出 1 至 36525 天（100 年）", en="Give 1 to 36525 days (100 years)"),
        ),
        (
            "seed",
            seed,
            lambda v: 0 <= v < 2**63,
            Text(zh="请给出不小于 0 的整数", en="Give a whole number of 0 or more, below 2^63"),
        ),
        (
            "chunk",
            chunk,
            lambda v: 1 <= v <= 1_000_000,
            Text(zh="请给出 1 至 1000000 的整数", en="Give a whole number, 1 to 1000000"),
        ),
        (
            "threads",
            threads,
            lambda v: v >= 0,
            Text(zh="请给出线程数，0 为全部核心", en="Give how many threads; 0 is every core"),
        ),
    )
    for name, value, fits, do in limits:
        if not fits(value):  # not-a-number fits nothing
            raise InputError(
                what=Text(zh=f"{name} 不能取此值", en=f"{name} cannot have this value"),
                where=name,
                found=f"{value:g}" if isinstance(value, float) else str(value),
                do=do,
            )

"""check_doses: the doses of one run, by moment."""

import math
from collections.abc import Iterable, Mapping

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import names_near
from trephine.core.text import Text

_DOSE = Text(zh="给药无法写入模型", en="a dose cannot be written into the model")
_VALUE = Text(zh="模型没有这个参数", en="the model has no such parameter")

_LISTED = "trephine model show"


def check_doses(
    model: Model,
    doses: Iterable[tuple[float, str, float]],
    values: Mapping[str, float],
    start: float,
) -> dict[float, dict[str, float]]:
    """Return moment → state → amount, in order of time. Raises InputError."""
    states = {entry.id for entry in model.states}
    found: dict[float, dict[str, float]] = {}
    for time, state, amount in doses:
        if state not in states:
            advice = names_near(state, sorted(states), listed=_LISTED)
            raise InputError(what=_DOSE, where=model.id, found=state, do=advice)
        if not (math.isfinite(amount) and math.isfinite(time) and time >= start):
            advice = Text(
                zh=f"时间须不早于开始（{start:g}），数量须为有限数",
                en=f"give a time from the start ({start:g}) on and a finite amount",
            )
            shown = f"{state} += {amount!r} at {time!r}"
            raise InputError(what=_DOSE, where=model.id, found=shown, do=advice)
        given = found.setdefault(float(time), {})
        given[state] = given.get(state, 0.0) + float(amount)
    parameters = {entry.id for entry in model.parameters}
    for name in values:
        if name not in parameters:
            advice = names_near(name, sorted(parameters), listed=_LISTED)
            raise InputError(what=_VALUE, where=model.id, found=name, do=advice)
    return dict(sorted(found.items()))

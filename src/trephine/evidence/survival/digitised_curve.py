"""digitised_curve: the coordinates read off a Kaplan-Meier figure, with its numbers at risk."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.survival.isotonic import falling

SCALES = ("percent", "proportion")
Place = Callable[[str, int], str]
_BACK = 0.005  # of the time axis: by so much a click may lie before the one to its left


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DigitisedCurve:
    """A curve as read off a figure: time (m,), survival (m,) from 0 to 1, both in order.

    The first point is (0, 1). risk_time, at_risk (r,): the table under the figure, beginning with
    the number of patients at time 0. ``cleaned`` is the largest change that made the curve fall
    throughout, on the scale from 0 to 1.
    """

    label: str
    unit: str
    time: Vector
    survival: Vector
    risk_time: Vector
    at_risk: Vector
    cleaned: float
    cautions: tuple[Caution, ...] = ()

    @property
    def n(self) -> int:
        """The number of patients at time 0."""
        return int(self.at_risk[0])


def digitised_curve(
    time: ArrayLike,
    survival: ArrayLike,
    *,
    scale: str,
    risk_time: ArrayLike = (),
    at_risk: ArrayLike = (),
    n: int | None = None,
    label: str = "",
    unit: str = "month",
    tolerance: float = 0.02,
    place: Place | None = None,
) -> DigitisedCurve:
    """Return a curve fit for ``reconstruct``, cleaned of the noise of digitising.

    ``scale`` says what survival is given in, percent or proportion: it is never guessed, and
    values that contradict it are refused. ``n`` is the number of patients where no table of
    numbers at risk is printed, or where it does not begin at 0. Both corners of a step may be
    given (two points of one time). Rises of at most ``tolerance`` (on the scale from 0 to 1) are
    levelled by isotonic regression, times that go back by at most 0.5 % of the axis are sorted, a
    value above 1 within the tolerance becomes 1; more than that is refused, naming the point
    (``place``: its cell). The first point of a curve that begins later is (0, 1).
    """
    one_of("scale", scale, SCALES)
    where = place or (lambda name, row: f"{label or 'curve'}, {name}, point {row + 1}")
    t, S = _columns(("time", time), ("survival", survival), where)
    u, R = _columns(("risk_time", risk_time), ("at_risk", at_risk), where)
    if t.size < 2:
        raise _error(
            Text(zh="曲线须有两个或更多的点", en="A curve has two points or more"),
            label or "curve",
            f"{t.size}",
            Text(zh="请补充坐标", en="Add coordinates"),
        )
    S = _to_share(S, scale, tolerance, where)
    _check_order(t, S, tolerance, where)
    u, R = _risk(u, R, n, where, label)
    order = np.lexsort((-S, t))
    if t[0] > 0.0 or S[0] < 1.0:
        t, S = np.concatenate(([0.0], t[order])), np.concatenate(([1.0], S[order]))
    else:
        t, S = t[order], S[order]
    capped = np.minimum(S, 1.0)
    clean = falling(capped)
    moved = float(np.max(np.abs(clean - S)))
    cautions: tuple[Caution, ...] = ()
    if moved > 0.0:
        text = Text(
            zh="数字化的曲线有回升或超过 1 之处，已按单调性整理，"
            f"最大改动 {100 * moved:.2g} 个百分点。",
            en="The digitised curve rose in places or exceeded 1; it was made to fall throughout,"
            f" by {100 * moved:.2g} percentage points at most.",
        )
        cautions = (Caution(kind="curve-cleaned", text=text),)
    for column in (t, clean, u, R):
        column.flags.writeable = False
    return DigitisedCurve(
        label=label,
        unit=unit,
        time=t,
        survival=clean,
        risk_time=u,
        at_risk=R,
        cleaned=moved,
        cautions=cautions,
    )


def _columns(
    first: tuple[str, ArrayLike], second: tuple[str, ArrayLike], where: Place
) -> tuple[Vector, Vector]:
    (name, one), (other, two) = first, second
    a, b = np.array(one, dtype=np.float64).ravel(), np.array(two, dtype=np.float64).ravel()
    if a.size != b.size:
        raise _error(
            Text(zh="两列长度不同", en="The two columns differ in length"),
            f"{name}, {other}",
            f"{a.size} and {b.size}",
            Text(zh="每个点须有两个值", en="Give both values of every point"),
        )
    for key, values in ((name, a), (other, b)):
        wrong = ~(np.isfinite(values) & (values >= 0.0))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise _error(
                Text(zh="须为不小于 0 的数", en="A number of 0 or more was expected"),
                where(key, row),
                "empty" if np.isnan(values[row]) else f"{values[row]:g}",
                Text(zh="请更正该值，或删去该行", en="Correct it, or delete the row"),
            )
    return a, b


def _to_share(S: Vector, scale: str, tolerance: float, where: Place) -> Vector:
    """Return survival from 0 to 1; refuse values that contradict the stated scale."""
    top = float(S.max())
    if scale == "percent" and top <= 1.0:
        raise _error(
            Text(
                zh="注明的单位是百分数，但所有值都不超过 1",
                en="The unit is said to be percent, but no value exceeds 1",
            ),
            where("survival", int(np.argmax(S))),
            f"{top:g}",
            Text(
                zh="若为比例请写 scale='proportion'",
                en="Say scale='proportion' if these are proportions",
            ),
        )
    share = S / 100.0 if scale == "percent" else S
    over = share > 1.0 + tolerance
    if over.any():
        row = int(np.argmax(over))
        raise _error(
            Text(
                zh="生存率超过 100%" if scale == "percent" else "生存率超过 1",
                en="Survival exceeds 100 %" if scale == "percent" else "Survival exceeds 1",
            ),
            where("survival", row),
            f"{S[row]:g}",
            Text(
                zh="请更正坐标；若为百分数请写 scale='percent'",
                en="Correct the coordinate; say scale='percent' if these are percentages",
            ),
        )
    return share


def _check_order(t: Vector, S: Vector, tolerance: float, where: Place) -> None:
    back = np.maximum.accumulate(t) - t > _BACK * (t.max() - t.min())
    if back.any():
        row = int(np.argmax(back))
        raise _error(
            Text(zh="时间倒退", en="Time goes back"),
            where("time", row),
            f"{t[row]:g} after {t[:row].max():g}",
            Text(
                zh="请按曲线从左到右排列；一个文件只放一条曲线",
                en="Order the points from left to right; one curve a file",
            ),
        )
    rise = S - np.minimum.accumulate(S) > tolerance
    if rise.any():
        row = int(np.argmax(rise))
        raise _error(
            Text(
                zh="生存率回升，超出了数字化误差",
                en="Survival rises by more than the error of digitising",
            ),
            where("survival", row),
            f"{S[row]:.4g} after {S[:row].min():.4g} (proportions)",
            Text(
                zh="请核对该点，或用 tolerance 放宽容许的误差",
                en="Check the point, or widen the tolerance",
            ),
        )
    if t[0] <= 0.0 and S[0] < 1.0 - tolerance and not (t[1:] <= 0.0).any() and S[0] < 1.0:
        raise _error(
            Text(zh="曲线不从 1（100%）开始", en="The curve does not begin at 1 (100 %)"),
            where("survival", 0),
            f"{S[0]:.4g} (proportion)",
            Text(
                zh="请核对坐标轴的校准；时间 0 的生存率为 1",
                en="Check the calibration of the axes: survival is 1 at time 0",
            ),
        )


def _risk(u: Vector, R: Vector, n: int | None, where: Place, label: str) -> tuple[Vector, Vector]:
    """Return the numbers at risk, beginning at time 0; refuse what cannot be."""
    for row in range(1, u.size):
        if u[row] <= u[row - 1] or R[row] > R[row - 1]:
            name = "risk_time" if u[row] <= u[row - 1] else "at_risk"
            pair = (u[row - 1], u[row]) if name == "risk_time" else (R[row - 1], R[row])
            raise _error(
                Text(zh="风险人数表的时间须递增", en="Times of the numbers at risk increase")
                if name == "risk_time"
                else Text(zh="风险人数回升", en="The number at risk rises"),
                where(name, row),
                f"{pair[1]:g} after {pair[0]:g}",
                Text(zh="请与原图核对", en="Check it against the figure"),
            )
    whole = np.round(R) == R
    if not whole.all():
        row = int(np.argmin(whole))
        raise _error(
            Text(zh="风险人数须为整数", en="A number at risk is a whole number"),
            where("at_risk", row),
            f"{R[row]:g}",
            Text(zh="请与原图核对", en="Check it against the figure"),
        )
    if u.size and u[0] == 0.0:
        if n is not None and n != R[0]:
            raise _error(
                Text(zh="总例数与时间 0 的风险人数不符", en="n is not the number at risk at 0"),
                where("at_risk", 0),
                f"{R[0]:g} and n = {n}",
                Text(zh="请只给出其中正确的一个", en="Give the right one of the two"),
            )
    elif n is not None:
        u, R = np.concatenate(([0.0], u)), np.concatenate(([float(n)], R))
    if not u.size or u[0] != 0.0 or R[0] < 1.0 or (R.size > 1 and R[1] > R[0]):
        raise _error(
            Text(
                zh="缺少时间 0 的患者人数",
                en="The number of patients at time 0 is missing or too small",
            ),
            label or "at_risk",
            f"first entry at {u[0]:g}: {R[0]:g}" if u.size else "no numbers at risk",
            Text(
                zh="请在风险人数表中给出时间 0 的人数，或传入 n",
                en="Begin the table of numbers at risk at 0, or pass n",
            ),
        )
    return u, R


def _error(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found, do=do)

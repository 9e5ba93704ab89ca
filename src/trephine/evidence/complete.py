"""complete: the studies that have an effect, ready for a kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.sums import is_clean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Complete:
    """Effects and variances without gaps; ``rows`` int64 (k,) are their places in the Effects."""

    y: Vector
    v: Vector
    rows: NDArray[np.int64] | None
    cautions: tuple[Caution, ...]


def complete(effects: Effects) -> Complete:
    """Return the studies with an effect; ``rows`` is None where that is all of them.

    Cautions: those of the effects, and one naming studies left out of which these do not tell.
    Raises InputError where no study is left, or where a variance is zero, negative or infinite:
    such a study would outweigh all others for certain.
    """
    y, v = effects.yi, effects.vi
    cautions = effects.cautions
    rows = None
    if not (is_clean(y, v) and y.flags.c_contiguous and v.flags.c_contiguous):
        there = ~(np.isnan(y) | np.isnan(v))
        rows = np.flatnonzero(there)
        if rows.size < y.size:
            gone = untold(effects, tuple(np.array(effects.labels, dtype=object)[~there]))
            cautions = (*cautions, _left_out(gone)) if gone else cautions
        y, v = np.ascontiguousarray(y[rows]), np.ascontiguousarray(v[rows])
        _check(effects, rows, y, v)
    return Complete(y=y, v=v, rows=rows, cautions=cautions)


_TOLD = {"missing-values", "effect-undefined", "zero-variance", "double-zero-dropped"}


def untold(effects: Effects, gone: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of ``gone`` whose absence no caution of the effects explains already."""
    told = {label for c in effects.cautions if c.kind in _TOLD for label in c.studies}
    return tuple(label for label in gone if label not in told)


def _check(effects: Effects, rows: NDArray[np.int64], y: Vector, v: Vector) -> None:
    if not rows.size:
        raise InputError(
            what=Text(zh="没有可合并的研究", en="There is no study to pool"),
            where="effects",
            found=f"{counted(effects.k, 'study', 'studies')}, none with an effect and a variance",
            do=Text(
                zh="请检查数据，或考虑连续性校正（cc）或精确似然方法",
                en="Check the table, or consider a continuity correction (cc) or exact likelihood",
            ),
        )
    for values, what in ((v, "vi"), (y, "yi")):
        bad = np.flatnonzero(~np.isfinite(values) | ((values <= 0.0) & (what == "vi")))
        if bad.size:
            at = rows[bad[0]]
            raise InputError(
                what=Text(
                    zh="抽样方差须为正的有限数" if what == "vi" else "效应量须为有限数",
                    en="A sampling variance is positive and finite"
                    if what == "vi"
                    else "An effect is finite",
                ),
                where=f"study {effects.labels[at]!r}, {what}",
                found=f"{values[bad[0]]:g}",
                do=Text(
                    zh="请更正该研究的数据，或将其剔除",
                    en="Correct the study or leave it out",
                ),
            )


def _left_out(labels: tuple[str, ...]) -> Caution:
    return Caution(
        kind="studies-left-out",
        text=Text(
            zh=f"{len(labels)} 项研究没有效应量或方差，未参与合并",
            en=f"{counted(len(labels), 'study has', 'studies have')} no effect or variance and"
            f" {'is' if len(labels) == 1 else 'are'} not pooled",
        ),
        studies=labels,
    )

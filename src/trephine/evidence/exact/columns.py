"""The raw counts of a set of effects, complete studies only."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.effect_set import Effects, Vector

Kept = tuple[Mapping[str, Vector], NDArray[np.intp], tuple[Caution, ...]]


def columns(effects: Effects, names: Sequence[str], *, where: str) -> Kept:
    """Return the named raw columns of the studies that have all of them, and which these are.

    It looks at counts only: a study without an effect (no events, say) is kept. Raises MethodError
    where the effects were not computed from such counts or no study is complete.
    """
    absent = [name for name in names if name not in effects.raw]
    if absent:
        raise MethodError(
            what=Text(
                zh="精确似然模型需要原始计数",
                en="A model with an exact likelihood needs the counts themselves",
            ),
            where=where,
            found=f"measure {effects.measure}, without {' '.join(absent)}",
            do=Text(
                zh=f"用 {' '.join(names)} 计算效应量",
                en=f"Compute the effects from {' '.join(names)}",
            ),
        )
    all_of = np.vstack([effects.raw[name] for name in names])
    complete = np.isfinite(all_of).all(axis=0)
    if not complete.any():
        raise MethodError(
            what=Text(zh="没有数据完整的研究", en="No study is complete"),
            where=where,
            found=counted(effects.k, "study", "studies")
            + f" with missing values in {' '.join(names)}",
            do=Text(zh="请补充数据", en="Supply the missing counts"),
        )
    index = np.flatnonzero(complete)
    cautions = []
    if not complete.all():
        cautions.append(
            Caution(
                kind="missing-values",
                text=Text(
                    zh="以下研究缺少数值，不参与合并。",
                    en="Studies with missing values are not pooled.",
                ),
                studies=tuple(effects.labels[i] for i in np.flatnonzero(~complete)),
            )
        )
    out = {name: effects.raw[name][index] for name in names}
    return out, index, tuple(cautions)


def uninformative(labels: Sequence[str], dropped: NDArray[np.bool_], text: Text) -> list[Caution]:
    """Return a caution that names the studies the likelihood learns nothing from."""
    if not dropped.any():
        return []
    studies = tuple(label for label, gone in zip(labels, dropped, strict=True) if gone)
    return [Caution(kind="no-information", text=text, studies=studies)]

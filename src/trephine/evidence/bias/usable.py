"""usable: the studies of a set that a test for small-study effects can use."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Effects, Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Usable:
    """Studies with an effect and a positive variance; ``kept`` are their places in the whole set.

    yi, vi, ni: float64 (k,). ``raw`` holds the columns of the same studies.
    """

    measure: str
    yi: Vector
    vi: Vector
    ni: Vector
    labels: tuple[str, ...]
    raw: Mapping[str, Vector]
    kept: tuple[int, ...]
    cautions: tuple[Caution, ...]

    @property
    def k(self) -> int:
        """Number of usable studies."""
        return len(self.labels)

    def effects(self) -> Effects:
        """Return them as a set of their own."""
        return Effects(
            measure=self.measure,
            yi=self.yi,
            vi=self.vi,
            ni=self.ni,
            labels=self.labels,
            raw=self.raw,
        )


def usable(effects: Effects, *, at_least: int, what: Text) -> Usable:
    """Return the studies that have an effect and a positive, finite sampling variance.

    Studies left out are named in a caution. Raises MethodError where fewer than ``at_least``
    remain; ``what`` names the analysis that asks.
    """
    good = np.isfinite(effects.yi) & np.isfinite(effects.vi) & (effects.vi > 0)
    kept = tuple(np.flatnonzero(good).tolist())
    out: tuple[str, ...] = ()
    if len(kept) < effects.k:
        out = tuple(label for label, ok in zip(effects.labels, good, strict=True) if not ok)
    if len(kept) < at_least:
        raise MethodError(
            what=Text(
                zh=f"研究太少，无法进行{what.zh}",
                en=f"too few studies for {what.en}",
            ),
            where=f"effects ({effects.measure})",
            found=f"k = {len(kept)}",
            do=Text(
                zh=f"至少需要 {at_least} 项有效应量和正方差的研究。",
                en=f"Give at least {at_least} studies with an effect and a positive variance.",
            ),
        )
    cautions: tuple[Caution, ...] = ()
    if out:
        cautions = (
            Caution(
                kind="studies-left-out",
                text=Text(
                    zh="这些研究没有效应量或方差不为正，未纳入本分析。",
                    en="Studies without an effect or a positive variance were left out.",
                ),
                studies=out,
            ),
        )
    index = slice(None) if not out else list(kept)
    return Usable(
        measure=effects.measure,
        yi=effects.yi[index],
        vi=effects.vi[index],
        ni=effects.ni[index],
        labels=effects.labels if not out else tuple(effects.labels[i] for i in kept),
        raw={name: column[index] for name, column in effects.raw.items()},
        kept=kept,
        cautions=cautions,
    )

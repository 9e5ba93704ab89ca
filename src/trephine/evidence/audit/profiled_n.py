"""profiled_n: at which n of one study each of its pooled intervals is reached."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.study import Study
from trephine.core.text import Text
from trephine.evidence.audit.interval_reach import reached
from trephine.evidence.audit.row_reach import named_model, table_n
from trephine.evidence.effect_set import Vector

MULTIPLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfiledN:
    """The n of a study in the table, and by pooled result all n from 1 to 3n that reach it."""

    n: int
    fits: Mapping[str, tuple[int, ...]]

    def admissible(self, rows: set[str]) -> tuple[int, ...]:
        """Return the values that reach all of ``rows`` in which the study takes part."""
        values = set(range(1, MULTIPLE * self.n + 1))
        for key, fits in self.fits.items():
            if key in rows:
                values &= set(fits)
        return tuple(sorted(values))


def profiled_n(
    publication: Publication, study: Study, rows: tuple[PublishedEstimate, ...]
) -> ProfiledN:
    """Try each n from 1 to 3n of a study, the others as in the table, under the model named.

    Where a result names no model, either counts. It tries no other study along with it.
    """
    here = study.arms[0].n
    values = np.arange(1, MULTIPLE * here + 1)
    level = 95.0 if publication.methods is None else publication.methods.level
    fits = {}
    for row in rows:
        n = table_n(publication, row.studies)
        if isinstance(n, Text):
            continue
        many = np.tile(n, (values.size, 1))
        many[:, row.studies.index(study.id)] = values
        fits[row.id] = tuple(int(one) for one in values[fitting(row, many, level)])
    return ProfiledN(n=here, fits=fits)


def fitting(row: PublishedEstimate, n: Vector, level: float) -> NDArray[np.bool_]:
    """Tell for each row of n (m, k) whether the printed interval is reached as the text has it."""
    named = named_model(row)
    models = (named,) if named else ("common", "random")
    fine = [reached(row, n, one, level=level) for one in models]
    return np.asarray(np.any(fine, axis=0), dtype=np.bool_)


def figures(values: tuple[int, ...]) -> str:
    """Return whole numbers as ranges: ``2-8, 13``."""
    out: list[list[int]] = []
    for one in values:
        if out and one == out[-1][1] + 1:
            out[-1][1] = one
        else:
            out.append([one, one])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in out) or "-"

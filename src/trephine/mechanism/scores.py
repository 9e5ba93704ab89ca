"""Scores: every patient's standard normal number for each covariate and parameter that varies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from trephine.core.error import InputError
from trephine.core.population import Correlation
from trephine.core.text import Text
from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Normal scores by name: independent, but for those that correlate (a Gaussian copula).

    The score of a name depends on the seed, the patient's number and the name, and where it
    correlates on the names before it in ``order``: what a product or strategy does changes none.
    ``typical``: every score is zero, which makes each patient the typical one.
    """

    seed: int
    numbers: NDArray[np.int64]
    order: tuple[str, ...] = ()
    factor: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    typical: bool = False
    _kept: dict[str, Vector] = field(default_factory=dict)

    def of(self, name: str) -> Vector:
        """Return the scores of all patients for one name, ``[n]``."""
        if name not in self.order:
            return self._drawn(name)
        row = self.order.index(name)
        found = np.zeros(len(self.numbers))
        for column in range(row + 1):
            weight = self.factor[row, column]
            if weight != 0.0:
                found += weight * self._drawn(self.order[column])
        return found

    def ranks(self, name: str) -> Vector:
        """Return the scores as shares of the normal law below them, ``[n]``, each in (0, 1)."""
        if name in self.order:
            return np.asarray(ndtr(self.of(name)))
        if self.typical:
            return np.full(len(self.numbers), 0.5)
        return Stream(seed=self.seed, purpose=_purpose(name)).uniforms(self.numbers)[:, 0]

    def _drawn(self, name: str) -> Vector:
        if self.typical:
            return np.zeros(len(self.numbers))
        if name not in self._kept:
            stream = Stream(seed=self.seed, purpose=_purpose(name))
            self._kept[name] = stream.normals(self.numbers)[:, 0]
        return self._kept[name]


def scores(
    seed: int,
    numbers: NDArray[np.int64],
    correlations: Sequence[Correlation],
    *,
    typical: bool = False,
    known: Callable[[str], bool] = lambda _: True,
) -> Scores:
    """Return the scores of patients, correlated as a population says.

    Raises InputError where a correlation names what is not ``known``, lies outside -1 to 1, stands
    twice, or where all of them together cannot be: their matrix is not positive definite.
    """
    order: list[str] = []
    for one in correlations:
        for name in (one.first, one.second):
            if not known(name):
                raise _refusal(one, name)
            if name not in order:
                order.append(name)
    matrix = np.eye(len(order))
    for one in correlations:
        i, j = order.index(one.first), order.index(one.second)
        if i == j or not -1 < one.value < 1 or matrix[i, j] != 0:
            raise _refusal(one, one.value)
        matrix[i, j] = matrix[j, i] = one.value
    try:
        factor = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise _refusal(None, float(np.linalg.eigvalsh(matrix)[0])) from error
    return Scores(seed=seed, numbers=numbers, order=tuple(order), factor=factor, typical=typical)


def _purpose(name: str) -> str:
    return f"person: {name}"


def _refusal(pair: Correlation | None, found: str | float) -> InputError:
    """Return the refusal of one pair, or of all together for their smallest eigenvalue."""
    of = f"{pair.first}, {pair.second}" if pair else "smallest eigenvalue"
    return InputError(
        what=Text(zh="这些相关系数不可能成立", en="these correlations cannot hold"),
        where="population.correlations",
        found=f"{of}: {found if isinstance(found, str) else format(found, '.3g')}",
        do=Text(
            zh="每对只写一次，名称须存在，系数在 -1 与 1 之间，整体为正定",
            en="name each pair once, of things that there are, between -1 and 1, and lower those "
            "that cannot hold together",
        ),
    )

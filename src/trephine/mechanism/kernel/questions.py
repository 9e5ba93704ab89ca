"""What a run reads, and the refusal of what cannot be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import Model
from trephine.core.option import nearest
from trephine.core.text import Text

Times = Sequence[float] | np.ndarray | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is read: names by their columns among the quantities seen, at which times."""

    every: tuple[str, ...]
    samples: np.ndarray
    time_of: np.ndarray
    is_grid: np.ndarray
    out_columns: np.ndarray
    measures: Sequence[TrajectoryMeasure]
    measure_columns: np.ndarray
    decisions: np.ndarray
    watch_columns: np.ndarray
    n_times: int


def questions(
    model: Model,
    *,
    span: tuple[float, float],
    names: Sequence[str],
    times: Times,
    measures: Sequence[TrajectoryMeasure],
    grid: Times,
    decide_at: Times,
    watched: Sequence[str],
) -> Questions:
    """Put together what a run reads. Raises InputError for times or names that cannot be."""
    known = {"time", *(one.id for one in model.states), *(one.id for one in model.parameters)}
    known |= {one.id for one in model.assignments}
    for name in (*names, *(one.of for one in measures), *watched):
        if name not in known:
            near = nearest(name, sorted(known))
            raise refusal(
                model,
                name,
                Text(
                    zh=f"使用模型的量名，例如 {near}",
                    en=f"use a quantity's name, for example {near}",
                ),
            )
    at = _rising(model, times, span, "times")
    points = np.zeros(0)
    if measures and grid is None:
        points = np.arange(np.ceil(span[0]), np.floor(span[1]) + 1.0)
    elif measures:
        points = _rising(model, grid, span, "grid")
    every = tuple(dict.fromkeys((*names, *(one.of for one in measures), *watched)))
    samples = np.unique(np.concatenate([at, points]))
    time_of = np.full(len(samples), -1, dtype=np.int64)
    time_of[np.searchsorted(samples, at)] = np.arange(len(at))
    return Questions(
        every=every,
        samples=samples,
        time_of=time_of,
        is_grid=np.isin(samples, points),
        out_columns=_columns(every, names if times is not None else ()),
        measures=measures,
        measure_columns=_columns(every, [one.of for one in measures]),
        decisions=_rising(model, decide_at, span, "decide_at"),
        watch_columns=_columns(every, watched),
        n_times=len(at),
    )


def refusal(model: Model, found: str, do: Text) -> InputError:
    """Return the refusal of a run that cannot be asked for."""
    return InputError(
        what=Text(zh="这样的求解要求不成立", en="this run cannot be asked for"),
        where=model.id,
        found=found,
        do=do,
    )


def _columns(every: Sequence[str], names: Sequence[str]) -> np.ndarray:
    return np.array([every.index(name) for name in names], dtype=np.int64)


def _rising(model: Model, given: Times, span: tuple[float, float], what: str) -> np.ndarray:
    points = np.asarray(() if given is None else given, dtype=np.float64)
    inside = np.isfinite(points) & (points >= span[0]) & (points <= span[1])
    if points.ndim != 1 or not inside.all() or (np.diff(points) <= 0).any():
        raise refusal(
            model,
            f"{what}={np.array2string(points, threshold=6)}",
            Text(
                zh=f"给出 {span[0]:g} 到 {span[1]:g} 之间递增的时间",
                en=f"give rising times from {span[0]:g} to {span[1]:g}",
            ),
        )
    return points

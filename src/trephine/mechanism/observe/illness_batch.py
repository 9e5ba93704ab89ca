"""illness_batch: the infections of many virtual patients, drawn as their run goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from trephine.core.error import InputError
from trephine.core.readout import InfectionLaw, ReadoutLaw
from trephine.core.text import Text
from trephine.mechanism.observe.infections import (
    DRAWS,
    FIRST_DAY,
    ILLNESS,
    Infection,
)
from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]
Rows = NDArray[np.intp]
_MINUTES = 1440
_NUMBERS = ("onset", "days", "fever", "crp", "il6")
_PLACES = ("site", "germ", "found", "serious")
_COURSE = ("passed", "begun", "left")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Begun:
    """Infections that began in the days asked: whose (``rows``), when (day), and how long.

    ``days`` is the length that was drawn, before any treatment. All columns are of one length, in
    the order of rows, then onsets.
    """

    rows: Rows
    onset: Vector
    days: Vector
    site: NDArray[np.int64]
    germ: NDArray[np.int64]
    found: NDArray[np.bool_]
    serious: NDArray[np.bool_]


class Infections:
    """The latest infection of each of many patients, and the one before it until that begins.

    ``kept`` are rows of which every infection is remembered. Time goes forward only: ``illness``
    answers for a moment not before the last days drawn. Treatment and prophylaxis come from the
    caller, with their sizes; nothing acts back on the model.
    """

    def __init__(
        self,
        law: InfectionLaw,
        numbers: NDArray[np.int64],
        seed: int,
        kept: Sequence[int] = (),
    ) -> None:
        """Start with nobody ill, ``numbers`` ``[n]`` being the patients' own."""
        n = len(numbers)
        self.count = np.zeros(n, dtype=np.int64)
        self._law = law
        self._numbers = np.asarray(numbers, dtype=np.int64)
        self._factor = np.ones(n)
        self._onset = Stream(seed=seed, purpose="infection: onset")
        self._course = Stream(seed=seed, purpose="infection: course")
        self._past: dict[int, list[Infection]] = {int(row): [] for row in kept}
        # Two places a patient: an infection is drawn at the start of its day and begins within it,
        # so that the one before may still be going on until then.
        self._now, self._before = _nothing(n), _nothing(n)

    def advance(
        self,
        first_day: float,
        last_day: float,
        hazard: ArrayLike,
        whom: ArrayLike | None = None,
    ) -> Begun:
        """Draw the infections of the whole days from ``first_day`` to before ``last_day``.

        ``hazard`` is infections a day of each of ``whom`` (rows that rise; None: of all), the same
        on each of these days; where it is not a number nothing happens. None begins while another
        lasts. The draws are those of ``infections``: they hang on seed, patient and day alone.
        Between two whole days nothing is drawn, so that a run may ask for every few hours.
        """
        days = np.arange(np.ceil(first_day), np.ceil(last_day))
        if len(days) and days[0] < FIRST_DAY:
            raise _too_early(first_day)
        if not len(days):
            nobody = np.zeros(0, dtype=np.intp)
            return _begun(nobody, self._drawn(nobody, np.zeros(0)))
        own = slice(None) if whom is None else np.asarray(whom)
        numbers, factor = self._numbers[own], self._factor[own]
        risk = np.nan_to_num(np.maximum(np.asarray(hazard, dtype=np.float64) * factor, 0.0))
        chance = np.broadcast_to(-np.expm1(-risk), numbers.shape)
        first = np.full(len(numbers), int(days[0] - FIRST_DAY))
        drawn = self._onset.uniforms_each(numbers, first, len(days))
        rows, places = np.nonzero(drawn < chance[:, None])
        rows = rows if whom is None else np.asarray(whom)[rows]
        asked = self._drawn(rows, np.asarray(days[places], dtype=np.float64))
        taken = np.zeros(len(rows), dtype=np.bool_)
        # The first candidate of each patient, then the second: no two of one patient at once.
        rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
        for turn in range(int(rank.max(initial=-1)) + 1):
            mine = np.flatnonzero(rank == turn)
            ends = self._now["begun"][rows[mine]] + self._now["left"][rows[mine]]
            mine = mine[asked["onset"][mine] > ends]
            taken[mine] = True
            self._begin(rows[mine], {name: column[mine] for name, column in asked.items()})
        return _begun(rows[taken], {name: column[taken] for name, column in asked.items()})

    def illness(self, minute: float, rows: ArrayLike | None = None) -> dict[str, Vector]:
        """Return what infections add at ``minute``, as ``infections.illness`` names it, by row."""
        day, law = minute / _MINUTES, self._law
        chosen: Any = slice(None) if rows is None else np.asarray(rows)
        onset = self._now["onset"][chosen]
        early = np.flatnonzero(day < onset)
        share = _share({name: self._now[name][chosen] for name in _COURSE}, day)
        if early.size:  # of these it is the one before
            whom = early if rows is None else chosen[early]
            onset = onset.copy()
            onset[early] = self._before["onset"][whom]
            share[early] = _share({name: self._before[name][whom] for name in _COURSE}, day)
        out = {name: np.zeros(onset.shape) for name in ILLNESS}
        at = np.flatnonzero((day >= onset) & (share <= 1))
        if not at.size:
            return out
        whom = at if rows is None else chosen[at]
        one = {name: column[whom] for name, column in self._now.items()}
        before = day < one["onset"]
        if before.any():
            one = {n: np.where(before, self._before[n][whom], column) for n, column in one.items()}
        share = share[at]
        rise = np.clip((day - one["onset"]) / law.crp_rise, 0, 1)
        out["ill"][at] = 1
        out["ill_late"][at] = share > law.controlled
        out["ill_fever"][at] = one["fever"] * np.exp(-law.fever_fall * share**2)
        out["ill_crp"][at] = one["crp"] * rise * np.exp(-law.crp_fall * share**2)
        out["ill_il6"][at] = one["il6"] * np.exp(-law.fever_fall * share)
        for name in _PLACES:
            out[f"ill_{name}"][at] = one[name]
        return out

    def controlled(self, rows: ArrayLike, minute: float, share: ArrayLike) -> None:
        """Shorten what is left of the infections of ``rows`` at ``minute`` by ``share`` (0 to 1).

        What was passed through stays as it was and the rest goes faster: fever and C-reactive
        protein do not jump. Once for each treatment: asked again, it shortens the rest again.
        Rows without an infection at that moment are left alone. Raises InputError for
        a share below 0 or of 1 and more.
        """
        asked = np.asarray(rows)
        shares = np.broadcast_to(np.asarray(share, dtype=np.float64), asked.shape)
        if not ((shares >= 0) & (shares < 1)).all():
            raise _not_a_share(shares)
        day = minute / _MINUTES
        for slot in (self._before, self._now):
            chosen = {name: column[asked] for name, column in slot.items()}
            passed = _share(chosen, day)
            ill = (day >= chosen["onset"]) & (passed <= 1)
            mine = asked[ill]
            ends = chosen["begun"] + chosen["left"]
            slot["left"][mine] = (ends[ill] - day) * (1 - shares[ill])
            slot["passed"][mine] = passed[ill]
            slot["begun"][mine] = day

    def reduced(self, rows: ArrayLike, factor: ArrayLike) -> None:
        """Set by how much prophylaxis multiplies the hazard of ``rows`` from now on; 1 ends it.

        It takes the place of what was set before: several kinds at once are the caller's product.
        """
        self._factor[np.asarray(rows)] = factor

    def past(self, row: int) -> tuple[Infection, ...]:
        """Return the infections of a kept row so far, as they were drawn, in order."""
        return tuple(self._past[row])

    def _drawn(self, rows: Rows, days: Vector) -> dict[str, Vector]:
        """Return what each candidate would be: ``_infection`` of ``infections``, over columns."""
        law = self._law
        starts = (days - FIRST_DAY).astype(np.int64) * DRAWS
        u = self._course.uniforms_each(self._numbers[rows], starts, DRAWS)
        found = u[:, 7] < law.found
        with np.errstate(divide="ignore", invalid="ignore"):  # a share of 0 or 1: never taken
            spread = np.where(found, u[:, 7] / law.found, (u[:, 7] - law.found) / (1 - law.found))
        return {
            "onset": days + u[:, 0],
            "days": _amount(law.days, u[:, 1]),
            "fever": _amount(law.fever, u[:, 2]),
            "crp": _amount(law.crp, u[:, 3]),
            "il6": _amount(law.il6, u[:, 4]),
            "site": _category(law.sites, u[:, 5]),
            "germ": _category(law.pathogens, u[:, 6]),
            "found": found.astype(np.float64),
            "serious": (spread < law.serious).astype(np.float64),
        }

    def _begin(self, rows: Rows, given: dict[str, Vector]) -> None:
        for name, column in self._now.items():
            self._before[name][rows] = column[rows]
        for name, values in given.items():
            self._now[name][rows] = values
        self._now["begun"][rows] = given["onset"]
        self._now["left"][rows] = given["days"]
        self._now["passed"][rows] = 0.0
        self.count[rows] += 1
        for at in np.flatnonzero(np.isin(rows, list(self._past))) if self._past else ():
            one: dict[str, Any] = {name: float(given[name][at]) for name in _NUMBERS}
            one |= {name: int(given[name][at]) for name in ("site", "germ")}
            one |= {name: bool(given[name][at]) for name in ("found", "serious")}
            self._past[int(rows[at])].append(Infection(**one))


def _begun(rows: Rows, drawn: dict[str, Vector]) -> Begun:
    return Begun(
        rows=rows,
        onset=drawn["onset"],
        days=drawn["days"],
        site=drawn["site"].astype(np.int64),
        germ=drawn["germ"].astype(np.int64),
        found=drawn["found"] != 0,
        serious=drawn["serious"] != 0,
    )


def _nothing(n: int) -> dict[str, Vector]:
    empty = {name: np.zeros(n) for name in (*_NUMBERS, *_PLACES)}
    # A length of 1, not 0: the share passed of an infection that never was is then infinite.
    return empty | {
        "onset": np.full(n, -np.inf),
        "begun": np.full(n, -np.inf),
        "left": np.ones(n),
        "passed": np.zeros(n),
    }


def _share(one: dict[str, Vector], day: float) -> Vector:
    """Return how much of an infection is passed; more than 1 after it."""
    return np.asarray(one["passed"] + (day - one["begun"]) * (1 - one["passed"]) / one["left"])


def _amount(law: ReadoutLaw, u: Vector) -> Vector:
    return np.asarray(np.clip(law.typical * np.exp(law.sd * ndtri(u)), law.low, law.high))


def _category(shares: tuple[tuple[str, float], ...], u: Vector) -> Vector:
    bounds = np.cumsum([share for _, share in shares])
    places = np.searchsorted(bounds, u * bounds[-1], side="right")
    return np.asarray(np.minimum(places, len(shares) - 1), dtype=np.float64)


def _too_early(day: float) -> InputError:
    return InputError(
        what=Text(zh="感染的抽取早于可用的第一天", en="infections are drawn before the first day"),
        where="first_day",
        found=f"{day:g}",
        do=Text(zh=f"从第 {FIRST_DAY} 天或更晚开始", en=f"start on day {FIRST_DAY} or later"),
    )


def _not_a_share(shares: Vector) -> InputError:
    return InputError(
        what=Text(zh="缩短的份额须在 0 与 1 之间", en="a share to shorten by lies between 0 and 1"),
        where="share",
        found=f"{shares.min():g} … {shares.max():g}",
        do=Text(zh="给出 0 至小于 1 的数", en="give a number from 0 to below 1"),
    )

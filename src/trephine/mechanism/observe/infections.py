"""infections: when each virtual patient is infected, for how long, and what it looks like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from trephine.core.readout import InfectionLaw, ReadoutLaw
from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]
# Days are counted from here, so that the number of a draw is not negative; no run starts before.
FIRST_DAY = -400
DRAWS = 8
# What infections add, by the names that formulas use.
ILLNESS = tuple(
    f"ill{name}"
    for name in ("", "_late", "_fever", "_crp", "_il6", "_site", "_germ", "_found", "_serious")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infection:
    """One infection. ``site`` and ``germ`` are places in the law's lists, amounts as in the law."""

    onset: float
    days: float
    fever: float
    crp: float
    il6: float
    site: int
    germ: int
    found: bool
    serious: bool


def infections(
    law: InfectionLaw, hazard: Vector, times: Vector, numbers: NDArray[np.int64], seed: int
) -> tuple[tuple[Infection, ...], ...]:
    """Return each patient's infections in order; none begins while another lasts.

    ``hazard`` ``[n, m]`` is infections a day at ``times`` ``[m]`` (days), taken as straight between
    them; where it is not a number nothing happens. Each day of each patient has draws of its own,
    so that neither chunk nor length of the run changes an infection.
    """
    days = np.arange(np.ceil(times[0]), np.floor(times[-1]))
    if not len(days):
        return ((),) * len(numbers)
    index = (days - FIRST_DAY).astype(np.uint64)
    drawn = Stream(seed=seed, purpose="infection: onset").uniforms_at(numbers, index)
    course = Stream(seed=seed, purpose="infection: course")
    found = []
    for row, number in enumerate(numbers):
        risk = np.interp(days, times, hazard[row])
        hit = drawn[row] < -np.expm1(-np.nan_to_num(np.maximum(risk, 0.0)))
        mine: list[Infection] = []
        for day in days[hit]:
            first = int(day - FIRST_DAY) * DRAWS
            one = _infection(law, float(day), course.uniforms([number], DRAWS, first)[0])
            if not mine or one.onset > mine[-1].onset + mine[-1].days:
                mine.append(one)
        found.append(tuple(mine))
    return tuple(found)


def _infection(law: InfectionLaw, day: float, u: Vector) -> Infection:
    return Infection(
        onset=day + float(u[0]),
        days=_amount(law.days, u[1]),
        fever=_amount(law.fever, u[2]),
        crp=_amount(law.crp, u[3]),
        il6=_amount(law.il6, u[4]),
        site=_category(law.sites, u[5]),
        germ=_category(law.pathogens, u[6]),
        found=bool(u[7] < law.found),
        # the same draw, spread anew on either side of the share found: independent of it
        serious=bool(_spread(float(u[7]), law.found) < law.serious),
    )


def _spread(u: float, share: float) -> float:
    return u / share if u < share else (u - share) / (1 - share)


def _amount(law: ReadoutLaw, u: float) -> float:
    return float(np.clip(law.typical * np.exp(law.sd * ndtri(u)), law.low, law.high))


def _category(shares: tuple[tuple[str, float], ...], u: float) -> int:
    bounds = np.cumsum([share for _, share in shares])
    return int(min(np.searchsorted(bounds, u * bounds[-1], side="right"), len(shares) - 1))


def illness(law: InfectionLaw, mine: tuple[Infection, ...], times: Vector) -> dict[str, Vector]:
    """Return what one patient's infections add at ``times``, by the names that formulas use.

    ``ill`` 0 or 1, ``ill_late`` 1 where it is under control, ``ill_fever`` (K), ``ill_crp``
    (mg/L), ``ill_il6`` (pg/mL), ``ill_site`` and ``ill_germ`` (places in the lists), ``ill_found``
    and ``ill_serious`` 0 or 1; all 0 where there is none.
    """
    out = {name: np.zeros(len(times)) for name in ILLNESS}
    for one in mine:
        since = times - one.onset
        share = since / one.days
        at = (share >= 0) & (share <= 1)
        rise = np.clip(since[at] / law.crp_rise, 0, 1)
        out["ill"][at] = 1
        out["ill_late"][at] = share[at] > law.controlled
        out["ill_fever"][at] = one.fever * np.exp(-law.fever_fall * share[at] ** 2)
        out["ill_crp"][at] = one.crp * rise * np.exp(-law.crp_fall * share[at] ** 2)
        out["ill_il6"][at] = one.il6 * np.exp(-law.fever_fall * share[at])
        out["ill_site"][at] = one.site
        out["ill_germ"][at] = one.germ
        out["ill_found"][at] = one.found
        out["ill_serious"][at] = one.serious
    return out

"""before: what earlier visits leave behind: nadirs, and results that still hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from trephine.care.response.disease import Disease
from trephine.care.response.options import ResponseOptions
from trephine.care.response.seen import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A result that holds at a visit: its value, its day and the nadir of what came before it."""

    value: Fraction
    day: int
    nadir: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Nadirs before a visit, and marrow and imaging that hold at it.

    ``marrow`` and ``spd`` are this visit's own where done, else the last within the window.
    ``axis`` is the widest short axis measured before the image of ``diameter``.
    ``marrow_nadir`` and ``spd_nadir`` are those before the visit, whatever it holds.
    ``tumour`` is whether the last image after the baseline, however old, showed a plasmacytoma.
    """

    serum: Fraction | None
    urine: Fraction | None
    difference: Fraction | None
    circulating: Fraction | None
    marrow: Held | None
    clonal: bool | None
    spd: Held | None
    lesions: int | None
    diameter: Held | None
    axis: Fraction | None
    new_lesion: bool | None
    tumour: bool | None
    marrow_nadir: Fraction | None
    spd_nadir: Fraction | None


def before(
    baseline: Seen,
    earlier: tuple[Seen, ...],
    now: Seen,
    disease: Disease,
    options: ResponseOptions,
) -> Before:
    """Return what holds at ``now``, from the baseline and the earlier visits in order."""
    past = (baseline, *earlier)
    sequence = (*past, now)

    def nadir(value: Callable[[Seen], Fraction | None], among: Iterable[Seen]) -> Fraction | None:
        return _nadir([value(one) for one in among], options)

    def held(
        value: Callable[[Seen], Fraction | None], window: int, *, baseline_too: bool = False
    ) -> Held | None:
        for index in range(len(sequence) - 1, -1 if baseline_too else 0, -1):
            one = sequence[index]
            found = value(one)
            if found is not None and now.day - one.day <= window:
                return Held(value=found, day=one.day, nadir=nadir(value, sequence[:index]))
        return None

    scan, marrow = options.imaging_window_days, options.bm_window_days
    carried = options.baseline_imaging_carry_forward == "within_window"
    spd = held(lambda one: one.spd, scan, baseline_too=carried)
    diameter = held(lambda one: one.diameter, scan)
    clonal = held(lambda one: _flag(one.visit.clonality, "present"), marrow)
    lesion = held(lambda one: _truth(one.visit.new_lesion), scan)
    imaged = next((one for one in sequence if spd and one.day == spd.day), None)
    axes = [one.axis for one in sequence if diameter and one.day < diameter.day and one.axis]
    return Before(
        serum=nadir(lambda one: one.serum, past),
        urine=nadir(lambda one: one.urine, past),
        difference=nadir(disease.difference, past),
        circulating=nadir(lambda one: one.circulating, past),
        marrow=held(lambda one: one.marrow, marrow),
        clonal=None if clonal is None else bool(clonal.value),
        spd=spd,
        lesions=None if imaged is None else imaged.visit.lesions,
        diameter=diameter,
        axis=max(axes, default=None),
        new_lesion=None if lesion is None else bool(lesion.value),
        marrow_nadir=nadir(lambda one: one.marrow, past),
        spd_nadir=nadir(lambda one: one.spd, past),
        tumour=next((one.spd > 0 for one in reversed(sequence[1:]) if one.spd is not None), None),
    )


def with_result(held: Before, day: int, field: str, value: Fraction) -> Before:
    """Return what holds once ``field`` (marrow, spd, clonal, new_lesion) is known on ``day``."""
    if field == "marrow":
        return replace(held, marrow=Held(value=value, day=day, nadir=held.marrow_nadir))
    if field == "spd":
        spd = Held(value=value, day=day, nadir=held.spd_nadir)
        return replace(held, spd=spd, lesions=None, tumour=value > 0)
    if field == "clonal":
        return replace(held, clonal=bool(value))
    return replace(held, new_lesion=bool(value))


def _nadir(values: list[Fraction | None], options: ResponseOptions) -> Fraction | None:
    """Return the lowest value, or the lowest that the next recorded one bore out."""
    known = [value for value in values if value is not None]
    if options.nadir == "lowest_recorded_including_baseline" or not known:
        return min(known, default=None)
    pairs = [max(pair) for pair in pairwise(known)]
    baseline = [] if values[0] is None else [values[0]]
    return min([*baseline, *pairs], default=None)


def _flag(value: str | None, true: str) -> Fraction | None:
    return None if value is None else Fraction(value == true)


def _truth(value: bool | None) -> Fraction | None:  # noqa: FBT001  (a field's own value)
    return None if value is None else Fraction(value)

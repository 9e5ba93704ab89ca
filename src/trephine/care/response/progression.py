"""progression: which criteria of progressive disease a visit meets, one is enough."""

from dataclasses import dataclass
from fractions import Fraction

from trephine.care.response.before import Before
from trephine.care.response.disease import Disease
from trephine.care.response.options import ResponseOptions
from trephine.care.response.seen import Seen
from trephine.care.response.wording import rose, shown
from trephine.core.response import ResponseCriteria, Threshold
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressionReason:
    """One criterion of progression that is met: its code and the arithmetic.

    ``repeatable``: a laboratory value, which the next visit has to show again; imaging and marrow
    need not be repeated.
    """

    code: str
    text: Text
    repeatable: bool = True


def progression(
    seen: Seen,
    held: Before,
    disease: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> tuple[ProgressionReason, ...]:
    """Return every criterion of progression that is met, against the nadir; none: not shown.

    Serum and urine count in every kind of disease; light chains where neither is measurable; the
    marrow where it alone is; circulating plasma cells where nothing else is.
    """
    found = []

    def check(code: str, value: Fraction | None, nadir: Fraction | None, least: Threshold) -> None:
        if value is None or nadir is None:
            return
        if _risen(value, nadir, criteria.rise) and least.met(value - nadir):
            found.append(ProgressionReason(code=code, text=rose(code, nadir, value, least)))

    if _serum(seen.serum, held.serum, criteria, options):
        text = rose("serum_m", held.serum, seen.serum, criteria.serum_rise)
        found.append(ProgressionReason(code="serum_m", text=text))
    check("urine_m", seen.urine, held.urine, criteria.urine_rise)
    if not disease.serum and not disease.urine:
        check("dflc", disease.difference(seen), held.difference, criteria.dflc_rise)
    elif options.light_chain_escape == "progression" and escaped(seen, held, disease, criteria):
        text = rose("dflc", held.difference, disease.difference(seen), criteria.dflc_rise)
        found.append(ProgressionReason(code="dflc", text=text))
    marrow = held.marrow
    if disease.kind in {"marrow", "none", "circulating"} and marrow and marrow.nadir is not None:
        rise = marrow.value - marrow.nadir
        if _risen(marrow.value, marrow.nadir, criteria.rise) and criteria.marrow_rise.met(rise):
            text = rose("bm_pc", marrow.nadir, marrow.value, criteria.marrow_rise)
            found.append(ProgressionReason(code="bm_pc", text=text, repeatable=False))
    found += _imaging(held, criteria, options)
    if (
        disease.kind == "circulating"
        and seen.circulating is not None
        and held.circulating is not None
        and _risen(seen.circulating, held.circulating, criteria.circulating_rise)
        and seen.circulating > held.circulating
        and criteria.circulating_level.met(seen.circulating)
    ):
        text = rose("circulating_pc", held.circulating, seen.circulating, criteria.circulating_rise)
        found.append(ProgressionReason(code="circulating_pc", text=text))
    return tuple(found)


def escaped(seen: Seen, held: Before, disease: Disease, criteria: ResponseCriteria) -> bool:
    """Tell whether light chains rose as in progression though serum or urine is measurable."""
    now, nadir = disease.difference(seen), held.difference
    if now is None or nadir is None or not (disease.serum or disease.urine):
        return False
    return _risen(now, nadir, criteria.rise) and criteria.dflc_rise.met(now - nadir)


def _serum(
    now: Fraction | None,
    nadir: Fraction | None,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> bool:
    if now is None or nadir is None:
        return False
    usual = _risen(now, nadir, criteria.rise) and criteria.serum_rise.met(now - nadir)
    if options.serum_high_nadir_rule == "off" or not criteria.serum_high_nadir.met(nadir):
        return usual
    high = criteria.serum_high_rise.met(now - nadir)
    return (usual or high) if options.serum_high_nadir_rule == "sufficient" else (usual and high)


def _imaging(
    held: Before, criteria: ResponseCriteria, options: ResponseOptions
) -> list[ProgressionReason]:
    found = []
    if held.new_lesion:
        text = Text(zh="影像出现新病灶", en="imaging shows a new lesion")
        found.append(ProgressionReason(code="new_lesion", text=text, repeatable=False))
    spd = held.spd
    if spd and spd.nadir is not None and spd.value > 0:
        if spd.nadir == 0:
            text = Text(
                zh=f"原无浆细胞瘤，现 SPD {shown(spd.value)} mm²",
                en=f"a plasmacytoma of SPD {shown(spd.value)} mm² where there was none",
            )
            if not held.new_lesion:
                found.append(ProgressionReason(code="new_lesion", text=text, repeatable=False))
        elif _risen(spd.value, spd.nadir, criteria.spd_rise) and (
            options.spd_lesion_count_unknown == "counts"
            if held.lesions is None
            else criteria.spd_lesions.met(held.lesions)
        ):
            text = rose("plasmacytoma_spd", spd.nadir, spd.value, criteria.spd_rise)
            found.append(ProgressionReason(code="plasmacytoma_spd", text=text, repeatable=False))
    size = held.diameter
    if (
        size
        and size.nadir
        and held.axis is not None
        and criteria.diameter_axis.met(held.axis)
        and _risen(size.value, size.nadir, criteria.diameter_rise)
    ):
        text = rose("longest_diameter", size.nadir, size.value, criteria.diameter_rise)
        found.append(ProgressionReason(code="longest_diameter", text=text, repeatable=False))
    return found


def _risen(now: Fraction, nadir: Fraction, least: Threshold) -> bool:
    """Tell whether ``now`` is ``least`` percent above the nadir; from 0 any rise is."""
    if nadir <= 0:
        return now > nadir
    return least.met((now - nadir) * 100 / nadir)

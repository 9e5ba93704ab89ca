"""grade: the level that one visit shows, from its components; the lowest decides."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from trephine.care.response.answer import Component
from trephine.care.response.before import Before
from trephine.care.response.disease import Disease
from trephine.care.response.options import ResponseOptions
from trephine.care.response.progression import ProgressionReason, progression
from trephine.care.response.seen import Seen
from trephine.care.response.wording import missing, moved, name
from trephine.core.response import Level, ResponseCriteria, Threshold, depth, lower
from trephine.core.text import Text

_BEST: Level = "sCR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A level with its components, reasons of progression and what stood in a better one's way."""

    level: Level
    components: tuple[Component, ...]
    progression: tuple[ProgressionReason, ...]
    blocked: tuple[str, ...]


def grade(
    seen: Seen,
    held: Before,
    baseline: Seen,
    disease: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> Graded:
    """Return the level of one visit, unconfirmed.

    Progression needs one criterion, whatever else is missing. A required component that is not
    known makes the visit NE; one that only CR or sCR needs makes it the next lower level, and is
    named in ``blocked``.
    """
    if seen.conflicting:
        return Graded(level="NE", components=(), progression=(), blocked=())
    reasons = progression(seen, held, disease, criteria, options)
    if disease.kind in {"none", "unknown", "circulating"}:
        judged = disease.kind == "circulating" or options.no_measurable_disease != "NE"
        level: Level = "PD" if reasons and judged else "NE"
        return Graded(level=level, components=(), progression=reasons, blocked=())
    components = _components(seen, held, baseline, disease, criteria, options)
    levels = [one.level for one in components]
    blocked = tuple(
        f"blocked:{'imaging' if one.code == 'plasmacytoma_spd' else one.code}_missing"
        for one in components
        if one.level == "NE"
    )
    if options.missing_measurable_marker == "from_the_others":
        levels = [level for level in levels if level != "NE"]
    level = "NE" if "NE" in levels or not levels else lower(*levels)
    if level != "NE":
        level, more, deep = _complete(level, seen, held, disease, criteria, options)
        components += deep
        blocked += more
    if reasons:
        level, blocked = "PD", ()
    return Graded(level=level, components=components, progression=reasons, blocked=blocked)


def _components(
    seen: Seen,
    held: Before,
    baseline: Seen,
    disease: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> tuple[Component, ...]:
    """Return the components that decide up to VGPR."""
    found = []
    c = criteria
    if disease.serum:
        steps: tuple[tuple[Level, Threshold], ...] = (
            ("VGPR", c.serum_vgpr),
            ("PR", c.serum_pr),
            ("MR", c.serum_mr),
        )
        found.append(_fall("serum_m", baseline.serum, seen.serum, steps))
    policy = options.urine_if_unmeasurable_at_baseline
    if disease.urine or policy == "required" or (policy != "ignored" and seen.urine is not None):
        found.append(_urine(baseline.urine, seen.urine, c))
    if disease.kind == "flc":
        start, now = disease.difference(baseline), disease.difference(seen)
        vgpr = _boundary(c.dflc_vgpr, options.vgpr_dflc)
        found.append(_fall("dflc", start, now, (("VGPR", vgpr), ("PR", c.dflc_pr))))
    if disease.kind == "marrow":
        now = None if held.marrow is None else held.marrow.value
        found.append(_fall("bm_pc", baseline.marrow, now, (("PR", c.marrow_pr),)))
    if disease.plasmacytoma:
        now = None if held.spd is None else held.spd.value
        vgpr = _boundary(c.spd_vgpr, options.vgpr_spd)
        steps = (("VGPR", vgpr), ("PR", c.spd_pr))
        component = _fall("plasmacytoma_spd", baseline.spd, now, steps)
        found.append(replace(component, level=_BEST) if now == 0 else component)
    return tuple(found)


def _fall(
    code: str,
    start: Fraction | None,
    now: Fraction | None,
    steps: tuple[tuple[Level, Threshold], ...],
) -> Component:
    """Return the level that a fall from the baseline allows: SD where it meets no step."""
    if start is None or now is None:
        return Component(code=code, level="NE", text=missing(code))
    text = moved(code, start, now)
    fall = (start - now) * 100 / start if start > 0 else None
    for level, least in steps:
        if fall is not None and least.met(fall):
            said = Text(zh=f"{text.zh}：{level} {least}", en=f"{text.en}: {level} {least}")
            return Component(code=code, level=level, text=said)
    least = steps[-1][1]
    said = Text(
        zh=f"{text.zh}：未达 {steps[-1][0]} {least}", en=f"{text.en}: not {steps[-1][0]} {least}"
    )
    return Component(code=code, level="SD", text=said)


def _urine(start: Fraction | None, now: Fraction | None, c: ResponseCriteria) -> Component:
    """Return the level that urine allows: an amount or a fall."""
    if now is None:
        return Component(code="urine_m", level="NE", text=missing("urine_m"))
    fall = (start - now) * 100 / start if start else None
    level: Level = "SD"
    if c.urine_vgpr.met(now):
        level = "VGPR"
    elif c.urine_pr_level.met(now) or (fall is not None and c.urine_pr_fall.met(fall)):
        level = "PR"
    elif fall is not None and c.urine_mr.met(fall):
        level = "MR"
    text = moved("urine_m", start, now)
    said = Text(
        zh=f"{text.zh}：{level}（VGPR {c.urine_vgpr}；"
        f"PR {c.urine_pr_level} 或降 {c.urine_pr_fall}）",
        en=f"{text.en}: {level} (VGPR {c.urine_vgpr}; PR {c.urine_pr_level} or a fall "
        f"{c.urine_pr_fall})",
    )
    return Component(code="urine_m", level=level, text=said)


def _boundary(threshold: Threshold, choice: str) -> Threshold:
    return replace(threshold, comparator=">" if choice == "more_than" else ">=")


def _complete(
    level: Level,
    seen: Seen,
    held: Before,
    disease: Disease,
    criteria: ResponseCriteria,
    options: ResponseOptions,
) -> tuple[Level, tuple[str, ...], tuple[Component, ...]]:
    """Return the level once CR and sCR are considered, what blocked them, and their parts."""
    interfered = _interfered(seen, options)
    needs: list[tuple[str, bool | None]] = [
        ("serum_ife", None if interfered else _negative(seen.visit.serum_ife)),
        ("urine_ife", _negative(seen.visit.urine_ife)),
        ("bone_marrow", None if held.marrow is None else criteria.marrow_cr.met(held.marrow.value)),
        ("plasmacytoma", _no_tumour(held, disease, options)),
    ]
    if _band(seen, options):  # a negative immunofixation beside a measured band cannot count
        needs.append(("m_protein", False))
    if disease.kind == "flc":
        needs.append(("flc_ratio", seen.ratio_normal))
    parts = tuple(_part(code, known, "VGPR") for code, known in needs)
    if any(known is False for _, known in needs):
        return level, (), parts
    lacking = [code for code, known in needs if known is None]
    if lacking:
        near = "negative" in {seen.visit.serum_ife, seen.visit.urine_ife} or interfered
        deep = depth(level) >= depth("VGPR") or disease.kind in {"flc", "marrow"}
        blocked = tuple(
            "CR_blocked:serum_ife_interference"
            if code == "serum_ife" and interfered
            else f"CR_blocked:{code}_missing"
            for code in lacking
        )
        return level, blocked if near and deep else (), parts
    stringent: list[tuple[str, bool | None]] = [
        ("flc_ratio", seen.ratio_normal),
        ("clonality", None if held.clonal is None else not held.clonal),
    ]
    parts += tuple(
        _part(code, known, "CR") for code, known in stringent if code not in {c for c, _ in needs}
    )
    if all(known for _, known in stringent):
        return "sCR", (), parts
    if any(known is False for _, known in stringent):
        return "CR", (), parts
    lacking = [code for code, known in stringent if known is None]
    return "CR", tuple(f"sCR_blocked:{code}_missing" for code in lacking), parts


@cache
def _part(code: str, known: bool | None, otherwise: Level) -> Component:  # noqa: FBT001  (Kleene)
    label = Text(zh="测得 M 蛋白", en="measured M-protein") if code == "m_protein" else name(code)
    if code == "bone_marrow":
        label = name("bm_pc")
    if code == "plasmacytoma":
        label = Text(zh="软组织浆细胞瘤", en="soft-tissue plasmacytoma")
    words = {
        True: Text(zh="符合", en="as required"),
        False: Text(zh="不符合", en="not as required"),
        None: Text(zh="未知", en="not known"),
    }[known]
    return Component(
        code=code,
        level=_BEST if known else otherwise,
        text=Text(zh=f"{label.zh}：{words.zh}", en=f"{label.en}: {words.en}"),
    )


def _band(seen: Seen, options: ResponseOptions) -> bool:
    """Tell whether M-protein was measured; an immunoglobulin is never all M-protein."""
    return bool(seen.urine) or (
        options.serum_m_by_immunoglobulin == "not_used" and bool(seen.serum)
    )


def _negative(result: str | None) -> bool | None:
    return None if result is None else result == "negative"


def _interfered(seen: Seen, options: ResponseOptions) -> bool:
    return (
        bool(seen.visit.antibody_interference)
        and seen.visit.serum_ife == "positive"
        and options.antibody_interference == "positive_is_unknown"
    )


def _no_tumour(held: Before, disease: Disease, options: ResponseOptions) -> bool | None:
    """Tell whether there is no soft-tissue plasmacytoma: one that was seen has to be seen gone."""
    if held.spd is not None:
        return held.spd.value == 0
    if held.tumour or disease.plasmacytoma:
        return None
    if disease.plasmacytoma is None and options.plasmacytoma_unknown_at_baseline == "blocks_CR":
        return True if held.tumour is False else None
    return True

"""script_of: the script that repeats what ``meta`` did."""

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.meta import Meta
from trephine.reports.analysis import Analysis, ExactModel
from trephine.reports.script import SUFFIXES, script

_EXACT: dict[str, ExactModel] = {
    "binomial-normal": "binomial-normal",
    "poisson-normal": "poisson-normal",
}


def analysis_of(found: Meta) -> Analysis:
    """Return the analysis of the declared model, its numbers included."""
    effects, estimate = found.effects, found.estimate
    raw = effects.raw or {"yi": effects.yi, "vi": effects.vi}
    levels = {}
    if found.subgroups is not None:
        for one in found.subgroups.subgroups:
            levels.update(dict.fromkeys(one.labels, one.level))
    whole = len(levels) == effects.k
    return Analysis(
        measure=effects.measure,
        columns={name: tuple(values.tolist()) for name, values in raw.items()},
        labels=effects.labels,
        method=estimate.method,
        test=estimate.test,
        level=estimate.level,
        pi=estimate.pi_method or "riley",
        model=_EXACT.get(estimate.model, ""),
        cc=found.cc,
        cc_to=found.cc_to,
        subgroup_name=found.by if whole else "",
        subgroup=tuple(levels[label] for label in effects.labels) if whole else (),
    )


def script_of(found: Meta, suffix: str) -> str:
    """Return the script for a file suffix (.py, .R, .do); raises InputError for another."""
    for program, own in SUFFIXES.items():
        if own.lower() == suffix.lower():
            return script(analysis_of(found), program)
    raise InputError(
        what=Text(zh="没有这种脚本", en="There is no script of this kind"),
        where="--script",
        found=suffix or "''",
        do=Text(zh="请用 .py、.R 或 .do", en="Use .py, .R or .do"),
    )

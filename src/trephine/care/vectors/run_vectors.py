"""run_vectors: a vector file against the rules, and every disagreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trephine.care.vectors.crs import run_crs
from trephine.care.vectors.disagreement import VectorDisagreement
from trephine.care.vectors.extra import ExtraContent, run_extra
from trephine.care.vectors.icans import run_icans
from trephine.care.vectors.imwg import run_imwg
from trephine.care.vectors.tables import TableRunners
from trephine.core.error import InputError
from trephine.core.handbook import Handbook
from trephine.core.infusion_interval import InfusionInterval
from trephine.core.text import Text

SETS = ("crs", "icans", "imwg", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorRun:
    """How many vectors of a file were run, and where the rules disagree with them."""

    set: str
    count: int
    disagreements: tuple[VectorDisagreement, ...]


def run_vectors(
    content: Mapping[str, Any], handbook: Handbook, interval: InfusionInterval, *, where: str
) -> VectorRun:
    """Return every disagreement with a file of vectors of the set that it names.

    ``handbook`` has the outside layer enabled, for the scores that lie outside the sources. Raises
    InputError for a set that is not known, or a file that holds no vectors.
    """
    name, vectors = content.get("set"), content.get("vectors")
    if name not in SETS or not isinstance(vectors, list) or not vectors:
        raise InputError(
            what=Text(zh="不是已知的测试向量文件", en="this is no vector file of a known set"),
            where=where,
            found=f"set = {name!r}, vectors = {type(vectors).__name__}",
            do=Text(zh=f"set 为 {', '.join(SETS)} 之一", en=f"set is one of {', '.join(SETS)}"),
        )
    found: list[VectorDisagreement] = []
    for vector in vectors:
        found += _run(name, vector, handbook, interval)
    return VectorRun(set=name, count=len(vectors), disagreements=tuple(found))


def _run(
    name: str, vector: Mapping[str, Any], handbook: Handbook, interval: InfusionInterval
) -> tuple[VectorDisagreement, ...]:
    pathway, observables = handbook.pathway, handbook.observables
    if name == "crs":
        return run_crs(vector, pathway, observables)
    if name == "icans":
        return run_icans(vector, pathway, observables)
    if handbook.criteria is None or handbook.schedule is None or handbook.washouts is None:
        message = "the handbook lacks criteria, a schedule or wash-outs"
        raise TypeError(message)
    if name == "imwg":
        return run_imwg(vector, handbook.criteria)
    budget = handbook.budgets[0]
    order = next(one for one in pathway.orders.values() if one.budget == budget.id)
    content = ExtraContent(
        order=order,
        budget=budget,
        washouts=handbook.washouts,
        interval=interval,
        schedule=handbook.schedule,
    )
    return run_extra(vector, content, TableRunners(pathway, observables).by_kind())

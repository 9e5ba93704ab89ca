"""solve_row: the event counts that can stand behind one pooled result of a publication."""

from trephine.core.error import InputError, MethodError
from trephine.core.publication import Publication
from trephine.core.study import Counts
from trephine.core.text import Text
from trephine.evidence.audit.back_solution import BackSolution
from trephine.evidence.audit.back_solve import back_solve

_MODELS = {"fixed": "EE", "random": "DL"}


def solve_row(
    publication: Publication,
    row: str,
    *,
    model: str = "",
    use_known: bool = True,
    chance: bool = True,
    limit: int = 1_000_000,
) -> BackSolution:
    """Return all event counts that reproduce a pooled result, given the n of the study table.

    ``model`` is ``fixed`` or ``random`` where the paper names none, or another is to be tried.
    Counts that other sources give for the review's own population, of exactly the table's n, are
    held where ``use_known``. The measure is the paper's, the double arcsine where it names none.
    Solved counts are no data. Raises InputError for a row that the paper does not have,
    MethodError where its model is not known.
    """
    rows = {one.id: one for one in publication.pooled}
    if row not in rows:
        raise InputError(
            what=Text(zh="没有这一合并结果", en="There is no such pooled result"),
            where=publication.id,
            found=repr(row),
            do=Text(zh=f"可用：{'、'.join(rows)}", en=f"Use one of {', '.join(rows)}"),
        )
    found = rows[row]
    method = _MODELS.get(model or found.model)
    if method is None:
        raise MethodError(
            what=Text(zh="论文未写该结果的模型", en="The paper names no model for this result"),
            where=f"{publication.id} {row}",
            found=repr(model or found.model),
            do=Text(zh="指明 fixed 或 random", en="Say fixed or random"),
        )
    if not found.studies:
        raise MethodError(
            what=Text(zh="论文未列出该结果的研究", en="The paper does not list its studies"),
            where=f"{publication.id} {row}",
            found="k only",
            do=Text(zh="在表中写出所合并的研究", en="Name the studies in the table"),
        )
    studies = [publication.study(key) for key in found.studies]
    known: dict[int, int] = {}
    for at, study in enumerate(studies):
        for outcome in study.arms[0].outcomes if use_known else ():
            value = outcome.value
            if (
                outcome.key == found.outcome
                and publication.id in outcome.pooled_by
                and outcome.confidence != "low"
                and isinstance(value, Counts)
                and value.events is not None
                and value.n == study.arms[0].n
            ):
                known[at] = value.events
    methods = publication.methods
    return back_solve(
        [study.arms[0].n for study in studies],
        method=method,
        estimate=found.estimate.text,
        ci_lb=found.ci_lb.text,
        ci_ub=found.ci_ub.text,
        I2=found.I2.text or None,
        p=found.p_heterogeneity or None,
        measure=(methods.measure if methods else "") or "PFT",
        level=methods.level if methods else 95.0,
        known=known,
        labels=[study.label.en for study in studies],
        limit=limit,
        chance=chance,
    )

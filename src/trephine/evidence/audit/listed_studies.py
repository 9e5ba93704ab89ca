"""listed_studies: hold each stated number of studies against the references listed for it."""

from collections import Counter
from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.heterogeneity_triple import place_of
from trephine.evidence.audit.verdict import Looked, agrees, cannot_tell, cited, gathered, raised
from trephine.evidence.audit.wording import row_name

CHECK = "listed-studies"


def listed_studies(publication: Publication) -> CheckResult:
    """Compare k as stated with the studies listed, and sensitivity analyses with the primary one.

    Also a study listed twice for one result, one that the table lacks, and one left out of a
    sensitivity analysis that was never in. Findings are ``proved``.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    table = {study.id for study in publication.studies}
    for row in publication.pooled:
        listed = cited(publication, row.studies)
        strange = [key for key in dict.fromkeys(row.studies) if key not in table]
        twice = [key for key, count in Counter(row.studies).items() if count > 1]
        if not row.studies:
            zh, en = "文中未列出研究", "the paper lists no studies"
            yield cannot_tell(CHECK, row.id, zh, en)
            continue
        problems: list[tuple[str, Text, Text]] = []
        if row.k_stated is not None and row.k_stated != row.k:
            text = Text(zh=f"列出 {row.k} 项", en=f"{row.k} are listed")
            step = Text(
                zh=f"所列：{listed} = {row.k}，所写：{row.k_stated}",
                en=f"listed: {listed} = {row.k}, stated: {row.k_stated}",
            )
            problems.append(("k", text, step))
        if strange:
            names = ", ".join(strange)
            text = Text(zh=f"研究表中没有 {names}", en=f"the table of studies lacks {names}")
            step = Text(zh=f"列出而表中没有：{names}", en=f"listed and not in the table: {names}")
            problems.append(("not-in-table", text, step))
        if twice:
            names = cited(publication, twice)
            text = Text(zh=f"{names} 列了两次", en=f"{names} listed twice")
            step = Text(zh=f"重复列出：{names}", en=f"listed more than once: {names}")
            problems.append(("twice", text, step))
        problems += _left_out(publication, row)
        if not problems and row.k_stated is None:
            zh, en = "文中未写研究数", "the paper states no number of studies"
            yield cannot_tell(CHECK, row.id, zh, en)
        elif not problems:
            yield agrees(CHECK, row.id, f"{row.k} 项，与所列相符", f"{row.k}, as listed")
        for name, follows, step in problems:
            yield raised(row.id, _finding(publication, row, name, follows, step))


def _left_out(publication: Publication, row: PublishedEstimate) -> list[tuple[str, Text, Text]]:
    if row.analysis != "sensitivity":
        return []
    primary = next(
        (
            one
            for one in publication.pooled
            if one.analysis == "primary" and one.outcome == row.outcome
        ),
        None,
    )
    if primary is None:
        return []
    base = set(primary.studies)
    listed = cited(publication, primary.studies)
    step = Text(zh=f"主要分析：{listed}", en=f"primary: {listed}")
    found = []
    never = sorted(set(row.excluded) - base)
    if never:
        names = cited(publication, never)
        text = Text(zh=f"{names} 原本不在主要分析中", en=f"{names} never were in the primary one")
        found.append(("excluded", text, step))
    added = sorted(set(row.studies) - base)
    if added:
        names = cited(publication, added)
        text = Text(zh=f"{names} 不在主要分析中", en=f"{names} are not in the primary one")
        found.append(("added", text, step))
    return found


def _finding(
    publication: Publication, row: PublishedEstimate, name: str, follows: Text, step: Text
) -> Finding:
    said = row_name(publication, row)
    return Finding(
        id=f"{publication.id}/{CHECK}/{row.id}/{name}",
        check=CHECK,
        kind="proved",
        severity="minor",
        at=place_of(publication, row),
        printed=f"k = {row.k_stated if row.k_stated is not None else row.k}",
        follows=follows,
        sentence=Text(
            zh=f"{said.zh}的研究数或研究列表前后不一：{follows.zh}。",
            en=f"The number or list of studies of {said.en} does not agree: {follows.en}.",
        ),
        arithmetic=(step,),
        concerns=(row.id,),
    )

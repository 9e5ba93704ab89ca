"""publication_years: hold the years of the table against those of the reference list."""

from collections.abc import Iterator

from trephine.core.finding import CheckResult, Finding
from trephine.core.publication import Publication
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.evidence.audit.verdict import Looked, agrees, cannot_tell, gathered, number_of, raised

CHECK = "publication-years"


def publication_years(publication: Publication) -> CheckResult:
    """Compare the year of each study in the table with that of its entry in the reference list.

    A difference is ``proved`` and a slip: often the year of online publication stands in one and
    that of the issue in the other.
    """
    return gathered(CHECK, _looked(publication))


def _looked(publication: Publication) -> Iterator[Looked]:
    sources = {one.id: one for one in publication.references}
    for study in publication.studies:
        source = sources.get(study.source)
        if source is None or not source.year or not study.year:
            zh, en = "文献表中没有，或有一处未印年份", "no entry in the reference list, or no year"
            yield cannot_tell(CHECK, study.id, zh, en)
            continue
        if source.year == study.year:
            yield agrees(CHECK, study.id, f"同为 {study.year}", f"{study.year} in both")
            continue
        number = number_of(publication, study)
        yield raised(
            study.id,
            Finding(
                id=f"{publication.id}/{CHECK}/{study.id}",
                check=CHECK,
                kind="proved",
                severity="note",
                at=study.read_at,
                against=(Locator(source=publication.id, place=number),),
                printed=str(study.year),
                follows=Text(zh=f"文献表为 {source.year}", en=f"{source.year} in the list"),
                sentence=Text(
                    zh=f"{number} 在研究表中为 {study.year} 年，在文献表中为 {source.year} 年。",
                    en=f"{number} is of {study.year} in the table of studies and of {source.year}"
                    " in the reference list.",
                ),
                arithmetic=(f"{source.year} - {study.year} = {source.year - study.year}",),
                concerns=(study.id,),
            ),
        )

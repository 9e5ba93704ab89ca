"""imports_page, import_page, joins_page: the imported files, their reports, the joins."""

from collections.abc import Mapping

from trephine.core.reference_file import RecordReport
from trephine.core.review import HistoryLine, Review
from trephine.core.review_event import DuplicatesDecided, ReferencesImported
from trephine.core.text import Text
from trephine.web.errors import NotFoundError
from trephine.web.review.imports_shape import ImportRow, ImportsPage, JoinsPage, JoinStep
from trephine.web.review.shape import ImportShown, RecordShown


def imports_page(review: Review, names: Mapping[str, str]) -> ImportsPage:
    """Return the imported files in order, those taken back too."""
    kept: dict[str, list[HistoryLine]] = {}
    for line in review.history:
        if isinstance(line.payload, ReferencesImported):
            kept.setdefault(line.payload.batch, []).append(line)
    batches = {one.batch: one for one in review.batches}
    return ImportsPage(
        version=review.version,
        imports=tuple(
            ImportRow(
                batch=batch,
                file=lines[0].payload.file,
                form=lines[0].payload.form,
                encoding=lines[0].payload.encoding,
                database=lines[0].payload.database,
                digest=lines[0].payload.digest,
                at=lines[0].at,
                by=names.get(lines[0].author, lines[0].author),
                read=sum(len(one.payload.references) for one in lines),
                refused=sum(one.payload.refused for one in lines),
                update=batches[batch].update if batch in batches else 0,
                taken_back=batch not in batches,
                reported=batch in review.import_reports,
            )
            for batch, lines in kept.items()
        ),
    )


def import_page(name: str, review: Review, batch: str) -> ImportShown:
    """Return what became of each record of a file, as it was told. Raises NotFoundError."""
    found = next((one for one in review.batches if one.batch == batch), None)
    reports = review.import_reports.get(batch, ())
    if not reports:
        raise NotFoundError(
            what=Text(zh="没有这一导入的报告", en="no report of this import was kept"),
            where="batch",
            found=batch[:60],
            do=Text(zh="见导入页的列表", en="see the list on the page of imports"),
        )
    lines = [
        line.payload
        for line in review.history
        if isinstance(line.payload, ReferencesImported) and line.payload.batch == batch
    ]
    titles = {one.id: one.title for part in lines for one in part.references}
    first = lines[0]
    return ImportShown(
        id=name,
        version=review.version,
        batch=batch,
        file=first.file,
        form=first.form,
        encoding=first.encoding,
        read=found.read if found is not None else len(titles),
        refused=sum(one.refused for one in lines),
        joined=reports[0].joined,
        ask=reports[0].ask,
        records=tuple(record_shown(one, titles) for part in reports for one in part.records),
        unused=reports[0].unused,
        remarks=reports[0].remarks,
    )


def joins_page(review: Review, names: Mapping[str, str]) -> JoinsPage:
    """Return the acts by which pairs were judged, the last one first, those taken back too."""
    return JoinsPage(
        version=review.version,
        joins=tuple(
            JoinStep(
                version=line.version,
                at=line.at,
                by=names.get(line.author, line.author),
                automatic=line.payload.automatic,
                pairs=len(line.payload.verdicts),
                first=_first(review, line.payload),
                taken_back=line.version in review.undone,
            )
            for line in reversed(review.history)
            if isinstance(line.payload, DuplicatesDecided)
        ),
    )


def record_shown(one: RecordReport, titles: Mapping[str, str]) -> RecordShown:
    """Return what became of a record, with its title."""
    return RecordShown(
        line=one.line,
        outcome=one.outcome,
        title=titles.get(one.reference, ""),
        remarks=one.remarks,
        do=one.do,
        excerpt=one.excerpt,
    )


def _first(review: Review, act: DuplicatesDecided) -> str:
    held = review.references.get(act.verdicts[0].one) if act.verdicts else None
    return held.title if held is not None else ""

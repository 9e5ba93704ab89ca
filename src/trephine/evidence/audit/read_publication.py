"""read_publication: a user's published meta-analysis from a folder of tables, or a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trephine.core.error import InputError
from trephine.core.mark import Read
from trephine.core.outcome import OutcomeKind
from trephine.core.publication import (
    ModelRule,
    Publication,
    Relation,
    StatedMethods,
)
from trephine.core.source import Locator
from trephine.core.study import Arm, Counts, NotReported, Outcome, Percentage, Study, Value
from trephine.core.text import Text
from trephine.evidence.audit.publication_cell import PublicationSheet, open_sheet, parts
from trephine.evidence.audit.publication_rows import (
    pooled_rows,
    reference_rows,
    relation_rows,
    statement_rows,
)

SHEETS = ("paper", "studies", "outcomes", "pooled", "relations", "statements", "references")
STUDY_COLUMNS = (
    "id", "n", "label", "reference", "year", "registrations", "age_median", "male", "codes",
)  # fmt: skip
_ALL = Text(zh="表中所列全部患者", en="all patients in the row of the table")


def read_publication(
    folder: str | Path,
    *,
    outcomes: Sequence[OutcomeKind] = (),
    relations: Sequence[Relation] = (),
) -> Publication:
    """Return the publication in a folder of CSV tables, or in one XLSX with a sheet each.

    ``studies`` is needed, the others (``paper``, ``outcomes``, ``pooled``, ``relations``,
    ``statements``, ``references``) where there is something to say; ``audit new`` writes a
    commented template. ``outcomes`` and ``relations`` are added to those of the folder where a key
    of theirs is used. Figures stay as printed. Raises InputError, which names the cell.
    """
    home = Path(folder)
    if not home.exists():
        raise InputError(
            what=Text(zh="没有这个文件夹或工作簿", en="No such folder or workbook"),
            where=str(home),
            found="nothing",
            do=Text(
                zh="用 trephine audit new 文件夹 写出模板",
                en="write a template with: trephine audit new FOLDER",
            ),
        )
    sheets = {name: open_sheet(home, name) for name in SHEETS}
    paper = _paper(sheets["paper"], home)
    table = sheets["studies"]
    if table is None:
        raise InputError(
            what=Text(zh="没有研究表", en="There is no table of studies"),
            where=str(home),
            found=", ".join(sorted(path.name for path in home.iterdir())[:12])
            if home.is_dir()
            else home.name,
            do=Text(
                zh="加上 studies.csv（或名为 studies 的工作表）",
                en="Add studies.csv, or a sheet named studies",
            ),
        )
    kinds = _outcomes(sheets["outcomes"], outcomes)
    studies = _studies(table, paper["id"], kinds)
    ids = {one.id for one in studies}
    pooled = pooled_rows(sheets["pooled"], paper["id"], ids, kinds)
    rows = {one.id for one in pooled}
    return Publication(
        id=paper["id"],
        label=Text(zh=paper["label_zh"], en=paper["label_en"]),
        studies=studies,
        outcomes=tuple(kinds.values()),
        pooled=pooled,
        statements=statement_rows(sheets["statements"], paper["id"], rows, ids, kinds),
        relations=relation_rows(sheets["relations"], relations, kinds),
        references=reference_rows(sheets["references"], paper["id"]),
        methods=_methods(paper),
    )


def _paper(sheet: PublicationSheet | None, home: Path) -> dict[str, Any]:
    """Return the rows key, value of ``paper``; an id from the folder's name where there is none."""
    found: dict[str, Any] = {"id": home.stem, "sheet": sheet, "at": {}}
    if sheet is not None:
        sheet.need(("key", "value"))
        for row in sheet.rows:
            key = sheet.one_of("key", row, _PAPER, _NO_KEY)
            if value := sheet.text("value", row):
                found[key] = value
                found["at"][key] = row
    label = found.get("label", found["id"])
    return {"label_zh": label, "label_en": label, **found}


_NO_KEY = Text(zh="没有这个键", en="There is no such key")
_PAPER = (
    "id", "label", "label_zh", "label_en", "place", "measure", "estimator", "software", "level",
    "P_limit", "I2_limit", "equality",
)  # fmt: skip


def _methods(paper: dict[str, Any]) -> StatedMethods:
    at = Locator(source=paper["id"], place=paper.get("place", ""))
    sheet: PublicationSheet | None = paper["sheet"]

    def number(key: str) -> float:
        row = paper["at"][key]
        assert sheet is not None  # noqa: S101  (a row was read from it)
        return sheet.checked("value", row, lambda: float(paper[key].rstrip("%")))

    rule = None
    if "P_limit" in paper and "I2_limit" in paper:
        equality = paper.get("equality", "")
        rule = ModelRule(
            at=at,
            P_limit=number("P_limit"),
            I2_limit=number("I2_limit"),
            equality=equality if equality in {"common", "random"} else "",
        )
    return StatedMethods(
        at=at,
        measure=paper.get("measure", ""),
        estimator=paper.get("estimator", ""),
        software=paper.get("software", ""),
        level=number("level") if "level" in paper else 95.0,
        rule=rule,
    )


def _outcomes(
    sheet: PublicationSheet | None, known: Sequence[OutcomeKind]
) -> dict[str, OutcomeKind]:
    """Return the outcomes by key: those of the folder, else those that the caller knows."""
    if sheet is None:
        return {one.key: one for one in known}
    sheet.need(("key",))
    given = {one.key: one for one in known}
    found: dict[str, OutcomeKind] = {}
    for row in sheet.rows:
        key = sheet.new("key", row, found)
        name = sheet.text("name", row) or (given[key].label.en if key in given else key)
        label = given[key].label if key in given and not sheet.text("name", row) else None
        found[key] = OutcomeKind(
            key=key,
            label=label or Text(zh=name, en=name),
            short=label or Text(zh=name, en=name),
            category="efficacy",
            definition=Text(zh=name, en=name),
            named_at=(),
            codes=parts(sheet.text("codes", row)),
        )
    return found


def _studies(
    sheet: PublicationSheet, paper: str, kinds: dict[str, OutcomeKind]
) -> tuple[Study, ...]:
    sheet.need(("id", "n"))
    columns = [name for name in sheet.table.headers if name in kinds]
    unknown = [
        name for name in sheet.table.headers if name and name not in {*STUDY_COLUMNS, *kinds}
    ]
    if unknown:
        raise InputError(
            what=Text(zh="列名无法识别", en="A column is not known"),
            where=sheet.table.sheet.name,
            found=", ".join(unknown),
            do=Text(
                zh=f"研究表的列为 {'、'.join(STUDY_COLUMNS)} 与 outcomes 表中的 key",
                en=f"Columns are {', '.join(STUDY_COLUMNS)} and the keys of the table outcomes",
            ),
        )
    found: dict[str, Study] = {}
    for row in sheet.rows:
        key = sheet.new("id", row, found)
        n = sheet.whole("n", row, least=1)
        if n is None:
            sheet.refuse("n", row, _NO_N, _NEED_N)
        at = Locator(source=paper, place=f"studies [{sheet.text('reference', row) or key}]")
        age = sheet.printed("age_median", row, most=130.0, percent=False)
        male = sheet.printed("male", row)
        values = [
            Outcome(
                key=name,
                value=_share(sheet, name, row, n),
                mark=Read(locator=at),
                population=_ALL,
            )
            for name in columns
        ]
        arm = Arm(
            name="",
            n=n,
            age_median=age.value if age else None,
            male_percent=male.value if male else None,
            male=Percentage(printed=male.text, n=n) if male else None,
            outcomes=tuple(values),
        )
        label = sheet.text("label", row) or key
        found[key] = Study(
            id=key,
            label=Text(zh=label, en=label),
            year=sheet.whole("year", row) or 0,
            read_at=at,
            arms=(arm,),
            source=sheet.text("reference", row) or key,
            registrations=parts(sheet.text("registrations", row)),
            declared=parts(sheet.text("codes", row)),
        )
    return tuple(found.values())


_NO_N = Text(zh="缺少例数", en="The number of people is missing")
_NEED_N = Text(zh="填写该研究的例数", en="Write how many people the study has")


def _share(sheet: PublicationSheet, column: str, row: int, n: int) -> Value:
    """Return a count (``12/30``), a percentage as printed, or that nothing is reported."""
    cell = sheet.text(column, row)
    if not cell:
        return NotReported(printed=cell or "—")
    events, bar, people = cell.partition("/")
    if bar:
        counts = sheet.checked(column, row, lambda: (int(events), int(people)))
        if not 0 <= counts[0] <= counts[1]:
            what = Text(zh="事件数多于人数", en="More events than people")
            sheet.refuse(column, row, what, _EVENTS)
        return Counts(events=counts[0], n=counts[1])
    printed = sheet.printed(column, row)
    assert printed is not None  # noqa: S101  (the cell is not empty)
    return Percentage(printed=printed.text, n=n)


_EVENTS = Text(zh="写成 事件数/人数，如 12/30", en="Write events/people: 12/30")

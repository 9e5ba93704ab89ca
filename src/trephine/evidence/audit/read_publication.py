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
from trephine.core.published import PublishedEstimate
from trephine.core.source import Locator
from trephine.core.study import Arm, Outcome, Percentage, Study
from trephine.core.text import Text
from trephine.evidence.audit.publication_cell import PublicationSheet, open_sheet, parts
from trephine.evidence.audit.publication_rows import (
    model_named,
    pooled_rows,
    reference_rows,
    relation_rows,
    statement_rows,
)
from trephine.evidence.audit.publication_share import study_shares

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

    ``studies`` or ``pooled`` is needed, the others (``paper``, ``outcomes``, ``relations``,
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
    if table is None and sheets["pooled"] is None:
        raise InputError(
            what=Text(
                zh="没有研究表，也没有合并结果", en="There is no table of studies or results"
            ),
            where=str(home),
            found=", ".join(sorted(path.name for path in home.iterdir())[:12])
            if home.is_dir()
            else home.name,
            do=Text(
                zh="加上 studies.csv 或 pooled.csv（或同名工作表）",
                en="Add studies.csv or pooled.csv, or sheets of these names",
            ),
        )
    for sheet in sheets.values():
        if sheet is not None:
            sheet.unit = paper["unit"]
    kinds = _outcomes(sheets["outcomes"], outcomes)
    studies = _studies(table, paper["id"], kinds) if table is not None else ()
    pooled = pooled_rows(sheets["pooled"], paper["id"], studies, kinds, paper["model"])
    _need_lists(sheets["pooled"], studies, pooled)
    rows = {one.id for one in pooled}
    return Publication(
        id=paper["id"],
        label=Text(zh=paper["label_zh"], en=paper["label_en"]),
        studies=studies,
        outcomes=tuple(kinds.values()),
        pooled=pooled,
        statements=statement_rows(sheets["statements"], paper["id"], rows, studies, kinds),
        relations=relation_rows(sheets["relations"], relations, kinds),
        references=reference_rows(sheets["references"], paper["id"]),
        methods=_methods(paper),
    )


def _paper(sheet: PublicationSheet | None, home: Path) -> dict[str, Any]:
    """Return the rows key, value of ``paper``; an id from the folder's name where there is none."""
    found: dict[str, Any] = {"id": home.stem, "sheet": sheet, "at": {}, "unit": "", "model": ""}
    if sheet is not None:
        sheet.need(("key", "value"))
        for row in sheet.rows:
            key = sheet.one_of("key", row, _PAPER, _NO_KEY)
            if value := sheet.text("value", row):
                found[key] = value
                found["at"][key] = row
            if key == "model":
                found["model"] = model_named(sheet, "value", row)
            if key == "unit" and value:
                found["unit"] = sheet.one_of("value", row, ("percent", "proportion"), _NO_UNIT)
    label = found.get("label", found["id"])
    return {"label_zh": label, "label_en": label, **found}


_NO_KEY = Text(zh="没有这个键", en="There is no such key")
_NO_UNIT = Text(zh="率的写法", en="How shares are written")
_PAPER = (
    "id", "label", "label_zh", "label_en", "place", "measure", "estimator", "software", "level",
    "model", "unit", "P_limit", "I2_limit", "equality",
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
    sheet.only(("key", "name", "codes"))
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


def _need_lists(
    sheet: PublicationSheet | None, studies: Sequence[Study], pooled: Sequence[PublishedEstimate]
) -> None:
    """Refuse marks beside results that list no studies: a mark would seem to be pooled nowhere."""
    marked = any(study.declared for study in studies)
    for row, one in enumerate(pooled):
        if sheet is not None and marked and not one.studies:
            sheet.refuse("studies" if sheet.has("studies") else "k", row, _NO_LIST, _NO_MARKS)


_NO_LIST = Text(
    zh="研究表有结局标记，此结果却没有列出研究", en="Marks, and a result without studies"
)
_NO_MARKS = Text(
    zh="列出研究；论文未列出时，删去研究表的 codes 列",
    en="List its studies; where the paper does not, leave out the column codes of the study table",
)


def _columns(sheet: PublicationSheet, kinds: dict[str, OutcomeKind]) -> list[str]:
    """Return the outcomes that the study table has columns for; refuse what it does not know."""
    own = [f"{key}{tail}" for key in kinds for tail in ("_n", "_events")]
    unknown = [one for one in sheet.columns if one and one not in {*STUDY_COLUMNS, *kinds, *own}]
    if unknown:
        shown = ", ".join(kinds) or "-"
        raise InputError(
            what=Text(zh="列名无法识别", en="A column is not known"),
            where=sheet.table.sheet.name,
            found=", ".join(unknown),
            do=Text(
                zh=f"若为结局，在 outcomes 表加一行 key；无关的列在列名前加 #。"
                f"研究表的列为 {'、'.join(STUDY_COLUMNS)} 与结局 {shown}（及其 _n、_events）",
                en=f"An outcome: add its key to the table outcomes. Of no concern: write # before"
                f" the name. Columns are {', '.join(STUDY_COLUMNS)} and outcomes {shown} (with _n"
                " and _events)",
            ),
        )
    return [
        key for key in kinds if any(sheet.has(one) for one in (key, f"{key}_n", f"{key}_events"))
    ]


_TOTALS = {"total", "totals", "pooled", "overall", "sum", "summary", "合计", "总计", "汇总", "合并"}


def _studies(
    sheet: PublicationSheet, paper: str, kinds: dict[str, OutcomeKind]
) -> tuple[Study, ...]:
    sheet.need(("n", *(() if sheet.has("label") else ("id",))))
    columns = _columns(sheet, kinds)
    sheet.need_unit([one for one in (*columns, "male") if sheet.has(one)])
    found: dict[str, Study] = {}
    for row in sheet.rows:
        key = sheet.new("id" if sheet.has("id") else "label", row, found)
        if not sheet.has("id"):
            key = " ".join(parts(key))
            if key in found:
                sheet.refuse("label", row, _ALIKE, _ADD_IDS)
        label = sheet.text("label", row) or key
        if label.lower() in _TOTALS:
            sheet.refuse("label" if sheet.has("label") else "id", row, _A_TOTAL, _STATE_IT)
        n = sheet.whole("n", row, least=1)
        if n is None:
            sheet.refuse("n", row, _NO_N, _NEED_N)
        at = Locator(source=paper, place=f"studies [{sheet.text('reference', row) or key}]")
        age = sheet.printed("age_median", row, most=130.0, percent=False)
        male = sheet.share("male", row) if sheet.has("male") else None
        values = [
            Outcome(key=name, value=value, mark=Read(locator=at), population=_ALL)
            for name in columns
            for value in study_shares(sheet, name, row, n)
        ]
        arm = Arm(
            name="",
            n=n,
            age_median=age.value if age else None,
            male_percent=male.value if male else None,
            male=Percentage(printed=male.text, n=n) if male else None,
            outcomes=tuple(values),
        )
        found[key] = Study(
            id=key,
            label=Text(zh=label, en=label),
            year=sheet.whole("year", row) or 0,
            read_at=at,
            arms=(arm,),
            source=sheet.text("reference", row).strip("[]") or key,
            registrations=parts(sheet.text("registrations", row)),
            declared=parts(sheet.text("codes", row)),
        )
    return tuple(found.values())


_ALIKE = Text(zh="名称相同", en="The name is used twice")
_ADD_IDS = Text(zh="加一列 id，每行不同", en="Add a column id, different in each row")
_NO_N = Text(zh="缺少例数", en="The number of people is missing")
_NEED_N = Text(zh="填写该研究的例数", en="Write how many people the study has")
_A_TOTAL = Text(zh="这一行像是合计", en="The row looks like a total")
_STATE_IT = Text(
    zh="删去此行，把合计写进 statements 表（of = patients 或 studies）",
    en="Delete it and write the total into the table statements (of = patients or studies)",
)

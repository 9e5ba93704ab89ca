"""write_template: the tables of a publication with made-up rows and a word on every column."""

import csv
import io
from pathlib import Path

from trephine.core.error import InputError
from trephine.core.text import Text

_MADE_UP = "example (made up) 模板示例（虚构）"
# sheet -> what it is, columns with a word on each, example rows with a bar between the cells
_TABLES: dict[str, tuple[Text, tuple[tuple[str, Text], ...], tuple[str, ...]]] = {
    "paper": (
        Text(zh="论文与其自述的方法", en="the paper and what it says of its methods"),
        (
            ("key", Text(zh="键", en="key: one of those below")),
            (
                "value",
                Text(
                    zh="值；未写明则留空。unit：percent（83.3）或 proportion（0.833）；"
                    "model：全文统一的模型",
                    en="value; empty where the paper does not say. unit: percent (83.3) or"
                    " proportion (0.833); model: where one is named for all results",
                ),
            ),
        ),
        (
            "id|example",
            f"label|{_MADE_UP}",
            "place|Methods",
            "measure|PFT",
            "estimator|DL",
            "software|Stata 16",
            "level|95",
            "P_limit|0.1",
            "I2_limit|50",
            "unit|percent",
            "model|",
        ),
    ),
    "studies": (
        Text(zh="研究表，一行一项研究", en="the study table, one row a study"),
        (
            ("id", Text(zh="标识，不重复；可省", en="an id, once each; may be left out")),
            ("label", Text(zh="显示的名称", en="the name to show")),
            ("reference", Text(zh="参考文献序号", en="number in the list of references")),
            ("year", Text(zh="表中所印年份", en="the year as printed in the table")),
            ("n", Text(zh="例数", en="number of people")),
            ("male", Text(zh="男性百分数，照印", en="percentage of men, as printed")),
            ("age_median", Text(zh="中位年龄", en="median age")),
            ("registrations", Text(zh="注册号，分号隔开", en="registrations, by semicolons")),
            ("codes", Text(zh="结局标记，分号隔开", en="marks of the outcomes, by semicolons")),
            (
                "response",
                Text(
                    zh="列名为 outcomes 的 key，可增减；格可写 83.3、10/12、10 (83.3)、"
                    "10/12 (83.3)、83 (52-98)；另有 response_n、response_events 两列可用",
                    en="the column is a key of outcomes; a cell is 83.3, 10/12, 10 (83.3),"
                    " 10/12 (83.3) or 83 (52-98); columns response_n and response_events may be"
                    " added",
                ),
            ),
        ),
        (
            "a|Example A|1|2020|12|58.3|57|NCT1|①;②|83.3",
            "b|Example B|2|2021|30|60|55||①;②|90.0",
            "c|Example C|3|2021|25||||①|21/25",
            "d|Example D|4|2022|41|53.7|60||①;②|68.3",
        ),
    ),
    "outcomes": (
        Text(zh="结局及研究表中的标记", en="outcomes and their marks in the study table"),
        (
            ("key", Text(zh="键", en="key")),
            ("name", Text(zh="名称", en="name")),
            ("codes", Text(zh="研究表中的标记", en="the marks used in the study table")),
        ),
        (
            "response|缓解 response|①",
            "complete|完全缓解 complete response|②",
        ),
    ),
    "pooled": (
        Text(zh="合并结果，照印", en="the pooled results, as printed"),
        (
            ("id", Text(zh="标识；可省", en="an id; may be left out")),
            ("outcome", Text(zh="outcomes 的 key", en="a key of outcomes")),
            ("place", Text(zh="所在章节", en="where it stands")),
            ("k", Text(zh="文中所写研究数", en="number of studies as stated")),
            (
                "studies",
                Text(
                    zh="所列研究：id、文献号（9, 13-29）或 all；论文未列则空",
                    en="studies listed: ids, reference numbers (9, 13-29) or all; empty if none",
                ),
            ),
            ("excluded", Text(zh="敏感性分析所剔除者", en="those that a sensitivity drops")),
            ("I2", Text(zh="I²，百分数，照印；未印则空", en="I2 in percent; empty if not printed")),
            ("P", Text(zh="异质性 P：0.12、<0.01，可空", en="P of heterogeneity: 0.12, <0.01")),
            ("model", Text(zh="固定 或 随机，未写则空", en="fixed or random, empty if not said")),
            ("estimate", Text(zh="合并值，也可写 81 (72-88)", en="estimate; or 81 (72-88)")),
            (
                "ci_lb",
                Text(zh="区间下限；或一列 ci：72-88", en="lower limit; or a column ci: 72-88"),
            ),
            ("ci_ub", Text(zh="区间上限", en="upper limit")),
        ),
        (
            "r1|response|Results|4|a;b;c;d||41.35|0.16|固定|81|72|88",
            "r2|complete|Results|3|a;b;d||0|0.93|fixed|41|30|52",
        ),
    ),
    "relations": (
        Text(
            zh="同一批患者的结局之间必须成立的关系",
            en="what must hold between outcomes of the same people",
        ),
        (
            (
                "kind",
                Text(
                    zh="part-of 属于；exclusive 互斥；not-after 不多于；complement 互补",
                    en="part-of, exclusive, not-after or complement",
                ),
            ),
            ("one", Text(zh="结局", en="an outcome")),
            ("other", Text(zh="另一结局", en="the other outcome")),
            ("reason", Text(zh="理由", en="reason")),
        ),
        ("part-of|complete|response|a complete response is a response 完全缓解属于缓解",),
    ),
    "statements": (
        Text(zh="表格之外写出的数字", en="figures stated elsewhere than in the tables"),
        (
            (
                "of",
                Text(
                    zh="studies 研究数、patients 例数、n-min、n-max、estimate、ci_lb、ci_ub 等",
                    en="studies, patients, n-min, n-max, age-median, estimate, ci_lb, ci_ub, ...",
                ),
            ),
            ("row", Text(zh="合并结果的 id 或结局", en="id of a pooled result, or an outcome")),
            ("printed", Text(zh="照印", en="as printed")),
            ("value", Text(zh="数值（照印非数字时填）", en="the number, where printed in words")),
            ("place", Text(zh="所在", en="where")),
            ("language", Text(zh="zh 或 en", en="zh or en")),
            ("among", Text(zh="所指的研究", en="the studies it speaks of")),
        ),
        (
            "studies||4||abstract|zh|",
            "patients||108||abstract|zh|",
            "estimate|r1|81%||abstract|zh|",
        ),
    ),
    "references": (
        Text(zh="参考文献", en="the list of references"),
        (
            ("number", Text(zh="序号", en="number")),
            ("authors", Text(zh="作者", en="authors")),
            ("title", Text(zh="题名", en="title")),
            ("journal", Text(zh="期刊", en="journal")),
            ("year", Text(zh="年份", en="year")),
            ("doi", Text(zh="DOI", en="DOI")),
        ),
        (
            "1|Example A|made up||2020|",
            "2|Example B|made up||2021|",
            "3|Example C|made up||2021|",
            "4|Example D|made up||2022|",
        ),
    ),
}

_INTRODUCTION = """# Columns 列说明

All rows of the template are made up: replace them. Delete a table that you do not need; `studies`
or `pooled` is needed. Write figures exactly as printed (61.40 is not 61.4). A column of no concern:
write `#` before its name. No row of totals: those belong to `statements`.

模板中的行均为虚构，请替换。不需要的表可删去，`studies` 与 `pooled` 至少有一。
数字照原样写（61.40 不等于 61.4）。无关的列在列名前加 `#`。合计不作一行，写进 `statements`。

`trephine audit FOLDER --report audit.html --lang zh`""".splitlines()


def write_template(target: str | Path) -> tuple[Path, ...]:
    """Write the template: CSV files and a page on the columns, or one workbook for ``.xlsx``.

    The rows are made up and say so. Cells of the workbook are text, so that 61.40 keeps its zero.
    An existing file is never overwritten. Raises InputError.
    """
    home = Path(target)
    if home.suffix.lower() == ".xlsx":
        _refuse_existing((home,))
        home.parent.mkdir(parents=True, exist_ok=True)
        _workbook(home)
        return (home,)
    paths = tuple(home / f"{name}.csv" for name in _TABLES)
    page = home / "columns.md"
    _refuse_existing((*paths, page))
    home.mkdir(parents=True, exist_ok=True)
    for path, (_, columns, rows) in zip(paths, _TABLES.values(), strict=True):
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([name for name, _ in columns])
        writer.writerows(row.split("|") for row in rows)
        path.write_bytes(out.getvalue().encode("utf-8-sig"))  # Excel shows Chinese with the mark
    page.write_text(_page(), encoding="utf-8")
    return (*paths, page)


def _refuse_existing(paths: tuple[Path, ...]) -> None:
    for path in paths:
        if path.exists() or (path.parent.exists() and not path.parent.is_dir()):
            raise InputError(
                what=Text(zh="文件已存在，不覆盖", en="The file exists and is not overwritten"),
                where=str(path),
                found="a file",
                do=Text(zh="换一个文件夹名", en="Choose another folder"),
            )


def _page() -> str:
    lines = list(_INTRODUCTION)
    for name, (what, columns, _) in _TABLES.items():
        lines += ["", f"## {name}: {what.en} {what.zh}", "", "| column 列 | |", "|---|---|"]
        lines += [f"| `{column}` | {word.en}; {word.zh} |" for column, word in columns]
    return "\n".join([*lines, ""])


def _workbook(path: Path) -> None:
    import openpyxl  # noqa: PLC0415  (only for workbooks)
    from openpyxl.comments import Comment  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, (_, columns, rows) in _TABLES.items():
        sheet = book.create_sheet(name)
        sheet.append([column for column, _ in columns])
        for row in rows:
            sheet.append(row.split("|"))
        for at, (_, word) in enumerate(columns, 1):
            cell = sheet.cell(1, at)
            cell.font = Font(bold=True)
            cell.comment = Comment(f"{word.zh}\n{word.en}", "Trephine", width=260, height=90)
            for line in range(1, 301):
                sheet.cell(line, at).number_format = "@"
        sheet.freeze_panes = "A2"
    book.save(path)

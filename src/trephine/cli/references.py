"""``trephine references FILE …``: read exports of databases, convert them, find duplicates."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.duplicates import Duplicates
from trephine.core.error import InputError
from trephine.core.reference import Reference
from trephine.core.reference_file import ReferenceFile
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="读取数据库导出的题录（RIS、NBIB、EndNote、NoteExpress、RefWorks、BibTeX、CSV、"
        "Excel 等），逐条报告；可去重、转换格式。",
        en="Read references exported by databases (RIS, NBIB, EndNote, NoteExpress, RefWorks,"
        " BibTeX, CSV, Excel ...), one report a record; find duplicates, convert.",
    ),
    "files": Text(zh="题录文件，可多个", en="files of references"),
    "to": Text(
        zh="写成: ris bibtex csv xlsx vancouver gbt7714",
        en="write as: ris bibtex csv xlsx vancouver gbt7714",
    ),
    "output": Text(zh="写入的文件（默认标准输出）", en="file to write (default: standard output)"),
    "dedup": Text(
        zh="去重：确定相同的合并，拿不准的列出，不动",
        en="merge what is surely one document; list what must be asked about, untouched",
    ),
    "encoding": Text(zh="文件编码（默认自动识别）", en="encoding of the files (default: told)"),
    "json": Text(zh="以 JSON 输出报告", en="print the report as JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_FORMS = ("ris", "bibtex", "csv", "xlsx", "vancouver", "gbt7714")
_READ = Text(
    zh="{file}：{form}，{encoding}，读入 {read} 条（其中 {remarked} 条有说明），拒绝 {refused} 条",
    en="{file}: {form}, {encoding}, {read} read ({remarked} with remarks), {refused} refused",
)
_LINE = Text(zh="  第 {line} 行 {what}", en="  line {line}: {what}")
_UNUSED = Text(zh="  未用到的标签或列：{names}", en="  tags or columns of no use: {names}")
_DEDUP = Text(
    zh="去重：{records} 条题录，合并 {same} 对，得 {left} 篇；{ask} 对须由人判断",
    en="duplicates: {records} records, {same} pairs joined, {left} left; {ask} pairs to ask about",
)
_WROTE = Text(zh="已写入 {file}", en="written: {file}")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine references", description=told["about"], language=language)
    p.add_argument("files", nargs="+", metavar="FILE", help=told["files"])
    p.add_argument("--to", choices=_FORMS, help=told["to"])
    p.add_argument("--output", "-o", type=Path, help=told["output"])
    p.add_argument("--dedup", action="store_true", help=told["dedup"])
    p.add_argument("--encoding", default="", help=told["encoding"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Read the files, print what became of each record, and write what is asked for."""
    asked = parser(language).parse_args(arguments)
    found = [_read(name, number, asked.encoding) for number, name in enumerate(asked.files, 1)]
    references = [one for file in found for one in file.references]
    duplicates = None
    if asked.dedup:
        from trephine.evidence.review.dedup import deduplicate  # noqa: PLC0415  (after the parser)

        duplicates = deduplicate(references)
        references = _merged(references, duplicates)
    report = sys.stderr if asked.to and asked.output is None else sys.stdout
    if asked.json:
        print(json.dumps(_json(found, duplicates), ensure_ascii=False, indent=1), file=report)
    else:
        print(_text(found, duplicates, len(references), language), file=report)
    if asked.to:
        _write(references, asked.to, asked.output, language)
    return 0


def _read(name: str, number: int, encoding: str) -> ReferenceFile:
    from trephine.interop.references.read_references import (  # noqa: PLC0415  (after the parser)
        MOST_BYTES,
        read_references,
    )

    path = Path(name)
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法打开文件", en="the file cannot be opened"),
            where=name,
            found=error.strerror or type(error).__name__,
            do=Text(zh="检查文件名", en="check its name"),
        ) from error
    return read_references(raw, file=path.name, batch=f"f{number}", encoding=encoding)


def _merged(references: Sequence[Reference], duplicates: Duplicates) -> list[Reference]:
    from trephine.evidence.review.dedup import decided  # noqa: PLC0415  (after the parser)
    from trephine.evidence.review.group_reports import group_reports  # noqa: PLC0415  (likewise)
    from trephine.evidence.review.merge import merge  # noqa: PLC0415  (likewise)

    root, _ = group_reports((one.id for one in references), decided(duplicates).verdicts)
    groups: dict[str, list[Reference]] = {}
    for one in references:
        groups.setdefault(root[one.id], []).append(one)
    return [replace(merge(group)[0], id=key) for key, group in groups.items()]


def _text(
    found: Sequence[ReferenceFile], duplicates: Duplicates | None, left: int, language: Language
) -> str:
    lines = []
    for file in found:
        outcomes = [one.outcome for one in file.reports]
        lines.append(
            _READ[language].format(
                file=file.file,
                form=file.form,
                encoding=file.encoding or "-",
                read=len(file.references),
                remarked=outcomes.count("remarked"),
                refused=outcomes.count("refused"),
            )
        )
        lines += [f"  {one[language]}" for one in file.remarks]
        if file.unused:
            names = ", ".join(f"{name} ×{n}" for name, n in sorted(file.unused.items()))
            lines.append(_UNUSED[language].format(names=names))
        for one in file.reports:
            if one.outcome != "read":
                joined = ("；" if language == "zh" else "; ").join(r[language] for r in one.remarks)
                mark = "✗ " if one.outcome == "refused" else ""
                what = f"{mark}{joined}" + (f" [{one.excerpt}]" if one.excerpt else "")
                lines.append(_LINE[language].format(line=one.line, what=what))
    if duplicates is not None:
        lines.append(
            _DEDUP[language].format(
                records=duplicates.records,
                same=len(duplicates.of("same")),
                left=left,
                ask=len(duplicates.of("ask")),
            )
        )
        from trephine.evidence.review.duplicate_words import (  # noqa: PLC0415  (as asked)
            duplicate_reason,
        )

        for pair in duplicates.of("ask"):
            said = (duplicate_reason(code)[language] for code in (*pair.bars, *pair.reasons))
            why = ("；" if language == "zh" else "; ").join(said)
            lines.append(f"  ? {pair.one} {pair.other} {pair.score:g}: {why}")
    return "\n".join(lines)


def _json(found: Sequence[ReferenceFile], duplicates: Duplicates | None) -> dict[str, object]:
    from trephine.core.review_entry import plain  # noqa: PLC0415  (after the parser)

    return {
        "files": [
            {
                "file": file.file,
                "form": file.form,
                "encoding": file.encoding,
                "sha256": file.digest,
                "references": plain(file.references),
                "reports": plain(file.reports),
                "unused": dict(file.unused),
                "remarks": plain(file.remarks),
            }
            for file in found
        ],
        "duplicates": None if duplicates is None else plain(duplicates.pairs),
    }


def _write(
    references: Sequence[Reference], form: str, output: Path | None, language: Language
) -> None:
    raw = _rendered(references, form)
    if output is None:
        if form == "xlsx":
            raise InputError(
                what=Text(zh="Excel 须写入文件", en="Excel is written to a file"),
                where="trephine references",
                found="--to xlsx",
                do=Text(zh="加上 --output 文件名.xlsx", en="add --output NAME.xlsx"),
            )
        print(raw.decode("utf-8-sig"), end="")
        return
    try:
        output.write_bytes(raw)
    except OSError as error:
        raise InputError(
            what=Text(zh="无法写入文件", en="the file cannot be written"),
            where=str(output),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个文件名", en="choose another name"),
        ) from error
    print(_WROTE[language].format(file=output))


def _rendered(references: Sequence[Reference], form: str) -> bytes:
    if form == "ris":
        from trephine.interop.references.write_ris import write_ris  # noqa: PLC0415  (as asked)

        return write_ris(references).encode()
    if form == "bibtex":
        from trephine.interop.references.write_bibtex import (  # noqa: PLC0415  (as asked)
            write_bibtex,
        )

        return write_bibtex(references).encode()
    if form in {"csv", "xlsx"}:
        from trephine.interop.references.write_table import (  # noqa: PLC0415  (as asked)
            write_csv,
            write_xlsx,
        )

        return write_csv(references) if form == "csv" else write_xlsx(references)
    from trephine.reports.cite_reference import cite_reference  # noqa: PLC0415  (as asked)
    from trephine.reports.reference import Style  # noqa: PLC0415, TC001  (as asked)

    style: Style = "vancouver" if form == "vancouver" else "gbt7714"
    lines = [
        f"{number}. {cite_reference(one, style=style)}" if style == "vancouver"
        else f"[{number}] {cite_reference(one, style=style)}"
        for number, one in enumerate(references, 1)
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode()

"""``trephine audit PAPER|FOLDER``: what a published meta-analysis's own numbers give away."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import check_places
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.publication import Publication
    from trephine.evidence.audit.audit import Audit

PAPERS = ("zhan2025", "consensus2022", "li2023")

_HELP = {
    "about": Text(
        zh="审核一篇已发表的单臂 Meta 分析:哪些数字不可能、可能本应是什么,并逐一给出算式。"
        "trephine audit new 文件夹 写出自己论文用的模板。",
        en="Audit a published single-arm meta-analysis: which numbers cannot be, which were likely"
        " meant, each with its arithmetic. trephine audit new FOLDER writes a template for your"
        " own paper.",
    ),
    "paper": Text(
        zh="zhan2025、consensus2022、li2023,或含表格的文件夹、工作簿;new 表示写模板",
        en="zhan2025, consensus2022, li2023, or a folder or workbook of tables; new for a template",
    ),
    "folder": Text(
        zh="模板写到哪里(文件夹,或 .xlsx)", en="where the template goes: a folder, or .xlsx"
    ),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "report": Text(zh="写出报告: .html .docx .pdf", en="write the report: .html, .docx or .pdf"),
    "all": Text(zh="每条发现都列出算式", en="print the arithmetic of every finding"),
    "solve": Text(
        zh="反解某一合并结果(id):哪些事件数能给出它;all 为全部",
        en="back-solve a pooled result (its id): which event counts give it; all for every one",
    ),
    "model": Text(
        zh="反解时论文未写模型者所用: fixed random",
        en="model for --solve where the paper names none: fixed random",
    ),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_WRITTEN = Text(zh="模板已写出:", en="Template written:")
_NEW = Text(zh="请给出模板的文件夹", en="Name the folder of the template")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine audit", description=told["about"], language=language)
    p.add_argument("paper", help=told["paper"])
    p.add_argument("folder", nargs="?", help=told["folder"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--all", action="store_true", help=told["all"])
    p.add_argument("--solve", metavar="ROW", help=told["solve"])
    p.add_argument("--model", choices=("fixed", "random"), default="", help=told["model"])
    p.add_argument("--report", type=Path, help=told["report"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Audit what the arguments name, or write the template."""
    own = parser(language)
    asked = own.parse_args(arguments)
    if asked.paper == "new":
        if not asked.folder:
            own.error(_NEW[language])
        from trephine.evidence.audit.template import write_template  # noqa: PLC0415  (on demand)

        print(_WRITTEN[language])
        for path in write_template(asked.folder):
            print(f"  {path}")
        return 0
    check_places({"report": asked.report}, asked.paper)
    if asked.solve:
        return _solve(asked, language)
    from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any kernel)

    if not mode.is_decided():
        mode.interpret()  # 2 s interpreted; compiling would take longer than the audit
    found = audited(asked.paper)
    if asked.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from trephine.reports.audit_text import audit_text  # noqa: PLC0415  (not for JSON)

        print(audit_text(found, language, arithmetic=asked.all))
    if asked.report:
        from trephine.reports.audit_report import audit_report  # noqa: PLC0415  (on demand)
        from trephine.reports.write import write  # noqa: PLC0415  (on demand)

        print(write(audit_report(found), asked.report, language))
    return 0


def _solve(asked: argparse.Namespace, language: Language) -> int:
    """Print what back-solving finds for one pooled result, or for all of them."""
    from trephine.core.error import MethodError  # noqa: PLC0415  (on demand)
    from trephine.evidence.audit.solve_row import solve_row  # noqa: PLC0415  (compiles kernels)
    from trephine.reports.solve_text import solve_text  # noqa: PLC0415  (on demand)

    paper = read(asked.paper)
    every = asked.solve == "all"
    for row in [one.id for one in paper.pooled] if every else [asked.solve]:
        try:
            found = solve_row(paper, row, model=asked.model)
        except MethodError as refusal:
            if not every:
                raise
            print(f"{row}: {refusal.what[language]}\n")
            continue
        print(solve_text(row, found, language), flush=True)
        print()
    return 0


def read(paper: str) -> "Publication":
    """Return one of the papers, or a user's folder or workbook, as a publication."""
    from trephine.evidence.audit.read_publication import read_publication  # noqa: PLC0415
    from trephine.library import outcomes, publication  # noqa: PLC0415  (on demand)
    from trephine.library.publication_file import relations  # noqa: PLC0415  (on demand)

    if paper in PAPERS:
        return publication(paper)
    return read_publication(paper, outcomes=outcomes(), relations=relations())


def audited(paper: str) -> "Audit":
    """Return the audit of one of the papers, or of a user's folder or workbook."""
    from trephine.evidence.audit.audit import audit  # noqa: PLC0415  (after the choice of mode)
    from trephine.library import claims, publication  # noqa: PLC0415  (on demand)

    if paper not in PAPERS:
        return audit(read(paper))
    others = [publication(key) for key in PAPERS if key != paper]
    return audit(publication(paper), others=others, claims=claims(paper))


def as_json(found: "Audit") -> dict[str, Any]:
    """Return the audit as plain values; places as ``source place``."""
    findings = []
    for one in found.findings:
        entry = asdict(one)
        entry["at"] = str(one.at)
        entry["against"] = [str(place) for place in one.against]
        findings.append(entry)
    return {
        "publication": found.publication.id,
        "findings": findings,
        "checked": [asdict(one) for result in found.results for one in result.checked],
    }

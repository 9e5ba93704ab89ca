"""``trephine reproduce PAPER``: redo a paper's pooled analyses and write the report."""

import argparse
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.text import Language, Text

PAPERS = ("consensus2022", "zhan2025")

_HELP = {
    "about": Text(
        zh="用库中的数据重做一篇论文的合并分析,写出中英文报告(HTML 与 DOCX)。",
        en="Redo the pooled analyses of a paper from the library's data and write the report in"
        " Chinese and English (HTML and DOCX).",
    ),
    "paper": Text(zh="论文", en="the paper"),
    "all": Text(zh="全部论文", en="every paper"),
    "out": Text(zh="报告写到哪个文件夹", en="the folder for the reports"),
    "form": Text(zh="报告格式(默认 html docx)", en="forms of the report (default: html docx)"),
    "only": Text(zh="只写一种语言的报告", en="write the report in one language only"),
    "lang": Text(zh="提示信息的语言", en="language of messages"),
}
_READING = Text(zh="正在合并 {paper} …", en="Pooling {paper} …")
_WRITTEN = Text(zh="报告:", en="Reports:")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine reproduce", description=told["about"], language=language)
    p.add_argument("paper", nargs="?", choices=PAPERS, help=told["paper"])
    p.add_argument("--all", action="store_true", help=told["all"])
    p.add_argument("--out", type=Path, default=Path("reports"), help=told["out"])
    p.add_argument(
        "--form",
        nargs="+",
        choices=("html", "docx", "pdf"),
        default=["html", "docx"],
        help=told["form"],
    )
    p.add_argument("--only", choices=("zh", "en"), help=told["only"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Write the reports that the arguments name and say where they lie."""
    asked = parser(language).parse_args(arguments)
    if not asked.paper and not asked.all:
        parser(language).error(_HELP["paper"][language] + ": " + " | ".join((*PAPERS, "--all")))
    from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any kernel)

    if not mode.is_decided():
        mode.interpret()  # small tables: 12 s in all, compiling for them took 175 s
    from trephine.reports.reproduce.paper import reproduce  # noqa: PLC0415  (after the parser)
    from trephine.reports.write import write  # noqa: PLC0415  (after the parser)

    written = []
    languages: tuple[Language, ...] = (asked.only,) if asked.only else ("zh", "en")
    for paper in PAPERS if asked.all else (asked.paper,):
        print(_READING[language].format(paper=paper), flush=True)
        document = reproduce(paper)
        for form in asked.form:
            for own in languages:
                other = {"zh": "en", "en": "zh"}[own]
                twin = f"{paper}.{other}.{form}" if len(languages) > 1 else ""
                path = asked.out / f"{paper}.{own}.{form}"
                written.append(write(document, path, own, other=twin))
    print(_WRITTEN[language])
    for path in written:
        print(f"  {path}")
    return 0

"""The command line: parse, one call, render. Every command loads only what it needs."""

import os
import sys
from importlib import import_module

from trephine import __version__
from trephine.core.error import TrephineError
from trephine.core.text import Language, Text

COMMANDS = {
    "serve": Text(zh="在浏览器中打开工作台", en="open the workspace in a browser"),
    "account": Text(zh="工作台的账户", en="accounts of the workspace"),
    "pool": Text(
        zh="合并一张研究表(CSV、TSV、XLSX)", en="pool a table of studies (CSV, TSV, XLSX)"
    ),
    "reproduce": Text(
        zh="重做一篇论文的合并分析并写出报告",
        en="redo the pooled analyses of a paper and write the report",
    ),
    "audit": Text(
        zh="审核一篇已发表的 Meta 分析的数字", en="audit the figures of a published meta-analysis"
    ),
    "assess": Text(
        zh="由患者记录推出某一时刻的结论与计时",
        en="what follows from a patient's record at a moment",
    ),
    "grade": Text(zh="CRS 或 ICANS 分级", en="grade CRS or ICANS"),
    "respond": Text(zh="IMWG 疗效评估", en="response to treatment by IMWG"),
    "calendar": Text(
        zh="随访、监测与预防用药的日历", en="calendar of visits, monitoring, prophylaxis"
    ),
    "rules": Text(
        zh="诊疗规则：证明、查看、覆盖情况", en="the rules of care: proofs, tables, coverage"
    ),
    "vectors": Text(zh="用测试向量检验诊疗规则", en="run test vectors against the rules of care"),
    "simulate": Text(
        zh="按产品与策略模拟虚拟患者", en="virtual patients under a product and strategies"
    ),
    "compare-strategies": Text(
        zh="同一批虚拟患者接受几种治疗的差别", en="treatments of the same virtual patients"
    ),
    "trial": Text(
        zh="虚拟试验：写方案、查看、运行", en="virtual trials: write a plan, look at it, run it"
    ),
    "model": Text(zh="查看机制模型及其策略", en="the mechanistic model and its strategies"),
    "journal": Text(
        zh="日志：核对、导出、导入、列出", en="the journal: verify, export, import, list"
    ),
    "backup": Text(zh="备份日志及其数据库", en="back up the journal and its database"),
    "restore": Text(zh="把备份恢复到空的位置", en="restore a backup into an empty place"),
    "references": Text(
        zh="读取、转换题录文件，去除重复", en="read, convert, deduplicate files of references"
    ),
    "cite": Text(zh="列出某方法的参考文献", en="list the references behind a method"),
}
_USAGE = Text(
    zh="用法: trephine [--version] [--lang zh|en] <命令> [选项]\n\n命令:",
    en="usage: trephine [--version] [--lang zh|en] <command> [options]\n\ncommands:",
)
_MORE = Text(
    zh="每个命令的选项: trephine <命令> --help",
    en="options of a command: trephine <command> --help",
)
_UNKNOWN = Text(zh="没有这个命令", en="There is no such command")


def language_of(arguments: list[str]) -> Language:
    """Return the language asked for by ``--lang``, else by TREPHINE_LANG, else by the locale."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return "zh" if argument[7:].startswith("zh") else "en"
        if argument == "--lang" and index + 1 < len(arguments):
            return "zh" if arguments[index + 1].startswith("zh") else "en"
    for name in ("TREPHINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def module_of(command: str) -> str:
    """Return the name of a command's module."""
    return command.replace("-", "_")


def _overview(language: Language) -> str:
    lines = [_USAGE[language]]
    wide = max(map(len, COMMANDS)) + 1
    lines += [f"  {name:<{wide}} {text[language]}" for name, text in COMMANDS.items()]
    return "\n".join([*lines, "", _MORE[language]])


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 done, 2 refused, 130 interrupted."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if (stream.encoding or "").lower() not in {"utf-8", "utf8"} and hasattr(
            stream, "reconfigure"
        ):
            stream.reconfigure(errors="replace")  # a GBK console cannot show every sign
    if arguments[:1] == ["--version"]:
        print(f"trephine {__version__}")
        return 0
    language = language_of(arguments)
    command, rest = _split(arguments)
    if command is None:
        print(_overview(language))
        return 0
    if command not in COMMANDS:
        print(f"{_UNKNOWN[language]}: {command}\n\n{_overview(language)}", file=sys.stderr)
        return 2
    try:
        return int(import_module(f"trephine.cli.{module_of(command)}").run(rest, language))
    except TrephineError as error:
        print(error.render(language), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _split(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Separate the command from its options; ``--lang`` may stand on either side."""
    index = 0
    while index < len(arguments):
        if arguments[index] == "--lang":
            index += 2
        elif arguments[index].startswith("-"):
            if arguments[index] in {"-h", "--help"}:
                return None, []
            index += 1
        else:
            return arguments[index], arguments[:index] + arguments[index + 1 :]
    return None, []

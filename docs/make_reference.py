# ruff: noqa: INP001  (a script beside the pages)
"""Write the reference pages that follow from the code: commands, measures, methods, modules, rules.

``python docs/make_reference.py`` writes them; a test holds them against what this would write.
"""

import argparse
import sys
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS), str(DOCS.parent / "src")]

from act_page import act_page, endpoint_page  # noqa: E402  (beside this script)
from audit_page import audit_page  # noqa: E402  (beside this script)
from case_page import case_page  # noqa: E402  (beside this script)
from coverage_page import coverage_page  # noqa: E402  (likewise)
from guideline_page import guideline_list, guideline_page  # noqa: E402  (likewise)
from guideline_text import sections  # noqa: E402  (likewise)
from model_page import model_page  # noqa: E402  (likewise)
from module_text import SOURCE, docstring_of  # noqa: E402  (likewise)
from observable_page import observable_page  # noqa: E402  (likewise)
from order_page import order_page  # noqa: E402  (likewise)
from page_text import table, tail  # noqa: E402  (likewise)
from population_page import population_page  # noqa: E402  (likewise)
from prediction_page import prediction_page  # noqa: E402  (likewise)
from product_page import product_page  # noqa: E402  (likewise)
from strategy_page import strategy_page  # noqa: E402  (likewise)

import trephine  # noqa: E402  (the checkout beside the docs)
from trephine import cli  # noqa: E402  (likewise)
from trephine.cli.audit import PAPERS  # noqa: E402  (likewise)
from trephine.core.text import Language, Text  # noqa: E402  (likewise)
from trephine.evidence.choice import INTERVALS, METHODS, PREDICTIONS, TESTS  # noqa: E402
from trephine.evidence.measure.register import ALIASES, MEASURES  # noqa: E402
from trephine.library.methods import methods  # noqa: E402
from trephine.reports import wording  # noqa: E402
from trephine.reports.reference import reference  # noqa: E402
from trephine.reports.wording import ESTIMATORS  # noqa: E402

_COMMON = dict.fromkeys(
    ("EE", "FE", "CE"), Text(zh="共同效应，没有研究间方差", en="common effect, no tau2")
)
_NONE = Text(zh="不计算", en="not computed")
_HTS = Text(zh="同 `HTS`", en="the same as `HTS`")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
MODULES = "reference/modules"
GUIDELINES = "reference/guidelines"
_NOTE = Text(
    zh="本页由 `docs/make_reference.py` 从代码生成，请勿手改。",
    en="This page is generated from the code by `docs/make_reference.py`; do not edit it.",
)


def words(name: str, language: Language) -> str:
    """Return a passage that a page is completed with, written by hand."""
    return str(_read_toml("passages.toml")[name][language]).strip()


@cache
def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DOCS / "reference" / name).read_text(encoding="utf-8"))


def command_line(language: Language) -> str:
    """Return the page of every command and option."""
    heads = {
        "en": ("option", "value", "default", "meaning"),
        "zh": ("选项", "取值", "默认", "含义"),
    }[language]
    parts = [words("cli", language), _NOTE[language]]
    rows = [
        [f"[`{name}`](#trephine-{name})", text[language]] for name, text in cli.COMMANDS.items()
    ]
    parts.append(table({"en": ("command", "does"), "zh": ("命令", "做什么")}[language], rows))
    for name in cli.COMMANDS:
        parser = import_module(f"trephine.cli.{cli.module_of(name)}").parser(language)
        options = [
            _option(action)
            for action in parser._actions  # noqa: SLF001  (argparse lists its options nowhere else)
            if not isinstance(action, argparse._HelpAction)  # noqa: SLF001  (likewise)
        ]
        about = " ".join((parser.description or "").split())
        parts += [f"## `trephine {name}`", about, table(heads, options)]
        if (extra := words(f"cli-{name}", language)) != "—":
            parts.append(extra)
    return _page({"en": "Command line", "zh": "命令行"}[language], parts)


def _option(action: argparse.Action) -> list[str]:
    names = action.option_strings or [action.dest]
    if action.nargs == 0:
        value = ""
    elif action.choices is not None:
        value = " ".join(f"`{choice}`" for choice in action.choices)
    else:
        value = f"`{action.metavar or action.dest.upper()}`"
    kept = action.nargs != 0 and action.default not in (None, [], argparse.SUPPRESS)
    values = action.default if isinstance(action.default, list) else [action.default]
    default = " ".join(f"`{value}`" for value in values) if kept else ""
    return [", ".join(f"`{name}`" for name in names), value, default, action.help or ""]


def measures(language: Language) -> str:
    """Return the page of effect measures and of the choices of ``pool``."""
    heads = {
        "en": ("key", "analysed as", "read as", "columns (one set of them)", "also"),
        "zh": ("键", "分析尺度", "自然尺度", "所需列（任选一组）", "可附列"),
    }[language]
    rows = []
    for key, one in MEASURES.items():
        needed = " / ".join(f"`{' '.join(group)}`" for group in one.columns)
        free = [name for name in one.optional if not any(name in g for g in one.columns)]
        cells = [f"`{key}`", one.name[language], one.natural[language]]
        rows.append([*cells, needed, " ".join(f"`{name}`" for name in free)])
    parts = [words("measures", language), _NOTE[language], table(heads, rows)]
    aliases = ", ".join(f"`{alias}` = `{key}`" for alias, key in ALIASES.items())
    parts += [{"en": "Other names", "zh": "别名"}[language] + f": {aliases}."]
    for name, choices, said in (
        ("method", METHODS, {**ESTIMATORS, "HSk": ESTIMATORS["HSK"], **_COMMON}),
        ("test", TESTS, wording.TESTS),
        ("pi", PREDICTIONS, {**wording.PREDICTIONS, "none": _NONE, "higgins": _HTS}),
        ("tau2_ci", INTERVALS, {**wording.TAU2_INTERVALS, "none": _NONE}),
    ):
        listed = []
        for choice, one in choices.items():
            links = [f"[`{key}`](methods{tail(language)}#{key})" for key in one.methods]
            meaning = said[choice][language] if choice in said else ""
            listed.append([f"`{choice}`", meaning, " ".join(links)])
        parts += [f"## `{name}`", words(name, language)]
        heads = {"en": ("name", "is", "papers"), "zh": ("名称", "含义", "文献")}[language]
        parts.append(table(heads, listed))
    return _page({"en": "Measures and choices", "zh": "效应量与选项"}[language], parts)


def method_list(language: Language) -> str:
    """Return the page of statistical methods with their papers."""
    known = {one.key: one for one in methods().values()}
    style = "vancouver" if language == "en" else "gbt7714"
    parts = [words("methods", language).replace("{n}", str(len(known))), _NOTE[language]]
    for key, one in known.items():
        parts += [f"## `{key}`", one.what[language], reference(one.source, style=style)]
    return _page({"en": "Statistical methods", "zh": "统计方法"}[language], parts)


def modules() -> dict[str, list[str]]:
    """Return the public modules by package, in alphabetical order."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.stem.startswith("_") and path.stem != "__init__":
            continue
        parts = ["trephine", *path.relative_to(SOURCE).with_suffix("").parts]
        package = path.stem == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        found.setdefault(".".join(parts[:-1]), [])
        if not package:
            found[".".join(parts[:-1])].append(name)
    return found


def summary(module: str) -> str:
    """Return the first sentence of a module's docstring."""
    line = docstring_of(module).split("\n", 1)[0].replace("``", "`")
    return line.removeprefix(f"{module.rpartition('.')[2]}: ")


def _said(module: str, language: Language) -> str:
    if language == "zh":
        lines = _read_toml("modules.zh.toml")
        if module in lines:
            return str(lines[module])
    return summary(module)


def package_page(package: str, names: list[str], language: Language) -> str:
    """Return the page of one package: its modules, in English with what each defines."""
    top = summary(package) if language == "en" else _said(package, language)
    parts = [top, _NOTE[language]]
    if language == "zh":
        parts.append(f"[完整接口（英文）]({package}.md)")
    file = "" if language == "en" else f"{package}.md"
    rows = [
        [f"[`{n.rpartition('.')[2]}`]({file}#{n.replace('.', '')})", _said(n, language)]
        for n in names
    ]
    if rows:
        parts.append(table({"en": ("module", "is"), "zh": ("模块", "内容")}[language], rows))
    if language == "en":
        parts += [f"## {name}" for name in names]  # conf.py fills them in from the source
    return _page(package, parts)


def interface(language: Language) -> str:
    """Return the page that leads to every package."""
    rows = [
        [f"[`{p}`](modules/{p}{tail(language)})", str(len(n)), _said(p, language)]
        for p, n in modules().items()
    ]
    heads = {"en": ("package", "modules", "is"), "zh": ("包", "模块数", "内容")}[language]
    tree = "\n".join(f"modules/{p}{'' if language == 'en' else '.zh'}" for p in modules())
    parts = [words("api", language), _NOTE[language]]
    tops = {"en": ("name", "from", "is"), "zh": ("名称", "出自", "做什么")}[language]
    parts += [table(tops, _names(language)), words("api-packages", language), table(heads, rows)]
    parts.append(f"```{{toctree}}\n:hidden:\n:titlesonly:\n\n{tree}\n```")
    return _page({"en": "Python interface", "zh": "Python 接口"}[language], parts)


def _names(language: Language) -> list[list[str]]:
    """Return the names that ``from trephine import`` gives, with where each is defined."""
    rows = []
    for name in sorted(set(trephine.__all__) - {"__version__"}):
        own = trephine._ALIASES.get(name, name)  # noqa: SLF001  (asking for the name would compile)
        home = "reports.cite" if own == "cite" else f"evidence.{trephine._HOMES[own]}"  # noqa: SLF001
        module = f"trephine.{home}"
        page = f"modules/{module.rpartition('.')[0]}{tail(language)}"
        anchor = f"#{module.replace('.', '')}" if language == "en" else ""
        rows.append([f"`{name}`", f"[`{module}`]({page}{anchor})", _said(module, language)])
    return rows


def _page(title: str, parts: list[str]) -> str:
    return "\n\n".join([f"# {title}", *parts]) + "\n"


def care(language: Language) -> dict[str, str]:
    """Return the pages of the care room by name: rules, coverage, observables, orders."""
    lists = {
        "guidelines": (Text(zh="指南", en="Guidelines"), guideline_list),
        "coverage": (Text(zh="覆盖情况", en="Coverage"), coverage_page),
        "observables": (Text(zh="观察项", en="Observables"), observable_page),
        "orders": (Text(zh="医嘱、用量与日历", en="Orders, budgets, calendar"), order_page),
    }
    names = {"orders": "orders-and-budgets"}
    made = {}
    for name, (title, write) in lists.items():
        parts = [words(name, language), _NOTE[language], *write(language)]
        made[f"reference/{names.get(name, name)}"] = _page(title[language], parts)
    for section in sections():
        parts = [_NOTE[language], *guideline_page(section, language)]
        made[f"reference/{section.page}"] = _page(section.title[language], parts)
    return made


def pages() -> dict[Path, str]:
    """Return every generated page by path."""
    out: dict[Path, str] = {}
    for language in LANGUAGES:
        made = {
            "reference/cli": command_line(language),
            "reference/measures": measures(language),
            "reference/methods": method_list(language),
            "reference/api": interface(language),
        }
        for paper in PAPERS:
            title = {"en": f"Audit of {paper}", "zh": f"{paper} 的数字审核"}[language]
            page = [words("audit", language), _NOTE[language], *audit_page(paper, language)]
            made[f"reference/audit-{paper}"] = _page(title, page)
        title = {"en": "Synthetic courses", "zh": "合成病程"}[language]
        made["reference/cases"] = _page(title, case_page(language))
        title = {"en": "The model", "zh": "模型"}[language]
        parts = [words("model", language), _NOTE[language], *model_page(language)]
        made["reference/model"] = _page(title, parts)
        title = {"en": "Strategies", "zh": "策略"}[language]
        parts = [words("strategies", language), _NOTE[language], *strategy_page(language)]
        made["reference/strategies"] = _page(title, parts)
        title = {"en": "Predictions", "zh": "预测"}[language]
        parts = [words("predictions", language), _NOTE[language], *prediction_page(language)]
        made["reference/predictions"] = _page(title, parts)
        title = {"en": "Products and lymphodepletion", "zh": "产品与预处理"}[language]
        parts = [words("products", language), _NOTE[language], *product_page(language)]
        made["reference/products"] = _page(title, parts)
        title = {"en": "Virtual patients", "zh": "虚拟患者"}[language]
        parts = [words("populations", language), _NOTE[language], *population_page(language)]
        made["reference/populations"] = _page(title, parts)
        title = {"en": "What a virtual trial carries out", "zh": "虚拟试验实施什么"}[language]
        parts = [words("acts", language), _NOTE[language], *act_page(language)]
        made["reference/acts"] = _page(title, parts)
        title = {"en": "Endpoints", "zh": "终点"}[language]
        parts = [words("endpoints", language), _NOTE[language], *endpoint_page(language)]
        made["reference/endpoints"] = _page(title, parts)
        made |= care(language)
        for package, names in modules().items():
            made[f"{MODULES}/{package}"] = package_page(package, names, language)
        out |= {DOCS / f"{name}{tail(language)}": text for name, text in made.items()}
    return out


def main() -> None:
    """Write the pages that changed; remove those of packages that are gone."""
    made = pages()
    for folder in (MODULES, GUIDELINES):
        for path in (DOCS / folder).rglob("*.md"):
            if path not in made:
                path.unlink()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(DOCS)}\n")


if __name__ == "__main__":
    main()

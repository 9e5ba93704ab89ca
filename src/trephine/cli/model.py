"""``trephine model show``: the model, its parts, and what strategies change in it."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.model import Model

PARTS = (
    "equations", "parameters", "states", "outcomes", "products", "strategies", "populations",
    "sbml", "antimony",
)  # fmt: skip

_HELP = {
    "about": Text(
        zh="查看机制模型：方程、参数、状态、产品、策略、人群、结局，或导出 SBML 与 Antimony。",
        en="Show the mechanistic model: equations, parameters, states, products, strategies,"
        " populations, outcomes, or its SBML and Antimony.",
    ),
    "what": Text(zh="show", en="show"),
    "equations": Text(zh="全部方程", en="every equation"),
    "parameters": Text(
        zh="全部参数：数值、单位、患者间差异、出处",
        en="every parameter: value, unit, spread, where it comes from",
    ),
    "states": Text(zh="状态与赋值量", en="states and assignments"),
    "outcomes": Text(
        zh="一次模拟报告的结局与复发原因", en="what a run reports, and causes of relapse"
    ),
    "products": Text(zh="全部产品", en="every product"),
    "strategies": Text(zh="全部策略", en="every strategy"),
    "populations": Text(zh="全部虚拟人群", en="every virtual population"),
    "sbml": Text(zh="输出 SBML", en="print SBML"),
    "antimony": Text(zh="输出 Antimony", en="print Antimony"),
    "strategy": Text(
        zh="某策略：说什么、改什么、有多大把握、依据",
        en="one strategy: what it says and changes, how sure",
    ),
    "model": Text(zh="用户的模型（.xml .sbml .ant）", en="a user's model (.xml .sbml .ant)"),
    "json": Text(zh="以 JSON 输出概要", en="print the overview as JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine model", description=told["about"], language=language)
    p.add_argument("what", choices=("show",), help=told["what"])
    for name in PARTS:
        p.add_argument(f"--{name}", action="store_true", help=told[name])
    p.add_argument("--strategy", default="", metavar="ID", help=told["strategy"])
    p.add_argument("--model", type=Path, help=told["model"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Print the parts of the model that the arguments ask for."""
    asked = parser(language).parse_args(arguments)
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.reports import model_text as texts  # noqa: PLC0415  (likewise)

    if asked.strategy:
        from trephine.cli.treatments import strategy_of  # noqa: PLC0415  (on demand)

        print(texts.strategy_text(strategy_of(asked.strategy), language))
        return 0
    if asked.model:
        from trephine.cli.user_model import user_model  # noqa: PLC0415  (on demand)

        model = user_model(asked.model)
    else:
        from trephine.cli.treatments import MODEL  # noqa: PLC0415  (on demand)

        model = library.model(MODEL)
    if asked.json:
        print(json.dumps(texts.model_json(model), ensure_ascii=False, indent=1))
        return 0
    parts = {
        "equations": lambda: texts.equations_text(model),
        "parameters": lambda: texts.parameters_text(model, language),
        "states": lambda: texts.states_text(model, language),
        "outcomes": lambda: texts.outcomes_text(library.run_outcomes(), language),
        "products": lambda: texts.products_text(library.products(), language),
        "strategies": lambda: texts.list_text(library.strategies(), language),
        "populations": lambda: texts.list_text(library.populations(), language),
        "sbml": lambda: _sbml(model),
        "antimony": lambda: _antimony(model),
    }
    wanted = [name for name in PARTS if getattr(asked, name)]
    if not wanted:
        print(texts.model_text(model, language))
    for name in wanted:
        print(parts[name]())
    return 0


def _sbml(model: "Model") -> str:
    from trephine.interop.write_sbml import write_sbml  # noqa: PLC0415  (loads libSBML)

    return write_sbml(model)


def _antimony(model: "Model") -> str:
    from trephine.interop.write_antimony import write_antimony  # noqa: PLC0415  (likewise)

    return write_antimony(model)

"""``trephine simulate``: virtual patients under a product and strategies."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import check_folder
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.model import Model
    from trephine.mechanism.simulated import Simulated

_HELP = {
    "about": Text(
        zh="按产品与策略模拟虚拟患者：--patients 一个人群，--one 典型患者，--why 某患者为何复发，"
        "--model 用户自己的 SBML 或 Antimony 模型。结果是模拟的，不是临床证据。",
        en="Simulate virtual patients under a product and strategies: --patients a population,"
        " --one the typical patient, --why why one patient relapsed, --model a user's own SBML or"
        " Antimony model. The results are simulated, no clinical evidence.",
    ),
    "product": Text(
        zh="产品（trephine model show --products）",
        en="the product (trephine model show --products)",
    ),
    "strategy": Text(
        zh="策略，可重复，按先后生效（trephine model show --strategies）",
        en="a strategy, repeatable, in their order (trephine model show --strategies)",
    ),
    "second": Text(
        zh="第二次输注的产品（若策略未指明）",
        en="the product of a second infusion that names none",
    ),
    "dose": Text(
        zh="细胞剂量，单位同该产品（cells 或 cells/kg）",
        en="the dose of cells, in the product's own unit (cells or cells/kg)",
    ),
    "population": Text(
        zh="虚拟人群（默认为该产品自己的，没有则为 general）",
        en="the virtual population (default: the product's own, else general)",
    ),
    "patients": Text(zh="患者数（默认 1000）", en="how many patients (default 1000)"),
    "days": Text(zh="首次输注后观察的天数（默认 730）", en="days after infusion (default 730)"),
    "seed": Text(zh="随机种子（默认 1）", en="the seed of chance (default 1)"),
    "set": Text(
        zh="设定参数，如 --set kX=0.02，可重复", en="set a parameter: --set kX=0.02, repeatable"
    ),
    "ensemble": Text(
        zh="用拟合所得的参数：mean 或组号（默认为库中的值）",
        en="parameters as fitted: mean, or a member's number (default: the library's values)",
    ),
    "out": Text(
        zh="结果文件夹（Parquet 与清单）；同样的选项再运行一次即接着算",
        en="the folder for results (Parquet, manifest); the same command again goes on",
    ),
    "threads": Text(zh="线程数（默认全部核心）", en="threads (default: every core)"),
    "chunk": Text(zh="每份患者数（默认 4096）", en="patients a chunk (default 4096)"),
    "figures": Text(
        zh="把图（轨迹、进展、瀑布、泳道）写到此文件夹",
        en="write figures (trajectories, progression, waterfall, swimmer) into this folder",
    ),
    "form": Text(zh="图的格式: svg pdf png", en="form of the figures: svg pdf png"),
    "one": Text(zh="只算典型患者", en="the typical patient alone"),
    "patient": Text(zh="只算该编号的患者", en="one patient of the seed by number"),
    "why": Text(
        zh="该编号的患者为何复发（逐一关闭机制）",
        en="why the patient of that number relapsed (mechanisms switched off in turn)",
    ),
    "sensitivity": Text(
        zh="该结局取决于哪些参数（--patients 为样本量）",
        en="which parameters this outcome depends on (--patients: the sample's size)",
    ),
    "method": Text(zh="敏感性方法: prcc sobol", en="method of sensitivity: prcc sobol"),
    "model": Text(
        zh="用户的模型（.xml .sbml .ant），无患者与给药",
        en="a user's model (.xml .sbml .ant), without patients or doses",
    ),
    "sbml": Text(
        zh="把该患者的模型与实际给药写成 SBML",
        en="write the patient's model with the doses given as SBML",
    ),
    "csv": Text(
        zh="把该患者的病程写成 CSV（列名同 SBML）",
        en="write the patient's course as CSV (columns by SBML id)",
    ),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_STOPPED = Text(
    zh="已中断：{done:,} / {total:,} 例已完成。{more}",
    en="Interrupted: {done:,} of {total:,} patients are finished. {more}",
)
_GO_ON = Text(
    zh="用同样的选项再运行一次，从这里接着算：--out {out}",
    en="Run the same command again to go on from here: --out {out}",
)
_LOST = Text(
    zh="没有 --out，已完成的部分没有保存；以上只是它们的汇总。",
    en="Without --out they are not kept; what stands above is of them alone.",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine simulate", description=told["about"], language=language)
    for name in ("product", "second", "population"):
        p.add_argument(f"--{name}", default="", help=told[name])
    p.add_argument("--strategy", action="append", default=[], help=told["strategy"])
    p.add_argument("--dose", type=float, help=told["dose"])
    p.add_argument("--patients", type=int, default=1000, help=told["patients"])
    p.add_argument("--days", type=float, default=730.0, help=told["days"])
    p.add_argument("--seed", type=int, default=1, help=told["seed"])
    p.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=told["set"])
    p.add_argument("--ensemble", metavar="MEMBER", help=told["ensemble"])
    p.add_argument("--out", type=Path, help=told["out"])
    p.add_argument("--threads", type=int, default=0, help=told["threads"])
    p.add_argument("--chunk", type=int, default=4096, help=told["chunk"])
    p.add_argument("--figures", type=Path, help=told["figures"])
    p.add_argument("--form", choices=("svg", "pdf", "png"), default="svg", help=told["form"])
    p.add_argument("--one", action="store_true", help=told["one"])
    p.add_argument("--patient", type=int, help=told["patient"])
    p.add_argument("--why", type=int, metavar="PATIENT", help=told["why"])
    p.add_argument("--sensitivity", metavar="OUTCOME", help=told["sensitivity"])
    p.add_argument("--method", choices=("prcc", "sobol"), default="prcc", help=told["method"])
    for name in ("model", "sbml", "csv"):
        p.add_argument(f"--{name}", type=Path, help=told[name])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Simulate what the arguments ask for; print the summary, write what was asked for."""
    asked = parser(language).parse_args(arguments)
    _check(asked, {argument.split("=")[0] for argument in arguments})
    if asked.model or asked.one or asked.patient is not None:
        from trephine.cli.simulate_one import run_one  # noqa: PLC0415  (after the check)

        return run_one(asked, language)
    if asked.why is not None:
        from trephine.cli.simulate_why import run_why  # noqa: PLC0415  (after the check)

        return run_why(asked, language)
    if asked.sensitivity is not None:
        from trephine.cli.simulate_sensitivity import run_sensitivity  # noqa: PLC0415  (likewise)

        return run_sensitivity(asked, language)
    return _run_many(asked, language)


def _run_many(asked: argparse.Namespace, language: Language) -> int:
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.cli.treatments import (  # noqa: PLC0415  (likewise)
        MODEL,
        arm_of,
        fitted_arm,
        population_of,
        values_of,
    )
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.mechanism.simulate import simulate  # noqa: PLC0415  (likewise)
    from trephine.mechanism.simulated_summary import summarise  # noqa: PLC0415  (likewise)

    arm = arm_of(asked.product, asked.strategy, second=asked.second, dose=asked.dose)
    arm, products = fitted_arm(arm, asked.ensemble)
    population = population_of(asked.population, arm.product)
    model: Model = library.model(MODEL)
    check_folder(asked.figures)
    found = simulate(
        model,
        arm,
        population=population,
        regimens=library.lymphodepletions(),
        outcomes=library.run_outcomes(MODEL),
        n=asked.patients,
        days=asked.days,
        seed=asked.seed,
        out=asked.out,
        chunk=asked.chunk,
        threads=asked.threads,
        products=products,
        changes=values_of(asked.set, model),
        advance=Progress(sys.stderr, language, time.monotonic),
    )
    summary = summarise(found)
    if asked.json:
        from trephine.reports.simulated_json import simulated_json  # noqa: PLC0415  (JSON only)

        print(json.dumps(simulated_json(found, summary), ensure_ascii=False, indent=1))
    else:
        from trephine.reports.simulated_text import simulated_text  # noqa: PLC0415  (not for JSON)

        print(simulated_text(found, summary, arm, population, language))
    if not found.is_whole:
        more = _GO_ON[language].format(out=asked.out) if asked.out else _LOST[language]
        text = _STOPPED[language].format(done=found.finished, total=found.total, more=more)
        print(text, file=sys.stderr)
        return 130
    if asked.figures:
        _figures(asked, found, model, language)
    if asked.out:
        print(asked.out, file=sys.stderr)
    return 0


def _figures(
    asked: argparse.Namespace, found: "Simulated", model: "Model", language: Language
) -> None:
    from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any of its kernels)

    if not mode.is_decided():
        mode.interpret()  # one survival curve: compiling for it takes longer
    from trephine.reports.simulated_figures import simulated_figures  # noqa: PLC0415  (on demand)

    for path in simulated_figures(found, model, asked.figures, asked.form, language):
        print(path, file=sys.stderr)


def _check(asked: argparse.Namespace, written: set[str]) -> None:
    """Refuse options that do not go together. Raises InputError."""
    single = asked.one or asked.patient is not None or asked.model is not None
    ways = [
        name
        for name, given in (
            ("--one", asked.one),
            ("--patient", asked.patient is not None),
            ("--why", asked.why is not None),
            ("--sensitivity", asked.sensitivity is not None),
            ("--model", asked.model is not None and not asked.one),
        )
        if given
    ]
    if len(ways) > 1:
        raise _refused(
            Text(zh="这些选项不能同用", en="These options do not go together"),
            " ".join(ways),
            Text(zh="只留一个", en="Keep one of them"),
        )
    idle = [
        f"--{name}"
        for name in ("out", "figures")
        if getattr(asked, name) is not None and (single or asked.why is not None)
    ]
    idle += ["--out"] * (asked.out is not None and asked.sensitivity is not None)
    idle += [f"--{name}" for name in ("sbml", "csv") if getattr(asked, name) and not single]
    if single:
        idle += [name for name in ("--patients", "--chunk", "--threads") if name in written]
    if asked.model is not None:
        idle += ["--seed"] * ("--seed" in written)
        idle += ["--product"] * bool(asked.product) + ["--strategy"] * bool(asked.strategy)
        idle += ["--dose"] * (asked.dose is not None) + ["--second"] * bool(asked.second)
        idle += ["--population"] * bool(asked.population)
        idle += ["--ensemble"] * (asked.ensemble is not None)
    if idle:
        raise _refused(
            Text(zh="此处没有这些选项", en="These options have no place here"),
            " ".join(idle),
            Text(
                zh="--sbml 与 --csv 配 --one、--patient 或 --model；--out 与 --figures 配人群；"
                "--patients、--chunk 与 --threads 亦然；--model 没有产品、人群与种子",
                en="--sbml and --csv go with --one, --patient or --model; --out and --figures with"
                " a population, and so do --patients, --chunk and --threads; --model has neither"
                " product, population nor seed",
            ),
        )
    if asked.model is None and not asked.product and not asked.one:
        raise _refused(
            Text(zh="没有写产品", en="No product is named"),
            "--product",
            Text(
                zh="例如 --product cilta-cel（全部：trephine model show --products）",
                en="--product cilta-cel, say (all: trephine model show --products)",
            ),
        )
    for name in ("patient", "why"):
        number = getattr(asked, name)
        if number is not None and number < 0:
            raise _refused(
                Text(zh="患者编号从 0 起", en="Patients are numbered from 0"),
                f"--{name} {number}",
                Text(zh="例如 --why 12", en="--why 12, say"),
            )


def _refused(what: Text, found: str, do: Text) -> InputError:
    return InputError(what=what, where="trephine simulate", found=found, do=do)

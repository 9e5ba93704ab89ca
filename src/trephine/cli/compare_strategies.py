"""``trephine compare-strategies FILE``: treatments of the same virtual patients."""

import argparse
import json
import sys
import time
from pathlib import Path

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import check_folder
from trephine.core.text import Language, Text

_HELP = {
    "about": Text(
        zh="让同一批虚拟患者接受几种治疗，逐例相减并给出区间。文件写明各组、人群、例数、天数与种子。",
        en="Give several treatments to the same virtual patients and take the differences patient"
        " by patient, with intervals. The file names arms, population, n, days and seed.",
    ),
    "file": Text(zh="TOML 文件（见文档的例子）", en="a TOML file (the docs have one)"),
    "out": Text(
        zh="结果文件夹；同样的文件再运行一次即接着算",
        en="the folder for results; the same file again goes on",
    ),
    "figures": Text(
        zh="把图（轨迹、进展、差值、剂量）写到此文件夹",
        en="write figures (trajectories, progression, differences, doses) into this folder",
    ),
    "form": Text(zh="图的格式: svg pdf png", en="form of the figures: svg pdf png"),
    "threads": Text(zh="线程数（默认全部核心）", en="threads (default: every core)"),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_STOPPED = Text(
    zh="已中断，没有可比较的结果。{more}", en="Interrupted: there is nothing to compare. {more}"
)
_GO_ON = Text(
    zh="用同样的文件再运行一次，从已完成处接着算：--out {out}",
    en="Run the same file again to go on from what is finished: --out {out}",
)
_LOST = Text(zh="没有 --out，什么也没有保存。", en="Without --out nothing is kept.")


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine compare-strategies", description=told["about"])
    p.add_argument("file", type=Path, help=told["file"])
    p.add_argument("--out", type=Path, help=told["out"])
    p.add_argument("--figures", type=Path, help=told["figures"])
    p.add_argument("--form", choices=("svg", "pdf", "png"), default="svg", help=told["form"])
    p.add_argument("--threads", type=int, default=0, help=told["threads"])
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Compare the file's arms; print the differences, write figures where asked."""
    asked = parser(language).parse_args(arguments)
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.cli.treatments import (  # noqa: PLC0415  (likewise)
        MODEL,
        arm_of,
        population_of,
        values_of,
    )
    from trephine.mechanism.compare import compare  # noqa: PLC0415  (likewise)
    from trephine.mechanism.compare_file import read_comparison  # noqa: PLC0415  (likewise)
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.mechanism.read_text_file import read_text_file  # noqa: PLC0415  (likewise)

    wanted = read_comparison(read_text_file(asked.file), str(asked.file))
    arms = [
        arm_of(one.product, one.strategies, second=one.second, dose=one.dose, label=one.label)
        for one in wanted.arms
    ]
    population = population_of(wanted.population)
    model = library.model(MODEL)
    check_folder(asked.figures)
    try:
        found = compare(
            model,
            arms,
            population=population,
            regimens=library.lymphodepletions(),
            outcomes=library.run_outcomes(MODEL),
            n=wanted.n,
            days=wanted.days,
            seed=wanted.seed,
            level=wanted.level,
            out=asked.out,
            threads=asked.threads,
            products=library.products(),
            ensemble=library.ensemble(MODEL) if wanted.members else (),
            members=wanted.members,
            changes=values_of([f"{k}={v!r}" for k, v in wanted.changes.items()], model),
            advance=Progress(sys.stderr, language, time.monotonic),
        )
    except KeyboardInterrupt:
        more = _GO_ON[language].format(out=asked.out) if asked.out else _LOST[language]
        print(_STOPPED[language].format(more=more), file=sys.stderr)
        return 130
    from trephine.reports.comparison_text import (  # noqa: PLC0415  (once there is an answer)
        comparison_json,
        comparison_text,
    )

    if asked.json:
        print(json.dumps(comparison_json(found), ensure_ascii=False, indent=1))
    else:
        print(comparison_text(found, population, language))
    if asked.figures:
        from trephine.evidence.kernel import mode  # noqa: PLC0415  (before any of its kernels)

        if not mode.is_decided():
            mode.interpret()  # a few survival curves: compiling for them takes longer
        from trephine.reports.comparison_figures import comparison_figures  # noqa: PLC0415

        for path in comparison_figures(found, model, asked.figures, asked.form, language):
            print(path, file=sys.stderr)
    return 0

"""``trephine compare-strategies FILE``: treatments of the same virtual patients."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import check_folder
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.mechanism.compare_file import ComparisonFile
    from trephine.mechanism.virtual_arm import VirtualArm

MOST_BYTES = 256 * 1024  # a few arms; the line of a fault is searched for in the whole text
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
# What a refusal calls its place, and the key of the file that it is about.
_KEYS = {
    "--product": "product",
    "--second": "second",
    "--strategy": "strategies",
    "--dose": "dose",
    "--population": "population",
    "patients": "n",
    "days": "days",
    "seed": "seed",
    "level": "level",
    "members": "members",
    "arms": "arm",
}


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(
        prog="trephine compare-strategies", description=told["about"], language=language
    )
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
    from trephine.mechanism.compare import check_arms, compare  # noqa: PLC0415  (likewise)
    from trephine.mechanism.compare_file import read_comparison  # noqa: PLC0415  (likewise)
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.mechanism.read_text_file import read_text_file  # noqa: PLC0415  (likewise)

    wanted = read_comparison(read_text_file(asked.file, most=MOST_BYTES), str(asked.file))
    arms: list[VirtualArm] = []
    changes: dict[str, float] = {}
    for at, one in enumerate(wanted.arms):
        with _placed(wanted, "arm", at):
            arm = arm_of(
                one.product, one.strategies, second=one.second, dose=one.dose, label=one.label
            )
            arms.append(arm)
    with _placed(wanted):
        check_arms(arms, wanted.level)
        population = population_of(wanted.population, arms[0].product)
    model = library.model(MODEL)
    for name, value in wanted.changes.items():
        with _placed(wanted, "set", name):
            changes |= values_of([f"{name}={value!r}"], model)
    check_folder(asked.figures)
    try:
        with _placed(wanted):
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
                changes=changes,
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


@contextmanager
def _placed(wanted: "ComparisonFile", *within: str | int) -> Iterator[None]:
    """Give a refusal from within the file and line of what it is about, where the file says it."""
    try:
        yield
    except InputError as error:
        error.where = _where(wanted, error.where, *within)
        raise


def _where(wanted: "ComparisonFile", said: str, *within: str | int) -> str:
    if said == "--set":
        return wanted.place(*within)
    if key := _KEYS.get(said.split(" ", maxsplit=1)[0]):
        return wanted.place(*within, key)
    if pair := re.fullmatch(r"arm (\d+), arm (\d+)", said):
        return " & ".join(wanted.place("arm", int(at) - 1) for at in pair.groups())
    if one := re.fullmatch(r"arm (\d+): (.*)", said):
        if one[2].startswith("changes: "):
            names = [name for name in wanted.changes if one[2].startswith(f"changes: {name}")]
            return wanted.place("set", max(names, key=len, default=""))
        return f"{wanted.place('arm', int(one[1]) - 1, 'strategies')}, {one[2]}"
    return said

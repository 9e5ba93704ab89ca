"""``trephine trial new|list|show|run|record|design``: virtual trials as files."""

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trephine.cli.arguments import arguments as empty_parser
from trephine.cli.places import check_folder, write_text
from trephine.cli.trial_design import OPTIONS, add_options, design_of
from trephine.core.error import InputError
from trephine.core.text import Language, Text

if TYPE_CHECKING:
    from trephine.core.trial import Trial

_HELP = {
    "about": Text(
        zh="虚拟试验：new 写一个带注释的方案文件；list 列出现成的试验；show 用文字说明一个试验"
        "做什么、改了哪些规则；run 运行它；record 导出一名虚拟患者的病历，可像真实病历一样用"
        " trephine assess 打开；design 从其虚拟患者反复抽取试验，看一个设计的把握度"
        "与误差。结果是模拟的，不是临床证据。",
        en="Virtual trials: new writes a commented plan; list lists the ready ones; show says in"
        " words what a trial does and which rules it changes; run runs it; record exports one"
        " virtual patient's record, which trephine assess opens like a real one; design draws"
        " trials from its virtual patients and tells a design's power and errors. What comes out is"
        " simulated and no clinical evidence.",
    ),
    "action": Text(
        zh="new、list、show、run、record 或 design", en="new, list, show, run, record or design"
    ),
    "trial": Text(
        zh="方案文件，或现成试验的名称（trephine trial list）",
        en="the plan's file, or the name of a ready trial (trephine trial list)",
    ),
    "on": Text(
        zh="在哪里运行: local dask[:地址]（默认 local；gpu 被拒绝，病房要边走边决定）",
        en="where it runs: local dask[:ADDRESS] (default local; gpu is refused: a ward decides as"
        " it goes)",
    ),
    "patients": Text(zh="每组例数（默认照方案）", en="patients in an arm (default: the plan's)"),
    "seed": Text(zh="随机种子（默认照方案）", en="the seed of chance (default: the plan's)"),
    "out": Text(
        zh="结果文件夹；同样的命令再运行一次即接着算",
        en="the folder for results; the same command again goes on",
    ),
    "report": Text(zh="写出报告: .html .docx .pdf", en="write the report: .html, .docx or .pdf"),
    "arm": Text(
        zh="record、design：哪一组（默认第一组）",
        en="record, design: which arm (default: the first)",
    ),
    "patient": Text(
        zh="record：患者编号，从 0 起（默认 0）",
        en="record: the patient's number, from 0 (default 0)",
    ),
    "json": Text(zh="输出 JSON", en="print JSON"),
    "lang": Text(zh="语言: zh en", en="language: zh en"),
}
_ACTIONS = ("new", "list", "show", "run", "record", "design")
_NEXT = Text(
    zh="已写出 {file}；接着：trephine trial show {file}",
    en="{file} is written; next: trephine trial show {file}",
)

_WRITTEN = Text(
    zh="虚拟患者 {patient} 的 {n:,} 项记录已写入 {file}；接着：trephine assess {file} --at 时刻",
    en="{n:,} readings of the virtual patient {patient} are written to {file}; next: trephine"
    " assess {file} --at MOMENT",
)


def parser(language: Language) -> argparse.ArgumentParser:
    """Return the command's parser, its help in one language."""
    told = {name: text[language] for name, text in _HELP.items()}
    p = empty_parser(prog="trephine trial", description=told["about"], language=language)
    p.add_argument("action", choices=_ACTIONS, help=told["action"])
    p.add_argument("trial", nargs="?", default="", help=told["trial"])
    p.add_argument("--on", help=told["on"])
    p.add_argument("--patients", type=int, help=told["patients"])
    p.add_argument("--seed", type=int, help=told["seed"])
    p.add_argument("--out", type=Path, help=told["out"])
    p.add_argument("--report", type=Path, help=told["report"])
    p.add_argument("--arm", help=told["arm"])
    p.add_argument("--patient", type=int, help=told["patient"])
    add_options(p, language)
    p.add_argument("--json", action="store_true", help=told["json"])
    p.add_argument("--lang", choices=("zh", "en"), help=told["lang"])
    return p


def run(arguments: list[str], language: Language) -> int:
    """Write, list, show or run a trial."""
    asked = parser(language).parse_args(arguments)
    _check(asked)
    if asked.action == "new":
        return _new(asked, language)
    if asked.action == "list":
        return _list(asked, language)
    trial = _trial(asked.trial)
    from trephine.loop.check_arms import check_arms  # noqa: PLC0415  (for show and run alone)

    check_arms(trial)
    if asked.action == "show":
        from trephine.reports.trial_plan_text import (  # noqa: PLC0415  (for show alone)
            trial_plan,
            trial_plan_text,
        )

        plan = trial_plan(trial)
        print(_json(plan) if asked.json else trial_plan_text(plan, language))
        return 0
    if asked.action == "record":
        return _record(_as_asked(trial, asked), asked, language)
    if asked.action == "design":
        return _design(_as_asked(trial, asked), asked, language)
    return _run(_as_asked(trial, asked), asked, language)


def _check(asked: argparse.Namespace) -> None:
    """Refuse options that an action has no use for. Raises InputError."""
    used = {
        "run": {"on", "patients", "seed", "out", "report", "json"},
        "record": {"seed", "arm", "patient", "out"},
        "design": {"patients", "seed", "out", "arm", "json", *OPTIONS},
        "show": {"json"},
        "list": {"json"},
    }.get(asked.action, set())
    options = ("on", "patients", "seed", "out", "report", "arm", "patient", "json", *OPTIONS)
    written = [one for one in options if getattr(asked, one) not in {None, False}]
    given = [f"--{one}" for one in written if one not in used]
    given += [asked.trial] if asked.trial and asked.action == "list" else []
    if given:
        raise InputError(
            what=Text(
                zh=f"{asked.action} 用不上这些选项", en=f"{asked.action} has no use for this"
            ),
            where=f"trephine trial {asked.action}",
            found=" ".join(given),
            do=Text(zh="去掉它们；运行用 run", en="Leave it out; to run a trial: run"),
        )
    if asked.action in {"show", "run", "record", "design"} and not asked.trial:
        raise InputError(
            what=Text(zh="没有写哪个试验", en="No trial is named"),
            where=f"trephine trial {asked.action}",
            found="—",
            do=Text(
                zh="写方案文件，或现成试验的名称：trephine trial list",
                en="Name a plan's file or a ready trial: trephine trial list",
            ),
        )


def _new(asked: argparse.Namespace, language: Language) -> int:
    from trephine.library.trial_file import write_new_trial  # noqa: PLC0415  (for new alone)

    if not asked.trial:
        print(write_new_trial(), end="")
        return 0
    path = Path(asked.trial)
    _check_new(path)
    write_text(path, write_new_trial())
    print(_NEXT[language].format(file=path))
    return 0


def _check_new(path: Path) -> None:
    """Refuse a file that is there already. Raises InputError."""
    if path.exists():
        raise InputError(
            what=Text(zh="已有此文件，不覆盖", en="The file is there and is not written over"),
            where=str(path),
            found=f"{path.stat().st_size} bytes",
            do=Text(zh="换一个文件名，或先移走它", en="Choose another name, or move it away"),
        )


def _list(asked: argparse.Namespace, language: Language) -> int:
    from trephine.library.ready_trial import ready_trials  # noqa: PLC0415  (for list alone)

    if asked.json:
        listed = [
            {
                "id": one.id,
                "title": {"zh": one.title.zh, "en": one.title.en},
                "question": one.question and {"zh": one.question.zh, "en": one.question.en},
                "arms": [arm.id for arm in one.arms],
                "patients": one.patients,
                "days": one.days,
            }
            for one in ready_trials()
        ]
        print(_json({"trials": listed}))
        return 0
    for one in ready_trials():
        print(f"{one.id:<22} {one.title[language]}")
        if one.question:
            print(f"    {one.question[language]}")
    return 0


def _trial(named: str) -> "Trial":
    """Return the trial of a file, or the ready one of that name. Raises InputError."""
    from trephine.library.ready_trial import ready_trial  # noqa: PLC0415  (after the arguments)
    from trephine.library.trial_file import read_trial  # noqa: PLC0415  (likewise)

    path = Path(named)
    if path.exists() or path.suffix.lower() == ".toml":
        return read_trial(path)
    return ready_trial(named)


def _as_asked(trial: "Trial", asked: argparse.Namespace) -> "Trial":
    from trephine.library.trial_check import check_figures  # noqa: PLC0415  (for run alone)

    if asked.patients is not None:
        trial = replace(trial, patients=asked.patients)
    if asked.seed is not None:
        trial = replace(trial, seed=asked.seed)
    check_figures(trial, lambda *steps: f"--{steps[-1]}")
    return trial


def _run(trial: "Trial", asked: argparse.Namespace, language: Language) -> int:
    on = asked.on or "local"
    kind, _, address = on.partition(":")
    bare = on.endswith(":")  # an address left empty is no wish for a cluster of one's own
    if kind not in {"local", "gpu", "dask"} or (address and kind != "dask") or bare:
        raise InputError(
            what=Text(zh="没有这种运行方式", en="There is no such way to run"),
            where="--on",
            found=on,
            do=Text(zh="local、dask 或 dask:地址", en="local, dask or dask:ADDRESS"),
        )
    check_folder(asked.out)
    if asked.report is not None:
        from trephine.reports.write import check_form  # noqa: PLC0415  (for run alone)

        check_form(asked.report)
    from trephine.loop.run_trial import run_trial  # noqa: PLC0415  (for run alone)
    from trephine.mechanism.progress import Progress  # noqa: PLC0415  (likewise)
    from trephine.reports.trial_plan_text import caution_lines  # noqa: PLC0415  (likewise)
    from trephine.reports.trial_run_text import run_json, run_text  # noqa: PLC0415  (likewise)

    for line in caution_lines(trial, language):
        print(line, file=sys.stderr)
    found = run_trial(
        trial, on=on, out=asked.out, advance=Progress(sys.stderr, language, time.monotonic)
    )
    print(_json(run_json(found)) if asked.json else run_text(found, language))
    if asked.report is not None and found.results is not None:
        from trephine.reports.trial_page import trial_page  # noqa: PLC0415  (for run alone)
        from trephine.reports.write import write  # noqa: PLC0415  (likewise)

        written = write(trial_page(found.results), asked.report, language)
        print(written, file=sys.stderr if asked.json else sys.stdout)
    return 0 if found.is_whole else 130


def _record(trial: "Trial", asked: argparse.Namespace, language: Language) -> int:
    if asked.out is not None:
        _check_new(asked.out)  # before the work: it may be somebody's record
    from trephine.interop.write_record import write_record  # noqa: PLC0415  (for record alone)
    from trephine.loop.virtual_record import virtual_record  # noqa: PLC0415  (likewise)

    record = virtual_record(trial, asked.arm or trial.arms[0].id, asked.patient or 0)
    text = write_record(record)
    if asked.out is None:
        print(text, end="")
    else:
        write_text(asked.out, text)
        told = {"patient": record.patient, "n": len(record.readings), "file": asked.out}
        print(_WRITTEN[language].format(**told))
    return 0


def _design(trial: "Trial", asked: argparse.Namespace, language: Language) -> int:
    check_folder(asked.out)
    from trephine.reports.design_result_text import (  # noqa: PLC0415  (for design alone)
        design_result_json,
        design_result_text,
    )

    found, compared = design_of(trial, asked, language)
    told = _json(design_result_json(found, compared))
    print(told if asked.json else design_result_text(found, compared, asked.n, language))
    return 0


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)

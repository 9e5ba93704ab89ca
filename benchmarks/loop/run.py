"""Times a virtual trial with its ward against the same patients without one, and writes the page.

``python benchmarks/loop/run.py [--patients N] [--many N] [--rounds N] [--out FOLDER]``. The peer is
the house's own open loop: ``mechanism.simulate`` of the same patients, arm and days, with its
outcomes. Beside it: one worker against two, and what ``assess`` costs on exported Records.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from statistics import median

from trephine import library
from trephine.care.assess import assess
from trephine.core.text import both_of
from trephine.core.trial import Trial, TrialArm
from trephine.library.acts import acts
from trephine.loop.run_chunk import run_chunk
from trephine.loop.run_trial import run_trial
from trephine.mechanism.simulate import simulate
from trephine.mechanism.virtual_arm import VirtualArm

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "reference"
_WORDS = {
    "en": (
        "# Benchmarks of the loop\n\n"
        "Made by `python benchmarks/loop/run.py`. The same {n:,} virtual patients (cilta-cel,"
        " population `general`, {days:.0f} days), once with the ward (read, titrated, decided on by"
        " the compiled tables, acted on) and once without it (`mechanism.simulate` with its"
        " outcomes). CPU time of one process, warm, the median of {rounds} interleaved rounds"
        " (lowest to highest). Machines are shared and noisy: the ratios, not the times, are the"
        " result.\n\n"
        "| what | ms a patient | ratio |\n|---|---|---|\n"
        "| open loop | {open_ms} | 1 |\n"
        "| with the ward, nobody infused again | {ward_ms} | **{ratio:.1f}** (goal: at most 2) |\n"
        "| with the ward and second infusions at relapse | {again_ms} | **{again_ratio:.1f}** |\n"
        "| `assess` of an exported Record, one moment | {assess_ms:.1f} | |\n\n"
        "{many:,} patients of one arm in {two_workers} processes: {two:.0f} s, {MiB:,.0f} MiB in"
        " the largest process; in one process {one:.0f} s, {scale:.2f} times as long (goals: 60 s"
        " and 3 GiB for 100,000 on two cores).\n\n"
        "Who is infused again is seen by rounds of their own from then on: the ward goes round at"
        " some six times as many moments, each with few patients. A second infusion has no"
        " counterpart in the open loop, and a larger chunk shares its rounds among more.\n\n"
        "Not measured: a GPU, which cannot run a ward; more than one machine.\n\n"
        "Machine: {machine}. Load before the whole runs: {load:.1f} processes at work or waiting,"
        " this one among them. Above the number of cores, wall seconds and the gain of a second"
        " process tell of the others as much as of this.\n"
    ),
    "zh": (
        "# 闭环的基准测试\n\n"
        "由 `python benchmarks/loop/run.py` 生成。同样的 {n:,} 名虚拟患者（cilta-cel，人群"
        " `general`，{days:.0f} 天），一次有病房（读取、滴定、由编译的规则表决策、执行），一次没有"
        "（`mechanism.simulate` 及其结局）。单进程预热后的 CPU 时间，{rounds} 轮交错运行的中位数"
        "（最低至最高）。机器共用且有噪声：结果是比值，不是时间。\n\n"
        "| 内容 | 每位患者毫秒 | 比值 |\n|---|---|---|\n"
        "| 开环 | {open_ms} | 1 |\n"
        "| 有病房，无人再次回输 | {ward_ms} | **{ratio:.1f}**（目标：至多 2） |\n"
        "| 有病房，复发时再次回输 | {again_ms} | **{again_ratio:.1f}** |\n"
        "| 对导出的记录做一次 `assess` | {assess_ms:.1f} | |\n\n"
        "单组 {many:,} 名患者，{two_workers} 个进程：{two:.0f} 秒，最大进程 {MiB:,.0f} MiB；一个"
        "进程 {one:.0f} 秒，为其 {scale:.2f} 倍（目标：两核上 10 万名 60 秒、3 GiB 以内）。\n\n"
        "再次回输者此后按自己的日程查房：病房查房的时刻约为六倍，每次只有少数患者。开环没有与之相对"
        "的再次回输；每块患者越多，这些查房分摊得越薄。\n\n"
        "未测：显卡（不能运行病房）；多台机器。\n\n"
        "机器：{machine}。整次运行之前的负载：{load:.1f} 个进程在运行或等待（含本进程）。"
        "高于核数时，墙钟秒数与第二个进程的收益既反映本程序，也反映其他进程。\n"
    ),
}


def plan(patients: int, days: float, *, again: bool = False) -> Trial:
    """Return the trial of the benchmark; ``again``: patients may be infused a second time."""
    each = acts("bcma_cart")
    twice = {one.kind for one in each.acts if one.infusion is not None}
    return Trial(
        id="benchmark",
        title=both_of("benchmark"),
        population="general",
        arms=(TrialArm(id="a", label=both_of("a"), product="cilta-cel"),),
        days=days,
        patients=patients,
        start=datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8))),
        seed=20261123,
        written=date(2026, 11, 23),
        acts=() if again else tuple(one.id for one in each.kinds if one.id not in twice),
    )


def open_loop(trial: Trial) -> float:
    """Return CPU seconds of the same patients without a ward."""
    begin = time.process_time()
    simulate(
        library.model("bcma_cart"),
        VirtualArm(product=library.product("cilta-cel"), strategies=()),
        population=library.population("general"),
        regimens=library.lymphodepletions(),
        outcomes=library.run_outcomes("bcma_cart"),
        n=trial.patients,
        days=trial.days,
        seed=trial.seed,
        products=library.products(),
        threads=1,
    )
    return time.process_time() - begin


def closed_loop(trial: Trial) -> float:
    """Return CPU seconds of the same patients on the ward."""
    begin = time.process_time()
    run_chunk(trial, trial.arms[0], 0, trial.patients)
    return time.process_time() - begin


def assessing(trial: Trial) -> float:
    """Return seconds of one ``assess`` of an exported Record, over a month of rounds."""
    _, ward = run_chunk(replace(trial, days=28.0), trial.arms[0], 0, 2, kept=(0, 1))
    record = ward.record(0)
    moments = [ward.chart.moment(one.minute) for one in ward.taken][:60]
    begin = time.process_time()
    for moment in moments:
        assess(record, moment, ward.given.handbook)
    return (time.process_time() - begin) / len(moments)


def whole_run(patients: int, days: float, workers: int) -> tuple[float, float]:
    """Return wall seconds and the largest process's MiB of a whole run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--own", str(patients), str(days), str(workers)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, kib = json.loads(done.stdout.splitlines()[-1])
    return seconds, kib / 1024


def own(patients: int, days: float, workers: int) -> None:
    """Run one arm and say how long it took and how much memory the largest process had."""
    begin = time.perf_counter()
    found = run_trial(plan(patients, days), workers=workers)
    seconds = time.perf_counter() - begin
    assert found.is_whole
    usage = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(json.dumps([seconds, max(resource.getrusage(who).ru_maxrss for who in usage)]))


def spread(seconds: list[float], n: int) -> str:
    """Return milliseconds a patient: the median, lowest and highest."""
    low, mid, high = (1e3 * x / n for x in (min(seconds), median(seconds), max(seconds)))
    return f"{mid:.2f} ({low:.2f}–{high:.2f})"


def main() -> None:
    """Run everything and write the page."""
    if sys.argv[1:2] == ["--own"]:
        own(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=8192)
    parser.add_argument("--again", type=int, default=0, help="patients with second infusions")
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--days", type=float, default=730.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)  # before the work, not after it
    trial = plan(asked.patients, asked.days)
    small = replace(trial, patients=64)
    for run in (open_loop, closed_loop):
        run(small)
    times: dict[str, list[float]] = {"open": [], "ward": []}
    for _ in range(asked.rounds):
        times["open"].append(open_loop(trial))
        times["ward"].append(closed_loop(trial))
        print({name: round(found[-1], 2) for name, found in times.items()}, flush=True)
    more = asked.again or asked.patients
    again = closed_loop(plan(more, asked.days, again=True)) / more
    alone = open_loop(plan(more, asked.days)) / more
    print({"again": round(again * more, 2), "open": round(alone * more, 2)}, flush=True)
    load = os.getloadavg()[0]
    assess_ms = 1e3 * assessing(trial)
    workers = min(2, os.cpu_count() or 1)
    two, mib = whole_run(asked.many, asked.days, workers)
    one, _ = whole_run(asked.many, asked.days, 1)
    for language, words in _WORDS.items():
        text = words.format(
            n=asked.patients,
            days=asked.days,
            rounds=asked.rounds,
            open_ms=spread(times["open"], asked.patients),
            ward_ms=spread(times["ward"], asked.patients),
            ratio=median(times["ward"]) / median(times["open"]),
            again_ms=f"{1e3 * again:.2f}" + ("" if more == asked.patients else f" ({more:,})"),
            again_ratio=again / alone,
            load=load,
            assess_ms=assess_ms,
            many=asked.many,
            two_workers=workers,
            two=two,
            one=one,
            scale=one / two,
            MiB=mib,
            machine=f"{platform.machine()}, {os.cpu_count()} cores, Python"
            f" {platform.python_version()}",
        )
        tail = "" if language == "en" else ".zh"
        (asked.out / f"benchmarks-loop{tail}.md").write_text(text, encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()

"""The page of the benchmark, in both languages."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Row:
    """One simulator: tolerance, error reached, CPU seconds a patient in each round."""

    name: str
    rtol: float
    error: float
    seconds: list[float]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A process of our own: seconds until the first patients were done, for the rest, memory."""

    ready: float
    seconds: float
    failed: int
    MiB: float


_WORDS = {
    "en": {
        "title": "Benchmarks of the mechanism room",
        "about": "Made by `python benchmarks/mechanism/run.py`. The same virtual patients (model"
        " `bcma_cart`, {states} states), the same doses, 730 days, eight states daily: CAR-T"
        " effectors and memory, soluble BCMA, IL-6, M-protein, neutrophils, platelets, IgG. Every"
        " simulator has the loosest tolerance of a ladder at which the 95th percentile, over"
        " patients, of the largest relative error is at most 1e-4; errors are against LSODA at"
        " 1e-11, which agrees with Radau at 1e-10 to {agree:.0e}. Warm CPU time on one core, the"
        " median of {rounds} interleaved rounds (lowest to highest). Machines are shared and"
        " noisy: the ratios, not the times, are the result.",
        "heads": "| simulator | tolerance | error | ms a patient | ratio |",
        "steps": "Trephine took {steps:.0f} steps a patient.",
        "left": "Left out: {name}: {why}.",
        "whole": "In a process of its own: a first start, which compiles, {cold:.1f} s until the"
        " first patients are done; every later start {warm:.1f} s. {n:,} patients for two years"
        " with eight measures, enrolled and solved on {cores} cores: {seconds:.1f} s, {failed}"
        " failed, {MiB:.0f} MiB at most.",
        "gpu": "Not measured: a GPU. None was at hand when this page was made.",
        "machine": "Machine: {machine}.",
    },
    "zh": {
        "title": "机制室的基准测试",
        "about": "由 `python benchmarks/mechanism/run.py` 生成。同样的虚拟患者（模型 `bcma_cart`，"
        "{states} 个状态）、同样的给药、730 天、每天八个状态：CAR-T 效应与记忆细胞、可溶性 BCMA、"
        "IL-6、M 蛋白、中性粒细胞、血小板、IgG。每个模拟器取一列容差中最宽松的、使各患者最大"
        "相对误差的第 95 百分位不超过 1e-4 者；误差相对于容差 1e-11 的 LSODA，"
        "后者与容差 1e-10 的 Radau 相差 {agree:.0e}。预热后单核 CPU 时间，"
        "{rounds} 轮交错运行的中位数（最低至最高）。机器共用且有噪声：结果是比值，不是时间。",
        "heads": "| 模拟器 | 容差 | 误差 | 每位患者毫秒 | 比值 |",
        "steps": "Trephine 每位患者 {steps:.0f} 步。",
        "left": "未列入：{name}：{why}。",
        "whole": "单独进程：首次启动要编译，{cold:.1f} 秒后得到第一批患者；以后每次 {warm:.1f} 秒。"
        "{n:,} 位患者两年、八项归并，{cores} 核上入组并求解：{seconds:.1f} 秒，失败 {failed} 位，"
        "内存最多 {MiB:.0f} MiB。",
        "gpu": "未测：GPU。生成本页时没有可用的 GPU。",
        "machine": "机器：{machine}。",
    },
}


def page(
    language: str,
    rows: list[Row],
    left: dict[str, str],
    steps: float,
    agree: float,
    cold: Taken,
    warm: Taken,
    many: Taken,
    n: int,
    states: int,
) -> str:
    """Return the page as Markdown."""
    words = _WORDS[language]
    ours = median(rows[0].seconds)
    lines = [words["heads"], "|---|---|---|---|---|"]
    for row in rows:
        ms = [1e3 * one for one in sorted(row.seconds)]
        spread = f"{median(ms):.3g} ({ms[0]:.3g}–{ms[-1]:.3g})"
        ratio = median(row.seconds) / ours
        lines.append(f"| {row.name} | {row.rtol:g} | {row.error:.0e} | {spread} | {ratio:.3g} |")
    parts = [
        f"# {words['title']}",
        words["about"].format(states=states, agree=agree, rounds=len(rows[0].seconds)),
        "\n".join(lines),
        words["steps"].format(steps=steps),
        *[words["left"].format(name=name, why=why) for name, why in left.items()],
        words["whole"].format(
            cold=cold.ready,
            warm=warm.ready,
            n=n,
            cores=os.cpu_count(),
            seconds=many.seconds,
            failed=many.failed,
            MiB=many.MiB,
        ),
        words["gpu"],
        words["machine"].format(machine=_machine()),
    ]
    return "\n\n".join(parts) + "\n"


def _machine() -> str:
    cpu = Path("/proc/cpuinfo")
    names = [
        line.split(":", 1)[1].strip()
        for line in (cpu.read_text().splitlines() if cpu.exists() else [])
        if line.startswith("model name")
    ]
    name = names[0] if names else platform.processor()
    return (
        f"{name}, {os.cpu_count()} × CPU, {platform.system()}, Python {platform.python_version()}"
    )

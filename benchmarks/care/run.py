"""Times the care room and cql-execution on the same patients in one run, and writes the table.

``python benchmarks/care/run.py [--out PAGE]``. Grades are compared before anything is timed. The
CQL runs where node and npm are found; without them its rows are left out, and the run says so.
"""

import argparse
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import cql_peer
import ours
from course import LAST, course
from patients import Columns, crs, icans

from trephine.care.assess import assess
from trephine.care.compile_table import CompiledTable, compile_table
from trephine.library.handbook_of import handbook

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "docs" / "reference" / "benchmarks-care.md"
SEED = 20261122
PEER, EVALUATED, CHUNK, CHUNKS = 20_000, 4_000, 1_000_000, 10
READINGS = 2000
MAKE = {"crs_grade": crs, "icans_grade": icans}
WORDS = {
    "cql": ("CRS, {}", "CRS，{}"),
    "cql_default": (
        "CRS, {}, ELM as translated by default",
        "CRS，{}，按默认选项翻译的 ELM",
    ),
    "crs_grade.evaluate": (
        "CRS, interpreted: `evaluate`, with trace and what is missing",
        "CRS，解释执行：`evaluate`，含过程与缺项",
    ),
    "crs_grade.output": ("CRS, interpreted: the grade alone", "CRS，解释执行：仅级别"),
    "crs_grade.numpy": ("CRS, on NumPy arrays, no compiler", "CRS，NumPy 数组，无编译器"),
    "crs_grade.compiled": ("CRS, compiled, one core", "CRS，编译，单核"),
    "icans_grade.evaluate": (
        "ICANS, interpreted: `evaluate`, with trace and what is missing",
        "ICANS，解释执行：`evaluate`，含过程与缺项",
    ),
    "icans_grade.output": ("ICANS, interpreted: the grade alone", "ICANS，解释执行：仅级别"),
    "icans_grade.numpy": ("ICANS, on NumPy arrays, no compiler", "ICANS，NumPy 数组，无编译器"),
    "icans_grade.compiled": ("ICANS, compiled, one core", "ICANS，编译，单核"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How many patients were graded in how many seconds."""

    key: str
    peer: str
    patients: int
    seconds: float

    @property
    def rate(self) -> float:
        """Return patients a second."""
        return self.patients / self.seconds


def time_cql(columns: Columns) -> tuple[list[Timed], list[list[int]]]:
    """Return the peer's times, on ELM made bare and as translated by default, and its grades."""
    reason = cql_peer.missing()
    if reason:
        print(f"SKIPPED, the CQL does not run: {reason}")
        return [], []
    found = []
    for key, elm in (("cql", "crs.elm.json"), ("cql_default", "crs.default.elm.json")):
        graded = cql_peer.grade(columns, repeat=5, elm=elm)
        middle = sorted(graded.seconds)[2]
        peer = f"{graded.peer}, Node {graded.node}"
        found.append(Timed(key=key, peer=peer, patients=PEER, seconds=middle))
    return found, graded.grades


def time_interpreted(name: str, columns: Columns) -> list[Timed]:
    table = ours.table(name)
    some = {key: column[:EVALUATED] for key, column in columns.items()}
    known = ours.lookups(compile_table(table), some)
    calls = {"evaluate": ours.time_evaluate, "output": ours.time_output}
    return [
        Timed(key=f"{name}.{key}", peer="", patients=EVALUATED, seconds=call(table, known))
        for key, call in calls.items()
    ]


def time_compiled(name: str) -> list[Timed]:
    """Return the times over all patients, graded a million at a time so that they fit in memory."""
    compiled: CompiledTable = compile_table(ours.table(name))
    calls = {"numpy": compiled.vectorised(), "compiled": compiled.compiled()}
    seconds = dict.fromkeys(calls, 0.0)
    for chunk in range(CHUNKS):
        arrays = ours.arguments(compiled, ours.stated(MAKE[name](CHUNK, SEED + chunk)))
        for key, call in calls.items():
            seconds[key] += ours.seconds(lambda call=call, arrays=arrays: call(*arrays), 3)
    return [
        Timed(key=f"{name}.{key}", peer="", patients=CHUNK * CHUNKS, seconds=seconds[key])
        for key in calls
    ]


def time_assess() -> float:
    """Return the median seconds of a whole assessment at the last reading, warm."""
    record, book = course(READINGS), handbook()
    return ours.seconds(lambda: assess(record, LAST, book), 15)


def disagreeing(columns: Columns, grades: list[list[int]]) -> int:
    """Return for how many patients the compiled table and the CQL give other grades."""
    mine = ours.compiled_grades(compile_table(ours.table("crs_grade")), columns)
    return sum(a != b for a, b in zip(mine, grades, strict=True))


def rate(value: float) -> str:
    return f"{value / 1e6:.1f} M" if value >= 1e6 else f"{value:,.0f}"


def page_table(found: list[Timed], language: int) -> str:
    heads = (
        "| reader | patients | seconds | patients a second | times the CQL |",
        "| 读取方式 | 患者数 | 秒 | 每秒患者数 | 为 CQL 的倍数 |",
    )
    base = next((one.rate for one in found if one.key == "cql"), None)
    lines = [heads[language], "|---|---|---|---|---|"]
    for one in found:
        name = WORDS[one.key][language].format(one.peer)
        ratio = f"**{one.rate / base:,.3g} ×**" if base and one.key[0] != "i" else "—"
        cells = (name, f"{one.patients:,}", f"{one.seconds:.3g}", rate(one.rate), ratio)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def goals(found: list[Timed], assessed: float, language: int) -> str:
    """Return what was asked for beside what was found, met or missed."""
    rates = {one.key: one.rate for one in found}
    rows = [
        (
            (
                f"`assess`, {READINGS:,} readings: under 10 ms",
                f"`assess`，{READINGS:,} 条读数：10 ms 内",
            ),
            f"{assessed * 1e3:.3g} ms",
            assessed < 0.010,
        )
    ]
    for name, word in (("crs_grade", "CRS"), ("icans_grade", "ICANS")):
        value = rates[f"{name}.compiled"]
        asked = (f"{word}, compiled: 10 M a second a core", f"{word}，编译：每核每秒 10 M")
        rows.append((asked, rate(value), value >= 1e7))
    if "cql" in rates:
        for key in ("evaluate", "output", "numpy"):
            times = rates[f"crs_grade.{key}"] / rates["cql"]
            name = [WORDS[f"crs_grade.{key}"][i] for i in (0, 1)]
            asked = (f"{name[0]}: 50 times the CQL", f"{name[1]}：CQL 的 50 倍")
            rows.append((asked, f"{times:.3g} ×", times >= 50))
    words = (("met", "missed"), ("达到", "未达到"))[language]
    head = ("| goal | found | |", "| 目标 | 结果 | |")[language]
    lines = [f"| {asked[language]} | {value} | {words[not met]} |" for asked, value, met in rows]
    return "\n".join([head, "|---|---|---|", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TABLE)
    asked = parser.parse_args()
    assessed = time_assess()
    patients = {name: ours.stated(make(PEER, SEED)) for name, make in MAKE.items()}
    found, grades = time_cql(crs(PEER, SEED))
    different = disagreeing(patients["crs_grade"], grades) if grades else None
    print(f"compiled table and CQL differ on {different} of {PEER:,} patients", flush=True)
    for name, columns in patients.items():
        found += time_interpreted(name, columns)
        found += time_compiled(name)
    for language, suffix in enumerate((".md", ".zh.md")):
        page = (HERE / f"page{suffix}").read_text(encoding="utf-8")
        text = page.format(
            table=page_table(found, language),
            goals=goals(found, assessed, language),
            assess=f"{assessed * 1e3:.3g}",
            readings=f"{READINGS:,}",
            different=("—" if different is None else f"{different:,}"),
            peer=f"{PEER:,}",
            machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}",
        )
        asked.out.with_suffix("").with_suffix(suffix).write_text(text, encoding="utf-8")
    print(page_table(found, 0))
    print(goals(found, assessed, 0))


if __name__ == "__main__":
    main()

"""Times Trephine and its peers on the same work in one run, and writes the table of ratios.

``python benchmarks/evidence/run.py [--full] [--peers PYTHON]``. PYTHON is the interpreter of an
environment made from ``peers.lock`` (made beside this file where it is not named); metafor runs
where Rscript and metafor are found. ``--full`` adds metafor's GOSH of 18 studies: 20 to 30 minutes.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from tasks import tasks

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "docs" / "reference" / "benchmarks.md"
PEERS = ("pimeta", "pymetaanalysis", "pymare", "statsmodels")
ROWS = {
    "fit_dl_18": ("single fit, DL, k = 18", "单次合并，DL，k = 18"),
    "fit_reml_18": ("single fit, REML, k = 18", "单次合并，REML，k = 18"),
    "fit_reml_1000": ("single fit, REML, k = 1,000", "单次合并，REML，k = 1,000"),
    "fit_dl_100000": ("single fit, DL, k = 100,000", "单次合并，DL，k = 100,000"),
    "fit_reml_100000": ("single fit, REML, k = 100,000", "单次合并，REML，k = 100,000"),
    "leave_one_out_reml_18": ("leave-one-out, REML, k = 18", "逐一剔除，REML，k = 18"),
    "influence_reml_18": ("influence set, REML, k = 18", "影响诊断，REML，k = 18"),
    "gosh_dl_12": (
        "GOSH, DL, all 4,095 subsets of k = 12",
        "GOSH，DL，k = 12 的全部 4,095 个子集",
    ),
    "gosh_reml_12": (
        "GOSH, REML, all 4,095 subsets of k = 12",
        "GOSH，REML，k = 12 的全部 4,095 个子集",
    ),
    "gosh_dl_18": (
        "GOSH, DL, all 262,143 subsets of k = 18",
        "GOSH，DL，k = 18 的全部 262,143 个子集",
    ),
    "gosh_reml_18": (
        "GOSH, REML, all 262,143 subsets of k = 18, with bins",
        "GOSH，REML，k = 18 的全部 262,143 个子集，含分箱",
    ),
    "permutation_13": ("exact permutation test, DL, k = 13", "精确置换检验，DL，k = 13"),
    "selection_model_18": (
        "step-function selection model, k = 18",
        "阶梯函数选择模型，k = 18",
    ),
    "binomial_normal_18": (
        "exact likelihood (binomial-normal), k = 18",
        "精确似然（二项–正态），k = 18",
    ),
    "bayes_18": ("Bayes, half-normal prior, k = 18", "贝叶斯，半正态先验，k = 18"),
}


def run(*command: str | Path) -> dict[str, Any] | None:
    done = subprocess.run(
        [str(part) for part in command], check=False, capture_output=True, text=True, cwd=HERE
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        print(f"{command[0]} failed: {done.stderr[-600:]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(lines[-1])
    print(f"  {found['peer']} done", flush=True)
    return found


def environment(asked: str | None) -> Path:
    if asked:
        return Path(asked)
    folder = HERE / ".venv-peers"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
        subprocess.run([str(part) for part in (*pip, HERE / "peers.lock")], check=True)
    return python


def cell(seconds: float | None) -> str:
    if seconds is None:
        return "fails"
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (float("inf"), 1.0, "s")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return "—"


def table(found: list[dict[str, Any]], language: int = 0) -> str:
    ours, peers = found[0], found[1:]
    lines = [
        f"| {('task', '任务')[language]} | trephine | "
        + " | ".join(p["peer"] for p in peers)
        + " |",
        "|---|---|" + "---|" * len(peers),
    ]
    for key, names in ROWS.items():
        name = names[language]
        mine = ours["seconds"].get(key)
        cells = [name, cell(mine)]
        for peer in peers:
            if key not in peer["seconds"]:
                cells.append("—")
                continue
            other = peer["seconds"][key]
            ratio = f" (**{other / mine:,.3g} ×**)" if other and mine else ""
            cells.append(cell(other) + ratio)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def reasons(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"- {peer['peer']}, {ROWS[key][0]}: {reason}"
        for peer in found
        for key, reason in peer.get("reasons", {}).items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--peers")
    parser.add_argument("--out", type=Path, default=TABLE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "tasks.json"
        work.write_text(json.dumps(tasks()), encoding="utf-8")
        ours = run(sys.executable, "ours.py", work)
        if ours is None:
            sys.exit(1)
        found = [ours]
        if shutil.which("Rscript"):
            full = ["--full"] if asked.full else []
            found.append(run("Rscript", "metafor.R", work, *full) or {"peer": "metafor"})
        python = environment(asked.peers)
        found += [run(python, "peers.py", work, name) or {"peer": name} for name in PEERS]
    for one in found:
        one.setdefault("seconds", {})
    notes = reasons(found)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    for language, suffix in enumerate((".md", ".zh.md")):
        page = (HERE / f"page{suffix}").read_text(encoding="utf-8")
        text = page.format(
            table=table(found, language),
            memory=f"{ours['peak_mb']:.0f}",
            machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
            reasons="\n".join(notes) or ("None.", "无。")[language],
        )
        asked.out.with_suffix("").with_suffix(suffix).write_text(text, encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()

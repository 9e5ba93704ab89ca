"""simulate: run the audit on papers without a defect, and on papers with one planted.

python -m validation.audit.simulate                     the full run, written to results.json
python -m validation.audit.simulate --clean 200 --planted 20 --other 20 --out -   a quick one
python -m validation.audit.simulate --table             results.json as the README's tables
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from trephine.core.finding import Finding
from trephine.core.publication import Publication
from validation.audit.checks import checks
from validation.audit.clean import clean
from validation.audit.plant import KINDS, plant

OTHERS = ("pooled by the logit, not named", "one n in ten smaller than the table's")
RESULTS = Path(__file__).with_name("results.json")


@cache
def audited_clean(seed: int) -> frozenset[str]:
    """Return the ids of all findings in a paper without a defect: the same for every kind."""
    return frozenset(audited(clean(seed).publication))


def audited(paper: Publication, skip: frozenset[str] = frozenset()) -> dict[str, Finding]:
    """Return all findings of all checks by id, but for those named in ``skip``."""
    found = (run(paper).findings for key, run in checks().items() if key not in skip)
    return {one.id: one for findings in found for one in findings}


def clean_papers(
    seeds: range,
    *,
    measure: str = "PFT",
    evaluable: float = 0.0,
    skip: frozenset[str] = frozenset(),
) -> dict:
    """Audit papers without a defect; count findings by check and kind, and papers with any."""
    kinds: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    rows = 0
    proved: list[str] = []
    for seed in seeds:
        made = clean(seed, measure=measure, evaluable=evaluable)
        rows += len(made.publication.pooled)
        found = audited(made.publication, skip).values()
        kinds.update(f"{one.check} / {one.kind}" for one in found)
        papers.update({f"{one.check} / {one.kind}" for one in found})
        papers.update({f"any / {one.kind}" for one in found})
        proved += [f"seed {seed}: {one.id}" for one in found if one.kind == "proved"]
    return {
        "papers": len(seeds),
        "results": rows,
        "findings": dict(sorted(kinds.items())),
        "papers_with": dict(sorted(papers.items())),
        "proved": proved,
    }


def planted_papers(kind: str, count: int) -> dict:
    """Plant one error of a kind in each paper; count by check where a new finding concerns it.

    A finding is new if the same paper without the error has none of its id. It concerns the error
    if it names the row or study (or, of a total, any finding of its check).
    """
    found: Counter[str] = Counter()
    right = planted = any_kind = elsewhere = 0
    seed = 0
    while planted < count and seed < 20 * count:
        made = clean(seed)
        error = plant(kind, made, np.random.default_rng([11, seed]))
        seed += 1
        if error is None:
            continue
        planted += 1
        paper, subjects = error
        before = audited_clean(seed - 1)
        new = [one for key, one in audited(paper).items() if key not in before]
        here = [one for one in new if _concerns(one, subjects)]
        elsewhere += len(here) < len(new)
        any_kind += bool(here)
        right += any(one.kind != "suspicion" for one in here)
        found.update({f"{one.check} / {one.kind}" for one in here})
    return {
        "papers": planted,
        "found": any_kind,
        "found_beyond_suspicion": right,
        "with_findings_elsewhere": elsewhere,
        "by_check": dict(sorted(found.items())),
    }


def simulation(clean_count: int, planted_count: int, other_count: int) -> Iterator[dict]:
    """Run everything; yield the counts so far after each part, the clean papers last."""
    results: dict = {"checks": list(checks()), "planted": {}}
    for kind in KINDS:
        results["planted"][kind] = planted_papers(kind, planted_count)
    yield results
    results[OTHERS[0]] = clean_papers(range(other_count), measure="PLO")
    results[OTHERS[1]] = clean_papers(range(other_count), evaluable=0.1)
    yield results
    step = 500
    for first in range(0, clean_count, step):
        part = clean_papers(range(first, min(first + step, clean_count)))
        results["clean"] = part if first == 0 else _sum(results["clean"], part)
        yield results


def _sum(one: dict, other: dict) -> dict:
    out: dict = {key: one[key] + other[key] for key in ("papers", "results", "proved")}
    for key in ("findings", "papers_with"):
        out[key] = dict(sorted((Counter(one[key]) + Counter(other[key])).items()))
    return out


def tables(results: dict) -> str:
    """Return the README's tables."""
    lines = []
    for name in (
        "clean",
        "pooled by the logit, not named",
        "one n in ten smaller than the table's",
    ):
        one = results[name]
        proved = sum(v for k, v in one["findings"].items() if k.endswith("/ proved"))
        lines += [
            f"\n{name}: {one['papers']} papers, {one['results']} results, proved: {proved}\n",
            "| check / class | findings | papers |",
            "|---|---:|---:|",
            *(
                f"| {key} | {value} | {one['papers_with'][key]} |"
                for key, value in one["findings"].items()
            ),
        ]
    lines += [
        "\n| planted | papers | found | beyond suspicion | by check |",
        "|---|---:|---:|---:|---|",
    ]
    for kind, one in results["planted"].items():
        if not one["papers"]:
            continue
        share = {key: 100.0 * value / one["papers"] for key, value in one["by_check"].items()}
        by = "; ".join(f"{key} {value:.0f}%" for key, value in share.items())
        found = 100.0 * one["found"] / one["papers"]
        sure = 100.0 * one["found_beyond_suspicion"] / one["papers"]
        lines.append(f"| {kind} | {one['papers']} | {found:.0f}% | {sure:.0f}% | {by} |")
    return "\n".join(lines)


def _concerns(one: Finding, subjects: tuple[str, ...]) -> bool:
    return bool(set(subjects) & {*one.concerns, *one.id.split("/")[2:]})


def main() -> None:
    """Run the simulation and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", type=int, default=10_000)
    parser.add_argument("--planted", type=int, default=300)
    parser.add_argument("--other", type=int, default=1_000)
    parser.add_argument("--out", default=str(RESULTS))
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    if chosen.table:
        print(tables(json.loads(RESULTS.read_text(encoding="utf-8"))))
        return
    start = time.perf_counter()
    results: dict = {}
    for results in simulation(chosen.clean, chosen.planted, chosen.other):
        if chosen.out != "-":
            text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
            Path(chosen.out).write_text(text, encoding="utf-8")
        print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    if chosen.out == "-":
        print(tables(results))


if __name__ == "__main__":
    main()

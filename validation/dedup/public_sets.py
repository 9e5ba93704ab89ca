"""Precision and recall on public labelled sets, which are not part of this repository.

Usage: python validation/dedup/public_sets.py FOLDER [--errors N]. FOLDER holds, for each set, a
folder with records_pre_merged.csv and merged_record_ids.csv, as the history of
CoLRev-Environment/bib-dedupe (MIT) has them under data/: see README.md.
"""

import argparse
import csv
import hashlib
import json
import re
import sys
from itertools import combinations
from pathlib import Path
from time import perf_counter

from trephine.core.reference import Reference
from trephine.evidence.review.candidate_pairs import candidate_pairs
from trephine.evidence.review.dedup import deduplicate
from trephine.evidence.review.match_keys import match_keys

HERE = Path(__file__).parent
# The rules were set while looking at the errors in these; the others were only counted.
LOOKED_AT = ("haematology", "digital_work")


def records(path: Path) -> list[Reference]:
    csv.field_size_limit(10_000_000)
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = re.search(r"\d{4}", row.get("year") or "")
            authors = re.split(r"\s+and\s+|;\s*", row.get("author") or "")
            found.append(
                Reference(
                    id=row["ID"],
                    title=row.get("title") or "",
                    authors=tuple(one.strip() for one in authors if one.strip()),
                    year=int(year[0]) if year else 0,
                    journal=row.get("journal") or row.get("booktitle") or "",
                    volume=row.get("volume") or "",
                    issue=row.get("number") or "",
                    pages=(row.get("pages") or "").replace("--", "-"),
                    doi=(row.get("doi") or "").lower(),
                    kind="abstract" if row.get("ENTRYTYPE") == "inproceedings" else "article",
                )
            )
    return found


def truth(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        groups = [row["merged_ids"].split(";") for row in csv.DictReader(file)]
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def joined(pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return every pair that the given ones join, directly or through others."""
    root: dict[str, str] = {}

    def top(one: str) -> str:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for a, b in pairs:
        root[top(a)] = top(b)
    groups: dict[str, list[str]] = {}
    for one in list(root):
        groups.setdefault(top(one), []).append(one)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def measure(references: list[Reference], true: set[tuple[str, str]]) -> dict[str, float]:
    start = perf_counter()
    found = deduplicate(references)
    seconds = perf_counter() - start
    same = joined([(one.one, one.other) for one in found.of("same")])
    asked = joined([(one.one, one.other) for kind in ("same", "ask") for one in found.of(kind)])
    right = len(same & true)
    ids = sorted(one.id for one in references)
    keys = sorted((match_keys(one) for one in references), key=lambda one: one.id)
    looked = {(keys[a].id, keys[b].id) for a, b in candidate_pairs(keys)}
    return {
        "records": len(ids),
        "true_pairs": len(true),
        "same_pairs": len(same),
        "right": right,
        "wrong": len(same - true),
        "precision": round(right / len(same), 4) if same else 1.0,
        "recall": round(right / len(true), 4) if true else 1.0,
        "asked": len(found.of("ask")),
        "recall_with_asked": round(len(asked & true) / len(true), 4) if true else 1.0,
        "blocked_out": len(true - joined(sorted(looked & true))),
        "seconds": round(seconds, 2),
    }


def errors(references: list[Reference], true: set[tuple[str, str]], most: int) -> None:
    by_id = {one.id: one for one in references}
    found = deduplicate(references)
    kind = {(one.one, one.other): one for one in found.pairs}
    same = joined([(one.one, one.other) for one in found.of("same")])
    for title, pairs in (("WRONG", same - true), ("MISSED", true - same)):
        for a, b in sorted(pairs)[:most]:
            pair = kind.get((a, b))
            print(
                title,
                pair.kind if pair else "not compared",
                pair.reasons if pair else "",
                pair.bars if pair else "",
            )
            for one in (by_id[a], by_id[b]):
                print(
                    "    ",
                    one.id,
                    one.title[:110],
                    "|",
                    one.authors[:3],
                    one.year,
                    one.journal,
                    one.volume,
                    one.issue,
                    one.pages,
                    one.doi,
                )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    results = {}
    for folder in sorted(asked.folder.iterdir()):
        path = folder / "records_pre_merged.csv"
        if not path.exists() or (asked.only and folder.name != asked.only):
            continue
        references, true = records(path), truth(folder / "merged_record_ids.csv")
        known = {one.id for one in references}
        true = {pair for pair in true if set(pair) <= known}
        results[folder.name] = {
            **measure(references, true),
            "looked_at": folder.name in LOOKED_AT,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        print(folder.name, {k: v for k, v in results[folder.name].items() if k != "sha256"})
        if asked.errors:
            errors(references, true, asked.errors)
    if not asked.errors and not asked.only:
        for one in results.values():
            one.pop("seconds")
        text = json.dumps(results, indent=1, sort_keys=True) + "\n"
        (HERE / "public_sets.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""What the pages say of the virtual trial that they show, from the pinned figures alone."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trephine import library
from trephine.core.text import Language, Text

ROOT = Path(__file__).parents[2]
RESULT = Path(__file__).parent / "result.json"
PAGES: dict[str, tuple[str, ...]] = {
    "trial-run": ("README",),
    "trial-figures": ("docs/explanation/limits",),
    "trial-same": ("docs/explanation/loop",),
}
"""Which mark stands in which page; ``.md`` and ``.zh.md`` are added."""
PUBLISHED = ("T076", "T077")
"""Overall and complete response in KarMMa, by their ids among the library's targets."""
_FIGURES = Text(
    zh="用库中的数值，ide-cel 之后的 {n} 名虚拟患者，{days:g} 天内 {orr} 名缓解（{orr_share}）、"
    "{cr} 名完全缓解（{cr_share}；KarMMa 为 {beside[0]}% 与 {beside[1]}%）；{crs} 名有 CRS，"
    "其中 {crs_3} 名为 3 级及以上。",
    en="With the library's numbers, of {n} virtual patients after ide-cel, {orr} responded within"
    " {days:g} days ({orr_share}) and {cr} completely ({cr_share}; KarMMa {beside[0]}% and"
    " {beside[1]}%); CRS came in {crs} and was of grade 3 or more in {crs_3}.",
)
_SAME = Text(
    zh="{patients} 名患者 {days:g} 天，共比较 {decisions:,} 个表的决定与 {orders:,} 条医嘱，"
    "{none}。",
    en="On {patients} patients over {days:g} days {decisions:,} decisions of tables and {orders:,}"
    " orders were compared: {none}.",
)
_NONE = Text(zh="没有差异", en="no difference")
_SOME = Text(zh="{k} 处不同", en="{k} differ")


def pinned() -> Mapping[str, Any]:
    """Return what the last run wrote."""
    found: Mapping[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    return found


def blocks(result: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return what stands between each pair of marks."""
    counts = result["counts"]
    (orr, n), (cr, among) = counts["ORR"], counts["CR"]
    printed = {one.id: one.printed for one in library.targets()}
    figures = _FIGURES[language].format(
        beside=[printed[name] for name in PUBLISHED],
        n=result["patients"],
        days=result["days"],
        orr=orr,
        orr_share=f"{100 * orr / n:.3g}%",
        cr=cr,
        cr_share=f"{100 * cr / among:.3g}%",
        crs=counts["CRS"][0],
        crs_3=counts["CRS_G3P"][0],
    )
    k = result["same"]["differences"]
    none = _SOME[language].format(k=k) if k else _NONE[language]
    fence = "\n".join(["", "```text", *result["lines"][language], "```", ""])
    return {
        "trial-run": fence,
        "trial-figures": figures,
        "trial-same": _SAME[language].format(**{**result["same"], "none": none}),
    }


def filled(text: str, result: Mapping[str, Any], language: Language, names: tuple[str, ...]) -> str:
    """Return a page with its blocks between their marks. Raises KeyError for a missing mark."""
    for name in names:
        pattern = re.compile(rf"(<!-- {name} -->).*?(<!-- /{name} -->)", flags=re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise KeyError(name)
        block = blocks(result, language)[name]
        text = pattern.sub(lambda m, b=block: m[1] + b + m[2], text)
    return text


def pages() -> list[tuple[Path, Language, tuple[str, ...]]]:
    """Return every page with its language and the marks in it."""
    found: list[tuple[Path, Language, tuple[str, ...]]] = []
    for name, stems in PAGES.items():
        for stem in stems:
            found.append((ROOT / f"{stem}.md", "en", (name,)))
            found.append((ROOT / f"{stem}.zh.md", "zh", (name,)))
    return found


def fill() -> list[Path]:
    """Put the pinned figures into the pages; return those pages."""
    result = pinned()
    for page, language, names in pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(filled(text, result, language, names), encoding="utf-8")
    return [page for page, _, _ in pages()]

"""Tables of a fit in a page of the docs: numbers as they are shown, words of what was learnt.

Shared by validation.kinetics and validation.outcomes.
"""

import re
from collections.abc import Mapping


def shown(x: float | None) -> str:
    """Return a number as a table shows it, a dash where there is none."""
    return "—" if x is None else f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def goal_cells(row: Mapping[str, object]) -> str:
    """Return the figures of a goal's row: published, before, fitted with members, how far off."""
    low, _, high = row["members"]
    off = "—" if row["missed"] is None else f"{row['missed']:+.1f}"
    return (
        f"{shown(row['published'])} | {shown(row['before'])} | "
        f"{shown(row['typical'])} ({shown(low)}–{shown(high)}) | {off}"
    )


def learnt_rows(each: list[dict], labels: Mapping[str, str], words: Mapping[str, str]) -> list[str]:
    """Return a row for each parameter: before, fitted, width of the posterior, what that says."""
    found = []
    for row in each:
        width = row["width"]
        verdict = words["known" if width < 0.5 else "some" if width < 0.8 else "none"]
        found.append(
            f"| {labels[row['id']]} (`{row['id']}`) | {shown(row['prior'])} | "
            f"{shown(row['fitted'])} | {width:.2f} | {verdict} |"
        )
    return found


def filled(text: str, blocks: Mapping[str, str]) -> str:
    """Return a page with each block between its marks."""
    for name, table in blocks.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", flags=re.DOTALL)
        text = pattern.sub(lambda m, t=table: m.group(1) + t + "\n" + m.group(2), text)
    return text

"""counts_table: which count stands behind each printed percentage of a trial table."""

from collections.abc import Iterable

from trephine.core.text import Text
from trephine.library import outcome
from trephine.library.trial import TrialRow
from trephine.reports.document import Column, ReportTable, Row
from trephine.reports.reproduce.pieces import NONE, plain

_ORIGIN = {
    "single-fit": Text(zh="唯一相符的整数", en="the only count that fits"),
    "reported": Text(zh="试验自己的报告", en="reported by the trial"),
    "nearest-of-several": Text(zh="几个相符者中最近", en="nearest of several that fit"),
    "fit-by-truncation": Text(zh="截尾时相符", en="fits by truncation"),
    "nearest-of-none": Text(zh="无相符者，取最近", en="none fits; the nearest"),
}


def counts_table(outcomes: Iterable[tuple[str, tuple[TrialRow, ...]]]) -> ReportTable:
    """Return the table of the outcomes' counts, a group an outcome (key, rows)."""
    rows = []
    for key, trials in outcomes:
        rows.append(Row(cells=(plain(outcome(key).label),), kind="group"))
        for trial in trials:
            near = "; ".join(f"{fit.events}/{fit.n}" for fit in trial.denominators[:3])
            rows.append(
                Row(
                    cells=(
                        plain(trial.label),
                        f"{trial.printed}%",
                        f"{trial.events}/{trial.n}",
                        _ORIGIN[trial.origin],
                        f"{trial.gap:+.2f}".replace("-", "−"),
                        near or NONE,
                    ),
                    kind="greyed" if trial.impossible else "plain",
                )
            )
    heads = (
        Text(zh="试验", en="Trial"),
        Text(zh="印出", en="Printed"),
        Text(zh="采用", en="Used"),
        Text(zh="来历", en="Origin"),
        Text(zh="差，百分点", en="Gap, points"),
        Text(zh="相近例数中相符者", en="Fits at nearby n"),
    )
    return ReportTable(
        caption=Text(
            zh="每个百分数采用的例数；灰色：没有整数相符",
            en="The count used for each percentage; grey: no count fits",
        ),
        columns=tuple(Column(header=head) for head in heads),
        rows=tuple(rows),
    )

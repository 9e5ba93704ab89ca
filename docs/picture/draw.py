# ruff: noqa: INP001  (a script beside its pictures)
"""Draw the pictures of the README: overall response in the trials of consensus2022.

``python docs/picture/draw.py`` writes orr.en.svg and orr.zh.svg beside it.
"""

from pathlib import Path

from trephine.evidence.meta import meta
from trephine.library import outcome, trial_table
from trephine.plots.export import export
from trephine.reports.forest_of import forest_of

rows = trial_table("ORR")
found = meta(
    {
        "study": [row.label.en for row in rows],
        "xi": [row.events for row in rows],
        "ni": [row.n for row in rows],
        "domain": [row.costimulatory_domain for row in rows],
    },
    by="domain",
)
draw = forest_of(found, measure=outcome("ORR").label)
export(draw("en"), Path(__file__).with_name("orr.en.svg"))
export(draw("zh"), Path(__file__).with_name("orr.zh.svg"))

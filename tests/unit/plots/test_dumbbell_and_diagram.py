"""The dumbbell and the model's diagram say what they were given, and refuse nothing to draw."""

import pytest

from trephine.core.error import InputError
from trephine.plots.dumbbell import DumbbellPoint, DumbbellRow, dumbbell
from trephine.plots.model_diagram import DiagramGroup, model_diagram

ROW = DumbbellRow(
    label="IL-6",
    points=(
        DumbbellPoint(value=0.5, lower=0.2, upper=0.8),
        DumbbellPoint(value=-1.0, lower=-1.5, upper=-0.5),
    ),
    id="il6",
)
GROUPS = [
    DiagramGroup(id="a", label="cells", states=("E", "M")),
    DiagramGroup(id="b", label="tumour", states=("T",)),
]


def test_a_dumbbell_has_a_row_an_arm_and_says_how_many_were_simulated():
    drawn = dumbbell([ROW], measure="difference", arms=["B", "C"], n=120, language="en")
    assert [row[1:] for row in drawn.table.rows] == [
        ("B", "0.50 (0.20, 0.80)"),
        ("C", "−1.00 (−1.50, −0.50)"),
    ]
    assert "120 virtual patients" in drawn.svg
    assert drawn.svg.count("<circle") == 4, "a ring at the first arm and a dot at the other, twice"
    with pytest.raises(InputError):
        dumbbell([], measure="difference", arms=["B"], n=1)
    with pytest.raises(InputError):
        dumbbell([ROW], measure="difference", arms=["B"] * 6, n=1)


def test_arrows_are_the_dependences_between_groups_alone():
    found = {"E": frozenset({"M", "T"}), "M": frozenset({"T"}), "T": frozenset()}
    drawn = model_diagram(GROUPS, found, measure="m", language="en")
    assert drawn.table.rows == (
        ("cells", "E M", "tumour (2)"),
        ("tumour", "T", ""),
    )
    assert drawn.svg.count("<polygon") == 1
    with pytest.raises(InputError):
        model_diagram(GROUPS[:1], found, measure="m")

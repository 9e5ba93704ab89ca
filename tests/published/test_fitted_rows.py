"""What both fits write: their ensembles' files to the byte, and a goal's row by hand."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from trephine import library
from trephine.library.ensemble_table import FOLDER
from trephine.mechanism.fit.match import Goals
from validation.fitted_rows import rows, told_of, write_ensemble
from validation.kinetics import fit as kinetics
from validation.outcomes import fit as outcomes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("of", "name", "digest"),
    [(kinetics, "bcma_cart", "fitted_under"), (outcomes, "bcma_cart-outcomes", "digest")],
)
def test_the_file_of_an_ensemble_is_written_again_to_the_byte(tmp_path: Path, of, name, digest):
    file = FOLDER / f"{name}.csv"
    result = json.loads((Path(of.__file__).parent / "result.json").read_text(encoding="utf-8"))
    body = file.read_text(encoding="utf-8").split("+++\n", 2)[2]
    numbers = np.array(
        [[float(cell) for cell in row[1:]] for row in csv.reader(body.splitlines()[1:])]
    )
    made = tmp_path / "ensemble.csv"
    write_ensemble(
        made,
        library.ensemble(name).parameters,
        numbers[:, 1:],
        numbers[1:, 0],
        result | {"digest": result[digest]},
        model="bcma_cart",
        about=of.ABOUT,
    )
    assert made.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(("of", "sd"), [(kinetics, 0.123456789), (outcomes, 0.1235)])
def test_a_goals_row_by_hand(of, sd):
    """Two goals: of days on the logarithm, and of percent in which one member has no figure."""
    pairs = [
        (SimpleNamespace(id="days", scale="log"), SimpleNamespace(id="t1")),
        (SimpleNamespace(id="share", scale="percent"), SimpleNamespace(id="t2")),
    ]
    cohorts = SimpleNamespace(
        pairs=pairs,
        goals=Goals(values=np.array([np.log(10.0), 50.0]), variances=np.array([0.123456789**2, 4])),
    )
    before, typical = np.array([np.log(20.0), np.nan]), np.array([np.log(10.0), 53.0])
    members = np.array([[np.log(8.0), np.nan], [np.log(12.0), 40.0], [np.log(16.0), 60.0]])
    found = of.told_rows(cohorts, "fit", before, typical, members, np.array([0.2, 0.3, 0.5]))
    days, share = found
    assert days["sd"] == pytest.approx(sd, abs=1e-15)
    assert (days["published"], days["before"], days["typical"]) == (10.0, 20.0, 10.0)
    assert days["missed_before"] == float(f"{np.log(2) / 0.123456789:.4g}")
    assert days["missed"] == 0.0
    # the middle of the weights, 0.5, is reached at the second member
    assert days["members"] == [
        8.0,
        12.0,
        float(f"{np.exp(np.interp(0.95, [0.2, 0.5, 1], np.log([8, 12, 16]))):.4g}"),
    ]
    assert (share["before"], share["missed_before"], share["missed"]) == (None, None, 1.5)
    assert share["members"][0] == 40.0, "a member without a figure weighs nothing"


def test_mixtures_are_told_where_they_are_asked_for():
    free = library.ensemble("bcma_cart-outcomes").parameters
    draws = np.random.default_rng(1).standard_normal((50, len(free)))
    weights = np.full(50, 0.02)
    plain, mixed = (told_of(free, draws, weights, draws, mixtures=k) for k in (0, 4))
    assert set(mixed) - set(plain) == {"stiffest", "sloppiest"}
    assert plain == {key: mixed[key] for key in plain}
    assert len(mixed["stiffest"]) == len(mixed["sloppiest"]) == 4
    assert not rows([], Goals(values=np.empty(0), variances=np.empty(0)), "fit", *[np.empty(0)] * 4)

"""Our runs against libRoadRunner on the SBML that we write, and against SciPy's Radau.

Every state, with dose events, patients drawn far apart: within 1e-4 of its largest value in the
run, and within 5e-4 of its value and floor at every day (at ``rtol`` 1e-5). ``python -m
validation.roadrunner.compare`` runs more patients for longer.
"""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

roadrunner = pytest.importorskip("roadrunner", reason="libRoadRunner is a tool of development")

from trephine.library.model_of import model as model_of  # noqa: E402  (after the skip)
from validation.roadrunner.compare import errors, ours, scaled  # noqa: E402  (after the skip)
from validation.roadrunner.given import drawn  # noqa: E402  (after the skip)
from validation.roadrunner.peers import START, by_radau, by_roadrunner  # noqa: E402  (after the skip)

DAYS = 21.0
MODEL = model_of("bcma_cart")


@pytest.fixture(scope="module")
def runs():
    given = drawn(MODEL, 2, seed=11)
    times = np.arange(START, DAYS + 0.5)
    return given, times, ours(MODEL, given, times, rtol=1e-5)


def test_every_state_agrees_with_libroadrunner_within_1e_4(runs):
    given, times, values = runs
    for row, found in enumerate(values):
        theirs = by_roadrunner(MODEL, given.values[row], given.doses[row], times)
        worst = scaled(MODEL, found, theirs)
        assert worst.max() < 1e-4, MODEL.states[int(worst.argmax())].id
        assert errors(MODEL, found, theirs).max() < 5e-4


def test_every_state_agrees_with_radau_within_1e_4(runs):
    given, times, values = runs
    few = times <= 20
    theirs = by_radau(MODEL, given.values[1], given.doses[1], times[few])
    worst = scaled(MODEL, values[1][few], theirs)
    assert worst.max() < 1e-4, MODEL.states[int(worst.argmax())].id
    assert errors(MODEL, values[1][few], theirs).max() < 5e-4


def test_doses_are_felt(runs):
    """Without this the comparisons above could compare flat lines."""
    _, _, values = runs
    place = {entry.id: at for at, entry in enumerate(MODEL.states)}
    assert values[0][:, place["DL"]].max() > 0.5
    assert values[0][:, place["E1"]].max() > 0.05


def test_the_command_s_csv_is_what_its_sbml_gives_elsewhere(tmp_path):
    command = [str(Path(sys.executable).with_name("trephine")), "simulate", "--one"]
    command += ["--days", "12", "--sbml", "m.xml", "--csv", "m.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    with (tmp_path / "m.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    table = np.array(rows, dtype=np.float64)
    assert head[0] == "time"
    simulator = roadrunner.RoadRunner((tmp_path / "m.xml").read_text(encoding="utf-8"))
    simulator.timeCourseSelections = head
    simulator.integrator.relative_tolerance = 1e-10
    simulator.integrator.absolute_tolerance = 1e-15
    simulator.integrator.maximum_num_steps = 1_000_000
    theirs = np.array(simulator.simulate(times=list(table[:, 0])))
    scale = np.abs(theirs).max(axis=0) + 1e-12
    worst = np.abs(table - theirs).max(axis=0) / scale
    assert worst.max() < 1e-5, head[int(worst.argmax())]

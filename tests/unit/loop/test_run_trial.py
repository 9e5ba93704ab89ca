"""run_trial: one answer however it is cut up, kept in a folder, gone on with, or refused."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.library.ready_trial import ready_trial
from trephine.loop import run_trial as module
from trephine.loop.run_trial import TrialRun, run_trial

PATIENTS = 3
CHUNK = 2
# A job is such a process: of a pool itself, and cancelled by what hears of its progress.
LEAVES = """
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from trephine.library.ready_trial import ready_trial
from trephine.loop.run_trial import run_trial

def leave(*told):
    raise LookupError(told)

def begin():
    ready = ready_trial("g-csf-timing")
    trial = replace(ready, arms=ready.arms[::2], patients=120, days=60)
    try:
        run_trial(trial, chunk=40, workers=2, advance=leave)
    except LookupError as left:
        return left.args[0]

if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        print(pool.submit(begin).result())
"""


@pytest.fixture(scope="module")
def trial():
    """Return two arms of three patients over nine days: leukopenia, and CRS in some."""
    ready = ready_trial("g-csf-timing")
    return replace(ready, arms=ready.arms[::2], patients=PATIENTS, days=9)


@pytest.fixture(scope="module")
def whole(trial) -> TrialRun:
    """Return the run in one piece, in this process."""
    return run_trial(trial, workers=1)


def same(one: TrialRun, other: TrialRun) -> None:
    """Fail unless the tables are the same to the last digit."""
    assert one.tables.keys() == other.tables.keys()
    for arm, table in one.tables.items():
        assert table.columns.keys() == other.tables[arm].columns.keys()
        for name, column in table.columns.items():
            np.testing.assert_array_equal(column, other.tables[arm][name], err_msg=name)


def test_every_arm_has_every_patient_and_an_answer(trial, whole) -> None:
    assert whole.is_whole
    assert (whole.finished, whole.total, whole.folder) == (6, 6, None)
    assert list(whole.tables) == [arm.id for arm in trial.arms]
    for table in whole.tables.values():
        assert table["patient"].tolist() == [0, 1, 2]
        assert set(table["status"]) == {"ok"}
        assert (table["alc_grade"] >= 3).all(), "nobody is read after lymphodepletion"
    given = [table["steroid_days"] for table in whole.tables.values()]
    np.testing.assert_array_equal(*given, err_msg="arms that differ in G-CSF alone")


def test_two_processes_and_small_chunks_give_the_same(trial, whole) -> None:
    told = []
    found = run_trial(trial, workers=2, chunk=CHUNK, advance=lambda *one: told.append(one))
    same(found, whole)
    assert [done for done, _, _ in told][-1] == 6
    assert {total for _, total, _ in told} == {6}
    assert len(told) == 4  # 2 chunks of each of 2 arms


def test_an_interruption_keeps_what_is_finished_and_the_next_call_goes_on(
    trial, whole, tmp_path: Path, monkeypatch
) -> None:
    asked = []
    compute = module.chunk_columns

    def counted(trial, unit, chunk):
        asked.append(unit)
        return compute(trial, unit, chunk)

    def stop(done, total, kept) -> None:
        if done < total:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "chunk_columns", counted)
    once = run_trial(trial, workers=1, chunk=CHUNK, out=tmp_path, advance=stop)
    assert asked == [(0, 0)]
    assert not once.is_whole
    assert once.results is None
    assert (once.finished, once.total, once.folder) == (2, 6, tmp_path)
    assert {arm: table.n for arm, table in once.tables.items()} == {trial.arms[0].id: 2}

    told = []
    again = run_trial(
        trial, workers=1, chunk=CHUNK, out=tmp_path, advance=lambda *one: told.append(one)
    )
    assert asked == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert told[-1] == (6, 6, 2)
    same(again, whole)

    read = run_trial(trial, workers=1, chunk=CHUNK, out=tmp_path)
    assert len(asked) == 4, "what is in the folder is computed again"
    same(read, whole)
    assert read.is_whole

    other = replace(trial, seed=trial.seed + 1)
    with pytest.raises(InputError) as refused:
        run_trial(other, workers=1, chunk=CHUNK, out=tmp_path)
    assert str(tmp_path) in refused.value.where
    assert len(asked) == 4


def test_a_process_of_a_pool_that_leaves_a_trial_in_the_middle_ends(tmp_path: Path) -> None:
    script = tmp_path / "leaves.py"
    script.write_text(LEAVES, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(40, 240, 0)", "one chunk was finished; others were going on"


def test_a_damaged_chunk_is_computed_again(trial, whole, tmp_path: Path, monkeypatch) -> None:
    asked = []

    def kept(trial, unit, chunk):
        asked.append(unit)
        arm = trial.arms[unit[0]].id
        rows = slice(unit[1] * chunk, (unit[1] + 1) * chunk)
        return {name: one[rows] for name, one in whole.tables[arm].columns.items()}

    monkeypatch.setattr(module, "chunk_columns", kept)
    run_trial(trial, workers=1, chunk=CHUNK, out=tmp_path)
    (tmp_path / f"arm-{trial.arms[1].id}" / "patients-000001.parquet").write_bytes(b"torn")
    same(run_trial(trial, workers=1, chunk=CHUNK, out=tmp_path), whole)
    assert asked == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 1)]


def test_a_gpu_cannot_run_a_ward(trial) -> None:
    with pytest.raises(MethodError) as refused:
        run_trial(trial, on="gpu")
    for language, told in (("en", "a ward decides as it goes"), ("zh", "病房要边走边决定")):
        said = refused.value.render(language)
        assert "dask" in said
        assert told in said
        assert "docs/explanation/loop" in said


@pytest.mark.parametrize("on", ["cloud", "", "local:8786", "LOCAL"])
def test_an_unknown_place_is_refused(trial, on) -> None:
    with pytest.raises(InputError) as refused:
        run_trial(trial, on=on)
    assert refused.value.found == on

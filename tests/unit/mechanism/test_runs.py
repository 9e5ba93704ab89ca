"""Runs: the same patients whatever the chunks; resuming, stopping, refusing, failing."""

import errno
import json

import numpy as np
import pytest

from tests.unit.mechanism.small_run import MODEL, OUTCOMES, POPULATION, product, strategy
from trephine.core.error import InputError
from trephine.mechanism import run_store
from trephine.mechanism import simulate as simulate_module
from trephine.mechanism.progress import Progress, spoken
from trephine.mechanism.simulate import simulate
from trephine.mechanism.simulated_bands import bands_of
from trephine.mechanism.simulated_summary import summarise
from trephine.mechanism.virtual_arm import VirtualArm

ARM = VirtualArm(product=product())


def ran(n=24, arm=ARM, days=200.0, **more):
    given = {"seed": 3, "chunk": 10, "shown": 12} | more
    return simulate(
        MODEL, arm, population=POPULATION, regimens=(), outcomes=OUTCOMES, n=n, days=days, **given
    )


@pytest.fixture(scope="module")
def whole():
    return ran(days=300.0)


def same(first, other):
    assert first.columns == other.columns
    for name in first.columns:
        np.testing.assert_array_equal(first.column(name), other.column(name), err_msg=name)
    np.testing.assert_array_equal(first.curves.values, other.curves.values)
    np.testing.assert_array_equal(first.curves.numbers, other.curves.numbers)


def test_chunks_and_files_change_nothing(whole, tmp_path):
    same(whole, ran(chunk=24, days=300.0))
    same(whole, ran(chunk=7, days=300.0, out=tmp_path / "run"))


def test_a_run_goes_on_where_it_stopped(whole, tmp_path):
    folder = tmp_path / "run"
    ran(out=folder, days=300.0)
    times = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}
    (folder / "patients-000001.parquet").unlink()
    (folder / "patients-000002.parquet").write_bytes(b"PAR1 damaged from outside")
    (folder / ".patients-000001.parquet-abcd.part").write_bytes(b"half")
    same(whole, ran(out=folder, days=300.0))
    again = {path.name: path.stat().st_mtime_ns for path in folder.glob("patients-*.parquet")}
    kept = [name for name in again if again[name] == times[name]]
    assert kept == ["patients-000000.parquet"]
    assert not list(folder.glob(".*.part"))
    assert json.loads((folder / "manifest.json").read_text())["chunks"] == [0, 1, 2]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    ran(out=folder, n=4)
    return folder


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": 4}, "seed: 3 ≠ 4"),
        ({"n": 5}, "patients: 4 ≠ 5"),
        ({"days": 201.0}, "days: 200.0 ≠ 201.0"),
        ({"arm": VirtualArm(product=product(dose=4e8))}, "digests.product"),
        ({"arm": VirtualArm(product=product(), strategies=(strategy("x", k=2.0),))}, "ids.strat"),
        ({"values": {"g": 0.02}}, "values.g: — ≠ 0.02"),
        ({"changes": {"g": 0.02}}, "changes.g: — ≠ 0.02"),
    ],
)
def test_another_run_is_not_continued(begun, more, said):
    folder = begun
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(InputError, match="another run") as error:
        ran(**({"out": folder, "n": 4} | more))
    assert said in error.value.found
    assert (folder / "manifest.json").read_bytes() == before


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text("[1, 2]")
    with pytest.raises(InputError, match="no manifest"):
        ran(out=tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "patients-000000.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="results but no manifest"):
        ran(out=other)


def test_an_interruption_keeps_what_is_finished(whole, tmp_path, monkeypatch):
    real = simulate_module.run_chunk

    def stops(given, first, n):
        if first >= 20:
            raise KeyboardInterrupt
        return real(given, first, n)

    monkeypatch.setattr(simulate_module, "run_chunk", stops)
    stopped = ran(out=tmp_path / "run", days=300.0)
    assert not stopped.is_whole
    assert (stopped.finished, stopped.total) == (20, 24)
    assert summarise(stopped).finished == 20
    in_memory = ran()
    assert (in_memory.finished, in_memory.is_whole) == (20, False)
    monkeypatch.undo()
    same(whole, ran(out=tmp_path / "run", days=300.0))


def test_nothing_finished_is_still_a_result(monkeypatch):
    def stops(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate_module, "run_chunk", stops)
    empty = ran()
    assert empty.finished == 0
    assert summarise(empty).outcomes[0].known == 0


def test_a_full_disk_says_so_and_keeps_the_rest(tmp_path, monkeypatch):
    import pyarrow.parquet as pq  # noqa: PLC0415  (to stand in for a full disk)

    real, written = pq.write_table, []

    def fills(table, path, **more):
        written.append(path)
        if len(written) > 2:  # the first chunk's curves and patients
            raise OSError(errno.ENOSPC, "No space left on device")
        real(table, path, **more)

    monkeypatch.setattr(pq, "write_table", fills)
    folder = tmp_path / "run"
    with pytest.raises(InputError, match="disk is full") as error:
        ran(out=folder)
    assert "not computed again" in error.value.do.en
    assert sorted(path.name for path in folder.iterdir()) == [
        "curves-000000.parquet", "manifest.json", "patients-000000.parquet",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_is_refused_first(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(simulate_module, "run_chunk", None)  # nothing is computed
    with pytest.raises(InputError, match="cannot be written"):
        ran(out=tmp_path / "file" / "run")


def test_failed_patients_are_counted_and_in_no_figure():
    found = ran(n=60, days=600.0, chunk=60, shown=60)
    bad = found.column("status") != "ok"
    assert 0 < bad.sum() < 30  # the small model grows without bound in some
    assert len(found.failed) == bad.sum()
    assert [one.number for one in found.failed] == found.column("patient")[bad].tolist()
    assert all(0 < one.day < 600 and one.reason for one in found.failed)
    for outcome in OUTCOMES.outcomes:
        assert np.isnan(found.column(outcome.id)[bad]).all()
    summary = summarise(found)
    assert {one.asked for one in summary.outcomes} == {60 - bad.sum()}
    assert sum(summary.reasons().values()) == bad.sum()
    assert set(found.curves.numbers) == set(found.column("patient")[~bad])
    assert np.isfinite(found.curves.values).all()


def test_the_summary_counts_those_without_the_event(whole):
    one = next(o for o in summarise(whole).outcomes if o.outcome.id == "progression")
    values = whole.column("progression")
    assert one.share == pytest.approx(np.mean(~np.isnan(values)))
    ordered = np.sort(np.where(np.isnan(values), np.inf, values))
    assert one.quantiles[2] == ordered[11]
    assert one.quantiles[4] == np.inf


def test_bands_hold_the_patients_they_say(whole):
    bands = bands_of(whole.curves, "TT", (50.0, 90.0))
    assert bands.levels == (90.0, 50.0)
    assert bands.n == len(whole.curves.numbers) == 12
    values = whole.curves.of("TT")
    inside = ((values >= bands.lower[1]) & (values <= bands.upper[1])).mean()
    assert 0.4 <= inside <= 0.6
    assert (bands.lower[0] <= bands.lower[1]).all()
    with pytest.raises(InputError, match="No curves"):
        bands_of(whole.curves, "N")


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"n": 0}, "patients"),
        ({"n": 10**9}, "patients"),
        ({"days": 0.0}, "days"),
        ({"days": float("nan")}, "days"),
        ({"days": 1e9}, "days"),
        ({"seed": -1}, "seed"),
        ({"chunk": 0}, "chunk"),
    ],
)
def test_absurd_runs_are_refused(more, where):
    with pytest.raises(InputError) as error:
        ran(**more)
    assert error.value.where == where


@pytest.mark.parametrize("name", ["values", "changes"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), 1e9])
def test_absurd_parameters_are_refused(name, value):
    with pytest.raises(InputError) as error:
        ran(**{name: {"d": value}})
    assert "d" in error.value.where
    assert "0.01" in error.value.do.en


def test_parameters_that_are_not_there_are_refused_with_those_near():
    with pytest.raises(InputError) as error:
        ran(values={"rhO": 1.0})
    assert "rho" in error.value.do.en


class Screen:
    def __init__(self, live):
        self.live, self.text = live, ""

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def told(live, language, kept=0):
    clock = iter(range(0, 1000, 5))
    screen = Screen(live)
    progress = Progress(screen, language, lambda: float(next(clock)))
    for done in range(kept + 100, 1000, 100):
        progress(done, 1000, kept)
    progress(1000, 1000, kept)
    return screen.text


def test_progress_says_how_long_it_will_take():
    text = told(live=True, language="en")
    assert "100 of 1,000 patients (10%), about 45 s left" in text
    assert "\r" in text
    assert text.endswith("\x1b[K")
    elsewhere = told(live=False, language="zh")
    assert "\r" not in elsewhere
    assert 2 <= elsewhere.count("\n") <= 4
    assert "已完成" in elsewhere
    assert "300 patients were finished before" in told(live=False, language="en", kept=300)


def test_a_short_run_says_nothing():
    screen = Screen(live=True)
    clock = iter([0.0, 0.5, 1.0])
    progress = Progress(screen, "en", lambda: next(clock))
    progress(50, 100, 0)
    progress(100, 100, 0)
    assert screen.text == ""


def test_lengths_of_time():
    assert [spoken(s, "en") for s in (0.2, 80, 600, 7200)] == ["1 s", "80 s", "10 min", "2.0 h"]
    assert spoken(600, "zh") == "10 分钟"
    assert spoken(float("nan"), "en") == "?"


def test_a_file_that_vanished_says_what_to_do(tmp_path):
    found = ran(out=tmp_path / "run")
    (tmp_path / "run" / "patients-000001.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be read") as error:
        found.column("nadir")
    assert "redone" in error.value.do.en
    assert run_store.MANIFEST == "manifest.json"

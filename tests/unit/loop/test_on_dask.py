"""A trial on Dask gives what it gives on one machine, whatever becomes of the workers."""

import gc
import logging
import os
import signal
import subprocess
import sys
from dataclasses import replace
from time import monotonic, sleep

import distributed
import numpy as np
import pytest
from distributed import Client, LocalCluster

from trephine.core.error import InputError, MethodError
from trephine.core.trial import TrialEnsemble
from trephine.library.ready_trial import ready_trial
from trephine.loop import join_cluster, on_dask
from trephine.loop.check_workers import unlike, workers_differ
from trephine.loop.code_here import code_here
from trephine.loop.on_dask import OnDask, chunk_there
from trephine.loop.run_trial import run_trial

CHUNK, CHUNKS = 4, 6


def plan():
    trial = ready_trial("tocilizumab-grade-1")
    return replace(trial, arms=trial.arms[2:], patients=CHUNK * CHUNKS, days=20.0)


def cluster(workers, **options):
    given = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "host": "127.0.0.1",
        "dashboard_address": None,
        "memory_limit": 0,
        "silence_logs": logging.CRITICAL,
        "scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"},
    }
    return LocalCluster(**{**given, **options})


@pytest.fixture(scope="module")
def local():
    found = run_trial(plan(), chunk=CHUNK, workers=1)
    # a comparison of patients to whom nothing happens would show nothing
    assert found.tables["grade-1"]["crs_max"].max() > 0
    assert found.tables["grade-1"]["tocilizumab_doses"].max() > 0
    return found


@pytest.fixture(scope="module")
def two():
    with cluster(2) as made:
        yield made


def check_equal(found, wanted):
    assert found.is_whole
    assert list(found.tables) == list(wanted.tables)
    for arm, table in wanted.tables.items():
        assert list(found.tables[arm].columns) == list(table.columns)
        for name, column in table.columns.items():
            other = found.tables[arm][name]
            assert other.dtype.kind == column.dtype.kind, name
            assert np.array_equal(other, column, equal_nan=column.dtype.kind == "f"), name
    # as text: a figure that is not a number is the same in both
    assert repr(found.results) == repr(wanted.results)


def test_the_members_of_an_ensemble_are_those_of_one_machine(two, tmp_path):
    chosen = TrialEnsemble(name="bcma_cart-outcomes", members=2)
    trial = replace(plan(), ensemble=chosen, patients=4, days=8.0)
    wanted = run_trial(trial, chunk=2, workers=1, out=tmp_path / "here")
    found = run_trial(trial, on=f"dask:{two.scheduler_address}", chunk=2, out=tmp_path / "there")
    check_equal(found, wanted)
    assert found.total == 3 * 4
    assert found.results.spread is not None
    kept, there = ({p.relative_to(f) for f in (tmp_path / name,) for p in f.rglob("*.parquet")}
                   for name in ("here", "there"))  # fmt: skip
    assert kept == there
    assert len(kept) == 6


@pytest.mark.parametrize("address", ["host", "tcp://127.0.0.1:port", "xyz://host:1"])
def test_an_address_that_is_none_is_refused_at_once(address, capfd):
    began = monotonic()
    with pytest.raises(InputError, match="cannot be reached"):
        list(OnDask(address, 1).results(plan(), [(0, 0)], CHUNK))
    assert monotonic() - began < join_cluster.REACHED
    gc.collect()
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed otherwise there")
def test_a_killed_worker_loses_nothing(local, monkeypatch):
    made, killed, suspicious, told = [], [], [], []

    class Seen(LocalCluster):
        def __init__(self, **options):
            super().__init__(**options)
            made.append(self)

    monkeypatch.setattr(distributed, "LocalCluster", Seen)

    def advance(done, total, kept):
        told.append((done, total, kept))
        (own,) = made
        if not killed:
            busy = {ws.address for ws in own.scheduler.workers.values() if ws.processing}
            victim = next(one for one in own.workers.values() if one.worker_address in busy)
            killed.append(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)
        suspicious[:] = [own.scheduler.task_prefixes["chunk_there"].suspicious]

    found = run_trial(plan(), on="dask", chunk=CHUNK, workers=2, advance=advance)
    assert len(killed) == 1
    assert suspicious[0] >= 1, "no chunk was being computed by the worker that was killed"
    assert told == [(CHUNK * k, CHUNK * CHUNKS, 0) for k in range(1, CHUNKS + 1)]
    assert made[0].scheduler.allowed_failures == 3
    assert made[0].status.name == "closed"
    check_equal(found, local)


def test_on_a_cluster_that_is_there(local, two, tmp_path):
    def stop(done, total, kept):
        if done < total:
            raise KeyboardInterrupt

    where = f"dask:{two.scheduler_address}"
    first = run_trial(plan(), on=where, chunk=CHUNK, out=tmp_path, advance=stop)
    assert not first.is_whole
    assert first.finished == CHUNK
    assert len(list(tmp_path.glob("arm-*/patients-*.parquet"))) == 1
    # what was pending is cancelled, and the cluster is there for others
    until = monotonic() + 20
    while two.scheduler.tasks and monotonic() < until:
        sleep(0.05)
    assert not two.scheduler.tasks
    assert len(two.scheduler.workers) == 2
    told = []
    second = run_trial(
        plan(), on=where, chunk=CHUNK, out=tmp_path, advance=lambda *one: told.append(one)
    )
    assert told == [(CHUNK * k, CHUNK * CHUNKS, CHUNK) for k in range(2, CHUNKS + 1)]
    check_equal(second, local)
    # nothing is left to do: no cluster is asked
    check_equal(run_trial(plan(), on="dask:tcp://127.0.0.1:9", chunk=CHUNK, out=tmp_path), local)


def test_a_refusal_on_a_worker_comes_back_as_it_is(two, monkeypatch):
    monkeypatch.setattr(on_dask, "given_for", lambda *_: None)  # it would be refused here already
    trial = plan()
    trial = replace(trial, arms=(replace(trial.arms[0], product="no-such"),))
    # returned, not raised: what is raised Dask tries again
    returned = chunk_there(trial, (0, 0), CHUNK, None)
    with pytest.raises(InputError) as caught:
        list(OnDask(two.scheduler_address, 0).results(trial, [(0, 0)], CHUNK))
    assert caught.value.render("zh") == returned.render("zh")
    assert "no-such" in caught.value.found


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import sys; sys.modules['trephine'] = None", "ModuleNotFoundError"),
        (
            (
                "import importlib.metadata as m; was = m.version; "
                "m.version = lambda name: '0.0.9' if name == 'trephine' else was(name)"
            ),
            "trephine 0.0.9 ≠ ",
        ),
        (
            (
                "import trephine.loop.code_here as m; was = m.code_here(); "
                "m.code_here = lambda: {**was, 'numpy': '1.0'}"
            ),
            "numpy 1.0 ≠ ",
        ),
    ],
    ids=["absent", "older", "another NumPy"],
)
def test_workers_with_another_trephine_are_refused(script, said):
    with cluster(1, preload=[script]) as made, pytest.raises(InputError) as caught:
        list(OnDask(made.scheduler_address, 0).results(plan(), [(0, 0)], CHUNK))
    assert caught.value.what.en.startswith("Workers of the cluster compute with another")
    assert said in caught.value.found
    assert "tcp://127.0.0.1" in caught.value.found


def test_a_worker_that_came_later_asks_itself():
    trial = plan()
    wanted = {**code_here(), "trephine files": "0"}
    with pytest.raises(InputError, match="compute with another Trephine"):
        chunk_there(trial, (0, 0), CHUNK, wanted)
    told = workers_differ("x", {f"w{k}": unlike({"numpy": "1"}, {"numpy": "2"}) for k in range(5)})
    assert told.found == "w0: numpy 1 ≠ 2; w1: numpy 1 ≠ 2; w2: numpy 1 ≠ 2; +2"


def test_a_chunk_that_kills_its_workers_is_given_up():
    deadly = (
        "import os, sys, types; m = types.ModuleType('trephine.loop.on_dask'); "
        "m.chunk_there = lambda *given: os._exit(1); sys.modules[m.__name__] = m"
    )
    quick = {"allowed_failures": 0, "dashboard_address": "127.0.0.1:0"}
    with (
        cluster(1, preload=[deadly], scheduler_kwargs=quick) as made,
        Client(made, set_as_default=False) as client,
        pytest.raises(MethodError, match="died one after another") as caught,
    ):
        list(on_dask._asked(client, plan(), [(0, 1)], CHUNK, None))
    assert caught.value.where == "arm 1, chunk 2"


def test_a_scheduler_that_is_not_there_or_has_no_workers(monkeypatch):
    monkeypatch.setattr(join_cluster, "REACHED", 0.5)
    monkeypatch.setattr(join_cluster, "MANNED", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(InputError, match="scheduler cannot be reached") as caught:
            list(OnDask(address, 0).results(plan(), [(0, 0)], CHUNK))
        assert caught.value.where == f"on = dask:{address}"
    with cluster(0) as made, pytest.raises(InputError, match="has no workers"):
        list(OnDask(made.scheduler_address, 0).results(plan(), [(0, 0)], CHUNK))


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MethodError) as caught:
        run_trial(plan(), on="dask")
    assert "trephine[dask]" in caught.value.do.en
    assert "trephine[dask]" in caught.value.do.zh


def test_dask_is_not_imported_unless_asked_for():
    code = (
        "import sys, trephine.cli, trephine.loop.run_trial, trephine.loop.on_dask;"
        " print([m for m in ('dask', 'distributed') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

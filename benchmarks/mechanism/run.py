"""Times Trephine and its peers on the same virtual patients in one run, and writes the page.

``python benchmarks/mechanism/run.py [--peers PYTHON] [--out FOLDER]``. Every simulator gets the
loosest tolerance of a ladder at which the 95th percentile of its largest relative error in eight
daily states is at most 1e-4; errors are against LSODA at 1e-11, itself held against Radau.
``--peers`` is the Python of an environment made from ``peers.lock``, R needs deSolve; what is not
found is left out, and the page says so.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from job import END, OUTPUTS, START, Work, work_of, write_job
from page import Row, Taken, page
from peer_list import HERE, PEERS, TRUTH, Peer, run_peer

from trephine import library
from trephine.mechanism.enrol import enrol
from trephine.mechanism.solve import solve

GOAL = 1e-4
SEED = 20261123
LADDER = (3e-5, 1e-5, 3e-6, 1e-6, 3e-7)
DOCS = HERE.parents[1] / "docs" / "reference"


def largest_errors(values: np.ndarray, truth: np.ndarray, work: Work) -> np.ndarray:
    """Return each patient's largest error relative to the state's size there and its floor.

    The days of dosing are left out: simulators differ in whether the value then includes the dose.
    """
    kept = ~np.isin(work.days, work.doses.times[0])
    values, truth = values[:, kept], truth[:, kept]
    with np.errstate(invalid="ignore"):
        scale = np.abs(truth) + work.floors[work.columns]
        found = np.nanmax(np.abs(values - truth) / scale, axis=(1, 2))
    return np.where(np.isfinite(values).all(axis=(1, 2)), found, np.inf)


def run_ours(work: Work, rtol: float) -> tuple[np.ndarray, float, float]:
    """Return our trajectories [n, days, outputs], CPU seconds on one thread, steps a patient."""
    begin = time.process_time()
    found = solve(
        work.model,
        work.patients,
        work.doses,
        start=START,
        end=END,
        names=OUTPUTS,
        times=work.days,
        rtol=rtol,
        threads=1,
    )
    seconds = time.process_time() - begin
    assert found.values is not None
    return np.moveaxis(found.values, 1, 2), seconds, float(found.steps.mean())


def tuned(
    peer: Peer, folder: Path, work: Work, truth: np.ndarray, python: str
) -> tuple[float, float, str] | str:
    """Return a peer's tolerance, error and version; or why it is left out."""
    why = f"no tolerance of its ladder reaches {GOAL:g}"
    for rtol in peer.ladder:
        try:
            values, seconds, version = run_peer(peer, folder, rtol, peer.patients, python)
        except RuntimeError as error:
            why = str(error)[:160]
            if "timed out" in why:
                break
            continue
        error = float(np.quantile(largest_errors(values, truth[: peer.patients], work), 0.95))
        print(f"{peer.name} rtol={rtol:g}: {error:.1e}, {seconds:.2f} s", flush=True)
        if error <= GOAL:
            return rtol, error, version
    return why


def own_process(product: str, n: int, rtol: float, cache: Path | None = None) -> Taken:
    """Return what a run costs in a process of its own; ``cache`` is an empty folder for a first."""
    surroundings = {**os.environ, **({"TREPHINE_CACHE": str(cache)} if cache else {})}
    done = subprocess.run(
        [sys.executable, str(HERE / "ours.py"), product, str(n), repr(rtol)],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings,
    )
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--product", default="cilta-cel")
    parser.add_argument("--patients", type=int, default=1024)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    model = library.model("bcma_cart")
    product = {one.id: one for one in library.products()}[asked.product]
    population = {one.id: one for one in library.populations()}[product.population or "general"]
    regimens = library.lymphodepletions()
    work = work_of(model, enrol(model, population, product, (), asked.patients, SEED, regimens))
    folder = Path(tempfile.mkdtemp(prefix="trephine-bench-"))
    write_job(folder, work)
    truth, _, _ = run_peer(TRUTH, folder, 1e-11, TRUTH.patients, asked.peers)
    radau = Peer(name="SciPy Radau", script="scipy_peer.py", argument="Radau")
    second, _, _ = run_peer(radau, folder, 1e-10, 2, asked.peers)
    agree = float(largest_errors(second, truth[:2], work).max())
    print(f"LSODA 1e-11 against Radau 1e-10: {agree:.1e}", flush=True)
    rtol = error = np.nan
    for rtol in LADDER:
        values, _, _ = run_ours(work.first(TRUTH.patients), rtol)
        error = float(np.quantile(largest_errors(values, truth, work), 0.95))
        print(f"trephine rtol={rtol:g}: {error:.1e}", flush=True)
        if error <= GOAL:
            break
    found = {peer: tuned(peer, folder, work, truth, asked.peers) for peer in PEERS}
    kept = {peer: one for peer, one in found.items() if not isinstance(one, str)}
    times: dict[str, list[float]] = {peer.name: [] for peer in kept} | {"trephine": []}
    steps = np.nan
    for _ in range(asked.rounds):
        _, seconds, steps = run_ours(work, rtol)
        times["trephine"].append(seconds / asked.patients)
        for peer, (loosest, _, _) in kept.items():
            _, seconds, _ = run_peer(peer, folder, loosest, peer.patients, asked.peers)
            times[peer.name].append(seconds / peer.patients)
    rows = [Row(name="Trephine", rtol=rtol, error=error, seconds=times["trephine"])]
    rows += [
        Row(name=f"{peer.name} {version}", rtol=loosest, error=reached, seconds=times[peer.name])
        for peer, (loosest, reached, version) in kept.items()
    ]
    left = {peer.name: one for peer, one in found.items() if isinstance(one, str)}
    cold = own_process(asked.product, 0, rtol, folder / "cache")
    warm = own_process(asked.product, 0, rtol, folder / "cache")
    many = own_process(asked.product, asked.many, rtol)
    shutil.rmtree(folder)
    for language in ("en", "zh"):
        text = page(
            language, rows, left, steps, agree, cold, warm, many, asked.many, len(work.states)
        )
        tail = "" if language == "en" else ".zh"
        (asked.out / f"benchmarks-mechanism{tail}.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

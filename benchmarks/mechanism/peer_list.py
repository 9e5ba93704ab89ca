"""The simulators that Trephine is timed against, and how one is called."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
LIMIT_S = 240


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One simulator: its script and argument, for how many patients it is asked, its tolerances."""

    name: str
    script: str
    argument: str = ""
    patients: int = 16
    ladder: tuple[float, ...] = (1e-6, 3e-7, 1e-7, 3e-8, 1e-8, 1e-9)


TRUTH = Peer(name="numbalsoda (LSODA)", script="numbalsoda_peer.py", patients=48)
PEERS = (
    Peer(name="libRoadRunner (CVODE)", script="roadrunner_peer.py"),
    Peer(name="COPASI (LSODA)", script="copasi_peer.py", patients=8),
    TRUTH,
    Peer(name="deSolve (LSODA, C right-hand side)", script="desolve_peer.R"),
    Peer(name="SciPy LSODA", script="scipy_peer.py", argument="LSODA", patients=8),
    Peer(name="SciPy Radau", script="scipy_peer.py", argument="Radau", patients=4),
    Peer(
        name="diffrax Kvaerno5",
        script="diffrax_peer.py",
        argument="Kvaerno5",
        patients=4,
        ladder=(1e-7,),
    ),
)


def run_peer(
    peer: Peer, folder: Path, rtol: float, n: int, python: str
) -> tuple[np.ndarray, float, str]:
    """Return a peer's trajectories [n, days, outputs], CPU seconds and version.

    Raises RuntimeError with the last line it printed where it fails or takes too long.
    """
    out = folder / "out.npz"
    script = HERE / "peers" / peer.script
    program = "Rscript" if script.suffix == ".R" else python
    line = [program, str(script), str(folder), repr(rtol), str(n), str(out)]
    try:
        done = subprocess.run(
            [*line, *([peer.argument] if peer.argument else [])],
            check=False,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        message = f"timed out after {LIMIT_S} s"
        raise RuntimeError(message) from error
    except FileNotFoundError as error:
        message = f"{program} was not found"
        raise RuntimeError(message) from error
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
    if script.suffix != ".R":
        found = np.load(out)
        return found["values"], float(found["seconds"]), str(found["version"])
    seconds, version = Path(f"{out}.txt").read_text().split()
    names = json.loads((folder / "names.json").read_text())
    flat = np.fromfile(f"{out}.bin").reshape(n, -1, len(names["states"]))
    columns = [names["states"].index(name) for name in names["outputs"]]
    return flat[:, :, columns], float(seconds), version

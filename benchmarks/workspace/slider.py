"""How soon the sliders' page has its answer: one simulated patient a call, over HTTP.

``python benchmarks/workspace/slider.py [--calls 100]`` starts a server of its own on a free port,
moves one of the eight sliders a little further with each call, as dragging does, and prints the
median, the 95th percentile and the worst, in milliseconds. The first call, which loads kernels, is
told apart. Beside it stands the engine alone, called in this process with the same changes: what
lies between the two is the web's. The goal is 200 ms.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time

import httpx
import numpy as np

from trephine.web.mechanism.patient import Asked, run_of
from trephine.web.mechanism.sliders import SLIDERS
from trephine.web.mechanism.treatments import PRODUCT

GOAL = 200.0
STARTS = 300


def changes(call: int, sliders: list[dict]) -> dict[str, float]:
    """Return one slider at a place that no other call has."""
    one = sliders[call % len(sliders)]
    share = (call + 1) / 1000
    return {one["id"]: one["preset"] * (1 - share) + one["high"] * share}


def told(name: str, took: list[float]) -> str:
    """Return a line of the table."""
    middle, late = np.percentile(took, [50, 95])
    return f"{name:<28}{middle:>9.1f}{late:>9.1f}{max(took):>9.1f}"


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--calls", type=int, default=100)
    calls = asked.parse_args().calls
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "trephine", "serve", "--no-browser", "--lang", "en"]
        command += ["--port", str(port), "--data", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=address, timeout=60) as client:
                until = time.monotonic() + STARTS
                while time.monotonic() < until:
                    with contextlib.suppress(httpx.HTTPError):
                        if client.get("/api/health").is_success:
                            break
                    time.sleep(0.3)
                begun = time.perf_counter()
                sliders = client.get("/api/mechanism/patient").raise_for_status().json()["sliders"]
                first = (time.perf_counter() - begun) * 1e3
                assert [one["id"] for one in sliders] == list(SLIDERS)
                over = []
                for call in range(calls):
                    moved = [f"{name}:{v!r}" for name, v in changes(call, sliders).items()]
                    begun = time.perf_counter()
                    client.get("/api/mechanism/patient", params={"set": moved}).raise_for_status()
                    over.append((time.perf_counter() - begun) * 1e3)
        finally:
            server.terminate()
            server.wait()
    alone = []
    for call in range(-1, calls):
        given = changes(call, sliders) if call >= 0 else {}
        begun = time.perf_counter()
        run_of(Asked(product=PRODUCT, strategy="", fitted=False, changes=given))
        alone.append((time.perf_counter() - begun) * 1e3)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    print(f"{calls} calls, {os.cpu_count()} cores, load {load}; milliseconds")
    print(f"{'':<28}{'median':>9}{'p95':>9}{'worst':>9}")
    print(told("page's answer over HTTP", over))
    print(told("engine alone", alone[1:]))
    print(f"first answer {first:.0f} ms; goal {GOAL:.0f} ms at the 95th percentile")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The first load of a page: bytes over the wire, requests, and milliseconds until it can be read.

``python benchmarks/workspace/first_load.py [--rounds 5] [--data FOLDER]``. The workspace starts as
``trephine serve`` starts it, over an empty folder unless ``--data`` names one; how long that takes
is printed, too. Each page is then opened in a headless Chromium with an empty cache, and once more
with what the first opening left in it. A page can be read when its own heading and its first figure
or table are drawn. Server and browser share the machine, and there is no network between them.
"""

import argparse
import os
import platform
import tempfile
import time
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

from calls import served
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAGES = {
    "/": "main figure svg",
    "/care": "main td a.grade",
    "/care/patients/demo-crs-3-two-tocilizumab/grade": "main .edge .grade",
    "/evidence/papers/consensus2022/ORR": "main figure svg",
    "/mechanism/patient": "main figure canvas",
}


def opened(page: Page, address: str, sign: str) -> tuple[float, int, int]:
    """Return milliseconds until ``sign`` is seen, bytes received and requests."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []

    def finished(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    begin = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(sign, timeout=120_000)
    spent = (time.perf_counter() - begin) * 1000
    page.wait_for_load_state("networkidle")
    session.detach()
    return spent, int(sum(sizes)), len(sizes)


def measured(browser: Browser, address: str, sign: str, rounds: int) -> list[str]:
    """Return the cells of one page: first and again, medians of so many rounds."""
    first, again = [], []
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        for kept in (first, again):
            page = context.new_page()
            kept.append(opened(page, address, sign))
            page.close()
        context.close()
    cells = []
    for kept in (first, again):
        spent, size, requests = zip(*kept, strict=True)
        cells += [
            f"{median(spent):,.0f} ({min(spent):,.0f}–{max(spent):,.0f})",
            f"{median(size) / 1024:,.0f}",
            f"{median(requests):.0f}",
        ]
    return cells


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as empty, sync_playwright() as playwright:
        begin = time.perf_counter()
        with served(asked.data or Path(empty)) as server:
            print(f"{platform.machine()}, {os.cpu_count()} cores, load before {load:.1f}")
            print(f"ready after {time.perf_counter() - begin:.1f} s")
            path = next(p for p in map(which, CHROMIUM) if p)
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            print("| page | first: ms | KiB | requests | again: ms | KiB | requests |")
            print("|---|--:|--:|--:|--:|--:|--:|")
            for place, sign in PAGES.items():
                cells = measured(browser, f"{server}{place}", sign, asked.rounds)
                print(f"| `{place}` | {' | '.join(cells)} |", flush=True)
            browser.close()


if __name__ == "__main__":
    main()

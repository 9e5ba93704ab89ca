"""The ten calls that pages make most, by fifty people at once, on both databases.

``python benchmarks/workspace/calls.py [--users 50] [--seconds 60]`` starts the workspace
as ``trephine serve`` does, once with SQLite and once with PostgreSQL, each with a review of 200
records and a patient for every user. Fifty users, each with a connection of their own, go round the
ten calls in an order of their own and wait for no moment between them: a person would. Two of the
ten write. Where another was faster, a write is asked again with the newer version, as a page does;
both requests count. Every answer that is not as it should be is counted and shown. Users and server
share the machine, so that the figures are of both.
"""

import argparse
import asyncio
import contextlib
import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
from places import places

DEMO = "demo-crs-3-two-tocilizumab"
STARTS = 600
REVIEWS = "/api/evidence/reviews"
CALLS = (
    "first page",
    "ward",
    "patient",
    "grade while typing",
    "reading written",
    "queue of screening",
    "vote written",
    "pooled outcome",
    "forest plot",
    "rule and its place",
)


@contextmanager
def served(folder: Path, database: str = "") -> Iterator[str]:
    """Run the workspace over a folder and yield its address."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "trephine", "serve", "--no-browser", "--lang", "en"]
    command += ["--port", str(port), "--data", str(folder)]
    command += ["--database", database] if database else []
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + STARTS
            while True:
                with suppress(httpx.HTTPError):
                    if httpx.get(f"{address}/api/health").is_success:
                        break
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "log").read_text())
                time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait()


def pair(words: str) -> dict[str, str]:
    """Return words for both languages."""
    return {"zh": f"示例 {words}", "en": words}


def prepared(address: str, users: int) -> tuple[dict[str, str], str, list[str]]:
    """Open a review of 200 made records and a patient a user; return headers, review, patients."""
    with httpx.Client(base_url=address, timeout=120) as client:
        head = {"X-Trephine-CSRF": client.get("/api/me").raise_for_status().json()["csrf"]}

        def post(path: str, body: dict) -> dict:
            answer = client.post(path, json=body, headers=head)
            assert answer.is_success, (path, answer.text)
            return answer.json()

        review = post(REVIEWS, {"title": pair("A made review"), "people": []})
        name, version = review["id"], review["version"]
        question = {key: pair(key) for key in ("population", "intervention", "outcomes")}
        criteria = [{"id": "1", "text": pair("made people"), "includes": True}]
        body = {"after": version, "question": question, "criteria": criteria}
        version = post(f"{REVIEWS}/{name}/protocol", body)["version"]
        records = "".join(
            f"TY  - JOUR\nTI  - Made title {n} of {' '.join(map(str, range(n, n + 6)))}\n"
            f"PY  - {2000 + n % 20}\nAB  - {'made words ' * 80}\nER  -\n"
            for n in range(200)
        )
        answer = client.post(
            f"{REVIEWS}/{name}/import",
            content=records.encode(),
            params={"file": "made.ris", "after": version},
            headers={**head, "Content-Type": "application/octet-stream"},
        )
        assert answer.is_success, answer.text
        now = datetime.now(UTC).isoformat()
        infused = [{"observable": "infusion", "value": True, "time": now}]
        patients = [
            post("/api/care/patients", {"patient": f"made-{n}", "values": infused})["id"]
            for n in range(users)
        ]
    return head, name, patients


class User:
    """One person at one browser: goes round the ten calls and notes how long each took."""

    def __init__(
        self, client: httpx.AsyncClient, seed: int, head: dict, review: str, patient: str
    ) -> None:
        self.client, self.head, self.review, self.patient = client, head, review, patient
        self.random = random.Random(seed)  # noqa: S311  (an order of calls)
        self.took: list[tuple[str, float]] = []
        self.wrong: list[str] = []

    async def one(self, name: str, method: str, path: str, **more: object) -> httpx.Response:
        """Make a call and note it."""
        begun = time.perf_counter()
        answer = await self.client.request(method, path, headers=self.head, **more)
        self.took.append((name, (time.perf_counter() - begun) * 1e3))
        if not answer.is_success and answer.status_code != 409:
            self.wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        return answer

    async def written(self, name: str, path: str, read: str, body: dict) -> None:
        """Write after the version last seen; where another was faster, read and write again."""
        for _ in range(3):
            seen = (await self.client.get(read)).json()["version"]
            answer = await self.one(name, "POST", path, json={"after": seen, **body})
            if answer.status_code != 409:
                return

    async def call(self, name: str) -> None:
        """Make the call of that name."""
        care, desk = f"/api/care/patients/{self.patient}", f"{REVIEWS}/{self.review}"
        orr = "/api/evidence/papers/consensus2022/ORR"
        degrees = round(self.random.uniform(36.5, 40.5), 1)
        value = {"observable": "temperature", "value": str(degrees), "unit": "Cel"}
        if name == "grade while typing":
            body = {"what": "crs", "values": [value]}
            await self.one(name, "POST", f"/api/care/patients/{DEMO}/grade", json=body)
        elif name == "reading written":
            await self.written(name, f"{care}/readings", care, {"values": [value]})
        elif name == "vote written":
            report = self.random.choice(self.reports)
            body = {"report": report, "stage": "title", "verdict": "include", "reason": ""}
            await self.written(name, f"{desk}/votes", desk, body)
        else:
            path = {
                "first page": "/api/landing",
                "ward": "/api/care/ward",
                "patient": f"/api/care/patients/{DEMO}",
                "queue of screening": f"{desk}/queue",
                "pooled outcome": orr,
                "forest plot": f"{orr}/forest.svg?lang=zh",
                "rule and its place": "/api/rules/rules/CRS-04",
            }[name]
            await self.one(name, "GET", path)

    async def go(self, until: float) -> None:
        """Go round until the time is up."""
        desk = f"{REVIEWS}/{self.review}"
        found = (await self.client.get(f"{desk}/queue")).json()
        self.reports = [one["id"] for one in found["reports"]] or ["none"]
        while time.perf_counter() < until:
            order = list(CALLS)
            self.random.shuffle(order)
            for name in order:
                await self.call(name)


async def measured(address: str, users: int, seconds: float) -> tuple[list[User], float]:
    """Let the users work for so long; return them and how long it took."""
    head, review, patients = prepared(address, users)
    async with contextlib.AsyncExitStack() as stack:
        people = []
        for n, patient in enumerate(patients):
            client = httpx.AsyncClient(base_url=address, timeout=120)
            await stack.enter_async_context(client)
            people.append(User(client, n, head, review, patient))
        warm = User(people[0].client, -1, head, review, patients[0])
        await warm.go(time.perf_counter())
        begun = time.perf_counter()
        await asyncio.gather(*(one.go(begun + seconds) for one in people))
        return people, time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60.0)
    given = asked.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; {platform.machine()}")
    with tempfile.TemporaryDirectory() as name, places() as found:
        for database, url in found.items():
            folder = Path(name) / database
            folder.mkdir()
            with served(folder, url) as address:
                people, lasted = asyncio.run(measured(address, given.users, given.seconds))
            took = [one for user in people for one in user.took]
            wrong = [one for user in people for one in user.wrong]
            print(f"\n{database}: {len(took) / lasted:,.1f} requests a second, {len(wrong)} wrong")
            print("\n".join(wrong[:5]))
            print("| call | n | p50 ms | p95 ms | p99 ms |\n|---|--:|--:|--:|--:|")
            for call in (*CALLS, "all"):
                own = [ms for name_, ms in took if call in {name_, "all"}]
                p50, p95, p99 = np.percentile(own, [50, 95, 99]) if own else (np.nan,) * 3
                print(f"| {call} | {len(own)} | {p50:,.0f} | {p95:,.0f} | {p99:,.0f} |")


if __name__ == "__main__":
    main()

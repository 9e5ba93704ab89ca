"""How long votes wait while 10,000 references come into their review, on both databases.

``python benchmarks/workspace/import_votes.py [--records 10000]`` writes made references
(``validation/dedup``) as RIS and imports the file into a review of 1,000 records, while two people
vote there in turn, 20 times a second at most. Who is told that the import came in between looks
again and votes, as a page does. Printed: how long the import took,
the longest wait for a vote from first asking to its place in the journal, and the median. At the
end every vote must be in the review, and the chain verified. In process, without HTTP.
"""

import argparse
import os
import platform
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from dedup import made
from places import places

from trephine.core import review_event as ev
from trephine.core.reference import Reference
from trephine.core.review_protocol import Pico, ReviewCriterion, ReviewProtocol
from trephine.core.text import both_of
from trephine.interop.references.write_ris import write_ris
from trephine.journal.database import sqlite_url
from trephine.journal.journal import Journal
from trephine.journal.verify import verify
from trephine.web.conflict import Overtaken
from trephine.web.kinds import KINDS
from trephine.web.review.reviews import Reviews
from trephine.web.review.shape import VoteAsked
from trephine.web.review.writing import cast_vote, import_file

HELD = 1000
VOTERS = 2


def prepared(journal: Journal) -> Reviews:
    """Return a workspace with a review of 1,000 records and three people."""
    reviews = Reviews(journal)
    words = both_of("made")
    protocol = ReviewProtocol(
        title=words,
        question=Pico(population=words, intervention=words, outcomes=words),
        criteria=(ReviewCriterion(id="1", text=words),),
    )
    records = tuple(Reference(id=f"r{n}", title=f"made {n}") for n in range(HELD))
    payloads = [
        ev.ReviewOpened(title=words),
        ev.ProtocolRegistered(protocol=protocol),
        *(ev.PersonAdded(person=f"p{n}", roles=("screener",)) for n in range(VOTERS + 1)),
        ev.ReferencesImported(batch="b", references=records),
    ]
    reviews.begin("made", payloads, author="p0", at=datetime.now(UTC))
    return reviews


def measured(reviews: Reviews, raw: bytes) -> tuple[float, list[float], int]:
    """Import while people vote; return seconds of the import and of each vote, and how many asked
    again."""
    over, waits, again, lasted = threading.Event(), [], 0, 0.0

    def bring() -> None:
        nonlocal lasted
        begun = time.perf_counter()
        now = datetime.now(UTC)
        after = seen
        import_file(
            reviews, "made", raw, file="made.ris", database="", after=after, me="p0", now=now
        )
        lasted = time.perf_counter() - begun
        over.set()

    seen = reviews.review("made").version
    thread = threading.Thread(target=bring)
    thread.start()
    todo = iter([(f"p{1 + n % VOTERS}", f"r{n // VOTERS}") for n in range(HELD * VOTERS)])
    while not over.is_set():
        person, record = next(todo)
        begun = time.perf_counter()
        after = seen
        while True:
            asked = VoteAsked(
                after=after, report=record, stage="title", verdict="include", reason=""
            )
            try:
                cast_vote(reviews, "made", asked, person, datetime.now(UTC))
                break
            except Overtaken:
                again += 1
                after = reviews.review("made").version
        waits.append(time.perf_counter() - begun)
        time.sleep(0.05)
    thread.join()
    return lasted, waits, again


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=10_000)
    given = asked.parse_args()
    raw = write_ris(made(given.records)[0]).encode()
    print(f"load before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} cores; {platform.machine()}")
    with tempfile.TemporaryDirectory() as name, places() as found:
        for database, url in found.items():
            journal = Journal(url or sqlite_url(Path(name) / "journal.db"), KINDS)
            reviews = prepared(journal)
            lasted, waits, again = measured(reviews, raw)
            review = reviews.review("made")
            assert len(review.votes) == len(waits), (len(review.votes), len(waits))
            assert len(review.references) == HELD + given.records
            assert verify(journal.database).broken is None
            print(
                f"{database}: import {lasted:.1f} s; {len(waits)} votes, the longest waited"
                f" {max(waits):.2f} s, the median {np.median(waits):.3f} s; {again} asked again"
            )
            journal.close()


if __name__ == "__main__":
    main()

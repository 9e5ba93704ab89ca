"""What the journeys of extraction and synthesis begin from: studies included by two people."""

import httpx

from tests.e2e.journeys.review_words import PAPERS, ris
from tests.web.test_review import Desk

PLACE = {"quote": "as printed", "place": "p. 3"}


class Caller:
    """Calls of one server, each over a connection of its own, so that none is left open."""

    def __init__(self, server: str) -> None:
        self.server = server

    def get(self, path: str, **more) -> httpx.Response:
        return httpx.get(f"{self.server}{path}", timeout=60, **more)

    def post(self, path: str, **more) -> httpx.Response:
        return httpx.post(f"{self.server}{path}", timeout=60, **more)


def desk_of(server: str, studies: int, **protocol) -> Desk:
    """Return a review of A and B with so many included studies, the rest left waiting."""
    client = Caller(server)
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    desk = Desk(client, head)
    assert desk.register(**protocol).status_code == 200
    assert desk.bring(ris(PAPERS[1:])).status_code == 200
    desk.keys = [one["id"] for one in desk.get("/queue")["reports"]][:studies]
    for key in desk.keys:
        judged(desk, key, "title")
    return desk


def judged(desk: Desk, key: str, stage: str) -> None:
    """Have both include a report at a stage."""
    for who in ("demo", "demo-2"):
        assert desk.vote(key, "include", who, stage=stage).status_code == 200


def read(desk: Desk, study: str, values: list[dict], who: str) -> None:
    """Keep a whole form: what is not given is not reported."""
    given = {one["item"]: one for one in values}
    asked = [one["item"]["id"] for one in desk.get("/extraction/sheet", study=study)["fields"]]
    body = {
        "after": desk.version,
        "study": study,
        "values": [given.get(key, {"item": key, "state": "not-reported"}) for key in asked],
    }
    answer = desk.send("/extraction", body, who)
    assert answer.status_code == 200, answer.text

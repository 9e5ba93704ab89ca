"""The review workflow over HTTP: import, duplicates, blind votes, conflicts, adjudication, flow."""

import json
from datetime import UTC, datetime

import pytest

from trephine.core.event import Entry
from trephine.core.record_event import RecordOpened
from trephine.core.review_entry import review_entry
from trephine.core.review_event import VoteCast
from trephine.evidence.review.protocol_digest import protocol_digest
from trephine.journal.payload import Payloads
from trephine.web.conflict import Overtaken
from trephine.web.kinds import KINDS
from trephine.web.review.person import Actor
from trephine.web.review.routes import _blind

BASE = "/api/evidence/reviews"
PAPERS = [
    ("Anti-BCMA CAR T cells in relapsed multiple myeloma", "10.1000/a1", "2019", "NEJM"),
    ("Anti-BCMA CAR-T cells in relapsed multiple myeloma", "10.1000/a1", "2019", "N Engl J Med"),
    ("Bispecific antibodies for lymphoma in the elderly", "10.1000/b2", "2020", "Blood"),
    ("A mouse model of plasma cell leukaemia", "10.1000/c3", "2021", "Leukemia"),
    ("Equecabtagene autoleucel phase 1 trial results", "10.1000/d4", "2022", "Blood"),
    ("Nursing of patients after cell therapy: a survey", "10.1000/e5", "2023", "Cancer Nurs"),
]


def ris(papers=PAPERS):
    return "".join(
        f"TY  - JOUR\r\nTI  - {title}\r\nAU  - Wang, Li\r\nPY  - {year}\r\nJO  - {journal}\r\n"
        f"DO  - {doi}\r\nAB  - Abstract of {title}.\r\nER  - \r\n\r\n"
        for title, doi, year, journal in papers
    ).encode()


def pair(words):
    return {"zh": f"中文 {words}", "en": words}


PROTOCOL = {
    "question": {
        "population": pair("relapsed myeloma"),
        "intervention": pair("BCMA CAR-T"),
        "outcomes": pair("response, CRS"),
    },
    "criteria": [
        {"id": "1", "text": pair("adults with myeloma"), "includes": True},
        {"id": "E1", "text": pair("animals"), "includes": False},
        {"id": "E2", "text": pair("no treatment given"), "includes": False},
    ],
}


class Desk:
    """One review of one's own, in demo mode, as three people see it."""

    def __init__(self, client, head):
        self.client, self.head = client, head
        people = [{"person": f"demo-{n}", "roles": ["screener", "extractor", "third"]}
                  for n in (2, 3)]  # fmt: skip
        self.id = self.send("", {"title": pair("A review"), "people": people}, review="").json()[
            "id"
        ]

    def get(self, path="", who="demo", **query):
        answer = self.client.get(f"{BASE}/{self.id}{path}", params={"as": who, **query})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, path, body, who="demo", review=None):
        place = f"{BASE}/{self.id}" if review is None else BASE
        return self.client.post(f"{place}{path}", json=body, params={"as": who}, headers=self.head)

    @property
    def version(self):
        return self.get()["version"]

    def bring(self, raw, file="six.ris", after=None):
        return self.client.post(
            f"{BASE}/{self.id}/import",
            content=raw,
            params={"file": file, "after": self.version if after is None else after},
            headers={**self.head, "Content-Type": "application/octet-stream"},
        )

    def register(self, **more):
        return self.send("/protocol", {"after": self.version, **PROTOCOL, **more})

    def vote(self, report, verdict, who, reason="", after=None, stage="title"):
        body = {"after": self.version if after is None else after, "report": report,
                "stage": stage, "verdict": verdict, "reason": reason}  # fmt: skip
        return self.send("/votes", body, who)


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


@pytest.fixture
def desk(client, head):
    return Desk(client, head)


@pytest.fixture
def ready(desk):
    assert desk.register().status_code == 200
    assert desk.bring(ris()).status_code == 200
    return desk


def test_the_published_review_is_there_and_read_only(client, head):
    rows = {one["id"]: one for one in client.get(BASE).json()}
    assert rows["zhan2025"]["demo"] is True
    assert rows["zhan2025"]["studies"] == 18
    flow = client.get(f"{BASE}/zhan2025/flow").json()
    boxes = {one["key"]: one for one in flow["boxes"]}
    assert (boxes["identified"]["n"], boxes["studies"]["n"]) == (3356, 18)
    assert len(boxes["studies"]["reports"]) == 18
    origins = [boxes[key]["origin"] for key in ("identified", "studies", "screened")]
    assert origins == ["stated", "counted", ""]
    assert boxes["not_retrieved"]["n"] is None, "not reported is not 0"
    answer = client.post(f"{BASE}/zhan2025/protocol", json={"after": 1, **PROTOCOL}, headers=head)
    assert answer.status_code == 400
    assert "read only" in answer.json()["what"]["en"]


def test_one_unreadable_review_takes_no_other_away(desk, client):
    journal = client.app.state.workplace.journal
    journal.payloads = Payloads({**KINDS, "odd": RecordOpened})
    journal.append("review/bad", 0, [Entry(kind="odd", payload=RecordOpened(patient="x"))],
                   author="x", at=datetime.now(UTC))  # fmt: skip
    journal.payloads = Payloads(KINDS)
    rows = {row["id"]: row["title"]["en"] for row in client.get(BASE).json()}
    assert rows[desk.id] == "A review"
    assert "cannot be read" in rows["bad"]


def test_a_conflict_of_an_import_tells_of_no_votes(desk, client, monkeypatch):
    """A vote comes each time the import is about to be written: it gives up, names none."""
    assert desk.register().status_code == 200
    desk.bring(ris())
    reports = iter([one["id"] for one in desk.get("/queue", "demo-2")["reports"]])
    journal = client.app.state.workplace.journal
    append = journal.append

    def crowded(stream, after, entries, *, author, at):
        if author == "demo":
            cast = VoteCast(report=next(reports), stage="title", verdict="include")
            append(stream, after, [review_entry(cast)], author="demo-2", at=at)
        return append(stream, after, entries, author=author, at=at)

    monkeypatch.setattr(journal, "append", crowded)
    answer = desk.bring(ris(PAPERS[:1]), file="again.ris")
    assert answer.status_code == 429, answer.text
    assert "vote-cast" not in answer.text


def test_a_protocol_is_hashed_and_its_amendment_needs_a_reason(desk, client):
    assert desk.register().status_code == 200
    first = desk.get()["protocol"]
    kept = client.app.state.reviews.review(desk.id)
    assert first["digest"] == protocol_digest(kept.protocol)
    assert first["question"]["comparison"] is None
    assert desk.register(votes=1).status_code == 400
    assert desk.register(votes=1, why="one reader alone").status_code == 200
    second = desk.get()["protocol"]
    assert second["digest"] != first["digest"]
    assert (second["earlier"], second["why"]) == (1, "one reader alone")


def test_an_import_tells_of_every_record_and_joins_what_is_the_same(ready):
    page = ready.get()
    assert (page["records"], page["reports"]) == (6, 5)
    decided = ready.get("/duplicates")["decided"]
    assert [one["same"] for one in decided] == [True]
    assert decided[0]["reasons"]
    again = ready.bring(ris())
    assert again.status_code == 400, "the same file twice"
    told = ready.bring(ris([("Another", "10.1/z", "2024", "J")]) + b"TY  - JOUR\r\nER  - \r\n",
                       file="more.ris").json()  # fmt: skip
    assert told["read"] + told["refused"] == len(told["records"]) == 2


def test_an_empty_file_is_called_empty(ready):
    answer = ready.bring(b"")
    assert answer.status_code == 400
    assert answer.json()["what"]["en"] == "the file is empty"


def test_a_joined_pair_is_taken_apart_and_joined_again(ready):
    found = ready.get("/duplicates")["decided"][0]
    body = {"one": found["one"]["id"], "other": found["other"]["id"]}
    for same, reports in ((False, 6), (True, 5)):
        answer = ready.send("/duplicates", {**body, "same": same, "after": ready.version})
        assert answer.status_code == 200
        assert ready.get()["reports"] == reports


def test_a_pair_called_the_same_tells_where_it_stays_apart(ready):
    found = ready.get("/duplicates")["decided"][0]
    a, b = found["one"]["id"], found["other"]["id"]
    c = next(one["id"] for one in ready.get("/queue")["reports"] if one["id"] not in {a, b})
    for one, same in ((a, True), (b, False)):
        body = {"one": one, "other": c, "same": same, "after": ready.version}
        assert ready.send("/duplicates", body).status_code == 200
    page = ready.get("/duplicates")
    told = {frozenset((one["one"]["id"], one["other"]["id"])): one for one in page["decided"]}
    stands = [told[frozenset(pair)] for pair in ((a, b), (a, c), (b, c))]
    assert [(one["same"], one["joined"]) for one in stands] == [
        (True, False), (True, True), (False, False),
    ]  # fmt: skip
    assert page["left_out"] == []


def test_votes_are_blind_until_both_are_in(ready):
    report = ready.get("/queue")["reports"][0]["id"]
    assert ready.vote(report, "include", "demo").status_code == 200
    for who in ("demo-2", "demo-3"):
        handed = _blind(ready.id, ready.client.app.state.reviews, Actor(person=who))
        assert handed.votes == (), "what every answer is made of holds no vote of others"
        seen = json.dumps([ready.get(path, who) for path in ("", "/queue", "/conflicts", "/flow")])
        assert '"include"' not in seen
        assert ready.get("/queue", who)["left"] == 5
    assert ready.get("/queue")["left"] == 4
    assert ready.vote(report, "exclude", "demo-2", "E1").status_code == 200
    held = ready.get("/conflicts", "demo-3")["open"]
    assert {vote["verdict"] for vote in held[0]["votes"]} == {"include", "exclude"}
    assert held[0]["by"] == "third"
    assert ready.get("/conflicts", "demo")["open"][0]["by"] == "discussion"


def test_an_exclusion_needs_its_reason(ready):
    report = ready.get("/queue")["reports"][0]["id"]
    assert ready.vote(report, "exclude", "demo").status_code == 400
    assert ready.vote(report, "exclude", "demo", "E9").status_code == 400


def test_others_votes_are_no_conflict_but_a_changed_protocol_is(ready):
    report = ready.get("/queue")["reports"][0]["id"]
    seen = ready.version
    assert ready.vote(report, "include", "demo", after=seen).status_code == 200
    assert ready.vote(report, "include", "demo-2", after=seen).status_code == 200
    assert ready.register(why="clearer").status_code == 200
    answer = ready.vote(ready.get("/queue", "demo-2")["reports"][0]["id"], "include", "demo-2",
                        after=seen)  # fmt: skip
    assert answer.status_code == 409
    assert [one["kind"] for one in answer.json()["since"]] == ["protocol-registered"], (
        "what changed, and no vote of anybody"
    )


def test_the_second_sees_what_the_first_registered_beside_their_own(ready):
    seen = ready.version
    criteria = [
        *PROTOCOL["criteria"][:2],
        {"id": "E2", "text": pair("no cells"), "includes": False},
    ]
    assert ready.register(why="clearer", criteria=criteria).status_code == 200
    answer = ready.send(
        "/protocol", {**PROTOCOL, "after": seen, "why": "mine", "votes": 1}, "demo-2"
    )
    (event,) = answer.json()["since"]
    assert (event["author"], event["more"]) == ("A", 0)
    assert [[(one[side] or {}).get("en") for side in ("label", "theirs", "yours")]
            for one in event["fields"]] == [
        ["criterion E2", "exclude: no cells", "exclude: no treatment given"],
    ]  # fmt: skip


def test_how_a_disagreement_ended_is_told_to_those_whose_votes_are_open(ready):
    reports = [one["id"] for one in ready.get("/queue")["reports"]]
    for who, verdict in (("demo", "include"), ("demo-2", "exclude")):
        assert (
            ready.vote(reports[0], verdict, who, "E1" * (verdict == "exclude")).status_code == 200
        )
    seen = ready.version
    partners = ready.vote(reports[1], "exclude", "demo-2", "E2").json()["version"]
    settle = {"after": seen, "report": reports[0], "stage": "title", "verdict": "exclude",
              "reason": "E1", "note": "", "by": "third"}  # fmt: skip
    assert ready.send("/conflicts", settle, "demo-3").status_code == 200
    answer = ready.vote(reports[1], "include", "demo", after=seen)
    (event,) = answer.json()["since"]
    assert event["fields"][0]["theirs"]["en"] == "exclude (E1)"
    assert "E2" not in answer.text, "the partner's vote on what this one is about to judge"
    back = {"after": ready.version, "version": partners}
    assert ready.send("/votes/undo", back, "demo-2").status_code == 200


def test_a_verdict_under_blind_votes_is_never_told_to_a_writer(ready):
    """Votes taken back and cast anew: the settlement is there, the votes under it are not."""
    report = ready.get("/queue")["reports"][0]["id"]
    mine = ready.vote(report, "include", "demo").json()["version"]
    theirs = ready.vote(report, "exclude", "demo-2", "E1").json()["version"]
    seen = ready.version
    settle = {"after": seen, "report": report, "stage": "title", "verdict": "exclude",
              "reason": "E1", "note": "", "by": "third"}  # fmt: skip
    assert ready.send("/conflicts", settle, "demo-3").status_code == 200
    for who, version in (("demo", mine), ("demo-2", theirs)):
        back = {"after": ready.version, "version": version}
        assert ready.send("/votes/undo", back, who).status_code == 200
    reviews = ready.client.app.state.reviews
    with pytest.raises(Overtaken) as refused:
        reviews.write(ready.id, seen, lambda _: [], author="newcomer", at=datetime.now(UTC))
    (settled,) = [one for one in refused.value.since if one.kind == "conflict-settled"]
    assert not refused.value.fields.get(settled.version)


def test_a_vote_is_taken_back_by_its_own_author_alone(ready):
    report = ready.get("/queue")["reports"][0]["id"]
    version = ready.vote(report, "include", "demo").json()["version"]
    asked = {"after": version, "version": version}
    assert ready.send("/votes/undo", asked, "demo-2").status_code == 400
    assert ready.send("/votes/undo", asked, "demo").status_code == 200
    assert ready.get("/queue")["left"] == 5
    assert ready.send("/votes/undo", {**asked, "version": 1}, "demo").status_code == 400


def test_conflict_adjudication_and_flow(ready):
    keys = [one["id"] for one in ready.get("/queue")["reports"]]
    for key in keys:
        ready.vote(key, "include", "demo")
        wrong = key in keys[1:3]
        ready.vote(key, "exclude" if wrong else "include", "demo-2", "E1" if wrong else "")
    held = ready.get("/conflicts", "demo-3")["open"]
    assert [one["report"]["id"] for one in held] == keys[1:3]
    (agreement,) = ready.get("/conflicts", "demo-3")["agreement"]
    assert agreement["n"] == 5
    body = {"report": keys[1], "stage": "title", "verdict": "exclude", "reason": "E1"}
    own = ready.send("/conflicts", {**body, "after": ready.version}, "demo")
    assert own.status_code == 400, "a third person did not vote on it"
    done = ready.send("/conflicts", {**body, "after": ready.version}, "demo-3")
    assert done.status_code == 200
    flow = ready.get("/flow")
    boxes = {one["key"]: one["n"] for one in flow["boxes"]}
    assert (boxes["identified"], boxes["duplicates"], boxes["screened"]) == (6, 1, 4)
    assert (boxes["excluded"], boxes["sought"]) == (1, 3)
    assert flow["waiting_title"] == 1
    for form, start in (("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        answer = ready.client.get(f"{BASE}/{ready.id}/flow.{form}", params={"lang": "en"})
        assert answer.content.startswith(start)


@pytest.mark.parametrize(("form", "part"), [("ris", b"TY  - "), ("csv", b"title"), ("xlsx", b"PK")])
def test_exports(ready, form, part):
    answer = ready.client.get(f"{BASE}/{ready.id}/export.{form}")
    assert answer.status_code == 200
    assert part in answer.content
    assert "attachment" in answer.headers["content-disposition"]
    none = ready.client.get(f"{BASE}/{ready.id}/export.{form}", params={"which": "included"})
    assert len(none.content) < len(answer.content)


def test_somebody_who_takes_no_part_reads_what_is_not_blind_and_writes_nothing(
    signed, account, sign_in
):
    first, second, auditor = account("reviewer"), account("reviewer"), account("auditor")
    head = sign_in(first)
    begun = signed.post(BASE, json={"title": pair("Closed")}, headers=head)
    desk = f"{BASE}/{begun.json()['id']}"
    sent = signed.post(
        f"{desk}/import",
        params={"file": "a.ris", "after": begun.json()["version"]},
        content=ris(),
        headers={**head, "Content-Type": "application/octet-stream"},
    )
    assert sent.status_code == 200, sent.text
    report = signed.get(f"{desk}/queue").json()["reports"][0]["id"]
    vote = {"after": sent.json()["version"], "report": report, "stage": "title",
            "verdict": "include"}  # fmt: skip
    assert signed.post(f"{desk}/votes", json=vote, headers=head).status_code == 200
    assert signed.get(desk, params={"as": "demo-2"}).status_code == 400, "demo mode alone"
    head = sign_in(second)
    assert signed.post(f"{desk}/votes", json=vote, headers=head).status_code == 400
    head = sign_in(auditor)
    assert signed.get(f"{desk}/queue").json()["left"] == 0
    assert '"include"' not in signed.get(f"{desk}/conflicts").text
    assert signed.post(f"{desk}/votes", json=vote, headers=head).status_code == 403


def test_who_cannot_take_part_is_not_added(client, head):
    body = {"title": pair("x"), "people": [{"person": "nobody", "roles": ["screener"]}]}
    assert client.post(BASE, json=body, headers=head).status_code == 400
    assert client.get(f"{BASE}/none").status_code == 404

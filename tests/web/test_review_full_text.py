"""The full-text stage over HTTP: obtained or not, blind verdicts with reasons, one study or two."""

import pytest

from tests.web.test_review import BASE, Desk, ris


@pytest.fixture(scope="module")
def desk(client):
    """Five reports that two people let pass to the full text."""
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    assert made.register().status_code == 200
    assert made.bring(ris()).status_code == 200
    for one in made.get("/queue")["reports"]:
        for who in ("demo", "demo-2"):
            assert made.vote(one["id"], "include", who).status_code == 200
    return made


def held(desk, who="demo"):
    return desk.get("/fulltext", who)


def told(desk, report, state, note="", who="demo"):
    body = {"after": desk.version, "report": report, "state": state, "note": note}
    return desk.send("/fulltext", body, who)


def test_a_text_that_was_not_found_leaves_the_queue_and_is_its_own_box(desk):
    keys = [one["report"]["id"] for one in held(desk)["reports"]]
    assert held(desk)["left"] == 5
    assert told(desk, keys[4], "not-retrieved").status_code == 400, "where one looked is missing"
    assert told(desk, keys[4], "not-retrieved", "letter to the authors").status_code == 200
    assert told(desk, keys[0], "obtained").status_code == 200
    assert told(desk, "nothing", "obtained").status_code == 400
    now = held(desk, "demo-2")
    assert (now["left"], now["obtained"], now["not_retrieved"], now["unmarked"]) == (4, 1, 1, 3)
    boxes = {one["key"]: one["n"] for one in desk.get("/flow")["boxes"]}
    assert (boxes["sought"], boxes["not_retrieved"], boxes["assessed"]) == (5, 1, 0)
    assert told(desk, keys[4], "obtained").status_code == 200, "it came after all"
    assert held(desk)["left"] == 5


def test_a_flow_in_progress_says_what_is_not_reached(desk):
    flow = desk.get("/flow")
    assert flow["own"] is True
    assert set(flow["unreached"]) == {"assessed", "reports_excluded", "studies", "reports"}
    drawn = {
        lang: desk.client.get(f"{BASE}/{desk.id}/flow.svg", params={"lang": lang}).text
        for lang in ("zh", "en")
    }
    assert "not reached yet" in drawn["en"]
    assert "尚未进行" in drawn["zh"]
    assert not any(word in drawn["en"] for word in ("disagree", "NR", "stated"))
    published = desk.client.get(f"{BASE}/zhan2025/flow").json()
    assert (published["own"], published["unreached"]) == (False, [])


def test_verdicts_are_blind_and_differing_reasons_are_a_conflict(desk):
    keys = [one["report"]["id"] for one in held(desk)["reports"]]
    assert desk.vote(keys[0], "exclude", "demo", stage="full-text").status_code == 400
    assert desk.vote(keys[0], "exclude", "demo", "E1", stage="full-text").status_code == 200
    mine = held(desk)["reports"][0]
    assert (mine["mine"]["reason"], mine["state"], mine["open"]) == ("E1", "waiting", False)
    theirs = held(desk, "demo-2")["reports"][0]
    assert (theirs["mine"], theirs["reason"], theirs["open"]) == (None, "", True)
    assert desk.vote(keys[0], "exclude", "demo-2", "E2", stage="full-text").status_code == 200
    assert held(desk)["reports"][0]["state"] == "conflict", "reasons must agree too"
    body = {"after": desk.version, "report": keys[0], "stage": "full-text",
            "verdict": "exclude", "reason": "E2"}  # fmt: skip
    assert desk.send("/conflicts", body, "demo-3").status_code == 200
    boxes = {one["key"]: one["n"] for one in desk.get("/flow")["boxes"]}
    assert boxes["reports_excluded:E2"] == 1
    assert held(desk)["reports"][0]["reason"] == "E2"


def test_two_reports_become_one_study_and_two_again(desk):
    keys = [one["report"]["id"] for one in held(desk)["reports"]]
    for key in keys[1:4]:
        for who in ("demo", "demo-2"):
            assert desk.vote(key, "include", who, stage="full-text").status_code == 200

    def studies():
        return [one["study"] for one in held(desk)["reports"][1:4]]

    def group(report, of):
        body = {"after": desk.version, "report": report, "of": of}
        return desk.send("/fulltext/group", body).status_code

    assert studies() == keys[1:4]
    assert group(keys[2], keys[1]) == 200
    assert studies() == [keys[1], keys[1], keys[3]]
    boxes = {one["key"]: one["n"] for one in desk.get("/flow")["boxes"]}
    assert (boxes["studies"], boxes["reports"]) == (2, 3)
    assert group(keys[3], keys[2]) == 200
    assert studies() == [keys[1]] * 3
    assert group(keys[2], "") == 200
    assert studies() == [keys[1], keys[2], keys[1]]


def test_who_takes_no_part_writes_nothing(signed, account, sign_in):
    head = sign_in(account("reviewer"))
    title = {"zh": "甲", "en": "A"}
    begun = signed.post("/api/evidence/reviews", json={"title": title}, headers=head).json()
    head = sign_in(account("reviewer"))
    body = {"after": begun["version"], "report": "none", "state": "obtained"}
    answer = signed.post(f"/api/evidence/reviews/{begun['id']}/fulltext", json=body, headers=head)
    assert answer.status_code == 400
    assert "take part" in answer.json()["what"]["en"]

"""MINORS over HTTP: blind until two have scored, differences settled with a reason, figures."""

import json

import pytest

from tests.web.test_review import BASE, PROTOCOL, Desk, pair, ris
from trephine.library.minors_anchors import minors_anchors


@pytest.fixture(scope="module")
def desk(client):
    """Two included studies in a review of demo and demo-2."""
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    assert made.register().status_code == 200
    assert made.bring(ris()).status_code == 200
    keys = [one["id"] for one in made.get("/queue")["reports"]]
    for stage in ("title", "full-text"):
        for key in keys[:2]:
            for who in ("demo", "demo-2"):
                assert made.vote(key, "include", who, stage=stage).status_code == 200
    return made


def score(desk, study, given, who="demo", place="p. 2"):
    scores = [{"item": at, "score": one, "place": place if one else ""} for at, one in given]
    body = {"after": desk.version, "study": study, "scores": scores}
    return desk.send("/minors", body, who)


def all_eight(*scores):
    return list(enumerate(scores, 1))


def settle(desk, study, item, value, why="read again", who="demo-3"):
    body = {"after": desk.version, "study": study, "item": item, "score": value, "why": why}
    return desk.send("/minors/settle", body, who).status_code


def test_anchors_are_there_for_every_item_in_both_languages():
    held = minors_anchors(12)
    assert [one.number for one in held] == list(range(1, 13))
    assert len(minors_anchors()) == 8
    for one in held:
        assert len({said.zh for said in one.anchors}) == len({s.en for s in one.anchors}) == 3
        assert one.asks.zh
        assert one.asks.en


def test_scores_are_blind_then_settled_then_drawn(desk):
    page = desk.get("/minors")
    assert (page["items"], page["may"]) == (8, True)
    study = page["studies"][0]["study"]
    assert score(desk, study, [(1, 2)], place=" ").status_code == 400, "2 without its place"
    assert score(desk, study, [(9, 2)]).status_code == 400, "no control group: eight items"
    assert score(desk, study, all_eight(2, 2, 2, 2, 0, 2, 1, 0)).status_code == 200
    assert score(desk, study, [(1, 1), (2, 2)], "demo-2").status_code == 200
    for who in ("demo", "demo-2", "demo-3"):
        held = desk.get("/minors", who)
        assert held["differ"] == held["agreement"] == []
        assert held["studies"][0]["total"] is None
    assert [one["score"] for one in desk.get("/minors/sheet", "demo-2", study=study)["items"]] == [
        1, 2, None, None, None, None, None, None]  # fmt: skip
    assert settle(desk, study, 1, 2) == 400, "not both are done"
    second = all_eight(1, 2, 2, 2, 0, 2, 1, 1)
    assert score(desk, study, second, "demo-2").status_code == 200
    held = desk.get("/minors", "demo-3")
    assert [one["item"] for one in held["differ"]] == [1, 8], "disagreements alone"
    assert held["studies"][0]["open"] == 2
    (agreement,) = held["agreement"]
    assert agreement["n"] == 8
    assert 0 < agreement["kappa"] < 1
    assert settle(desk, study, 2, 2) == 400, "nothing to settle"
    assert settle(desk, study, 1, 2, why=" ") == 400
    assert settle(desk, study, 1, 2) == 200
    assert settle(desk, study, 8, 0) == 200
    row = desk.get("/minors")["studies"][0]
    assert (row["total"], row["maximum"], row["open"]) == (11, 16, 0)


@pytest.mark.parametrize("figure", ["traffic-light", "summary"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_show_what_is_final(desk, figure, lang):
    address = f"{BASE}/{desk.id}/minors/{figure}.svg"
    drawn = desk.client.get(address, params={"lang": lang}).text
    assert ("11/16" if figure == "traffic-light" else ">1<") in drawn
    assert ("未评价" if lang == "zh" else "not assessed") in drawn
    begun = desk.client.post(
        BASE, json={"title": {"zh": "空", "en": "empty"}}, headers=desk.head
    ).json()["id"]
    assert desk.client.get(f"{BASE}/{begun}/minors/{figure}.png").status_code == 200


def test_the_published_totals_are_shown_as_totals(client):
    held = client.get(f"{BASE}/zhan2025/minors").json()
    assert all(one["stated"] and one["total"] is not None for one in held["studies"])
    assert held["differ"] == []
    assert '"score":2' not in json.dumps(held)
    assert client.get(f"{BASE}/zhan2025/minors/traffic-light.pdf").content.startswith(b"%PDF")


def test_a_control_group_adds_four_items(client):
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    question = {**PROTOCOL["question"], "comparison": pair("chemotherapy")}
    assert made.register(question=question).status_code == 200
    assert made.get("/minors")["items"] == 12
    assert made.register(why="one arm").status_code == 200
    assert made.get("/minors")["items"] == 8

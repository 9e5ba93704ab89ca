"""Extraction over HTTP: quote and page, not reported is not 0, GRIM, blind, disagreements alone."""

import json

import pytest

from tests.web.test_review import Desk, ris
from trephine.library.extraction_form import extraction_form

ITEMS = [one.id for one in extraction_form()]
PLACE = {"quote": "ten of 15 patients responded", "place": "p. 3, table 2"}
ORR = {"item": "orr", "state": "reported", "events": 10, "n": 15, "printed": "66.7", **PLACE}


@pytest.fixture(scope="module")
def desk(client):
    """Three included studies in a review of demo and demo-2."""
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    assert made.register().status_code == 200
    assert made.bring(ris()).status_code == 200
    keys = [one["id"] for one in made.get("/queue")["reports"]]
    for stage in ("title", "full-text"):
        for key in keys[:3]:
            for who in ("demo", "demo-2"):
                assert made.vote(key, "include", who, stage=stage).status_code == 200
    return made


def studies(desk, who="demo"):
    return desk.get("/extraction", who)["studies"]


def keep(desk, study, values, who="demo"):
    body = {"after": desk.version, "study": study, "values": values}
    return desk.send("/extraction", body, who)


def everything(**other):
    """Give every item, not reported but for those named."""
    return [other.get(key, {"item": key, "state": "not-reported"}) for key in ITEMS]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": ""}, "quote"),
        ({"place": " "}, "quote"),
        ({"n": None}, "denominator"),
        ({"events": None, "printed": ""}, "neither"),
        ({"events": 16}, "between 0 and n"),
        ({"printed": "1e1"}, "between 0 and 100"),
        ({"printed": "101"}, "between 0 and 100"),
        ({"state": "not-reported"}, "no figure"),
        ({"item": "median-pfs", "printed": "", "events": None, "n": None}, "empty"),
        ({"item": "median-pfs", "number": 5.0, "low": 6.0}, "within its interval"),
        ({"item": "nothing"}, "no such item"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_its_reason(desk, change, said):
    answer = keep(desk, studies(desk)[0]["study"], [{**ORR, **change}])
    assert answer.status_code == 400
    assert said in answer.json()["what"]["en"]


def test_one_bad_value_keeps_none(desk):
    study = studies(desk)[1]["study"]
    assert keep(desk, study, [ORR, {**ORR, "item": "cr", "place": ""}]).status_code == 400
    assert studies(desk)[1]["mine"] == 0


def test_grim_tells_the_counts_that_can_be(client):
    def grim(**query):
        return client.get("/api/evidence/grim", params=query).json()

    assert grim(printed="66.7", n=15)["counts"] == [10]
    assert grim(printed="66.7", n=15, events=11)["contradicts"] is True
    none = grim(printed="50.0", n=15)
    assert (none["state"], none["counts"]) == ("none", [])
    assert {"events": 7, "n": 14} in none["others"]
    refused = client.get("/api/evidence/grim", params={"printed": "x", "n": 15})
    assert refused.status_code in {400, 422}


def test_values_are_blind_until_both_have_read_the_whole_study(desk):
    study = studies(desk)[0]["study"]
    assert keep(desk, study, [ORR]).status_code == 200
    sheet = desk.get("/extraction/sheet", study=study)
    mine = {one["item"]["id"]: one for one in sheet["fields"]}
    assert mine["orr"]["mine"]["quote"] == PLACE["quote"]
    assert mine["orr"]["grim"]["counts"] == [10]
    assert mine["cr"]["mine"] is None
    theirs = desk.get("/extraction/sheet", "demo-2", study=study)
    assert "ten of 15" not in json.dumps(theirs)
    other = {**ORR, "events": 11, "printed": "73.3", "quote": "eleven of 15"}
    assert keep(desk, study, everything(orr=other), "demo-2").status_code == 200
    # demo has read one item alone: a cell with two readings is not shown before the study is
    for who in ("demo", "demo-2", "demo-3"):
        assert desk.get("/adjudication", who)["cells"] == []
    assert "eleven" not in json.dumps(desk.get("/extraction/sheet", study=study))
    zero = {**ORR, "item": "icans", "events": 0, "printed": "0"}
    assert keep(desk, study, everything(orr=ORR, icans=zero)).status_code == 200
    assert studies(desk)[0]["both"] is True


def test_the_grid_shows_disagreements_alone_and_zero_differs_from_not_reported(desk):
    held = desk.get("/adjudication", "demo-3")
    assert {one["item"]["id"] for one in held["cells"]} == {"orr", "icans"}
    assert held["agreed"] == len(ITEMS) - 2
    assert {one["final"] is None for one in held["cells"]} == {True}
    cell = next(one for one in held["cells"] if one["item"]["id"] == "orr")
    assert [one["by"] for one in cell["readings"]] == ["B", "A"] or len(cell["readings"]) == 2
    mine = next(one for one in cell["readings"] if one["value"]["events"] == 10)
    body = {"after": desk.version, "study": cell["study"], "item": "orr", "why": "table 2"}
    assert desk.send("/adjudication", body, "demo-3").status_code == 400, "neither value named"
    none = {**body, "take": mine["version"], "why": " "}
    assert desk.send("/adjudication", none, "demo-3").status_code == 400, "why is missing"
    strange = {**body, "take": 1}
    assert desk.send("/adjudication", strange, "demo-3").status_code == 400
    done = desk.send("/adjudication", {**body, "take": mine["version"]}, "demo-3")
    assert done.status_code == 200
    after = {one["item"]["id"]: one for one in desk.get("/adjudication")["cells"]}
    assert after["orr"]["final"]["events"] == 10
    assert (after["orr"]["why"], after["orr"]["by"]) == ("table 2", "C")
    assert studies(desk)[0]["open"] == 1
    other = {"item": "icans", "state": "not-reported"}
    body = {"after": desk.version, "study": cell["study"], "item": "icans", "why": "no figure",
            "value": other}  # fmt: skip
    assert desk.send("/adjudication", body, "demo-3").status_code == 200
    assert studies(desk)[0]["open"] == 0


def test_a_new_reading_reopens_what_was_settled(desk):
    study = studies(desk)[0]["study"]
    assert keep(desk, study, [{**ORR, "events": 9, "printed": "60.0"}]).status_code == 200
    assert studies(desk)[0]["open"] == 1


def test_a_published_review_shows_what_it_prints(client):
    base = "/api/evidence/reviews/zhan2025/extraction"
    rows = client.get(base).json()
    assert len(rows["studies"]) == 18
    assert rows["may"] is False
    sheet = client.get(f"{base}/sheet", params={"study": rows["studies"][0]["study"]}).json()
    assert any(one["stated"] for one in sheet["fields"])
    assert client.get(f"{base}/sheet", params={"study": "none"}).status_code == 404

"""Protocol, people, searches and imports of a review over HTTP: kept, amended, taken back."""

import pytest

from tests.web.test_review import PROTOCOL, Desk, pair, ris

METHODS = {
    "measure": "PLO",
    "model": "by-rule",
    "rule": pair("common below 50 % of I2, else random"),
    "estimator": "REML",
    "subgroups": ["costimulatory domain"],
    "thresholds": [{"outcome": "ORR", "percent": 50}],
}
CONCEPTS = [
    {"id": "disease", "label": pair("myeloma"), "en": ["myeloma*"], "zh": ["骨髓瘤"],
     "mesh": ["Multiple Myeloma"]},
    {"id": "cells", "label": pair("CAR-T"), "en": ["CAR-T", "BCMA NEAR/3 cell*"],
     "zh": ["嵌合抗原"]},
]  # fmt: skip


@pytest.fixture
def desk(client):
    return Desk(client, {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]})


def test_methods_are_registered_hashed_and_their_amendment_named(desk):
    assert desk.register(methods={**METHODS, "rule": None}).status_code == 400, "a rule unsaid"
    assert desk.register(methods={**METHODS, "measure": "XX"}).status_code == 422
    assert desk.register(methods=METHODS).status_code == 200
    changed = {**METHODS, "thresholds": [{"outcome": "ORR", "percent": 60}]}
    criteria = [{**PROTOCOL["criteria"][0], "text": pair("all adults")}, PROTOCOL["criteria"][1]]
    answer = desk.register(methods=changed, criteria=criteria, why="after the pilot")
    assert answer.status_code == 200, answer.text
    assert desk.register(why="nothing").status_code == 200, "methods unsaid stay as they were"
    page = desk.get("/protocol")
    third, second, first = page["registrations"]
    assert [one["number"] for one in (first, second, third)] == [1, 2, 3]
    assert first["changed"] == []
    assert [one["en"] for one in second["changed"]] == [
        "criterion 1: changed", "criterion E2: gone", "thresholds of conclusions",
    ]  # fmt: skip
    assert second["methods"] == third["methods"]
    assert len({one["digest"] for one in (first, second, third)}) == 3
    assert {"ORR"} <= {one["key"] for one in page["outcomes"]}


def test_items_and_languages_are_amended_and_said_to_be_after_the_fact(desk):
    assert desk.register(languages=["zh", " "]).status_code == 200
    first = desk.get("/protocol")["registrations"][0]
    assert (first["items"], first["languages"], first["begun"]) == ([], ["zh"], [])
    form = desk.get("/protocol")["form"]
    assert {"n", "orr"} <= {one["id"] for one in form}
    assert desk.bring(ris()).status_code == 200
    report = desk.get("/queue", "demo-2")["reports"][0]["id"]
    assert desk.vote(report, "include", "demo-2").status_code == 200
    own = {"id": "own-1", "label": pair("dose"), "kind": "text"}
    for wrong in ({**own, "label": {"zh": "", "en": "dose"}}, {**own, "outcome": "NOTHING"},
                  {**own, "kind": "count", "outcome": "ORR"}):  # fmt: skip
        said = desk.register(items=[*form, wrong], why="the pilot")
        assert said.status_code in {400, 422}, wrong
    assert desk.register(items=[*form, own], why="the pilot").status_code == 200
    second = desk.get("/protocol")["registrations"][0]
    assert [one["en"] for one in second["changed"]] == ["items of extraction"]
    assert [one["id"] for one in second["items"]][-1] == "own-1"
    assert second["languages"] == ["zh"], "what is not said stays"
    begun = [one["en"] for one in second["begun"]]
    assert begun == ["records had been imported", "screening had begun"], "by whomever"


def test_a_deviation_needs_its_reason(desk):
    body = {"after": desk.version, "what": "one reader at full text", "why": " "}
    assert desk.send("/deviations", body).status_code == 400
    assert desk.send("/deviations", {**body, "why": "illness"}).status_code == 200
    (found,) = desk.get("/protocol")["deviations"]
    assert (found["what"], found["why"], found["by"]) == ("one reader at full text", "illness", "A")


def test_who_began_a_review_changes_its_people_and_nobody_discards_for_another(desk):
    leave = {"after": desk.version, "person": "demo-3"}
    assert desk.send("/people/remove", leave, who="demo-2").status_code == 403
    assert desk.get("/people", who="demo-2")["may_change"] is False
    assert desk.get("/people")["may_change"] is True
    part = {**leave, "roles": ["third"]}
    assert desk.send("/people", part, who="demo-2").status_code == 403
    assert desk.send("/people/remove", {**leave, "keep_votes": False}).status_code == 400
    own = {"after": desk.version, "person": "demo-2", "keep_votes": False}
    assert desk.send("/people/remove", own, who="demo-2").status_code == 200
    page = desk.get("/people")
    assert page["steps"][0]["keep_votes"] is False
    undo = {"after": page["version"], "version": page["version"]}
    assert desk.send("/steps/undo", undo, who="demo-3").status_code == 403
    assert desk.send("/steps/undo", undo).status_code == 200
    people = {one["person"]: one for one in desk.get("/people")["people"]}
    assert people["demo-2"]["active"] is True


def test_people_come_and_go_and_the_last_one_stays(desk):
    leave = {"after": desk.version, "person": "demo-3"}
    assert desk.send("/people/remove", leave).status_code == 200
    page = desk.get("/people")
    assert [one["person"] for one in page["candidates"]] == ["demo-3"]
    assert page["steps"][0]["what"] == "removed"
    assert desk.send("/people/remove", {**leave, "after": page["version"]}).status_code == 400
    back = {"after": page["version"], "person": "demo-3", "roles": ["third"]}
    assert desk.send("/people", {**back, "roles": []}).status_code == 400
    assert desk.send("/people", {**back, "person": "nobody"}).status_code == 400
    assert desk.send("/people", back).status_code == 200
    people = {one["person"]: one for one in desk.get("/people")["people"]}
    assert (people["demo-3"]["active"], people["demo-3"]["roles"]) == (True, ["third"])
    for who in ("demo-2", "demo-3"):
        gone = {"after": desk.version, "person": who}
        assert desk.send("/people/remove", gone).status_code == 200
    last = desk.send("/people/remove", {"after": desk.version, "person": "demo"})
    assert last.status_code == 400
    assert "last" in last.json()["what"]["en"]


def test_who_has_left_changes_nothing(desk):
    desk.send("/people/remove", {"after": desk.version, "person": "demo-3"})
    body = {"after": desk.version, "what": "x", "why": "y"}
    assert desk.send("/deviations", body, "demo-3").status_code == 400


def test_one_table_of_concepts_is_asked_of_six_databases(desk):
    body = {"after": desk.version, "concepts": CONCEPTS, "since": "2015-01-01"}
    assert desk.send("/search/plan", {**body, "concepts": []}).status_code == 422
    assert desk.send("/search/plan", body).status_code == 200
    page = desk.get("/search")
    found = {one["database"]: one for one in page["rendered"]}
    assert list(found) == ["pubmed", "embase", "wos", "cnki", "wanfang", "vip"]
    assert '"Multiple Myeloma"[mh]' in found["pubmed"]["text"]
    assert '("2015/01/01"[dp]' in found["pubmed"]["text"]
    assert "骨髓瘤" in found["cnki"]["text"]
    assert any("NEAR" in one["en"] for one in found["cnki"]["unsaid"])
    only = [{**CONCEPTS[0], "en": [], "mesh": []}]
    again = {"after": desk.version, "concepts": only, "why": "Chinese alone"}
    assert desk.send("/search/plan", again).status_code == 200
    page = desk.get("/search")
    found = {one["database"]: one for one in page["rendered"]}
    assert found["pubmed"]["text"] == ""
    assert "no word" in found["pubmed"]["problem"]["en"]
    assert (page["plan"]["earlier"], page["plan"]["why"]) == (1, "Chinese alone")


def test_a_recorded_search_feeds_the_flow_and_can_be_taken_back(desk):
    body = {"after": desk.version, "database": "pubmed", "on": "2026-01-02", "strategy": "x[tiab]",
            "hits": 7}  # fmt: skip
    version = desk.send("/searches", body).json()["version"]
    assert (
        desk.bring(ris().replace(b"TY  - JOUR", b"TY  - JOUR\r\nDB  - PubMed")).status_code == 200
    )
    (found,) = desk.get("/search")["searches"]
    assert (found["hits"], found["imported"], found["label"]["en"]) == (7, 6, "PubMed")
    remarks = [one["en"] for one in desk.get("/flow")["remarks"]]
    assert remarks == ["PubMed: the search found 7, 6 were imported"]
    assert desk.send("/searches", {**body, "hits": -1}).status_code == 422
    undo = {"after": desk.version, "version": version}
    assert desk.send("/steps/undo", undo, "demo-2").status_code == 200
    assert desk.get("/search")["searches"] == []
    opened = desk.send("/steps/undo", {"after": desk.version, "version": 1})
    assert opened.status_code == 400, "not every step is taken back here"


def test_an_import_keeps_its_report_is_taken_back_and_brought_in_again(desk):
    desk.register()
    raw = ris() + b"TY  - JOUR\r\nER  - \r\n"
    told = desk.bring(raw).json()
    kept = desk.get(f"/imports/{told['batch']}")
    same = ("file", "form", "read", "refused", "joined", "ask", "records", "unused", "remarks")
    assert {key: kept[key] for key in same} == {key: told[key] for key in same}
    assert (told["joined"], kept["refused"]) == (1, 1)
    report = desk.get("/queue")["reports"][0]["id"]
    assert desk.vote(report, "include", "demo").status_code == 200
    for back, reports, voted in ((True, 0, 0), (False, 5, 1), (True, 0, 0)):
        body = {"after": desk.version, "batch": told["batch"], "back": back}
        answer = desk.send("/imports/undo", body, "demo-2")
        assert answer.status_code == 200, answer.text
        page = desk.get()
        assert (page["reports"], desk.get("/queue")["voted"]) == (reports, voted)
        (row,) = desk.get("/imports")["imports"]
        assert row["taken_back"] is back
        twice = desk.send("/imports/undo", {**body, "after": desk.version}, "demo-2")
        assert twice.status_code == 404
    assert desk.bring(raw).status_code == 200, "what was taken back can be imported anew"
    assert len(desk.get("/imports")["imports"]) == 2


def test_a_join_is_taken_back_and_asked_again(desk):
    desk.bring(ris())
    (step,) = desk.get("/joins")["joins"]
    assert (step["pairs"], step["automatic"], step["taken_back"]) == (1, True, False)
    body = {"after": desk.version, "version": step["version"]}
    undone = desk.send("/steps/undo", body).json()["version"]
    assert desk.get()["reports"] == 6
    assert desk.get("/joins")["joins"][0]["taken_back"] is True
    assert len(desk.get("/duplicates")["ask"]) == 1, "its pair is asked anew"
    again = {"after": desk.version, "version": undone}
    assert desk.send("/steps/undo", again).status_code == 200, "an undoing is taken back too"
    assert desk.get()["reports"] == 5


def test_a_file_with_long_abstracts_is_cut_into_events_the_journal_takes(desk):
    papers = [(f"Title {at} of a made trial", f"10.9/{at}", "2020", "J") for at in range(400)]
    long = ris(papers).replace(b"AB  - Abstract", b"AB  - " + b"word " * 700 + b"Abstract")
    answer = desk.bring(long)
    assert answer.status_code == 200, answer.text
    assert desk.get()["records"] == 400


def test_a_queue_is_paged_and_ordered_and_leaves_nothing_out(desk):
    desk.register()
    topics = ("soil chemistry of rivers", "BCMA CAR-T cells against myeloma")
    papers = [
        (f"Study {at} of {topics[at % 3 == 0]}", f"10.7/{at}", "2020", "J") for at in range(90)
    ]
    desk.bring(ris(papers))
    seen, first = [], 0
    while first is not None:
        part = desk.get("/queue", first=first)
        seen += [one["id"] for one in part["reports"]]
        assert part["left"] == 90
        first = part["page"]["next"]
    assert len(set(seen)) == len(seen) == 90
    assert desk.get("/queue", first=1000)["page"] == {"first": 80, "before": 40, "next": None}
    wanted = {one for at, one in enumerate(seen) if at % 3 == 0}
    for key in (seen[0], seen[1], seen[3], seen[4]):
        for who in ("demo", "demo-2"):
            assert desk.vote(key, *(("include", who) if key in wanted else ("exclude", who, "E1"))
                             ).status_code == 200  # fmt: skip
    part = desk.get("/queue", order="relevance")
    assert (part["order"]["basis"], part["order"]["included"], part["left"]) == ("votes", 2, 86)
    assert {one["id"] for one in part["reports"][:20]} <= wanted
    assert part["order"]["ranks"][0]["because"][0]["weight"] > 0
    rest = [one["id"] for n in (40, 80) for one in
            desk.get("/queue", order="relevance", first=n)["reports"]]  # fmt: skip
    assert {one["id"] for one in part["reports"]} | set(rest) == set(seen) - {
        seen[0], seen[1], seen[3], seen[4],
    }  # fmt: skip
    assert desk.get("/queue")["order"] == {
        "by": "import", "basis": "", "included": 0, "excluded": 0, "ranks": [],
    }  # fmt: skip

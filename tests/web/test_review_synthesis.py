"""From extraction to synthesis over HTTP: overlap, pooling, departures from the protocol."""

from datetime import UTC, datetime

import pytest

from tests.web.test_review import BASE, PROTOCOL, Desk, ris
from trephine.core.review import Registration, Review
from trephine.core.review_protocol import Pico, PrespecifiedMethods, ReviewProtocol
from trephine.core.text import Text
from trephine.library.extraction_form import extraction_form
from trephine.web.evidence.options import PoolOptions
from trephine.web.review.synthesis import planned

PLACE = {"quote": "as printed", "place": "p. 3"}
SHARED = "ChiCTR-A"
FACTS = [  # n, responders, registration, centre, from, to, domain
    (20, 18, SHARED, "Wuhan", "2018-01", "2019-06", "4-1BB"),
    (30, 24, f"NCT0001, {SHARED.lower()}", "Wuhan", "2019-01", "2020-01", "4-1BB"),
    (40, 30, "NCT0002", "Suzhou", "2019-01", "2020-01", "CD28"),
    (25, None, "NCT0003", "Suzhou", "2021-01", "2021-02", "CD28"),
]
METHODS = {"measure": "PLO", "model": "random", "estimator": "REML",
           "interval": "hartung-knapp"}  # fmt: skip


def text(item, words):
    return {"item": item, "state": "reported", "printed": words, **PLACE}


def sheet(n, responders, registration, centre, first, last, domain):
    known = {
        "n": {"item": "n", "state": "reported", "number": n, **PLACE},
        "registration": text("registration", registration),
        "centre": text("centre", centre),
        "enrolled-from": text("enrolled-from", first),
        "enrolled-to": text("enrolled-to", last),
        "costimulatory-domain": text("costimulatory-domain", domain),
        # of the second study a percentage alone, which one count gives
        "orr": {"item": "orr", "state": "reported", "n": n, **PLACE}
        | ({"printed": "80.0"} if n == 30 else {"events": responders}),
        # "7%" of 40 is 3 alone; of 25 it is no count at all
        "crs": {"item": "crs", "state": "reported", "n": n, "printed": "7", **PLACE},
    }
    if responders is None:
        del known["orr"]
    return [
        known.get(one.id, {"item": one.id, "state": "not-reported"}) for one in extraction_form()
    ]


@pytest.fixture(scope="module")
def desk(client):
    """Five included studies, four of them read by two people."""
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    assert made.register(methods=METHODS).status_code == 200
    assert made.bring(ris()).status_code == 200
    keys = [one["id"] for one in made.get("/queue")["reports"]]
    for stage in ("title", "full-text"):
        for key in keys:
            for who in ("demo", "demo-2"):
                assert made.vote(key, "include", who, stage=stage).status_code == 200
    for key, facts in zip(keys, FACTS, strict=False):
        for who in ("demo", "demo-2"):
            body = {"after": made.version, "study": key, "values": sheet(*facts)}
            assert made.send("/extraction", body, who).status_code == 200
    made.keys = keys
    return made


def pooled(desk, outcome="ORR", **query):
    return desk.get(f"/synthesis/{outcome}", **query)


def test_overlap_by_registration_and_by_centre_with_dates(desk):
    held = desk.get("/overlap")
    assert [one["n"] for one in held["studies"]] == [20, 30, 40, 25]
    assert held["unread"] == 1
    pairs = {(one["one"], one["other"]): one for one in held["pairs"]}
    first, second, third, fourth = desk.keys[:4]
    assert pairs[first, second]["strength"] == 2, "one registration, whatever its letters"
    assert any("2019-01-01" in sign["en"] for sign in pairs[first, second]["signs"])
    assert pairs.get((third, fourth), {"strength": 0})["strength"] == 0, "dates do not meet"
    assert held["groups"] == [[first, second]]
    assert (held["people"], held["remaining"]) == (115, 95)


def test_the_published_review_shows_the_overlap_that_the_library_knows(client):
    held = client.get(f"{BASE}/zhan2025/overlap").json()
    assert len(held["studies"]) == 18
    assert held["remaining"] < held["people"]


def test_the_protocols_methods_are_followed_and_nothing_is_exploratory(desk):
    found = pooled(desk)
    answer = found["pooled"]
    assert (answer["k"], answer["known"], answer["events"], answer["people"]) == (5, 3, 72, 90)
    estimate = answer["estimate"]
    assert (estimate["measure"], estimate["method"], estimate["test"]) == ("PLO", "REML", "knha")
    assert found["departures"] == []
    assert found["in_force"]["method"] == "REML"
    said = {key: METHODS[key] for key in ("measure",)} | {"model": "normal", "method": "REML"}
    assert pooled(desk, **said)["departures"] == [], "the plan, said in full"
    assert answer["deviates"] is False
    assert found["digest"] == desk.get()["protocol"]["digest"]
    why = {one["counted"]["origin"]: one["counted"]["excluded"] for one in answer["studies"]}
    assert why["inferred"] is None, "80.0% of 30 is 24 and nothing else"
    excluded = [one["counted"]["excluded"]["en"] for one in answer["studies"]
                if one["counted"]["excluded"]]  # fmt: skip
    assert excluded == ["the outcome is not reported", "not read by two people to the end yet"]
    labels = [one["counted"]["label"]["en"] for one in answer["studies"]]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"model": "exact"}, "estimator"),
        ({"model": "normal", "method": "DL"}, "tau2: DL"),
        ({"measure": "PFT"}, "measure: PFT"),
        ({"level": 90}, "level: 90"),
        ({"group": True}, "subgroup"),
    ],
)
def test_whatever_departs_is_named_and_exploratory(desk, query, said):
    found = pooled(desk, **query)
    assert found["pooled"]["deviates"] is True
    assert any(said in one["en"] for one in found["departures"])
    assert all(one["zh"] for one in found["departures"])


@pytest.mark.parametrize(
    ("asked", "in_force"),
    [
        ({}, 90.0),
        ({"level": 95.0}, 95.0),
        ({"model": "normal", "measure": "PFT"}, 90.0),
        ({"model": "exact", "level": 99.0}, 99.0),
    ],
)
def test_a_level_that_is_said_stands_and_one_that_is_not_is_the_protocols(asked, in_force):
    said = Text(zh="示例", en="made")
    protocol = ReviewProtocol(
        title=said,
        question=Pico(population=said, intervention=said, outcomes=said),
        criteria=(),
        items=(),
        methods=PrespecifiedMethods(level=90.0),
    )
    registration = Registration(
        version=1, at=datetime(2026, 1, 1, tzinfo=UTC), author="a", digest="", protocol=protocol
    )
    review = Review(version=1, registrations=(registration,))
    assert planned(review, PoolOptions(**asked)).level == in_force


def test_leaving_a_study_out_is_exploratory_and_groups_are_compared(desk):
    found = pooled(desk, without=desk.keys[0])
    assert found["pooled"]["people"] == 70
    assert found["pooled"]["deviates"] is True
    groups = pooled(desk, group=True)["pooled"]["groups"]
    assert {one["level"] for one in groups} == {"4-1BB", "CD28"}


def test_percentages_that_no_count_or_several_give_are_not_pooled(desk):
    held = {one["counted"]["n"]: one["counted"] for one in pooled(desk, "CRS")["pooled"]["studies"]}
    assert held[40]["events"] == 3
    assert held[25]["events"] is None
    assert "exactly one" in held[25]["excluded"]["en"]
    assert desk.client.get(f"{BASE}/{desk.id}/synthesis/nothing").status_code == 404


def test_figures_and_scripts_are_those_of_the_answer(desk):
    base = f"{BASE}/{desk.id}/synthesis/ORR"
    for form, start in (("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        assert desk.client.get(f"{base}/forest.{form}").content.startswith(start)
    assert "REML" in desk.client.get(f"{base}/script.R").text
    none = desk.client.get(f"{BASE}/{desk.id}/synthesis/ICANS/forest.svg")
    assert none.status_code == 422, "nothing to pool is said, and not drawn"


def test_the_influence_of_each_study_is_that_of_leaving_it_out(desk):
    base = f"{BASE}/{desk.id}/synthesis"
    found = desk.client.get(f"{base}/ORR/sensitivity").json()
    assert [one["without"] for one in found["leave_one_out"]] == desk.keys[:3]
    part = pooled(desk, without=desk.keys[0])["pooled"]["estimate"]
    assert found["leave_one_out"][0]["natural"] == part["natural"], "by the protocol's methods"
    assert {one["study"] for one in found["influence"]} == set(desk.keys[:3])
    assert all(one["dffits"] is not None and one["cook_d"] > 0 for one in found["influence"])
    assert desk.client.get(f"{base}/ICANS/sensitivity").status_code == 422


@pytest.mark.parametrize("style", ["vancouver", "gbt7714"])
def test_references_of_a_review_and_of_an_answer(desk, style):
    every = desk.get("/citations", style=style)
    assert [one["key"] for one in every] == desk.keys, "all that are included"
    assert all(("[J]" in one["text"]) == (style == "gbt7714") for one in every)
    own = desk.get("/synthesis/ORR/citations", style=style)
    assert [one["number"] for one in own] == list(range(1, len(own) + 1))
    held = [one["key"] for one in own if one["key"] in desk.keys]
    assert held == desk.keys[:3], "those that are pooled"
    assert own[-1]["key"] == "trephine"
    less = desk.get("/synthesis/ORR/citations", without=desk.keys[0])
    assert desk.keys[0] not in {one["key"] for one in less}
    file = desk.client.get(f"{BASE}/{desk.id}/citations.txt", params={"style": style})
    assert file.text.splitlines()[0] == f"[1] {every[0]['text']}"


def test_the_table_of_an_answer_is_taken_along(desk):
    base = f"{BASE}/{desk.id}/synthesis/ORR"
    told = desk.client.get(f"{base}/studies.csv", params={"lang": "en"}).content.decode("utf-8-sig")
    assert told.startswith("study,year,events,n,")
    assert "not read by two people" in told
    assert desk.client.get(f"{base}/studies.xlsx").content.startswith(b"PK")


@pytest.mark.parametrize(("form", "lang"), [("html", "zh"), ("html", "en"), ("docx", "zh"),
                                             ("pdf", "en")])  # fmt: skip
def test_the_report_holds_protocol_flow_studies_and_results(desk, form, lang):
    answer = desk.client.get(f"{BASE}/{desk.id}/report.{form}", params={"lang": lang})
    assert answer.status_code == 200, answer.text
    if form != "html":
        assert answer.content.startswith(b"PK" if form == "docx" else b"%PDF")
        return
    told = answer.text
    assert desk.get()["protocol"]["digest"] in told
    assert SHARED in told
    assert ("Overall response rate" if lang == "en" else "总缓解率") in told
    assert ("nothing is pooled" if lang == "en" else "不作合并") in told
    assert ("not read to the end" if lang == "en" else "尚未读完") in told
    listed = told[told.rindex("References" if lang == "en" else "参考文献") :]
    for one in desk.get("/citations", style="vancouver" if lang == "en" else "gbt7714"):
        assert one["text"].split(".")[1].strip()[:30] in listed, "every included study is cited"


def test_without_a_protocol_every_analysis_is_exploratory(desk, client):
    rows = desk.get("/synthesis")
    assert rows["unread"] == 1
    assert {one["outcome"]: one["known"] for one in rows["outcomes"]}["ORR"] == 3
    silent = {**PROTOCOL, "why": "methods left out", "methods": {}}
    assert desk.send("/protocol", {"after": desk.version, **silent}).status_code == 200
    found = pooled(desk)
    assert found["pooled"]["estimate"]["model"] == "binomial-normal", "the house's default"
    assert found["pooled"]["deviates"] is True
    assert any("silent" in one["en"] for one in found["departures"])

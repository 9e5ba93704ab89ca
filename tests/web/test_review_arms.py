"""A study whose arms are read apart: both readers alike, summed or as rows, never independent."""

import pytest

from tests.web.test_review import Desk, ris
from trephine.library.extraction_form import extraction_form

PLACE = {"quote": "as printed", "place": "table 2"}
ARMS = ("1.5 × 10⁸", "4.5 × 10⁸")
METHODS = {"measure": "PLO", "model": "random", "estimator": "REML",
           "interval": "hartung-knapp"}  # fmt: skip
ONCE = {"registration", "centre", "enrolled-from", "enrolled-to"}


def figures(n, responders, arm="", **other):
    known = {
        "n": {"state": "reported", "number": n, **PLACE},
        "orr": {"state": "reported", "events": responders, "n": n, **PLACE},
        **other,
    }
    return [
        {"item": one.id, "arm": arm, **known.get(one.id, {"state": "not-reported"})}
        for one in extraction_form()
        if not arm or one.id not in ONCE
    ]


def keep(desk, study, values, *people):
    for who in people or ("demo", "demo-2"):
        body = {"after": desk.version, "study": study, "values": values}
        answer = desk.send("/extraction", body, who)
        assert answer.status_code == 200, answer.text


def name(desk, study, arms, who="demo", after=None):
    after = desk.version if after is None else after
    return desk.send("/extraction/arms", {"after": after, "study": study, "arms": arms}, who)


@pytest.fixture
def desk(client):
    """Three included studies, the first of two arms, all read by two people."""
    head = {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}
    made = Desk(client, head)
    assert made.register(methods=METHODS).status_code == 200
    assert made.bring(ris()).status_code == 200
    made.keys = [one["id"] for one in made.get("/queue")["reports"]][:3]
    for stage in ("title", "full-text"):
        for key in made.keys:
            for who in ("demo", "demo-2"):
                assert made.vote(key, "include", who, stage=stage).status_code == 200
    first, second, third = made.keys
    assert name(made, first, ARMS).status_code == 200
    once = [{"item": key, "state": "not-reported"} for key in sorted(ONCE)]
    keep(made, first, once + figures(10, 9, ARMS[0]) + figures(20, 15, ARMS[1]))
    keep(made, second, figures(30, 20))
    keep(made, third, figures(40, 25))
    return made


def rows(desk, **query):
    found = desk.get("/synthesis/ORR", **query)
    held = [one["counted"] for one in found["pooled"]["studies"]]
    return found, [
        (one["label"]["en"].partition(" · ")[2], one["events"], one["n"]) for one in held
    ]


def test_arms_are_added_up_or_stand_apart_and_that_is_said(desk):
    found, held = rows(desk)
    assert held == [("", 24, 30), ("", 20, 30), ("", 25, 40)]
    assert [one["en"].partition(": ")[2] for one in found["arms"]] == [
        "the counts of 2 arms are added (1.5 × 10⁸, 4.5 × 10⁸)"
    ]
    assert found["departures"] == []
    found, held = rows(desk, arms="apart")
    assert held == [(ARMS[0], 9, 10), (ARMS[1], 15, 20), ("", 20, 30), ("", 25, 40)]
    assert "2 arms of this one study" in found["arms"][0]["en"]
    assert ARMS[0] not in found["arms"][0]["en"].partition(":")[0], "the study is named, not a row"
    assert "not independent" in found["pooled"]["result"]["en"], "the sentence that is copied too"
    assert "arms apart" in found["departures"][0]["en"], "the protocol announced no such rows"
    cited = desk.get("/synthesis/ORR/citations", arms="apart")
    assert sum(one["key"] == desk.keys[0] for one in cited) == 1
    assert [one["n"] for one in desk.get("/overlap")["studies"]] == [30, 30, 40]


def test_rows_are_not_called_studies_where_arms_stand_apart(desk):
    """Sentence, figure, table and cautions say of how many studies the rows are."""
    at = f"/api/evidence/reviews/{desk.id}/synthesis/ORR"

    def taken(**query):
        found = desk.get("/synthesis/ORR", **query)
        said = found["pooled"]["result"]
        told = {"zh": [said["zh"]], "en": [said["en"]]}
        for one in (found["pooled"]["estimate"], *found["pooled"]["beside"]):
            for caution in one["cautions"]:
                told["zh"].append(caution["text"]["zh"])
                told["en"].append(caution["text"]["en"])
        for lang, texts in told.items():
            for file in ("forest.svg", "studies.csv"):
                answer = desk.client.get(f"{at}/{file}", params={"lang": lang, **query})
                assert answer.status_code == 200, answer.text
                texts.append(answer.text)
        return found["pooled"], told

    pooled, told = taken()
    assert pooled["rows"] is None
    assert "Across 3 studies (100 participants)" in told["en"][0]
    assert "共纳入 3 项研究（100 例）" in told["zh"][0]
    assert "3 studies" in told["en"][-2]
    assert not any("rows of" in one for one in told["en"])
    assert not any("行" in one for one in (told["zh"][0], told["zh"][-1]))
    pooled, told = taken(arms="apart")
    assert (pooled["k"], pooled["estimate"]["k"]) == (3, 4)
    assert pooled["rows"] == {"zh": "3 项研究的 4 行", "en": "4 rows of 3 studies"}
    assert "Across 4 rows of 3 studies (100 participants)" in told["en"][0]
    assert "共纳入 3 项研究的 4 行（100 例）" in told["zh"][0]
    assert "4 rows of 3 studies" in told["en"][-2]
    assert "3 项研究的 4 行" in told["zh"][-2]
    assert "pooled (4 rows of 3 studies)" in told["en"][-1]
    assert "合并（3 项研究的 4 行）" in told["zh"][-1]
    assert not any("4 studies" in one for one in told["en"])
    assert not any("4 项研究" in one for one in told["zh"])
    _, told = taken(arms="apart", without=desk.keys[1:])
    assert "Across 2 rows of 1 study (30 participants)" in told["en"][0]
    assert not any("2 studies" in one or "Two studies" in one for one in told["en"])
    assert any("Two rows only" in one for one in told["en"])
    assert not any("2 项研究" in one or "两项研究" in one for one in told["zh"])


def test_an_arm_without_a_count_leaves_no_sum_over_the_others(desk):
    open_ = {"item": "orr", "arm": ARMS[1], "state": "not-reported"}
    keep(desk, desk.keys[0], [open_])
    found, held = rows(desk)
    assert held[0][1] is None
    assert "not every arm" in found["pooled"]["studies"][0]["counted"]["excluded"]["en"]
    assert "without a sum" in found["arms"][0]["en"]
    assert rows(desk, arms="apart")[1][0] == (ARMS[0], 9, 10)


def test_the_form_asks_for_every_arm_and_disagreements_name_theirs(desk):
    sheet = desk.get("/extraction/sheet", study=desk.keys[0])
    assert sheet["arms"] == list(ARMS)
    asked = [(one["arm"], one["item"]["id"]) for one in sheet["fields"]]
    assert len(asked) == len(set(asked)) == len(ONCE) + 2 * (len(extraction_form()) - len(ONCE))
    other = {"item": "orr", "arm": ARMS[1], "state": "reported", "events": 16, "n": 20, **PLACE}
    keep(desk, desk.keys[0], [other], "demo-2")
    assert [(one["arm"], one["item"]["id"]) for one in desk.get("/adjudication")["cells"]] == [
        (ARMS[1], "orr")
    ]
    strange = {**other, "arm": "cohort 9"}
    body = {"after": desk.version, "study": desk.keys[0], "values": [strange]}
    assert desk.send("/extraction", body).status_code == 400


def test_naming_arms_is_the_readers_alone_and_can_be_taken_back(desk):
    study = desk.keys[1]
    before = desk.version
    for wrong in (["one"], ["one", " "], ["one", "one "]):
        assert name(desk, study, wrong).status_code == 400, wrong
    assert name(desk, study, ["a", "b"]).status_code == 200
    told = name(desk, study, ["c", "d"], "demo-2", after=before)
    assert told.status_code == 409
    assert "a" in str(told.json()["since"]), "the other reader sees which arms were named"
    read = {one["study"]: one["both"] for one in desk.get("/extraction")["studies"]}
    assert read[study] is False, "values given without an arm are not those of its arms"
    assert name(desk, study, []).status_code == 200
    assert desk.get("/extraction")["studies"][1]["both"] is True, "they are back"

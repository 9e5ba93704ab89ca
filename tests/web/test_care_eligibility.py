"""Eligibility over HTTP: three states, conversions, another day, a signed override."""

import pytest

from trephine.web.care.demo import PREFIX

BEFORE = f"{PREFIX}eligibility-washout"
PAGE = f"/api/care/patients/{BEFORE}/eligibility"


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def panel(client, head, *values, **more):
    answer = client.post(PAGE, json={"values": list(values), **more}, headers=head)
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(found):
    return {one["rule"]["id"]: one["state"] for one in found["requirements"]}


def test_requirements_in_three_states_with_place_and_what_is_missing(client):
    found = client.get(PAGE).json()
    shown = {one["rule"]["id"]: one for one in found["requirements"]}
    assert shown["ELIG-02"]["state"] == "not met"
    assert shown["EXCL-03"]["state"] == "unknown"
    assert shown["EXCL-03"]["absolute"]
    assert shown["EXCL-03"]["missing"][0]["name"] == "vital_signs_abnormal"
    assert shown["ELIG-04"]["rule"]["errata"] == ["consensus-bilirubin"]
    assert "consensus2022" in shown["APH-01"]["rule"]["place"]["en"]
    counts = {one["stage"]: one for one in found["counts"]}
    assert counts["treatment"]["standing"] == "not met"
    assert counts["treatment"]["unknown"] >= 1
    assert found["earliest"] == "2025-09-20"
    assert [one["en"] for one in found["binding"]] == ["lenalidomide"]
    drugs = {one["drug"]: one for one in found["waiting"]}
    assert drugs["lenalidomide"]["left"] == 8
    assert drugs["corticosteroid_therapeutic"]["wanted"]["en"] == "72 hours"
    assert "SYN" in found["patient"]


def test_values_are_converted_doubted_and_refused_one_by_one(client, head):
    found = panel(
        client,
        head,
        {"observable": "hemoglobin", "value": "7.9", "unit": "g/dL"},
        {"observable": "total_bilirubin", "value": "1", "unit": "mg/dL"},
        {"observable": "platelets", "value": "4000", "unit": "10*9/L"},
        {"observable": "lvef", "value": "950", "unit": "%"},
        {"observable": "alt", "value": "200", "unit": "U/L", "high": "50"},
    )
    read = {one["name"]: one for one in found["read"]}
    assert read["hemoglobin"]["shown"]["en"] == "7.9 g/dL = 79 g/L"
    assert read["total_bilirubin"]["shown"]["en"] == "1 mg/dL = 17.1 umol/L"
    assert read["platelets"]["doubt"]
    assert read["lvef"]["refused"]
    assert read["lvef"]["do"]["zh"]
    now = states(found)
    assert now["APH-01"] == "not met"
    assert now["ELIG-04"] == "met", "1 mg/dL is within the corrected limit"
    assert now["ELIG-02"] == "not met", "what is refused leaves the record's own value"
    assert now["ELIG-03"] == "not met", "the limit of the laboratory came with the result"
    assert client.get(PAGE).json()["version"] == found["version"], "nothing was kept"


def test_a_drug_known_to_the_day_alone_leaves_hours_open(client, head):
    given = {"observable": "corticosteroid_therapeutic", "value": True, "day_only": True}
    found = panel(
        client,
        head,
        {**given, "time": "2025-09-12T00:00:00+08:00"},
        collect="2025-09-15T09:00:00+08:00",
    )
    lacking = {one["rule"]["id"]: one["state"] for one in found["on_day"]["lacking"]}
    assert lacking["WASH-08"] == "unknown"


def test_another_day_says_what_would_be_lacking(client):
    eve = client.get(PAGE, params={"collect": "2025-09-18T09:00:00+08:00"}).json()["on_day"]
    assert {one["drug"]: one["left"] for one in eve["waiting"]} == {"lenalidomide": 2}
    assert "WASH-05" in {one["rule"]["id"] for one in eve["lacking"]}
    then = client.get(PAGE, params={"collect": "2025-09-20T09:00:00+08:00"}).json()["on_day"]
    assert then["waiting"] == []
    late = client.get(PAGE, params={"collect": "2025-11-20T09:00:00+08:00"}).json()["on_day"]
    stale = next(one for one in late["lacking"] if one["rule"]["id"] == "APH-01")
    assert (stale["state"], stale["before"]) == ("unknown", "met")
    past = client.get(PAGE, params={"collect": "2025-09-01T09:00:00+08:00"})
    assert past.status_code == 400


def test_override_is_signed_shown_beside_the_state_and_taken_back(client, head):
    before = client.get(PAGE).json()
    asked = {"after": before["version"], "rule": "ELIG-02", "why": "assessed otherwise"}
    wrong = client.post(f"{PAGE}/override", json={**asked, "state": "unknown"}, headers=head)
    assert wrong.status_code == 422
    met = client.post(
        f"{PAGE}/override", json={**asked, "rule": "ELIG-01", "state": "met"}, headers=head
    )
    assert met.status_code == 422, "what is met needs no override"
    done = client.post(f"{PAGE}/override", json={**asked, "state": "not met"}, headers=head)
    assert done.status_code == 200, done.text
    shown = next(
        one for one in client.get(PAGE).json()["requirements"] if one["rule"]["id"] == "ELIG-02"
    )
    assert shown["state"] == "not met", "an override alters no conclusion"
    assert shown["override"]["stands"]
    history = client.get(f"/api/care/patients/{BEFORE}/history").json()["events"]
    assert "ELIG-02" in history[0]["what"]["zh"]
    better = panel(client, head, {"observable": "lvef", "value": "60", "unit": "%"})
    again = next(one for one in better["requirements"] if one["rule"]["id"] == "ELIG-02")
    assert (again["state"], again["override"]["stands"]) == ("met", False)
    version = done.json()["version"]
    undone = client.post(
        f"/api/care/patients/{BEFORE}/undo",
        json={"after": version, "version": version},
        headers=head,
    )
    assert undone.status_code == 200, undone.text
    assert all(one["override"] is None for one in client.get(PAGE).json()["requirements"])


def test_a_nurse_tries_and_signs_nothing(signed, account, sign_in):
    nurse = account("nurse")
    head = sign_in(nurse)
    assert signed.get(PAGE).status_code == 404, "no demo patients among real ones"
    asked = {"after": 0, "rule": "ELIG-02", "state": "unknown", "why": "no better option"}
    answer = signed.post(f"{PAGE}/override", json=asked, headers=head)
    assert answer.status_code == 403

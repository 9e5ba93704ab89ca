"""Conditioning over HTTP: arithmetic shown, days dated back, two people, an identifier apart."""

from datetime import datetime, timedelta

import pytest

from trephine.web.care.demo import PREFIX

RENAL = f"{PREFIX}renal-impairment"
PAGE = f"/api/care/patients/{RENAL}/conditioning"
BRUDNO = "lymphodepletion-brudno2018"


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def panel(client, head, *values, **asked):
    answer = client.post(PAGE, json={"values": list(values), **asked}, headers=head)
    assert answer.status_code == 200, answer.text
    return answer.json()


BODY = (
    {"observable": "weight", "value": "80", "unit": "kg"},
    {"observable": "height", "value": "180", "unit": "cm"},
)


def test_doses_are_dated_back_with_their_arithmetic(client, head):
    found = panel(client, head, *BODY, regimen=BRUDNO, infusion="2025-09-10")
    first = next(one for one in found["doses"] if one["drug"] == "fludarabine")
    assert (first["day"], first["on"]) == (-5, "2025-09-05")
    assert first["amount"] == "60", "30 mg/m2 at 2 m2"
    assert "30 mg/m2 × 2 m2" in first["working"]["en"]
    assert len(first["beside"]) == 3
    assert len(found["doses"]) == 6
    assert (found["days"]["first"], found["days"]["last"]) == ("2025-09-09", "2025-09-10")
    assert found["days"]["limit"] == "2025-09-14"
    assert found["days"]["status"] == "ok"
    assert len(found["regimens"]) == 9


def test_fludarabine_is_held_while_the_clearance_is_out_of_date(client, head):
    found = panel(client, head, *BODY, regimen=BRUDNO, infusion="2025-09-10")
    held = {one["drug"]: bool(one["missing"]) for one in found["doses"]}
    assert held == {"fludarabine": True, "cyclophosphamide": False}
    clear = {"observable": "creatinine_clearance", "value": "60", "unit": "mL/min"}
    again = panel(client, head, *BODY, clear, regimen=BRUDNO, infusion="2025-09-10")
    assert not any(one["missing"] for one in again["doses"])


def test_a_clearance_that_was_stated_before_a_newer_creatinine_is_told_on_every_page(client, head):
    made = client.post("/api/care/patients", json={"patient": "P-7"}, headers=head).json()
    home = f"/api/care/patients/{made['id']}"
    now = datetime.fromisoformat(client.get(home).json()["at"])

    def hours(before):
        return (now - timedelta(hours=before)).isoformat()

    values = [
        *({**one, "time": hours(30)} for one in BODY),
        {"observable": "age", "value": "66", "unit": "a", "time": hours(30)},
        {"observable": "sex", "value": "male", "unit": "", "time": hours(30)},
        {"observable": "creatinine_clearance", "value": "80", "unit": "mL/min", "time": hours(24)},
        {"observable": "creatinine", "value": "300", "unit": "umol/L", "time": hours(3)},
    ]
    body = {"after": made["version"], "values": values}
    assert client.post(f"{home}/readings", json=body, headers=head).status_code == 200
    asked = {"regimen": BRUDNO, "infusion": f"{now.date() + timedelta(days=9)}"}
    plan = client.get(f"{home}/conditioning", params=asked).json()
    held = [one["missing"] for one in plan["doses"] if one["drug"] == "fludarabine"]
    assert held == [[], [], []], "the statement stands, and nothing takes its place"
    pages = [plan] + [
        client.get(f"{home}{of}").json() for of in ("", "/eligibility", "/orders", "/salvage")
    ]
    pages.append(client.get(f"{home}/grade", params={"what": "crs"}).json())
    for page in pages:
        (told,) = page["outpaced"]
        assert "80 mL/min" in told["en"]
        assert "24.23 mL/min" in told["en"], "(140 - 66) * 80 / (72 * 300 / 88.42)"
    assert "有更新的测量" in client.get(f"{home}/note").json()["text"]


def test_rounding_is_shown_and_a_step_that_is_none_is_refused(client, head):
    asked = {"regimen": "lymphodepletion-li2019", "infusion": "2025-09-10"}
    found = panel(client, head, *BODY, **asked, rounding="100", direction="down")
    dose = next(one for one in found["doses"] if one["drug"] == "cyclophosphamide")
    assert dose["amount"] == "1600", "20 mg/kg at 80 kg"
    assert "100" in dose["working"]["zh"]
    bad = client.post(PAGE, json={**asked, "rounding": "0"}, headers=head)
    assert bad.status_code == 400
    assert client.post(PAGE, json={"regimen": "none"}, headers=head).status_code == 400


def test_one_person_signs_once_and_every_item(client, head):
    found = client.get(PAGE).json()
    items = [one["id"] for one in found["checklist"]]
    assert "no-steroid" in items

    def sign(role, ticked, after, **who):
        body = {"after": after, "role": role, "items": ticked}
        return client.post(f"{PAGE}/checklist", json=body, headers=head, params=who)

    assert sign("nurse", items[:-1], found["version"]).status_code == 422
    done = sign("nurse", items, found["version"])
    assert done.status_code == 200, done.text
    other = sign("clinician", items, done.json()["version"])
    assert other.status_code == 422, "the same person is no second one"
    shown = client.get(PAGE).json()["signatures"]
    assert [one["role"] for one in shown] == ["nurse"]
    version = done.json()["version"]
    assert sign("clinician", items, version, **{"as": "demo-9"}).status_code == 400
    assert sign("clinician", items, version, **{"as": "demo-2"}).status_code == 200
    shown = client.get(PAGE).json()["signatures"]
    assert {one["role"]: one["author"] for one in shown} == {"nurse": "A", "clinician": "B"}


def test_two_people_complete_the_checks(signed, account, sign_in):
    nurse, doctor = account("nurse"), account("clinician")
    head = sign_in(nurse)
    made = signed.post("/api/care/patients", json={"patient": "P-9"}, headers=head).json()
    page = f"/api/care/patients/{made['id']}/conditioning"
    items = [one["id"] for one in signed.get(page).json()["checklist"]]
    version = made["version"]
    for name, role in ((nurse, "nurse"), (doctor, "clinician")):
        head = sign_in(name)
        signed.post(
            "/api/me/prove", json={"password": "correct horse battery staple"}, headers=head
        )
        other = signed.post(
            f"{page}/checklist?as=demo-2",
            json={"after": version, "role": role, "items": items},
            headers=head,
        )
        assert other.status_code == 400, "with accounts nobody signs as another"
        done = signed.post(
            f"{page}/checklist", json={"after": version, "role": role, "items": items}, headers=head
        )
        assert done.status_code == 200, done.text
        version = done.json()["version"]
    roles = {one["role"]: one["author"] for one in signed.get(page).json()["signatures"]}
    assert roles == {"nurse": nurse, "clinician": doctor}, "names that are shown, no ids"
    history = signed.get(f"/api/care/patients/{made['id']}/history").json()["events"]
    assert [one["author"] for one in history] == [doctor, nurse, nurse]


def test_the_identifier_is_compared_and_in_no_event(client, head):
    made = client.post("/api/care/patients", json={"patient": "P-8"}, headers=head).json()
    page = f"/api/care/patients/{made['id']}/conditioning"

    def check(step, identifier, after):
        body = {"after": after, "step": step, "identifier": identifier}
        return client.post(f"{page}/chain", json=body, headers=head)

    assert check("thawed", "COI-123", made["version"]).status_code == 422, "none on file"
    first = check("collected", "COI-123", made["version"])
    assert first.status_code == 200, first.text
    second = check("received", "COI-124", first.json()["version"]).json()
    check("thawed", "COI-123", second["version"])
    found = client.get(page).json()
    links = {one["step"]: one["matched"] for one in found["chain"]}
    assert links == {"collected": True, "received": False, "thawed": True, "infused": None}
    journal = client.app.state.workplace.journal
    events = journal.read(f"record/{made['id']}")
    assert "COI" not in str([one.payload for one in events])

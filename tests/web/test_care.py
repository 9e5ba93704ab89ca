"""The care room over HTTP: ward, patient, grades, what is written and by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.web.conftest import PASSWORD
from trephine.core.event import Entry
from trephine.core.record_event import ReadingsAdded, RecordOpened, WrittenReading
from trephine.core.undone import Undone
from trephine.journal.tables import login_session
from trephine.web.care import ward as ward_page
from trephine.web.care.demo import PREFIX, demo_entries
from trephine.web.care.records import Records

CRS = f"{PREFIX}crs-3-two-tocilizumab"
SIGNS = [
    {"observable": "temperature", "value": "39.2", "unit": "Cel"},
    {"observable": "fever_masked", "value": False},
    {"observable": "fever_other_cause", "value": False},
    {"observable": "hypotension", "value": True},
    {"observable": "vasopressors", "value": ["norepinephrine", "epinephrine"]},
    {"observable": "hypoxia", "value": False},
    {"observable": "oxygen_device", "value": "room_air"},
]


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def patient(client, name=CRS, **query):
    answer = client.get(f"/api/care/patients/{name}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def own(client, head):
    """A patient of one's own, so that no test sees what another wrote."""
    answer = client.post(
        "/api/care/patients",
        json={
            "patient": "P-77",
            "name": "周某",
            "hospital_number": "H-0042",
            "values": [
                {"observable": "weight", "value": "60", "unit": "kg"},
            ],
        },
        headers=head,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def add(client, head, name, values, after=None, **more):
    after = patient(client, name)["version"] if after is None else after
    return client.post(
        f"/api/care/patients/{name}/readings",
        json={"after": after, "values": values, **more},
        headers=head,
    )


def infuse(client, head, name, days=2):
    at = datetime.fromisoformat(patient(client, name)["at"]) - timedelta(days=days)
    written = [{"observable": "infusion", "value": True, "time": at.isoformat()}]
    assert add(client, head, name, written).status_code == 200


def test_a_refused_name_leaves_no_patient_and_a_wide_space_is_a_space(client, head):
    before = {row["id"] for row in client.get("/api/care/ward").json()}
    asked = {"patient": "P-78", "name": "王\x07小明"}
    refused = client.post("/api/care/patients", json=asked, headers=head)
    assert refused.status_code == 400
    assert {row["id"] for row in client.get("/api/care/ward").json()} == before
    asked["name"] = "王\u3000小明 "
    made = client.post("/api/care/patients", json=asked, headers=head)
    assert patient(client, made.json()["id"])["name"] == "王 小明"


def test_one_unreadable_record_takes_no_other_away(client, own, caplog):
    retired = WrittenReading(time=datetime.now(UTC), observable="retired_lab", value="1")
    entries = [
        Entry(kind="record-opened", payload=RecordOpened(patient="bad")),
        Entry(kind="readings-added", payload=ReadingsAdded(readings=(retired,))),
    ]
    journal = client.app.state.workplace.journal
    journal.append("record/bad", 0, entries, author="x", at=datetime.now(UTC))
    rows = {row["id"]: row for row in client.get("/api/care/ward").json()}
    assert {own, CRS, "bad"} <= set(rows)
    assert "cannot be read" in rows["bad"]["title"]["en"]
    assert "record bad cannot be read" in caplog.text
    assert client.get("/api/care/patients/bad").status_code == 400
    # taken back, so that no other test sees it
    undone = Entry(kind="undone", payload=Undone(version=2))
    journal.append("record/bad", 2, [undone], author="x", at=datetime.now(UTC))


def test_a_signature_is_taken_back_by_its_author_or_a_clinician_who_proves(
    signed, account, sign_in
):
    doctor, other, nurse = account("clinician"), account("clinician"), account("nurse")
    head = sign_in(doctor)
    name = signed.post("/api/care/patients", json={"patient": "P"}, headers=head).json()["id"]
    infuse(signed, head, name)
    path = f"/api/care/patients/{name}"
    signing = {"after": patient(signed, name)["version"], "what": "crs", "grade": 4,
               "values": SIGNS}  # fmt: skip
    version = signed.post(f"{path}/grade/sign", json=signing, headers=head).json()["version"]
    undo = {"after": version, "version": version}
    refused = signed.post(f"{path}/undo", json=undo, headers=sign_in(nurse))
    assert refused.status_code == 403, refused.text
    head = sign_in(other)
    sessions = signed.app.state.workplace.sessions
    with sessions.database.writing() as connection:
        connection.execute(update(login_session).values(proved_at=None))
    refused = signed.post(f"{path}/undo", json=undo, headers=head)
    assert (refused.status_code, refused.json()["where"]) == (403, "/api/me/prove")
    signed.post("/api/me/prove", json={"password": PASSWORD}, headers=head)
    assert signed.post(f"{path}/undo", json=undo, headers=head).status_code == 200
    # and the taking back of a signature is no nurse's to take back
    again = {"after": version + 1, "version": version + 1}
    assert signed.post(f"{path}/undo", json=again, headers=sign_in(nurse)).status_code == 403


def test_demo_patients_are_in_demo_mode_alone(signed, account, sign_in):
    journal = signed.app.state.workplace.journal
    journal.append(f"record/{CRS}", 0, demo_entries()[CRS], author="x", at=datetime.now(UTC))
    sign_in(account("clinician"))
    assert CRS not in {row["id"] for row in signed.get("/api/care/ward").json()}
    assert signed.get(f"/api/care/patients/{CRS}").status_code == 404


def test_ward_has_every_demo_patient_with_grade_and_what_is_next(client):
    rows = {row["id"]: row for row in client.get("/api/care/ward").json()}
    assert rows[CRS]["demo"] is True
    assert rows[CRS]["day"] == 3
    assert (rows[CRS]["crs"]["low"], rows[CRS]["crs"]["high"]) == (3, 3)
    assert rows[CRS]["next"]["rule"]
    before = rows[f"{PREFIX}eligibility-washout"]
    assert before["day"] is None
    assert before["crs"]["arises"] is False
    assert before["crs"]["low"] is None


def test_patient_gives_reasons_and_places(client):
    page = patient(client)
    grade = next(one for one in page["decisions"] if one["decides"] == "crs_grade")
    assert grade["settled"] is True
    assert grade["deciding"] == ["CRS-G3"]
    held = next(rule for rule in grade["rules"] if rule["id"] == "CRS-G3")
    assert held["state"] == "holds"
    assert "lee2019" in held["place"]["en"]
    assert any("?" not in line["en"] for line in grade["trace"])
    (counter,) = page["counters"]
    assert (counter["given"], counter["total"]) == (1, 4)
    assert counter["hours_since"] == "6.5"
    assert counter["errata"] == ["consensus-tocilizumab-24h"]


def test_eligibility_has_three_states(client):
    page = patient(client, f"{PREFIX}eligibility-washout")
    states = {rule["state"] for one in page["eligibility"] for rule in one["rules"]}
    assert {"holds", "open"} <= states
    asked = [one for one in page["eligibility"] if one["missing"]]
    assert asked, "what is open says what is missing"
    assert page["washouts"]


def test_looking_writes_nothing(client):
    name = f"{PREFIX}renal-impairment"
    patient(client, name)
    client.get("/api/care/ward")
    journal = client.app.state.workplace.journal
    assert journal.read(f"record/{name}") == ()


def test_grade_from_signs_is_not_kept(client, head, own):
    infuse(client, head, own)
    before = patient(client, own)["version"]
    tried = client.post(
        f"/api/care/patients/{own}/grade", json={"what": "crs", "values": SIGNS}, headers=head
    )
    assert tried.status_code == 200, tried.text
    found = tried.json()
    assert found["decision"]["low"] == found["decision"]["high"] == 4
    assert found["decision"]["deciding"] == ["CRS-G4"]
    assert patient(client, own)["version"] == before


@pytest.mark.parametrize("left_out", ["temperature", "hypotension", "vasopressors"])
def test_unknown_sign_makes_no_grade(left_out, client, head, own):
    infuse(client, head, own)
    signs = [one for one in SIGNS if one["observable"] != left_out]
    tried = client.post(
        f"/api/care/patients/{own}/grade",
        json={
            "what": "crs",
            "values": [one for one in signs if one["observable"] != "fever_masked"],
        },
        headers=head,
    ).json()
    if left_out == "hypotension":  # two vasopressors settle it without
        assert tried["decision"]["settled"]
        return
    assert not tried["decision"]["settled"]
    assert tried["decision"]["low"] != tried["decision"]["high"]
    assert left_out in {one["name"] for one in tried["decision"]["missing"]} | {"vasopressors"}


def test_masked_fever_is_not_no_fever(client, head, own):
    infuse(client, head, own)
    cool = [{"observable": "temperature", "value": "36.8", "unit": "Cel"}, *SIGNS[2:]]

    def graded(masked):
        answer = client.post(
            f"/api/care/patients/{own}/grade",
            json={
                "what": "crs",
                "values": [*cool, {"observable": "fever_masked", "value": masked}],
            },
            headers=head,
        )
        return answer.json()["decision"]

    assert graded(masked=False)["high"] == 0
    assert graded(masked=True)["low"] == 4


def test_readings_are_kept_undone_and_corrected(client, head, own):
    infuse(client, head, own)
    assert add(client, head, own, SIGNS).status_code == 200
    page = patient(client, own)
    assert page["crs"]["low"] == 4
    history = client.get(f"/api/care/patients/{own}/history").json()
    reading = next(one for one in history["readings"] if one["label"]["en"].startswith("vasopress"))
    corrected = client.post(
        f"/api/care/patients/{own}/withdraw",
        json={
            "after": page["version"],
            "version": reading["version"],
            "number": reading["number"],
            "why": "mistyped",
            "instead": {"observable": "vasopressors", "value": ["norepinephrine"]},
        },
        headers=head,
    )
    assert corrected.status_code == 200, corrected.text
    assert patient(client, own)["crs"]["low"] == 3
    undone = client.post(
        f"/api/care/patients/{own}/undo",
        json={"after": corrected.json()["version"], "version": corrected.json()["version"]},
        headers=head,
    )
    assert undone.status_code == 200, undone.text
    assert patient(client, own)["crs"]["low"] == 4
    first = client.post(
        f"/api/care/patients/{own}/undo",
        json={"after": undone.json()["version"], "version": 1},
        headers=head,
    )
    assert first.status_code == 400


def test_second_writer_is_told_what_came_since(client, head, own):
    seen = patient(client, own)["version"]
    assert add(client, head, own, SIGNS[:1], after=seen).status_code == 200
    second = add(client, head, own, SIGNS[1:2], after=seen)
    assert second.status_code == 409
    (since,) = second.json()["since"]
    assert (since["version"], since["kind"]) == (seen + 1, "readings-added")
    assert "zh" in second.json()["what"]
    assert patient(client, own)["version"] == seen + 1


def test_second_writer_sees_the_values_beside_their_own(client, head, own):
    first = {"observable": "temperature", "value": "38.4", "unit": "Cel"}
    seen = patient(client, own)["version"]
    assert add(client, head, own, [first], after=seen).status_code == 200
    theirs = [{**first, "value": "39.1"}, {"observable": "hypoxia", "value": False}]
    assert add(client, head, own, theirs, after=seen + 1).status_code == 200
    told = add(client, head, own, [{**first, "value": "38.9"}], after=seen + 1).json()["since"][0]
    assert told["author"] == "A", "a name that is shown, no account's id"
    assert [(one["label"]["en"], one["theirs"]["en"], (one["yours"] or {}).get("en"))
            for one in told["fields"]] == [
        ("body temperature", "39.1 °C", "38.9 °C"),
        ("hypoxia (a clinician's statement)", "no", None),
    ]  # fmt: skip
    of = {"version": seen + 1, "number": 0, "why": "mistyped"}
    change = {"after": seen + 2, **of, "instead": {**first, "value": "38.5"}}
    route = f"/api/care/patients/{own}/withdraw"
    assert client.post(route, json=change, headers=head).status_code == 200
    mine = {**change, "instead": None}
    (field,) = client.post(route, json=mine, headers=head).json()["since"][0]["fields"]
    assert field["theirs"]["en"] == "38.4 °C → 38.5 °C (mistyped)"
    assert field["yours"]["en"] == "38.4 °C, withdrawn (mistyped)"


def test_what_cannot_be_read_is_refused_and_not_kept(client, head, own):
    seen = patient(client, own)["version"]
    bad = add(client, head, own, [{"observable": "temperature", "value": "380", "unit": "Cel"}])
    assert bad.status_code == 400
    assert patient(client, own)["version"] == seen


def test_signed_grade_is_settled_and_the_one_seen(client, head, own):
    infuse(client, head, own)
    seen = patient(client, own)["version"]

    def sign(values, grade):
        return client.post(
            f"/api/care/patients/{own}/grade/sign",
            json={"after": seen, "what": "crs", "grade": grade, "values": values},
            headers=head,
        )

    assert sign(SIGNS[:1], 1).status_code == 422, "not settled"
    assert sign(SIGNS, 2).status_code == 422, "another than was seen"
    assert patient(client, own)["version"] == seen, "nothing kept of either"
    assert sign(SIGNS, 4).status_code == 200
    said = [one["what"]["en"] for one in _history(client, own)]
    assert "grade 4" in said[0]
    assert "order" not in " ".join(said).lower(), "no order is ever signed"


def _history(client, name):
    return client.get(f"/api/care/patients/{name}/history").json()["events"]


def test_history_shows_nothing_beyond_the_moment_it_is_seen(client):
    found = client.get(f"/api/care/patients/{CRS}/history").json()
    at = datetime.fromisoformat(patient(client)["at"])
    times = [datetime.fromisoformat(one["time"]) for one in found["readings"]]
    assert max(times) <= at, "a demo record goes on after the moment it is shown at"
    assert times == sorted(times, reverse=True)


def test_demo_patient_is_written_at_its_own_moment(client, head):
    name = f"{PREFIX}icans-with-crs"
    page = patient(client, name)
    answer = add(client, head, name, SIGNS)
    assert answer.status_code == 200, answer.text
    again = patient(client, name)
    assert again["at"] == page["at"]
    assert again["crs"]["low"] == 4
    kinds = [one["kind"] for one in reversed(_history(client, name))]
    assert kinds == ["record-opened", "readings-added", "readings-added"]
    assert not _history(client, name)[-2]["can_undo"], "what a demo record begins with stays"


def test_identifiers_stand_in_no_event(client, own):
    assert patient(client, own)["hospital_number"] == "H-0042"
    journal = client.app.state.workplace.journal
    told = repr([event.payload for event in journal.all()])
    assert "周某" not in told
    assert "H-0042" not in told


def test_calendar_file_names_nobody(client):
    answer = client.get(f"/api/care/patients/{CRS}/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    assert "SYN-02" not in answer.text
    assert "Simulated" in answer.text
    assert client.get(f"/api/care/patients/{CRS}/calendar").json()


def test_response_has_its_reasoning(client):
    found = client.get(f"/api/care/patients/{PREFIX}low-igg-infection/response").json()
    assert found["visits"]
    assert found["visits"][0]["components"]
    assert client.get(f"/api/care/patients/{CRS}/response").json()["visits"] == []


def test_note_says_grade_rule_and_place_in_chinese(client):
    text = client.get(f"/api/care/patients/{CRS}/note").json()["text"]
    assert text.startswith("【示例")
    assert "CRS 分级" in text
    assert "CRS-G3" in text
    assert "不构成医嘱" in text


def test_nurse_writes_and_does_not_sign_and_auditor_reads(signed, account, sign_in):
    nurse = sign_in(account("nurse"))
    made = signed.post("/api/care/patients", json={"patient": "P-1"}, headers=nurse)
    assert made.status_code == 200, made.text
    name = made.json()["id"]
    body = {"after": 1, "what": "crs", "grade": 1, "values": []}
    signing = f"/api/care/patients/{name}/grade/sign"
    assert signed.post(signing, json=body, headers=nurse).status_code == 403
    auditor = sign_in(account("auditor"))
    assert signed.get(f"/api/care/patients/{name}").status_code == 200
    undoing = signed.post(
        f"/api/care/patients/{name}/undo", json={"after": 1, "version": 1}, headers=auditor
    )
    assert undoing.status_code == 403
    workplace = signed.app.state.workplace
    key = workplace.accounts.add(
        "signer", roles=["clinician"], password=None, now=datetime.now(UTC)
    ).id
    opened = workplace.sessions.open(key, now=datetime.now(UTC) - timedelta(minutes=10))
    signed.cookies.clear()
    signed.cookies.set("trephine", opened.token)
    unproved = signed.post(signing, json=body, headers={"X-Trephine-CSRF": opened.csrf})
    assert unproved.status_code == 403, unproved.text
    assert "password" in unproved.json()["what"]["en"]


def test_no_demo_patients_where_people_sign_in(signed, account, sign_in):
    sign_in(account("clinician"))
    rows = signed.get("/api/care/ward").json()
    assert not [row for row in rows if row["demo"]]
    assert signed.get(f"/api/care/patients/{CRS}").status_code == 404


def test_records_are_folded_once_a_version(client):
    records = Records(client.app.state.workplace.journal, demo=True)
    first = records.record(CRS)
    assert records.record(CRS) is first


def test_a_ward_s_row_is_held_for_a_minute_and_never_past_a_change(client, head, own, monkeypatch):
    records = client.app.state.records
    worked_out = []
    real = ward_page._row
    monkeypatch.setattr(
        ward_page, "_row", lambda *asked: worked_out.append(asked[1]) or real(*asked)
    )
    start = datetime(2031, 1, 1, 8, 0, tzinfo=UTC)  # its own minutes, whatever ran before
    first = ward_page.ward(records, start)
    assert sorted(worked_out) == sorted(records.versions())
    assert ward_page.ward(records, start + timedelta(seconds=59)) == first
    assert len(worked_out) == len(first)
    infuse(client, head, own)  # one record is written to: its row alone is worked out anew
    again = {one.id: one for one in ward_page.ward(records, start + timedelta(seconds=59))}
    assert worked_out[len(first) :] == [own]
    assert again[own].day is not None
    ward_page.ward(records, start + timedelta(seconds=60))  # and the minute is over
    assert len(worked_out) == 2 * len(first) + 1
    named = {"name": "改名"}
    monkeypatch.setattr(records.identities, "get_all", lambda _: {f"record/{own}": named})
    rows = {one.id: one for one in ward_page.ward(records, start + timedelta(seconds=60))}
    assert rows[own].name == "改名"

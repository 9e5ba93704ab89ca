"""Timeline and tables of the care room over HTTP."""

from base64 import b64encode
from datetime import datetime, timedelta

import pytest

from trephine.journal.verify import verify
from trephine.web.care.demo import PREFIX

CRS = f"{PREFIX}crs-3-two-tocilizumab"
TABLE = "时间,体温(℃),血红蛋白,备注\n2026-02-01 08:00,38.6,90,发热\n2026-02-02 08:00,37.0↓,91,\n"


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def understood(client, head, raw, **more):
    content = b64encode(raw).decode()
    return client.post(
        "/api/care/sheet", json={"file": "t.csv", "content": content, **more}, headers=head
    )


def test_control_characters_of_a_table_are_taken_out_and_told(client, head):
    raw = TABLE.encode() + b"," * 5000 + b"\n2026-02-03 08:00,3\x008.1\x0b,92,\n"
    found = understood(client, head, raw).json()
    assert (5, "38.1 °C") in {(one["line"], one["shown"]["en"]) for one in found["values"]}
    (told,) = [one for one in found["remarks"] if "control" in one["what"]["en"]]
    assert (told["line"], told["found"]) == (5, "U+0000, U+000B")


@pytest.mark.parametrize("form", ["svg", "tiff", "pdf"])
def test_timeline_is_a_figure_and_words(client, form):
    found = client.get(f"/api/care/patients/{CRS}/timeline").json()
    assert {"crs_grade", "temperature", "tocilizumab", "visits"} <= {
        one["id"] for one in found["lanes"]
    }
    figure = client.get(f"/api/care/patients/{CRS}/timeline/figure.{form}?lang=en")
    assert figure.status_code == 200
    assert figure.content[:4] in {b"<svg", b"II*\0", b"%PDF"}
    assert b"SYN-" not in figure.content, "it names nobody"
    if form == "svg":
        assert "示例" not in figure.text
        assert "Demo" in figure.text, "a demonstration says that it is one"


def test_timeline_looks_back(client):
    at = datetime.fromisoformat(client.get(f"/api/care/patients/{CRS}").json()["at"])
    early = (at - timedelta(days=2)).isoformat()
    query = {"at": early}
    lanes = client.get(f"/api/care/patients/{CRS}/timeline", params=query).json()["lanes"]
    assert "tocilizumab" not in {one["id"] for one in lanes}
    history = client.get(f"/api/care/patients/{CRS}/history", params=query).json()
    assert max(one["time"] for one in history["readings"]) <= early
    page = client.get(f"/api/care/patients/{CRS}", params=query).json()
    assert page["crs"]["high"] < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_table_is_understood_in_each_encoding_and_kept_only_when_asked(client, head, encoding):
    before = len(client.get("/api/care/ward").json())
    found = understood(client, head, TABLE.encode(encoding)).json()
    states = {one["heading"]: one["state"] for one in found["terms"]}
    assert states == {"体温(℃)": "understood", "血红蛋白": "unit missing", "备注": "unknown"}
    assert [(one["line"], one["kind"]) for one in found["remarks"]] == [(3, "refused")]
    chosen = [
        {"heading": "血红蛋白", "observable": "hemoglobin", "unit": "g/L"},
        {"heading": "备注", "observable": "", "unit": ""},
    ]
    again = understood(client, head, TABLE.encode(encoding), choices=chosen).json()
    assert len(again["values"]) == 3
    assert len(client.get("/api/care/ward").json()) == before
    values = [one["value"] for one in again["values"]]
    made = client.post(
        "/api/care/patients", json={"patient": "P-9", "values": values}, headers=head
    )
    assert made.status_code == 200, made.text
    kept = client.get(f"/api/care/patients/{made.json()['id']}/history").json()["readings"]
    assert {one["value"]["en"] for one in kept} == {"38.6 °C", "90 g/L", "91 g/L"}
    same = understood(
        client, head, TABLE.encode(encoding), choices=chosen, patient=made.json()["id"]
    ).json()
    assert same["values"] == []
    assert {one["kind"] for one in same["remarks"]} == {"duplicate", "refused"}


def test_a_short_table_in_gbk_is_read_as_such_and_bytes_that_are_not_are_named(client, head):
    """Two characters and a sign tell nothing by their frequency: in Western they are no heading."""
    table = "时间,IgG(g/L),℃\n2026-02-01 08:00,4.5,\n".encode("gbk")
    found = understood(client, head, table).json()
    assert found["encoding"] == "gb18030"
    assert [one["value"]["value"] for one in found["values"]] == ["4.5"]
    assert found["remarks"] == []
    spoilt = understood(client, head, table + b"2026-02-02,\xff,\n").json()
    assert [(one["kind"], one["line"]) for one in spoilt["remarks"]] == [
        ("refused", 0),
        ("refused", 3),
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken", b"\x00\x01\x02"]
)
def test_what_is_no_table_is_refused_in_words(client, head, raw):
    answer = understood(client, head, raw)
    assert answer.status_code == 400, answer.text
    assert answer.json()["do"]["zh"]


def made(client, head, **more):
    body = {"patient": "P-31", "name": "王某", "hospital_number": "H-77", **more}
    answer = client.post("/api/care/patients", json=body, headers=head)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_entries_say_who_wrote_and_who_took_back(client, head):
    weights = [
        {
            "observable": "weight",
            "value": value,
            "unit": "kg",
            "time": f"2026-02-0{day}T08:00+08:00",
        }
        for day, value in ((1, "60"), (2, "61"))
    ]
    name = made(client, head, values=weights)
    route = f"/api/care/patients/{name}"
    found = client.get(f"{route}/entries", params={"of": "weight"}).json()
    assert [one["value"]["en"] for one in found["entries"]] == ["61 kg", "60 kg"]
    first = found["entries"][0]
    assert (first["author"], first["input"]["unit"]) != ("", "")
    instead = {"observable": "weight", "value": "62", "unit": "kg"}
    answer = client.post(
        f"{route}/withdraw",
        json={
            "after": found["version"],
            "version": first["version"],
            "number": first["number"],
            "why": "mistyped",
            "instead": instead,
        },
        headers=head,
    )
    assert answer.status_code == 200, answer.text
    again = client.get(f"{route}/entries").json()
    assert [(one["value"]["en"], bool(one["withdrawn"])) for one in again["entries"]] == [
        ("62 kg", False), ("61 kg", True), ("60 kg", False),
    ]  # fmt: skip
    back = again["entries"][1]["withdrawn"]
    assert (back["corrected"], back["why"]) == (True, "mistyped")
    assert back["author"] == first["author"]


def test_what_was_taken_back_is_entered_again_from_a_table(client, head):
    weight = {"observable": "weight", "value": "60", "unit": "kg"}
    name = made(client, head, values=[weight | {"time": "2026-02-01T08:00+08:00"}])
    route = f"/api/care/patients/{name}"
    table = "时间,体重(kg)\n2026-02-01T08:00+08:00,60\n".encode()
    assert understood(client, head, table, patient=name).json()["values"] == []
    found = client.get(f"{route}/entries", params={"of": "weight"}).json()
    entry = {key: found["entries"][0][key] for key in ("version", "number")}
    body = {"after": found["version"], **entry, "why": "mistyped"}
    assert client.post(f"{route}/withdraw", json=body, headers=head).status_code == 200
    again = understood(client, head, table, patient=name).json()
    assert [one["value"]["value"] for one in again["values"]] == ["60"]
    assert again["remarks"] == []


def test_who_took_a_reading_back_is_who_did_it_last_and_not_who_was_undone(client, head):
    weight = {"observable": "weight", "value": "60", "unit": "kg"}
    name = made(client, head, values=[weight | {"time": "2026-02-01T08:00+08:00"}])
    route = f"/api/care/patients/{name}"

    def weights():
        found = client.get(f"{route}/entries", params={"of": "weight"}).json()
        return found["version"], found["entries"][0]

    def send(path, **more):
        answer = client.post(f"{route}/{path}", json={"after": weights()[0], **more}, headers=head)
        assert answer.status_code == 200, answer.text
        return answer.json()["version"]

    _, entry = weights()
    asked = {"version": entry["version"], "number": entry["number"]}
    first = send("withdraw", **asked, why="mistyped")
    send("undo", version=first)
    assert weights()[1]["withdrawn"] is None
    send("withdraw", **asked, why="other patient")
    back = weights()[1]["withdrawn"]
    assert (back["why"], back["corrected"]) == ("other patient", False)


def test_orders_are_unsigned_with_their_arithmetic(client):
    sheet = client.get(f"/api/care/patients/{CRS}/orders").json()
    dosed = [one for one in sheet["orders"] if one["amount"]]
    assert dosed
    assert all(one["working"]["zh"] and one["rules"] for one in dosed)
    assert {one["label"]["en"] for one in sheet["basis"]} >= {"body weight"}
    assert "signed" not in " ".join(sheet)


def test_erasing_identifiers_leaves_the_chain_whole(client, head):
    name = made(client, head, name="欧阳某", hospital_number="H-9631")
    route = f"/api/care/patients/{name}"
    workplace = client.app.state.workplace
    before = [(one.position, one.digest) for one in workplace.journal.all()]
    seen = client.get(route).json()["version"]
    erase = f"{route}/identity/erase"
    stale = client.post(erase, json={"after": seen - 1}, headers=head)
    assert stale.status_code == 409
    assert client.get(route).json()["name"] == "欧阳某", "what is refused erases nothing"
    answer = client.post(erase, json={"after": seen}, headers=head)
    assert answer.status_code == 200, answer.text
    page = client.get(route).json()
    assert (page["patient"], page["name"], page["hospital_number"]) == ("P-31", "", "")
    checked = verify(workplace.database)
    assert checked.broken is None
    after = [(one.position, one.digest) for one in workplace.journal.all()]
    assert after[: len(before)] == before, "no event was touched"
    said = client.get(f"{route}/history").json()["events"][0]
    assert (said["kind"], said["can_undo"]) == ("identity-erased", False)
    again = client.post(erase, json={"after": page["version"]}, headers=head)
    assert again.status_code == 400
    for path in workplace.settings.data.glob("*.sqlite*"):
        assert "欧阳某".encode() not in path.read_bytes(), path.name


def test_only_an_administrator_erases(signed, account, sign_in):
    token = sign_in(account("clinician"))
    name = made(signed, token)
    erase = f"/api/care/patients/{name}/identity/erase"
    assert signed.post(erase, json={"after": 1}, headers=token).status_code == 403
    assert signed.get(f"/api/care/patients/{name}").json()["name"] == "王某"

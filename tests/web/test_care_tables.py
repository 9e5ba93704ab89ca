"""Timeline and tables of the care room over HTTP."""

from base64 import b64encode
from datetime import datetime, timedelta

import pytest

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


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_timeline_is_a_figure_and_words(client, form):
    found = client.get(f"/api/care/patients/{CRS}/timeline").json()
    assert {"crs_grade", "temperature", "tocilizumab", "visits"} <= {
        one["id"] for one in found["lanes"]
    }
    figure = client.get(f"/api/care/patients/{CRS}/timeline/figure.{form}?lang=en")
    assert figure.status_code == 200
    assert figure.content[:4] in {b"<svg", b"%PDF"}
    assert b"SYN-" not in figure.content, "it names nobody"


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
    assert {one["value"]["en"] for one in kept} == {"38.6 Cel", "90 g/L", "91 g/L"}
    same = understood(
        client, head, TABLE.encode(encoding), choices=chosen, patient=made.json()["id"]
    ).json()
    assert same["values"] == []
    assert {one["kind"] for one in same["remarks"]} == {"duplicate", "refused"}


@pytest.mark.parametrize(
    "raw", [b"", b"\xd0\xcf\x11\xe0 old", b"PK\x03\x04 broken", b"\x00\x01\x02"]
)
def test_what_is_no_table_is_refused_in_words(client, head, raw):
    answer = understood(client, head, raw)
    assert answer.status_code == 400, answer.text
    assert answer.json()["do"]["zh"]

"""Signing a grade that the record settles: each value has its time, and old ones are said to be."""

from datetime import datetime, timedelta

import pytest

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


def seen(client, head, hours, *more):
    """Return a grade panel of signs that were kept so many hours ago, and what signing answers."""
    opened = client.post("/api/care/patients", json={"patient": "S-1"}, headers=head).json()["id"]
    path = f"/api/care/patients/{opened}"
    page = client.get(path).json()
    now = datetime.fromisoformat(page["at"])
    then = (now - timedelta(hours=hours)).isoformat()
    infused = (now - timedelta(days=2)).isoformat()
    written = [{"observable": "infusion", "value": True, "time": infused}]
    written += [{"time": then, **one} for one in SIGNS]
    sent = {"after": page["version"], "values": [*written, *more]}
    assert client.post(f"{path}/readings", json=sent, headers=head).status_code == 200
    panel = client.get(f"{path}/grade", params={"what": "crs"}).json()
    low = panel["decision"]["low"]
    signing = {"after": panel["version"], "what": "crs", "grade": -1 if low is None else low}
    signed = client.post(f"{path}/grade/sign", json=signing, headers=head)
    return panel["decision"], signed.status_code, datetime.fromisoformat(then)


def test_with_nothing_entered_each_value_that_settles_the_grade_has_its_time(client, head):
    decision, status, then = seen(client, head, 5)
    assert (decision["low"], decision["settled"], status) == (4, True, 200)
    used = {one["name"]: one for one in decision["inputs"] if one["known"]}
    # Counted of a set, and still with the time of the set.
    for name in ("vasopressor_count", "temperature", "hypoxia", "oxygen_device"):
        assert datetime.fromisoformat(used[name]["read_at"]) == then, name


def test_values_that_are_too_old_are_said_to_be_and_settle_nothing(client, head):
    decision, status, then = seen(client, head, 13)
    assert (decision["settled"], status) == (False, 422)
    old = next(one for one in decision["inputs"] if one["name"] == "hypoxia")
    assert not old["known"]
    assert "too old" in old["value"]["en"]
    assert "有效期" in old["value"]["zh"]
    assert datetime.fromisoformat(old["read_at"]) == then

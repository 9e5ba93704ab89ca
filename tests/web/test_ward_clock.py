"""One clock of the ward: days, calendar and times, whatever zone the server and senders are in."""

import time
from datetime import UTC, datetime

import pytest

from trephine.core.ward_clock import ward_clock
from trephine.web.app import create_app
from trephine.web.care.asking import _now
from trephine.web.settings import ServerSettings

NOW = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # 06:00 on the 23rd in the ward
SENT = {
    "the ward's zone": "2026-11-20T07:00:00+08:00",
    "UTC, as a script writes it": "2026-11-19T23:00:00Z",
    "as typed": "2026-11-20T07:00",
}


@pytest.fixture(scope="module")
def ward(tmp_path_factory, data, open_at):
    """A server whose machine is in UTC, of a ward that is not."""
    own = tmp_path_factory.mktemp("zone")
    (own / "cache").symlink_to(data / "cache", target_is_directory=True)
    clock = ward_clock("Asia/Shanghai")
    app = create_app(ServerSettings(data=own, pages=own / "no-dist", clock=clock))
    app.dependency_overrides[_now] = lambda: NOW
    with pytest.MonkeyPatch.context() as machine, open_at(app) as found:
        machine.setenv("TZ", "UTC")
        time.tzset()
        yield found
    time.tzset()


@pytest.fixture(scope="module")
def patients(ward):
    head = {"X-Trephine-CSRF": ward.get("/api/me").json()["csrf"]}
    found = {}
    for how, sent in SENT.items():
        values = [{"observable": "infusion", "value": True, "time": sent}]
        answer = ward.post(
            "/api/care/patients", json={"patient": "P", "values": values}, headers=head
        )
        assert answer.status_code == 200, answer.text
        found[how] = answer.json()["id"]
    return found


@pytest.mark.parametrize("how", SENT)
def test_the_day_and_the_page_are_the_ward_s(ward, patients, how):
    page = ward.get(f"/api/care/patients/{patients[how]}").json()
    assert page["day"] == 3
    assert page["at"] == "2026-11-23T06:00:00+08:00"
    history = ward.get(f"/api/care/patients/{patients[how]}/history").json()
    assert history["readings"][0]["time"] == "2026-11-20T07:00:00+08:00"
    assert history["events"][0]["at"] == "2026-11-23T06:00:00+08:00"
    row = next(one for one in ward.get("/api/care/ward").json() if one["id"] == patients[how])
    assert (row["day"], row["at"]) == (3, "2026-11-23T06:00:00+08:00")


def test_the_calendar_is_the_same_however_it_was_sent(ward, patients):
    days = {
        how: [one["due"] for one in ward.get(f"/api/care/patients/{name}/calendar").json()]
        for how, name in patients.items()
    }
    assert any(days["as typed"])
    assert len({tuple(one) for one in days.values()}) == 1


def test_looking_back_by_a_moment_in_utc_shows_the_ward_s(ward, patients):
    asked = {"at": "2026-11-23T17:00:00Z"}
    page = ward.get(f"/api/care/patients/{patients['as typed']}", params=asked).json()
    assert (page["at"], page["day"]) == ("2026-11-24T01:00:00+08:00", 4)


def test_signs_are_kept_and_tried_by_the_ward_s_clock(ward, patients):
    name = patients["as typed"]
    signs = [
        {"observable": "temperature", "value": "39", "unit": "Cel", "time": "2026-11-22T21:00:00Z"}
    ]
    head = {"X-Trephine-CSRF": ward.get("/api/me").json()["csrf"]}
    version = ward.get(f"/api/care/patients/{name}").json()["version"]
    kept = ward.post(
        f"/api/care/patients/{name}/readings",
        json={"after": version, "values": signs},
        headers=head,
    )
    assert kept.status_code == 200, kept.text
    written = ward.app.state.workplace.journal.read(f"record/{name}")[-1].payload["readings"]
    assert written[0]["time"].startswith("2026-11-23T05:00:00")


def test_the_zone_is_told(ward):
    assert ward.get("/api/me").json()["zone"] == "Asia/Shanghai"


def test_a_demo_record_keeps_its_own_clock(ward):
    page = ward.get("/api/care/patients/demo-crs-3-two-tocilizumab").json()
    assert page["at"].endswith("+08:00")

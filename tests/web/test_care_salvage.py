"""After relapse over HTTP: who is overdue, the decision board, the unit's figures and its export."""

import pytest

from trephine.web.care.demo import PREFIX

LATE = f"{PREFIX}late-crs"
RELAPSED = f"{PREFIX}antigen-negative-relapse"


@pytest.fixture
def head(client):
    return {"X-Trephine-CSRF": client.get("/api/me").json()["csrf"]}


def test_the_ward_shows_who_is_overdue_first_and_says_it_is_made_up(client):
    rows = client.get("/api/care/ward").json()
    found = {row["id"]: row for row in rows}
    assert rows[0]["id"] == LATE
    assert found[LATE]["overdue"] > 0
    assert found[RELAPSED]["visits_overdue"] > 0
    assert found[LATE]["demo"]
    assert found[RELAPSED]["demo"]

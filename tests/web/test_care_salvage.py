"""After relapse over HTTP: who is overdue, the board, the unit's figures, its export."""

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


def reasons(found):
    return {one["rule"]["id"]: one for part in found["parts"] for one in part["reasons"]}


def test_the_board_waits_for_the_antigen_and_says_so(client):
    found = client.get(f"/api/care/patients/{RELAPSED}/salvage").json()
    shown = reasons(found)
    assert shown["SALV-TEST"]["side"] == "condition"
    assert shown["SALV-TEST"]["rule"]["state"] == "open"
    assert shown["SALV-03a"]["side"] == "against"
    assert [one["name"] for one in shown["SALV-03a"]["missing"]] == ["bcma_at_relapse"]
    assert "bcma_at_relapse" in [one["name"] for one in found["asked"]]
    assert "consensus2022" in shown["SALV-00a"]["rule"]["place"]["en"]


def test_an_antigen_that_is_gone_rules_the_target_out(client, head):
    asked = {
        "values": [
            {"observable": "bcma_at_relapse", "value": "negative"},
            {"observable": "gprc5d_at_relapse", "value": "positive"},
        ]
    }
    answer = client.post(f"/api/care/patients/{RELAPSED}/salvage", json=asked, headers=head)
    shown = reasons(answer.json())
    assert shown["SALV-03a"]["rule"]["state"] == "holds"
    assert shown["SALV-03b"]["rule"]["state"] == "holds"
    assert shown["SALV-01a"]["rule"]["state"] == "fails"
    again = reasons(client.get(f"/api/care/patients/{RELAPSED}/salvage").json())
    assert again["SALV-03a"]["rule"]["state"] == "open", "nothing was kept"


def test_no_relapse_no_board(client):
    found = client.get(f"/api/care/patients/{LATE}/salvage").json()
    assert found["relapsed"] is False
    assert found["parts"] == []


def test_the_unit_has_courses_deviations_and_figures(client):
    found = client.get("/api/care/unit").json()
    rows = {one["id"]: one for one in found["patients"]}
    late = {(one["kind"], one["rule"]) for one in rows[LATE]["deviations"]}
    assert any(kind == "check" and rule for kind, rule in late)
    assert rows[RELAPSED]["relapsed"] == 270
    assert float(rows[RELAPSED]["change"]) < -90
    before = rows[f"{PREFIX}eligibility-washout"]
    assert before["followed"] is None
    assert before["deviations"] == [], "what is not yet is no deviation"
    for drawn in ("swimmer", "waterfall"):
        figure = client.get(f"/api/care/unit/{drawn}.svg", params={"lang": "zh"})
        assert figure.status_code == 200, figure.text
        assert "演示患者" in figure.text
        assert "虚拟患者" not in figure.text, "who is of the ward is no virtual patient"
        assert "模拟数据" not in figure.text


def test_the_export_is_defused_and_names_nobody(client, head):
    made = client.post(
        "/api/care/patients",
        json={"patient": "=1+1", "name": "周某", "hospital_number": "H-0042"},
        headers=head,
    )
    assert made.status_code == 200, made.text
    page = client.get("/api/care/unit.csv", params={"lang": "en"}).content.decode("utf-8-sig")
    assert page.startswith("patient,demo,infused")
    assert "'=1+1" in page
    assert "\n=1+1" not in page
    assert "周某" not in page
    assert "H-0042" not in page
    _, _, below = page.partition("\r\n\r\n")
    assert below.startswith(f"From: The unit: courses and deviations · {client.base_url}/care/unit")

"""The rules room: every table woven, with the same proofs as the command line."""

import pytest

from trephine import library
from trephine.reports import rules_text


@pytest.fixture(scope="module")
def pathway():
    return library.pathway(outside=True)


def test_guidelines_and_their_coverage(client, pathway):
    shown = client.get("/api/rules/guidelines").json()
    assert [one["id"] for one in shown] == [one.id for one in pathway.guidelines]
    counted = rules_text.coverage(pathway)
    for one, other in zip(shown, counted, strict=True):
        assert (one["modelled"], one["partly"]) == (other["modelled"], len(other["partly"]))
        whole = client.get(f"/api/rules/guidelines/{one['id']}").json()
        assert len(whole["not_modelled"]) == one["not_modelled"]
        assert len(whole["tables"]) == one["tables"]


def test_what_lies_outside_the_sources_says_so_and_names_its_own(client):
    shown = {one["id"]: one for one in client.get("/api/rules/guidelines").json()}
    assert "source" in shown["consensus2022"]["layers"]
    outside = shown["outside"]
    assert outside["layers"] == ["outside"]
    assert "santomasso2021" in [one["id"] for one in outside["named"]]


def test_every_table_is_woven_with_its_proof(client, pathway):
    proofs = {one["table"]: one for one in rules_text.checked(pathway, library.observables())}
    register = {one.id for one in library.errata()}
    for table in pathway.tables:
        answer = client.get(f"/api/rules/tables/{table.id}")
        assert answer.status_code == 200, table.id
        shown = answer.json()
        assert shown["proof"]["cells"] == proofs[table.id]["cells"]
        assert shown["proof"]["as_declared"] is proofs[table.id]["as_declared"] is True
        assert [one["id"] for one in shown["rules"]] == [one.id for one in table.rules]
        assert all(one["condition"]["zh"] and one["mark"]["words"]["en"] for one in shown["rules"])
        assert {one["id"] for one in shown["errata"]} <= register
        named = {erratum for rule in table.rules for erratum in rule.errata}
        assert named <= {one["id"] for one in shown["errata"]}


def test_a_rule_leads_to_its_table_and_place(client):
    table = client.get("/api/rules/rules/CRS-M3b").json()
    shown = client.get(f"/api/rules/tables/{table['id']}").json()
    rule = next(one for one in shown["rules"] if one["id"] == "CRS-M3b")
    assert rule["mark"]["kind"] == "read"
    assert rule["mark"]["places"][0]["words"] == {"zh": "表 4", "en": "table 4"}
    order = next(one for one in rule["conclusions"] if one["kind"] == "order")["order"]
    assert (order["amount"], order["unit"], order["every_hours"]) == ("10", "mg", "6")


def test_both_sides_of_a_limit_are_shown(client):
    found = [
        edge
        for table in client.get("/api/rules/guidelines/consensus2022").json()["tables"]
        for edge in client.get(f"/api/rules/tables/{table['id']}").json()["boundaries"]
        if edge["limit"] == "38" or edge["limit"] == "38.0"
    ]
    assert found, "fever has a limit of 38"
    assert all((edge["below"], edge["above"]) in {(True, False), (False, True)} for edge in found)


def test_register_and_sources(client):
    errata = client.get("/api/rules/errata").json()
    assert len(errata) == len(library.errata())
    care = client.get("/api/rules/errata", params={"topic": "care"}).json()
    assert 0 < len(care) < len(errata)
    one = client.get(f"/api/rules/errata/{errata[0]['id']}").json()
    assert one == errata[0]
    sources = client.get("/api/rules/sources").json()
    assert len(sources) == len(library.sources())
    assert client.get("/api/rules/sources/consensus2022").json()["id"] == "consensus2022"


@pytest.mark.parametrize(
    "path", ["guidelines/none", "tables/none", "rules/none", "errata/none", "sources/none",
             "tables/%3Cscript%3E", "sources/..%2f..%2fetc"]
)  # fmt: skip
def test_what_is_not_there_is_said_so(client, path):
    answer = client.get(f"/api/rules/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"

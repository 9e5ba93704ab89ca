"""The first page: real content, the same figures as the engines, kept on disk."""

import json

import pytest

from trephine.library.demo_course import demo_courses, demo_record
from trephine.web.landing.kept import kept_landing, place_of


@pytest.fixture(scope="module")
def landing(client):
    answer = client.get("/api/landing")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_evidence_is_pooled_by_the_default(landing):
    papers = {one["paper"]: one for one in landing["evidence"]}
    orr = next(one for one in papers["consensus2022"]["pooled"] if one["analysis"] == "ORR")
    assert orr["estimate"]["model"] == "binomial-normal"
    # the exact likelihood of the trial table, everyone counted once (reports/reproduce)
    assert orr["estimate"]["natural"]["estimate"] == pytest.approx(0.8997, abs=1e-3)
    assert orr["estimate"]["k"] == 11
    assert orr["people"] == sum(
        one["counted"]["n"] for one in orr["studies"] if not one["counted"]["excluded"]
    )
    assert not orr["deviates"]
    assert (orr["k"], orr["known"], len(orr["studies"])) == (11, 11, 12)
    twice = [one["counted"] for one in orr["studies"] if one["counted"]["excluded"]]
    assert [one["study"] for one in twice] == ["fu2021"], "the sum of two other rows, shown apart"
    assert twice[0]["origin"] == "counted-elsewhere"
    zhan = {one["analysis"]: one for one in papers["zhan2025"]["pooled"]}
    assert len(zhan) == 28
    assert zhan["orr"]["known"] < zhan["orr"]["k"] == 11
    assert zhan["orr"]["printed"]["estimate"] == "86"
    assert zhan["pr"]["estimate"] is None, "one known count is not pooled"
    assert zhan["pr"]["studies"][0]["own"] is None or zhan["pr"]["known"] < 2


def test_audit_opens_its_proof(client, landing):
    for paper in landing["audit"]:
        assert paper["findings"] >= len(paper["top"])
        for one in paper["top"]:
            path = f"/api/evidence/audits/{paper['paper']}/findings/{one['id']}"
            proof = client.get(path).json()
            assert proof["arithmetic"]
            assert proof["sentence"] == one["sentence"]
            assert proof["at"]["words"]["zh"]


def test_demo_patients_are_said_to_be_made_up_and_have_a_next_step(landing):
    assert landing["demo"] is True
    assert [one["course"] for one in landing["patients"]] == [one.id for one in demo_courses()]
    for one in landing["patients"]:
        assert one["demo"] is True
        assert one["steps"]
    crs = landing["patients"][0]
    assert {"decides": "crs_grade", "value": {"zh": "3", "en": "3"}}.items() <= {
        key: value for key, value in crs["grades"][0].items() if key != "title"
    }.items()
    held = crs["steps"][0]
    assert held["kind"] == "held"
    assert "14:00" in held["detail"]["en"], "the eight hours end at 14:00 (table 4)"


def test_demo_records_are_those_of_the_cases(request):
    cases = request.config.rootpath / "tests" / "cases"
    for course in demo_courses():
        assert demo_record(course.id) == (cases / course.id / "record.jsonl").read_bytes()


def test_course_is_a_simulated_series(client, landing):
    course = landing["course"]
    assert course["simulated"] is True
    assert {len(one["values"]) for one in course["series"]} == {len(course["days"])}
    svg = client.get("/api/landing/course.svg", params={"lang": "en"})
    assert svg.headers["content-type"] == "image/svg+xml"
    assert svg.text.startswith("<svg")
    assert "days since infusion" in svg.text.lower() or "day" in svg.text.lower()


def test_landing_is_kept_and_a_broken_file_is_made_again(client, data, landing):
    path = place_of(data / "cache")
    assert json.loads(path.read_bytes())["built"] == landing["built"]
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    try:
        assert kept_landing(data / "cache").built == landing["built"]
        assert path.read_bytes() == whole
    finally:
        path.write_bytes(whole)

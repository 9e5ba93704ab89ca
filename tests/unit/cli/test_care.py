"""The commands of the care room, as their users call them."""

import json
import re
from pathlib import Path

import pytest

from trephine.cli import main

VECTORS = Path(__file__).parents[3] / "validation" / "care" / "vectors"
HAN = re.compile(r"[一-鿿]")
AT = "2026-03-04T21:00+08:00"


def line(name, value, time="2026-03-04T20:00+08:00", **more):
    return json.dumps({"time": time, "observable": name, "value": value, **more})


@pytest.fixture
def record(tmp_path):
    lines = [
        '{"record": 1, "patient": "SYN-TEST"}',
        line("infusion", True, "2026-03-01T10:00+08:00"),
        line("weight", "70", unit="kg"),
        line("temperature", "38.9", unit="Cel"),
        line("fever_other_cause", False, origin="clinician"),
        line("fever_masked", False),
        line("hypotension", True),
        line("vasopressors", ["noradrenaline"]),
        line("hypoxia", False),
        line("oxygen_device", "room_air"),
        line("tocilizumab", "560", "2026-03-04T15:00+08:00", unit="mg"),
        line("serum_m_protein", "30", "2026-02-20T08:00+08:00", unit="g/L"),
        line("serum_m_protein", "10", "2026-03-03T08:00+08:00", unit="g/L"),
    ]
    path = tmp_path / "record.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_page_says_grade_dose_and_what_is_in_the_way(record, capsys):
    assert main(["assess", record, "--at", AT, "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "CRS grade (ASTCT 2019): 3" in page
    assert "8 mg/kg × 70 kg" in page
    assert "560 mg" in page
    assert "; not now" in page  # 6 h after the first dose
    assert "2026-03-04 23:00+08:00" in page
    assert not HAN.search(page.replace("SYN-TEST", ""))


def test_the_page_exists_in_chinese(record, capsys):
    assert main(["assess", record, "--at", AT, "--lang", "zh"]) == 0
    page = capsys.readouterr().out
    assert "CRS 分级（ASTCT 2019）: 3" in page
    assert "此刻不可用" in page
    assert "供医师决策参考" in page


def test_json_holds_the_same_in_every_language(record, capsys):
    pages = []
    for language in ("zh", "en"):
        assert main(["assess", record, "--at", AT, "--json", "--lang", language]) == 0
        pages.append(capsys.readouterr().out)
    assert pages[0] == pages[1]
    told = json.loads(pages[0])
    grade = next(d for d in told["decisions"] if d["table"] == "crs-grade")
    assert (grade["value"], grade["in_force"]) == ("3", True)
    dose = next(p for p in told["proposals"] if p["order"] == "tocilizumab-8")
    assert (dose["amount"], dose["allowed"], dose["released"]) == ("560", False, False)
    assert told["later_readings"] == 0


def test_an_earlier_moment_knows_nothing_of_what_came_later(record, capsys):
    before = "2026-03-02T10:00+08:00"
    assert main(["assess", record, "--at", before, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["later_readings"] == 10
    grade = next(d for d in told["decisions"] if d["table"] == "crs-grade")
    assert grade["value"] == {"min": "0", "max": "4"}


def test_a_trace_shows_the_values_behind_a_grade(record, capsys):
    assert main(["grade", "crs", "--record", record, "--at", AT, "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("CRS grade (ASTCT 2019): 3\n")
    assert "body temperature ≥ 38.0 °C ← 38.9 °C" in page


def test_a_grade_from_values_alone(capsys):
    values = ["temperature=100.4[degF]", "fever_other_cause=no", "hypotension=no"]
    values += ["vasopressors=none", "hypoxia=no", "oxygen_device=room_air", "fever_masked=no"]
    assert main(["grade", "crs", *values, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["value"], told["status"]) == ("1", "decided")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "crs"], "NAME=VALUE"),
        (["grade", "crs", "temperature=38"], "no unit"),
        (["grade", "crs", "temperature=98.6Cel"], "impossible value"),
        (["grade", "crs", "tempreature=38Cel"], "near it: temperature"),
        (["grade", "crs", "temperature=38Cel", "--at", AT], "--record"),
        (["assess", "none.jsonl", "--at", AT], "cannot be read"),
        (["assess", "none.jsonl", "--at", "2026-03-04T21:00"], "zone"),
        (["rules", "show", "CRS-M33"], "CRS-M3"),
    ],
)
def test_a_refusal_says_what_to_do(arguments, said, capsys):
    assert main([*arguments, "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert [text.split(":")[0] for text in error.splitlines()][:2] == ["Error", "Where"]


def test_response_and_calendar_of_a_record(record, tmp_path, capsys):
    assert main(["respond", record, "--at", AT, "--lang", "en"]) == 0
    assert "best confirmed response: SD" in capsys.readouterr().out
    file = tmp_path / "due.ics"
    assert main(["calendar", record, "--at", AT, "--lang", "zh", "--ics", str(file)]) == 0
    assert "2026-03-29" in capsys.readouterr().out
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


SAID = {"en": "Simulated: this record is of a virtual patient", "zh": "以下据模拟患者的记录"}


def readers(record):
    return [
        ["assess", record, "--at", AT],
        ["grade", "crs", "--record", record, "--at", AT],
        ["respond", record, "--at", AT],
        ["calendar", record, "--at", AT],
    ]


@pytest.fixture
def virtual(record, tmp_path):
    """Return the same record with one reading that was simulated."""
    path = tmp_path / "virtual.jsonl"
    more = line("weight", "70", "2026-03-03T08:00+08:00", unit="kg", origin="simulated")
    path.write_text(f"{Path(record).read_text(encoding='utf-8')}\n{more}\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("index", range(4), ids=["assess", "grade", "respond", "calendar"])
def test_every_reader_of_a_record_says_that_it_is_simulated(index, record, virtual, capsys):
    person, patient = readers(record)[index], readers(virtual)[index]
    for language, said in SAID.items():
        assert main([*patient, "--lang", language]) == 0
        assert capsys.readouterr().out.startswith(said)
        assert main([*person, "--lang", language]) == 0
        assert said not in capsys.readouterr().out
    assert main([*patient, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    entries = told if isinstance(told, list) else [told]
    assert entries
    assert all(one["origin"] == "simulated" for one in entries)
    assert main([*person, "--json"]) == 0
    assert "origin" not in capsys.readouterr().out


def test_a_calendar_file_of_a_virtual_patient_says_so_in_every_event(record, virtual, tmp_path):
    files = [tmp_path / "person.ics", tmp_path / "virtual.ics"]
    for path, file in zip((record, virtual), files, strict=True):
        assert main(["calendar", path, "--at", AT, "--ics", str(file)]) == 0
    person, patient = (file.read_text(encoding="utf-8") for file in files)
    events = patient.count("SUMMARY:")
    assert events > 5
    assert patient.count("SUMMARY:[模拟 Simulated] ") == events
    assert "模拟" not in person


def test_a_record_without_infusion_has_neither(tmp_path, capsys):
    path = tmp_path / "r.jsonl"
    path.write_text('{"record": 1, "patient": "x"}\n', encoding="utf-8")
    assert main(["respond", str(path), "--at", AT]) == 2
    assert main(["calendar", str(path), "--at", AT]) == 2
    assert "infusion" in capsys.readouterr().err


def test_every_table_is_proved(capsys):
    assert main(["rules", "check", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(text.startswith("✓") for text in lines) > 100
    assert not [text for text in lines if text.startswith("✗")]


def test_coverage_counts_what_is_left_out(capsys):
    assert main(["rules", "coverage", "--json"]) == 0
    told = {one["guideline"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["consensus2022"]["modelled"] > 150
    assert told["consensus2022"]["not_modelled"]


@pytest.mark.parametrize("name", ["crs", "icans", "imwg", "extra"])
def test_vectors_agree(name, capsys):
    assert main(["vectors", str(VECTORS / f"{name}.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["disagreements"] == []


def test_a_vector_that_expects_something_else_is_listed(tmp_path, capsys):
    content = json.loads((VECTORS / "crs.json").read_text(encoding="utf-8"))
    content["vectors"][0]["expected_astct2019"]["grade_max"] = 4
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert main(["vectors", str(path), "--lang", "en"]) == 1
    assert "CRS-002 grade_max: expected 4, found 1" in capsys.readouterr().out

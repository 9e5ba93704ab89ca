"""The mechanism room: the sliders' patient is the engine's, and every export gives it again."""

import json
import subprocess
import sys

import pytest

from trephine import library
from trephine.mechanism.simulate_one import simulate_one
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.web.mechanism.sliders import SLIDERS

PATIENT = "/api/mechanism/patient"


@pytest.fixture(scope="module")
def preset(client):
    answer = client.get(PATIENT)
    assert answer.status_code == 200, answer.text
    return answer.json()


def engine(**changes):
    product = library.product("cilta-cel")
    return simulate_one(
        library.model("bcma_cart"),
        VirtualArm(product=product),
        days=365.0,
        population=library.population(product.population),
        regimens=library.lymphodepletions(),
        products=library.products(),
        changes=changes,
    )


def test_the_preset_is_the_typical_patient(preset):
    assert preset["simulated"] is True
    assert preset["standing"] == "cohort"
    assert not preset["moved"]
    assert not preset["outside"]
    run = engine()
    at = {day: index for index, day in enumerate(run.days.tolist())}
    for curve in preset["course"]["curves"]:
        own = [run.of(curve["name"])[at[day]] for day in preset["course"]["days"]]
        assert curve["values"] == pytest.approx(own, rel=6e-6)
    figures = {one["id"]: one["value"] for one in preset["outcomes"]}
    peak = float(run.of("CT")[run.days >= 0].max())
    assert figures["cart_peak"] == pytest.approx(peak, rel=1e-6)
    assert figures["progression"] is None, "not within the year: no figure, not 0"


def test_every_slider_has_a_range_a_unit_and_a_source(preset):
    sliders = preset["sliders"]
    assert [one["id"] for one in sliders] == list(SLIDERS)
    for one in sliders:
        assert one["least"] <= one["low"] < one["preset"] < one["high"] <= one["most"]
        assert one["value"] == one["preset"]
        assert one["label"]["zh"] != one["label"]["en"]
        assert one["mark"]["words"]["zh"]
        assert "product 1" not in one["label"]["en"]
    # what the product sets is marked as the product marks it, not as the model's own value
    own = {one.parameter: one for one in library.product("cilta-cel").changes}
    dm = next(one for one in sliders if one["id"] == "rhoE")
    assert dm["preset"] == own["rhoE"].value
    assert own["rhoE"].mark.reason.en in dm["mark"]["words"]["en"]


@pytest.mark.parametrize("name", SLIDERS)
def test_every_slider_moves_something_as_the_engine_does(client, preset, name):
    slider = next(one for one in preset["sliders"] if one["id"] == name)
    found = client.get(PATIENT, params={"set": f"{name}:{slider['high']!r}"}).json()
    assert found["moved"] == [name]
    assert not found["outside"], "the end of the range is within it"
    mine, theirs = (one["course"]["curves"][1]["values"][-1] for one in (found, preset))
    assert abs(mine / theirs - 1) > 0.02
    assert mine == pytest.approx(float(engine(**{name: slider["high"]}).of("TT")[-1]), rel=6e-6)


def test_beyond_where_patients_lie_is_said_and_beyond_the_model_refused(client, preset):
    growth = next(one for one in preset["sliders"] if one["id"] == "g")
    beyond = (growth["high"] + growth["most"]) / 2
    found = client.get(PATIENT, params={"set": f"g:{beyond}"}).json()
    assert found["outside"] == found["moved"] == ["g"]
    for wrong in (f"g:{growth['most'] * 1.01}", "g:", "g:nan", "g:inf", "T0:3", "nothing"):
        answer = client.get(PATIENT, params={"set": wrong})
        assert answer.status_code == 400, wrong
        assert answer.json()["do"]["zh"]
    assert client.get(PATIENT, params={"set": [f"g:{v}" for v in range(9)]}).status_code == 422


def test_unknown_treatments_are_refused_with_what_is_near(client):
    answer = client.get(PATIENT, params={"product": "cilta"})
    assert answer.status_code == 400
    assert "cilta-cel" in answer.json()["do"]["en"]
    assert client.get(PATIENT, params={"strategy": "gsx"}).status_code == 400


def test_strategy_and_standing_are_said(client, preset):
    found = client.get(PATIENT, params={"strategy": "exhaustion"}).json()
    assert found["strategy"]["en"] == library.strategy("exhaustion").label.en
    assert found["course"] != preset["course"]
    assert [one["value"] for one in found["sliders"]] == [
        one["preset"] for one in preset["sliders"]
    ], "sliders stand before the strategy"
    fitted = client.get(PATIENT, params={"fitted": True}).json()
    assert fitted["standing"] == "fitted"
    assert fitted["course"] != preset["course"]
    generic = client.get(PATIENT, params={"product": "gprc5d"}).json()
    assert generic["standing"] == "generic"


@pytest.mark.parametrize("fitted", [False, True])
def test_script_gives_the_same_figures(client, tmp_path, fitted):
    asked = {"set": ["g:0.05", "kX:0.08"], "strategy": "exhaustion", "fitted": fitted}
    shown = client.get(PATIENT, params=asked).json()
    script = tmp_path / "patient.py"
    script.write_text(client.get(f"{PATIENT}/script.py", params=asked).text, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True)
    printed = json.loads(done.stdout)
    assert set(printed) == {one["id"] for one in shown["outcomes"]}
    for one in shown["outcomes"]:
        value = one["value"]
        wanted = None if value is None else pytest.approx(value, rel=1e-9)
        assert printed[one["id"]] == wanted


def test_exports_hold_the_moved_parameter(client):
    asked = {"set": "g:0.0456"}
    sbml = client.get(f"{PATIENT}/model.sbml", params=asked)
    assert sbml.text.startswith("<?xml")
    assert "0.0456" in sbml.text
    assert "0.0456" in client.get(f"{PATIENT}/model.antimony", params=asked).text
    alone = client.get("/api/mechanism/model.sbml")
    assert "0.0456" not in alone.text
    assert "attachment" in alone.headers["content-disposition"]
    rows = client.get(f"{PATIENT}/course.csv", params=asked).text.splitlines()
    assert rows[0].startswith("time,")
    assert len(rows) > 400


def test_model_pages_are_the_library(client):
    model = library.model("bcma_cart")
    parameters = client.get("/api/mechanism/parameters").json()
    assert [one["id"] for one in parameters] == [one.id for one in model.parameters]
    assert all(one["mark"] for one in parameters)
    equations = client.get("/api/mechanism/equations").json()
    assert [one["rate"] for one in equations["states"]] == [one.rate for one in model.states]
    listed = client.get("/api/mechanism/treatments").json()
    assert len(listed["products"]) == len(library.products())
    assert len(listed["strategies"]) == len(library.strategies())

"""The commands of the mechanism room, as their users call them."""

import csv
import json
import re

import numpy as np
import pytest

from trephine.cli import main
from trephine.mechanism import simulate as simulate_module

HAN = re.compile(r"[一-鿿]")
FEW = ["simulate", "--product", "cilta-cel", "--patients", "12", "--days", "90", "--seed", "7"]
DECAY = """\
model decay()
  S = 10; k = 0.1
  S' = -k*S
  half := S/2
  at (time > 5): S = S + 10
end
"""


def test_a_population_in_both_languages(capsys):
    assert main([*FEW, "--strategy", "gsi", "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Simulated: no clinical evidence")
    assert "12 patients, 90 days, seed 7, model bcma_cart" in page
    assert "gamma-secretase inhibitor" in page
    assert re.search(r"CAR-T peak: [\d.]+ Gc \([\d.]+ – [\d.]+\)", page)
    assert not HAN.search(page)
    assert main([*FEW, "--strategy", "gsi", "--lang", "zh"]) == 0
    assert "模拟结果，不是临床证据" in capsys.readouterr().out


def test_json_holds_the_summary_and_what_it_was_made_of(capsys):
    assert main([*FEW, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["origin"] == "simulated"
    assert found["complete"] is True
    assert found["patients"] == {"asked": 12, "finished": 12, "failed": 0}
    peak = found["outcomes"]["cart_peak"]
    assert peak["unit"] == "Gc"
    assert 0 < peak["quantiles"]["5"] <= peak["quantiles"]["50"] <= peak["quantiles"]["95"] < 1000
    assert found["manifest"]["seed"] == 7
    assert set(found["manifest"]["digests"]) >= {"model", "population", "product"}


def test_a_strategy_and_a_parameter_change_the_run(capsys):
    def peak(*more):
        assert main([*FEW, "--json", *more]) == 0
        outcomes = json.loads(capsys.readouterr().out)["outcomes"]
        return outcomes["cart_peak"]["quantiles"]["50"]

    plain = peak()
    assert peak("--strategy", "ld-none") < 0.9 * plain
    assert peak("--set", "rhoE=1") < 0.9 * plain
    assert peak("--dose", "1e4") < plain
    assert peak("--population", "chinese") != plain


@pytest.mark.parametrize(
    ("product", "named", "used"),
    [
        ("cilta-cel", [], "cartitude-1"),
        ("eque-cel", [], "fumanba-1"),
        ("car-bcma-nci", [], "general"),
        ("generic-murine-cd28", [], "general"),  # no cohort stands behind a design
        ("cilta-cel", ["--population", "chinese"], "chinese"),
    ],
)
def test_the_population_is_the_products_own_unless_named(product, named, used, capsys):
    command = ["simulate", "--product", product, "--patients", "3", "--days", "40", *named]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["manifest"]["ids"]["population"] == used
    for language, said in (("en", f" ({used}), 3 patients"), ("zh", f"（{used}），3 例")):
        assert main([*command, "--lang", language]) == 0
        assert said in capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize(
    "way", [["--one"], ["--why", "1"], ["--sensitivity", "cart_peak", "--patients", "96"]]
)
def test_every_way_of_a_run_says_in_whom(way, capsys):
    command = ["simulate", "--product", "ide-cel", "--days", "30", *way]
    assert main([*command, "--lang", "en"]) == 0
    assert "(karmma)" in capsys.readouterr().out.splitlines()[1]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["population"] == "karmma"


def test_a_comparison_without_a_population_takes_the_first_arms(tmp_path, capsys):
    path = tmp_path / "arms.toml"
    text = 'n = 3\ndays = 30\n[[arm]]\nproduct = "ide-cel"\n[[arm]]\nproduct = "cilta-cel"\n'
    path.write_text(text, encoding="utf-8")
    assert main(["compare-strategies", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["population"] == "karmma"
    path.write_text(f"population = 'chinese'\n{text}", encoding="utf-8")
    assert main(["compare-strategies", str(path), "--lang", "en"]) == 0
    assert "(chinese)" in capsys.readouterr().out.splitlines()[1]


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    real = simulate_module.run_chunk

    def stops(given, first, n):
        if first >= 10:
            raise KeyboardInterrupt
        return real(given, first, n)

    folder = tmp_path / "run"
    command = [*FEW, "--chunk", "5", "--out", str(folder)]
    monkeypatch.setattr(simulate_module, "run_chunk", stops)
    assert main([*command, "--lang", "en"]) == 130
    out, err = capsys.readouterr()
    assert "Interrupted: 10 of 12 patients are finished" in err
    assert f"--out {folder}" in err
    assert "10 patients, 90 days" in out
    monkeypatch.undo()
    assert main([*command, "--json"]) == 0
    resumed = json.loads(capsys.readouterr().out)
    assert resumed["patients"]["finished"] == 12
    assert main([*FEW, "--chunk", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcomes"] == resumed["outcomes"]
    assert main([*command, "--strategy", "gsi", "--lang", "en"]) == 2
    assert "strategies:  ≠ gsi" in capsys.readouterr().err


def test_without_a_folder_an_interruption_says_what_is_lost(capsys, monkeypatch):
    def stops(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate_module, "run_chunk", stops)
    assert main([*FEW, "--lang", "en"]) == 130
    assert "not kept" in capsys.readouterr().err


def test_figures_are_written(tmp_path, capsys):
    folder = tmp_path / "figures"
    assert main([*FEW, "--figures", str(folder), "--lang", "en"]) == 0
    names = {path.name for path in folder.iterdir()}
    assert names == {"trajectories.svg", "progression.svg", "waterfall.svg", "swimmer.svg"}
    for path in folder.iterdir():
        assert "Simulated" in path.read_text(encoding="utf-8")


def test_the_typical_patient_in_another_simulator(tmp_path, capsys):
    roadrunner = pytest.importorskip("roadrunner")
    sbml, table = tmp_path / "m.xml", tmp_path / "m.csv"
    command = ["simulate", "--one", "--days", "60", "--sbml", str(sbml), "--csv", str(table)]
    assert main([*command, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "The typical patient (ciltacabtagene" in out
    assert "DL +1" in out
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other = roadrunner.RoadRunner(str(sbml))
    other.integrator.relative_tolerance = 1e-10
    other.integrator.absolute_tolerance = 1e-14
    names = [name for name in rows[0] if name != "time"]
    other.timeCourseSelections = ["time", *names]
    theirs = np.asarray(other.simulate(times=[float(row["time"]) for row in rows]))[:, 1:]
    ours = np.array([[float(row[name]) for name in names] for row in rows])
    scale = np.abs(theirs) + 1e-6 * np.abs(theirs).max(axis=0) + 1e-12
    assert (np.abs(ours - theirs) / scale).max() < 1e-4
    assert float(rows[0]["time"]) == 0.0
    assert float(rows[0]["model_time"]) == -7.0


def test_a_users_own_model_with_its_events(tmp_path, capsys):
    path, table = tmp_path / "decay.ant", tmp_path / "decay.csv"
    path.write_text(DECAY, encoding="utf-8")
    command = ["simulate", "--model", str(path), "--days", "20", "--set", "k=0.2"]
    assert main([*command, "--csv", str(table), "--lang", "en"]) == 0
    assert "No doses" in capsys.readouterr().out
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = 10 * np.exp(-4.0) + 10 * np.exp(-3.0)  # by hand
    assert float(rows[-1]["S"]) == pytest.approx(last, rel=1e-5)
    assert float(rows[-1]["half"]) == pytest.approx(last / 2, rel=1e-5)
    assert list(rows[0]) == ["time", "S", "half"]


def test_one_patient_of_the_seed_is_the_populations(tmp_path, capsys):
    folder = tmp_path / "run"
    assert main([*FEW, "--out", str(folder)]) == 0
    capsys.readouterr()
    single = ["simulate", "--product", "cilta-cel", "--days", "90", "--seed", "7", "--patient", "3"]
    assert main([*single, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["patient"] == 3
    import pyarrow.parquet as pq  # noqa: PLC0415  (only here)

    row = pq.read_table(folder / "patients-000000.parquet").to_pylist()[3]
    peak = max(v for day, v in zip(found["days"], found["values"]["CT"], strict=True) if day >= 0)
    assert peak == pytest.approx(row["cart_peak"], rel=1e-3)


def test_why_answers_in_both_languages(capsys):
    command = ["simulate", "--product", "ide-cel", "--days", "300", "--seed", "7"]
    verdicts = set()
    for number in range(4):
        assert main([*command, "--why", str(number), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["runs"] == 256
        verdicts.add(found["verdict"])
        if found["verdict"] in {"one", "several"}:
            assert sum(one["share"] for one in found["causes"]) == pytest.approx(1.0)
            assert main([*command, "--why", str(number), "--lang", "zh"]) == 0
            assert f"患者 {number} 于第" in capsys.readouterr().out
            break
    assert verdicts & {"one", "several", "unknown"}


def test_a_comparison(tmp_path, capsys):
    path = tmp_path / "arms.toml"
    path.write_text(
        'n = 12\ndays = 90\nseed = 7\npopulation = "cartitude-1"\n'
        '[[arm]]\nlabel_zh = "对照"\nlabel_en = "control"\nproduct = "cilta-cel"\n'
        '[[arm]]\nproduct = "cilta-cel"\ndose = 1e5\n',
        encoding="utf-8",
    )
    folder = tmp_path / "figures"
    assert main(["compare-strategies", str(path), "--figures", str(folder), "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "against control" in page
    assert "days before it" in page
    assert {one.name for one in folder.iterdir()} == {
        "trajectories.svg", "progression.svg", "differences.svg", "dose-response.svg",
    }  # fmt: skip
    assert main(["compare-strategies", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    rows = {one["outcome"]: one for one in found["differences"]}
    assert rows["cart_peak"]["difference"] < 0
    assert rows["tumour_start"]["pairs"] == 12


@pytest.mark.parametrize("part", ["equations", "parameters", "states", "outcomes", "products",
                                  "strategies", "populations"])  # fmt: skip
def test_the_model_shows_its_parts(part, capsys):
    assert main(["model", "show", f"--{part}", "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert len(english.splitlines()) >= 5
    assert not HAN.search(english)
    assert main(["model", "show", f"--{part}", "--lang", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert HAN.search(chinese) or part == "equations"


def test_the_model_as_sbml_antimony_and_json(capsys):
    assert main(["model", "show", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in found["states"]} >= {"E1", "MP", "ANC"}
    assert main(["model", "show", "--sbml"]) == 0
    assert capsys.readouterr().out.startswith("<?xml")
    assert main(["model", "show", "--antimony"]) == 0
    assert "model" in capsys.readouterr().out


def test_a_strategy_shows_its_evidence(capsys):
    assert main(["model", "show", "--strategy", "gsi", "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert "How sure: " in page
    assert "consensus2022 §9" in page
    assert "dose DG" in page

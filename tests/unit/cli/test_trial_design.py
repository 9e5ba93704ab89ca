"""``trephine trial design``: the numbers of the engine, of a run that is kept; mistakes refused."""

import json
from dataclasses import replace
from importlib import import_module

import pytest

from trephine.cli import main
from trephine.library.trial_file import read_trial
from trephine.loop.design_size import design_size, sizes_about
from trephine.loop.run_trial import run_trial

PATIENTS, DAYS = 4, 12
run_module = import_module("trephine.loop.run_trial")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A plan of two arms and the folder of its finished run."""
    folder = tmp_path_factory.mktemp("design")
    path = folder / "plan.toml"
    assert main(["trial", "new", str(path)]) == 0
    text = path.read_text(encoding="utf-8").replace("days = 90", f"days = {DAYS}")
    path.write_text(text.replace("patients = 200", f"patients = {PATIENTS}"), encoding="utf-8")
    return path, run_trial(read_trial(path), out=folder / "out", workers=1), folder / "out"


def designed(capsys, path, out, *more: str) -> str:
    asked = ["trial", "design", str(path), "--out", str(out), "--endpoint", "CRS", "--lang", "en"]
    assert main([*asked, "--trials", "300", *more]) == 0
    return capsys.readouterr().out


def test_it_tells_what_the_engine_finds_for_two_arms(kept, capsys) -> None:
    path, run, out = kept
    found = json.loads(designed(capsys, path, out, "--n", "20", "--json"))
    first, other = run.tables.values()
    engine = design_size(
        first, sizes_about(20), endpoint="CRS", trials=300, seed=run.trial.seed, other=other
    )
    assert [one["n"] for one in found["designs"]] == [5, 10, 20, 30, 40]
    for told, one in zip(found["designs"], engine.designs, strict=True):
        assert told["power"]["value"] == one.power
        assert told["type_1_error"]["value"] == one.type_1_error
        assert tuple(told["estimates"].values()) == one.quantiles
        low, high = told["power"]["simulation_error"]
        assert low <= one.power <= high
    assert (found["truth"], found["n"]) == (engine.designs[0].truth, engine.n)
    assert found["origin"] == "simulated"


def test_one_arm_against_a_share_in_words(kept, capsys) -> None:
    path, _, out = kept
    more = ("--n", "10", "--arm", "grade-2", "--against", "0.2", "--sides", "greater")
    text = designed(capsys, path, out, *more)
    assert "simulated" in text.splitlines()[0]
    assert "against 0.2" in text
    assert "fixed share of 20.0%, exact binomial test, one-sided, greater" in text
    assert "only roughly known" in text
    assert [line.split()[0] for line in text.splitlines() if line.startswith("    ")] == [
        "2", "5", "10", "15", "20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--n", "10", "--endpoint", "NONE"], "NONE"),
        (["--n", "10", "--endpoint", "RESPONSE_DAY"], "MEDIAN_PFS"),
        (["--n", "10", "--endpoint", "CRS", "--against", "nobody"], "nobody"),
        (["--n", "10", "--endpoint", "CRS", "--against", "1.5"], "reference=1.5"),
        (["--n", "10", "--endpoint", "CRS", "--against", "nan"], "reference=nan"),
        (["--n", "10", "--endpoint", "CRS", "--arm", "nobody"], "nobody"),
        (["--n", "1", "--endpoint", "CRS", "--wanted", "2"], "1, 2"),
        (["--endpoint", "CRS"], "--n"),
        (["--n", "10"], "--endpoint"),
        (["--n", "10", "--endpoint", "CRS", "--alpha", "0.7"], "alpha=0.7"),
        (["--n", "10", "--endpoint", "CRS", "--trials", "0"], "trials=0"),
        (["--n", "10", "--endpoint", "CRS", "--on", "dask"], "--on"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused_before_a_run(
    kept, capsys, monkeypatch, more, told
) -> None:
    path, _, out = kept
    monkeypatch.setattr(run_module, "run_trial", lambda *_, **__: pytest.fail("it was run"))
    assert main(["trial", "design", str(path), "--out", str(out), "--lang", "en", *more]) == 2
    assert told in capsys.readouterr().err


def test_a_time_to_an_event_is_told_with_its_events(kept, capsys) -> None:
    path, _, out = kept
    asked = ["trial", "design", str(path), "--out", str(out), "--lang", "en", "--trials", "200"]
    # nobody dies in 12 days: there is neither a hazard ratio nor a median to plan for
    for more in ([], ["--against", "6"]):
        assert main([*asked, "--endpoint", "MEDIAN_OS", "--n", "10", *more]) == 2
        assert "run the plan over more days" in capsys.readouterr().err
    for wrong in ("0", "-3", "inf"):
        assert main([*asked, "--endpoint", "MEDIAN_OS", "--n", "10", "--against", wrong]) == 2
        assert "a median above 0 months" in capsys.readouterr().err


def test_an_interrupted_run_is_not_drawn_from(kept, capsys, monkeypatch) -> None:
    path, run, _ = kept
    part = replace(run, results=None, tables={}, finished=3)
    monkeypatch.setattr(run_module, "run_trial", lambda *_, **__: part)
    asked = ["trial", "design", str(path), "--endpoint", "CRS", "--n", "10", "--lang", "en"]
    assert main(asked) == 2
    assert "with --out it goes on" in capsys.readouterr().err


def test_a_run_has_no_use_for_a_design(kept, capsys) -> None:
    path, _, _ = kept
    assert main(["trial", "run", str(path), "--endpoint", "CRS"]) == 2
    assert "--endpoint" in capsys.readouterr().err

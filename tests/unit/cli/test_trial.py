"""The command for virtual trials: writes, lists, shows; hands a sound plan on to be run."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from trephine.cli import main
from trephine.library.ready_trial import ready_trial
from trephine.loop.run_trial import TrialRun


def test_new_writes_a_plan_that_can_be_shown(tmp_path: Path, capsys) -> None:
    path = tmp_path / "plan.toml"
    assert main(["trial", "new", str(path)]) == 0
    assert main(["trial", "show", str(path), "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "照共识" in out
    assert "改：" in out
    assert main(["trial", "new", str(path)]) == 2
    assert "not written over" in capsys.readouterr().err
    assert main(["trial", "new"]) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")


def test_list_names_every_ready_trial(capsys) -> None:
    assert main(["trial", "list", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    assert main(["trial", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["trials"]
    assert len(listed) == 5
    assert all(one["id"] in text for one in listed)


@pytest.mark.parametrize(
    ("language", "printed"), [("en", "Serum IgG below 4 g/L"), ("zh", "血清 IgG < 4 g/L")]
)
def test_show_puts_overrides_beside_the_printed_rule(capsys, language, printed) -> None:
    assert main(["trial", "show", "igg-threshold", "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    (at,) = (i for i, line in enumerate(lines) if "[up-to-6]" in line)
    arm = lines[at : at + 6]
    assert any(printed in line for line in arm)
    assert any("≤ 6" in line for line in arm)


def test_show_as_json_holds_both_languages(capsys) -> None:
    assert main(["trial", "show", "tocilizumab-grade-1", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    (one,) = plan["arms"][2]["overrides"]
    assert one["kind"] == "added"
    assert one["printed"] is None
    assert one["does"]["en"].startswith("tocilizumab 8 mg/kg")
    assert one["now"]["zh"] != one["now"]["en"]
    assert plan["arms"][0]["overrides"] == []


def test_show_tells_of_flaws_and_of_all_that_differs(tmp_path: Path, capsys) -> None:
    path = tmp_path / "plan.toml"
    main(["trial", "new", str(path)])
    text = path.read_text(encoding="utf-8").replace("missed = 0.0 ", "missed = 0.25 ")
    text = text.replace("# every = { ward = 6 }", "every = { ward = 6 }")
    text = text.replace('# second = "ct103a"', 'second = "ct103a"\nchanges = { kX = 0.02 }')
    text = text.replace('# lymphodepletion = "none"', 'lymphodepletion = "none"')
    text += """
[[arm.override]]
table = "igg-action"
rule = "IGG-02a"
condition = "igg < 5"
reason = { zh = "试", en = "try" }

[[arm.override]]
budget = "tocilizumab"
field = "total"
value = 2
reason = { zh = "试", en = "try" }
"""
    path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["trial", "show", str(path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for said in (
        "25% of rounds",
        "ward every 6 h",
        "infused with it on day 0: CT103A (phase 1, Tongji) (ct103a)",
        "kX = 0.02",
        "no lymphodepletion",
        "! The table igg-action",
        "no more than 4 doses in all",
        "doses in all 2",
    ):
        assert said in out, said


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["show"], "No trial is named"),
        (["run"], "No trial is named"),
        (["show", "no-such"], "no such trial"),
        (["show", "no-such.toml"], "There is no such file"),
        (["list", "--patients", "5"], "--patients"),
        (["new", "x.toml", "--json"], "--json"),
        (["run", "igg-threshold", "--on", "cloud"], "cloud"),
        (["run", "igg-threshold", "--on", "dask:"], "dask:"),
        (["run", "igg-threshold", "--on", "local:8786"], "local:8786"),
        (["run", "igg-threshold", "--on", "gpu"], "cannot run on a GPU"),
        (["run", "igg-threshold", "--patients", "0"], "--patients"),
        (["run", "igg-threshold", "--seed", "-1"], "--seed"),
        (["destroy"], "destroy"),
    ],
)
def test_what_cannot_be_is_refused(capsys, arguments, found) -> None:
    assert main(["trial", *arguments, "--lang", "en"]) == 2
    assert found in capsys.readouterr().err


def test_an_interrupted_run_says_how_much_is_there_and_ends_as_one(capsys, monkeypatch) -> None:
    plan = ready_trial("igg-threshold")
    part = TrialRun(trial=plan, tables={}, results=None, finished=3, total=9, folder=None)
    monkeypatch.setattr("trephine.loop.run_trial.run_trial", lambda *_, **__: part)
    assert main(["trial", "run", "igg-threshold", "--lang", "en"]) == 130
    assert "Interrupted: 3 of 9" in capsys.readouterr().out


def test_run_hands_over_what_was_asked(capsys, monkeypatch, tmp_path: Path) -> None:
    handed = {}

    def run_trial(trial, *, on, out, advance):
        handed.update(trial=trial, on=on, out=out, advance=advance)
        return SimpleNamespace(results=None, is_whole=True)

    monkeypatch.setattr("trephine.loop.run_trial.run_trial", run_trial)
    words = "trephine.reports.trial_run_text"
    monkeypatch.setattr(f"{words}.run_text", lambda found, language: f"{found.is_whole} {language}")
    monkeypatch.setattr(f"{words}.run_json", lambda found: {"found": found.is_whole})
    asked = ["trial", "run", "igg-threshold", "--patients", "7", "--seed", "3"]
    asked += ["--on", "dask:tcp://h:8786", "--out", str(tmp_path / "r")]
    assert main([*asked, "--lang", "en"]) == 0
    assert capsys.readouterr().out == "True en\n"
    assert handed["trial"] == replace(ready_trial("igg-threshold"), patients=7, seed=3)
    assert (handed["on"], handed["out"]) == ("dask:tcp://h:8786", tmp_path / "r")
    assert main([*asked[:3], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"found": True}
    assert handed["trial"] == ready_trial("igg-threshold")
    assert (handed["on"], handed["out"]) == ("local", None)


def test_run_tells_of_flaws_in_changed_tables_before_it_begins(capsys, monkeypatch, tmp_path):
    part = TrialRun(
        trial=ready_trial("igg-threshold"),
        tables={},
        results=None,
        finished=0,
        total=1,
        folder=None,
    )
    monkeypatch.setattr("trephine.loop.run_trial.run_trial", lambda *_, **__: part)
    path = tmp_path / "plan.toml"
    main(["trial", "new", str(path)])
    main(["trial", "run", str(path), "--lang", "en"])
    assert "!" not in capsys.readouterr().err
    with path.open("a", encoding="utf-8") as plan:
        plan.write(
            '\n[[arm.override]]\ntable = "igg-action"\nrule = "IGG-02a"\ncondition = "igg < 5"\n'
            'reason = { zh = "试", en = "try" }\n'
        )
    main(["trial", "run", str(path), "--lang", "en"])
    assert "! [" in (err := capsys.readouterr().err)
    assert "The table igg-action" in err


def test_a_record_is_written_to_a_new_file_alone_and_said_so(capsys, tmp_path) -> None:
    path = tmp_path / "patient.jsonl"
    plan = tmp_path / "plan.toml"
    main(["trial", "new", str(plan)])
    text = plan.read_text(encoding="utf-8")
    assert "\ndays = 90" in text
    plan.write_text(text.replace("\ndays = 90", "\ndays = 3"), encoding="utf-8")
    capsys.readouterr()
    asked = ["trial", "record", str(plan), "--out", str(path), "--lang", "en"]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert f"readings of the virtual patient V-0 are written to {path}" in out
    before = path.read_bytes()
    assert main([*asked[:-2], "--lang", "zh"]) == 2
    assert "不覆盖" in capsys.readouterr().err
    assert path.read_bytes() == before

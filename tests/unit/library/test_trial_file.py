"""A trial's file: read whole, refused with the line, and the ready ones."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.trial import TrialPathway
from trephine.library import ensemble_table
from trephine.library.ready_trial import ready_trial, ready_trials
from trephine.library.trial_file import read_trial, write_new_trial
from trephine.library.trial_handbook import trial_handbook
from trephine.loop.arm_handbook import arm_handbook
from trephine.loop.monitored import monitored
from trephine.loop.override_cautions import override_cautions

PLAN = """id = "plan"
title = { zh = "方案", en = "plan" }
written = 2026-11-23
population = "cartitude-1"
patients = 100
days = 90
start = 2026-03-02T08:00:00+08:00
seed = 1

[pathway]
outside = false

[monitoring]
every = { ward = 6 }
without = ["imaging"]

[missing]
missed = 0.1
late = 0.2
late_hours = 12

[[arm]]
id = "a"
label = { zh = "甲", en = "A" }
product = "cilta-cel"

[[arm]]
id = "b"
label = { zh = "乙", en = "B" }
product = "cilta-cel"
strategies = ["gsi"]
changes = { kX = 0.02 }

[[arm.override]]
table = "igg-action"
rule = "IGG-03"
condition = "igg > 7 and active_infection"
reason = { zh = "试", en = "try" }

[[arm.override]]
budget = "tocilizumab"
field = "total"
value = 2
reason = { zh = "试", en = "try" }
"""


FITTED, SET = "ensemble = { ", 'name = "bcma_cart-outcomes"'


@pytest.fixture
def plan(tmp_path: Path):
    def write(old: str = "", new: str = "") -> Path:
        assert PLAN.count(old) == 1 or not old, old
        path = tmp_path / "plan.toml"
        path.write_text(PLAN.replace(old, new) if old else PLAN, encoding="utf-8")
        return path

    return write


def test_a_plan_is_read_whole(plan) -> None:
    trial = read_trial(plan())
    assert (trial.id, trial.patients, trial.days, trial.seed) == ("plan", 100, 90, 1)
    assert trial.start.utcoffset() is not None
    assert trial.written == date(2026, 11, 23)
    assert trial.missing.late_hours == 12
    assert trial.missing.dropout_per_year == 0
    assert trial.monitoring.every == {"ward": 6}
    arm = trial.arm("b")
    assert arm.changes == {"kX": 0.02}
    rule, budget = arm.overrides
    assert (rule.kind, budget.kind) == ("changed", "budget")
    assert budget.value == Decimal(2)
    assert budget.on == trial.written
    with pytest.raises(KeyError):
        trial.arm("c")


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ('id = "plan"', "id = plan", 1, "id = plan"),
        ('id = "plan"', 'id = "My Plan"', 1, "My Plan"),
        ("seed = 1", "seeds = 1", 8, "seeds"),
        ("seed = 1", "seed = -1", 8, "-1"),
        ("seed = 1", "seed = 1.5", 8, "1.5"),
        ("seed = 1", "", 1, "seed"),
        ("patients = 100", "patients = 0", 5, "0"),
        ("patients = 100", "patients = 1_000_000_000", 5, "1e+09"),
        ("days = 90", "days = nan", 6, "nan"),
        ("days = 90", "days = 0.5", 6, "0.5"),
        ("days = 90", 'days = "90"', 6, "'90'"),
        ('"cartitude-1"', '"cartitude-9"', 4, "cartitude-9"),
        ("2026-03-02T", "1926-03-02T", 7, "1926"),
        ("T08:00:00+08:00", "T08:00:00", 7, "2026-03-02T08:00:00"),
        ("start = 2026-03-02T08:00:00+08:00", "start = 2026-03-02", 7, "2026-03-02"),
        ("outside = false", 'guidelines = ["consensus2023"]', 11, "consensus2023"),
        ("outside = false", 'guidelines = ["consensus2022"]', 11, "icans_grade (reference)"),
        ("every = { ward = 6 }", "every = { wards = 6 }", 14, "wards"),
        ("every = { ward = 6 }", "every = { ward = 0 }", 14, "0"),
        ('without = ["imaging"]', 'without = ["image"]', 15, "image"),
        ("missed = 0.1", "missed = 1", 18, "1"),
        ("late_hours = 12", "late_hours = 0", 20, "0"),
        ("late_hours = 12", "late_hours = 12\ndropout_per_year = inf", 21, "inf"),
        ("seed = 1", 'seed = 1\nendpoints = ["ORR", "ORR"]', 9, "ORR"),
        ("seed = 1", 'seed = 1\nendpoints = ["OR"]', 9, "OR"),
        ("seed = 1", 'seed = 1\nacts = ["tocilizumabs"]', 9, "tocilizumabs"),
        ("seed = 1", f"seed = 1\n{FITTED}name = 'bcma_cart-outcome' }}", 9, "bcma_cart-outcome'"),
        ("seed = 1", f"seed = 1\n{FITTED}member = 'mean' }}", 9, "name"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, member = 'best' }}", 9, "best"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, member = 32 }}", 9, "32"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, member = -1 }}", 9, "-1"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, member = 1.5 }}", 9, "1.5"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, members = 1 }}", 9, "1"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, members = 33 }}", 9, "33"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, member = 3, members = 5 }}", 9, "members = 5"),
        ("seed = 1", f"seed = 1\n{FITTED}{SET}, of = 3 }}", 9, "ensemble.of"),
        ("[pathway]", f"[ensemble]\n{SET}\nmember = 99\n[pathway]", 12, "99"),
        ('id = "b"', 'id = "a"', 23, "a"),
        ('zh = "乙"', 'zh = "甲"', 23, "zh = 甲"),
        ('strategies = ["gsi"]', 'strategies = ["gsi", "gsi"]', 31, "gsi"),
        ('strategies = ["gsi"]', 'strategies = ["gis"]', 31, "gis"),
        ('strategies = ["gsi"]', 'second = "cilta"', 31, "cilta"),
        ('strategies = ["gsi"]', 'lymphodepletion = "flu"', 31, "flu"),
        ('["gsi"]', '["ld-none"]\nlymphodepletion = "none"', 32, "ld-none"),
        ("kX = 0.02", "kZZ = 0.02", 32, "kZZ"),
        ("kX = 0.02", "kX = -1", 32, "-1"),
        ('"igg-action"', '"igg-actions"', 35, "igg-actions"),
        ('"IGG-03"', '"IGG-33"', 36, "IGG-33"),
        ("igg > 7", "iggs > 7", 37, "iggs"),
        ("igg > 7", "igg >", 37, "igg >"),
        ("value = 2", "value = 2.5", 43, "2.5"),
        ("value = 2", 'value = "two"', 43, "two"),
        ("value = 2", "value = 2\nbudgets = 1", 44, "budgets"),
        ('field = "total"', 'field = "totals"', 42, "totals"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(plan, old, new, line, found) -> None:
    with pytest.raises(InputError) as refused:
        read_trial(plan(old, new))
    error = refused.value
    assert re.search(rf"plan\.toml:{line}(\D|$)", error.where), error.where
    assert found in error.found
    assert error.render("zh") != error.render("en")


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        ("seed = 1", "seed = 1.5", "须为整数", "a whole number"),
        ("days = 90", 'days = "90 d"', "不带引号与单位", "without unit"),
        ("outside = false", "outside = 0", "true 或 false", "true or false"),
        (
            "start = 2026-03-02T08:00:00+08:00",
            "start = 2026-03-02",
            "带时区的时刻",
            "with its zone",
        ),
        ('without = ["imaging"]', 'without = "imaging"', "须为列表", "a list"),
        ('label = { zh = "乙", en = "B" }', 'label = "B"', "双语者如", "those of a text"),
        ("changes = { kX = 0.02 }", "changes = 0.02", "须分项写", "its parts"),
        ('field = "total"', 'field = "totals"', "只能取 'total', 'in_window'", "one of 'total'"),
    ],
)
def test_what_a_value_must_be_is_said_in_both_languages(plan, old, new, zh, en) -> None:
    with pytest.raises(InputError) as refused:
        read_trial(plan(old, new))
    error = refused.value
    assert zh in error.do.zh
    assert en in error.do.en
    assert "Input should" not in error.render("zh")


def test_an_empty_plan_and_one_that_is_not_there_tell_how_a_new_one_is_written(tmp_path) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("\n", encoding="utf-8")
    for path in (empty, tmp_path / "none.toml"):
        with pytest.raises(InputError, match="trephine trial new"):
            read_trial(path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", (None, 0)),
        (", member = 'mean'", (None, 0)),
        (", member = 0", (0, 0)),
        (", members = 20", (None, 20)),
    ],
)
def test_an_ensemble_is_read_with_its_member(plan, written, read) -> None:
    found = read_trial(plan("seed = 1", f"seed = 1\n{FITTED}{SET}{written} }}")).ensemble
    assert found is not None
    assert (found.name, found.member, found.members) == ("bcma_cart-outcomes", *read)
    assert read_trial(plan()).ensemble is None


def test_an_ensemble_of_another_model_is_refused(plan, tmp_path: Path, monkeypatch) -> None:
    held = ensemble_table.FOLDER / "bcma_cart-outcomes.csv"
    for name, model in (("bcma_cart-outcomes", "bcma_cart"), ("other-outcomes", "other")):
        text = held.read_text(encoding="utf-8").replace('"bcma_cart"', f'"{model}"')
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(ensemble_table, "FOLDER", tmp_path)
    ensemble_table.ensemble.cache_clear()
    try:
        path = plan("seed = 1", f'seed = 1\n{FITTED}name = "other-outcomes" }}')
        with pytest.raises(InputError, match="of another model") as refused:
            read_trial(path)
    finally:
        ensemble_table.ensemble.cache_clear()
    assert refused.value.where.endswith("plan.toml:9")
    assert refused.value.do.en == "Choose one of: bcma_cart-outcomes"


def test_arms_alike_but_in_name_are_refused(plan) -> None:
    path = plan()
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index('strategies = ["gsi"]')], encoding="utf-8")
    with pytest.raises(InputError, match="alike in all but their names"):
        read_trial(path)


def test_a_rule_overridden_twice_is_refused(plan) -> None:
    again = 'budget = "tocilizumab"\nfield = "total"\nvalue = 3\nreason = { zh = "试", en = "t" }\n'
    path = plan()
    with path.open("a", encoding="utf-8") as file:
        file.write("\n[[arm.override]]\n" + again)
    with pytest.raises(InputError, match="overridden twice"):
        read_trial(path)


@pytest.mark.parametrize("raw", [b"", b"  \n", "标题".encode("gbk"), b"a" * 300_000])
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(raw)
    with pytest.raises(InputError):
        read_trial(path)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(InputError):
            read_trial(path)


def test_the_new_plan_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text(write_new_trial(), encoding="utf-8")
    trial = read_trial(path)
    assert len(trial.arms) == 2
    assert trial.arms[1].overrides
    # Every key of a plan is shown in it, commented out where it may be left out.
    text = write_new_trial()
    for key in ("endpoints", "acts", "guidelines", "every", "without", "lymphodepletion"):
        assert re.search(rf"^# {key} = ", text, flags=re.MULTILINE), key


@pytest.mark.parametrize("line", re.findall(r"^# (\w+ = .+)$", write_new_trial(), re.MULTILINE))
def test_what_the_new_plan_leaves_out_may_be_written(tmp_path: Path, line: str) -> None:
    path = tmp_path / "new.toml"
    path.write_text(write_new_trial().replace(f"# {line}", line), encoding="utf-8")
    read_trial(path)


def test_ready_trials_ask_what_is_open() -> None:
    trials = ready_trials()
    assert len(trials) == 5
    for trial in trials:
        assert 2 <= len(trial.arms) <= 3
        assert trial.question is not None
        assert trial.question.en.startswith("Hypothesis")
        assert trial.question.zh.startswith("假说")
        assert trial.note is not None
        assert "no evidence" in trial.note.en
        assert not trial.arms[0].overrides, "the first arm is what the library has"
    assert ready_trial("igg-threshold") is next(t for t in trials if t.id == "igg-threshold")
    with pytest.raises(InputError, match="igg-threshold"):
        ready_trial("igg-treshold")


@pytest.mark.parametrize("trial", ready_trials(), ids=lambda trial: trial.id)
def test_a_ready_trial_leaves_no_gap(trial) -> None:
    before = trial_handbook(trial.pathway)
    for arm in trial.arms:
        after = arm_handbook(trial, arm)
        assert (after is before) == (not arm.overrides)
        assert override_cautions(before, after) == ()


def test_guidelines_are_kept_to_those_named() -> None:
    wanted = ("consensus2022", "reference")
    chosen = trial_handbook(TrialPathway(guidelines=wanted))
    assert [one.id for one in chosen.pathway.guidelines] == [*wanted]
    assert trial_handbook(TrialPathway(outside=True)).pathway.layers >= {"outside"}


def test_schedules_follow_the_plan(plan) -> None:
    readouts = library.readouts()
    found = monitored(readouts, read_trial(plan()).monitoring)
    spans = {one.id: one.spans for one in found.schedules}
    assert {span.every for span in spans["ward"]} == {0.25}
    assert [s.first for s in spans["ward"]] == [
        s.first for one in readouts.schedules if one.id == "ward" for s in one.spans
    ]
    assert "imaging" not in spans
    assert {one.schedule for one in found.readouts} <= set(spans)
    assert {one.schedule for one in readouts.readouts} - set(spans) == {"imaging"}

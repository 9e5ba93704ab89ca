"""Published targets: each with its place, and no patient on both sides of the split."""

import csv
import itertools
from datetime import date
from pathlib import Path

import pytest

from trephine import library
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Read
from trephine.core.source import Locator
from trephine.core.target import TargetCohort
from trephine.core.text import Text
from trephine.library import target_table
from trephine.library.kinetics_table import free_parameters, kinetic_arms, kinetic_goals

SIDES = {name: group.side for group in library.target_groups() for name in group.cohorts}
COHORTS = {entry.id: entry for entry in library.target_cohorts()}


def cohort(name, *shares, pool=False):
    return TargetCohort(
        id=name,
        label=Text(zh=name, en=name),
        at=(Locator(source="zhan2025", place="§1"),),
        shares=shares,
        pool=pool,
    )


def test_no_two_cohorts_with_common_patients_are_on_two_sides():
    pairs = [(entry.id, other) for entry in COHORTS.values() for other in entry.shares]
    assert pairs
    assert [pair for pair in pairs if SIDES[pair[0]] != SIDES[pair[1]]] == []


def test_every_cohort_is_in_one_group():
    listed = [name for group in library.target_groups() for name in group.cohorts]
    assert sorted(listed) == sorted(COHORTS)


def test_a_study_of_the_papers_is_on_one_side():
    """Rows of the consensus's table that hold each other's patients are on one side too."""
    side_of = {study: SIDES[one.id] for one in COHORTS.values() for study in one.studies}
    for study in library.studies("consensus2022"):
        for part in study.parts:
            assert side_of[part] == side_of[study.id], (study.id, part)
    assert len({study for one in COHORTS.values() for study in one.studies}) == 13


def test_a_shared_registration_is_a_shared_side():
    side_of = {study: SIDES[one.id] for one in COHORTS.values() for study in one.studies}
    studies = [one for one in library.studies("consensus2022") if one.registrations]
    for one, other in itertools.combinations(studies, 2):
        if set(one.registrations) & set(other.registrations):
            assert side_of[one.id] == side_of[other.id], (one.id, other.id)


def test_pools_are_on_neither_side():
    assert {SIDES[one.id] for one in COHORTS.values() if one.pool} == {"aside"}


def test_both_sides_hold_kinetics_and_counts():
    domains = {one.id: one.domain for one in library.target_endpoints()}
    for side in ("fit", "check"):
        held = {domains[one.endpoint] for one in library.targets() if SIDES[one.cohort] == side}
        assert {"kinetics", "counts", "humoral"} <= held


def test_split_is_dated_and_says_why():
    for group in library.target_groups():
        assert group.on == date(2026, 11, 23)
        assert len(group.reason.zh) > 5
        assert len(group.reason.en) > 15


def test_every_figure_was_read_or_says_why_not():
    for entry in library.targets():
        if isinstance(entry.mark, Read):
            assert library.source(entry.mark.locator.source)
            assert entry.mark.locator.place
        else:
            assert isinstance(entry.mark, Assumed)
            assert "recalled" in entry.mark.reason.en


def test_numbers_lie_within_their_limits():
    for entry in library.targets():
        if entry.statistic == "share" and entry.value is not None:
            assert 0 <= entry.value <= 100, entry.id
        if entry.value is not None:
            assert entry.low is None or entry.low <= entry.value, entry.id
            assert entry.high is None or entry.value <= entry.high, entry.id
        assert entry.sd is None or entry.sd > 0, entry.id


def test_every_printed_number_is_parsed():
    """What is typed as a number stands in what was printed, but for the rows that say the unit."""
    converted = {"T178c", "T189", "T189b", "T190b", "T151", "T157b", "T159"}
    for entry in library.targets():
        if entry.value is None or entry.id in converted or "/" in entry.printed:
            continue
        shown = entry.printed.replace(",", "")
        figures = {float(one) for one in _numbers(shown)}
        assert entry.value in figures, (entry.id, entry.printed)


def _numbers(text):
    kept = "".join(sign if sign.isdigit() or sign == "." else " " for sign in text)
    return [one.strip(".") for one in kept.split() if one.strip(".")]


def test_pooled_figures_are_those_of_the_review():
    """The rows of zhan2025 are the same numbers as the library's own table of its results."""
    printed = {(row.estimate.text, row.ci_lb.text) for row in library.published("zhan2025")}
    rows = [one for one in library.targets() if one.cohort == "zhan2025-pool" and one.high]
    assert rows
    for entry in rows:
        assert (f"{entry.value:g}", f"{entry.low:g}") in printed, entry.id


def test_joined_finds_components():
    found = target_table.joined((cohort("a"), cohort("b", "a"), cohort("c"), cohort("d", "b")))
    assert found == (("a", "b", "d"), ("c",))
    chain = target_table.joined((cohort("a", "c"), cohort("b", "c"), cohort("c")))
    assert chain == (("a", "b", "c"),)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("split.toml", 'seed = "karmma"', 'seed = "cartitude1"'),
        ("split.toml", 'seed = "karmma"', 'seed = "nobody"'),
        ("cohorts.csv", ",ct103a,同济", ",nobody,同济"),
        ("figures.csv", "T134,T134,cartitude1,cmax", "T134,T134,cartitude1,nothing"),
        ("figures.csv", "T134,T134,cartitude1", "T134,T134,nobody"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, monkeypatch, file, old, new):
    for path in Path(target_table.FOLDER).iterdir():
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            text.replace(old, new, 1) if path.name == file else text, encoding="utf-8"
        )
    monkeypatch.setattr(target_table, "FOLDER", tmp_path)
    verbs = (target_table.target_cohorts, target_table.targets, target_table.target_groups)
    for verb in verbs:
        verb.cache_clear()
    try:
        with pytest.raises(ContentError):
            [verb() for verb in verbs]
    finally:
        for verb in verbs:
            verb.cache_clear()


def test_ids_are_unique_and_rows_keep_their_number():
    rows = [one.row for one in library.targets()]
    assert len({one.id for one in library.targets()}) == len(rows)
    with (target_table.FOLDER / "figures.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for line in csv.reader(file) if line and line[0].startswith("T")) == len(rows)


def test_no_goal_is_a_figure_that_was_recalled():
    figures = {one.id: one for one in library.targets()}
    for goal in kinetic_goals():
        assert isinstance(figures[goal.target].mark, Read), goal.id


def test_arms_of_the_two_sides_share_no_patients():
    figures = {one.id: one for one in library.targets()}
    cohorts = {"fit": set(), "check": set()}
    for goal in kinetic_goals():
        side = SIDES[figures[goal.target].cohort]
        assert side in cohorts, goal.id
        cohorts[side].add(figures[goal.target].cohort)
    assert cohorts["fit"]
    assert cohorts["check"]
    for name in cohorts["fit"]:
        shared = {
            other
            for one in COHORTS.values()
            for other in (one.id, *one.shares)
            if name in (one.id, *one.shares)
        }
        assert not shared & cohorts["check"], name


def test_arms_and_free_parameters_name_what_there_is():
    products = {one.id for one in library.products()}
    populations = {one.id for one in library.populations()}
    strategies = {one.id for one in library.strategies()}
    model = library.model("bcma_cart")
    quantities = {one.id for one in (*model.states, *model.assignments)}
    for arm in kinetic_arms():
        assert arm.product in products, arm.id
        assert arm.population in populations, arm.id
        assert set(arm.strategies) <= strategies, arm.id
    for goal in kinetic_goals():
        assert set(goal.of) <= quantities, goal.id
        assert goal.error > 0
        assert goal.slack > 0
    assert len(free_parameters()) <= 30, "about two dozen are identifiable"

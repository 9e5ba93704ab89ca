"""A trial under fitted parameters: the people of the open loop, one manifest, several members."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trephine import library
from trephine.cli.treatments import arm_of, fitted_arm
from trephine.core.error import InputError
from trephine.core.trial import TrialEnsemble
from trephine.library.ready_trial import ready_trial
from trephine.loop import run_trial as module
from trephine.loop.check_arms import check_arms
from trephine.loop.compare.member_spread import member_figures, member_spread
from trephine.loop.run_chunk import enrolled, run_chunk
from trephine.loop.run_trial import run_trial
from trephine.loop.trial_manifest import trial_manifest
from trephine.loop.virtual_record import virtual_record
from trephine.mechanism.compare_members import with_member
from trephine.mechanism.compare_pairs import combined
from trephine.mechanism.enrol import enrol
from trephine.reports.trial_plan_text import trial_plan, trial_plan_text

from .tables import table
from .tables import trial as made_up

NAME = "bcma_cart-outcomes"
READY = ready_trial("g-csf-timing")
PLAN = replace(READY, arms=READY.arms[::2], patients=3, days=9)


def fitted(trial=PLAN, name=NAME, **chosen):
    return replace(trial, ensemble=TrialEnsemble(name=name, **chosen))


def in_the_open_loop(trial, arm, products):
    return enrol(
        library.model("bcma_cart"),
        library.population(trial.population),
        arm.product,
        arm.strategies,
        trial.patients,
        trial.seed,
        library.lymphodepletions(),
        products=products,
        second=arm.second,
    )


def assert_same_people(one, other) -> None:
    np.testing.assert_array_equal(one.patients.parameters, other.patients.parameters)
    np.testing.assert_array_equal(one.patients.numbers, other.patients.numbers)
    np.testing.assert_array_equal(one.doses.amounts, other.doses.amounts)
    for name, column in one.covariates.items():
        np.testing.assert_array_equal(column, other.covariates[name], err_msg=name)


@pytest.mark.parametrize("member", [None, 0, 7])
@pytest.mark.parametrize("name", [NAME, "bcma_cart"])
def test_patients_are_those_of_the_open_loop(name, member) -> None:
    trial = fitted(name=name, member=member)
    arm = trial.arms[0]
    open_arm, products = with_member(
        arm_of(arm.product, arm.strategies), library.products(), library.ensemble(name), member
    )
    mine = enrolled(trial, arm, 0, 3)
    assert_same_people(mine, in_the_open_loop(trial, open_arm, products))
    own = enrolled(PLAN, arm, 0, 3)
    np.testing.assert_array_equal(own.covariates["weight"], mine.covariates["weight"])
    assert (own.patients.parameters != mine.patients.parameters).any()


def test_the_command_of_the_open_loop_gives_the_same_people_and_reaches_a_second_product() -> None:
    trial = fitted(name="bcma_cart", member=5)
    arm = replace(trial.arms[0], strategies=("second-human",), second="cilta-cel")
    open_arm, products = fitted_arm(arm_of(arm.product, arm.strategies, second=arm.second), str(5))
    mine = enrolled(trial, arm, 0, 3)
    assert_same_people(mine, in_the_open_loop(trial, open_arm, products))
    plain = enrolled(replace(trial, ensemble=None), arm, 0, 3)
    names = [one.id for one in library.model("bcma_cart").parameters]
    second = names.index("rhoE2")
    assert (mine.patients.parameters[:, second] != plain.patients.parameters[:, second]).all()


def test_the_manifest_tells_ensembles_and_members_apart() -> None:
    arm = PLAN.arms[0]
    plans = [PLAN, fitted(), fitted(member=3), fitted(member=4), fitted(name="bcma_cart")]
    made = [trial_manifest(one, arm, 2) for one in plans]
    assert len({repr((one.ids, one.digests)) for one in made}) == len(plans)
    # more members are more folders: the patients of this one are the same
    assert trial_manifest(fitted(members=5), arm, 2) == trial_manifest(fitted(), arm, 2)


def test_an_ensemble_that_is_not_there_is_refused_before_anything_runs() -> None:
    with pytest.raises(InputError) as refused:
        check_arms(fitted(name="bcma_cart-kinetics"))
    assert "bcma_cart-outcomes" in refused.value.do.en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_plan_says_which_parameters_it_takes(language) -> None:
    said = trial_plan_text(trial_plan(fitted(member=3)), language)
    line = next(one for one in said.splitlines() if NAME in one)
    assert {"zh": "第 3 组", "en": "member 3"}[language] in line
    assert NAME not in trial_plan_text(trial_plan(PLAN), language)


def test_a_record_is_of_the_fitted_patient() -> None:
    trial = fitted(member=3)
    arm = trial.arms[0]
    _, ward = run_chunk(trial, arm, 0, 3, kept=(2,))
    found = virtual_record(trial, arm.id, 2)
    assert found == ward.record(2)
    assert found != virtual_record(PLAN, arm.id, 2)


@pytest.fixture
def ran(monkeypatch) -> list[tuple[int | None, int, int]]:
    """Replace the ward by made-up tables that depend on the member; return what was computed."""
    asked: list[tuple[int | None, int, int]] = []

    def columns(trial, unit, chunk):
        member = None if trial.ensemble is None else trial.ensemble.member
        asked.append((member, *unit))
        shift = 0 if member is None else member
        own = table(n=60, seed=unit[0] + 1, severe=0.1 + 0.02 * shift, response=0.9)
        rows = slice(unit[1] * chunk, (unit[1] + 1) * chunk)
        return {name: one[rows] for name, one in own.columns.items()}

    monkeypatch.setattr(module, "chunk_columns", columns)
    return asked


def test_members_are_run_on_the_same_patients_in_folders_of_their_own(ran, tmp_path: Path) -> None:
    trial = fitted(replace(PLAN, patients=60), members=3)
    told = []
    found = run_trial(
        trial, workers=1, chunk=30, out=tmp_path, advance=lambda *one: told.append(one)
    )
    chosen = found.results.spread.members
    assert len(chosen) == 3
    assert [one[0] for one in ran[::4]] == [None, *chosen]
    assert (found.finished, found.total) == (480, 480)
    assert [one[0] for one in told] == list(range(30, 481, 30))
    assert {one[1] for one in told} == {480}
    folders = {one.name for one in tmp_path.iterdir()}
    assert folders == {f"arm-{arm.id}" for arm in trial.arms} | {f"member-{m:03d}" for m in chosen}
    again = run_trial(trial, workers=1, chunk=30, out=tmp_path)
    assert len(ran) == 16, "what is in the folder is computed again"
    assert again.results.spread == found.results.spread
    with pytest.raises(InputError, match="member"):
        run_trial(fitted(trial, member=2), workers=1, chunk=30, out=tmp_path)
    with pytest.raises(InputError, match="ensemble"):
        run_trial(replace(trial, ensemble=None), workers=1, chunk=30, out=tmp_path)


def test_an_interruption_among_members_keeps_what_is_finished(ran, tmp_path: Path) -> None:
    trial = fitted(replace(PLAN, patients=60), members=2)
    told = []

    def stop(done, total, kept) -> None:
        told.append((done, total, kept))
        if done == 150 < total:
            raise KeyboardInterrupt

    once = run_trial(trial, workers=1, chunk=30, out=tmp_path, advance=stop)
    assert (once.results, once.finished, once.total) == (None, 150, 360)
    assert told[-1] == (150, 150, 0)
    told.clear()
    again = run_trial(trial, workers=1, chunk=30, out=tmp_path, advance=stop)
    assert again.is_whole
    assert len(ran) == 12
    assert told[-1] == (360, 360, 150)


def test_ranges_and_differences_hold_what_members_gave() -> None:
    trial = made_up("a", "b")
    shares = [0.10, 0.30, 0.20]
    given = [
        {
            "a": table(n=200, arm="a", severe=0.1),
            "b": table(n=200, arm="b", severe=share),
        }
        for share in shares
    ]
    figures = [member_figures(trial, m, tables) for m, tables in enumerate(given)]
    found = member_spread(NAME, figures)
    assert (found.ensemble, found.members) == (NAME, (0, 1, 2))
    severe = [one.arms[1]["CRS_G3P"] for one in figures]
    own = found.arms[1]["CRS_G3P"]
    assert (own.lowest, own.highest) == (min(severe), max(severe))
    assert found.arms[0]["CRS_G3P"].lowest == found.arms[0]["CRS_G3P"].highest
    pair = found.pairs[0]["CRS_G3P"]
    assert pair.members == tuple(one.pairs[0]["CRS_G3P"].difference for one in figures)
    assert pair.mean == pytest.approx(np.mean(pair.members))
    widest = max(one.pairs[0]["CRS_G3P"].ci_ub - one.pairs[0]["CRS_G3P"].ci_lb for one in figures)
    assert pair.ci_ub - pair.ci_lb > widest, "the spread between members is not in the interval"


def test_estimates_are_combined_by_rubins_rule() -> None:
    """Three estimates by hand: within 0.02, between 1, so that total is 0.02 + 4/3."""
    found = combined([1.0, 2.0, 3.0], [0.01, 0.02, 0.03], level=95.0)
    assert found.mean == pytest.approx(2.0)
    assert found.se == pytest.approx((0.02 + 4 / 3) ** 0.5)
    # freedom 2 / (4/3 / total)**2 = 2.0605; Student's 97.5 % point there is 4.1839
    assert found.ci_ub - found.mean == pytest.approx(4.1839 * found.se, rel=1e-3)
    assert combined([1.0, 1.0], [0.0, 0.0], level=95.0).ci_ub == 1.0

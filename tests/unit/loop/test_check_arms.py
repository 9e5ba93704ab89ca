"""Arms whose parts do not go together are refused before anything runs."""

from dataclasses import replace
from datetime import date

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.core.trial import RuleOverride
from trephine.library.ready_trial import ready_trial, ready_trials
from trephine.loop.arm_product import arm_product
from trephine.loop.check_arms import check_arms

TRIAL = ready_trial("early-collection")


def with_arm(**fields):
    first, second, *more = TRIAL.arms
    return replace(TRIAL, arms=(first, replace(second, **fields), *more))


@pytest.mark.parametrize("trial", ready_trials(), ids=lambda trial: trial.id)
def test_ready_trials_pass(trial) -> None:
    check_arms(trial)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"strategies": ("ld-none", "ld-intensified")}, "ld-intensified"),
        ({"strategies": ("second-human", "sequence-cd19")}, "sequence-cd19"),
        ({"changes": {"kX": -1.0}}, "kX"),
        ({"lymphodepletion": "flu"}, "flu"),
    ],
)
def test_what_does_not_go_together_is_refused(fields, said) -> None:
    with pytest.raises(InputError) as refused:
        check_arms(with_arm(**fields))
    assert refused.value.where.startswith("arm early: ")
    assert said in f"{refused.value.where} {refused.value.found}"


def test_an_override_that_cannot_be_followed_names_its_arm() -> None:
    wrong = RuleOverride(
        table="crs-management",
        rule="T",
        like="CRS-M3",
        condition="nothing >= 1",
        reason=Text(zh="试", en="try"),
        on=date(2026, 11, 23),
    )
    with pytest.raises(InputError) as refused:
        check_arms(with_arm(overrides=(wrong,)))
    assert refused.value.where == "arm early: overrides[0] condition"


def test_the_regimen_is_the_arms_own() -> None:
    arm = TRIAL.arms[0]
    assert arm_product(arm) == library.product("cilta-cel")
    assert arm_product(replace(arm, lymphodepletion="none")).regimen == "none"

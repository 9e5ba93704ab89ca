"""A second infusion that is decided on is the one that was planned from the start."""

from dataclasses import replace

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.model_of import model as library_model
from trephine.library.population_table import population
from trephine.library.product_table import product, products
from trephine.library.strategy_table import strategy
from trephine.mechanism.administer import administer
from trephine.mechanism.enrol import enrol
from trephine.mechanism.policy import Decided, DecidedDose, Renewed
from trephine.mechanism.solve import solve

N, DECIDED, DAY, END = 11, 80.0, 120.0, 200.0
AT = np.arange(0.0, END, 0.5)
LOOK = ("TT", "THp", "C1", "C2", "F", "I6", "P", "B", "L", "ZA", "ANC", "S", "DG")
WHOM = np.arange(N) % 3 != 0
MODEL = library_model("bcma_cart")
STATES = [one.id for one in MODEL.states]


def enrolled(*strategies):
    who = population("general"), product("cilta-cel")
    return enrol(MODEL, *who, strategies, N, 7, lymphodepletions(), products=products())


def on_day(name):
    """Return a strategy with its second infusion on ``DAY``."""
    own = strategy(name)
    by = DAY - own.infusions[0].day
    return replace(
        own,
        infusions=tuple(replace(one, day=one.day + by) for one in own.infusions),
        doses=tuple(
            replace(one, days=tuple(day + by for day in one.days), until=one.until + by)
            for one in own.doses
        ),
    )


def renewing(planned):
    """Return a policy's answer: the parameters of a planned run, and its second treatment."""
    later = tuple(one for one in planned.treatment.infusions if one.day == DAY)
    second = replace(planned.treatment, infusions=later)
    doses, _ = administer(MODEL, second, planned.covariates, N)
    given = [
        DecidedDose(
            mask=WHOM,
            state=STATES[to],
            amount=doses.amounts[:, k],
            after=doses.times[0, k] - DECIDED,
        )
        for k, to in enumerate(doses.targets[0])
    ]
    renewed = Renewed(mask=WHOM, parameters=planned.patients.parameters)
    return Decided(doses=given, renewed=renewed)


def run(cohort, answers, **more):
    """Run a cohort; return what is watched at every decision, and the solution."""
    seen = []

    def policy(now):
        seen.append(np.stack([now.values[name] for name in LOOK]))
        return answers.get(now.t, Decided())

    found = solve(
        MODEL,
        cohort.patients,
        cohort.doses,
        end=END,
        policy=policy,
        decide_at=AT,
        decide_on=LOOK,
        **more,
    )
    return np.stack(seen), found


LEAN = {"doses_into": {"R1", "DL"}}
WIDE = LEAN | {"renewed_into": {"R2", "DG"}}


@pytest.mark.parametrize("name", ["second-other-target", "second-human", "reinfusion-gsi"])
def test_a_renewed_patient_goes_on_as_one_planned_so(name):
    alone, planned = enrolled(), enrolled(on_day(name))
    whole, told = run(planned, {})
    changed, found = run(alone, {DECIDED: renewing(planned)}, **WIDE)
    plain, _ = run(alone, {}, **LEAN)
    before = AT <= DECIDED
    # whoever is not renewed, and everybody before, has the numbers of a run without any renewal
    assert np.array_equal(changed[:, :, ~WHOM], plain[:, :, ~WHOM])
    assert np.array_equal(changed[before], plain[before])
    far = np.abs(changed - whole)[:, :, WHOM] / (np.abs(whole[:, :, WHOM]) + 1e-3)
    assert far.max() < 1e-3
    moved = np.abs(plain - whole)[~before][:, :, WHOM] / (np.abs(whole[~before][:, :, WHOM]) + 1e-3)
    assert moved.max() > 1.0  # the second infusion does something
    width = told.given.times.shape[1]
    for table in ("times", "targets"):
        mine, theirs = (getattr(one.given, table)[WHOM] for one in (found, told))
        assert np.array_equal(mine[:, :width], theirs)
    assert np.allclose(found.given.amounts[WHOM][:, :width], told.given.amounts[WHOM])


def test_company_changes_no_bit_of_a_renewal():
    alone, planned = enrolled(), enrolled(on_day("second-human"))
    answer = renewing(planned)
    both, _ = run(alone, {DECIDED: answer}, **WIDE)
    few = WHOM & (np.arange(N) < 5)
    less = replace(
        answer,
        renewed=replace(answer.renewed, mask=few),
        doses=[replace(one, mask=few) for one in answer.doses],
    )
    some, _ = run(alone, {DECIDED: less}, **WIDE)
    assert np.array_equal(both[:, :, few], some[:, :, few])


def test_a_renewal_that_changes_nothing_goes_on_as_before():
    cohort = enrolled()
    same = Renewed(mask=WHOM, parameters=cohort.patients.parameters)
    changed, _ = run(cohort, {DECIDED: Decided(renewed=same)}, **WIDE)
    plain, _ = run(cohort, {}, **LEAN)
    assert (np.abs(changed - plain) / (np.abs(plain) + 1e-3)).max() < 1e-3


def test_a_renewed_patient_can_wait_and_end():
    cohort = enrolled()
    same = Renewed(mask=WHOM, parameters=cohort.patients.parameters)
    asked = []

    def policy(now):
        asked.append(now.asked.copy())
        if now.t == DECIDED:
            return Decided(renewed=same, next_at=np.full(N, DECIDED + 10.0))
        return Decided(ends=WHOM if now.t == DECIDED + 20.0 else None)

    solve(
        MODEL, cohort.patients, cohort.doses, end=END, policy=policy, decide_at=AT,
        decide_on=LOOK, **WIDE,
    )  # fmt: skip
    told = dict(zip(AT.tolist(), asked, strict=True))
    assert not told[DECIDED + 9.5].any()
    assert told[DECIDED + 10.0].all()
    assert (told[DECIDED + 20.5] == ~WHOM).all()


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        (LEAN, [DECIDED]),
        (WIDE, [DECIDED, DECIDED + 1.0]),
        (WIDE | {"names": ("TT",), "times": [90.0]}, [DECIDED]),
    ],
    ids=["not foreseen", "twice", "times asked for"],
)
def test_a_renewal_that_cannot_be_is_refused(more, answers):
    cohort = enrolled()
    same = Decided(renewed=Renewed(mask=WHOM, parameters=cohort.patients.parameters))
    with pytest.raises(InputError):
        run(cohort, dict.fromkeys(answers, same), **more)


def test_parameters_that_no_run_accepts_are_refused():
    cohort = enrolled()
    table = np.full_like(cohort.patients.parameters, np.nan)
    with pytest.raises(InputError):
        run(cohort, {DECIDED: Decided(renewed=Renewed(mask=WHOM, parameters=table))}, **WIDE)

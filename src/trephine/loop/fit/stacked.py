"""stacked: the same people under several sets of numbers, as one cohort."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.doses import Doses
from trephine.mechanism.patients import Patients


def stacked(cohorts: Sequence[Cohort]) -> Cohort:
    """Return cohorts of one product, regimen and size below each other, in their order.

    A round of the ward costs about the same whether it sees a hundred patients or a thousand, so
    that several points of a design are run at once. Patients keep their numbers, which therefore
    come more than once: each set stays the same people with the same chance. Raises MethodError
    for cohorts that are not of the same people.
    """
    first = cohorts[0]
    same = all(
        np.array_equal(one.patients.numbers, first.patients.numbers)
        and one.seed == first.seed
        and one.start == first.start
        for one in cohorts
    )
    if not same:
        raise MethodError(
            what=Text(zh="各队列不是同一批患者", en="the cohorts are not the same people"),
            where="stacked(cohorts)",
            found=", ".join(f"seed {one.seed}, {len(one)} patients" for one in cohorts),
            do=Text(
                zh="用同一种子、编号与方案入组",
                en="enrol them with one seed, the same numbers and one regimen",
            ),
        )
    return replace(
        first,
        patients=Patients(
            numbers=np.concatenate([one.patients.numbers for one in cohorts]),
            parameters=np.vstack([one.patients.parameters for one in cohorts]),
        ),
        covariates={
            name: np.concatenate([one.covariates[name] for one in cohorts])
            for name in first.covariates
        },
        doses=Doses(
            times=np.vstack([one.doses.times for one in cohorts]),
            targets=np.vstack([one.doses.targets for one in cohorts]),
            amounts=np.vstack([one.doses.amounts for one in cohorts]),
        ),
        administrations=tuple(
            replace(
                one,
                amounts=np.concatenate([each.administrations[k].amounts for each in cohorts]),
            )
            for k, one in enumerate(first.administrations)
        ),
        held={
            name: sum(one.held.get(name, 0) for one in cohorts)
            for name in sorted({name for one in cohorts for name in one.held})
        },
    )

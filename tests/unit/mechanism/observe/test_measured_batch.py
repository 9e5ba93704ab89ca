"""Read-outs written as a matrix are those written one by one, whatever their limits and steps."""

import dataclasses
from decimal import Decimal

import numpy as np
import pytest

from trephine import library
from trephine.mechanism.observe.encoded import encoded, rounded
from trephine.mechanism.observe.measured import exact, measured, noisy
from trephine.mechanism.observe.measured_batch import MeasuredBatch

OBSERVABLES = library.observables()
PLAIN = next(one for one in library.readouts().readouts if one.observable == "potassium")
SPAN = (Decimal(-1000), Decimal(1000))


@pytest.mark.parametrize("resolution", ["0.001", "0.01", "0.1", "0.25", "0.5", "1", "5", "1E+1"])
@pytest.mark.parametrize("possible", [None, (Decimal("-2.7"), Decimal("3.3"))])
def test_rounded_is_the_double_nearest_to_the_decimal(resolution, possible):
    one = dataclasses.replace(
        OBSERVABLES["potassium"], resolution=Decimal(resolution), possible=possible
    )
    chance = np.random.default_rng(1)
    halves = (np.arange(-40, 40) + 0.5) * float(resolution)
    values = np.r_[chance.normal(0, 3, 300), chance.normal(0, 1e6, 300), halves, 0.0, -1e-9]
    expected = [float(exact(one, float(value))) for value in values]
    found = rounded(one)(values)
    np.testing.assert_array_equal(found, expected)
    assert not np.signbit(found[found == 0]).any()


def test_every_mixture_of_error_step_and_limit():
    mine, observables = [], {}
    for noise in ("none", "additive", "proportional", "lognormal", "counting"):
        for step in (0.0, 0.3, 1.0):
            for lower, lower_as in ((None, ""), (2.0, "0"), (2.0, "")):
                for upper in (None, 20.0):
                    name = f"{noise} {step} {lower} {lower_as} {upper}"
                    observables[name] = dataclasses.replace(
                        OBSERVABLES["potassium"], id=name, resolution=Decimal("0.1"), possible=SPAN
                    )
                    mine.append(
                        dataclasses.replace(
                            PLAIN, observable=name, noise=noise, sd=0.4, step=step,
                            lower=lower, lower_as=lower_as, upper=upper,
                        )
                    )  # fmt: skip
    for kind in ("yesno", "event"):
        observables[kind] = dataclasses.replace(OBSERVABLES["hypotension"], id=kind, kind=kind)
        mine.insert(7, dataclasses.replace(PLAIN, observable=kind, noise="none", step=0.0))
    chance = np.random.default_rng(2)
    true = np.exp(chance.normal(1, 1.5, (len(mine), 60)))
    true[:, ::5], true[:, 1::9] = 0.0, np.nan
    true[:, 2::11], true[:, 3::13] = 2.0, 20.0
    batch = MeasuredBatch(mine, observables)
    u = chance.random((len(batch.drawn), 60))
    found = batch.written(true[list(batch.order)], u)
    assert set(found) == set(range(len(mine)))
    draws = dict(zip(batch.drawn, u, strict=True))
    for place, one in enumerate(mine):
        observable = observables[one.observable]
        told = measured(one, observable, noisy(one, true[place], draws.get(one.observable, u[0])))
        expected = [encoded(observable, value) for value in told]
        np.testing.assert_array_equal(found[place], expected, err_msg=one.observable)

"""The range of a parameter between patients is where enrolment really draws."""

import numpy as np
import pytest

from trephine import library
from trephine.core.model import ModelParameter, Spread
from trephine.core.text import Text
from trephine.mechanism.enrol import enrol
from trephine.mechanism.spread_range import spread_range

WORDS = Text(zh="参数", en="parameter")


def parameter(**given):
    return ModelParameter(id="p", label=WORDS, unit="1", **given)


@pytest.mark.parametrize("name", ["kmax", "KC", "KE", "a2neg"])
def test_draws_fill_it_and_stay_within(name):
    """A parameter that no covariate moves; a2neg is logit-normal."""
    model = library.model("bcma_cart")
    at = [one.id for one in model.parameters].index(name)
    one = model.parameters[at]
    drawn = enrol(
        model, library.population("general"), library.product("cilta-cel"), (), 4000, 1,
        library.lymphodepletions(), products=library.products(),
    ).patients.parameters[:, at]  # fmt: skip
    low, high = spread_range(one, one.value, one.spread)
    assert low <= drawn.min() < low + 0.1 * (one.value - low)
    assert high >= drawn.max() > high - 0.35 * (high - one.value)
    assert np.isfinite([low, high]).all()


def test_laws_limits_and_none():
    wide = parameter(value=2.0, low=1.5, high=2.2)
    law = Spread(kind="normal", sd=1.0, cut=2.0)
    assert spread_range(parameter(value=2.0), 2.0, law) == (0.0, 4.0)
    assert spread_range(wide, 2.0, law) == (1.5, 2.2), "never beyond what the model accepts"
    assert spread_range(wide, 2.0, None) is None
    assert spread_range(wide, 2.0, Spread(kind="exponential", sd=0.0)) is None

"""Fitted numbers on products: whose they are, what they replace, and the same people under them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from trephine import library
from trephine.core.kinetics import Ensemble, FreeParameter
from trephine.core.mark import Assumed
from trephine.core.product import ParameterChange
from trephine.core.text import both_of
from trephine.library.kinetics_table import free_parameters
from trephine.mechanism.enrol import enrol
from trephine.mechanism.fit.fitted import fitted, member_of, scores_of, values_of
from trephine.mechanism.fit.prepared import prepared

WHY = Assumed(reason=both_of("test"), on=date(2026, 11, 23))


def free(name, *products, typical=1.0, scale="log", spread=False):
    return FreeParameter(
        id=f"{name}-{'-'.join(products)}", parameter=name, products=products, scale=scale,
        typical=typical, sd=0.5, label=both_of(name), mark=WHY, spread=spread,
    )  # fmt: skip


def product(name="a", *changes):
    base = library.product("cilta-cel")
    return replace(
        base,
        id=name,
        changes=tuple(
            ParameterChange(parameter=p, operation=op, value=v, mark=WHY) for p, op, v in changes
        ),
    )


def told(one):
    return [(c.parameter, c.operation, c.value, c.of) for c in one.changes]


def test_values_and_scores_undo_each_other():
    both = (free("x", typical=3.0), free("y", typical=0.2, scale="logit"))
    z = np.array([[0.0, 0.0], [1.0, -2.0]])
    values = values_of(both, z)
    assert values[0] == pytest.approx([3.0, 0.2])
    assert values[1, 0] == pytest.approx(3.0 * np.exp(0.5))
    assert scores_of(both, values) == pytest.approx(z)


def test_a_products_own_number_replaces_its_preset():
    found = fitted(product("a", ("dM", "set", 0.05)), [free("dM", "a", "b")], [0.01], WHY)
    assert told(found) == [("dM", "set", 0.01, "parameter")]
    other = fitted(product("c", ("dM", "set", 0.05)), [free("dM", "a", "b")], [0.01], WHY)
    assert told(other) == [("dM", "set", 0.05, "parameter")]


def test_a_shared_number_gives_way_to_a_preset_and_comes_before_its_factor():
    shared = [free("kX")]
    assert told(fitted(product("a", ("kX", "set", 0.3)), shared, [0.1], WHY)) == [
        ("kX", "set", 0.3, "parameter")
    ]
    assert told(fitted(product("a", ("kX", "times", 2.0)), shared, [0.1], WHY)) == [
        ("kX", "set", 0.1, "parameter"),
        ("kX", "times", 2.0, "parameter"),
    ]


def test_a_spread_is_no_typical_value():
    both = [free("dM", spread=True), free("dM", "a")]
    found = fitted(product("a", ("dM", "set", 0.05)), both, [0.9, 0.01], WHY)
    assert told(found) == [("dM", "set", 0.9, "spread"), ("dM", "set", 0.01, "parameter")]


def test_member_or_mean():
    one = Ensemble(
        model="m", parameters=(free("dM", "a"),), members=((0.1,), (0.2,)), weights=(0.5, 0.5),
        typical=(0.15,), seed=1, digest="d", mark=WHY, on=date(2026, 11, 23),
    )  # fmt: skip
    assert told(member_of(one, product("a")))[0][2] == 0.15
    assert told(member_of(one, product("a"), 1))[0][2] == 0.2
    with pytest.raises(IndexError):
        member_of(one, product("a"), 2)


def test_the_same_people_as_if_enrolled_again():
    model = library.model("bcma_cart")
    cilta = library.product("cilta-cel")
    population = library.population("cartitude-1")
    given = library.lymphodepletions()
    numbers = free_parameters()
    base = prepared(model, population, cilta, (), 12, 5, given)
    values = values_of(numbers, np.full((1, len(numbers)), 0.4))[0]
    other = fitted(cilta, numbers, values, WHY)
    again = enrol(model, population, other, (), 12, 5, given)
    assert np.array_equal(base.under(other).patients.parameters, again.patients.parameters)
    assert not np.array_equal(base.cohort.patients.parameters, again.patients.parameters)


def test_every_free_parameter_can_move_within_the_model():
    model = library.model("bcma_cart")
    ids = {one.id for one in model.parameters}
    products = {one.id for one in library.products()}
    for one in free_parameters():
        assert one.parameter in ids or f"{one.parameter}1" in ids, one.id
        assert set(one.products) <= products
        entry = model.parameter(one.parameter if one.parameter in ids else f"{one.parameter}1")
        assert not entry.formula, one.id
        assert not one.spread or entry.spread is not None, one.id

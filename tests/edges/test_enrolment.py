"""What enrolment refuses, with what, where, found and do in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.mark import Assumed
from trephine.core.population import Correlation, Covariate, CovariateEffect
from trephine.core.product import ParameterChange
from trephine.core.strategy import DoseCourse, SecondInfusion
from trephine.core.text import Text
from trephine.mechanism.enrol import enrol

MODEL = library.model("bcma_cart")
GENERAL = library.population("general")
IDE, CILTA = library.product("ide-cel"), library.product("cilta-cel")
MARK = Assumed(reason=Text(zh="试", en="trial"), on=date(2026, 11, 23))
PLAIN = replace(
    library.strategy("bcma-low"), id="plain", changes=(), doses=(), infusions=(), regimen=""
)


def change(parameter, operation, value, of="parameter"):
    return ParameterChange(parameter=parameter, operation=operation, value=value, mark=MARK, of=of)


def strategy(name, *changes, **more):
    return replace(PLAIN, id=name, changes=changes, **more)


def refused(*strategies, population=GENERAL, product=IDE, **more) -> InputError:
    with pytest.raises(InputError) as raised:
        enrol(
            MODEL, population, product, strategies, more.pop("n", 3), more.pop("seed", 1),
            more.pop("regimens", library.lymphodepletions()),
            products=more.pop("products", library.products()), **more,
        )  # fmt: skip
    error = raised.value
    assert all(error.what)
    assert all(error.do)
    assert error.where
    assert error.found
    return error


def course(**values):
    start = {"state": "DG", "amount": 1.0, "days": (1.0,), "mark": MARK}
    return DoseCourse(**{**start, **values})


def infusion(**values):
    return SecondInfusion(**{"day": 90.0, "mark": MARK, **values})


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ((change("gamma", "set", 1.0),), "gamma"),
        ((change("rhoE", "set", 99.0),), "99 1/d"),
        ((change("g", "times", -1.0),), "-0.02 1/d"),
        ((change("g", "set", float("nan")),), "nan"),
        ((change("g", "plus", float("inf")),), "inf"),
        ((change("pM", "set", 1.0),), "pM = "),
        ((change("kd", "set", 1.0, "spread"),), "kd"),
        ((change("kmax", "set", -0.1, "spread"),), "-0.1"),
        ((change("thHp", "set", 0.1, "spread"),), "thHp"),
        ((change("shoe_size", "set", 1.0, "covariate"),), "shoe_size"),
        ((change("isotype", "set", 1.0, "covariate"),), "set 1"),
        ((change("extramedullary", "set", 1.5, "covariate"),), "1.5"),
        ((change("baseline_crp", "set", 5.0, "covariate"),), "CRPb"),
    ],
)
def test_changes_that_cannot_be(changes, found) -> None:
    error = refused(strategy("odd", *changes))
    assert found in error.found


def test_a_misspelt_parameter_is_guessed() -> None:
    assert "rhoE" in refused(strategy("odd", change("rhoEE", "set", 2.0))).do.en


def test_two_strategies_that_contradict() -> None:
    one, other = (strategy(n, change("dens", "set", v)) for n, v in (("one", 0.3), ("other", 0.5)))
    error = refused(one, other)
    assert error.where == "dens"
    assert error.found == "strategy one: 0.3; strategy other: 0.5"
    enrol(MODEL, GENERAL, IDE, [one, replace(one, id="again")], 2, 1, library.lymphodepletions())


def test_a_set_that_undoes_another_strategy() -> None:
    one = strategy("one", change("dens", "times", 0.3))
    other = strategy("other", change("dens", "set", 0.5))
    assert refused(one, other).where == "dens"
    found = enrol(MODEL, GENERAL, IDE, [other, one], 1, 1, library.lymphodepletions(), typical=True)
    at = [p.id for p in MODEL.parameters].index("dens")
    assert found.patients.parameters[0, at] == pytest.approx(0.15)


def test_a_strategy_named_twice() -> None:
    once = library.strategy("bcma-low")
    assert refused(once, once).found == "bcma-low, bcma-low"


def test_two_products_that_set_what_both_share() -> None:
    """A second antigen's densities belong to the patient: two products cannot give him two."""
    error = refused(product=library.product("gprc5d"), second=library.product("cd19-humanised"))
    assert error.where == "a2neg"


@pytest.mark.parametrize(
    "given",
    [
        {"doses": (course(state="XX"),)},
        {"doses": (course(amount=0.0),)},
        {"doses": (course(amount=-1.0),)},
        {"doses": (course(amount=float("inf")),)},
        {"doses": (course(days=()),)},
        {"doses": (course(every=1.0),)},
        {"doses": (course(every=0.0, until=9.0),)},
        {"doses": (course(every=1.0, until=-9.0),)},
        {"doses": (course(every=1e-6, until=900.0),)},
        {"infusions": (infusion(day=-1.0),)},
        {"infusions": (infusion(share=0.0),)},
        {"infusions": (infusion(share=1e9),)},
        {"infusions": (infusion(product="ide-sell"),)},
        {"infusions": (infusion(regimen="lymphodepletion-none"),)},
        {"infusions": (infusion(place=1, product="cilta-cel"),)},
        {"infusions": (infusion(product="cilta-cel"), infusion(product="zevor-cel"))},
        {"regimen": "strong"},
    ],
    ids=str,
)
def test_treatments_that_cannot_be(given) -> None:
    refused(strategy("odd", **given))


def test_two_regimens_contradict() -> None:
    one = strategy("one", regimen="none")
    other = strategy("other", regimen="lymphodepletion-zhao2018")
    assert refused(one, other).where == "regimen"


def test_regimens_without_strengths_are_refused() -> None:
    assert "lymphodepletions()" in refused(regimens=library.regimens()).do.en


def test_products_whose_dose_cannot_be() -> None:
    refused(product=replace(IDE, dose=replace(IDE.dose, value=0.0)))
    refused(product=replace(IDE, companion="nothing"))
    refused(product=replace(IDE, regimen=""))


def covariates(*gone, added=()):
    kept = tuple(one for one in GENERAL.covariates if one.id not in gone)
    return replace(GENERAL, covariates=(*kept, *added))


def test_populations_that_lack_what_a_dose_needs() -> None:
    bare = replace(GENERAL, covariates=(), effects=(), correlations=())
    assert "weight" in refused(population=bare, product=CILTA, regimens=_flat()).do.en
    assert "bsa" in refused(population=bare).do.en


def _flat():
    """Regimens of drugs given in mg, which need no body surface."""
    return [
        replace(one, drugs=tuple(replace(d, unit="mg") for d in one.drugs))
        for one in library.lymphodepletions()
    ]


def test_populations_that_cannot_be() -> None:
    lines = next(one for one in GENERAL.covariates if one.id == "prior_lines")
    twice = covariates(added=(lines,))
    assert refused(population=twice).found == "prior_lines"
    named = Covariate(id="kmax", label=lines.label, law="constant", unit="", mark=MARK, typical=1.0)
    assert refused(population=covariates(added=(named,))).found == "kmax"
    effect = CovariateEffect(parameter="gg", formula="1", mark=MARK)
    refused(population=replace(GENERAL, effects=(effect,)))
    derived = CovariateEffect(parameter="pM", formula="1", mark=MARK)
    refused(population=replace(GENERAL, effects=(derived,)))
    uses = CovariateEffect(parameter="g", formula="pM", mark=MARK)
    assert refused(population=replace(GENERAL, effects=(uses,))).found == "pM in pM"
    late = CovariateEffect(parameter="g", formula="baseline_crp", mark=MARK)
    refused(population=replace(GENERAL, effects=(late,)))
    nan = CovariateEffect(parameter="g", formula="ln(0 - g)", mark=MARK)
    with pytest.warns(RuntimeWarning, match="invalid value"):
        error = refused(population=replace(GENERAL, effects=(nan,)))
    assert "patient 0" in error.where


@pytest.mark.parametrize(
    "pairs",
    [
        (("age", "age", 0.5),),
        (("age", "weight", 1.0),),
        (("age", "weight", 0.5), ("weight", "age", 0.4)),
        (("age", "shoe_size", 0.5),),
        (("age", "weight", 0.9), ("weight", "height", 0.9), ("age", "height", -0.9)),
    ],
)
def test_correlations_that_cannot_be(pairs) -> None:
    made = tuple(Correlation(first=a, second=b, value=r, mark=MARK) for a, b, r in pairs)
    assert refused(population=replace(GENERAL, correlations=made)).where.endswith("correlations")


@pytest.mark.parametrize("more", [{"n": 0}, {"n": -1}, {"first": -1}, {"seed": -1}])
def test_numbers_that_cannot_be(more) -> None:
    refused(**more)

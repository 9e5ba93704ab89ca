"""The baseline table: virtual patients beside the cohorts that they are after."""

from dataclasses import replace

import pytest

from trephine import library
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Read
from trephine.mechanism.baseline import baseline
from trephine.mechanism.enrol import enrol

MODEL = library.model("bcma_cart")
# How far a virtual share or median may lie from a cohort's.
SHARE, MEDIAN = 0.05, 0.12


def table(population, n=8000):
    made = library.population(population)
    found = enrol(MODEL, made, library.product("cilta-cel"), (), n, 5, library.lymphodepletions())
    return baseline(made, found.covariates)


@pytest.mark.parametrize("population", [one.id for one in library.populations()])
def test_virtual_patients_come_near_the_figures(population) -> None:
    """Of the cohort that a population is named after, where the figure was read.

    Recalled figures stand in the table and are not held against: they may be wrong.
    """
    rows = table(population)
    named = {
        "cartitude-1": "cartitude1",
        "karmma": "karmma",
        "fumanba-1": "fumanba1",
        "chinese": "legend2",
    }
    compared = 0
    for row in rows:
        for figure in row.figures:
            if figure.cohort != named.get(population, figure.cohort):
                continue
            if figure.value is None or not isinstance(figure.mark, Read):
                continue
            compared += 1
            if row.share:
                assert row.value == pytest.approx(figure.value, abs=SHARE), figure
            elif population != "chinese":  # its cohorts differ among themselves
                assert row.value == pytest.approx(figure.value, rel=MEDIAN), figure
    assert compared >= (1 if population == "karmma" else 3)


def test_chinese_medians_lie_between_their_cohorts() -> None:
    rows = {row.what: row for row in table("chinese")}
    ages = [figure.value for figure in rows["age"].figures]
    assert min(ages) <= rows["age"].value <= max(ages)
    assert 3 <= rows["prior_lines"].value <= 4


def test_every_line_and_its_statistic() -> None:
    rows = {row.what: row for row in table("cartitude-1")}
    assert rows["sex=male"].share
    assert rows["sex=male"].value + rows["sex=female"].value == pytest.approx(1)
    assert rows["prior_lines>=5"].label.en == "prior lines of therapy >=5"
    assert rows["age"].low < rows["age"].value < rows["age"].high
    assert rows["age"].unit == "a"
    assert rows["extramedullary"].unit == ""
    assert rows["lvef"].figures == ()
    marks = {type(figure.mark) for row in rows.values() for figure in row.figures}
    assert marks == {Read}
    recalled = [f for row in table("karmma", 50) for f in row.figures if f.cohort == "karmma"]
    assert {type(figure.mark) for figure in recalled} == {Read, Assumed}


def test_a_figure_of_nothing_is_refused() -> None:
    made = library.population("general")
    figure = replace(made.cohorts[0], covariate="shoe_size")
    wrong = replace(made, cohorts=(*made.cohorts, figure))
    found = enrol(MODEL, made, library.product("ide-cel"), (), 2, 5, library.lymphodepletions())
    with pytest.raises(ContentError) as raised:
        baseline(wrong, found.covariates)
    assert raised.value.found == "shoe_size"

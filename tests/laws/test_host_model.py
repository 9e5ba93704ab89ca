"""Laws of the host side of the model: rest without treatment, and what moves which way."""

from dataclasses import dataclass

import numpy as np
import pytest

from trephine.library.model_of import model
from trephine.mechanism.doses import doses_of
from trephine.mechanism.patients import Patients
from trephine.mechanism.solve import solve

HOST = ("AC", "F", "I6", "V", "N", "ND", "CRP", "FER", "MP", "FL", "G", "GA", "GM", "LY")
HOST += ("HS", "PR", "T1", "T2", "ANC", "MK", "PLT", "HB")
DRUGS = ("DL", "DT", "DS", "DP", "DG", "DD", "GC", "TP", "DI")
READ = ("temp", "sbpu", "satu", "ice", "ancr", "CT")
DAYS = np.arange(-7.0, 61.0, 0.5)
LD = [(-5.0, "DL", 1.0), (-4.0, "DL", 1.0), (-3.0, "DL", 1.0)]
CELLS = [*LD, (0.0, "R1", 0.4)]


@dataclass(frozen=True)
class Person:
    """What one patient is given and how they differ from the typical one."""

    given: tuple = ()
    rest: bool = True
    isotype: str = "G"
    burden: float = 250.0
    protein: float = 22.0


PEOPLE = {
    "untreated": Person(),
    "little": Person(burden=40.0, protein=30.0),
    "IgA": Person(isotype="A"),
    "light chains": Person(isotype="", burden=1500.0, protein=0.0),
    "IVIG": Person(given=((10.0, "G", 6.0),)),
    "drugs": Person(given=tuple((0.0, state, 1.0) for state in DRUGS)),
    "LD": Person(given=(*LD,)),
    "LD twice": Person(given=tuple((day, state, 2.0) for day, state, _ in LD)),
    "G-CSF": Person(given=(*LD, *((float(day), "GC", 1.0) for day in range(3, 15)))),
    "agonist": Person(given=(*LD, *((float(day), "TP", 1.0) for day in range(3, 25)))),
    "transfused": Person(given=(*LD, (6.0, "PLT", 25.0), (6.0, "HB", 10.0))),
    "cells": Person(given=(*CELLS,), rest=False),
    "cells, blocked": Person(given=(*CELLS, (7.0, "DT", 130.0)), rest=False),
    "cells, steroid": Person(
        given=(*CELLS, *((6.0 + 0.25 * k, "DS", 1.0) for k in range(16))), rest=False
    ),
}


@pytest.fixture(scope="module")
def courses():
    """Return every person's course: a function of the person and the quantity, by day."""
    chosen = model("bcma_cart")
    place = {one.id: at for at, one in enumerate(chosen.parameters)}
    people = list(PEOPLE.values())
    values = np.tile([one.value for one in chosen.parameters], (len(people), 1)).astype(float)
    for row, one in zip(values, people, strict=True):
        row[place["T0"]] = one.burden
        row[place["MP0"]] = one.protein
        row[place["isoG"]], row[place["isoA"]] = one.isotype == "G", one.isotype == "A"
        if one.rest:  # a tumour that neither grows nor is hurt by drugs
            row[place["g"]] = 1e-6
            row[place["kdL"]] = 0.0
            row[place["kdD"]] = 0.0
    names = (*HOST, *DRUGS, *READ)
    found = solve(
        chosen,
        Patients(numbers=np.arange(len(people)), parameters=values),
        doses_of(chosen, [one.given for one in people]),
        end=60.5,
        names=names,
        times=DAYS,
    )
    assert not found.failures()
    at = {name: row for row, name in enumerate(PEOPLE)}
    return lambda who, name: found.of(name)[at[who]]


def on(course, day):
    return course[int(np.argmin(np.abs(DAYS - day)))]


@pytest.mark.parametrize("who", ["untreated", "little", "IgA", "light chains"])
@pytest.mark.parametrize("name", HOST)
def test_nothing_drifts_without_treatment_and_growth(courses, who, name):
    """Host states stay within 0.1% over 67 days, whatever the burden and the isotype."""
    course = courses(who, name)
    assert course[0] >= 0
    assert course == pytest.approx(course[0], rel=1e-3, abs=1e-6)


def test_untreated_patients_read_as_themselves(courses):
    for name, usual in {"temp": 36.7, "sbpu": 124, "satu": 97.3, "ice": 10}.items():
        assert courses("untreated", name) == pytest.approx(usual, abs=0.01)


def test_growth_factor_transfusion_and_thrombopoietin_raise_counts(courses):
    assert on(courses("G-CSF", "ANC"), 14) > 1.3 * on(courses("LD", "ANC"), 14)
    assert on(courses("agonist", "PLT"), 25) > 1.15 * on(courses("LD", "PLT"), 25)
    more = on(courses("transfused", "PLT"), 6) - on(courses("LD", "PLT"), 6)
    assert more == pytest.approx(25, abs=0.1)
    more = on(courses("transfused", "HB"), 6) - on(courses("LD", "HB"), 6)
    assert more == pytest.approx(10, abs=0.1)


def test_lymphodepletion_alone_makes_deep_and_passing_neutropenia(courses):
    assert courses("untreated", "ANC").min() > 2.9
    assert courses("LD", "ANC").min() < 0.5
    assert courses("LD twice", "ANC").min() < courses("LD", "ANC").min()
    assert courses("LD", "ANC")[-1] > 1.4
    assert courses("LD", "ANC").argmin() > np.argmin(np.abs(DAYS + 3))


def test_immunoglobulin_dose_rises_and_decays(courses):
    extra = courses("IVIG", "G") - courses("untreated", "G")
    assert on(extra, 10) == pytest.approx(6, abs=0.01)
    assert 0.3 < on(extra, 33) / on(extra, 10) < 0.6  # 23 days: about a half-life


def test_receptor_blockade_raises_serum_il6_and_lowers_fever(courses):
    assert on(courses("cells, blocked", "I6"), 8) > 1.2 * on(courses("cells", "I6"), 8)
    assert on(courses("cells, blocked", "temp"), 8) < on(courses("cells", "temp"), 8) - 0.7
    assert courses("cells, blocked", "V").max() < 0.95 * courses("cells", "V").max()
    assert courses("cells, blocked", "CT").max() == pytest.approx(
        courses("cells", "CT").max(), rel=0.05
    )


def test_glucocorticoid_lowers_inflammation_and_the_neuro_score(courses):
    for name in ("I6", "V", "N"):
        assert on(courses("cells, steroid", name), 9) < 0.8 * on(courses("cells", name), 9)


def test_drug_effects_decay_to_nothing(courses):
    for name in DRUGS:
        course = courses("drugs", name)
        assert on(course, -1) == pytest.approx(0)
        assert on(course, 0) == pytest.approx(1)
        assert on(course, 60) < 0.2

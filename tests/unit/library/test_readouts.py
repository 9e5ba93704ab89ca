"""Read-outs are whole: every formula has its names, every observable its kind, every term a use."""

import pytest

from trephine import library
from trephine.core.error import ContentError
from trephine.library import readout_table
from trephine.library.model_of import model
from trephine.library.stated_of import stated_of
from trephine.mechanism.evaluate import names_in

READ = library.readouts()
OBSERVABLES = library.observables()
ILL = {"ill", "ill_late", "ill_fever", "ill_crp", "ill_il6", "ill_site", "ill_germ", "ill_found"}
ILL |= {"ill_serious", "day"}


def test_every_name_in_a_formula_is_known():
    chosen = model("bcma_cart")
    known = {one.id for one in (*chosen.states, *chosen.assignments)}
    told = {name for name, _ in READ.assumed}
    before = known | told | ILL
    for term in READ.terms:
        assert names_in(term.formula) <= before, term.id
        before = before | {term.id}
    for one in READ.readouts:
        assert names_in(one.formula) <= before, one.observable
        assert not one.when or names_in(one.when) <= before, one.observable
    assert names_in(READ.infection.hazard) <= known
    for one in READ.statements:
        for formula in (one.formula, one.when, one.at):
            assert not formula or names_in(formula) <= told, one.observable
    for one in READ.doses:
        assert not one.formula or names_in(one.formula) <= told | {"amount"}, one.observable


def test_covariates_assumed_are_those_of_the_populations():
    told = {name for name, _ in READ.assumed}
    for population in library.populations():
        assert told <= {one.id for one in population.covariates}, population.id


def test_each_readout_fits_its_observable():
    for one in READ.readouts:
        what = OBSERVABLES[one.observable]
        coded = what.kind in {"choice", "choices"}
        assert coded == bool(one.cutpoints), one.observable
        if any(one.limits):
            assert what.limits, one.observable
        if coded:
            limits = [limit for limit, _ in one.cutpoints]
            assert limits == sorted(limits)
        if one.noise != "none":
            assert one.sd > 0
    taken = [one.observable for one in READ.readouts]
    assert len(taken) == len(set(taken))


def test_each_schedule_and_term_is_used():
    assert {one.id for one in READ.schedules} == {one.schedule for one in READ.readouts}
    formulas = [one.formula for one in (*READ.readouts, *READ.terms)]
    formulas += [one.when for one in READ.readouts if one.when]
    used = set().union(*(names_in(formula) for formula in formulas))
    assert {one.id for one in READ.terms} <= used


def test_visits_are_those_of_the_follow_up_calendar():
    months = {2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 24}
    disease = next(one for one in READ.schedules if one.id == "disease")
    assert set(disease.months) == months
    assert any(abs(day - 14) < 0.5 for day in disease.days)
    assert any(abs(day - 28) < 0.5 for day in disease.days)


def test_products_are_stated_in_known_codes():
    for product in library.products():
        told = stated_of(product)
        assert told["product_origin"] == product.binder or told["product_origin"] == "other"
        for name, code in told.items():
            assert OBSERVABLES[name].choice(code) == code
    assert (
        stated_of(next(p for p in library.products() if p.id == "cilta-cel"))["product"]
        == "cilta_cel"
    )


HEAD = 'mark = { reason = { zh = "假", en = "made" }, on = 2026-11-23 }\n'
SCHEDULE = '[[schedule]]\nid = "s"\nlabel = { zh = "安排", en = "schedule" }\ndays = [1.0]\n'
CASES = {
    "no such observable": '[[readout]]\nobservable = "no"\nformula = "V"\nschedule = "s"\n',
    "no such schedule": '[[readout]]\nobservable = "crp"\nformula = "V"\nschedule = "t"\n',
    "does not have that code": (
        '[[readout]]\nobservable = "motor"\nformula = "V"\nschedule = "s"\n'
        'cutpoints = [[1.0, "nothing"]]\nlast_code = "none"\n'
    ),
    "used twice": '[[term]]\nid = "x"\nlabel = { zh = "项", en = "term" }\nformula = "V"\n' * 2,
    "not defined here": '[[readout]]\nobservable = "crp"\nformula = "V"\nschedule = "s"\nx = 1\n',
}


@pytest.mark.parametrize("told", CASES)
def test_refuses_what_is_malformed(tmp_path, monkeypatch, told):
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.toml").write_text(HEAD + SCHEDULE + CASES[told], encoding="utf-8")
    monkeypatch.setattr(readout_table, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match=told):
        library.readouts("made")

"""Products: every row of the consensus's tables has one, with the dose and regimen printed."""

import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.core.mark import Assumed, Derived, Read

MODEL = library.model("bcma_cart")


def test_every_row_of_table_1_has_a_product() -> None:
    rows = [one.id for one in library.studies("consensus2022")]
    assert [study for one in library.products() for study in one.studies] == rows


def test_every_row_of_table_2_is_the_regimen_of_its_study() -> None:
    by_study = {study: one for one in library.products() for study in one.studies}
    for regimen in library.regimens():
        assert by_study[regimen.study].regimen == regimen.id


@pytest.mark.parametrize("product", library.products(), ids=lambda one: one.id)
def test_a_product_is_whole(product) -> None:
    assert all(product.mixes)
    assert product.changes
    low = product.dose.low or product.dose.value
    high = product.dose.high or product.dose.value
    assert low <= product.dose.value <= high
    names = {one.id for one in MODEL.parameters}
    for change in product.changes:
        assert change.parameter in names or change.parameter + "1" in names
        assert isinstance(change.mark, Assumed)
    binders = {one.parameter: one.value for one in product.changes if one.parameter in {"tB", "tA"}}
    assert set(binders) == {"tB", "tA"}, "the second place of a run starts without binders"
    assert ("BCMA" in product.targets) == (binders["tB"] == 1 or bool(product.companion))


def test_printed_doses_are_those_of_table_1() -> None:
    printed = {one.id: one.arms[0].dose for one in library.studies("consensus2022")}
    for product in library.products():
        for study in product.studies:
            assert product.dose.printed == printed[study]


def test_marks_of_doses() -> None:
    kinds = {one.id: type(one.dose.mark) for one in library.products()}
    assert kinds["cilta-cel"] is Read
    assert kinds["bcma-cd38-tandem"] is Derived
    assert kinds["ide-cel"] is Assumed
    tandem = library.product("bcma-cd38-tandem").dose
    assert tandem.value == pytest.approx((0.5e6 * 1e6) ** 0.5)


def test_sixteen_designs_differ_by_binder_and_costimulation_alone() -> None:
    designs = [one for one in library.products() if one.id.startswith("generic-")]
    assert len(designs) == 16
    assert len({(one.binder, one.costimulation) for one in designs}) == 16
    assert len({one.dose.value for one in designs}) == 1
    changes = {
        one.id: {(c.parameter, c.operation): c.value for c in one.changes} for one in designs
    }
    assert changes["generic-human-cd28"]["imm", "set"] == 0.05
    assert changes["generic-murine-cd28"]["imm", "set"] == 0.8
    assert ("rhoE", "times") not in changes["generic-human-4-1bb"]


@pytest.mark.parametrize(
    ("design", "strategy"),
    [
        ("generic-human-cd28", "costim-cd28"),
        ("generic-human-ox40", "costim-ox40"),
        ("generic-human-third-generation", "generation-third"),
        ("generic-human-4-1bb", "fully-human"),
        ("generic-humanised-4-1bb", "humanised"),
        ("generic-murine-4-1bb", "immunogenic-binder"),
        ("universal", "allogeneic"),
    ],
)
def test_a_design_and_a_strategy_of_one_name_agree(design, strategy) -> None:
    made = {(c.parameter, c.operation): c.value for c in library.product(design).changes}
    for change in library.strategy(strategy).changes:
        assert made[change.parameter, change.operation] == change.value


def test_a_later_set_replaces_an_element_s() -> None:
    changes = [one for one in library.product("ide-cel").changes if one.parameter == "imm"]
    assert [one.value for one in changes] == [0.55]


def test_the_same_product_under_another_study() -> None:
    assert library.product("ct053-phase1").changes[:-1] == library.product("zevor-cel").changes[:-1]


def test_further_regimens_and_strengths() -> None:
    table = library.lymphodepletions()
    assert [one.id for one in table[:9]] == [one.id for one in library.regimens()]
    by_id = {one.id: one for one in table}
    fumanba = by_id["lymphodepletion-fumanba1"]
    assert [(d.dose, d.days) for d in fumanba.drugs] == [(30, (-4, -3, -2)), (500, (-4, -3, -2))]
    assert isinstance(fumanba.mark, Read)
    standard = by_id["lymphodepletion-munshi2021"]
    assert sum(d.strength * d.dose for d in standard.drugs) == pytest.approx(1)
    assert all(isinstance(mark, Assumed) for _, mark in library.strengths().values())


def test_an_unknown_product_is_guessed() -> None:
    with pytest.raises(InputError) as raised:
        library.product("ide-cell")
    assert "ide-cel" in raised.value.do.en

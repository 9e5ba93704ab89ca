"""How second infusions are carried out: whole, and refused with its line where it is not."""

import re

import pytest

from trephine.core.error import ContentError
from trephine.library import acts as home
from trephine.library.acts import acts
from trephine.library.strategy_table import strategy

TEXT = (home.FOLDER / "bcma_cart.toml").read_text(encoding="utf-8")
INFUSING = [one for one in acts().acts if one.infusion is not None]


def test_every_second_infusion_has_one_and_waits_for_the_antigen():
    assert len(INFUSING) == 6
    for one in INFUSING:
        assert one.kind == "second-infusion"
        assert len(strategy(one.infusion.strategy).infusions) == 1
        assert "antigen" in one.when
        assert "infusions < 2" in one.when
    whole = {one.id for one in acts().past if one.whole}
    assert {"relapses", "infusions", "relapse_hours"} <= whole
    assert not {"crs_ever", "tocilizumab_given", "crs_first_line"} & whole


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('schedules = ["marrow"]', 'schedules = ["marow"]', "no such schedule"),
        ('shared = ["d2T"', 'shared = ["d2Z"', "no such parameter"),
        ('where = "tA1 == 0"', 'where = "tA9 == 0"', "not known here"),
        ('stated = { product = "other"', 'stated = { product = "othr"', "does not have that code"),
        ('stated = { product = "other"', 'stated = { produkt = "other"', "no such observable"),
        ('formula = "progression_seen"', 'formula = "progression_sean"', "not known here"),
    ],
)
def test_a_defect_is_refused_with_its_line(old, new, says, tmp_path, monkeypatch):
    assert old in TEXT
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    broken = TEXT.replace(old, new, 1)
    (tmp_path / "bcma_cart.toml").write_text(broken, encoding="utf-8")
    acts.cache_clear()
    try:
        with pytest.raises(ContentError, match=says) as refused:
            acts()
    finally:
        acts.cache_clear()
    assert re.search(r"bcma_cart\.toml:\d+", str(refused.value))


def test_without_a_section_there_is_no_second_infusion(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    start = TEXT.index("[second]\n")
    broken = TEXT[:start] + TEXT[TEXT.index("[[act]]", start) :]
    (tmp_path / "bcma_cart.toml").write_text(broken, encoding="utf-8")
    acts.cache_clear()
    try:
        with pytest.raises(ContentError, match="there is a second infusion"):
            acts()
    finally:
        acts.cache_clear()

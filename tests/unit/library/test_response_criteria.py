"""The response criteria: complete, placed, bilingual, and refused where they contradict."""

from decimal import Decimal

import pytest

from trephine import library
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Read
from trephine.library import response_criteria as home
from trephine.library.response_criteria import response_criteria

CRITERIA = response_criteria()
FILE = home._PATH.read_text(encoding="utf-8")


def test_every_threshold_has_a_place_or_a_reason():
    known = {source.id for source in library.sources()}
    assert len(CRITERIA.thresholds()) == 35
    for name, threshold in CRITERIA.thresholds().items():
        assert threshold.value > 0, name
        if isinstance(threshold.mark, Read):
            assert threshold.mark.locator.source == "kumar2016"
            assert threshold.seen, f"{name} was looked up nowhere"
        else:
            assert isinstance(threshold.mark, Assumed)
            assert len(threshold.mark.reason.zh) > 10
        assert {place.source for place in threshold.seen} <= known


def test_what_was_recalled_is_said():
    recalled = {
        name
        for name, threshold in CRITERIA.thresholds().items()
        if isinstance(threshold.mark, Assumed)
    }
    assert recalled == {
        "ratio_low",
        "ratio_high",
        "dflc_vgpr",
        "spd_vgpr",
        "marrow_rise",
        "marrow_relapse",
        "spd_lesions",
        "circulating_rise",
        "circulating_level",
    }


def test_conventions_say_why():
    for convention in CRITERIA.conventions:
        assert (convention.days is None) == bool(convention.choices)
        assert len(convention.reason.zh) > 8
        assert len(convention.reason.en) > 20
    assert CRITERIA.convention("nadir").default == "lowest_recorded_including_baseline"
    with pytest.raises(KeyError):
        CRITERIA.convention("moon")


def test_a_threshold_says_itself():
    assert str(CRITERIA.serum_pr) == "≥ 50 %"
    assert str(CRITERIA.ratio_high) == "≤ 1.65"
    assert CRITERIA.marrow_cr.met(Decimal("4.9"))
    assert not CRITERIA.marrow_cr.met(5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('place = "table 4"', 'places = "table 4"'),
        ('place = "table 4"', ""),
        ('source = "kumar2016"', 'source = "nobody2016"'),
        ("[threshold.serum_pr]", "[threshold.serum_px]"),
        ('comparator = ">="', 'comparator = "=>"'),
        ('default = "NE"', 'default = "SD"'),
        ("days = 60", 'days = 60\ndefault = "x"'),
        ('id = "imaging_window_days"', 'id = "bm_window_days"'),
        ('{ source = "radiopaedia2021"', '{ source = "nobody"'),
    ],
)
def test_a_malformed_file_is_refused(before, after, monkeypatch, tmp_path):
    assert before in FILE
    path = tmp_path / "imwg2016.toml"
    path.write_text(FILE.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setattr(home, "_PATH", path)
    with pytest.raises(ContentError) as caught:
        response_criteria.__wrapped__()
    assert "imwg2016.toml:" in caught.value.where

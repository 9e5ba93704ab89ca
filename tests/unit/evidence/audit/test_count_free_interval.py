"""Printed intervals against those that the n's, I2 and the estimate give."""

import dataclasses
import math

import numpy as np
import pytest

from trephine.core.published import Printed
from trephine.evidence.audit.count_free_interval import count_free_interval
from trephine.evidence.audit.interval_reach import interval_reach
from trephine.evidence.audit.model_rule import model_rule
from trephine.evidence.audit.printed_range import printed_range
from trephine.evidence.audit.way_back import WAYS, back, forward, way_back
from trephine.library import publication

ZHAN = publication("zhan2025")
FOUND = count_free_interval(ZHAN)
SUBJECTS = [one.id.rsplit("/", 1)[1] for one in FOUND.findings]


def reach(row, **other):
    known = {one.id: one.arms[0].n for one in ZHAN.studies}
    n = np.array([known[key] for key in ZHAN.row(row).studies], dtype=float)
    return interval_reach(ZHAN.row(row), n, **other)


def test_22_of_28_intervals_are_reproduced_without_a_count():
    assert sum(one.verdict == "agrees" for one in FOUND.checked) == 22
    assert len(FOUND.checked) == 28
    assert SUBJECTS == [
        "leukopenia-g3p",
        "thrombocytopenia-g3p",
        "anemia",
        "mortality-ge2y",
        "sd-le1y",
        "pfs-1y",
    ]
    assert {one.kind for one in FOUND.findings} == {"computed"}


def test_the_interval_of_pfs_is_that_of_the_other_model():
    finding = next(one for one in FOUND.findings if one.concerns == ("pfs-1y",))
    assert reach("pfs-1y").models == ("common",)
    assert "only the fixed-effect model" in finding.sentence.en
    assert "固定效应" in finding.sentence.zh


def test_the_arithmetic_by_hand_for_two_studies():
    """n = 10 and 13: w = 42 + 54 = 96, SE = 1/sqrt(96), and 60% with I2 = 0 is 38 to 80%."""
    finding = next(one for one in FOUND.findings if one.concerns == ("sd-le1y",))
    assert "S1 = sum w = 96" in finding.arithmetic[1]
    assert f"{1 / math.sqrt(96):.5f}" in finding.arithmetic[3].en
    assert "11.3043" in finding.arithmetic[5].en  # 2 / (1/10 + 1/13)
    size = np.array([2 / (1 / 10 + 1 / 13)])
    t = forward(0.60, size)
    low, high = (100 * back(t + sign * 1.959964 / math.sqrt(96), size)[0] for sign in (-1, 1))
    assert (low, high) == pytest.approx((38.4, 80.0), abs=0.1)
    predicted = reach("sd-le1y").common
    assert predicted.ci_lb.holds(low)
    assert predicted.ci_ub.holds(high)
    assert finding.severity == "major"  # 34% is more than a whole percent off


def test_the_i2_that_a_printed_interval_needs():
    needed = reach("thrombocytopenia-g3p").needed_i2
    assert needed is not None
    assert needed.low > 84.0  # printed: 82.68, the I2 of another result
    assert needed.high < 88.0
    row = dataclasses.replace(ZHAN.row("thrombocytopenia-g3p"), I2=Printed(text="86.00"))
    known = {one.id: one.arms[0].n for one in ZHAN.studies}
    n = np.array([known[key] for key in row.studies], dtype=float)
    assert interval_reach(row, n).models == ("random",)


def test_no_other_way_back_explains_the_paper_better():
    rows = [row.id for row in ZHAN.pooled]
    count = {way.key: sum(bool(reach(row, way=way).models) for row in rows) for way in WAYS}
    assert max(count, key=count.get) == "miller-hm"


def test_a_way_back_undoes_its_forward_transformation():
    size = np.array([5.0, 12.3, 400.0])
    for p in (0.0, 0.02, 0.5, 0.97, 1.0):
        assert back(forward(p, size), size) == pytest.approx(np.full(3, p), abs=1e-12)
    infinite = np.array([np.inf])
    assert back(forward(0.3, infinite), infinite) == pytest.approx([0.3])
    with pytest.raises(KeyError):
        way_back("unheard-of")


@pytest.mark.parametrize("text", ["86", "82.68", "0"])
def test_printed_range_holds_every_rounding(text):
    unit = 10.0 ** -Printed(text=text).decimals
    behind = printed_range(Printed(text=text))
    twice = Printed(text=text).value - 0.545 * unit  # 0.4546 -> 0.455 -> 0.46 -> 0.5
    assert behind.holds(twice)
    assert behind.holds(Printed(text=text).value + 0.999 * unit)
    assert not behind.holds(Printed(text=text).value - 0.56 * unit)


def test_other_measures_are_out_of_reach_and_say_so():
    methods = dataclasses.replace(ZHAN.methods, measure="PLO")
    found = count_free_interval(dataclasses.replace(ZHAN, methods=methods))
    assert found.findings == ()
    assert {one.verdict for one in found.checked} == {"cannot-tell"}
    assert "PLO" in found.checked[0].note.en
    methods = dataclasses.replace(ZHAN.methods, estimator="REML")
    found = count_free_interval(dataclasses.replace(ZHAN, methods=methods))
    silent = [one.subject for one in found.checked if "REML" in one.note.en]
    assert "orr" in silent
    assert "scr" not in silent  # a fixed-effect result needs no tau2


def test_a_paper_whose_intervals_are_out_of_reach_is_not_judged():
    off = tuple(
        dataclasses.replace(row, ci_ub=Printed(text=f"{min(100, row.ci_ub.value + 9):.0f}"))
        for row in ZHAN.pooled
    )
    found = count_free_interval(dataclasses.replace(ZHAN, pooled=off))
    assert found.findings == ()
    assert "otherwise" in found.checked[0].note.en
    named = dataclasses.replace(ZHAN.methods, measure="PFT")
    found = count_free_interval(dataclasses.replace(ZHAN, pooled=off, methods=named))
    assert len(found.findings) > 20  # the paper says so itself: then they count


def test_few_intervals_without_a_named_measure_are_a_suspicion():
    few = tuple(row for row in ZHAN.pooled if row.id in {"orr", "scr", "cr", "vgpr", "sd-le1y"})
    found = count_free_interval(dataclasses.replace(ZHAN, pooled=few))
    assert [(one.concerns, one.kind) for one in found.findings] == [(("sd-le1y",), "suspicion")]


def test_a_study_that_the_table_lacks_or_a_single_one_is_not_judged():
    row = dataclasses.replace(ZHAN.row("scr"), id="one", studies=ZHAN.row("scr").studies[:1])
    lost = dataclasses.replace(ZHAN.row("scr"), id="lost", studies=("nobody", "deng2021"))
    found = count_free_interval(dataclasses.replace(ZHAN, pooled=(row, lost)))
    assert [one.verdict for one in found.checked] == ["cannot-tell", "cannot-tell"]
    assert "nobody" in found.checked[1].note.en


def test_a_table_of_trials_has_nothing_to_predict():
    found = count_free_interval(publication("consensus2022"))
    assert found.findings == found.checked == ()


def test_cells_left_empty_are_not_judged():
    row = ZHAN.row("scr")
    empty = Printed(text="")
    rows = (
        dataclasses.replace(row, id="no-list", studies=()),
        dataclasses.replace(row, id="no-bound", ci_ub=empty),
        dataclasses.replace(row, id="no-i2", I2=empty),
        dataclasses.replace(row, id="no-i2-random", I2=empty, model="random"),
    )
    found = count_free_interval(dataclasses.replace(ZHAN, pooled=(*rows, ZHAN.row("orr"))))
    verdicts = {one.subject: one.verdict for one in found.checked}
    assert verdicts["no-list"] == verdicts["no-bound"] == "cannot-tell"
    assert verdicts["no-i2"] == "agrees"  # a fixed-effect interval needs no I2
    assert verdicts["no-i2-random"] == "agrees"  # some I2 or other would give it
    assert model_rule(dataclasses.replace(ZHAN, pooled=rows)).findings == ()
